"""The objects that an interface is in JavaScript: its constructor's properties, its prototype.

What an interface has is told by its class, for all realms; the objects are made when something of
them is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from hostapi.interface import Interface, Method, marks_of, members_of, method_of, name_of
from hostapi.plain_objects import DeferredObject, JsObject
from hostapi.properties import CONSTANT, READ_ONLY, Accessor, Key
from runtime.core.values import SYMBOL_TO_STRING_TAG, null

if TYPE_CHECKING:
    from hostapi.realm import Realm


class _OfInterface(DeferredObject):
    """An object that an interface is in one realm.

    Args:
        realm: where it belongs.
        name: of the interface.
        items: its enumerable properties.

    """

    __slots__ = ("_name", "_realm")

    def __init__(self, realm: Realm, name: str, items: Mapping[Key, object] | None = None) -> None:
        super().__init__(items)
        self._realm = realm
        self._name = name


class Statics(_OfInterface):
    """The properties of a constructor.

    Args:
        realm: where it belongs.
        name: of its interface.

    """

    __slots__ = ()

    def __init__(self, realm: Realm, name: str) -> None:
        super().__init__(realm, name, realm.interfaces.listed(name).variables)

    def fill(self) -> None:
        """Define them."""
        interface = self._realm.interfaces[self._name]
        _define_statics(interface, self)
        self.define("name", self._name.rpartition(".")[2], READ_ONLY)
        self.define("length", interface.length, READ_ONLY)
        self.define("prototype", self._realm.prototypes[self._name], CONSTANT)

    def will_have(self, key: Key) -> bool:
        """Tell whether there will be such a one."""
        if key in ("name", "length", "prototype"):
            return True
        return _has_static(self._realm.interfaces[self._name], key)

    def has_function(self, key: Key) -> bool:
        """Tell whether one is a function."""
        if self.is_filled:
            return callable(self.own(key))
        return key in _static_functions(self._realm.interfaces.class_of(self._name))


class Prototype(_OfInterface):
    """The prototype of an interface's instances."""

    __slots__ = ()

    def fill(self) -> None:
        """Define its properties."""
        _define_prototype(self._realm.interfaces[self._name], self)
        if " " not in self._name:
            self.define("constructor", self._realm.constructors[self._name])

    def will_have(self, key: Key) -> bool:
        """Tell whether there will be such a one."""
        if key == "constructor":
            return " " not in self._name
        return key in _prototype_keys(self._realm.interfaces.class_of(self._name))


class Prototypes(dict[str, JsObject]):
    """The prototypes of a realm's interfaces, by name, each made when it is first asked for.

    Args:
        realm: where they belong.

    """

    __slots__ = ("_realm",)

    def __init__(self, realm: Realm) -> None:
        super().__init__()
        self._realm = realm

    def __missing__(self, name: str) -> JsObject:
        listed = self._realm.interfaces.listed(name)
        if listed.shares is not None:
            made = self[listed.shares]
        else:
            made = Prototype(self._realm, name)
            made.prototype = null if listed.parent is None else self[listed.parent]
        self[name] = made
        return made


class NamespaceObject(DeferredObject):
    """An object that holds functions and constructors.

    Args:
        realm: where it belongs.
        name: of its interface; empty for that of the global functions.

    """

    __slots__ = ("_name", "_realm")

    def __init__(self, realm: Realm, name: str) -> None:
        super().__init__(realm.interfaces.listed(name).variables)
        self._realm = realm
        self._name = name

    def fill(self) -> None:
        """Define them."""
        interface = self._realm.interfaces[self._name]
        _define_statics(interface, self)
        if interface.tag is not None:
            self.define(SYMBOL_TO_STRING_TAG, interface.tag, READ_ONLY)
        for name, constructor in self._realm.constructors.items():
            owner, _, short = name.rpartition(".")
            if owner and owner == self._name:
                self.define(short, constructor)

    def will_have(self, key: Key) -> bool:
        """Tell whether there will be such a one."""
        interface = self._realm.interfaces[self._name]
        if key is SYMBOL_TO_STRING_TAG:
            return interface.tag is not None
        return _has_static(interface, key) or f"{self._name}.{key}" in self._realm.constructors


def _define_statics(interface: Interface, statics: JsObject) -> None:
    """Define the constructor's properties, as far as the interface alone says them."""
    for mark, function in members_of(interface):
        if mark.role == "static":
            statics.define(mark.key, method_of(mark, function))
    for key, value in interface.constants.items():
        statics.define(key, value, CONSTANT)
    for key, accessor in interface.accessors.items():
        statics.define(key, accessor)


def _has_static(interface: Interface, key: Key) -> bool:
    """Tell whether `_define_statics` defines a property."""
    cls: type = type(interface)
    functions = _static_functions(cls)
    return key in functions or key in interface.constants or key in interface.accessors


@cache
def _static_functions(cls: Any) -> frozenset[Key]:
    return frozenset(mark.key for mark, _ in marks_of(cls) if mark.role == "static")


def _define_prototype(interface: Interface, prototype: JsObject) -> None:
    """Define the prototype's properties, but for ``constructor``."""
    accessors: dict[Key, Accessor] = {}
    for mark, function in members_of(interface):
        if mark.role == "method":
            prototype.define(mark.key, method_of(mark, function))
        elif mark.role == "getter":
            get = Method(function, f"get {name_of(mark.key)}")
            accessors[mark.key] = Accessor(get, accessors.get(mark.key, Accessor()).set)
        elif mark.role == "setter":
            set_ = Method(function, f"set {name_of(mark.key)}")
            accessors[mark.key] = Accessor(accessors.get(mark.key, Accessor()).get, set_)
    for key, accessor in accessors.items():
        prototype.define(key, accessor)
    for key, value in interface.prototype_constants.items():
        prototype.define(key, value)
    if interface.tag is not None:
        prototype.define(SYMBOL_TO_STRING_TAG, interface.tag, READ_ONLY)


@cache
def _prototype_keys(cls: Any) -> frozenset[Key]:
    """Return the keys of what `_define_prototype` defines."""
    marked = (mark.key for mark, _ in marks_of(cls) if mark.role != "static")
    tag = () if cls.tag is None else (SYMBOL_TO_STRING_TAG,)
    return frozenset((*marked, *cls.prototype_constants, *tag))
