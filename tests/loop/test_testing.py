"""The helpers that are shipped to users."""

from __future__ import annotations

import asyncio
import math

import pytest

from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, advance, advance_until_idle, settle

pytestmark = pytest.mark.asyncio


async def test_mock_clock_moves_when_told() -> None:
    clock = MockClock(5.0)
    assert clock.monotonic_seconds() == 5.0
    clock.advance(0.0)
    clock.advance(2.5)
    assert clock.monotonic_seconds() == 7.5


@pytest.mark.parametrize("seconds", [-1.0, math.nan])
async def test_time_does_not_go_back(seconds: float) -> None:
    clock = MockClock()
    with pytest.raises(ValueError, match="advance"):
        clock.advance(seconds)
    with pytest.raises(ValueError, match="pass"):
        await advance(clock, seconds)


async def test_advance_stops_at_each_deadline(loop: GuestLoop, clock: MockClock) -> None:
    seen: list[float] = []

    def note(left: int) -> None:
        seen.append(clock.monotonic_seconds() - 1000)
        if left:
            loop.set_timer(note, (left - 1,), 0.25)

    loop.set_timer(note, (2,), 1.0)
    loop.set_timer(note, (0,), 1.1)
    await advance(clock, 2.0, loop)
    assert seen == pytest.approx([1.0, 1.1, 1.25, 1.5])
    assert clock.monotonic_seconds() == 1002.0


async def test_advance_serves_several_loops(clock: MockClock, reports: Reports) -> None:
    one, two = GuestLoop(clock, reports), GuestLoop(clock, reports)
    log: list[str] = []
    one.set_timer(log.append, ("third",), 3.0)
    two.set_timer(log.append, ("second",), 2.0)
    one.set_timer(log.append, ("first",), 1.0)
    await advance(clock, 3.0, one, two)
    assert log == ["first", "second", "third"]


async def test_advance_lets_the_application_answer(loop: GuestLoop, clock: MockClock) -> None:
    event = asyncio.Event()
    log: list[str] = []

    async def application() -> None:
        await event.wait()
        loop.set_timer(log.append, ("answer",))

    task = asyncio.ensure_future(application())
    loop.set_timer(event.set, (), 1.0)
    await advance(clock, 1.0, loop)
    assert log == ["answer"]
    await task


async def test_settle_gives_up(loop: GuestLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.testing.MOST_ROUNDS", 100)

    def again() -> None:
        loop.queue_microtask(loop.set_timer, again)

    again()
    with pytest.raises(RuntimeError, match="does not settle"):
        await settle(loop)
    loop.close()


async def test_advance_until_idle(loop: GuestLoop, clock: MockClock) -> None:
    loop.set_timer(loop.set_timer, (print, ("",), 2.5), 1.0)
    loop.unref(loop.set_timer(print, ("",), 100.0))
    assert await advance_until_idle(clock, loop, 10.0) == 3.5


async def test_advance_until_idle_gives_up(loop: GuestLoop, clock: MockClock) -> None:
    loop.set_timer(print, ("",), 1.0, True)
    with pytest.raises(TimeoutError, match="not idle after 3"):
        await advance_until_idle(clock, loop, 3.0)
    assert loop.stats().timers_fired == 3
    loop.cancel_all()
    loop.hold()
    with pytest.raises(TimeoutError, match="holds=1"):
        await advance_until_idle(clock, loop, 3.0)
