"""The tasks of one generation of a guest, in the application's asynchronous library, by anyio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
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
        self._library = None if sniffio is None else sniffio.current_async_library()

    def spawn(self, function: Callable[..., Coroutine[Any, Any, object]], *args: object) -> None:
        """Run ``function(*args)`` in the guest's task group, in a copy of this context."""
        context = copy_context()
        # In a callback of asyncio's there is no task, by which sniffio knows where it is.
        if self._library is not None:
            context.run(sniffio.current_async_library_cvar.set, self._library)
        context.run(self._group.start_soon, self._run, function, *args)

    async def _run(
        self, function: Callable[..., Coroutine[Any, Any, object]], *args: object
    ) -> None:
        # That it was cancelled is its own affair. In asyncio anything may cancel a task, or raise
        # what says so, and anyio's task groups then cancel all others, this guest's block among
        # them. Where they were cancelled themselves, they know.
        with suppress(asyncio.CancelledError), anyio.CancelScope() as scope:
            self._scopes.add(scope)
            if self._ended:
                scope.cancel()
            try:
                await function(*args)
            finally:
                self._scopes.discard(scope)

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
