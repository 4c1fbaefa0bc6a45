"""``Set`` (ECMAScript, Set Objects)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar

from hostapi.errors import RangeError
from hostapi.instances import InstanceInterface, function, shown
from hostapi.interface import getter, method
from hostapi.iterators import SetIterator
from hostapi.set_objects import Items, JsSet, PythonItems, TableItems
from runtime.core.values import (
    SYMBOL_ITERATOR,
    is_falsy,
    null,
    typeof,
)
from runtime.records import record


@record(frozen=True)
class SetRecord:
    """The other operand of a set operation (ECMAScript, Set Records)."""

    interface: InstanceInterface
    value: object
    size: float
    has_method: object
    keys_method: object

    def has(self, item: object) -> bool:
        """Return whether the item is in it."""
        return not is_falsy(self.interface.realm.apply(self.has_method, self.value, (item,)))

    def each(self) -> Iterator[Any]:
        """Begin to iterate over its items."""
        iterator = self.interface.realm.apply(self.keys_method, self.value, ())
        if iterator is None or typeof(iterator) != "object" or iterator is null:
            raise TypeError(f"{shown(self.interface, iterator)} is not an object")
        return self.interface.realm.drive(iterator)


class Set(InstanceInterface):
    """The interface of `JsSet`, and of Python's ``set`` and ``frozenset``."""

    name = "Set"
    tag = "Set"
    types: ClassVar[tuple[type, ...]] = (JsSet, set, frozenset)

    def construct(self, iterable: object = None, *_: object) -> JsSet:
        if iterable is None or iterable is null:
            return JsSet()
        return JsSet(self.realm.iterate(iterable))

    def _items(self, this: object, member: str) -> Items:
        if isinstance(this, (set, frozenset)):
            return PythonItems(this)
        return TableItems(self.receiver(this, JsSet, member).table)

    @method
    def add(self, this: object, value: object = None) -> object:
        self._items(this, "add").add(value)
        return this

    @method
    def has(self, this: object, value: object = None) -> bool:
        return value in self._items(this, "has")

    @method
    def delete(self, this: object, value: object = None) -> bool:
        return self._items(this, "delete").remove(value)

    @method
    def clear(self, this: object) -> None:
        self._items(this, "clear").clear()

    @getter
    def size(self, this: object) -> int:
        return len(self._items(this, "get size"))

    @method("forEach")
    def for_each(self, this: object, callback: object = None, receiver: object = None) -> None:
        items = self._items(this, "forEach")
        function(callback)
        for item in items:
            self.realm.apply(callback, receiver, (item, item, this))

    @method(SYMBOL_ITERATOR)
    @method("keys")
    @method
    def values(self, this: object) -> SetIterator:
        return SetIterator(iter(self._items(this, "values")))

    @method
    def entries(self, this: object) -> SetIterator:
        items = self._items(this, "entries")
        return SetIterator([item, item] for item in items)

    # --- set operations (ECMAScript 2025) -------------------------------------------------------

    def _record(self, other: object) -> SetRecord:
        """Return GetSetRecord of ``other``.

        Raises:
            TypeError: it is no object, or lacks a size, ``has`` or ``keys``.
            RangeError: its size is negative.

        """
        if other is null or typeof(other) not in {"object", "function"}:
            raise TypeError(f"{shown(self, other)} is not an object")
        find = self.realm.get
        size = self.realm.to_number(find(other, "size"))
        if size != size:
            raise TypeError("The 'size' property must be a number")
        if size < 0:
            raise RangeError(f"'{size}' is an invalid size")
        size = size if math.isinf(size) else math.trunc(size)
        has, keys = find(other, "has"), find(other, "keys")
        for name, value in (("has", has), ("keys", keys)):
            if not callable(value):
                raise TypeError(f"The '{name}' property must be a function")
        return SetRecord(self, other, size, has, keys)

    @method
    def union(self, this: object, other: object = None) -> JsSet:
        items, record = self._items(this, "union"), self._record(other)
        keys = record.each()
        result = JsSet(items)
        for item in keys:
            result.add(item)
        return result

    @method
    def intersection(self, this: object, other: object = None) -> JsSet:
        items, record = self._items(this, "intersection"), self._record(other)
        if len(items) <= record.size:
            return JsSet(item for item in items if record.has(item))
        return JsSet(item for item in record.each() if item in items)

    @method
    def difference(self, this: object, other: object = None) -> JsSet:
        items, record = self._items(this, "difference"), self._record(other)
        result = JsSet(items)
        if len(items) <= record.size:
            for item in items:
                if record.has(item):
                    result.discard(item)
        else:
            for item in record.each():
                result.discard(item)
        return result

    @method("symmetricDifference")
    def symmetric_difference(self, this: object, other: object = None) -> JsSet:
        items, record = self._items(this, "symmetricDifference"), self._record(other)
        keys = record.each()
        result = JsSet(items)
        for item in keys:
            if item in items:
                result.discard(item)
            else:
                result.add(item)
        return result

    @method("isSubsetOf")
    def is_subset_of(self, this: object, other: object = None) -> bool:
        items, record = self._items(this, "isSubsetOf"), self._record(other)
        return len(items) <= record.size and all(record.has(item) for item in items)

    @method("isSupersetOf")
    def is_superset_of(self, this: object, other: object = None) -> bool:
        items, record = self._items(this, "isSupersetOf"), self._record(other)
        return len(items) >= record.size and all(item in items for item in record.each())

    @method("isDisjointFrom")
    def is_disjoint_from(self, this: object, other: object = None) -> bool:
        items, record = self._items(this, "isDisjointFrom"), self._record(other)
        if len(items) <= record.size:
            return not any(record.has(item) for item in items)
        return not any(item in items for item in record.each())
