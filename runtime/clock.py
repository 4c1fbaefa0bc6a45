"""The one source of time: a monotonic clock in seconds that tests can replace."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What the loop asks for the time.

    ``monotonic_seconds`` never goes backwards; its zero is arbitrary.
    """

    def monotonic_seconds(self) -> float:
        """Return the present moment in seconds."""
        ...


class SystemClock:
    """The machine's monotonic clock.

    ``time.monotonic`` and not ``loop.time()``: uvloop's loop time has the resolution of a
    millisecond and stands still within one turn.
    """

    # The function itself: a method around it would double the cost of asking, which each timer
    # does several times.
    monotonic_seconds = staticmethod(time.monotonic)
