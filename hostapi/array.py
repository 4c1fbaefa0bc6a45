"""``Array`` (ECMAScript, Array Objects): of lists, and of tuples, which are frozen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from hostapi.interface import Interface, Key, method, static
from hostapi.properties import array_index
from runtime.core.members import MISSING


class Array(Interface):
    """Lists. A hole is undefined."""

    name = "Array"
    types: ClassVar[tuple[type, ...]] = (list, tuple)
    builtin_tag = "Array"
    length = 1

    def construct(self, *args: Any) -> list[Any]:
        """Return ``new Array(length)`` or ``new Array(...items)``."""
        if len(args) == 1 and isinstance(args[0], (int, float)) and not isinstance(args[0], bool):
            return [None] * int(args[0])
        return list(args)

    def own(self, this: Any, key: Key) -> Any:
        index = array_index(key)
        if index >= 0:
            return this[index] if index < len(this) else MISSING
        return len(this) if key == "length" else MISSING

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        index = array_index(key)
        if index < 0:
            raise TypeError(f"a list cannot have the property {key!r}")
        this.extend([None] * (index + 1 - len(this)))
        this[index] = value

    def delete_own(self, this: Any, key: Key) -> bool:
        index = array_index(key)
        if 0 <= index < len(this):
            this[index] = None
        return key != "length"

    def own_keys(self, this: Any) -> Iterator[Key]:
        yield from map(str, range(len(this)))
        yield "length"

    def enumerable(self, this: Any, key: Key) -> bool:
        return key != "length"

    @static("isArray")
    def is_array(self, value: object) -> bool:
        """Return ``Array.isArray(value)``."""
        return isinstance(value, (list, tuple))

    @method
    def push(self, this: list[Any], *items: Any) -> int:
        """Append items; return the new length."""
        this.extend(items)
        return len(this)
