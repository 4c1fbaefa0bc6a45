from __future__ import annotations

import datetime
import math

import pytest

from hostapi import JsDate, Realm, new_realm
from hostapi.date_fields import GREATEST, fields_of, make_time, to_utc
from hostapi.errors import RangeError
from runtime.clock import SystemClock, Zone
from runtime.testing import MockClock

HOUR = 3_600_000
SPRING = make_time((2024, 2, 10, 7, 0, 0, 0))
"""2 o'clock becomes 3 o'clock."""
AUTUMN = make_time((2024, 10, 3, 6, 0, 0, 0))
"""2 o'clock becomes 1 o'clock."""


class NewYork(MockClock):
    """A clock five hours behind, four in the summer of 2024."""

    def zone_at(self, unix_seconds: int) -> Zone:
        summer = SPRING <= unix_seconds * 1000 < AUTUMN
        return Zone(-4 * 3600, "EDT") if summer else Zone(-5 * 3600, "EST")


@pytest.fixture
def realm() -> Realm:
    return new_realm(NewYork(1_700_000_000.5))


def construct(realm: Realm, *args: object) -> JsDate:
    made: JsDate = realm.constructors["Date"](*args)
    return made


def test_the_clock_of_the_realm_tells_the_time(realm: Realm) -> None:
    assert construct(realm).time == 1_700_000_000_500
    assert realm.call(realm.constructors["Date"], "now", ()) == 1_700_000_000_500
    called = realm.apply(realm.constructors["Date"], None, ())
    assert called == "Tue Nov 14 2023 17:13:20 GMT-0500 (Eastern Standard Time)"


def test_a_clock_without_the_time_of_day_leaves_that_to_the_machine() -> None:
    class Plain:
        def monotonic_seconds(self) -> float:
            return 0.0

    assert isinstance(new_realm(Plain()).clock, SystemClock)
    assert new_realm(MockClock(5)).clock.unix_seconds() == 5


@pytest.mark.parametrize(
    ("hours", "utc_hours"),
    [((2024, 2, 10, 1, 59), 6), ((2024, 2, 10, 2, 30), 7), ((2024, 2, 10, 3, 0), 7),
     ((2024, 10, 3, 0, 59), 4), ((2024, 10, 3, 1, 30), 5), ((2024, 10, 3, 2, 0), 7)],
)  # fmt: skip
def test_local_time_that_is_skipped_or_comes_twice(
    realm: Realm, hours: tuple[int, ...], utc_hours: int
) -> None:
    date = construct(realm, *hours)
    assert fields_of(int(date.time)).hours == utc_hours


def test_fields_are_those_of_local_time(realm: Realm) -> None:
    date = construct(realm, SPRING)
    assert realm.call(date, "getHours", ()) == 3
    assert realm.call(date, "getUTCHours", ()) == 7
    assert realm.call(date, "getTimezoneOffset", ()) == 240
    realm.call(date, "setMonth", (0,))
    assert realm.call(date, "toDateString", ()) == "Wed Jan 10 2024"
    assert realm.call(date, "toTimeString", ()) == "03:00:00 GMT-0500 (Eastern Standard Time)"
    assert realm.call(date, "toLocaleString", ()) == "1/10/2024, 3:00:00 AM"
    assert realm.call(construct(realm, "2024-07-01T12:00"), "getTime", ()) == make_time(
        (2024, 6, 1, 16, 0, 0, 0)
    )
    assert realm.call(construct(realm, "2024-07-01"), "getTime", ()) == make_time(
        (2024, 6, 1, 0, 0, 0, 0)
    )


def test_a_datetime_is_a_date(realm: Realm) -> None:
    aware = datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.timezone.utc)
    assert realm.instance_of(aware, realm.constructors["Date"])
    assert realm.call(aware, "toISOString", ()) == "2024-02-29T12:30:00.000Z"
    naive = datetime.datetime(2024, 2, 29, 12, 30)  # noqa: DTZ001 # this is what it is about
    assert realm.call(naive, "toISOString", ()) == "2024-02-29T17:30:00.000Z"
    assert construct(realm, aware).to_datetime() == aware
    with pytest.raises(TypeError, match="datetime cannot be changed"):
        realm.call(aware, "setTime", (0,))


def test_a_date_as_datetime(realm: Realm) -> None:
    assert JsDate(-1).to_datetime() == datetime.datetime(
        1969, 12, 31, 23, 59, 59, 999_000, tzinfo=datetime.timezone.utc
    )
    with pytest.raises(ValueError, match="invalid"):
        JsDate(math.nan).to_datetime()
    with pytest.raises(ValueError, match="beyond datetime"):
        JsDate(GREATEST).to_datetime()
    assert repr(JsDate(0)) == "<Date 1970-01-01T00:00:00.000Z>"
    assert repr(JsDate(math.inf)) == "<Date invalid>"


def test_a_time_zone_by_name(realm: Realm) -> None:
    date = construct(realm, 0)
    text = realm.call(date, "toLocaleTimeString", ("en-US", {"timeZone": "UTC", "hour12": False}))
    assert text == "00:00:00"
    with pytest.raises(RangeError, match="Invalid time zone specified: Mars/Base"):
        realm.call(date, "toLocaleString", (None, {"timeZone": "Mars/Base"}))


@pytest.mark.parametrize("method", ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"])
def test_other_locales_and_options_are_refused(realm: Realm, method: str) -> None:
    date = construct(realm, 0)
    with pytest.raises(RangeError, match="'de-DE' is not supported here"):
        realm.call(date, method, ("de-DE",))
    with pytest.raises(RangeError, match=r"'weekday' is not supported here.*timeZone"):
        realm.call(date, method, ("en-US", {"weekday": "long"}))


def test_every_time_value_is_made_of_its_fields() -> None:
    for time in (0, -1, GREATEST, -GREATEST, 951_782_399_999, -62_167_219_200_000):
        assert make_time(fields_of(time)[:7]) == time
        assert to_utc(time, lambda _: 0) == time
