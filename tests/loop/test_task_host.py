"""The tasks of a guest: in what they run, how they end, and what of them the block hears."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from runtime.tasks import TaskHost
from tests.backends import BACKENDS

pytestmark = pytest.mark.anyio

ON_ASYNCIO = pytest.mark.parametrize("anyio_backend", BACKENDS[:2], indirect=True)


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    """Each of the three loops."""
    return request.param


class Stop(BaseException):
    """No exception that anybody catches."""


async def turns(count: int = 5) -> None:
    for _ in range(count):
        await anyio.lowlevel.checkpoint()


async def test_a_task_begins_later_and_in_a_copy_of_the_context() -> None:
    mark: ContextVar[str] = ContextVar("mark", default="none")
    log: list[str] = []

    async def note(name: str) -> None:
        log.append(f"{name}: {mark.get()}")
        mark.set("its own")

    async with anyio.create_task_group() as group:
        host = TaskHost(group)
        for name in ("a", "b"):
            mark.set(f"of {name}")
            host.spawn(note, name)
        assert log == []
        await turns()
        assert (sorted(log), mark.get()) == (["a: of a", "b: of b"], "of b")
        group.cancel_scope.cancel()


async def test_cancelling_goes_on_until_a_task_has_ended_but_for_what_is_shielded() -> None:
    log: list[str] = []

    async def stubborn() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await turns()
                log.append("shielded")
            try:
                await anyio.sleep_forever()
            finally:
                log.append("cancelled again")

    async with anyio.create_task_group() as group:
        host = TaskHost(group)
        host.spawn(stubborn)
        await turns()
        group.cancel_scope.cancel()
    assert log == ["shielded", "cancelled again"]


async def test_the_scope_around_the_group_ends_its_tasks() -> None:
    log: list[str] = []

    async def wait() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            log.append("ended")

    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as group:
            host = TaskHost(group)
            host.spawn(wait)
            await turns()
            scope.cancel()
            host.spawn(wait)  # is started yet, and cancelled where it waits
    assert log == ["ended", "ended"]


async def test_cancelling_the_tasks_leaves_the_group() -> None:
    log: list[str] = []

    async def wait(name: str) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            log.append(name)

    async with anyio.create_task_group() as group:
        host, other = TaskHost(group), TaskHost(group)
        host.spawn(wait, "ran")
        other.spawn(wait, "another host's")
        await turns()
        host.cancel()
        host.spawn(wait, "came after")
        await turns()
        assert log == ["ran", "came after"]
        group.cancel_scope.cancel()
    assert log[2:] == ["another host's"]


@pytest.mark.parametrize("error", [ValueError("of a task"), Stop("of a task")])
async def test_what_a_task_raises_ends_the_group(error: BaseException) -> None:
    log: list[str] = []

    async def fail() -> None:
        await anyio.lowlevel.checkpoint()
        raise error

    async def wait() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            log.append("ended")

    caught: Any = None
    try:
        async with anyio.create_task_group() as group:
            host = TaskHost(group)
            host.spawn(wait)
            host.spawn(fail)
            await anyio.sleep_forever()
    except BaseException as raised:  # noqa: BLE001 # looked at below
        caught = raised
    assert caught.exceptions == (error,)
    assert log == ["ended"]


@ON_ASYNCIO
async def test_a_task_that_asyncio_cancels_before_it_begins_is_not_waited_for() -> None:
    log: list[str] = []

    async def note(name: str) -> None:
        log.append(name)

    async with anyio.create_task_group() as group:
        host = TaskHost(group)
        host.spawn(note, "first")
        await turns()
        before = asyncio.all_tasks()
        host.spawn(note, "second")
        for task in asyncio.all_tasks() - before:
            task.cancel()
        await turns()
        group.cancel_scope.cancel()
    assert log == ["first"]


@ON_ASYNCIO
async def test_a_task_that_asyncio_cancels_is_no_matter_of_the_others() -> None:
    log: list[str] = []

    async def note() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        try:
            await anyio.sleep_forever()
        finally:
            log.append("cancelled")

    async with anyio.create_task_group() as group:
        TaskHost(group).spawn(note)
        await turns()
        assert log == ["cancelled"]
        group.cancel_scope.cancel()


@ON_ASYNCIO
async def test_an_applications_own_tasks_are_used() -> None:
    made: list[str] = []

    def factory(loop: Any, coroutine: Coroutine[Any, Any, Any], **more: Any) -> asyncio.Task[Any]:
        made.append(repr(coroutine))
        return asyncio.Task(coroutine, loop=loop, **more)

    await _begins_later(factory)
    assert made


@ON_ASYNCIO
@pytest.mark.skipif(sys.version_info < (3, 12), reason="there are no eager tasks")
async def test_a_task_begins_later_where_others_are_eager() -> None:
    await _begins_later(getattr(asyncio, "eager_task_factory"))  # noqa: B009 # not of 3.10


async def _begins_later(factory: Callable[..., Any]) -> None:
    loop, log = asyncio.get_running_loop(), []

    async def note() -> None:
        log.append("ran")

    async with anyio.create_task_group() as group:
        host = TaskHost(group)
        loop.set_task_factory(factory)
        try:
            host.spawn(note)
            assert log == []
            await turns()
        finally:
            loop.set_task_factory(None)
        assert log == ["ran"]
        group.cancel_scope.cancel()
