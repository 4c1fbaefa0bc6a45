"""Exported structs in Python's hands: who must free which pointer."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

Ancestors = Sequence[tuple[str, int]]
"""Pointers that an object holds beside its own: for each struct that its struct extends, directly
or not, the class and a pointer, nearest first."""


class ObjectRef(weakref.ref[Any]):
    """A weak reference to an exported object, that knows what to free."""

    __slots__ = ("ancestors", "class_name", "number", "pointer")
    number: int
    pointer: int
    class_name: str
    ancestors: Ancestors


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

    def register(
        self, instance: Any, class_name: str, pointer: int, ancestors: Ancestors = ()
    ) -> int:
        """Watch over an object; return its number, from 1 and never given out again."""
        self._made += 1
        ref = ObjectRef(instance, self._on_collect)
        ref.number, ref.class_name, ref.pointer = self._made, class_name, pointer
        ref.ancestors = ancestors
        self._live[self._made] = ref
        return self._made

    def forget(self, number: int) -> Ancestors:
        """Stop watching: it was freed, or moved into Rust. Return what else it held."""
        ref = self._live.pop(number, None)
        return () if ref is None else ref.ancestors

    def ancestor(self, number: int, class_name: str) -> int:
        """Return the pointer that an object holds for an ancestor, 0 if it holds none."""
        ref = self._live.get(number)
        return 0 if ref is None else dict(ref.ancestors).get(class_name, 0)

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
