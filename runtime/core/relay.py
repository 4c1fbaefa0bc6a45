"""What the guest's loop knows of a relay, by which many closures are called in one crossing.

It is `runtime.engine.relay` that says what a relay does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any, Final, Protocol

MOST_RELAYED: Final = 32
"""So many closures are called in one crossing: the application waits for all of them."""

Paused = Callable[[int, list[tuple[Any, int]]], Context]
"""``paused(place, queued)``: the callback at ``place`` has called the host, and is called as if
alone from here on. It puts back what comes after it, and returns the context to go on in.

Those at a ``place`` beyond the callbacks were queued by the guest. ``queued`` has those that are
still to be called, that at ``place`` first if it is one; and beside each the place of the callback
from which it comes, by whatever way, and of whose context it has a copy.
"""


class Relay(Protocol):
    """Calls closures of one guest, one after another."""

    def __call__(self, callback: object, /) -> bool:
        """Tell whether it is worth while to give a callback to `run`."""
        ...

    def run(self, callbacks: list[Any], paused: Paused, adds: bool, /) -> int:
        """Call the first of ``callbacks``, as many as can be, until one of them calls the host.

        Args:
            callbacks: what to call, at most `MOST_RELAYED`.
            paused: called at most once; not when all were called and none called the host.
            adds: whether closures that the guest queues meanwhile are called too, after these;
                only if nothing else is to come before them.

        Returns:
            how many were called, those that the guest queued among them; 0 if none can be.

        Raises:
            BaseException: what a callback raised, that at the ``place`` that ``paused`` was told.

        """
        ...

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        ...
