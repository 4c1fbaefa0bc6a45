"""``Function`` (ECMAScript, Function Objects): of every Python callable."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.interface import Interface, Key, Method, method
from hostapi.realm import Constructor
from runtime.core.members import MISSING, find_attribute


class Function(Interface):
    """Callables. Those of Python have no receiver of their own: ``this`` is not passed on."""

    name = "Function"
    types: ClassVar[tuple[type, ...]] = (Constructor, Method)

    def own(self, this: Any, key: Key) -> Any:
        if isinstance(this, Constructor):
            found = this.properties.own(key)
            if found is not MISSING:
                return found
        if key == "name":
            return str(getattr(this, "name", getattr(this, "__name__", "")))
        return find_attribute(this, key) if isinstance(key, str) else MISSING

    @method("call")
    def call_function(self, this: Any, receiver: object = None, *args: object) -> Any:
        """Return ``this.call(receiver, ...args)``."""
        return self.realm.apply(this, receiver, args)
