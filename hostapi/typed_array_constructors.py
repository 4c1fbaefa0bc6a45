"""The constructors of typed arrays (ECMAScript, The TypedArray Constructors)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi import typed_arrays
from hostapi.buffers import MAX_BYTES, ArrayBuffer
from hostapi.elements import index_text
from hostapi.errors import RangeError
from hostapi.interface import static
from hostapi.typed_array_base import ABSTRACT, TypedArrayBase, converted
from hostapi.typed_arrays import TypedArray, as_typed_array
from hostapi.uint8_encodings import Uint8Encodings
from runtime.core.members import MISSING
from runtime.core.values import SYMBOL_ITERATOR, null, typeof


class _Concrete(TypedArrayBase):
    """A constructor, whose prototype has ``BYTES_PER_ELEMENT`` alone."""

    kind: ClassVar[type[TypedArray]]
    parent = ABSTRACT
    constructor_parent = ABSTRACT
    length = 3

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.name = cls.kind.element.constructor
        cls.types = (cls.kind, *cls.types)
        size = cls.kind.element.size
        cls.constants = {"BYTES_PER_ELEMENT": size}
        cls.prototype_constants = {"BYTES_PER_ELEMENT": size}

    def construct(
        self, source: Any = None, byte_offset: Any = None, length: Any = None, *_: Any
    ) -> TypedArray:
        if isinstance(source, ArrayBuffer):
            return self._of_buffer(source, byte_offset, length)
        given = as_typed_array(source)
        if given is not None:
            if given.out_of_bounds:
                raise TypeError("Cannot perform Construct on a detached ArrayBuffer")
            return self.kind.of_bytes(converted(given, self.kind.element))
        if source is not null and typeof(source) in {"object", "function"}:
            return self._of_list(self._listed(source))
        wide = self.realm.to_integer_or_infinity(source)
        if not 0 <= wide * self.kind.element.size <= MAX_BYTES:
            raise RangeError(f"Invalid typed array length: {index_text(wide)}")
        return self.kind(int(wide))

    def _of_buffer(self, buffer: ArrayBuffer, byte_offset: Any, length: Any) -> TypedArray:
        offset = self.realm.to_integer_or_infinity(byte_offset)
        fixed = None if length is None else self.realm.to_integer_or_infinity(length)
        typed_arrays.check_part(buffer, self.kind.element, offset, fixed)
        return self.kind(buffer, int(offset), None if fixed is None else int(fixed))

    def _of_list(self, values: list[Any]) -> TypedArray:
        numbers = [self.strict(self.kind.element, each) for each in values]
        return self.kind.of_bytes(self.kind.element.encode_all(numbers))

    def _listed(self, source: Any) -> list[Any]:
        """Return the elements of an iterable, or else of what has a length."""
        if isinstance(source, (list, tuple)):
            return list(source)
        begin = self.realm.find(source, SYMBOL_ITERATOR)
        if begin is MISSING or begin is None or begin is null:
            return self.array_like(source)
        return list(self.realm.iterate(source))

    @static
    def of(self, *items: Any) -> TypedArray:
        return self._of_list(list(items))

    @static
    def from_(self, source: Any = None, callback: Any = None, receiver: Any = None) -> TypedArray:
        if callback is not None:
            self.need_function(callback)
        if source is None or source is null:
            word = "undefined" if source is None else "object null"
            raise TypeError(
                f"{word} is not iterable (cannot read property Symbol(Symbol.iterator))"
            )
        given = as_typed_array(source)
        values = self._listed(source) if given is None else list(given.values())
        if callback is not None:
            apply = self.realm.apply
            values = [apply(callback, receiver, (each, n)) for n, each in enumerate(values)]
        return self._of_list(values)

    def call(self, *_: Any) -> Any:
        raise TypeError(f"Constructor {self.name} requires 'new'")


class Int8Array(_Concrete):
    """``Int8Array``."""

    kind = typed_arrays.Int8Array


class Uint8Array(Uint8Encodings, _Concrete):
    """``Uint8Array``: ``bytes`` and ``bytearray`` too."""

    kind = typed_arrays.Uint8Array
    types: ClassVar[tuple[type, ...]] = (bytes, bytearray)


class Uint8ClampedArray(_Concrete):
    """``Uint8ClampedArray``."""

    kind = typed_arrays.Uint8ClampedArray


class Int16Array(_Concrete):
    """``Int16Array``."""

    kind = typed_arrays.Int16Array


class Uint16Array(_Concrete):
    """``Uint16Array``."""

    kind = typed_arrays.Uint16Array


class Int32Array(_Concrete):
    """``Int32Array``."""

    kind = typed_arrays.Int32Array


class Uint32Array(_Concrete):
    """``Uint32Array``."""

    kind = typed_arrays.Uint32Array


class BigInt64Array(_Concrete):
    """``BigInt64Array``."""

    kind = typed_arrays.BigInt64Array


class BigUint64Array(_Concrete):
    """``BigUint64Array``."""

    kind = typed_arrays.BigUint64Array


class Float16Array(_Concrete):
    """``Float16Array``."""

    kind = typed_arrays.Float16Array


class Float32Array(_Concrete):
    """``Float32Array``."""

    kind = typed_arrays.Float32Array


class Float64Array(_Concrete):
    """``Float64Array``."""

    kind = typed_arrays.Float64Array
