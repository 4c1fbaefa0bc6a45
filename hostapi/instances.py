"""Objects of JavaScript with internal slots, as Python objects: what they have in common.

Their Python attributes and methods are for Python alone. What a guest adds to one as a property
is kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from hostapi.interface import Interface, Key
from hostapi.iteration import call_site
from hostapi.plain_objects import JsObject
from hostapi.properties import Attributes
from runtime.core.members import MISSING
from runtime.core.values import Symbol, null, to_text

_Instance = TypeVar("_Instance")


class JsInstance:
    """An object whose state a guest sees through its interface alone.

    Attributes:
        properties: its own properties, None as long as it has none.

    """

    __slots__ = ("__weakref__", "properties")

    def __init__(self) -> None:
        self.properties: JsObject | None = None


class InstanceInterface(Interface):
    """The interface of a subclass of `JsInstance`."""

    @staticmethod
    def _properties(this: Any) -> JsObject:
        """Return the own properties of an instance, to be changed."""
        if not isinstance(this, JsInstance):
            raise TypeError(f"Cannot add a property, a {type(this).__name__} has no place for it")
        if this.properties is None:
            this.properties = JsObject()
        return this.properties

    def own(self, this: Any, key: Key) -> Any:
        properties = getattr(this, "properties", None)
        return MISSING if properties is None else properties.own(key)

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        self._properties(this).set_own(key, value)

    def delete_own(self, this: Any, key: Key) -> bool:
        return self._properties(this).delete_own(key)

    def own_keys(self, this: Any) -> Iterator[Key]:
        properties = getattr(this, "properties", None)
        yield from () if properties is None else properties.own_keys()

    def attributes(self, this: Any, key: Key) -> Attributes:
        return self._properties(this).attributes_of(key)

    def define_own(self, this: Any, key: Key, value: Any, attributes: Attributes) -> bool:
        self._properties(this).define(key, value, attributes)
        return True

    def extensible(self, this: Any) -> bool:
        properties = getattr(this, "properties", None)
        return isinstance(this, JsInstance) and (properties is None or properties.extensible)

    def prevent_extensions(self, this: Any) -> bool:
        if isinstance(this, JsInstance):
            self._properties(this).prevent_extensions()
        return True

    def receiver(self, this: object, cls: type[_Instance], member: str) -> _Instance:
        """Return the receiver of a member.

        Args:
            this: the receiver.
            cls: what it must be.
            member: the member's name: ``get``, or ``get size`` for an accessor.

        Raises:
            TypeError: it is something else.

        """
        if isinstance(this, cls):
            return this
        accessor, _, name = member.rpartition(" ")
        raise TypeError(
            f"Method {accessor + ' ' if accessor else ''}{self.name}.prototype.{name} called on "
            f"incompatible receiver {shown(self, this)}"
        )

    def call(self, *args: Any) -> Any:
        """Refuse to be called without ``new``, as these constructors do."""
        raise TypeError(f"Constructor {self.name} requires 'new'")


def shown(interface: Interface, value: object) -> str:
    """Return how V8 names a value in the message of an error."""
    if value is None or value is null or isinstance(value, (str, int, float)):
        return to_text(value)
    if isinstance(value, Symbol):
        return f"Symbol({value.description or ''})"
    if isinstance(value, (list, tuple)):
        return "[object Array]"
    realm = interface.realm
    constructor = realm.find(value, "constructor")
    name = None if constructor in (None, MISSING) else realm.find(constructor, "name")
    return f"#<{name}>" if isinstance(name, str) and name else "#<Object>"


def function(value: object) -> Any:
    """Return a value that must be callable.

    Raises:
        TypeError: it is not.

    """
    if not callable(value):
        raise TypeError(f"{call_site(value)} is not a function")
    return value
