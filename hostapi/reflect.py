"""``Reflect`` (ECMAScript, 28.1 The Reflect Object)."""

from __future__ import annotations

from typing import Any

from hostapi.conversions import is_primitive
from hostapi.descriptor_objects import from_descriptor, to_descriptor
from hostapi.function import list_from_array_like
from hostapi.interface import Namespace, static
from hostapi.plain_objects import JsObject
from hostapi.properties import Key
from runtime.core.members import MISSING
from runtime.core.values import null


class Reflect(Namespace):
    """The operations that every object has, as functions."""

    name = "Reflect"
    tag = "Reflect"

    def _target(self, value: Any, operation: str) -> Any:
        if is_primitive(value):
            raise TypeError(f"Reflect.{operation} called on non-object")
        return value

    @static
    def apply(self, function: Any, this: Any = None, args: Any = None) -> Any:
        if not callable(function):
            shown = self.realm.describe(function)
            raise TypeError(
                f"Function.prototype.apply was called on {shown}, which is "
                f"{self._kind(function)} and not a function"
            )
        return self.realm.apply(function, this, list_from_array_like(self.realm, args))

    def _kind(self, value: Any) -> str:
        return "an object" if not is_primitive(value) or value is null else "a primitive"

    @static
    def construct(self, target: Any, args: Any = None, *new_target: Any) -> Any:
        for each in (target, *new_target[:1]):
            if not self.realm.is_constructor(each):
                raise TypeError(f"{self.realm.describe(each)} is not a constructor")
        given = list_from_array_like(self.realm, args)
        return self.realm.construct(target, given, *new_target[:1])

    @static
    def defineProperty(self, target: Any, key: Any = None, attributes: Any = None) -> bool:
        self._target(target, "defineProperty")
        name = self.realm.to_property_key(key)
        return self.realm.define_own(target, name, to_descriptor(self.realm, attributes))

    @static
    def deleteProperty(self, target: Any, key: Any = None) -> bool:
        self._target(target, "deleteProperty")
        return self.realm.try_delete(target, self.realm.to_property_key(key))

    @static
    def get(self, target: Any, key: Any = None, *receiver: Any) -> Any:
        self._target(target, "get")
        return self.realm.get(target, key, *receiver[:1])

    @static
    def getOwnPropertyDescriptor(self, target: Any, key: Any = None) -> JsObject | None:
        self._target(target, "getOwnPropertyDescriptor")
        found = self.realm.own_property(target, self.realm.to_property_key(key))
        return None if found is None else from_descriptor(*found)

    @static
    def getPrototypeOf(self, target: Any) -> Any:
        return self.realm.prototype_of(self._target(target, "getPrototypeOf"))

    @static
    def has(self, target: Any, key: Any = None) -> bool:
        return self.realm.has(self._target(target, "has"), key)

    @static
    def isExtensible(self, target: Any) -> bool:
        self._target(target, "isExtensible")
        return self.realm.interface_of(target).extensible(target)

    @static
    def ownKeys(self, target: Any) -> list[Key]:
        return self.realm.own_keys(self._target(target, "ownKeys"))

    @static
    def preventExtensions(self, target: Any) -> bool:
        self._target(target, "preventExtensions")
        interface = self.realm.interface_of(target)
        return not interface.extensible(target) or interface.prevent_extensions(target)

    @static
    def set(self, target: Any, key: Any = None, value: Any = None, *receiver: Any) -> bool:
        self._target(target, "set")
        given = receiver[0] if receiver else MISSING
        return self.realm.try_set(target, self.realm.to_property_key(key), value, given)

    @static
    def setPrototypeOf(self, target: Any, prototype: Any = None) -> bool:
        self._target(target, "setPrototypeOf")
        if is_primitive(prototype) and prototype is not null:
            shown = self.realm.describe(prototype)
            raise TypeError(f"Object prototype may only be an Object or null: {shown}")
        return self.realm.set_prototype(target, prototype)
