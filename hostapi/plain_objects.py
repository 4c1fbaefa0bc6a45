"""Plain objects of JavaScript: a ``dict``, and what a dict lacks.

What a guest makes as ``new Object()`` is a `JsObject`: a ``dict`` of its enumerable properties,
with a prototype, and with properties that are hidden, computed or read-only beside them. A
``dict`` of the application's is a plain object too.
"""

from __future__ import annotations

from typing import Any

from hostapi.interface import Key
from runtime.core.members import MISSING


class JsObject(dict[Any, Any]):
    """An ordinary object (ECMAScript, Ordinary Object Internal Methods and Internal Slots).

    Its items are its enumerable data properties.

    Attributes:
        prototype: an object, or null; `MISSING` where it is Object's own prototype.

    """

    __slots__ = ("__weakref__", "_special", "prototype")
    __hash__ = object.__hash__  # type: ignore[assignment] # dict has none; objects have identity

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prototype: Any = MISSING
        self._special: dict[Key, Any] = {}

    def __eq__(self, other: object) -> bool:
        return self is other or (dict.__eq__(self, other) is True and not self._special)

    def define(self, key: Key, value: object) -> None:
        """Add a property that is not enumerable: a value, or an `Accessor`."""
        self._special[key] = value

    def special(self, key: Key) -> Any:
        """Return a property that is no item, or `MISSING`."""
        return self._special.get(key, MISSING)

    def own(self, key: Key) -> Any:
        """Return an own property (an `Accessor` as such), or `MISSING`."""
        found = self.get(key, MISSING)
        return self._special.get(key, MISSING) if found is MISSING else found
