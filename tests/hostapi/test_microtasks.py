"""``queueMicrotask`` as JavaScript has it; WPT cases in words and code of our own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hostapi.microtasks import microtasks
from runtime.core.values import null
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, settle

pytestmark = pytest.mark.asyncio


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def loop(reports: Reports) -> GuestLoop:
    return GuestLoop(MockClock(), reports)


@pytest.fixture
def queue(loop: GuestLoop) -> Callable[..., Any]:
    return microtasks(loop)["queueMicrotask"]


@pytest.mark.parametrize("args", [(), (None,), (null,), (0,), ({"handleEvent": print},), ("x=5",)])
async def test_throws_when_given_no_function(
    queue: Callable[..., Any], args: tuple[object, ...]
) -> None:
    # WPT queue-microtask.any.js, "It throws when given non-functions"
    with pytest.raises(TypeError, match=r"queueMicrotask: .* not callable"):
        queue(*args)


async def test_calls_asynchronously_and_without_arguments(
    loop: GuestLoop, queue: Callable[..., Any]
) -> None:
    # WPT queue-microtask.any.js, "It calls the callback asynchronously", "It does not pass any
    # arguments"
    log: list[object] = []
    queue(lambda *args: log.append(args), "x", "y")
    assert log == []
    await settle(loop)
    assert log == [()]


async def test_keeps_its_order_with_what_the_loop_queues(
    loop: GuestLoop, queue: Callable[..., Any]
) -> None:
    # WPT queue-microtask.any.js, "It interleaves with promises as expected"; a promise's reactions
    # come through the loop.
    log: list[str] = []
    loop.queue_microtask(log.append, "a")
    queue(lambda: log.append("b"))
    loop.queue_microtask(log.append, "c")
    await settle(loop)
    assert log == ["a", "b", "c"]


async def test_exceptions_are_reported(
    loop: GuestLoop, reports: Reports, queue: Callable[..., Any]
) -> None:
    # WPT queue-microtask-exceptions.any.js
    error = ValueError("boo")

    def throws() -> None:
        raise error

    queue(throws)
    await settle(loop)
    assert reports.errors == [error]


async def test_microtasks_run_after_the_script_they_are_from(
    loop: GuestLoop, queue: Callable[..., Any]
) -> None:
    # WPT scripting/event-loops/microtask_after_script.html
    log: list[str] = []

    def script(name: str) -> None:
        queue(lambda: log.append(f"{name}'s"))
        log.append(name)

    loop.run_task(script, "first")
    loop.run_task(script, "second")
    assert log == ["first", "first's", "second", "second's"]
