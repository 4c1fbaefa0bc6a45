"""A realm (ECMAScript, Realms): JavaScript's own objects of one guest, on Python's.

`Realm` is the `runtime.core.members.Members` of a guest: its imports reach every property through
it. What a value's properties are is its interface's affair (`hostapi.interface`), chosen by the
Python type: a ``list`` has that of Array, a ``dict`` that of Object, a ``str`` that of String.
Other Python objects show their attributes and have Object's prototype.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from hostapi.interface import Accessor, Interface, Key, Method, members_of
from hostapi.plain_objects import JsObject
from runtime.core.members import MISSING, Members
from runtime.core.values import SYMBOL_ITERATOR, Symbol, null, to_text


class Constructor:
    """The function object of an interface: ``Array``, ``Date``; called by ``new`` and without.

    Attributes:
        interface: what it constructs.
        properties: its own properties: statics, constants, ``prototype``.

    """

    __slots__ = ("__weakref__", "interface", "properties")

    def __init__(self, interface: Interface, properties: JsObject) -> None:
        self.interface = interface
        self.properties = properties

    @property
    def name(self) -> str:
        """The interface's name."""
        return self.interface.name.rpartition(".")[2]

    def __call__(self, *args: Any) -> Any:
        return self.interface.construct(*args)

    def __repr__(self) -> str:
        return f"<constructor {self.interface.name}>"


class Realm(Members):
    """JavaScript's objects for one guest.

    Args:
        interfaces: the classes of the interfaces there are.

    """

    def __init__(self, interfaces: Iterable[type[Interface]]) -> None:
        self.interfaces: dict[str, Interface] = {}
        self.prototypes: dict[str, JsObject] = {}
        self.constructors: dict[str, Constructor] = {}
        self._by_type: dict[type, Interface] = {}
        self._known: dict[type, Interface] = {}
        for cls in interfaces:
            self._add(cls(self))
        for name, interface in self.interfaces.items():
            parent = interface.parent
            self.prototypes[name].prototype = null if parent is None else self.prototypes[parent]

    def _add(self, interface: Interface) -> None:
        prototype, statics = JsObject(), JsObject()
        for mark, function in members_of(interface):
            if mark.role == "static":
                statics.define(mark.key, function)
            elif mark.role == "method":
                prototype.define(mark.key, Method(function, _name(mark.key)))
            else:
                known = prototype.special(mark.key)
                known = known if isinstance(known, Accessor) else Accessor()
                accessor = (
                    Accessor(function, known.set)
                    if mark.role == "getter"
                    else Accessor(known.get, function)
                )
                prototype.define(mark.key, accessor)
        for key, value in interface.constants.items():
            statics.define(key, value)
        constructor = Constructor(interface, statics)
        statics.define("prototype", prototype)
        prototype.define("constructor", constructor)
        self.interfaces[interface.name] = interface
        self.prototypes[interface.name] = prototype
        self.constructors[interface.name] = constructor
        for python_type in interface.types:
            self._by_type[python_type] = interface

    def globals(self) -> dict[str, object]:
        """Return the constructors that stand in the global scope."""
        return {name: each for name, each in self.constructors.items() if name.isidentifier()}

    # --- interfaces and prototypes --------------------------------------------------------------

    def interface_of(self, value: object) -> Interface:
        """Return the interface of a value that is neither undefined nor null."""
        kind = type(value)
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = self._find_interface(kind)
        return found

    def _find_interface(self, kind: type) -> Interface:
        for base in kind.__mro__[:-1]:
            if base in self._by_type:
                return self._by_type[base]
        if issubclass(kind, Callable):  # type: ignore[arg-type] # an ABC with __subclasshook__
            return self.interfaces["Function"]
        return self._by_type[object]

    def prototype_of(self, value: object) -> object:
        """Return ``Object.getPrototypeOf(value)``: an object, or null."""
        if isinstance(value, JsObject) and value.prototype is not MISSING:
            return value.prototype
        return self.prototypes[self.interface_of(value).name]

    def instance_of(self, value: object, constructor: object) -> bool:
        """Return ``value instanceof constructor``; a Python class is one of its instances."""
        if not isinstance(constructor, Constructor):
            return super().instance_of(value, constructor)
        if value is None or isinstance(value, (bool, int, float, str, Symbol)) or value is null:
            return False
        wanted = self.prototypes[constructor.interface.name]
        prototype = self.prototype_of(value)
        while isinstance(prototype, JsObject):
            if prototype is wanted:
                return True
            prototype = self.prototype_of(prototype)
        return False

    # --- properties -----------------------------------------------------------------------------

    def to_property_key(self, key: object) -> Key:
        """Return ToPropertyKey of ``key``: a symbol, or text."""
        return key if isinstance(key, (str, Symbol)) else to_text(key)

    def own(self, owner: object, key: Key) -> Any:
        """Return an own property (an `Accessor` as such), or `MISSING`."""
        return self.interface_of(owner).own(owner, key)

    def _lookup(self, owner: object, key: Key) -> Any:
        found = self.own(owner, key)
        if found is not MISSING:
            return found
        prototype = self.prototype_of(owner)
        while isinstance(prototype, JsObject):
            found = prototype.own(key)
            if found is not MISSING:
                return found
            prototype = self.prototype_of(prototype)
        return MISSING

    def find(self, owner: object, key: object) -> Any:
        """Return a property, own or inherited, or `MISSING`."""
        if owner is None or owner is null:
            return MISSING
        found = self._lookup(owner, self.to_property_key(key))
        if isinstance(found, Accessor):
            return None if found.get is None else found.get(owner)
        return found

    def get(self, owner: object, key: object) -> Any:
        """Return a property, None (undefined) where there is none.

        Raises:
            TypeError: ``owner`` is undefined or null.

        """
        if owner is None or owner is null:
            raise TypeError(f"Cannot read properties of {to_text(owner)} (reading '{key}')")
        found = self.find(owner, key)
        return None if found is MISSING else found

    def set(self, owner: object, key: object, value: object) -> None:
        """Set a property.

        Raises:
            TypeError: ``owner`` is undefined or null, or refuses it.

        """
        if owner is None or owner is null:
            raise TypeError(f"Cannot set properties of {to_text(owner)} (setting '{key}')")
        name = self.to_property_key(key)
        found = self._lookup(owner, name)
        if isinstance(found, Accessor):
            if found.set is None:
                raise TypeError(f"Cannot set property {name} which has only a getter")
            found.set(owner, value)
            return
        self.interface_of(owner).set_own(owner, name, value)

    def has(self, owner: object, key: object) -> bool:
        """Return ``key in owner``."""
        return self._lookup(owner, self.to_property_key(key)) is not MISSING

    def delete(self, owner: object, key: object) -> None:
        """Delete an own property; one that is not there is deleted already.

        Raises:
            TypeError: it cannot be deleted.

        """
        name, interface = self.to_property_key(key), self.interface_of(owner)
        if interface.own(owner, name) is MISSING:
            return
        if not interface.delete_own(owner, name):
            raise TypeError(f"Cannot delete property '{_name(name)}'")

    def own_keys(self, owner: object) -> list[Key]:
        """Return ``Reflect.ownKeys(owner)``."""
        return list(self.interface_of(owner).own_keys(owner))

    # --- calls ----------------------------------------------------------------------------------

    def apply(self, function: Any, this: object, args: Sequence[object]) -> Any:
        """Call a function with a receiver.

        Raises:
            TypeError: it is no function.

        """
        if isinstance(function, Method):
            return function.function(this, *args)
        if isinstance(function, Constructor):
            return function.interface.call(*args)
        if not callable(function):
            raise TypeError(f"{to_text(function)} is not a function")
        return function(*args)

    def call(self, owner: object, name: object, args: Sequence[object]) -> Any:
        """Call a method of ``owner``.

        Raises:
            TypeError: there is none of that name.

        """
        found = self.get(owner, name)
        if not callable(found):
            raise TypeError(f"{_describe(owner)}.{name} is not a function (it is {found!r})")
        return self.apply(found, owner, args)

    # --- iteration ------------------------------------------------------------------------------

    def iterate(self, iterable: object) -> Iterator[Any]:
        """Yield what ``for (const x of iterable)`` visits.

        Raises:
            TypeError: it is not iterable.

        """
        if isinstance(iterable, (list, tuple)):
            yield from iterable
            return
        begin = None if iterable is None else self.find(iterable, SYMBOL_ITERATOR)
        if not callable(begin):
            raise TypeError(f"{_describe(iterable)} is not iterable")
        iterator = self.apply(begin, iterable, ())
        while True:
            step = self.call(iterator, "next", ())
            if self.get(step, "done") is True:
                return
            yield self.get(step, "value")


def _name(key: Key) -> str:
    return key if isinstance(key, str) else f"[{key.description}]"


def _describe(value: object) -> str:
    return to_text(value) if value is None or value is null else type(value).__name__
