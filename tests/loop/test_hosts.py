"""The guest's loop under asyncio, uvloop and trio alike."""

from __future__ import annotations

import math
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar, copy_context
from typing import Any

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest
import trio
import trio.testing

from runtime.clock import SystemClock
from runtime.hosts import TrioHost
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, advance, settle
from tests.backends import BACKENDS

pytestmark = pytest.mark.anyio


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    """Each of the three loops."""
    return request.param


@asynccontextmanager
async def attached(loop: GuestLoop) -> AsyncIterator[GuestLoop]:
    """Attach the loop for the length of a block, as a guest's block does."""
    async with anyio.create_task_group() as group:
        loop.attach(group.start_soon)
        yield loop
        loop.close()
        group.cancel_scope.cancel()


async def test_what_was_set_before_it_was_attached_runs(loop: GuestLoop) -> None:
    log: list[str] = []
    loop.set_timer(log.append, ("timer",))
    loop.queue_microtask(log.append, "microtask")
    async with attached(loop):
        await settle(loop)
        assert log == ["microtask", "timer"]


async def test_an_earlier_timer_replaces_what_is_armed(loop: GuestLoop, clock: MockClock) -> None:
    log: list[str] = []
    async with attached(loop):
        for delay in (9.0, 10.0, 8.0, 8.5, 7.0):
            loop.set_timer(log.append, (str(delay),), delay)
        await advance(clock, 10.0, loop)
    assert log == ["7.0", "8.0", "8.5", "9.0", "10.0"]


async def test_idle_waits_in_any_number_of_tasks(loop: GuestLoop, clock: MockClock) -> None:
    done: list[int] = []

    async def wait(number: int) -> None:
        await loop.idle()
        done.append(number)

    async with attached(loop):
        loop.set_timer(print, ("",), 5.0)
        async with anyio.create_task_group() as group:
            for number in range(3):
                group.start_soon(wait, number)
            await advance(clock, 4.0, loop)
            assert done == []
            await advance(clock, 1.0, loop)
        assert sorted(done) == [0, 1, 2]


async def test_idle_waits_for_a_safe_point_that_was_requested(loop: GuestLoop) -> None:
    log: list[str] = []
    loop.at_safe_point(lambda: log.append("safe point"))
    async with attached(loop):
        loop.request_safe_point()
        assert not loop.is_idle
        await loop.idle()
        assert log == ["safe point"]


async def test_a_real_clock_is_waited_for(reports: Reports) -> None:
    loop = GuestLoop(SystemClock(), reports)
    done = anyio.Event()
    async with attached(loop):
        begin = loop.clock.monotonic_seconds()
        loop.set_timer(done.set, (), 0.005)
        await done.wait()
        assert loop.clock.monotonic_seconds() - begin >= 0.005


async def test_an_endless_chain_of_microtasks_does_not_starve(loop: GuestLoop) -> None:
    def again() -> None:
        loop.queue_microtask(again)

    async with attached(loop):
        loop.queue_microtask(again)
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
        assert loop.stats().turns > 3


async def test_a_thread_wakes_it(loop: GuestLoop) -> None:
    log: list[str] = []
    done = anyio.Event()
    mark: ContextVar[str] = ContextVar("mark", default="none")

    def work() -> None:
        log.append(f"{threading.current_thread() is threading.main_thread()} {mark.get()}")
        done.set()

    def ask() -> None:
        mark.set("the thread's")
        loop.call_soon_threadsafe(work)

    async with attached(loop):
        await anyio.to_thread.run_sync(ask)
        await done.wait()
        await loop.idle()
    assert log == ["True the thread's"]


async def test_a_callback_runs_in_the_context_that_set_it(
    loop: GuestLoop, clock: MockClock
) -> None:
    mark: ContextVar[str] = ContextVar("mark", default="none")
    log: list[str] = []

    async def sets(name: str) -> None:
        mark.set(name)
        loop.set_timer(lambda: log.append(f"timer {mark.get()}"))
        loop.queue_microtask(lambda: log.append(f"microtask {mark.get()}"))

    async with attached(loop):
        async with anyio.create_task_group() as group:
            group.start_soon(sets, "a")
            group.start_soon(sets, "b")
        await settle(loop)
    assert sorted(log) == ["microtask a", "microtask b", "timer a", "timer b"]
    assert mark.get() == "none"


async def test_attached_again_it_is_the_same(loop: GuestLoop) -> None:
    async with attached(loop):
        loop.attach()
        loop.attach()


async def test_it_belongs_to_one_loop(loop: GuestLoop, anyio_backend_name: str) -> None:
    async def attaches() -> None:
        async with anyio.create_task_group() as group:
            loop.attach(group.start_soon)

    def elsewhere(backend: str) -> str:
        try:
            anyio.run(attaches, backend=backend)
        except Exception as error:  # noqa: BLE001 # in a group or not, by the library
            return repr([error, *getattr(error, "exceptions", ())])
        return ""

    async with attached(loop):
        for backend in ("asyncio", "trio"):
            told = await anyio.to_thread.run_sync(elsewhere, backend)
            assert "belongs to another" in told


# --- trio alone -------------------------------------------------------------------------------


def test_trio_needs_a_nursery(loop: GuestLoop) -> None:
    async def main() -> None:
        loop.attach()

    with pytest.raises(RuntimeError, match="nursery"):
        trio.run(main)


def test_what_ends_programs_leaves_trios_nursery(loop: GuestLoop) -> None:
    log: list[str] = []

    def interrupts() -> None:
        raise KeyboardInterrupt

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            loop.attach(nursery.start_soon)
            loop.set_timer(interrupts)
            loop.set_timer(log.append, ("next",))
            await trio.sleep_forever()

    caught: BaseException | None = None
    try:
        trio.run(main)
    except BaseException as error:  # noqa: BLE001 # compared below
        caught = error
    assert [type(error) for error in getattr(caught, "exceptions", [caught])] == [KeyboardInterrupt]
    # It is left whole: what is due still is, for whoever takes the next turn.
    assert (log, loop.stats().timers) == ([], 1)


def test_after_the_run_nothing_can_be_rung(loop: GuestLoop) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            loop.attach(nursery.start_soon)
            await trio.lowlevel.checkpoint()
            nursery.cancel_scope.cancel()

    trio.run(main)
    loop.request_safe_point()
    assert loop.is_due


def test_what_was_cancelled_is_not_called() -> None:
    log: list[str] = []

    async def main() -> None:
        host = TrioHost(trio.lowlevel.current_trio_token())
        context = copy_context()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(host.run)
            host.call_soon(lambda: log.append("cancelled"), context=context).cancel()
            await trio.testing.wait_all_tasks_blocked()
            host.call_later(math.inf, lambda: log.append("never"), context=context)
            host.call_soon_threadsafe(lambda: log.append("asked"), context=context)
            await trio.testing.wait_all_tasks_blocked()
            host.call_soon(lambda: log.append("soon"), context=context)
            await trio.testing.wait_all_tasks_blocked()
            nursery.cancel_scope.cancel()

    trio.run(main)
    assert log == ["asked", "soon"]
