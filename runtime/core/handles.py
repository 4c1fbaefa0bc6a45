"""The guest's JavaScript heap: numbered slots for Python objects.

As wasm-bindgen's glue has it (``cli-support/src/js/mod.rs``, heap objects): slots below the
offset are a stack for values lent for one call, the four at the offset are constants compiled
into the guest, those above are owned. Unlike the glue, a slot number is never given out again, so
that a handle that was dropped twice, or never given out, is found and named; and a constant that is
given to the guest gets no slot beside its own, which the guest does not drop.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Protocol

from runtime.core.values import null
from runtime.errors import InvalidValue

if TYPE_CHECKING:
    from runtime.origins import Origin

RESERVED: Final = 4
"""How many constants stand at the offset: undefined, null, true, false."""


_CONSTANTS: Final = (None, null, True, False)


def null_slot(offset: int) -> int:
    """Return the constant slot of null, which the guest knows too (``JSIDX_NULL``)."""
    return offset + 1


LAST_SLOT: Final = 0x7FFF_FFFF
"""Slots stay positive as an ``i32``, so no crossing needs a mask."""


class Handles(Protocol):
    """Slots of one instance: a `HandleTable`, or what does the same in C."""

    def add(self, value: object, /) -> int:
        """Return the slot of a constant, or a new owned one that holds ``value``."""
        ...

    def get(self, slot: int, /) -> object:
        """Return the value in a slot, without changing who owns it.

        Raises:
            InvalidValue: the slot holds nothing.

        """
        ...

    def take(self, slot: int, /) -> object:
        """Return the value in a slot and empty the slot, if it is an owned one.

        Raises:
            InvalidValue: the slot holds nothing.

        """
        ...

    def lend(self, value: object, /) -> int:
        """Put ``value`` on the stack of lent slots, for the length of one call.

        Raises:
            InvalidValue: too many values are lent at once.

        """
        ...

    def reclaim(self, slot: int, /) -> None:
        """Take back what `lend` gave, and whatever was lent after it."""
        ...

    def __len__(self) -> int:
        """Return how many owned and lent slots are in use; none after `clear`."""
        ...

    def owned(self) -> Iterator[tuple[int, object]]:
        """Go through the slots that the guest owns, and their values, oldest first."""
        ...

    def origin(self, slot: int, /) -> Origin | None:
        """Return where the value of a slot was given to the guest, if somebody took note."""
        ...

    def clear(self) -> None:
        """Forget every value: the instance is closed."""
        ...


class HandleTable:
    """Slots of one instance, in Python.

    Args:
        offset: index of the first constant, by the guest's release (32, 128 or 1024).
        last: the greatest slot; then it begins again.

    """

    __slots__ = ("_first_owned", "_last", "_last_free", "_lent", "_next", "_offset", "_values")

    def __init__(self, offset: int, last: int = LAST_SLOT) -> None:
        self._offset = offset
        self._first_owned = offset + RESERVED
        self._next = self._first_owned
        self._last = self._last_free = last
        self._lent = offset
        # Slot 0 always holds undefined: it stands for None of an Option<JsValue>.
        self._values: dict[int, object] = {
            0: None,
            **{offset + n: constant for n, constant in enumerate(_CONSTANTS)},
        }

    def add(self, value: object) -> int:
        """Return the slot of a constant, or a new owned one that holds ``value``."""
        if value is None or value is null or value is True or value is False:
            return self._offset + _CONSTANTS.index(value)
        slot = self._next
        self._next = slot + 1
        self._values[slot] = value
        if slot >= self._last_free:
            self._wrap()
        return slot

    def _wrap(self) -> None:
        """Begin again below, up to the next slot in use (after two thousand million adds)."""
        candidate = self._first_owned
        while candidate in self._values:
            candidate += 1
        self._next = candidate
        used = (slot for slot in self._values if slot > candidate)
        self._last_free = min(used, default=self._last + 1) - 1

    def get(self, slot: int) -> object:
        """Return the value in a slot, without changing who owns it.

        Raises:
            InvalidValue: the slot holds nothing.

        """
        try:
            return self._values[slot]
        except KeyError:
            raise stray(slot, self._first_owned <= slot < self._next) from None

    def take(self, slot: int) -> object:
        """Return the value in a slot and empty the slot, if it is an owned one.

        Raises:
            InvalidValue: the slot holds nothing.

        """
        try:
            return self._values.pop(slot) if slot >= self._first_owned else self._values[slot]
        except KeyError:
            raise stray(slot, self._first_owned <= slot < self._next) from None

    def lend(self, value: object) -> int:
        """Put ``value`` on the stack of lent slots, for the length of one call.

        Raises:
            InvalidValue: too many values are lent at once.

        """
        slot = self._lent - 1
        if slot == 0:
            raise exhausted()
        self._lent = slot
        self._values[slot] = value
        return slot

    def reclaim(self, slot: int) -> None:
        """Take back what `lend` gave, and whatever was lent after it."""
        while self._lent <= slot:
            del self._values[self._lent]
            self._lent += 1

    def __len__(self) -> int:
        """Return how many owned and lent slots are in use; none after `clear`."""
        return max(len(self._values) - 1 - RESERVED, 0)

    def owned(self) -> Iterator[tuple[int, object]]:
        """Go through the slots that the guest owns, and their values, oldest first."""
        first = self._first_owned
        return ((slot, value) for slot, value in self._values.items() if slot >= first)

    def origin(self, slot: int) -> Origin | None:
        """Return where the value of a slot was given to the guest, if somebody took note."""
        return None

    def clear(self) -> None:
        """Forget every value: the instance is closed."""
        self._values.clear()


def stray(slot: int, was_given: bool) -> InvalidValue:
    """Return the error for a slot that holds nothing.

    Args:
        slot: which.
        was_given: it was given out before.

    """
    what = "was dropped before" if was_given else "was never given out"
    return InvalidValue(
        f"the guest used the JavaScript handle {slot}, which {what}: it may have dropped a "
        "JsValue twice, or its memory is damaged"
    )


def exhausted() -> InvalidValue:
    """Return the error for a value too many that is lent."""
    return InvalidValue("out of slots for borrowed JavaScript values: calls nest too deeply")
