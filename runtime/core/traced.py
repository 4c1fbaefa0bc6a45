"""Registries that remember where what is in them was made, and what was left at the end.

They stand in for the plain ones where a guest is debugged, or watched for leaks.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Final, NamedTuple

from runtime.core.closures import ClosureState, state_of
from runtime.core.handles import HandleTable
from runtime.core.timers import TimerQueue
from runtime.origins import Origin

Trace = Callable[[], Origin]
"""Returns where it is called from."""

_SPARE: Final = 64


class TracedClosureState(ClosureState):
    """A heap closure that knows where it was made, and where Rust dropped it.

    Args:
        number: its number, and the rest as for `ClosureState`.
        packed: see there.
        mutable: see there.
        owned: see there.
        destructor: see there.
        rust_name: see there.
        origin: where it is made.

    """

    __slots__ = ("dropped", "origin")

    def __init__(
        self,
        number: int,
        packed: int,
        mutable: bool,
        owned: bool,
        destructor: int | None,
        rust_name: str,
        origin: Origin,
    ) -> None:
        super().__init__(number, packed, mutable, owned, destructor, rust_name)
        self.origin = origin
        self.dropped: Origin | None = None


class TracedHandleTable(HandleTable):
    """A JavaScript heap that knows where each value was given to the guest.

    Args:
        offset: as for `HandleTable`.
        trace: asked at each value.

    """

    __slots__ = ("_origins", "_trace")

    def __init__(self, offset: int, trace: Trace) -> None:
        super().__init__(offset)
        self._trace = trace
        self._origins: dict[int, Origin] = {}

    def add(self, value: object) -> int:
        """Put ``value`` in a new owned slot and return the slot."""
        slot = super().add(value)
        self._origins[slot] = self._trace()
        return slot

    def take(self, slot: int) -> object:
        """Return the value in a slot and empty the slot, if it is an owned one."""
        value = super().take(slot)
        self._origins.pop(slot, None)
        return value

    def origin(self, slot: int) -> Origin | None:
        """Return where the value of a slot was given to the guest."""
        return self._origins.get(slot)

    def clear(self) -> None:
        """Forget every value."""
        super().clear()
        self._origins.clear()


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
