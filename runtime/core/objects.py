"""Exported structs in Python's hands: who must free which pointer."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable
from typing import Any


class ObjectRef(weakref.ref[Any]):
    """A weak reference to an exported object, that knows what to free."""

    __slots__ = ("class_name", "number", "pointer")
    number: int
    pointer: int
    class_name: str


class ObjectTable:
    """The exported structs of one instance that Python owns.

    Args:
        collected: called, perhaps inside the garbage collector and on any thread, when an object
            went without ``free()``; it must only take note.

    Attributes:
        unreachable: objects that wait to be freed at a safe point.

    """

    __slots__ = ("_collected", "_live", "_made", "_on_collect", "unreachable")

    def __init__(self, collected: Callable[[], None]) -> None:
        self._collected = collected
        self._live: dict[int, ObjectRef] = {}
        self._made = 0
        self._on_collect = self._note
        self.unreachable: deque[ObjectRef] = deque()

    def register(self, instance: Any, class_name: str, pointer: int) -> int:
        """Watch over an object; return its number, from 1 and never given out again."""
        self._made += 1
        ref = ObjectRef(instance, self._on_collect)
        ref.number, ref.class_name, ref.pointer = self._made, class_name, pointer
        self._live[self._made] = ref
        return self._made

    def forget(self, number: int) -> None:
        """Stop watching: it was freed, or moved into Rust."""
        self._live.pop(number, None)

    def _note(self, ref: ObjectRef) -> None:
        if self._live.pop(ref.number, None) is not None:
            self.unreachable.append(ref)
            self._collected()

    def take_all(self) -> list[ObjectRef]:
        """Hand over every object still to be freed, oldest first; the guest is closing."""
        everything = [*self.unreachable, *self._live.values()]
        self.unreachable.clear()
        self._live.clear()
        return sorted(everything, key=lambda ref: ref.number)

    def __len__(self) -> int:
        """Return how many are neither freed nor collected."""
        return len(self._live)
