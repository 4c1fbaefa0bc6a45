"""A map of active timers that knows where each was set, and which were left at the end.

It stands in for the plain one where a guest is debugged, or watched for leaks.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Final, NamedTuple

from runtime.core.closures import ClosureState, state_of
from runtime.core.timers import TimerQueue
from runtime.origins import Origin, Trace

_SPARE: Final = 64


class LeftTimer(NamedTuple):
    """A timer that was active when all were cleared, and that nobody has cleared since.

    Attributes:
        id: its number.
        repeat: it was an interval.
        delay_seconds: its delay.
        closure: the closure that it called, None for another function.
        origin: where it was set, if somebody took note.

    """

    id: int
    repeat: bool
    delay_seconds: float
    closure: ClosureState | None
    origin: Origin | None


class WatchedTimerQueue(TimerQueue):
    """A map of active timers that knows where each was set, and which were left.

    Args:
        trace: asked at each timer; None takes no note.

    Attributes:
        left: the timers that `clear_all` has cleared, but for those that a Drop cleared after it.

    """

    __slots__ = ("_origins", "_trace", "left")

    def __init__(self, trace: Trace | None) -> None:
        super().__init__()
        self._trace = trace
        self._origins: dict[int, Origin] = {}
        self.left: dict[int, LeftTimer] = {}

    def set(
        self,
        callback: Callable[..., object],
        args: tuple[object, ...],
        delay_seconds: float,
        repeat: bool,
        now_seconds: float,
        nesting_level: int,
        context: Context,
    ) -> int:
        """Start a timer."""
        id = super().set(callback, args, delay_seconds, repeat, now_seconds, nesting_level, context)
        if self._trace is not None:
            if len(self._origins) > 2 * len(self) + _SPARE:
                kept = {timer.id for timer in self.active()}
                self._origins = {key: self._origins[key] for key in self._origins.keys() & kept}
            self._origins[id] = self._trace()
        return id

    def clear(self, id: int) -> bool:
        """End a timer."""
        self.left.pop(id, None)
        return super().clear(id)

    def clear_all(self) -> None:
        """End every timer, and note which there were."""
        for timer in self.active():
            closure, origin = state_of(timer.callback), self._origins.get(timer.id)
            left = LeftTimer(timer.id, timer.repeat, timer.delay_seconds, closure, origin)
            self.left[timer.id] = left
        self._origins.clear()
        super().clear_all()

    def origin(self, id: int) -> Origin | None:
        """Return where a timer was set."""
        return self._origins.get(id)
