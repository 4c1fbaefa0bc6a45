"""What waits until nothing of the guest runs: targets kept alive, and callbacks of collections.

ECMAScript, 9.9 Processing Model of WeakRef and FinalizationRegistry Targets.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol


class JobLoop(Protocol):
    """What jobs ask of the guest's event loop; `runtime.loop.GuestLoop` is one."""

    def at_safe_point(self, callback: Callable[[], object]) -> None:
        """Call the callback whenever nothing of the guest runs, if that was requested."""
        ...

    def request_safe_point(self) -> None:
        """See to it that a safe point comes soon; from any thread and from finalisers."""
        ...

    def queue_microtask(self, callback: Callable[..., object], *args: object) -> None:
        """Run the callback at the next microtask checkpoint."""
        ...


class Jobs:
    """Of one realm."""

    def __init__(self) -> None:
        self._loop: JobLoop | None = None
        self._kept: dict[int, object] = {}
        self._waiting: deque[tuple[Callable[..., object], tuple[object, ...]]] = deque()

    def attach(self, loop: JobLoop) -> None:
        """Use the guest's loop."""
        self._loop = loop
        loop.at_safe_point(self.reach_safe_point)

    def _request(self) -> None:
        if self._loop is not None:
            self._loop.request_safe_point()

    def keep(self, value: object) -> None:
        """Keep a value alive until the running job has ended (AddToKeptObjects)."""
        if not self._kept:
            self._request()
        self._kept[id(value)] = value

    def later(self, callback: Callable[..., Any], *args: object) -> None:
        """Call something once nothing of the guest runs; from finalisers too, on any thread."""
        self._waiting.append((callback, args))
        self._request()

    def reach_safe_point(self) -> None:
        """Let go of what was kept (ClearKeptObjects), and queue what waits, each by itself."""
        self._kept.clear()  # which may add to what waits
        while self._waiting and self._loop is not None:
            callback, args = self._waiting.popleft()
            self._loop.queue_microtask(callback, *args)
