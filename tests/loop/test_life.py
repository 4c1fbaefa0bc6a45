"""Being idle, held, attached, armed, closed."""

from __future__ import annotations

import asyncio
import math

import pytest

from runtime.alarm import LONGEST_WAIT_SECONDS
from runtime.errors import InternalError
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, advance, settle

pytestmark = pytest.mark.asyncio


class HostSpy:
    """Stands between the alarm and the asyncio loop, and keeps the waits that were asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waits: list[float] = []
        self.handles: list[asyncio.Handle] = []
        host = asyncio.get_running_loop()
        call_soon = host.call_soon

        def call_later(wait: float, *args: object, **kwargs: object) -> asyncio.Handle:
            self.waits.append(wait)
            # As if it woke us at once: far too early.
            handle = call_soon(*args, **kwargs)  # type: ignore[arg-type] # passed on as it came
            self.handles.append(handle)
            return handle

        monkeypatch.setattr(host, "call_later", call_later)


async def test_is_idle_from_the_beginning(loop: GuestLoop) -> None:
    assert loop.is_idle
    await loop.idle()


async def test_several_wait_for_idle(loop: GuestLoop, clock: MockClock) -> None:
    loop.set_timer(print, ("",), 5.0)
    waiting = [asyncio.ensure_future(loop.idle()) for _ in range(3)]
    await advance(clock, 4.0, loop)
    assert not any(task.done() for task in waiting)
    waiting[0].cancel()
    await advance(clock, 1.0, loop)
    assert [task.done() for task in waiting] == [True, True, True]
    assert [task.cancelled() for task in waiting] == [True, False, False]


async def test_idle_means_idle_now(loop: GuestLoop, clock: MockClock) -> None:
    # Another task sets a timer between the moment of idleness and the waiter's wake-up.
    log: list[str] = []
    hold_ended = asyncio.get_running_loop().create_future()
    loop.hold()

    async def disturbs() -> None:
        await hold_ended
        loop.set_timer(log.append, ("second",), 1.0)

    disturber = asyncio.ensure_future(disturbs())
    waiter = asyncio.ensure_future(loop.idle())
    await settle(loop)
    hold_ended.set_result(None)
    loop.release()
    await settle(loop)
    assert not waiter.done()
    await advance(clock, 1.0, loop)
    assert log == ["second"]
    await waiter
    await disturber


@pytest.mark.parametrize("way", ["clear", "unref", "release", "cancel_all", "close"])
async def test_what_wakes_who_waits_for_idle(loop: GuestLoop, way: str) -> None:
    id = 0
    if way == "release":
        loop.hold()
    else:
        id = loop.set_timer(print, ("",), 1.0, True)
    waiting = asyncio.ensure_future(loop.idle())
    await settle(loop)
    assert not waiting.done()
    assert not loop.is_idle
    match way:
        case "clear":
            loop.clear_timer(id)
        case "unref":
            loop.unref(id)
        case "release":
            loop.release()
        case "cancel_all":
            loop.cancel_all()
        case _:
            loop.close()
    await settle(loop)
    assert waiting.done()
    assert loop.is_idle


async def test_idle_waits_for_microtasks(loop: GuestLoop) -> None:
    log: list[str] = []
    loop.queue_microtask(log.append, "microtask")
    assert not loop.is_idle
    await loop.idle()
    assert log == ["microtask"]


async def test_is_not_idle_while_it_runs(loop: GuestLoop) -> None:
    assert loop.run_task(lambda: loop.is_idle) is False


async def test_referenced_again_it_keeps_the_loop(loop: GuestLoop, clock: MockClock) -> None:
    id = loop.set_timer(print, ("",), 1.0)
    loop.unref(id)
    assert not loop.has_ref(id)
    assert loop.is_idle
    loop.ref(id)
    assert loop.has_ref(id)
    assert not loop.is_idle


async def test_released_more_often_than_held(loop: GuestLoop) -> None:
    loop.hold()
    loop.release()
    with pytest.raises(InternalError):
        loop.release()


async def test_cancel_all_forgets_what_the_guest_waited_for(loop: GuestLoop) -> None:
    loop.hold()
    waiting = asyncio.ensure_future(loop.idle())
    await settle(loop)
    assert not waiting.done()
    loop.cancel_all()
    await settle(loop)
    assert waiting.done()
    loop.hold()
    loop.release()  # of the forgotten hold: it may come at any time
    assert loop.stats().holds == 1
    loop.release()
    assert loop.stats().holds == 0
    with pytest.raises(InternalError):
        loop.release()


async def test_nothing_fires_early_though_asyncio_wakes_early(
    loop: GuestLoop, clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = HostSpy(monkeypatch)
    log: list[str] = []
    loop.set_timer(log.append, ("timer",), 0.5)
    for _ in range(20):
        await asyncio.sleep(0)
        clock.advance(0.02)
    assert log == []
    assert len(host.waits) > 10
    assert host.waits == sorted(host.waits, reverse=True)
    clock.advance(0.2)
    await settle(loop)
    assert log == ["timer"]


@pytest.mark.parametrize("delay", [30 * 86_400.0, 1e9, 1e300])
async def test_a_very_long_wait_is_taken_in_parts(
    loop: GuestLoop, clock: MockClock, monkeypatch: pytest.MonkeyPatch, delay: float
) -> None:
    host = HostSpy(monkeypatch)
    log: list[str] = []
    loop.set_timer(log.append, ("timer",), delay)
    for _ in range(10):
        await asyncio.sleep(0)
        clock.advance(86_400.0)
    assert log == []
    assert set(host.waits) == {LONGEST_WAIT_SECONDS}


async def test_an_infinite_delay_is_never_armed(
    loop: GuestLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = HostSpy(monkeypatch)
    loop.set_timer(print, (), math.inf)
    await settle(loop)
    assert host.waits == []
    assert not loop.is_idle


async def test_at_most_one_callback_is_armed(
    loop: GuestLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = HostSpy(monkeypatch)
    for delay in (9.0, 10.0, 8.0, 8.5, 7.0):
        loop.set_timer(print, (), delay)
    assert host.waits == [9.0, 8.0, 7.0]
    assert [handle.cancelled() for handle in host.handles] == [True, True, False]
    loop.set_timer(print, ("",))
    assert [handle.cancelled() for handle in host.handles] == [True, True, True]
    loop.close()


async def test_set_before_there_is_an_asyncio_loop(clock: MockClock, reports: Reports) -> None:
    log: list[str] = []

    def elsewhere() -> GuestLoop:
        loop = GuestLoop(clock, reports)
        loop.set_timer(log.append, ("timer",))
        loop.queue_microtask(log.append, "microtask")
        loop.run_task(log.append, "task")
        return loop

    loop = await asyncio.to_thread(elsewhere)
    assert log == ["task", "microtask"]
    loop.attach()
    await settle(loop)
    assert log == ["task", "microtask", "timer"]


async def test_belongs_to_one_asyncio_loop(loop: GuestLoop) -> None:
    loop.attach()
    loop.attach()

    async def attaches() -> None:
        loop.attach()

    with pytest.raises(RuntimeError, match="another asyncio loop"):
        await asyncio.to_thread(lambda: asyncio.run(attaches()))


async def test_attach_needs_a_running_loop(loop: GuestLoop) -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        await asyncio.to_thread(loop.attach)


async def test_close_refuses_what_comes_later(loop: GuestLoop, clock: MockClock) -> None:
    log: list[str] = []
    loop.set_timer(log.append, ("timer",))
    loop.queue_microtask(log.append, "microtask")
    loop.at_safe_point(lambda: log.append("safe point"))
    loop.close()
    loop.close()
    assert loop.is_closed
    assert loop.set_timer(log.append, ("later",)) == 0
    loop.queue_microtask(log.append, "later")
    loop.clear_timer(1)
    loop.poke()
    await advance(clock, 10.0)
    assert loop.run_task(lambda: "still a call") == "still a call"
    assert log == []
    assert loop.stats().timers == 0


async def test_close_from_within_a_callback(loop: GuestLoop) -> None:
    log: list[str] = []

    def closes() -> None:
        loop.queue_microtask(log.append, "microtask")
        loop.close()
        log.append("closed")

    loop.set_timer(closes, (), 0.0, True)
    loop.set_timer(log.append, ("next",))
    await loop.idle()
    assert log == ["closed"]


async def test_cancel_all_leaves_the_loop_open(loop: GuestLoop) -> None:
    log: list[str] = []
    loop.set_timer(log.append, ("old",))
    loop.queue_microtask(log.append, "old")
    loop.cancel_all()
    loop.set_timer(log.append, ("new",))
    await loop.idle()
    assert log == ["new"]
