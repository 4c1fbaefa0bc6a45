"""``Array`` (ECMAScript, Array Objects): of lists, and of tuples, which are frozen.

A hole is undefined, and a list has no properties but its items and its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from hostapi.array_callbacks import ArrayCallbacks
from hostapi.array_changing import ArrayChanging
from hostapi.array_items import checked_length, grow
from hostapi.async_functions import run_steps
from hostapi.async_iteration import array_from_async
from hostapi.interface import static
from hostapi.properties import PLAIN, Attributes, Key, array_index
from runtime.core.members import MISSING
from runtime.core.promise import Promise
from runtime.core.values import SYMBOL_ITERATOR, is_number, null

_LENGTH = Attributes(writable=True, enumerable=False, configurable=False)
_FROZEN_ITEM = Attributes(writable=False, enumerable=True, configurable=False)
_FROZEN_LENGTH = Attributes(writable=False, enumerable=False, configurable=False)


class Array(ArrayCallbacks, ArrayChanging):
    """Lists and tuples."""

    name = "Array"
    builtin_tag = "Array"
    types: ClassVar[tuple[type, ...]] = (list, tuple)
    length = 1
    # An ArrayTuple of js-sys has a getter and a setter for each of its places.
    instance_properties = ("length", *map(str, range(8)))

    def construct(self, *args: Any) -> list[Any]:
        """Return ``new Array(length)`` or ``new Array(...items)``.

        Raises:
            RangeError: the length is none.

        """
        if len(args) != 1 or not is_number(args[0]):
            return list(args)
        made: list[Any] = []
        grow(made, checked_length(args[0]))
        return made

    @static("isArray")
    def is_array(self, value: object = None) -> bool:
        return isinstance(value, (list, tuple))

    @static
    def of(self, *items: Any) -> list[Any]:
        return list(items)

    @static
    def from_(
        self, items: Any = None, callback: object = None, receiver: object = None
    ) -> list[Any]:
        if callback is not None:
            self.callback(callback)
        result = []
        for index, item in enumerate(self._each(items)):
            if callback is not None:
                item = self.realm.apply(callback, receiver, (item, index))
            result.append(item)
        return result

    @static
    def fromAsync(
        self, items: Any = None, callback: object = None, receiver: object = None
    ) -> Promise:
        steps = array_from_async(self.realm, items, callback, receiver)
        return run_steps(self.realm.promises, steps)

    def _each(self, items: Any) -> Iterator[Any]:
        """Yield what is in an iterable, or else what has a length."""
        realm = self.realm
        if items is None or items is null:
            return realm.iterate(items)
        if isinstance(items, str):
            return realm.iterate(items)
        begin = realm.find(items, SYMBOL_ITERATOR)
        if begin is MISSING or begin is None or begin is null:
            return iter(self.items(items, "from"))
        return realm.iterate(items)

    # --- own properties -------------------------------------------------------------------------

    def own(self, this: Any, key: Key) -> Any:
        index = array_index(key)
        if index >= 0:
            return this[index] if index < len(this) else MISSING
        return len(this) if key == "length" else MISSING

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        if key == "length":
            self._set_length(this, value)
            return
        index = array_index(key)
        if index < 0:
            raise TypeError(f"an array is a list here, and cannot have the property {key!r}")
        if index >= len(this):
            grow(this, index)
            this.append(value)
        else:
            this[index] = value

    def _set_length(self, this: list[Any], value: Any) -> None:
        """Cut an array off, or make it longer (ECMAScript, ArraySetLength).

        Raises:
            RangeError: it is no length.

        """
        length = checked_length(self.realm.to_number(value))
        del this[length:]
        grow(this, length)

    def delete_own(self, this: Any, key: Key) -> bool:
        """Make an item undefined, the last too: there are no holes."""
        if key == "length" or isinstance(this, tuple):
            return False
        this[array_index(key)] = None
        return True

    def own_keys(self, this: Any) -> Iterator[Key]:
        yield from map(str, range(len(this)))
        yield "length"

    def enumerable(self, this: Any, key: Key) -> bool:
        return key != "length"

    def attributes(self, this: Any, key: Key) -> Attributes:
        if key == "length":
            return _FROZEN_LENGTH if isinstance(this, tuple) else _LENGTH
        return _FROZEN_ITEM if isinstance(this, tuple) else PLAIN

    def extensible(self, this: Any) -> bool:
        return isinstance(this, list)

    def prevent_extensions(self, this: Any) -> bool:
        return isinstance(this, tuple)
