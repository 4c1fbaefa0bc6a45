"""Entries by key in the order of insertion: what Map and Set keep.

Keys are compared by SameValueZero: NaN equals itself, the two zeros are one key, a boolean is no
number, and objects are told apart by identity, whether Python could hash them or not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from typing import Any, Final

from runtime.core.values import Symbol, is_bigint, null

_SLACK: Final = 8
"""So many removed entries are always borne with."""


class _NaN:
    """The key that stands for NaN."""

    __slots__ = ()


_NAN: Final = _NaN()


def same_value_zero_key(value: object) -> Hashable:
    """Return what is equal, in Python, for two values that SameValueZero says are the same.

    For an object it holds its identity alone: whoever keeps the key must keep the object too.
    """
    kind = type(value)
    if kind is str or kind is Symbol or value is None or value is null:
        return value
    if isinstance(value, bool):
        return ("boolean", bool(value))
    if isinstance(value, int):
        # An IntEnum hashes by its name; equal Numbers must hash alike.
        return ("bigint", int(value)) if is_bigint(value) else int(value)
    if isinstance(value, float):
        return float(value) if value == value else _NAN
    if isinstance(value, str):
        return value[:]
    return ("object", id(value))


class Entry:
    """One entry; it outlives its removal where an iterator still stands on it."""

    __slots__ = ("key", "number", "removed", "value")

    def __init__(self, number: int, key: object, value: object) -> None:
        self.number = number
        self.key = key
        self.value = value
        self.removed = False


class KeyedTable:
    """Entries by key (ECMAScript, Keyed Collections: [[MapData]] and [[SetData]])."""

    __slots__ = ("_by_key", "_entries", "_generation", "_made")

    def __init__(self) -> None:
        self._by_key: dict[Hashable, Entry] = {}
        self._entries: list[Entry] = []
        self._generation = 0
        self._made = 0

    def __len__(self) -> int:
        return len(self._by_key)

    def find(self, key: object) -> Entry | None:
        """Return the entry of a key, or None."""
        return self._by_key.get(same_value_zero_key(key))

    def put(self, key: object, value: object) -> None:
        """Set the value of a key; a key that was there keeps its place."""
        hashable = same_value_zero_key(key)
        entry = self._by_key.get(hashable)
        if entry is not None:
            entry.value = value
            return
        self._made += 1
        # CanonicalizeKeyedCollectionKey: negative zero is kept as zero.
        key = 0 if isinstance(key, float) and key == 0 else key
        self._by_key[hashable] = entry = Entry(self._made, key, value)
        self._entries.append(entry)

    def remove(self, key: object) -> bool:
        """Remove a key; tell whether it was there."""
        entry = self._by_key.pop(same_value_zero_key(key), None)
        if entry is None:
            return False
        entry.removed = True
        if len(self._entries) > 2 * len(self._by_key) + _SLACK:
            self._entries = [each for each in self._entries if not each.removed]
            self._generation += 1
        return True

    def clear(self) -> None:
        """Remove every key."""
        for entry in self._by_key.values():
            entry.removed = True
        self._by_key.clear()
        self._entries = []
        self._generation += 1

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries there are when their turn comes.

        One that is removed before is left out, one that is added meanwhile is visited, and one
        that is removed and added again is visited again.
        """
        entries, generation, index, last = self._entries, self._generation, 0, 0
        while True:
            if generation != self._generation:
                entries, generation = self._entries, self._generation
                index = bisect_right(entries, last, key=_number_of)
            if index == len(entries):
                return
            entry = entries[index]
            index += 1
            if not entry.removed:
                last = entry.number
                yield entry


def _number_of(entry: Any) -> int:
    number: int = entry.number
    return number
