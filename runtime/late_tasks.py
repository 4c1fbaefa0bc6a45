"""The tasks of a guest in a bare loop, which asyncio and anyio are imported for when one comes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context, copy_context
from typing import TYPE_CHECKING, Any

from runtime.bare_loop import BareLoop

if TYPE_CHECKING:
    import asyncio

    from anyio.abc import TaskGroup

    from runtime.core.promise_host import Waiter
    from runtime.tasks import TaskHost

_Function = Callable[..., Coroutine[Any, Any, object]]


class LateGroup:
    """A task group that begins with its first task.

    Args:
        loop: where the guest's calls are made; with the first task asyncio's takes over.

    """

    def __init__(self, loop: BareLoop) -> None:
        self._loop = loop
        self._hosts: list[LateTasks] = []
        self._running: asyncio.Task[None] | None = None
        self._group: TaskGroup | None = None
        self._over: asyncio.Event | None = None
        self._ended = False

    def tasks(self) -> LateTasks:
        """Return what runs coroutines in the group."""
        host = LateTasks(self)
        self._hosts.append(host)
        self._attach(host)
        return host

    def begin(self) -> None:
        """See that there is a group soon.

        Raises:
            RuntimeError: it has ended.

        """
        if self._ended:
            raise RuntimeError("this guest is being closed: no coroutine can be started for it")
        if self._running is None:
            self._running = self._loop.hand_over().create_task(self._run())
            self._running.add_done_callback(lambda _: self._loop.wake())

    @property
    def failed(self) -> bool:
        """Whether a task has ended the group."""
        return self._running is not None and self._running.done()

    def end(self) -> None:
        """Cancel what runs, and wait for it.

        Raises:
            BaseException: what tasks raised.

        """
        self._ended = True
        if self._running is not None:
            if self._over is not None:
                self._over.set()
            self._loop.finish(self._running)

    async def _run(self) -> None:
        import asyncio

        import anyio

        self._over = asyncio.Event()
        async with anyio.create_task_group() as self._group:
            if not self._ended:
                for host in self._hosts:
                    self._attach(host)
                await self._over.wait()
            self._group.cancel_scope.cancel()

    def _attach(self, host: LateTasks) -> None:
        if self._group is not None and not self._ended:
            from runtime.tasks import TaskHost

            host.attach(TaskHost(self._group), self._loop)


class LateTasks:
    """What a guest's promises ask of the application's asynchronous library.

    Args:
        group: where what is spawned runs.

    """

    def __init__(self, group: LateGroup) -> None:
        self._group = group
        self._host: TaskHost | None = None
        self._loop: BareLoop | None = None
        self._waiting: deque[tuple[Context, _Function, tuple[object, ...]]] = deque()
        self._ended = False

    def attach(self, host: TaskHost, loop: BareLoop) -> None:
        """Run what has been spawned, and what will be."""
        self._host, self._loop = host, loop
        if self._ended:
            host.cancel()
        while self._waiting:
            context, function, args = self._waiting.popleft()
            context.run(host.spawn, self._noted, function, *args)

    def spawn(self, function: _Function, *args: object) -> None:
        """Run ``function(*args)`` in the guest's task group, in a copy of this context."""
        if self._host is None:
            self._waiting.append((copy_context(), function, args))
            self._group.begin()
        else:
            self._host.spawn(self._noted, function, *args)

    def cancel(self) -> None:
        """Cancel what runs, and what is spawned yet, but not the group: the guest goes on."""
        self._ended = True
        if self._host is not None:
            self._host.cancel()

    def waiter(self) -> Waiter:
        """Return what the present task may wait on.

        Raises:
            WrongThread: this is not the guest's, which could not wake a task here.

        """
        assert self._host is not None  # only what runs in a task awaits
        return self._host.waiter()

    def wait(self, waiter: Waiter) -> Generator[Any, Any, None]:
        """Wait on it, as an ``__await__`` does."""
        return waiter.__await__()

    def owns(self, future: Any) -> bool:
        """Tell whether a future belongs to the guest's loop, if to any."""
        return self._host is None or self._host.owns(future)

    async def _noted(self, function: _Function, *args: object) -> None:
        """Have whoever drives the loop look whether there is anything left to wait for."""
        assert self._loop is not None
        try:
            await function(*args)
        finally:
            self._loop.wake()
