"""The one source of time, which tests can replace: a monotonic clock, and one on the wall."""

from __future__ import annotations

import time
from typing import Protocol

from runtime.records import record


class Clock(Protocol):
    """What the loop asks for the time.

    ``monotonic_seconds`` never goes backwards; its zero is arbitrary.
    """

    def monotonic_seconds(self) -> float:
        """Return the present moment in seconds."""
        ...


@record(frozen=True)
class Zone:
    """What a time zone says at one moment."""

    offset_seconds: int
    name: str


class WallClock(Protocol):
    """What a guest's dates ask for: the time of day, which may be set back, and the local zone."""

    def unix_seconds(self) -> float:
        """Return the present moment in seconds since 1970, in UTC."""
        ...

    def zone_at(self, unix_seconds: int) -> Zone:
        """Return how far local time is ahead of UTC at a moment, and what it is called."""
        ...


class SystemClock:
    """The machine's clocks, and its time zone.

    ``time.monotonic`` and not ``loop.time()``: uvloop's loop time has the resolution of a
    millisecond and stands still within one turn.
    """

    # The function itself: a method around it would double the cost of asking, which each timer
    # does several times.
    monotonic_seconds = staticmethod(time.monotonic)

    unix_seconds = staticmethod(time.time)

    performance_nanoseconds = staticmethod(time.perf_counter_ns)

    @staticmethod
    def zone_at(unix_seconds: int) -> Zone:
        """Return what the machine's time zone says at a moment."""
        try:
            local = time.localtime(unix_seconds)
        except (OverflowError, ValueError, OSError):  # a year the C library cannot tell
            return Zone(-time.timezone, time.tzname[0])
        return Zone(local.tm_gmtoff, local.tm_zone)
