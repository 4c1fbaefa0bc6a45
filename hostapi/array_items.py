"""The items of an array, or of what is like one, for methods that read or change them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from hostapi.errors import RangeError
from hostapi.instances import shown
from hostapi.interface import Interface
from runtime.core.values import null

LONGEST_GAP: Final = 1 << 25
"""So many items that nobody set may come into being at once: a list has room for each of them."""


def checked_length(length: float) -> int:
    """Return the length of an array to be made.

    Raises:
        RangeError: no array is so long, or no list of Python's should be.

    """
    if not 0 <= length < 2**32 or length != int(length):
        raise RangeError("Invalid array length")
    return int(length)


def grow(items: list[Any], length: int) -> None:
    """Give a list a length, with undefined in what is new.

    Raises:
        RangeError: too much would be new.

    """
    missing = length - len(items)
    if missing > LONGEST_GAP:
        raise RangeError(
            f"Invalid array length: an array is a list here, and {missing} items of undefined are "
            f"more than are made at once ({LONGEST_GAP})"
        )
    items.extend([None] * missing)


def frozen(items: Sequence[Any], name: str) -> TypeError:
    """Return the error for a method that would change a tuple."""
    if name in {"push", "unshift"}:
        return TypeError(f"Cannot add property {len(items)}, object is not extensible")
    if name == "pop" and items:
        return TypeError(f"Cannot delete property '{len(items) - 1}' of [object Array]")
    key = "0" if items else "length"
    return TypeError(f"Cannot assign to read only property '{key}' of object '[object Array]'")


class ArrayItems(Interface):
    """What the methods of arrays have in common.

    They work on lists and tuples, and, since they are generic in ECMAScript, on every object with
    a length.
    """

    def items(self, this: object, name: str) -> Sequence[Any]:
        """Return the items of a receiver: those of a list are the list itself.

        Raises:
            TypeError: it is undefined or null.

        """
        if isinstance(this, (list, tuple)):
            return this
        if this is None or this is null:
            raise TypeError(f"Array.prototype.{name} called on null or undefined")
        length = self.realm.to_length(self.realm.get(this, "length"))
        made: list[Any] = []
        grow(made, length)
        for index in range(length):
            made[index] = self.realm.get(this, str(index))
        return made

    @contextmanager
    def changing(self, this: object, name: str) -> Iterator[list[Any]]:
        """Give the items of a receiver to be changed, and let it have them.

        Raises:
            TypeError: it is undefined, null or frozen.

        """
        items = self.items(this, name)
        if isinstance(this, list):
            yield this
            return
        if isinstance(this, tuple):
            changed = list(this)
            yield changed
            # What changes nothing is no error: a sort of an empty array, a splice of nothing.
            if name != "splice" or changed != list(this):
                raise frozen(this, name)
            return
        changed = list(items)
        yield changed
        realm, before = self.realm, len(items)
        for index, item in enumerate(changed):
            realm.set(this, str(index), item)
        for index in range(len(changed), before):
            realm.delete(this, str(index))
        realm.set(this, "length", len(changed))

    def callback(self, function: object) -> Any:
        """Return what is given as a callback.

        Raises:
            TypeError: it is not callable.

        """
        if not callable(function):
            raise TypeError(f"{shown(self, function)} is not a function")
        return function
