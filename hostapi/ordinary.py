"""The kinds of ordinary objects: dicts, and every Python object that is of no other interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from hostapi.interface import Interface
from hostapi.plain_objects import JsObject
from hostapi.properties import PLAIN, Attributes, Key, array_index, ordered
from runtime.core.members import MISSING


class Record(Interface):
    """A dict: its items are its properties. In JavaScript it is an Object like any other.

    A key of the application's that is an integer stands for its decimal text; one that is neither
    that nor text nor a symbol is out of a guest's reach.
    """

    name = "Python Record"
    types: ClassVar[tuple[type, ...]] = (dict,)
    shares: ClassVar[str | None] = "Object"

    def own(self, this: Any, key: Key) -> Any:
        found = this.own(key) if isinstance(this, JsObject) else this.get(key, MISSING)
        if found is MISSING and array_index(key) >= 0:
            return this.get(int(key), MISSING)  # type: ignore[arg-type] # text, as it is an index
        return found

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        if isinstance(this, JsObject):
            this.set_own(self._there(this, key), value)
        else:
            this[self._there(this, key)] = value

    def delete_own(self, this: Any, key: Key) -> bool:
        if isinstance(this, JsObject):
            return this.delete_own(self._there(this, key))
        del this[self._there(this, key)]
        return True

    @staticmethod
    def _there(this: dict[Any, Any], key: Key) -> Any:
        """Return the key as the dict has it."""
        index = array_index(key)
        return index if index >= 0 and key not in this and index in this else key

    def own_keys(self, this: Any) -> Iterator[Key]:
        if isinstance(this, JsObject):
            yield from this.own_keys()
            return
        yield from ordered(this)

    def attributes(self, this: Any, key: Key) -> Attributes:
        return this.attributes_of(key) if isinstance(this, JsObject) else PLAIN

    def define_own(self, this: Any, key: Key, value: Any, attributes: Attributes) -> bool:
        if not isinstance(this, JsObject):
            return super().define_own(this, key, value, attributes)
        this.define(key, value, attributes)
        return True

    def extensible(self, this: Any) -> bool:
        return this.extensible if isinstance(this, JsObject) else True

    def prevent_extensions(self, this: Any) -> bool:
        if not isinstance(this, JsObject):
            return False
        this.prevent_extensions()
        return True

    def set_prototype(self, this: Any, prototype: Any) -> bool:
        if not isinstance(this, JsObject):
            return False
        this.prototype = prototype
        return True
