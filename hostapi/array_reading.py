"""Methods of arrays that leave the array as it is (ECMAScript, The Array Prototype Object)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hostapi.array_items import ArrayItems, checked_length
from hostapi.conversions import is_primitive
from hostapi.errors import RangeError
from hostapi.interface import method
from hostapi.iterators import ArrayIterator
from runtime.core.utf16 import joined
from runtime.core.values import (
    SYMBOL_IS_CONCAT_SPREADABLE,
    SYMBOL_ITERATOR,
    is_falsy,
    null,
    strict_equal,
)

if TYPE_CHECKING:
    from hostapi.realm import Realm


class ArrayReading(ArrayItems):
    """What finds, copies and shows items."""

    def __init__(self, realm: Realm) -> None:
        super().__init__(realm)
        self._joining: list[object] = []

    @method
    def at(self, this: object, index: object = None) -> Any:
        items = self.items(this, "at")
        wanted = self.realm.to_integer_or_infinity(index)
        wanted = wanted + len(items) if wanted < 0 else wanted
        return items[int(wanted)] if 0 <= wanted < len(items) else None

    @method
    def concat(self, this: object, *others: object) -> list[Any]:
        if this is None or this is null:
            raise TypeError("Array.prototype.concat called on null or undefined")
        result: list[Any] = []
        for each in (this, *others):
            if isinstance(each, (list, tuple)):
                result.extend(each)
            elif self._is_spreadable(each):
                result.extend(self.items(each, "concat"))
            else:
                result.append(each)
        return result

    def _is_spreadable(self, value: object) -> bool:
        """Return IsConcatSpreadable of what is no array."""
        if is_primitive(value):
            return False
        return not is_falsy(self.realm.get(value, SYMBOL_IS_CONCAT_SPREADABLE))

    @method
    def slice(self, this: object, start: object = None, end: object = None) -> list[Any]:
        items = self.items(this, "slice")
        length, index = len(items), self.realm.relative_index
        first = index(start, length)
        return list(items[first : index(end, length, length)])

    @method
    def flat(self, this: object, depth: object = None) -> list[Any]:
        items = self.items(this, "flat")
        wanted = 1 if depth is None else self.realm.to_integer_or_infinity(depth)
        return list(_flattened(items, wanted))

    # --- search ---------------------------------------------------------------------------------

    def _from(self, start: object, length: int) -> int:
        """Return where a search begins that ends at ``length``."""
        return self.realm.relative_index(start, length)

    @method
    def includes(self, this: object, item: object = None, start: object = None) -> bool:
        items = self.items(this, "includes")
        same = self.realm.same_value_zero
        return any(same(each, item) for each in items[self._from(start, len(items)) :])

    @method("indexOf")
    def index_of(self, this: object, item: object = None, start: object = None) -> int:
        items = self.items(this, "indexOf")
        for index in range(self._from(start, len(items)), len(items)):
            if strict_equal(items[index], item):
                return index
        return -1

    @method("lastIndexOf")
    def last_index_of(self, this: object, item: object = None, *start: object) -> int:
        items = self.items(this, "lastIndexOf")
        length = len(items)
        last = self.realm.to_integer_or_infinity(start[0]) if start else length - 1
        last = last + length if last < 0 else min(last, length - 1)
        for index in range(int(max(last, -1)), -1, -1):
            if strict_equal(items[index], item):
                return index
        return -1

    # --- copies (Array.prototype.toSpliced and its like) ----------------------------------------

    @method("toReversed")
    def to_reversed(self, this: object) -> list[Any]:
        return list(self.items(this, "toReversed"))[::-1]

    @method("toSpliced")
    def to_spliced(self, this: object, *args: object) -> list[Any]:
        result = list(self.items(this, "toSpliced"))
        start, count = self.splice_range(len(result), args)
        result[start : start + count] = args[2:]
        checked_length(len(result))
        return result

    def splice_range(self, length: int, args: Sequence[object]) -> tuple[int, int]:
        """Return where ``splice`` begins, and how many items it takes out."""
        start = self.realm.relative_index(args[0], length) if args else 0
        if len(args) < 2:
            return start, length - start if args else 0
        count = self.realm.to_integer_or_infinity(args[1])
        return start, int(min(max(count, 0), length - start))

    @method("with")
    def with_(self, this: object, index: object = None, value: object = None) -> list[Any]:
        result = list(self.items(this, "with"))
        wanted = self.realm.to_integer_or_infinity(index)
        actual = wanted + len(result) if wanted < 0 else wanted
        if not 0 <= actual < len(result):
            raise RangeError(f"Invalid index : {self.realm.to_string(wanted)}")
        result[int(actual)] = value
        return result

    # --- text -----------------------------------------------------------------------------------

    @method
    def join(self, this: object, separator: object = None) -> str:
        items = self.items(this, "join")
        between = "," if separator is None else self.realm.to_string(separator)
        return self._joined(this, items, between, self.realm.to_string)

    def _joined(self, this: object, items: Sequence[Any], between: str, text_of: Any) -> str:
        """Return the texts of items; of an array that is inside itself, nothing."""
        if any(each is this for each in self._joining):
            return ""
        self._joining.append(this)
        try:
            texts = ["" if item is None or item is null else text_of(item) for item in items]
        finally:
            self._joining.pop()
        return joined(between.join(texts))

    @method("toString")
    def to_string(self, this: object) -> str:
        if type(this) is list:
            return self.join(this)
        realm = self.realm
        method = realm.get(this, "join")
        if not callable(method):
            method = realm.get(realm.prototypes["Object"], "toString")
        text: str = realm.apply(method, this, ())
        return text

    @method("toLocaleString")
    def to_locale_string(self, this: object, *args: object) -> str:
        def local(item: object) -> str:
            return self.realm.to_string(self.realm.call(item, "toLocaleString", args))

        return self._joined(this, self.items(this, "toLocaleString"), ",", local)

    # --- iterators ------------------------------------------------------------------------------

    def _indices(self, this: object, name: str) -> Iterator[int]:
        """Yield indices below a length that may change meanwhile."""
        if this is None or this is null:
            raise TypeError(f"Array.prototype.{name} called on null or undefined")
        return self._count(this)

    def _count(self, this: Any) -> Iterator[int]:
        index, realm = 0, self.realm
        plain = isinstance(this, (list, tuple))
        while index < (len(this) if plain else realm.to_length(realm.get(this, "length"))):
            yield index
            index += 1

    def _get(self, this: Any, index: int) -> Any:
        if isinstance(this, (list, tuple)):
            return this[index]
        return self.realm.get(this, str(index))

    @method
    def keys(self, this: object) -> ArrayIterator:
        return ArrayIterator(self._indices(this, "keys"))

    @method
    def entries(self, this: object) -> ArrayIterator:
        indices = self._indices(this, "entries")
        return ArrayIterator([index, self._get(this, index)] for index in indices)

    @method(SYMBOL_ITERATOR)
    @method
    def values(self, this: object) -> ArrayIterator:
        indices = self._indices(this, "values")
        return ArrayIterator(self._get(this, index) for index in indices)


def _flattened(items: Sequence[Any], depth: float) -> Iterator[Any]:
    for item in items:
        if depth > 0 and isinstance(item, (list, tuple)):
            yield from _flattened(item, depth if math.isinf(depth) else depth - 1)
        else:
            yield item
