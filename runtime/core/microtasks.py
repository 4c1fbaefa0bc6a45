"""The microtask queue of HTML (section 8.1.7.3, "perform a microtask checkpoint"). Pure state."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextvars import Context

Report = Callable[[Exception, Callable[..., object]], object]
"""Told of what a microtask raised, and of the microtask."""


class MicrotaskQueue:
    """First in, first out; what a microtask queues runs in the same checkpoint.

    Attributes:
        waiting: the microtasks that wait, true while there are any; to be looked at, not changed.
        performed: how many microtasks have been run so far, failed ones included.

    """

    __slots__ = ("_performing", "performed", "waiting")

    def __init__(self) -> None:
        self.waiting: deque[tuple[Context, Callable[..., object], tuple[object, ...]]] = deque()
        self._performing = False
        self.performed = 0

    def __len__(self) -> int:
        """Return the number of microtasks that wait."""
        return len(self.waiting)

    def enqueue(
        self, context: Context, callback: Callable[..., object], args: tuple[object, ...] = ()
    ) -> None:
        """Add a microtask.

        Args:
            context: the context to call it in; it must not be entered at that time.
            callback: what to call.
            args: positional arguments for it.

        """
        self.waiting.append((context, callback, args))

    def checkpoint(self, report: Report, limit: int | None = None) -> bool:
        """Run microtasks until none waits.

        A checkpoint within a checkpoint does nothing ("if the event loop's performing a microtask
        checkpoint is true, then return").

        Args:
            report: called with each ``Exception`` that a microtask raises; the rest go on. A
                ``BaseException`` such as ``KeyboardInterrupt``, and whatever ``report`` raises,
                comes out of here, and the microtasks that were not run yet stay queued.
            limit: after so many microtasks stop, or None for no bound.

        Returns:
            whether the queue was left empty; True from within another checkpoint, which will
            see to the rest.

        """
        queue = self.waiting
        if self._performing or not queue:
            return True
        self._performing = True
        remaining = -1 if limit is None else limit
        try:
            while queue and remaining:
                remaining -= 1
                context, callback, args = queue.popleft()
                self.performed += 1
                try:
                    context.run(callback, *args)
                except Exception as error:  # noqa: BLE001 # reported: the rest must go on
                    report(error, callback)
        finally:
            self._performing = False
        return not queue

    def clear(self) -> None:
        """Drop every microtask that waits."""
        self.waiting.clear()
