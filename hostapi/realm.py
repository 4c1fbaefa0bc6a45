"""A realm (ECMAScript, Realms): JavaScript's own objects of one guest, on Python's.

`Realm` is the `runtime.core.members.Members` of a guest: its imports reach every property through
it. What a value's properties are is its interface's affair (`hostapi.interface`), chosen by the
Python type: a ``list`` has that of Array, a ``dict`` that of Object, a ``str`` that of String.
Other Python objects show their attributes and have Object's prototype.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from hostapi import errors
from hostapi.constructor import Constructor
from hostapi.conversions import is_nullish, is_primitive, same_value
from hostapi.interface import Interface, Method, Namespace, members_of, method_of, name_of
from hostapi.jobs import Jobs
from hostapi.plain_objects import JsObject
from hostapi.properties import (
    CONSTANT,
    READ_ONLY,
    Accessor,
    Attributes,
    Descriptor,
    Key,
    completed,
)
from hostapi.refusals import refusal
from hostapi.texts import Texts
from runtime.clock import SystemClock, WallClock
from runtime.core.members import MISSING
from runtime.core.values import (
    SYMBOL_HAS_INSTANCE,
    SYMBOL_TO_STRING_TAG,
    is_bigint,
    null,
    to_text,
)

__all__ = ["Constructor", "Realm"]

DEEPEST_PROTOTYPE: Final = 10_000
"""A chain of prototypes this long is taken for a ring."""


class Realm(Texts):
    """JavaScript's objects for one guest.

    Args:
        interfaces: the classes of the interfaces there are.
        clock: what dates ask for the time.

    Attributes:
        clock: the same.
        jobs: what waits until nothing of the guest runs.
        interfaces: by name.
        prototypes: the prototype of each interface's instances.
        constructors: of the interfaces that have one.
        namespaces: objects that hold functions: ``Math``.
        functions: global functions: ``parseInt``.

    """

    def __init__(
        self, interfaces: Iterable[type[Interface]], clock: WallClock | None = None
    ) -> None:
        self.clock: WallClock = SystemClock() if clock is None else clock
        self.jobs = Jobs()
        self.interfaces: dict[str, Interface] = {}
        self.prototypes: dict[str, JsObject] = {}
        self.constructors: dict[str, Constructor] = {}
        self.namespaces: dict[str, JsObject] = {}
        self.functions: dict[str, Any] = {}
        self._by_type: dict[type, Interface] = {}
        self._known: dict[type, Interface] = {}
        for cls in interfaces:
            self._add(cls(self))
        for name, interface in self.interfaces.items():
            parent = interface.parent
            if name in self.prototypes and interface.shares is None:
                inherited = null if parent is None else self.prototypes[parent]
                self.prototypes[name].prototype = inherited

    def _add(self, interface: Interface) -> None:
        self.interfaces[interface.name] = interface
        for python_type in interface.types:
            self._by_type[python_type] = interface
        prototype, statics = JsObject(), JsObject()
        accessors: dict[Key, Accessor] = {}
        for mark, function in members_of(interface):
            if mark.role == "static":
                statics.define(mark.key, method_of(mark, function))
            elif mark.role == "method":
                prototype.define(mark.key, method_of(mark, function))
            else:
                made = accessors.get(mark.key, Accessor())
                role = "get" if mark.role == "getter" else "set"
                wrapped = Method(function, f"{role} {name_of(mark.key)}")
                made = Accessor(wrapped if role == "get" else made.get,
                                wrapped if role == "set" else made.set)  # fmt: skip
                accessors[mark.key] = made
                prototype.define(mark.key, made)
        for key, value in interface.constants.items():
            statics.define(key, value, CONSTANT)
        for key, accessor in interface.accessors.items():
            statics.define(key, accessor)
        if isinstance(interface, Namespace):
            self._add_namespace(interface, statics)
            return
        if interface.shares is not None:
            self.prototypes[interface.name] = self.prototypes[interface.shares]
            return
        for key, value in interface.prototype_constants.items():
            prototype.define(key, value)
        if interface.tag is not None:
            prototype.define(SYMBOL_TO_STRING_TAG, interface.tag, READ_ONLY)
        constructor = Constructor(interface, statics)
        statics.define("name", constructor.name, READ_ONLY)
        statics.define("length", interface.length, READ_ONLY)
        statics.define("prototype", prototype, CONSTANT)
        prototype.define("constructor", constructor)
        self.prototypes[interface.name] = prototype
        self.constructors[interface.name] = constructor

    def _add_namespace(self, interface: Namespace, statics: JsObject) -> None:
        if interface.tag is not None:
            statics.define(SYMBOL_TO_STRING_TAG, interface.tag, READ_ONLY)
        self.namespaces[interface.name] = statics
        if interface.name == "":
            self.functions = {name_of(key): statics.own(key) for key in statics.own_keys()}

    def globals(self) -> dict[str, object]:
        """Return the constructors, namespaces and functions that stand in the global scope."""
        named: dict[str, object] = {**self.constructors, **self.namespaces}
        return {
            **{name: each for name, each in named.items() if name.isidentifier()},
            **self.functions,
        }

    # --- interfaces and prototypes --------------------------------------------------------------

    def interface_of(self, value: object) -> Interface:
        """Return the interface of a value that is neither undefined nor null."""
        kind = type(value)
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = self._find_interface(kind)
        return self.interfaces["BigInt"] if kind is int and is_bigint(value) else found

    def _find_interface(self, kind: type) -> Interface:
        for base in kind.__mro__[:-1]:
            if base in self._by_type:
                return self._by_type[base]
        # Abstract classes that Python recognizes by the methods a class has.
        for method, name in (
            ("__next__", "Iterator"),
            ("__anext__", "AsyncIterator"),
            ("__call__", "Function"),
            ("__iter__", "Object.Iterable"),
            ("__aiter__", "Object.AsyncIterable"),
        ):
            # Of the class itself: every class can be called, its objects are not for that.
            own = next((vars(base)[method] for base in kind.__mro__ if method in vars(base)), None)
            if own is not None and name in self.interfaces:
                return self.interfaces[name]
        return self._by_type[object]

    def prototype_of(self, value: object) -> Any:
        """Return ``Object.getPrototypeOf(value)``: an object, or null."""
        if isinstance(value, JsObject) and value.prototype is not MISSING:
            return value.prototype
        return self.interface_of(value).prototype_of(value)

    def set_prototype(self, owner: object, prototype: Any) -> bool:
        """Set the prototype of an object; tell whether that could be done (10.1.2)."""
        if prototype is self.prototype_of(owner):
            return True
        interface = self.interface_of(owner)
        above, depth = prototype, 0
        while not is_nullish(above) and depth < DEEPEST_PROTOTYPE:
            if above is owner:
                return False
            above, depth = self.prototype_of(above), depth + 1
        return interface.extensible(owner) and interface.set_prototype(owner, prototype)

    def instance_of(self, value: object, constructor: Any) -> bool:
        """Return ``value instanceof constructor``; a Python class is one of its instances."""
        if isinstance(constructor, Constructor):
            return self.inherits(value, constructor.properties.own("prototype"))
        if isinstance(constructor, type):
            return isinstance(value, constructor)
        if is_primitive(constructor):
            return False
        test = self.find(constructor, SYMBOL_HAS_INSTANCE)
        if test is not MISSING and callable(test):
            return bool(self.apply(test, constructor, (value,)))
        prototype = self.find(constructor, "prototype")
        return not is_primitive(prototype) and self.inherits(value, prototype)

    def inherits(self, value: object, wanted: object) -> bool:
        """Tell whether ``wanted`` is among the prototypes of ``value`` (OrdinaryHasInstance)."""
        if is_primitive(value):
            return False
        prototype = self.prototype_of(value)
        while not is_nullish(prototype):
            if prototype is wanted:
                return True
            prototype = self.prototype_of(prototype)
        return False

    # --- properties -----------------------------------------------------------------------------

    def own(self, owner: object, key: Key) -> Any:
        """Return an own property (an `Accessor` as such), or `MISSING`."""
        return self.interface_of(owner).own(owner, key)

    def _lookup(self, owner: object, key: Key) -> Any:
        found = self.own(owner, key)
        if found is not MISSING:
            return found
        prototype = self.prototype_of(owner)
        while prototype is not null:
            plain = isinstance(prototype, JsObject)
            found = prototype.own(key) if plain else self.own(prototype, key)
            if found is not MISSING:
                return found
            prototype = self.prototype_of(prototype)
        return MISSING

    def find(self, owner: object, key: object) -> Any:
        """Return a property, own or inherited, or `MISSING`."""
        if is_nullish(owner):
            return MISSING
        found = self._lookup(owner, self.to_property_key(key))
        if isinstance(found, Accessor):
            return None if found.get is None else self.apply(found.get, owner, ())
        return found

    def get(self, owner: object, key: object, receiver: object = MISSING) -> Any:
        """Return a property, None (undefined) where there is none.

        Args:
            owner: whose property.
            key: of the property.
            receiver: what a getter gets as ``this``, if it is not the owner.

        Raises:
            TypeError: ``owner`` is undefined or null.

        """
        if is_nullish(owner):
            raise TypeError(f"Cannot read properties of {to_text(owner)} (reading '{_shown(key)}')")
        if receiver is not MISSING:
            found = self._lookup(owner, self.to_property_key(key))
            if isinstance(found, Accessor):
                return None if found.get is None else self.apply(found.get, receiver, ())
        else:
            found = self.find(owner, key)
        return None if found is MISSING else found

    def set(self, owner: object, key: object, value: object) -> None:
        """Set a property, as code in strict mode does.

        Raises:
            TypeError: ``owner`` is undefined or null, or refuses it.

        """
        if is_nullish(owner):
            raise TypeError(f"Cannot set properties of {to_text(owner)} (setting '{_shown(key)}')")
        name = self.to_property_key(key)
        if not self.try_set(owner, name, value):
            self._refuse_set(owner, name)

    def _refuse_set(self, owner: object, key: Key) -> None:
        found = self._lookup(owner, key)
        of = f"of {self.describe(owner)}"
        if isinstance(found, Accessor):
            raise TypeError(f"Cannot set property {_shown(key)} {of} which has only a getter")
        if found is MISSING:
            raise TypeError(f"Cannot add property {_shown(key)}, object is not extensible")
        shown = f"'{_shown(key)}' of object '{self.describe(owner)}'"
        raise TypeError(f"Cannot assign to read only property {shown}")

    def try_set(self, owner: Any, key: Key, value: Any, receiver: Any = MISSING) -> bool:
        """Set a property; tell whether it could be (OrdinarySet).

        Args:
            owner: where the property is looked for.
            key: of the property.
            value: its new value.
            receiver: what gets it, if it is not the owner.

        """
        if receiver is MISSING or receiver is owner:
            if type(owner) is dict or (isinstance(owner, JsObject) and owner.is_simple(key)):
                owner[key] = value
                return True
            receiver = owner
        found = self._lookup(owner, key)
        if isinstance(found, Accessor):
            if found.set is None:
                return False
            self.apply(found.set, receiver, (value,))
            return True
        if is_primitive(receiver) or not self._lookup_writable(owner, key, found):
            return False
        interface = self.interface_of(receiver)
        current = interface.own(receiver, key)
        if current is MISSING and not interface.extensible(receiver):
            return False
        if receiver is not owner and current is not MISSING:
            attributes = interface.attributes(receiver, key)
            if isinstance(current, Accessor) or not attributes.writable:
                return False
        interface.set_own(receiver, key, value)
        return True

    def _lookup_writable(self, owner: Any, key: Key, found: Any) -> bool:
        """Tell whether a property with a value, own or inherited, may be set."""
        holder = owner
        while found is not MISSING and holder is not null:
            interface = self.interface_of(holder)
            if interface.own(holder, key) is not MISSING:
                return interface.attributes(holder, key).writable
            holder = self.prototype_of(holder)
        return True

    def has(self, owner: object, key: object) -> bool:
        """Return ``key in owner``.

        Raises:
            TypeError: ``owner`` is no object.

        """
        name = self.to_property_key(key)
        if is_primitive(owner):
            raise TypeError(f"Cannot use 'in' operator to search for '{_shown(name)}' in "
                            f"{to_text(owner)}")  # fmt: skip
        return self._lookup(owner, name) is not MISSING

    def delete(self, owner: object, key: object) -> None:
        """Delete an own property; one that is not there is deleted already.

        Raises:
            TypeError: it cannot be deleted.

        """
        name = self.to_property_key(key)
        if not self.try_delete(owner, name):
            of = f"of {self.describe(owner)}"
            raise TypeError(f"Cannot delete property '{_shown(name)}' {of}")

    def try_delete(self, owner: object, key: Key) -> bool:
        """Delete an own property; tell whether it is gone."""
        interface = self.interface_of(owner)
        return interface.own(owner, key) is MISSING or interface.delete_own(owner, key)

    def own_keys(self, owner: object) -> list[Key]:
        """Return ``Reflect.ownKeys(owner)``."""
        return list(self.interface_of(owner).own_keys(owner))

    def enumerable_own(self, owner: object) -> list[str]:
        """Return what ``Object.keys(owner)`` lists."""
        if type(owner) is JsObject and owner.is_plain:
            return [key for key in owner.own_keys() if isinstance(key, str)]
        interface = self.interface_of(owner)
        return [
            key
            for key in interface.own_keys(owner)
            if isinstance(key, str) and interface.attributes(owner, key).enumerable
        ]

    # --- property descriptors -------------------------------------------------------------------

    def own_property(self, owner: object, key: Key) -> tuple[Any, Attributes] | None:
        """Return an own property, its value or `Accessor`, and its attributes; None: no such."""
        interface = self.interface_of(owner)
        found = interface.own(owner, key)
        return None if found is MISSING else (found, interface.attributes(owner, key))

    def define_own(self, owner: object, key: Key, wanted: Descriptor) -> bool:
        """Make or change an own property; tell whether the rules allow it (10.1.6.3).

        Raises:
            TypeError: Python's object has no place for such a property.

        """
        interface = self.interface_of(owner)
        current = interface.own(owner, key)
        attributes = None if current is MISSING else interface.attributes(owner, key)
        if attributes is None:
            if not interface.extensible(owner):
                return False
        elif not _may_change(wanted, current, attributes):
            return False
        value, after = completed(wanted, current, attributes)
        return interface.define_own(owner, key, value, after)

    def create_data_property(self, owner: object, key: Key, value: object) -> bool:
        """Make an own property as an object literal does (CreateDataProperty)."""
        return self.define_own(owner, key, Descriptor(value, MISSING, MISSING, True, True, True))

    # --- calls ----------------------------------------------------------------------------------

    def apply(self, function: Any, this: object, args: Sequence[object]) -> Any:
        """Call a function with a receiver.

        Raises:
            TypeError: it is no function.

        """
        if isinstance(function, Method):
            return function.invoke(this, args)
        if isinstance(function, Constructor):
            return function.interface.call(*args)
        if not callable(function):
            raise TypeError(f"{self.describe(function)} is not a function")
        return function(*args)

    def construct(self, constructor: Any, args: Sequence[object], target: Any = None) -> Any:
        """Return ``Reflect.construct(constructor, args, target)``.

        Args:
            constructor: what to construct with.
            args: its arguments.
            target: ``new.target``, whose ``prototype`` the new object gets; None is the same one.

        Raises:
            TypeError: one of them is no constructor.

        """
        for each in (constructor, constructor if target is None else target):
            if not self.is_constructor(each):
                raise TypeError(f"{self.describe(each)} is not a constructor")
        made = constructor(*args)
        if target is not None and target is not constructor:
            prototype = self.get(target, "prototype")
            if not is_primitive(prototype) and not self.set_prototype(made, prototype):
                kind = type(made).__name__
                raise TypeError(f"a Python {kind} cannot have the prototype of another constructor")
        return made

    def is_constructor(self, value: object) -> bool:
        """Tell whether ``new`` works on a value: a constructor of JavaScript's, or a class."""
        return isinstance(value, (Constructor, type)) or getattr(value, "constructs", False) is True

    def call(self, owner: object, name: object, args: Sequence[object]) -> Any:
        """Call a method of ``owner``.

        Raises:
            TypeError: there is none of that name.

        """
        found = self.get(owner, name)
        if not callable(found):
            holder = self.describe(owner).removeprefix("#<").removesuffix(">")
            what = f"{holder}.{_shown(name)}"
            raise TypeError(f"{what} is not a function (it is {self.describe(found)})")
        return self.apply(found, owner, args)

    def refused(self, item: str) -> Exception:
        """Return the error of something that is not served, as `hostapi.refusals` has it."""
        return errors.EvalError(f"{item} is not served: {refusal(item)}")

    def describe(self, value: object) -> str:
        """Return a few words about a value, for errors: V8's where they can be had."""
        if is_primitive(value):
            return f"'{value}'" if isinstance(value, str) else to_text(value)
        if isinstance(value, (Constructor, Method)):
            return value.name
        if isinstance(value, dict):
            return "#<Object>"
        if isinstance(value, (list, tuple)):
            return "[object Array]"
        return f"#<{getattr(type(value), '__name__', 'Object')}>"


def _shown(key: object) -> str:
    return key if isinstance(key, str) else to_text(key)


def _may_change(wanted: Descriptor, current: Any, attributes: Attributes) -> bool:
    """Tell whether a property there is may become what is wanted (10.1.6.3, steps 5 to 8)."""
    if attributes.configurable:
        return True
    if wanted.configurable is True or wanted.enumerable not in (MISSING, attributes.enumerable):
        return False
    if isinstance(current, Accessor):
        same = wanted.get in (MISSING, current.get) and wanted.set in (MISSING, current.set)
        return same and not wanted.is_data
    if wanted.is_accessor:
        return False
    if attributes.writable:
        return True
    same_kept = wanted.value is MISSING or same_value(wanted.value, current)
    return wanted.writable is not True and same_kept
