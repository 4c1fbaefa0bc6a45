"""The tasks of a guest that is profiled: what lasts while Rust and Python wait for each other."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from types import CoroutineType
from typing import Any

from anyio.abc import TaskGroup

from runtime.core.promise_host import Waiter
from runtime.tasks import TaskHost
from runtime.timeline.timeline import Timeline


class ProfiledTasks(TaskHost):
    """Notes how long coroutines of the host's run, and how long Python awaits promises.

    Args:
        group: as for `TaskHost`.
        timeline: where it is noted.

    """

    def __init__(self, group: TaskGroup, timeline: Timeline) -> None:
        super().__init__(group)
        self._timeline = timeline

    async def _run(
        self, function: Callable[..., Coroutine[Any, Any, object]], *args: object
    ) -> None:
        running = next((arg for arg in args if isinstance(arg, CoroutineType)), None)
        what = f"coroutine {getattr(running or function, '__qualname__', '')}".rstrip()
        del running  # as in `Awaitables`: a traceback that has this frame would keep it
        number = self._timeline.number()
        self._timeline.begin("promise", what, number)
        try:
            await super()._run(function, *args)
        finally:
            self._timeline.end("promise", what, number)

    def wait(self, waiter: Waiter) -> Generator[Any, Any, None]:
        """Wait on it, as an ``__await__`` does."""
        number = self._timeline.number()
        self._timeline.begin("promise", "Python awaits a promise", number)
        try:
            yield from super().wait(waiter)
        finally:
            self._timeline.end("promise", "Python awaits a promise", number)
