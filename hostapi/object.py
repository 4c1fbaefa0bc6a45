"""``Object`` (ECMAScript, Object Objects): of dicts, and of every Python object without another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from hostapi.interface import Interface, Key, static
from hostapi.plain_objects import JsObject
from runtime.core.members import MISSING


class Object(Interface):
    """Python objects that have no other interface: their attributes are their properties."""

    name = "Object"
    types: ClassVar[tuple[type, ...]] = (object,)
    parent: ClassVar[str | None] = None

    def construct(self, value: object = None, *_: object) -> object:
        """Return ``new Object(value)``: a new one, or the value itself."""
        return JsObject() if value is None else value

    @static
    def keys(self, value: object) -> list[Key]:
        """Return the keys of enumerable own properties that are text."""
        interface = self.realm.interface_of(value)
        keys = self.realm.own_keys(value)
        return [key for key in keys if isinstance(key, str) and interface.enumerable(value, key)]


class Record(Interface):
    """A dict: its items are its properties. In JavaScript it is an Object like any other."""

    name = "Object.Record"
    types: ClassVar[tuple[type, ...]] = (dict,)

    def own(self, this: Any, key: Key) -> Any:
        return this.own(key) if isinstance(this, JsObject) else this.get(key, MISSING)

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        this[key] = value

    def delete_own(self, this: Any, key: Key) -> bool:
        del this[key]
        return True

    def own_keys(self, this: Any) -> Iterator[Key]:
        yield from this
