"""A guest belongs to one thread; others hand work over."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest

from runtime.errors import InstanceClosed, WrongThread
from runtime.testing import MockClock, Reports, settle
from tests.backends import BACKENDS

from .conftest import Leaks, Open
from .plain_hosts import conformance_options

pytestmark = [pytest.mark.anyio, pytest.mark.releases(first=130)]


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    """Each of the three loops."""
    return request.param


def in_another_thread(attempt: Callable[[], object]) -> object:
    """Return what the attempt returned or raised."""
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(attempt())
        except BaseException as error:  # noqa: BLE001 # whatever it is, the test looks at it
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return outcome[0]


async def test_another_thread_is_kept_out_and_the_guest_is_left_whole(
    open_guest: Open, leaks: Leaks
) -> None:
    kept: list[Any] = []
    opened: list[Any] = []

    def call_0(closure: Callable[[], int]) -> int:
        outcome = in_another_thread(closure)
        opened.append(outcome)
        return closure()

    async with open_guest(
        "conformance", **conformance_options(keep=kept.append, call_0=call_0)
    ) as guest:
        exports = guest.exports
        exports.keep_and_forget()
        closure, counter = kept[0], exports.Counter(3)
        held = exports.keep_with_holder()
        before = guest.stats()
        attempts: list[Callable[[], object]] = [
            lambda: exports.add_one(1.0),
            lambda: exports.heap_js(object()),  # first asked for in that thread
            closure,
            kept[1],
            lambda: held.function(),
            lambda: exports.Counter(3),
            lambda: counter.id,
            lambda: setattr(counter, "step", 5),
            lambda: exports.bump_counter(counter),
            lambda: exports.echo_counter(counter),  # by value: it must not be lost
            counter.free,
            held.free,
            guest.close,
        ]
        for number, attempt in enumerate(attempts):
            refusal = in_another_thread(attempt)
            assert isinstance(refusal, WrongThread), (number, refusal)
            assert "call_soon_threadsafe" in str(refusal)
        assert guest.stats() == before
        assert guest.poisoned is None
        assert (exports.add_one(1.0), closure()) == (2.0, 1)
        assert exports.stack_fn_0(5) is not None
        assert isinstance(opened[0], WrongThread)
        assert counter.id == exports.echo_counter(counter).id
        assert kept[1]() == 1
        held.free()
    leaks.clear()  # what was given away for good


async def test_another_thread_cannot_wait_for_a_promise(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        capability = guest.realm.promises.new()

        async def wait() -> object:
            return await capability.promise

        assert isinstance(in_another_thread(lambda: asyncio.run(wait())), WrongThread)
        capability.resolve(5)
        assert in_another_thread(lambda: asyncio.run(wait())) == 5


async def test_call_soon_threadsafe(
    open_guest: Open, clock: MockClock, anyio_backend_name: str
) -> None:
    lines: list[str] = []
    mark: ContextVar[str] = ContextVar("mark", default="none")
    here = threading.get_ident()

    def work(text: str) -> None:
        assert threading.get_ident() == here
        lines.append(f"{text} in {mark.get()}")
        guest.exports.record_microtask(f"microtask of {text}")

    def ask() -> None:
        mark.set("the thread's context")
        guest.call_soon_threadsafe(work, "one")
        guest.call_soon_threadsafe(work, "two")

    async with open_guest(
        "timer_cases", host={"record": lines.append, "block": lines.append}
    ) as guest:
        assert in_another_thread(ask) is None
        assert not guest.loop.is_idle
        await guest.idle()
        assert lines == [
            "one in the thread's context",
            "microtask of one",
            "two in the thread's context",
            "microtask of two",
        ]
        guest.exports.release_callbacks()


async def test_it_wakes_a_loop_that_sleeps(open_guest: Open) -> None:
    lines: list[str] = []
    done = anyio.Event()

    def work() -> None:
        lines.append("work")
        done.set()

    async with open_guest(
        "timer_cases", host={"record": lines.append, "block": lines.append}
    ) as guest:
        await anyio.to_thread.run_sync(guest.call_soon_threadsafe, work)
        await done.wait()
        assert lines == ["work"]


async def test_its_failures_are_reported(open_guest: Open) -> None:
    reports = Reports()
    error = KeyError("of the callback")

    def fail() -> None:
        raise error

    host = {"record": print, "block": print}
    async with open_guest("timer_cases", host=host, on_error=reports) as guest:
        guest.call_soon_threadsafe(fail)
        await settle(guest.loop)
        assert reports.errors == [error]
        assert reports.details[0]["callback"] is fail


async def test_nothing_can_be_asked_of_a_closed_guest(open_guest: Open) -> None:
    lines: list[str] = []
    host = {"record": lines.append, "block": lines.append}
    async with open_guest("timer_cases", host=host) as guest:
        guest.call_soon_threadsafe(lines.append, "never")
    with pytest.raises(InstanceClosed):
        guest.call_soon_threadsafe(lines.append, "never")
    await anyio.lowlevel.checkpoint()
    assert lines == []
