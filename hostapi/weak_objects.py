"""Holding values weakly, as far as Python can.

Python cannot refer weakly to its own lists, dicts, tuples and numbers. ECMAScript never promises
that anything is collected, so these are held for good: a WeakRef to a list keeps the list, a
WeakMap keeps it as long as the map lives, and no FinalizationRegistry is told of it. What guests
make themselves can be held weakly: their objects, functions, collections and exported structs,
but not their arrays, which are lists.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from hostapi.conversions import is_primitive
from hostapi.instances import InstanceInterface, JsInstance
from runtime.core.values import Symbol


def holder(value: Any, collected: Callable[[Any], object] | None = None) -> Callable[[], Any]:
    """Return what gives a value back as long as it lives: weakly, where Python can.

    Args:
        value: any value.
        collected: called with the holder when the value went, inside the collector.

    """
    try:
        return weakref.ref(value, collected)
    except TypeError:
        return lambda: value


def can_be_held_weakly(interface: InstanceInterface, value: object) -> bool:
    """Tell whether the language lets a value be held weakly (9.13): no registered symbol."""
    if isinstance(value, Symbol):
        realm = interface.realm
        return realm.call(realm.constructors["Symbol"], "keyFor", (value,)) is None
    return not is_primitive(value)


class _KeyRef(weakref.ref[Any]):
    """A weak reference to a key, that knows where its entry is."""

    __slots__ = ("number",)
    number: int


class WeakTable:
    """Values by the identity of keys that are held weakly, where Python can.

    A value that leads back to its own key keeps both as long as the table lives: Python has no
    ephemerons.
    """

    __slots__ = ("__weakref__", "_entries", "_forget")

    def __init__(self) -> None:
        self._entries: dict[int, tuple[Callable[[], Any], Any]] = {}
        this = weakref.ref(self)

        def forget(ref: Any) -> None:
            table = this()
            if table is not None:
                table._entries.pop(ref.number, None)

        self._forget = forget

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: object, default: Any = None) -> Any:
        """Return the value of a key, or the default."""
        entry = self._entries.get(id(key))
        return default if entry is None else entry[1]

    def has(self, key: object) -> bool:
        """Tell whether a key is there."""
        return id(key) in self._entries

    def set(self, key: Any, value: Any) -> None:
        """Set the value of a key."""
        entry = self._entries.get(id(key))
        if entry is not None:
            self._entries[id(key)] = (entry[0], value)
            return
        held: Callable[[], Any]
        try:
            held = _KeyRef(key, self._forget)
            held.number = id(key)
        except TypeError:
            held = holder(key)
        self._entries[id(key)] = (held, value)

    def remove(self, key: object) -> bool:
        """Remove a key; tell whether it was there."""
        return self._entries.pop(id(key), None) is not None


class JsWeakMap(JsInstance):
    """A WeakMap of JavaScript's."""

    __slots__ = ("table",)

    def __init__(self) -> None:
        super().__init__()
        self.table = WeakTable()


class JsWeakSet(JsInstance):
    """A WeakSet of JavaScript's."""

    __slots__ = ("table",)

    def __init__(self) -> None:
        super().__init__()
        self.table = WeakTable()


class JsWeakRef(JsInstance):
    """A WeakRef of JavaScript's.

    Attributes:
        target: gives the target, or None when it was collected.

    """

    __slots__ = ("target",)

    def __init__(self, target: object) -> None:
        super().__init__()
        self.target = holder(target)
