"""Property access on a realm's objects (ECMAScript, 10.1 Ordinary Object Internal Methods)."""

from __future__ import annotations

from typing import Any

from hostapi.conversions import is_nullish, is_primitive, same_value
from hostapi.interface import Interface
from hostapi.iteration import Iteration
from hostapi.plain_objects import JsObject
from hostapi.properties import Accessor, Attributes, Descriptor, Key, completed
from runtime.core.members import MISSING
from runtime.core.values import null, to_text, typeof


class PropertyAccess(Iteration):
    """What every object can be asked, whatever its interface."""

    def interface_of(self, value: object) -> Interface:
        """Return the interface of a value that is neither undefined nor null."""
        raise NotImplementedError

    def prototype_of(self, value: object) -> Any:
        """Return ``Object.getPrototypeOf(value)``: an object, or null."""
        raise NotImplementedError

    def own(self, owner: object, key: Key) -> Any:
        """Return an own property (an `Accessor` as such), or `MISSING`."""
        return self.interface_of(owner).own(owner, key)

    def lookup(self, owner: object, key: Key) -> Any:
        """Return a property, own or inherited (an `Accessor` as such), or `MISSING`."""
        interface = self.interface_of(owner)
        found = interface.own(owner, key)
        if found is not MISSING:
            return found
        prototype = owner.prototype if isinstance(owner, JsObject) else MISSING
        if prototype is MISSING:
            prototype = interface.prototype_of(owner)
        while prototype is not null:
            plain = isinstance(prototype, JsObject)
            found = prototype.own(key) if plain else self.own(prototype, key)
            if found is not MISSING:
                return found
            prototype = self.prototype_of(prototype)
        return MISSING

    def find(self, owner: object, key: object) -> Any:
        """Return a property, own or inherited, or `MISSING`."""
        if owner is None or owner is null:
            return MISSING
        if type(key) is int and (interface := self.interface_of(owner)).indexed:
            return interface.item(owner, key)
        found = self.lookup(owner, key if type(key) is str else self.to_property_key(key))
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
            raise TypeError(
                f"Cannot read properties of {to_text(owner)} (reading '{shown_key(key)}')"
            )
        if receiver is not MISSING:
            found = self.lookup(owner, self.to_property_key(key))
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
            raise TypeError(
                f"Cannot set properties of {to_text(owner)} (setting '{shown_key(key)}')"
            )
        if type(key) is int and (interface := self.interface_of(owner)).indexed:
            interface.set_item(owner, key, value)
            return
        name = self.to_property_key(key)
        if not self.try_set(owner, name, value):
            self._refuse_set(owner, name)

    def _refuse_set(self, owner: object, key: Key) -> None:
        found = self.lookup(owner, key)
        of = f"of {self.describe(owner)}"
        if isinstance(found, Accessor):
            raise TypeError(f"Cannot set property {shown_key(key)} {of} which has only a getter")
        if found is MISSING and is_primitive(owner):
            what = f"{typeof(owner)} '{to_text(owner)}'"
            raise TypeError(f"Cannot create property '{shown_key(key)}' on {what}")
        if found is MISSING:
            raise TypeError(f"Cannot add property {shown_key(key)}, object is not extensible")
        shown = f"'{shown_key(key)}' of object '{self.describe(owner)}'"
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
            simple = isinstance(owner, JsObject) and owner.is_simple(key)
            if simple or (type(owner) is dict and key in owner):
                owner[key] = value
                return True
            receiver = owner
        found = self.lookup(owner, key)
        if isinstance(found, Accessor):
            if found.set is None:
                return False
            self.apply(found.set, receiver, (value,))
            return True
        if is_primitive(receiver) or not self._is_writable(owner, key, found):
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

    def _is_writable(self, owner: Any, key: Key, found: Any) -> bool:
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
            raise TypeError(f"Cannot use 'in' operator to search for '{shown_key(name)}' in "
                            f"{to_text(owner)}")  # fmt: skip
        return self.lookup(owner, name) is not MISSING

    def delete(self, owner: object, key: object) -> None:
        """Delete an own property; one that is not there is deleted already.

        Raises:
            TypeError: it cannot be deleted.

        """
        name = self.to_property_key(key)
        if not self.try_delete(owner, name):
            of = f"of {self.describe(owner)}"
            raise TypeError(f"Cannot delete property '{shown_key(name)}' {of}")

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


def shown_key(key: object) -> str:
    """Return a property key as messages show it."""
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
