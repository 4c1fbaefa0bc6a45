"""``Map`` (ECMAScript, Map Objects)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any, ClassVar

from hostapi.conversions import is_primitive
from hostapi.instances import InstanceInterface, JsInstance, function, shown
from hostapi.interface import Interface, getter, method, static
from hostapi.iterators import MapIterator
from hostapi.keyed import KeyedTable
from runtime.core.values import SYMBOL_ITERATOR, null


class JsMap(JsInstance, MutableMapping[Any, Any]):
    """A Map of JavaScript's; in Python a mutable mapping whose keys may be any objects.

    It iterates in the order of insertion, and may be changed meanwhile. Keys are compared as
    JavaScript does: ``True`` is not 1, NaN is itself, and objects are compared by identity.

    Args:
        entries: a mapping, or pairs of key and value.

    """

    __slots__ = ("table",)

    def __init__(self, entries: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = ()) -> None:
        super().__init__()
        self.table = KeyedTable()
        for key, value in entries.items() if isinstance(entries, Mapping) else entries:
            self.table.put(key, value)

    def __getitem__(self, key: object) -> Any:
        entry = self.table.find(key)
        if entry is None:
            raise KeyError(key)
        return entry.value

    def __setitem__(self, key: object, value: object) -> None:
        self.table.put(key, value)

    def __delitem__(self, key: object) -> None:
        if not self.table.remove(key):
            raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return self.table.find(key) is not None

    def __iter__(self) -> Iterator[Any]:
        return (entry.key for entry in self.table)

    def __len__(self) -> int:
        return len(self.table)

    def clear(self) -> None:
        """Remove every entry."""
        self.table.clear()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Mapping) or len(self) != len(other):
            return False
        return all(key in other and other[key] == value for key, value in self.items())

    __hash__ = object.__hash__  # as JavaScript's objects it may be a key, by its identity

    def __repr__(self) -> str:
        return f"JsMap([{', '.join(f'({key!r}, {value!r})' for key, value in self.items())}])"


def entry_of(interface: Interface, item: object) -> tuple[Any, Any]:
    """Return key and value of what an iterable of entries yields.

    Raises:
        TypeError: it is no object.

    """
    if is_primitive(item):
        raise TypeError(f"Iterator value {shown(interface, item)} is not an entry object")
    return interface.realm.get(item, "0"), interface.realm.get(item, "1")


class Map(InstanceInterface):
    """The interface of `JsMap`."""

    name = "Map"
    tag = "Map"
    types: ClassVar[tuple[type, ...]] = (JsMap,)

    def construct(self, iterable: object = None, *_: object) -> JsMap:
        made = JsMap()
        if iterable is not None and iterable is not null:
            for item in self.realm.iterate(iterable):
                made.table.put(*entry_of(self, item))
        return made

    def _table(self, this: object, member: str) -> KeyedTable:
        return self.receiver(this, JsMap, member).table

    @static("groupBy")
    def group_by(self, items: object = None, callback: object = None) -> JsMap:
        if items is None or items is null:
            raise TypeError(f"{shown(self, items)} is not iterable")
        function(callback)
        groups = JsMap()
        for index, item in enumerate(self.realm.iterate(items)):
            key = self.realm.apply(callback, None, (item, index))
            if key not in groups:
                groups[key] = []
            groups[key].append(item)
        return groups

    @method
    def get(self, this: object, key: object = None) -> Any:
        entry = self._table(this, "get").find(key)
        return None if entry is None else entry.value

    @method
    def set(self, this: object, key: object = None, value: object = None) -> object:
        self._table(this, "set").put(key, value)
        return this

    @method
    def has(self, this: object, key: object = None) -> bool:
        return self._table(this, "has").find(key) is not None

    @method
    def delete(self, this: object, key: object = None) -> bool:
        return self._table(this, "delete").remove(key)

    @method
    def clear(self, this: object) -> None:
        self._table(this, "clear").clear()

    @method("getOrInsert")
    def get_or_insert(self, this: object, key: object = None, value: object = None) -> Any:
        table = self._table(this, "getOrInsert")
        entry = table.find(key)
        if entry is not None:
            return entry.value
        table.put(key, value)
        return value

    @method("getOrInsertComputed")
    def get_or_insert_computed(
        self, this: object, key: object = None, callback: object = None
    ) -> Any:
        table = self._table(this, "getOrInsertComputed")
        function(callback)
        entry = table.find(key)
        if entry is not None:
            return entry.value
        key = 0 if isinstance(key, float) and key == 0 else key
        value = self.realm.apply(callback, None, (key,))
        table.put(key, value)
        return value

    @getter
    def size(self, this: object) -> int:
        return len(self._table(this, "get size"))

    @method("forEach")
    def for_each(self, this: object, callback: object = None, receiver: object = None) -> None:
        table = self._table(this, "forEach")
        function(callback)
        for entry in table:
            self.realm.apply(callback, receiver, (entry.value, entry.key, this))

    @method
    def keys(self, this: object) -> MapIterator:
        table = self._table(this, "keys")
        return MapIterator(entry.key for entry in table)

    @method
    def values(self, this: object) -> MapIterator:
        table = self._table(this, "values")
        return MapIterator(entry.value for entry in table)

    @method(SYMBOL_ITERATOR)
    @method
    def entries(self, this: object) -> MapIterator:
        table = self._table(this, "entries")
        return MapIterator([entry.key, entry.value] for entry in table)
