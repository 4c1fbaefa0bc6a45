"""gloo-timers, the crate by which most Rust programs for the web set timers."""

from __future__ import annotations

import gc
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

import runtime
from runtime.testing import MockClock, advance, advance_until_idle
from tests.guests.releases import NEW

from .conftest import Leaks, Open

pytestmark = [pytest.mark.asyncio, pytest.mark.releases(among=(NEW,))]


class Host:
    """What the guest recorded, each with the moment in milliseconds."""

    def __init__(self, clock: MockClock) -> None:
        self.lines: list[tuple[int, str]] = []
        self._clock = clock

    def record(self, line: str) -> None:
        self.lines.append((round(self._clock.monotonic_seconds() * 1000), line))


@pytest.fixture
def host(clock: MockClock) -> Host:
    return Host(clock)


def opened(
    open_guest: Open, host: Host, **options: Any
) -> AbstractAsyncContextManager[runtime.Guest]:
    return open_guest("gloo_cases", host=host, **options)


async def test_a_timeout_fires_once(open_guest: Open, clock: MockClock, host: Host) -> None:
    async with opened(open_guest, host) as guest:
        once = guest.exports.Once(50, "fired")
        assert guest.stats().timers == 1
        await advance_until_idle(clock, guest.loop, 10.0)
        assert host.lines == [(50, "fired")]
        once.free()


async def test_a_timeout_is_cleared_when_it_is_dropped(
    open_guest: Open, clock: MockClock, host: Host
) -> None:
    async with opened(open_guest, host) as guest:
        guest.exports.Once(50, "freed").free()
        assert guest.stats().timers == 0
        guest.exports.Once(50, "collected")
        gc.collect()
        await advance(clock, 1, guest.loop)
        assert host.lines == []
        assert guest.stats().timers == 0


async def test_a_cancelled_timeout_gives_its_callback_back(
    open_guest: Open, clock: MockClock, host: Host
) -> None:
    async with opened(open_guest, host) as guest:
        callback = guest.exports.Once(50, "cancelled").cancel()
        await advance(clock, 1, guest.loop)
        assert (host.lines, guest.stats().timers) == ([], 0)
        callback()
        assert host.lines == [(1000, "cancelled")]
        del callback


async def test_a_forgotten_timeout_fires_and_is_cleared_by_its_id(
    open_guest: Open, clock: MockClock, host: Host, leaks: Leaks
) -> None:
    async with opened(open_guest, host) as guest:
        guest.exports.Once(50, "forgotten").forget()
        id = guest.exports.Once(60, "cleared").forget()
        guest.loop.clear_timer(id)
        await advance(clock, 1, guest.loop)
        assert host.lines == [(50, "forgotten")]
        assert guest.stats().timers == 0
    leaks.clear()  # `forget` gives the closures away


async def test_an_interval_fires_until_it_is_cancelled_or_dropped(
    open_guest: Open, clock: MockClock, host: Host
) -> None:
    async with opened(open_guest, host) as guest:
        cancelled, freed = guest.exports.Every(10, "a"), guest.exports.Every(10, "b")
        await advance(clock, 0.025, guest.loop)
        callback = cancelled.cancel()
        await advance(clock, 0.01, guest.loop)
        freed.free()
        await advance(clock, 1, guest.loop)
        assert host.lines == [(10, "a 1"), (10, "b 1"), (20, "a 2"), (20, "b 2"), (30, "b 3")]
        callback()
        assert host.lines[-1] == (1035, "a 3")
        del callback


async def test_a_forgotten_interval_goes_on(
    open_guest: Open, clock: MockClock, host: Host, leaks: Leaks
) -> None:
    async with opened(open_guest, host) as guest:
        id = guest.exports.Every(10, "tick").forget()
        gc.collect()
        await advance(clock, 0.035, guest.loop)
        assert [line for _, line in host.lines] == ["tick 1", "tick 2", "tick 3"]
        guest.loop.clear_timer(id)
        await guest.idle()
    leaks.clear()


async def test_a_timeout_may_set_the_next(
    open_guest: Open, clock: MockClock, host: Host, leaks: Leaks
) -> None:
    async with opened(open_guest, host) as guest:
        guest.exports.countdown(3, 10)
        await advance_until_idle(clock, guest.loop, 10.0)
        assert host.lines == [(0, "3"), (10, "2"), (20, "1"), (30, "0")]
    leaks.clear()


# --- futures -----------------------------------------------------------------------------------


async def ended(clock: MockClock, guest: runtime.Guest, promise: Any) -> Any:
    """Let time pass until the guest is idle; return what the promise gave."""
    await advance_until_idle(clock, guest.loop, 10.0)
    return await promise


async def test_a_timeout_is_awaited(open_guest: Open, clock: MockClock, host: Host) -> None:
    async with opened(open_guest, host) as guest:
        assert await ended(clock, guest, guest.exports.rest(50)) is None
        assert host.lines == [(0, "lies down"), (50, "gets up")]
        await ended(clock, guest, guest.exports.rest_for(0.25))
        assert host.lines[2:] == [(300, "rested")]


async def test_a_callback_tells_a_task(
    open_guest: Open, clock: MockClock, host: Host, leaks: Leaks
) -> None:
    async with opened(open_guest, host) as guest:
        assert await ended(clock, guest, guest.exports.told_by_callback(5)) == "told"
        assert clock.monotonic_seconds() == 0.005
    leaks.clear()  # the callback was given away by `forget`


async def test_a_cancelled_timeout_stays_silent(
    open_guest: Open, clock: MockClock, host: Host
) -> None:
    async with opened(open_guest, host) as guest:
        assert await ended(clock, guest, guest.exports.cancelled_stays_silent(5)) is False


@pytest.mark.parametrize(("left", "right", "first"), [(1, 2, "left"), (2, 1, "right")])
async def test_the_future_that_loses_a_race_is_cleared(
    open_guest: Open, clock: MockClock, host: Host, left: int, right: int, first: str
) -> None:
    async with opened(open_guest, host) as guest:
        assert await ended(clock, guest, guest.exports.race(left, right)) == first
        assert host.lines == [(1, first)]


async def test_ticks(open_guest: Open, clock: MockClock, host: Host) -> None:
    async with opened(open_guest, host) as guest:
        assert await ended(clock, guest, guest.exports.ticks_by_callback(10, 5)) == 5
        assert clock.monotonic_seconds() == 0.05
        assert await ended(clock, guest, guest.exports.ticks_by_stream(10, 3)) == 3
        assert host.lines == [(60, "tick"), (70, "tick"), (80, "tick")]
        assert guest.stats().timers == 0


async def test_a_task_gives_up_waiting(open_guest: Open, clock: MockClock, host: Host) -> None:
    async with opened(open_guest, host) as guest:
        assert await ended(clock, guest, guest.exports.gives_up_after(30)) == "gave up"


async def test_futures_that_are_dropped_are_cleared(
    open_guest: Open, clock: MockClock, host: Host
) -> None:
    async with opened(open_guest, host) as guest:
        closures = guest.stats().closures
        guest.exports.drop_unpolled(100)
        assert (guest.stats().timers, guest.stats().closures) == (0, closures)


async def test_many_tasks_sleep_at_once(open_guest: Open, clock: MockClock, host: Host) -> None:
    async with opened(open_guest, host) as guest:
        assert await ended(clock, guest, guest.exports.soak_sleeping_tasks(5, 200)) == 1000
        assert guest.stats().timers == 0
