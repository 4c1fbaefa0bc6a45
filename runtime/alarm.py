"""One callback armed in the application's loop: what wakes the guest's. It knows no timers."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextvars import copy_context
from typing import Final

from runtime.hosts import Armed, HostLoop, StartSoon, asyncio_host, running_host

LONGEST_WAIT_SECONDS: Final = 24 * 3600.0
"""One wait there is never longer: some loops count in a few bits. We look and wait again."""


class Alarm:
    """Calls ``ring`` once, at or before the earliest moment it was set for.

    It may ring early (after `LONGEST_WAIT_SECONDS`, or because the application's loop has a coarse
    clock): who is called looks at the time, and sets the alarm again.

    Args:
        ring: called from that loop, in a copy of the context in which the alarm was made.
        host: that loop; None leaves it to be found when there is something to arm.

    Attributes:
        set_for_seconds: it rings no later than this; infinity while nothing is armed.

    """

    __slots__ = ("_context", "_handle", "_host", "_ring", "set_for_seconds")

    def __init__(self, ring: Callable[[], object], host: HostLoop | None = None) -> None:
        self._ring = ring
        # Not the context of whoever happened to set it: that is none of the other timers' concern.
        self._context = copy_context()
        self._host: HostLoop | None = host
        self._handle: Armed | None = None
        self.set_for_seconds = math.inf

    def attach(self, start_soon: StartSoon | None = None) -> HostLoop:
        """Use the application's loop that runs, and return it.

        Args:
            start_soon: starts a task, which trio needs; asyncio has no use for it.

        Raises:
            RuntimeError: none runs, it is not the one attached to before (a guest belongs to the
                loop that opened it), or trio's came without ``start_soon``.

        """
        self._host = host = running_host(self._host, start_soon)
        return host

    def set(self, deadline_seconds: float, now_seconds: float) -> None:
        """Ring at the deadline, unless it is set for an earlier one already.

        Without a loop, neither attached nor asyncio's that runs, nothing happens.

        Args:
            deadline_seconds: when to ring; at once when it is past, never when it is infinite.
            now_seconds: the present moment, on the same clock as the deadline.

        """
        if deadline_seconds >= self.set_for_seconds:
            return
        host = self._host
        if host is None:
            try:
                self._host = host = asyncio_host()
            except RuntimeError:
                return
        if self._handle is not None:
            self._handle.cancel()
        if deadline_seconds <= now_seconds:
            self.set_for_seconds = -math.inf
            self._handle = host.call_soon(self._on_handle, context=self._context)
        else:
            self.set_for_seconds = deadline_seconds
            wait = min(deadline_seconds - now_seconds, LONGEST_WAIT_SECONDS)
            self._handle = host.call_later(wait, self._on_handle, context=self._context)

    def _on_handle(self) -> None:
        self._handle = None
        self.set_for_seconds = math.inf
        self._ring()

    def ring_threadsafe(self) -> bool:
        """Ring soon, asked from any thread; return whether there is a loop to do it."""
        if self._host is None:
            return False
        try:
            self._host.call_soon_threadsafe(self._ring, context=self._context)
        except RecursionError:
            raise
        except RuntimeError:  # the loop is closed, the trio run over
            return False
        return True

    def cancel(self) -> None:
        """Do not ring, until it is set again."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self.set_for_seconds = math.inf
