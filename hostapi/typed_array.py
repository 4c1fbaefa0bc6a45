"""``%TypedArray%`` (ECMAScript, Properties of the %TypedArray% Prototype Object), and Python's.

``bytes``, ``bytearray``, ``memoryview`` and ``array.array`` are typed arrays too; those that are
read-only refuse to be written.
"""

from __future__ import annotations

import array
import functools
import math
from typing import Any, ClassVar

from hostapi.buffers import ArrayBuffer
from hostapi.errors import RangeError
from hostapi.instances import shown
from hostapi.interface import getter, method
from hostapi.typed_array_base import ABSTRACT, INTRINSIC, converted
from hostapi.typed_array_visits import TypedArrayVisits
from hostapi.typed_arrays import TypedArray, as_typed_array
from runtime.core.values import SYMBOL_TO_STRING_TAG


class TypedArrayInterface(TypedArrayVisits):
    """``%TypedArray%``: the prototype that all of them inherit from."""

    name = ABSTRACT
    types: ClassVar[tuple[type, ...]] = (memoryview, array.array)

    def prototype_of(self, this: Any) -> Any:
        view = as_typed_array(this)
        name = self.name if view is None else view.element.constructor
        return self.realm.prototypes[name]

    def construct(self, *_: Any) -> Any:
        raise TypeError("Abstract class TypedArray not directly constructable")

    def _looked_at(self, this: object, member: str) -> TypedArray:
        found = as_typed_array(this)
        if found is None:
            of = INTRINSIC if member == "buffer" else "TypedArray"
            raise TypeError(
                f"Method get {of}.prototype.{member} called on incompatible receiver "
                f"{shown(self, this)}"
            )
        return found

    # --- what it is -----------------------------------------------------------------------------

    @getter
    def buffer(self, this: object) -> ArrayBuffer:
        return self._looked_at(this, "buffer").buffer

    @getter("byteLength")
    def byte_length(self, this: object) -> int:
        return self._looked_at(this, "byteLength").byte_length

    @getter("byteOffset")
    def byte_offset(self, this: object) -> int:
        return self._looked_at(this, "byteOffset").byte_offset

    @getter("length")
    def length_of(self, this: object) -> int:
        return self._looked_at(this, "length").length

    @getter(SYMBOL_TO_STRING_TAG)
    def tag_of(self, this: object) -> str | None:
        found = as_typed_array(this)
        return None if found is None else found.element.constructor

    # --- elements -------------------------------------------------------------------------------

    @method
    def at(self, this: object, index: Any = None) -> Any:
        view = self.view(this, "at")
        place = self.realm.to_integer_or_infinity(index)
        place = place + view.length if place < 0 else place
        return view.get(int(place)) if 0 <= place < view.length else None

    @method("with")
    def with_(self, this: object, index: Any = None, value: Any = None) -> TypedArray:
        view = self.view(this, "with")
        place = self.realm.to_integer_or_infinity(index)
        place = place + view.length if place < 0 else place
        number = self.numeric(view.element, value)
        if not 0 <= place < view.length:
            raise RangeError("Invalid typed array index")
        copy = view.of_bytes(view.tobytes())
        copy.put(int(place), number)
        return copy

    @method
    def set(self, this: object, source: Any = None, offset: Any = None) -> None:
        view = self.view(this, "set")
        start = self.realm.to_integer_or_infinity(offset)
        if start < 0:
            raise RangeError("offset is out of bounds")
        given = as_typed_array(source)
        if given is None:
            numbers = [self.strict(view.element, each) for each in self.array_like(source)]
            data = view.element.encode_all(numbers)
        else:
            if given.out_of_bounds:
                raise TypeError(
                    f"Cannot perform {INTRINSIC}.prototype.set on a detached ArrayBuffer"
                )
            data = converted(given, view.element)
        if start + len(data) // view.element.size > view.length:
            raise RangeError("offset is out of bounds")
        view.put_raw(int(start), data)

    @method
    def fill(self, this: Any, value: Any = None, start: Any = None, end: Any = None) -> Any:
        view = self.view(this, "fill")
        number = self.numeric(view.element, value)
        first, last = self.range(view, start, end)
        view.put_raw(first, view.element.encode(number) * max(last - first, 0))
        return this

    @method("copyWithin")
    def copy_within(self, this: Any, target: Any = None, start: Any = None, end: Any = None) -> Any:
        view = self.view(this, "copyWithin")
        first, last = self.range(view, start, end)
        to = self.realm.relative_index(target, view.length)
        count = max(min(last - first, view.length - to), 0)
        view.put_raw(to, view.raw(first, first + count))
        return this

    @method
    def slice(self, this: object, start: Any = None, end: Any = None) -> TypedArray:
        view = self.view(this, "slice")
        return view.of_bytes(view.raw(*self.range(view, start, end)))

    @method
    def subarray(self, this: object, start: Any = None, end: Any = None) -> TypedArray:
        view = as_typed_array(this)
        if view is None:
            raise TypeError(
                f"Method {INTRINSIC}.prototype.subarray called on incompatible receiver undefined"
            )
        if view.buffer.detached:
            raise TypeError("Cannot perform Construct on a detached ArrayBuffer")
        first, last = self.range(view, start, end)
        offset = view.byte_offset + first * view.element.size
        to_the_end = view.tracks_length and end is None
        return type(view)(view.buffer, offset, None if to_the_end else max(last - first, 0))

    @method
    def reverse(self, this: Any) -> Any:
        view = self.view(this, "reverse")
        view.put_raw(0, _backwards(view))
        return this

    @method("toReversed")
    def to_reversed(self, this: object) -> TypedArray:
        view = self.view(this, "toReversed")
        return view.of_bytes(_backwards(view))

    @method
    def sort(self, this: Any, comparator: Any = None) -> Any:
        self._comparator(comparator)
        view = self.view(this, "sort")
        view.put_raw(0, self._sorted(view, comparator)[: view.byte_length])
        return this

    @method("toSorted")
    def to_sorted(self, this: object, comparator: Any = None) -> TypedArray:
        self._comparator(comparator)
        view = self.view(this, "toSorted")
        return view.of_bytes(self._sorted(view, comparator))

    @staticmethod
    def _comparator(comparator: Any) -> None:
        if comparator is not None and not callable(comparator):
            raise TypeError("The comparison function must be either a function or undefined")

    def _sorted(self, view: TypedArray, comparator: Any) -> bytes:
        values = view.values()
        if comparator is None:
            values.sort(key=_order if view.element.is_float else None)
        else:

            def compare(left: Any, right: Any) -> float:
                said = self.realm.to_number(self.realm.apply(comparator, None, (left, right)))
                return 0 if said != said else said

            values.sort(key=functools.cmp_to_key(compare))  # type: ignore[arg-type] # a float does
        return view.element.encode_all(values)


def _backwards(view: TypedArray) -> bytes:
    return view.element.encode_all(reversed(view.values()))


def _order(value: float) -> tuple[bool, float, float]:
    """Order numbers as TypedArray's sort does: -0 before 0, NaN last."""
    return value != value, value, math.copysign(1.0, value)
