"""Tasks from outside, microtasks after them, and safe points."""

from __future__ import annotations

import asyncio
import threading

import pytest

from runtime.checkpoints import MICROTASK_BATCH
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, advance, settle

pytestmark = pytest.mark.asyncio


async def test_run_task_returns_after_its_microtasks(loop: GuestLoop) -> None:
    log: list[str] = []

    def export(a: int, *, b: int) -> int:
        loop.queue_microtask(log.append, "microtask")
        log.append("export")
        return a + b

    assert loop.run_task(export, 1, b=2) == 3
    assert log == ["export", "microtask"]


async def test_run_task_raises_after_its_microtasks(loop: GuestLoop, reports: Reports) -> None:
    error, other = ValueError("of the export"), ValueError("of the microtask")

    def fails(what: Exception) -> None:
        raise what

    def export() -> None:
        loop.queue_microtask(fails, other)
        raise error

    with pytest.raises(ValueError, match="of the export") as caught:
        loop.run_task(export)
    assert caught.value is error
    assert reports.errors == [other]
    assert other.__context__ is None


async def test_a_task_within_a_task_is_a_plain_call(loop: GuestLoop) -> None:
    log: list[str] = []

    def inner() -> None:
        loop.queue_microtask(log.append, "microtask")
        log.append("inner")

    def outer() -> None:
        loop.run_task(inner)
        log.append("outer")

    loop.run_task(outer)
    loop.set_timer(outer)
    await settle(loop)
    assert log == ["inner", "outer", "microtask"] * 2


async def test_interrupted_task_leaves_its_microtasks_for_later(loop: GuestLoop) -> None:
    log: list[str] = []

    def export() -> None:
        loop.queue_microtask(log.append, "microtask")
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        loop.run_task(export)
    assert log == []
    await settle(loop)
    assert log == ["microtask"]


async def test_nesting_level_is_that_of_timers_alone(loop: GuestLoop, clock: MockClock) -> None:
    waits: list[float | None] = []

    def note() -> None:
        deadline = loop.next_deadline()
        waits.append(deadline and round(deadline - clock.monotonic_seconds(), 6))

    def sets_and_notes() -> None:
        id = loop.set_timer(print)
        note()
        loop.clear_timer(id)

    def again(left: int) -> None:
        if left:
            loop.set_timer(again, (left - 1,))
            return
        loop.run_task(sets_and_notes)  # an export that the timer's callback calls
        loop.queue_microtask(sets_and_notes)

    loop.set_timer(again, (6,))
    await advance(clock, 1.0, loop)
    loop.run_task(sets_and_notes)
    assert waits == [0.004, 0.0, 0.0]


async def test_a_safe_point_follows_every_task_that_asks(loop: GuestLoop) -> None:
    log: list[str] = []

    def task(name: str) -> None:
        log.append(name)
        if name != "b":
            loop.request_safe_point()
        loop.queue_microtask(log.append, "microtask")

    def outer() -> None:
        loop.run_task(task, "inner")
        log.append("outer")

    loop.at_safe_point(lambda: log.append("safe"))
    loop.run_task(outer)
    loop.set_timer(task, ("a",))
    loop.set_timer(task, ("b",))
    await settle(loop)
    assert log == [
        *("inner", "outer", "microtask", "safe"),
        *("a", "microtask", "safe"),
        *("b", "microtask"),
    ]


async def test_a_safe_point_waits_for_a_checkpoint_that_is_suspended(
    loop: GuestLoop, clock: MockClock
) -> None:
    log: list[str] = []

    def lasts(name: str) -> None:
        log.append(name)
        clock.advance(1.0)

    loop.at_safe_point(lambda: log.append("safe point"))
    loop.request_safe_point()
    for _ in range(MICROTASK_BATCH):
        loop.queue_microtask(lasts, "first part")
    loop.queue_microtask(lasts, "second part")
    await settle(loop)
    assert log[-2:] == ["second part", "safe point"]
    assert log.count("safe point") == 1
    assert loop.stats().turns > 1


async def test_what_fails_at_a_safe_point_is_reported(loop: GuestLoop, reports: Reports) -> None:
    error = ValueError("boo")
    log: list[str] = []

    def fails() -> None:
        raise error

    loop.at_safe_point(fails)
    loop.at_safe_point(lambda: log.append("next"))
    loop.run_task(loop.request_safe_point)
    assert reports.errors == [error]
    assert log == ["next"]


async def test_what_a_safe_point_queues_runs_soon(loop: GuestLoop) -> None:
    log: list[str] = []

    def destroys() -> None:
        if not log:
            loop.queue_microtask(log.append, "microtask")

    loop.at_safe_point(destroys)
    loop.run_task(loop.request_safe_point)
    assert log == []
    await settle(loop)
    assert log == ["microtask"]


async def test_a_safe_point_can_be_asked_for_from_a_thread(loop: GuestLoop) -> None:
    reached = asyncio.Event()
    loop.at_safe_point(reached.set)
    loop.attach()
    thread = threading.Thread(target=loop.request_safe_point)
    thread.start()
    await asyncio.wait_for(reached.wait(), 30)
    thread.join()
    loop.request_safe_point()
    loop.request_safe_point()  # once is enough
    reached.clear()
    await asyncio.wait_for(reached.wait(), 30)


async def test_a_safe_point_asked_for_by_a_task_is_the_one_after_it(loop: GuestLoop) -> None:
    log: list[str] = []
    loop.at_safe_point(lambda: log.append("safe"))
    loop.attach()
    loop.run_task(loop.request_safe_point)
    await settle(loop)
    assert log == ["safe"]
    assert loop.stats().turns == 0


async def test_a_safe_point_asked_for_at_a_safe_point_is_another(loop: GuestLoop) -> None:
    log: list[str] = []

    def asks_once() -> None:
        log.append("safe")
        if len(log) == 1:
            loop.request_safe_point()

    loop.at_safe_point(asks_once)
    loop.run_task(loop.request_safe_point)
    assert log == ["safe"]
    await settle(loop)
    assert log == ["safe", "safe"]


async def test_no_request_of_a_thread_is_lost(loop: GuestLoop) -> None:
    dropped: list[int] = []
    loop.at_safe_point(dropped.clear)
    loop.attach()

    def asks() -> None:
        for number in range(500):
            dropped.append(number)
            loop.request_safe_point()

    threads = [threading.Thread(target=asks) for _ in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        loop.run_task(print, end="")
        await asyncio.sleep(0)
    for thread in threads:
        thread.join()
    await settle(loop)
    assert dropped == []


async def test_a_safe_point_asked_for_before_there_is_an_asyncio_loop(
    clock: MockClock, reports: Reports
) -> None:
    def elsewhere() -> GuestLoop:
        loop = GuestLoop(clock, reports)
        loop.request_safe_point()
        return loop

    loop = await asyncio.to_thread(elsewhere)
    log: list[str] = []
    loop.at_safe_point(lambda: log.append("safe"))
    loop.attach()
    await settle(loop)
    assert log == ["safe"]


async def test_asking_for_a_safe_point_when_all_is_over_is_quiet(
    clock: MockClock, reports: Reports
) -> None:
    loop = GuestLoop(clock, reports)

    async def attaches() -> None:
        loop.attach()

    await asyncio.to_thread(lambda: asyncio.run(attaches()))
    loop.request_safe_point()  # its asyncio loop is closed
    loop.close()
    loop.request_safe_point()
