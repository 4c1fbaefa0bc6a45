"""How an interface of JavaScript is written down in Python.

An interface is a class: its constructor is `construct`, the members of its prototype and of its
constructor are methods with one of the marks `method`, `getter`, `setter` and `static`. A member
of the prototype takes the receiver after ``self``, as in ``def indexOf(self, this, item)``; an
argument that the caller left out is ``None``, which is undefined, or the default written there.

A name that Python reserves stands with an underscore behind it (``from_``), one that Python cannot
spell in the mark: ``@method(SYMBOL_ITERATOR)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, TypeVar, overload

from hostapi.properties import HIDDEN, PLAIN, Accessor, Attributes, Key
from runtime.core.members import MISSING, find_attribute, set_attribute
from runtime.core.values import Symbol
from runtime.records import record

if TYPE_CHECKING:
    from hostapi.realm import Realm

__all__ = [
    "Accessor",
    "Interface",
    "Key",
    "Mark",
    "Method",
    "Namespace",
    "StaticMethod",
    "getter",
    "members_of",
    "method",
    "setter",
    "static",
]

CO_VARARGS: Final = 0x04
"""As `inspect` has it, which takes longer to import than a realm to make."""

Role = Literal["method", "getter", "setter", "static"]
_Written = TypeVar("_Written", bound=Callable[..., Any])


@record(frozen=True)
class Mark:
    """What a member of an interface is, and its JavaScript name."""

    role: Role
    key: Key


class Method:
    """A function that wants its receiver: a member of a prototype.

    Called without one, as a bare function, its receiver is undefined. Surplus arguments are
    ignored, as JavaScript's functions do.

    Attributes:
        function: takes the receiver first.
        name: its JavaScript name.
        limit: how many arguments the function takes behind the receiver, None for any number.

    """

    __slots__ = ("__weakref__", "function", "limit", "name")

    def __init__(self, function: Callable[..., Any], name: str, limit: int | None = None) -> None:
        self.function = function
        self.name = name
        self.limit = limit

    def invoke(self, this: object, args: Sequence[object]) -> Any:
        """Call it with a receiver."""
        return self.function(this, *(args if self.limit is None else args[: self.limit]))

    def __call__(self, *args: Any) -> Any:
        return self.invoke(None, args)

    def __repr__(self) -> str:
        return f"<function {self.name}>"


class StaticMethod(Method):
    """A function of a constructor or namespace, which asks for no receiver.

    Attributes:
        written: it, without a receiver.

    """

    __slots__ = ("written",)

    def __init__(self, function: Callable[..., Any], name: str, limit: int | None = None) -> None:
        super().__init__(lambda _this, *args: function(*args), name, limit)
        self.written = function


class _Marker:
    """A decorator: bare, or with the member's key: ``@method("name")``."""

    __slots__ = ("_role",)

    def __init__(self, role: Role) -> None:
        self._role = role

    @overload
    def __call__(self, named: Key) -> Callable[[_Written], _Written]: ...

    @overload
    def __call__(self, named: _Written) -> _Written: ...

    def __call__(self, named: Any) -> Any:
        """Mark a function, or return what marks one with a key."""
        if isinstance(named, (str, Symbol)):
            return lambda function: self._mark(function, named)
        return self._mark(named, named.__name__.removesuffix("_"))

    def _mark(self, function: Any, key: Key) -> Any:
        function._marks = (*getattr(function, "_marks", ()), Mark(self._role, key))
        return function


method: Final = _Marker("method")
"""Marks a function of the prototype."""
getter: Final = _Marker("getter")
"""Marks what reads a property of the prototype."""
setter: Final = _Marker("setter")
"""Marks what sets a property of the prototype."""
static: Final = _Marker("static")
"""Marks a function of the constructor."""


def expecting(length: int) -> Callable[[_Written], _Written]:
    """Return what gives a member a ``length`` that its signature does not tell."""

    def mark(function: Any) -> Any:
        function._length = length
        return function

    return mark


class Interface:
    """One interface of one realm; subclasses describe it.

    Args:
        realm: where it belongs.

    Attributes:
        name: the constructor's name in the global scope, dotted below a namespace.
        types: Python types whose instances have this interface; subclasses of them too, unless
            those have one of their own.
        parent: name of the interface whose prototype this one's inherits from, None at the end.
        shares: name of the interface whose prototype this one's instances have too, if any: it is
            that one in JavaScript, and has no constructor of its own.
        constructor_parent: name of the interface whose constructor this one's inherits from.
        length: the constructor's ``length``.
        indexed: its instances alone say what a number is as a key, and none is inherited.
        tag: ``Symbol.toStringTag`` of the prototype, if it has one.
        builtin_tag: what ``Object.prototype.toString`` says where there is no tag.
        structural: objects are given its type that do not inherit from its prototype.
        constructible: whether ``new`` works on it.
        instance_properties: names of own properties that instances have: ``length`` of an array.
        constants: properties of the constructor that are no functions, never to be changed.
        accessors: computed properties of the constructor.
        variables: such that can be changed.
        prototype_constants: such of the prototype that can be changed: ``Error.prototype.name``.

    """

    name: ClassVar[str]
    types: ClassVar[tuple[type, ...]] = ()
    parent: ClassVar[str | None] = "Object"
    shares: ClassVar[str | None] = None
    constructor_parent: ClassVar[str | None] = None
    length: ClassVar[int] = 0
    indexed: ClassVar[bool] = False
    tag: ClassVar[str | None] = None
    builtin_tag: ClassVar[str] = "Object"
    structural: ClassVar[bool] = False
    constructible: ClassVar[bool] = True
    instance_properties: ClassVar[tuple[str, ...]] = ()
    constants: ClassVar[dict[str, object]] = {}
    variables: ClassVar[Mapping[Key, object]] = MappingProxyType({})
    prototype_constants: ClassVar[Mapping[str, object]] = MappingProxyType({})
    accessors: Mapping[str, Accessor] = MappingProxyType({})

    def __init__(self, realm: Realm) -> None:
        self.realm = realm

    def construct(self, *args: Any) -> Any:
        """Return ``new Name(...args)``.

        Raises:
            TypeError: it cannot be constructed.

        """
        raise TypeError("Illegal constructor")

    def call(self, *args: Any) -> Any:
        """Return ``Name(...args)``, without ``new``: the same, unless JavaScript differs."""
        return self.construct(*args)

    # --- own properties: what an instance has beside its prototype ------------------------------

    def own(self, this: Any, key: Key) -> Any:
        """Return an own property of an instance, or `MISSING`. An `Accessor` is returned as such.

        This one's own properties are the Python attributes.
        """
        return find_attribute(this, key) if isinstance(key, str) else MISSING

    def item(self, this: Any, index: int) -> Any:
        """Return the property that an `indexed` interface has for a number, or `MISSING`."""
        return self.own(this, str(index))

    def set_item(self, this: Any, index: int, value: Any) -> None:
        """Set the property that an `indexed` interface has for a number."""
        self.set_own(this, str(index), value)

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        """Set an own property of an instance."""
        set_attribute(this, self.text_key(key), value)

    def delete_own(self, this: Any, key: Key) -> bool:
        """Delete an own property that is there; tell whether it could be."""
        delattr(this, self.text_key(key))
        return True

    def own_keys(self, this: Any) -> Iterator[Key]:
        """Yield the keys of own properties in JavaScript's order, enumerable or not."""
        yield from getattr(this, "__dict__", ())

    def enumerable(self, this: Any, key: Key) -> bool:
        """Tell whether an own property that is there is enumerable."""
        return True

    def attributes(self, this: Any, key: Key) -> Attributes:
        """Return the attributes of an own property that is there."""
        return PLAIN if self.enumerable(this, key) else HIDDEN

    def define_own(self, this: Any, key: Key, value: Any, attributes: Attributes) -> bool:
        """Make or replace an own property, which the rules of ECMAScript allow; tell if it could.

        Args:
            this: the instance; one that is not extensible has the property already.
            key: of the property.
            value: its value, or an `Accessor`.
            attributes: its attributes.

        Raises:
            TypeError: Python's object has no place for such a property.

        """
        kept = PLAIN if self.own(this, key) is MISSING else self.attributes(this, key)
        if isinstance(value, Accessor) or attributes != kept:
            kind = type(this).__name__
            raise TypeError(
                f"a Python {kind} has no hidden, read-only or computed properties: {key!r} cannot "
                "be made one; hostapi.JsObject has such"
            )
        self.set_own(this, key, value)
        return True

    def is_called_plainly(self, this: Any) -> bool:
        """Tell whether ``this.call(receiver, ...)`` is known to be ``this(...)`` of Python."""
        return False

    # --- the object as a whole ------------------------------------------------------------------

    def extensible(self, this: Any) -> bool:
        """Tell whether properties can be added to an instance."""
        return True

    def prevent_extensions(self, this: Any) -> bool:
        """Let no more properties be added; tell whether that could be done."""
        return False

    def prototype_of(self, this: Any) -> Any:
        """Return the prototype of an instance that says nothing of its own about it."""
        return self.realm.prototypes[self.name]

    def set_prototype(self, this: Any, prototype: Any) -> bool:
        """Give an instance another prototype; tell whether that could be done."""
        return False

    @staticmethod
    def text_key(key: Key) -> str:
        """Return a key that is text.

        Raises:
            TypeError: it is a symbol, which Python's attributes cannot be named by.

        """
        if isinstance(key, Symbol):
            raise TypeError(f"a Python object cannot have the property {key!r}")
        return key


class Namespace(Interface):
    """An object that holds functions, such as ``Math``: its members are all `static`."""


def name_of(key: Key) -> str:
    """Return the ``name`` that a function gets from the key of its property."""
    return key if isinstance(key, str) else f"[{key.description}]"


def method_of(mark: Mark, function: Any) -> Method:
    """Return the function object of a bound member that is a method or static."""
    code, name = function.__func__.__code__, name_of(mark.key)
    limit = None if code.co_flags & CO_VARARGS else code.co_argcount - 1
    if mark.role == "static":
        return StaticMethod(function, name, limit)
    return Method(function, name, None if limit is None else limit - 1)  # the receiver is none


def members_of(interface: Interface) -> Iterator[tuple[Mark, Callable[..., Any]]]:
    """Yield the marked members of an interface, bound to it, in the order they are written."""
    for mark, name in marks_of(type(interface)):  # type: ignore[arg-type] # a class is hashable
        yield mark, getattr(interface, name)


@cache
def marks_of(cls: type) -> Sequence[tuple[Mark, str]]:
    """Return the marks of a class, and the Python names of what they mark."""
    found, seen = [], set()
    for base in cls.__mro__:
        for name, value in vars(base).items():
            if name not in seen:
                seen.add(name)
                found += [(mark, name) for mark in getattr(value, "_marks", ())]
    return found
