"""Microtask checkpoints that are bounded: a guest cannot keep the application from its turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from runtime.core.microtasks import MicrotaskQueue, Report
from runtime.late import logger

MICROTASK_BATCH: Final = 256
"""Between two looks at the clock so many microtasks are run."""

MICROTASK_BATCHES: Final = 40
"""After so many batches a checkpoint is suspended, even if the clock stands still."""

FLOOD_SUSPENSIONS: Final = 100
"""A checkpoint that was suspended so often, after a second or a million microtasks, is a flood."""

LOGGER: Final = logger(__name__)


class Checkpoints:
    """Performs the microtask checkpoints of one guest's loop, in parts where they take long.

    Args:
        queue: its microtasks.
        now: tells the time, in seconds.
        budget_seconds: how long a part may go on.
        name: the guest's, for warnings.

    """

    def __init__(
        self, queue: MicrotaskQueue, now: Callable[[], float], budget_seconds: float, name: str
    ) -> None:
        self._queue = queue
        self._now = now
        self._budget_seconds = budget_seconds
        self._name = name
        self._suspensions = 0

    def perform(self, report: Report) -> bool:
        """Run microtasks within the budget; return whether none is left.

        Where it is suspended, the next turn goes on with it before any timer is looked at: to the
        guest it is one checkpoint, and only the application can tell.
        """
        stop = self._now() + self._budget_seconds
        for _ in range(MICROTASK_BATCHES):
            if self._queue.checkpoint(report, MICROTASK_BATCH):
                self._suspensions = 0
                return True
            if self._now() >= stop:
                break
        self._suspensions += 1
        if self._suspensions == FLOOD_SUSPENSIONS:
            self._warn_of_flood()
        return False

    def _warn_of_flood(self) -> None:
        """Tell, once a flood, who queues microtasks without end."""
        callback = self._queue.next
        LOGGER.warning(
            "%s queues microtasks without end: %d were run, and none of its timers can fire before "
            "the last; the next is %s. Let it wait for a timer now and then (setTimeout)",
            self._name,
            self._queue.performed,
            getattr(callback, "__qualname__", None) or repr(callback),
        )
