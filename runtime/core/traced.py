"""Closures and handles that remember where they were made.

They stand in for the plain ones where a guest is debugged.
"""

from __future__ import annotations

from collections.abc import Callable

from runtime.core.closures import ClosureState
from runtime.core.handles import HandleTable
from runtime.origins import Origin, Trace


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


def traced_states(
    trace: Trace,
) -> Callable[[int, int, bool, bool, int | None, str], ClosureState]:
    """Return what makes the state of a heap closure, and asks ``trace`` where that is."""

    def traced(
        number: int,
        packed: int,
        mutable: bool,
        owned: bool,
        destructor: int | None,
        rust_name: str,
    ) -> ClosureState:
        return TracedClosureState(number, packed, mutable, owned, destructor, rust_name, trace())

    return traced


def note_drop(state: ClosureState, trace: Trace) -> None:
    """Take note of where Rust drops a closure, if it is one that takes notes."""
    if isinstance(state, TracedClosureState):
        state.dropped = trace()


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
        """Return the slot of a constant, or a new owned one that holds ``value``."""
        slot = super().add(value)
        if slot >= self._first_owned:
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
