"""chrono, instant and web-time, unmodified: on the guest's clock, which a test moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hostapi import JsDate
from runtime.clock import Zone
from runtime.testing import MockClock
from tests.integration.conftest import Open

ALL_RELEASES = pytest.mark.parametrize("release", ["0.2.83", "0.2.100", "0.2.130"])
NEW_RELEASES = pytest.mark.parametrize("release", ["0.2.100", "0.2.130"])
pytestmark = pytest.mark.asyncio


class BerlinClock(MockClock):
    """A mock clock whose local time is Berlin's."""

    def zone_at(self, unix_seconds: int) -> Zone:
        """Return what Berlin's clocks say."""
        moment = datetime.fromtimestamp(unix_seconds, ZoneInfo("Europe/Berlin"))
        offset = moment.utcoffset()
        assert offset is not None
        return Zone(int(offset.total_seconds()), str(moment.tzname()))


@pytest.fixture
def clock() -> MockClock:
    return BerlinClock(1_720_000_000.25)


@ALL_RELEASES
async def test_chrono_knows_the_time(open_guest: Open, clock: MockClock) -> None:
    async with open_guest("clock_cases") as guest:
        assert guest.exports.chrono_utc() == "2024-07-03T09:46:40.250+00:00"
        assert guest.exports.chrono_local() == "2024-07-03T11:46:40.250+02:00"
        clock.advance(3600)
        assert guest.exports.chrono_utc() == "2024-07-03T10:46:40.250+00:00"


@ALL_RELEASES
async def test_chrono_knows_the_zone(open_guest: Open) -> None:
    async with open_guest("clock_cases") as guest:
        summer, winter = 1_720_000_000, 1_705_000_000
        assert guest.exports.chrono_offset(summer) == 7200
        assert guest.exports.chrono_offset(winter) == 3600
        from_local = guest.exports.chrono_from_local
        assert from_local("2024-07-03T11:46:40") == "2024-07-03T09:46:40+00:00"
        assert from_local("2024-01-11T20:06:40") == "2024-01-11T19:06:40+00:00"


@ALL_RELEASES
async def test_chrono_takes_dates_and_gives_them(open_guest: Open) -> None:
    async with open_guest("clock_cases") as guest:
        assert guest.exports.chrono_of_date(JsDate(1500)) == "1970-01-01T00:00:01.500+00:00"
        aware = datetime(2024, 7, 3, 12, tzinfo=ZoneInfo("Europe/Berlin"))
        assert guest.exports.chrono_of_date(aware) == "2024-07-03T10:00:00+00:00"
        made = guest.exports.chrono_to_date(86_400)
        assert isinstance(made, JsDate)
        assert made.time == 86_400_000


@ALL_RELEASES
async def test_instant_measures_what_passes(open_guest: Open, clock: MockClock) -> None:
    async with open_guest("clock_cases") as guest:
        with guest.exports.Stopwatch() as stopwatch:
            assert stopwatch.elapsed() == 0
            clock.advance(0.125)
            assert stopwatch.elapsed() == 125_000_000
            clock.advance(60)
            assert stopwatch.elapsed() == 60_125_000_000
        assert guest.exports.instant_system_time() == 1_720_000_060_375


@NEW_RELEASES
async def test_web_time_measures_what_passes(open_guest: Open, clock: MockClock) -> None:
    async with open_guest("clock_cases") as guest:
        with guest.exports.WebStopwatch() as stopwatch:
            assert stopwatch.elapsed() == 0
            clock.advance(0.125)
            assert stopwatch.elapsed() == 125_000_000
            assert stopwatch.before(5)
        assert guest.exports.web_system_time() == 1_720_000_000_375


@NEW_RELEASES
async def test_time_begins_when_a_guest_is_opened(open_guest: Open, clock: MockClock) -> None:
    def time_of(guest: Any) -> tuple[float, float]:
        performance = guest.realm.performance
        return performance.now(), performance.time_origin

    async with open_guest("clock_cases") as first:
        clock.advance(2)
        async with open_guest("clock_cases") as second:
            clock.advance(1)
            assert time_of(first) == (3000, 1_720_000_000_250)
            assert time_of(second) == (1000, 1_720_000_002_250)
