"""The methods of typed arrays that visit elements: search, callbacks, iteration, text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hostapi.elements import ElementType
from hostapi.interface import method
from hostapi.iterators import ArrayIterator
from hostapi.typed_array_base import TypedArrayBase
from hostapi.typed_arrays import TypedArray
from runtime.core.values import SYMBOL_ITERATOR, is_falsy, strict_equal, to_text


class TypedArrayVisits(TypedArrayBase):
    """Half of ``%TypedArray%.prototype``."""

    def _visit(
        self, this: object, member: str, callback: Any, receiver: Any, *, last: bool = False
    ) -> Iterator[tuple[int, Any, Any]]:
        """Yield index, element and what the callback says of it, from either end."""
        view = self.view(this, member)
        self.need_function(callback)
        indices = range(view.length)
        for index in reversed(indices) if last else indices:
            value = view.get(index)
            yield index, value, self.realm.apply(callback, receiver, (value, index, this))

    def _found(
        self, this: object, member: str, callback: Any, receiver: Any, *, last: bool = False
    ) -> tuple[int, Any]:
        for index, value, said in self._visit(this, member, callback, receiver, last=last):
            if not is_falsy(said):
                return index, value
        return -1, None

    # --- search ---------------------------------------------------------------------------------

    @method
    def includes(self, this: object, value: Any = None, start: Any = None) -> bool:
        view = self.view(this, "includes")
        first = self.realm.relative_index(start, view.length)
        values = view.values(first)
        if isinstance(value, float) and value != value:
            return any(each != each for each in values)
        return any(_equal(view.element, each, value) for each in values)

    @method("indexOf")
    def index_of(self, this: object, value: Any = None, start: Any = None) -> int:
        view = self.view(this, "indexOf")
        first = self.realm.relative_index(start, view.length)
        places = range(first, view.length)
        return _place(view, places, value)

    @method("lastIndexOf")
    def last_index_of(self, this: object, value: Any = None, *start: Any) -> int:
        view = self.view(this, "lastIndexOf")
        last: float = view.length - 1
        if start:
            asked = self.realm.to_integer_or_infinity(start[0])
            last = min(asked, last) if asked >= 0 else asked + view.length
        return _place(view, range(int(last), -1, -1) if last >= 0 else range(0), value)

    @method
    def find(self, this: object, callback: Any = None, receiver: Any = None) -> Any:
        return self._found(this, "find", callback, receiver)[1]

    @method("findIndex")
    def find_index(self, this: object, callback: Any = None, receiver: Any = None) -> int:
        return self._found(this, "findIndex", callback, receiver)[0]

    @method("findLast")
    def find_last(self, this: object, callback: Any = None, receiver: Any = None) -> Any:
        return self._found(this, "findLast", callback, receiver, last=True)[1]

    @method("findLastIndex")
    def find_last_index(self, this: object, callback: Any = None, receiver: Any = None) -> int:
        return self._found(this, "findLastIndex", callback, receiver, last=True)[0]

    # --- visits ---------------------------------------------------------------------------------

    @method("forEach")
    def for_each(self, this: object, callback: Any = None, receiver: Any = None) -> None:
        for _ in self._visit(this, "forEach", callback, receiver):
            pass

    @method
    def every(self, this: object, callback: Any = None, receiver: Any = None) -> bool:
        return all(
            not is_falsy(said) for _, _, said in self._visit(this, "every", callback, receiver)
        )

    @method
    def some(self, this: object, callback: Any = None, receiver: Any = None) -> bool:
        return self._found(this, "some", callback, receiver)[0] >= 0

    @method
    def map(self, this: object, callback: Any = None, receiver: Any = None) -> TypedArray:
        view = self.view(this, "map")
        visited = self._visit(this, "map", callback, receiver)
        numbers = [self.numeric(view.element, said) for _, _, said in visited]
        return view.of_bytes(view.element.encode_all(numbers))

    @method
    def filter(self, this: object, callback: Any = None, receiver: Any = None) -> TypedArray:
        view = self.view(this, "filter")
        visited = self._visit(this, "filter", callback, receiver)
        kept = [value for _, value, said in visited if not is_falsy(said)]
        return view.of_bytes(view.element.encode_all(kept))

    @method
    def reduce(self, this: object, callback: Any = None, *initial: Any) -> Any:
        return self._reduced(this, "reduce", callback, initial, last=False)

    @method("reduceRight")
    def reduce_right(self, this: object, callback: Any = None, *initial: Any) -> Any:
        return self._reduced(this, "reduceRight", callback, initial, last=True)

    def _reduced(
        self, this: object, member: str, callback: Any, initial: tuple[Any, ...], *, last: bool
    ) -> Any:
        view = self.view(this, member)
        self.need_function(callback)
        places = iter(reversed(range(view.length)) if last else range(view.length))
        if not initial and not view.length:
            raise TypeError("Reduce of empty array with no initial value")
        result = initial[0] if initial else view.get(next(places))
        for index in places:
            args = (result, view.get(index), index, this)
            result = self.realm.apply(callback, None, args)
        return result

    # --- iteration and text ---------------------------------------------------------------------

    def _iterator(
        self, this: object, member: str, make: Callable[[TypedArray, int], Any]
    ) -> ArrayIterator:
        view = self.view(this, member)

        def visited() -> Iterator[Any]:
            index = 0
            while index < self.view(view, member).length:
                yield make(view, index)
                index += 1

        return ArrayIterator(visited())

    @method
    def keys(self, this: object) -> ArrayIterator:
        return self._iterator(this, "keys", lambda _, index: index)

    @method
    def entries(self, this: object) -> ArrayIterator:
        return self._iterator(this, "entries", lambda view, index: [index, view.get(index)])

    @method(SYMBOL_ITERATOR)
    @method
    def values(self, this: object) -> ArrayIterator:
        return self._iterator(this, "values", lambda view, index: view.get(index))

    @method
    def join(self, this: object, separator: Any = None) -> str:
        view = self.view(this, "join")
        between = "," if separator is None else self.realm.to_string(separator)
        return between.join(map(to_text, view.values()))

    @method("toString")
    def to_string(self, this: object) -> str:
        return self.join(this)

    @method("toLocaleString")
    def to_locale_string(self, this: object) -> str:
        view = self.view(this, "toLocaleString")
        texts = [self.realm.call(each, "toLocaleString", ()) for each in view.values()]
        return ",".join(self.realm.to_string(text) for text in texts)


def _equal(element: ElementType, value: Any, wanted: Any) -> bool:
    if element.is_bigint and type(wanted) is int:
        return bool(value == wanted)  # a Rust i64, on its way here a plain int
    return strict_equal(value, wanted)


def _place(view: TypedArray, places: range, wanted: Any) -> int:
    values = view.values()
    for place in places:
        if place < len(values) and _equal(view.element, values[place], wanted):
            return place
    return -1
