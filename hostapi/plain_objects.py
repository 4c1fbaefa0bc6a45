"""Plain objects of JavaScript: a ``dict``, and what a dict lacks.

What a guest makes as ``new Object()`` is a `JsObject`: a ``dict`` of its enumerable properties
that have a value, with a prototype, and with properties that are hidden or computed beside them.
A ``dict`` of the application's is a plain object too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hostapi.properties import HIDDEN, PLAIN, Accessor, Attributes, Key, ordered
from runtime.core.members import MISSING


class _Beside:
    """What an object has that a dict has no place for.

    Attributes:
        special: properties that are no items: hidden ones and accessors.
        attributes: of properties that have not those which an item or a special one has.
        order: keys in the order of creation, as far as it cannot be told from the items.
        extensible: whether properties can be added.

    """

    __slots__ = ("attributes", "extensible", "order", "special")

    def __init__(self) -> None:
        self.special: dict[Key, Any] = {}
        self.attributes: dict[Key, Attributes] = {}
        self.order: dict[Key, None] = {}
        self.extensible = True


class JsObject(dict[Any, Any]):
    """An ordinary object (ECMAScript, Ordinary Object Internal Methods and Internal Slots).

    Its items are its enumerable properties that have a value. Python may do to them what it
    wants: read-only and frozen are for guests.

    Attributes:
        prototype: an object, or null; `MISSING` where it is Object's own prototype.

    """

    __slots__ = ("__weakref__", "_beside", "prototype")
    __hash__ = object.__hash__  # type: ignore[assignment] # dict has none; objects have identity

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prototype: Any = MISSING
        self._beside: _Beside | None = None

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return not (self._beside and self._beside.special) and dict.__eq__(self, other) is True

    def __ne__(self, other: object) -> bool:
        return not self == other

    def _more(self) -> _Beside:
        if self._beside is None:
            self._beside = _Beside()
        return self._beside

    def define(self, key: Key, value: object, attributes: Attributes = HIDDEN) -> None:
        """Make or replace a property: a value, or an `Accessor`."""
        beside = self._more()
        for item in self:
            beside.order.setdefault(item)
        beside.order.setdefault(key)
        if attributes.enumerable and not isinstance(value, Accessor):
            beside.special.pop(key, None)
            self[key] = value
            usual = PLAIN
        else:
            self.pop(key, None)
            beside.special[key] = value
            usual = HIDDEN
        if attributes is usual or attributes == usual:
            beside.attributes.pop(key, None)
        else:
            beside.attributes[key] = attributes

    def own(self, key: Key) -> Any:
        """Return an own property (an `Accessor` as such), or `MISSING`."""
        found = self.get(key, MISSING)
        if found is MISSING and self._beside is not None:
            return self._beside.special.get(key, MISSING)
        return found

    def has(self, key: Key) -> bool:
        """Tell whether there is such an own property."""
        return self.own(key) is not MISSING

    def set_own(self, key: Key, value: object) -> None:
        """Set the value of a property, that may be set; make one that an assignment makes."""
        if self._beside is not None and key in self._beside.special:
            self._beside.special[key] = value
        else:
            self[key] = value

    def delete_own(self, key: Key) -> bool:
        """Delete a property that is there; tell whether it could be."""
        beside = self._beside
        if beside is not None:
            if not self.attributes_of(key).configurable:
                return False
            beside.special.pop(key, None)
            beside.attributes.pop(key, None)
            beside.order.pop(key, None)
        self.pop(key, None)
        return True

    def attributes_of(self, key: Key) -> Attributes:
        """Return the attributes of a property that is there."""
        beside = self._beside
        if beside is None:
            return PLAIN
        return beside.attributes.get(key, HIDDEN if key in beside.special else PLAIN)

    def own_keys(self) -> list[Key]:
        """Return the keys of all own properties in JavaScript's order."""
        beside = self._beside
        if beside is None:
            return ordered(self)
        # An item that Python put there after the last `define` is the youngest.
        keys = [key for key in beside.order if key in self or key in beside.special]
        keys += [key for key in self if key not in beside.order]
        return ordered(keys)

    @property
    def is_plain(self) -> bool:
        """Whether all properties are as an assignment makes them."""
        return self._beside is None

    def is_simple(self, key: Key) -> bool:
        """Tell whether an own property is there that has a value and may be set."""
        return key in self and (self._beside is None or key not in self._beside.attributes)

    @property
    def extensible(self) -> bool:
        """Whether properties can be added."""
        return self._beside is None or self._beside.extensible

    def prevent_extensions(self) -> None:
        """Let no more properties be added."""
        self._more().extensible = False


class DeferredObject(JsObject):
    """An object whose hidden properties are made when one is first asked for.

    A realm has some two thousand of them, of which a guest uses a few.

    Args:
        items: its enumerable properties.

    Attributes:
        is_filled: whether they are made.

    """

    __slots__ = ("is_filled",)

    def __init__(self, items: Mapping[Key, object] | None = None) -> None:
        super().__init__(items or {})
        self.is_filled = False
        # An empty slot sends the first look at it to `__getattr__`; later ones cost nothing.
        del self._beside

    def fill(self) -> None:
        """Define the hidden properties."""
        raise NotImplementedError

    def will_have(self, key: Key) -> bool:
        """Tell whether `fill` would define such a property."""
        raise NotImplementedError

    def has(self, key: Key) -> bool:
        # Linking asks for hundreds, of objects that need not be filled for it.
        return super().has(key) if self.is_filled else key in self or self.will_have(key)

    def __getattr__(self, name: str) -> Any:
        if name != "_beside":
            raise AttributeError(name)
        self._beside = None
        self.is_filled = True
        self.fill()
        return self._beside
