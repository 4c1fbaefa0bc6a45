"""The tasks of one generation of a guest, in the application's asynchronous library, by anyio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextvars import copy_context
from threading import get_ident
from typing import Any

import anyio
from anyio.abc import TaskGroup

from runtime.core.promise_host import Waiter
from runtime.errors import WrongThread
from runtime.hosts import TrioFuture

try:
    import sniffio
except ImportError:  # only trio, and anyio before 4.12, bring it and ask it
    sniffio = None  # type: ignore[assignment] # so mypy has no module that may be absent


class TaskHost:
    """What the guest's promises ask of the application's asynchronous library.

    Args:
        group: the guest's; what is spawned ends with it, or by `cancel`.

    """

    def __init__(self, group: TaskGroup) -> None:
        self._group = group
        self._scopes: set[anyio.CancelScope] = set()
        self._ended = False
        self._thread = get_ident()
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        # The class asks each time which library runs, which takes longer than all the rest.
        self._new_scope: Callable[[], anyio.CancelScope] = type(anyio.CancelScope())
        self._watched = WatchedTasks(self._start_soon, self.cancel)
        self._library = None if sniffio is None else sniffio.current_async_library()

    def spawn(self, function: Callable[..., Coroutine[Any, Any, object]], *args: object) -> None:
        """Run ``function(*args)`` in the guest's task group, in a copy of this context."""
        loop = self._loop
        # What an application has its tasks made by is asked by anyio, unless it starts them here.
        if loop is not None and loop.get_task_factory() is None:
            self._watched.start(loop, self._run, function, *args)
            return
        self._start_soon(self._run, function, *args)

    def _start_soon(
        self, function: Callable[..., Coroutine[Any, Any, object]], *args: object
    ) -> None:
        context = copy_context()
        # In a callback of asyncio's there is no task, by which sniffio knows where it is.
        if self._library is not None:
            context.run(sniffio.current_async_library_cvar.set, self._library)
        context.run(self._group.start_soon, function, *args)

    async def _run(
        self, function: Callable[..., Coroutine[Any, Any, object]], *args: object
    ) -> None:
        # That it was cancelled is its own affair. In asyncio anything may cancel a task, or raise
        # what says so, and anyio's task groups then cancel all others, this guest's block among
        # them. Where they were cancelled themselves, they know.
        try:
            with self._new_scope() as scope:
                self._scopes.add(scope)
                if self._ended:
                    scope.cancel()
                try:
                    await function(*args)
                finally:
                    self._scopes.discard(scope)
        except asyncio.CancelledError:
            pass

    def cancel(self) -> None:
        """Cancel what runs, and what is spawned yet, but not the group: the guest goes on."""
        self._ended = True
        for scope in self._scopes:
            scope.cancel()

    def waiter(self) -> Waiter:
        """Return what the present task may wait on.

        Raises:
            WrongThread: this is not the guest's, which could not wake a task here.

        """
        if get_ident() != self._thread:
            raise WrongThread
        return TrioFuture() if self._loop is None else self._loop.create_future()

    def wait(self, waiter: Waiter) -> Generator[Any, Any, None]:
        """Wait on it, as an ``__await__`` does."""
        return waiter.__await__()

    def owns(self, future: Any) -> bool:
        """Tell whether a future belongs to the guest's loop, if to any."""
        get_loop = getattr(future, "get_loop", None)
        return get_loop is None or get_loop() is self._loop


class WatchedTasks:
    """Tasks of asyncio's own that belong to a task group of anyio's, by one that watches over them.

    By anyio a task costs thrice as much: it is made with what its starter may ask, and here nobody
    does. The one that watches is the group's; when that ends, it ends the others and waits for
    them. What one of them raises is raised in the group.

    Args:
        start_soon: starts a task in the group.
        cancel: cancels the tasks, and those that are started yet.

    """

    def __init__(self, start_soon: Callable[..., object], cancel: Callable[[], object]) -> None:
        self._start_soon = start_soon
        self._cancel = cancel
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._started = 0
        self._is_watching = False

    def start(
        self,
        loop: asyncio.AbstractEventLoop,
        function: Callable[..., Coroutine[Any, Any, object]],
        *args: object,
    ) -> None:
        """Run ``function(*args)``, from the loop's next turn on, in a copy of this context."""
        if not self._is_watching:
            self._start_soon(self._watch, loop)
            self._is_watching = True
        self._started = number = self._started + 1
        self._tasks[number] = loop.create_task(self._run(number, function, *args))

    async def _run(
        self, number: int, function: Callable[..., Coroutine[Any, Any, object]], *args: object
    ) -> None:
        try:
            await function(*args)
        except GeneratorExit:
            raise
        except BaseException as error:  # noqa: BLE001 # raised in the group
            self._start_soon(_raise, error)
        finally:
            del self._tasks[number]

    async def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            await loop.create_future()
        finally:
            self._cancel()
            with anyio.CancelScope(shield=True):
                # One that was cancelled before it began does not take itself out.
                while tasks := [task for task in self._tasks.values() if not task.done()]:
                    await asyncio.wait(tasks)
                self._tasks.clear()
            self._is_watching = False


async def _raise(error: BaseException) -> None:
    raise error
