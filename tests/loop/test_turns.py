"""What a turn runs, in which order, and what it does with failures."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from contextvars import ContextVar

import pytest

from runtime.checkpoints import FLOOD_SUSPENSIONS, MICROTASK_BATCH, MICROTASK_BATCHES
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, advance, advance_until_idle, settle

pytestmark = pytest.mark.asyncio


async def test_timers_fire_in_order_and_never_early(loop: GuestLoop, clock: MockClock) -> None:
    log: list[str] = []
    loop.set_timer(log.append, ("late",), 2.0)
    loop.set_timer(log.append, ("early",), 1.0)
    loop.set_timer(log.append, ("early too",), 1.0)
    await advance(clock, 0.999, loop)
    assert log == []
    await advance(clock, 0.001, loop)
    assert log == ["early", "early too"]
    await advance(clock, 5.0, loop)
    assert log == ["early", "early too", "late"]


async def test_nothing_runs_before_the_caller_has_returned(loop: GuestLoop) -> None:
    log: list[str] = []
    loop.set_timer(log.append, ("timer",))
    loop.queue_microtask(log.append, "microtask")
    log.append("caller")
    await settle(loop)
    assert log == ["caller", "microtask", "timer"]


async def test_interval_drifts_by_what_its_callback_takes(
    loop: GuestLoop, clock: MockClock
) -> None:
    starts: list[float] = []

    def works() -> None:
        starts.append(clock.monotonic_seconds() - 1000)
        clock.advance(0.5)

    loop.set_timer(works, (), 1.0, True)
    await advance(clock, 4.0, loop)
    assert starts == [1.0, 2.5, 4.0]


async def test_a_microtask_checkpoint_follows_each_timer(loop: GuestLoop) -> None:
    log: list[str] = []

    def task(name: str) -> None:
        log.append(name)
        loop.queue_microtask(log.append, f"{name}'s microtask")

    loop.set_timer(task, ("a",))
    loop.set_timer(task, ("b",))
    await settle(loop)
    assert log == ["a", "a's microtask", "b", "b's microtask"]


async def test_what_a_turn_sets_waits_for_the_next(loop: GuestLoop) -> None:
    turns: list[int] = []

    def again(left: int) -> None:
        turns.append(loop.stats().turns)
        if left:
            loop.set_timer(again, (left - 1,))

    loop.set_timer(again, (2,))
    await settle(loop)
    assert turns == [1, 2, 3]


async def test_a_turn_keeps_to_its_budget(clock: MockClock, reports: Reports) -> None:
    loop = GuestLoop(clock, reports, turn_budget_seconds=0.010)
    turns: list[int] = []

    def works() -> None:
        turns.append(loop.stats().turns)
        clock.advance(0.004)

    for _ in range(7):
        loop.set_timer(works)
    await settle(loop)
    assert turns == [1, 1, 1, 2, 2, 2, 3]


async def test_a_callback_that_takes_a_whole_budget_still_leaves_progress(
    clock: MockClock, reports: Reports
) -> None:
    loop = GuestLoop(clock, reports, turn_budget_seconds=0.0)
    for _ in range(5):
        loop.set_timer(clock.advance, (1.0,))
    await settle(loop)
    assert (loop.stats().turns, loop.stats().timers_fired) == (5, 5)


async def _spins(loop: GuestLoop, again: Callable[[], object]) -> int:
    """Let the guest do something for ever; return how often the application had its turn."""
    loop.set_timer(again)
    count = 0
    for _ in range(50):
        await asyncio.sleep(0)
        count += 1
    loop.close()
    return count


async def test_endless_chain_of_zero_delays_does_not_starve(loop: GuestLoop) -> None:
    def again() -> None:
        # Out of a microtask, so that no nesting level slows it down.
        loop.queue_microtask(loop.set_timer, again)

    assert await _spins(loop, again) == 50
    assert loop.stats().timers_fired > 10


async def test_endless_chain_of_microtasks_does_not_starve(loop: GuestLoop) -> None:
    def again() -> None:
        loop.queue_microtask(again)

    assert await _spins(loop, again) == 50
    assert loop.stats().microtasks_performed > 10 * MICROTASK_BATCH


async def test_a_flood_of_microtasks_is_told_of_once(
    clock: MockClock, reports: Reports, caplog: pytest.LogCaptureFixture
) -> None:
    loop = GuestLoop(clock, reports, turn_budget_seconds=0.0, name="flooding.wasm")
    floods, left = 2, 0

    def again() -> None:
        nonlocal left
        left -= 1
        if left:
            loop.queue_microtask(again)

    again.__qualname__ = "dyn FnMut()"
    for flood in range(floods):
        left = MICROTASK_BATCH * FLOOD_SUSPENSIONS * 3
        loop.queue_microtask(again)
        await loop.idle()
        assert len(caplog.records) == flood + 1
    [message, _] = (record.getMessage() for record in caplog.records)
    assert message.startswith("flooding.wasm queues microtasks without end")
    assert "dyn FnMut()" in message
    left = MICROTASK_BATCH * (FLOOD_SUSPENSIONS - 2)
    loop.queue_microtask(again)  # many, which is no flood
    await loop.idle()
    assert len(caplog.records) == floods


async def test_a_suspended_checkpoint_is_completed_before_the_next_timer(loop: GuestLoop) -> None:
    log: list[object] = []
    many = MICROTASK_BATCH * MICROTASK_BATCHES + 1

    def floods() -> None:
        for number in range(many):
            loop.queue_microtask(log.append, number)

    loop.set_timer(floods)
    loop.set_timer(log.append, ("timer",))
    await settle(loop)
    assert log == [*range(many), "timer"]


async def test_slow_microtasks_keep_to_the_budget(loop: GuestLoop, clock: MockClock) -> None:
    for _ in range(MICROTASK_BATCH + 1):
        loop.queue_microtask(clock.advance, 0.001)
    await settle(loop)
    assert loop.stats().turns == 2


async def test_an_exception_is_reported_and_the_rest_go_on(
    loop: GuestLoop, clock: MockClock, reports: Reports
) -> None:
    log: list[str] = []
    error = ValueError("boo")

    def fails() -> None:
        raise error

    id = loop.set_timer(fails)
    loop.set_timer(log.append, ("next",))
    loop.queue_microtask(fails)
    await settle(loop)
    assert log == ["next"]
    assert reports.errors == [error, error]
    assert reports.details == [
        {"message": "a microtask raised", "callback": fails},
        {"message": "a timer's callback raised", "callback": fails, "timer_id": id},
    ]
    assert loop.stats().errors_reported == 2


async def test_a_callback_that_clears_itself_and_fails_is_reported_as_itself(
    loop: GuestLoop, reports: Reports
) -> None:
    def fails() -> None:
        loop.clear_timer(interval)
        raise ValueError

    interval = loop.set_timer(fails, (), 0.0, True)
    await settle(loop)
    assert [details["callback"] for details in reports.details] == [fails]
    assert loop.is_idle


async def test_an_exception_of_report_reaches_asyncio_and_the_rest_go_on(clock: MockClock) -> None:
    def report(error: BaseException, details: object) -> None:
        raise error

    seen: list[object] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: seen.append(context["exception"])
    )
    loop = GuestLoop(clock, report)
    log: list[str] = []
    error = ValueError("boo")

    def fails() -> None:
        raise error

    loop.set_timer(fails)
    loop.set_timer(log.append, ("next",))
    await settle(loop)
    assert seen == [error]
    assert log == ["next"]
    assert loop.is_idle


async def test_cancelled_error_is_not_converted(loop: GuestLoop, reports: Reports) -> None:
    seen: list[object] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: seen.append(type(context["exception"]))
    )

    def cancelled() -> None:
        raise asyncio.CancelledError

    loop.set_timer(cancelled)
    await settle(loop)
    assert seen == [asyncio.CancelledError]
    assert reports.errors == []


async def test_callbacks_run_in_the_context_in_which_they_were_set(
    loop: GuestLoop, clock: MockClock
) -> None:
    variable = ContextVar("variable", default="outside")
    log: list[str] = []

    def look() -> None:
        log.append(variable.get())
        loop.queue_microtask(lambda: log.append(f"microtask {variable.get()}"))

    token = variable.set("inside")
    id = loop.set_timer(look, (), 1.0, True)
    variable.reset(token)
    loop.set_timer(look, (), 1.0)
    await advance(clock, 2.0, loop)
    loop.clear_timer(id)
    assert log == [
        *("inside", "microtask inside"),
        *("outside", "microtask outside"),
        *("inside", "microtask inside"),
    ]


async def test_the_loop_lets_go_of_what_has_run(loop: GuestLoop, clock: MockClock) -> None:
    class Held:
        def __call__(self, *args: object) -> None:
            pass

    held = Held()
    gone = weakref.ref(held)
    loop.set_timer(held, (held,))
    loop.clear_timer(loop.set_timer(held, (held,), 100.0))
    loop.queue_microtask(held, held)
    del held
    await advance_until_idle(clock, loop, 1.0)
    gc.collect()
    assert gone() is None


async def test_stats(loop: GuestLoop, clock: MockClock) -> None:
    loop.set_timer(print, (), 5.0)
    loop.unref(loop.set_timer(print, (), 3.0, True))
    loop.hold()
    stats = loop.stats()
    assert (stats.timers, stats.referenced_timers, stats.microtasks, stats.holds) == (2, 1, 0, 1)
    assert stats.next_deadline_seconds == loop.next_deadline() == 1003.0
    assert loop.clock is clock


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("where", ["timer", "microtask", "safe point"])
async def test_interruption_ends_asyncio_and_leaves_the_guest_whole(
    clock: MockClock, reports: Reports, kind: type[BaseException], where: str
) -> None:
    loop = GuestLoop(clock, reports)
    log: list[str] = []
    armed = [True]

    def interrupted() -> None:
        if armed:
            armed.clear()
            raise kind

    async def first() -> None:
        loop.attach()
        if where == "timer":
            loop.set_timer(interrupted, (), 0.0, True)
        elif where == "microtask":
            loop.set_timer(loop.queue_microtask, (interrupted,))
        else:
            loop.at_safe_point(interrupted)
            loop.request_safe_point()
        loop.set_timer(log.append, ("next",))
        await loop.idle()

    async def second() -> None:
        await settle(loop)

    def in_a_thread() -> None:
        host = asyncio.new_event_loop()
        try:
            task = host.create_task(first())
            with pytest.raises(kind):
                host.run_until_complete(task)
            assert log == []
            host.run_until_complete(second())
            task.cancel()
            host.run_until_complete(asyncio.wait([task]))
        finally:
            host.close()

    # Another thread, because an asyncio loop runs in this one.
    await asyncio.to_thread(in_a_thread)
    assert log == ["next"]
    assert reports.errors == []
    assert loop.stats().timers == (1 if where == "timer" else 0)  # the interval lives on
