"""Global functions of the loop's own, which a guest's calls may reach by a shorter way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Operations:
    """Which of the host's functions are the loop's own, and none that the application gave.

    Attributes:
        queue_microtask: ``queueMicrotask``. Where the guest queues closures by it that a relay is
            calling anyway, it is not called.
        set_timeout: ``setTimeout``.
        set_timeout_of_two: the same of two arguments at most: to look how many there are takes a
            tenth of the time that a timer takes to be set.

    """

    def __init__(self) -> None:
        self.queue_microtask: object = None
        self.set_timeout: object = None
        self.set_timeout_of_two: Callable[..., Any] | None = None

    def for_arguments(self, target: Callable[..., Any], count: int) -> Callable[..., Any]:
        """Return what does as a function does, called with so many arguments."""
        if target is self.set_timeout and count <= 2 and self.set_timeout_of_two is not None:
            return self.set_timeout_of_two
        return target
