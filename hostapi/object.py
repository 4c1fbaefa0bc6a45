"""``Object`` (ECMAScript, 20.1 Object Objects)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.conversions import is_nullish, is_primitive, same_value
from hostapi.descriptor_objects import from_descriptor, to_descriptor
from hostapi.interface import Interface, method, static
from hostapi.plain_objects import JsObject
from hostapi.properties import Accessor, Attributes, Descriptor, Key
from runtime.core.members import MISSING
from runtime.core.values import SYMBOL_TO_STRING_TAG, Symbol, null, to_text


class Object(Interface):
    """Python objects that have no other interface: their attributes are their properties."""

    name = "Object"
    types: ClassVar[tuple[type, ...]] = (object,)
    parent: ClassVar[str | None] = None
    structural = True
    length = 1

    def construct(self, value: object = None, *_: object) -> object:
        """Return ``new Object(value)``: a new one, or the value itself."""
        return JsObject() if is_nullish(value) else value

    # --- the constructor's functions ------------------------------------------------------------

    @static
    def assign(self, target: Any, *sources: Any) -> Any:
        self._object(target)
        realm = self.realm
        for source in sources:
            if is_nullish(source):
                continue
            for key in realm.own_keys(source):
                found = realm.own_property(source, key)
                if found is not None and found[1].enumerable:
                    realm.set(target, key, realm.get(source, key))
        return target

    @static
    def create(self, prototype: Any, properties: Any = None) -> JsObject:
        if is_primitive(prototype) and prototype is not null:
            shown = self.realm.describe(prototype)
            raise TypeError(f"Object prototype may only be an Object or null: {shown}")
        made = JsObject()
        made.prototype = prototype
        if properties is not None:
            self.defineProperties(made, properties)
        return made

    @static
    def defineProperty(self, target: Any, key: Any, attributes: Any) -> Any:
        if is_primitive(target):
            raise TypeError("Object.defineProperty called on non-object")
        name = self.realm.to_property_key(key)
        self._define(target, name, to_descriptor(self.realm, attributes))
        return target

    @static
    def defineProperties(self, target: Any, properties: Any) -> Any:
        if is_primitive(target):
            raise TypeError("Object.defineProperties called on non-object")
        realm, source = self.realm, self._object(properties)
        wanted = []
        for key in realm.own_keys(source):
            found = realm.own_property(source, key)
            if found is not None and found[1].enumerable:
                wanted.append((key, to_descriptor(realm, realm.get(source, key))))
        for key, descriptor in wanted:
            self._define(target, key, descriptor)
        return target

    def _define(self, target: Any, key: Key, descriptor: Descriptor) -> None:
        if self.realm.define_own(target, key, descriptor):
            return
        shown = key if isinstance(key, str) else to_text(key)
        if self.realm.own(target, key) is MISSING:
            raise TypeError(f"Cannot define property {shown}, object is not extensible")
        raise TypeError(f"Cannot redefine property: {shown}")

    @static
    def entries(self, value: Any) -> list[list[Any]]:
        get = self.realm.get
        return [[key, get(value, key)] for key in self._enumerable(value)]

    @static
    def freeze(self, value: Any) -> Any:
        self._set_integrity(value, freeze=True)
        return value

    @static
    def fromEntries(self, iterable: Any) -> JsObject:
        if is_nullish(iterable):
            raise TypeError(f"{to_text(iterable)} is not iterable")
        realm, made = self.realm, JsObject()
        for entry in realm.iterate(iterable):
            if is_primitive(entry):
                raise TypeError(f"Iterator value {to_text(entry)} is not an entry object")
            key = realm.to_property_key(realm.get(entry, "0"))
            made[key] = realm.get(entry, "1")
        return made

    @static
    def getOwnPropertyDescriptor(self, value: Any, key: Any) -> JsObject | None:
        found = self.realm.own_property(self._object(value), self.realm.to_property_key(key))
        return None if found is None else from_descriptor(*found)

    @static
    def getOwnPropertyDescriptors(self, value: Any) -> JsObject:
        made = JsObject()
        for key in self.realm.own_keys(self._object(value)):
            found = self.realm.own_property(value, key)
            if found is not None:
                made[key] = from_descriptor(*found)
        return made

    @static
    def getOwnPropertyNames(self, value: Any) -> list[Key]:
        return [key for key in self.realm.own_keys(self._object(value)) if isinstance(key, str)]

    @static
    def getOwnPropertySymbols(self, value: Any) -> list[Key]:
        return [key for key in self.realm.own_keys(self._object(value)) if isinstance(key, Symbol)]

    @static
    def getPrototypeOf(self, value: Any) -> Any:
        return self.realm.prototype_of(self._object(value))

    @static
    def groupBy(self, items: Any, callback: Any) -> JsObject:
        if is_nullish(items):
            raise TypeError(f"{to_text(items)} is not iterable")
        realm = self.realm
        if not callable(callback):
            raise TypeError(f"{realm.describe(callback)} is not a function")
        groups = JsObject()
        groups.prototype = null
        for index, item in enumerate(realm.iterate(items)):
            key = realm.to_property_key(realm.apply(callback, None, (item, index)))
            groups.setdefault(key, []).append(item)
        return groups

    @static
    def hasOwn(self, value: Any, key: Any) -> bool:
        name = self.realm.to_property_key(key)
        return self.realm.own(self._object(value), name) is not MISSING

    @static("is")
    def is_(self, left: Any, right: Any) -> bool:
        return same_value(left, right)

    @static
    def isExtensible(self, value: Any) -> bool:
        return not is_primitive(value) and self.realm.interface_of(value).extensible(value)

    @static
    def isFrozen(self, value: Any) -> bool:
        return self._test_integrity(value, frozen=True)

    @static
    def isSealed(self, value: Any) -> bool:
        return self._test_integrity(value, frozen=False)

    @static
    def keys(self, value: Any) -> list[Any]:
        return self._enumerable(value)

    @static
    def preventExtensions(self, value: Any) -> Any:
        self._prevent_extensions(value)
        return value

    @static
    def seal(self, value: Any) -> Any:
        self._set_integrity(value, freeze=False)
        return value

    @static
    def setPrototypeOf(self, value: Any, prototype: Any) -> Any:
        if is_nullish(value):
            raise TypeError("Object.setPrototypeOf called on null or undefined")
        realm = self.realm
        if is_primitive(prototype) and prototype is not null:
            shown = realm.describe(prototype)
            raise TypeError(f"Object prototype may only be an Object or null: {shown}")
        if is_primitive(value) or realm.set_prototype(value, prototype):
            return value
        if not realm.interface_of(value).extensible(value):
            raise TypeError(f"{realm.describe(value)} is not extensible")
        if isinstance(value, JsObject):
            raise TypeError("Cyclic __proto__ value")
        raise TypeError(f"a Python {type(value).__name__} cannot be given a prototype")

    @static
    def values(self, value: Any) -> list[Any]:
        return [self.realm.get(value, key) for key in self._enumerable(value)]

    # --- the prototype's ------------------------------------------------------------------------

    @method
    def hasOwnProperty(self, this: Any, key: Any = None) -> bool:
        name = self.realm.to_property_key(key)
        return self.realm.own(self._object(this), name) is not MISSING

    @method
    def isPrototypeOf(self, this: Any, value: Any = None) -> bool:
        return self.realm.inherits(value, this)

    @method
    def propertyIsEnumerable(self, this: Any, key: Any = None) -> bool:
        found = self.realm.own_property(self._object(this), self.realm.to_property_key(key))
        return found is not None and found[1].enumerable

    @method
    def toLocaleString(self, this: Any) -> Any:
        return self.realm.call(this, "toString", ())

    @method
    def toString(self, this: Any) -> str:
        if is_nullish(this):
            return "[object Undefined]" if this is None else "[object Null]"
        tag = self.realm.find(this, SYMBOL_TO_STRING_TAG)
        if not isinstance(tag, str):
            interface = self.realm.interface_of(this)
            named_by_python = interface is self and not is_primitive(this)
            tag = type(this).__name__ if named_by_python else interface.builtin_tag
        return f"[object {tag}]"

    @method
    def valueOf(self, this: Any) -> Any:
        return self._object(this)

    # --- shared steps ---------------------------------------------------------------------------

    def _object(self, value: Any) -> Any:
        """Return ToObject of a value; primitives stand for their objects."""
        if is_nullish(value):
            raise TypeError("Cannot convert undefined or null to object")
        return value

    def _enumerable(self, value: Any) -> list[str]:
        return self.realm.enumerable_own(self._object(value))

    def _prevent_extensions(self, value: Any) -> None:
        if is_primitive(value):
            return
        interface = self.realm.interface_of(value)
        if interface.extensible(value) and not interface.prevent_extensions(value):
            kind = type(value).__name__
            raise TypeError(f"a Python {kind} cannot be kept from getting more properties")

    def _set_integrity(self, value: Any, *, freeze: bool) -> None:
        """SetIntegrityLevel (7.3.15)."""
        if is_primitive(value):
            return
        self._prevent_extensions(value)
        for key in self.realm.own_keys(value):
            found = self.realm.own_property(value, key)
            if found is None:
                continue
            keep = Descriptor(configurable=False)
            if freeze and not isinstance(found[0], Accessor):
                keep = Descriptor(configurable=False, writable=False)
            self._define(value, key, keep)

    def _test_integrity(self, value: Any, *, frozen: bool) -> bool:
        """TestIntegrityLevel (7.3.16)."""
        if is_primitive(value):
            return True
        if self.realm.interface_of(value).extensible(value):
            return False
        found = (self.realm.own_property(value, key) for key in self.realm.own_keys(value))
        return not any(each and _is_loose(*each, frozen=frozen) for each in found)


def _is_loose(value: Any, attributes: Attributes, *, frozen: bool) -> bool:
    writable = frozen and attributes.writable and not isinstance(value, Accessor)
    return attributes.configurable or writable
