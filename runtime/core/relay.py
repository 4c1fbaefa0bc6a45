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

Those at a ``place`` beyond what the host gave were queued by the guest. ``queued`` has those that
are still to be called, that at ``place`` first if it is one; and beside each the place of the
callback from which it comes, by whatever way, and of whose context it has a copy.
"""


class Relay(Protocol):
    """Calls closures of one guest, one after another."""

    def __call__(self, callback: object, first: bool, /) -> bool:
        """Take a callback that `run` is to call next, if it is worth while.

        Args:
            callback: what to call.
            first: whether it is the first: those that were taken before are forgotten.

        Returns:
            whether it was taken; at most `MOST_RELAYED` are.

        """
        ...

    def run(self, paused: Paused, adds: bool, /) -> int:
        """Call what was taken, as much of it as can be, until one of them calls the host.

        Args:
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
