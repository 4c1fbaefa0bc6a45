"""``WeakMap`` and ``WeakSet`` (ECMAScript, 24.3 and 24.4)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.instances import InstanceInterface, function
from hostapi.interface import method
from hostapi.map import entry_of
from hostapi.weak_objects import JsWeakMap, JsWeakSet, WeakTable, can_be_held_weakly
from runtime.core.values import null


class WeakMap(InstanceInterface):
    """The interface of `JsWeakMap`."""

    name = "WeakMap"
    tag = "WeakMap"
    types: ClassVar[tuple[type, ...]] = (JsWeakMap,)

    def construct(self, iterable: object = None, *_: object) -> JsWeakMap:
        made = JsWeakMap()
        if iterable is not None and iterable is not null:
            for item in self.realm.iterate(iterable):
                key, value = entry_of(self, item)
                self._set(made.table, key, value)
        return made

    def _table(self, this: object, member: str) -> WeakTable:
        return self.receiver(this, JsWeakMap, member).table

    def _set(self, table: WeakTable, key: object, value: object) -> None:
        if not can_be_held_weakly(self, key):
            raise TypeError("Invalid value used as weak map key")
        table.set(key, value)

    @method
    def get(self, this: object, key: object = None) -> Any:
        return self._table(this, "get").get(key)

    @method
    def has(self, this: object, key: object = None) -> bool:
        return self._table(this, "has").has(key)

    @method
    def set(self, this: object, key: object = None, value: object = None) -> object:
        self._set(self._table(this, "set"), key, value)
        return this

    @method
    def delete(self, this: object, key: object = None) -> bool:
        return self._table(this, "delete").remove(key)

    @method("getOrInsert")
    def get_or_insert(self, this: object, key: object = None, value: object = None) -> Any:
        table = self._table(this, "getOrInsert")
        if not table.has(key):
            self._set(table, key, value)
        return table.get(key)

    @method("getOrInsertComputed")
    def get_or_insert_computed(
        self, this: object, key: object = None, callback: object = None
    ) -> Any:
        table = self._table(this, "getOrInsertComputed")
        if not can_be_held_weakly(self, key):
            raise TypeError("Invalid value used as weak map key")
        function(callback)
        if not table.has(key):
            table.set(key, self.realm.apply(callback, None, (key,)))
        return table.get(key)


class WeakSet(InstanceInterface):
    """The interface of `JsWeakSet`."""

    name = "WeakSet"
    tag = "WeakSet"
    types: ClassVar[tuple[type, ...]] = (JsWeakSet,)

    def construct(self, iterable: object = None, *_: object) -> JsWeakSet:
        made = JsWeakSet()
        if iterable is not None and iterable is not null:
            for item in self.realm.iterate(iterable):
                self.add(made, item)
        return made

    def _table(self, this: object, member: str) -> WeakTable:
        return self.receiver(this, JsWeakSet, member).table

    @method
    def add(self, this: object, value: object = None) -> object:
        table = self._table(this, "add")
        if not can_be_held_weakly(self, value):
            raise TypeError("Invalid value used in weak set")
        table.set(value, True)
        return this

    @method
    def has(self, this: object, value: object = None) -> bool:
        return self._table(this, "has").has(value)

    @method
    def delete(self, this: object, value: object = None) -> bool:
        return self._table(this, "delete").remove(value)
