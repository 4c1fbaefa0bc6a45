"""Typed arrays as Python objects (ECMAScript, TypedArray Objects).

    samples = Float32Array([0.5, 1])   # or a length, raw bytes, or an ArrayBuffer to look at
    samples[0], len(samples), bytes(samples), samples.tolist()
    numpy.frombuffer(samples.view, "f4")  # no copy; from Python 3.12 on samples itself will do

One that looks at a guest's memory has no ``view``: that memory moves and goes away, which Python's
buffers could not know.
"""

from __future__ import annotations

import array
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final, TypeVar

from hostapi.buffers import MAX_BYTES, ArrayBuffer, View
from hostapi.elements import ELEMENT_TYPES, ElementType, index_text
from hostapi.errors import RangeError
from runtime.core.buffers import ElementBuffer, format_code

_Self = TypeVar("_Self", bound="TypedArray")


class TypedArray(View, ElementBuffer):
    """Elements of one type in a buffer; its subclasses say which.

    Python's ``len``, ``[]``, iteration, ``==`` and ``bytes`` do what they do for ``array.array``;
    what is put in is converted as JavaScript does.

    Args:
        source: an `ArrayBuffer` to look at; or what is copied: a Python buffer of bytes (as raw
            data), a length, or numbers.
        byte_offset: where in an ArrayBuffer.
        length: how many elements of an ArrayBuffer, None for all.

    Raises:
        RangeError: the buffer has no such part.

    Attributes:
        element: the type of an element.

    """

    __slots__ = ()
    element: ClassVar[ElementType]
    __hash__ = object.__hash__  # == compares content for Python; for a guest it has identity

    def __init__(self, source: Any = 0, byte_offset: int = 0, length: int | None = None) -> None:
        size = self.element.size
        if isinstance(source, ArrayBuffer):
            check_part(source, self.element, byte_offset, length)
            fixed = length
            if length is None and not source.changes_length:
                fixed = (source.byte_length - byte_offset) // size
            super().__init__(source, byte_offset, fixed, size)
            return
        buffer = ArrayBuffer(self._copied(source))
        super().__init__(buffer, 0, buffer.byte_length // size, size)

    def _copied(self, source: Any) -> bytearray | int:
        if isinstance(source, int):
            if not 0 <= source * self.element.size <= MAX_BYTES:
                raise RangeError(f"Invalid typed array length: {source}")
            return source * self.element.size
        if isinstance(source, (bytes, bytearray, memoryview)):
            data = bytearray(source)
            if len(data) % self.element.size:
                raise RangeError(
                    f"byte length of {self.element.constructor} should be a multiple of "
                    f"{self.element.size}"
                )
            return data
        numeric = self.element.numeric
        return bytearray(self.element.encode_all(numeric(value) for value in source))

    @classmethod
    def of_bytes(cls: type[_Self], data: bytes | bytearray) -> _Self:
        """Return a new one that owns elements with these bytes."""
        owned = data if isinstance(data, bytearray) else bytearray(data)
        return cls.of_buffer(ArrayBuffer(owned), 0, len(owned) // cls.element.size)

    @classmethod
    def of_buffer(cls: type[_Self], buffer: ArrayBuffer, offset: int, length: int | None) -> _Self:
        """Return a view of what is there, unchecked: a length of None follows the buffer's."""
        made = cls.__new__(cls)
        View.__init__(made, buffer, offset, length, cls.element.size)
        return made

    @property
    def typecode(self) -> str:
        """The code of an element in ``struct`` and ``array``."""
        return self.element.code

    @property
    def view(self) -> memoryview:
        """The elements themselves, as Python buffers have them.

        Raises:
            BufferError: they are in a guest's memory, which may move and go.

        """
        part = self.buffer.view[self._offset : self._offset + self.byte_length]
        typed: memoryview = part.cast(self.element.code)  # type: ignore[call-overload] # any code
        return typed

    def get(self, index: int) -> int | float | None:
        """Return the element at an index, or None (undefined) where there is none."""
        if not 0 <= index < self.length:
            return None
        size = self._size
        return self.element.decode(self.buffer.read(self._offset + index * size, size))

    def put(self, index: int, value: float) -> None:
        """Set an element to a converted value; where there is none, do nothing."""
        if 0 <= index < self.length:
            self.buffer.write(self._offset + index * self._size, self.element.encode(value))

    def values(self, start: int = 0, end: int | None = None) -> list[int | float]:
        """Return elements as JavaScript sees them, a BigInt as such."""
        return self.element.decode_all(self.raw(start, end))

    def raw(self, start: int = 0, end: int | None = None) -> bytes:
        """Copy the bytes of elements out."""
        end = self.length if end is None else end
        size = self._size
        return self.buffer.read(self._offset + start * size, max(end - start, 0) * size)

    def put_raw(self, start: int, data: bytes) -> None:
        """Overwrite elements with bytes of theirs; there must be room."""
        self.buffer.write(self._offset + start * self._size, data)

    @property
    def readonly(self) -> bool:
        """Whether its buffer is of bytes that nobody may write."""
        return self.buffer.readonly

    def overwrite(self, data: bytes) -> None:
        """Replace all elements."""
        if len(data) != self.byte_length:
            raise ValueError(f"{len(data)} bytes for a {self!r}")
        self.put_raw(0, data)

    # --- Python's own ways ----------------------------------------------------------------------

    def tolist(self) -> list[int | float]:
        """Return the elements as Python's own numbers."""
        return [int(each) if isinstance(each, int) else each for each in self.values()]

    def __len__(self) -> int:
        return self.length

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[int | float]:
        return iter(self.tolist())

    def __bytes__(self) -> bytes:
        return self.tobytes()

    def __buffer__(self, flags: int, /) -> memoryview:
        return self.view

    def __getitem__(self, key: int | slice) -> Any:
        if isinstance(key, slice):
            return type(self)(self.tolist()[key])
        return self.get(self._index(key))

    def __setitem__(self, key: int | slice, value: Any) -> None:
        if not isinstance(key, slice):
            self.put(self._index(key), self.element.numeric(value))
            return
        places = range(*key.indices(self.length))
        given: Sequence[Any] = list(value)
        if len(given) != len(places):
            raise ValueError(f"{len(given)} values for {len(places)} elements")
        for place, each in zip(places, given, strict=True):
            self.put(place, self.element.numeric(each))

    def _index(self, key: int) -> int:
        length = self.length
        index = key + length if key < 0 else key
        if not 0 <= index < length:
            raise IndexError(f"index {key} of {self!r}")
        return index

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, TypedArray):
            return self.tolist() == other.tolist()
        try:
            view = memoryview(other)  # type: ignore[arg-type] # refused where it has none
        except TypeError:
            return NotImplemented
        return self.tolist() == view.tolist()

    def __repr__(self) -> str:
        shown = self.values(0, min(self.length, 16))
        more = ", ..." if len(shown) < self.length else ""
        return f"{self.element.constructor}({[*map(_plain, shown)]!r}{more})"


def _plain(value: float) -> float:
    return int(value) if isinstance(value, int) else value


class Int8Array(TypedArray):
    """Elements of Rust's ``i8``."""

    __slots__ = ()
    element = ELEMENT_TYPES["Int8"]


class Uint8Array(TypedArray):
    """Elements of Rust's ``u8``."""

    __slots__ = ()
    element = ELEMENT_TYPES["Uint8"]


class Uint8ClampedArray(TypedArray):
    """Elements of Rust's ``u8``; what is put in is clamped, not wrapped."""

    __slots__ = ()
    element = ELEMENT_TYPES["Uint8Clamped"]


class Int16Array(TypedArray):
    """Elements of Rust's ``i16``."""

    __slots__ = ()
    element = ELEMENT_TYPES["Int16"]


class Uint16Array(TypedArray):
    """Elements of Rust's ``u16``."""

    __slots__ = ()
    element = ELEMENT_TYPES["Uint16"]


class Int32Array(TypedArray):
    """Elements of Rust's ``i32``."""

    __slots__ = ()
    element = ELEMENT_TYPES["Int32"]


class Uint32Array(TypedArray):
    """Elements of Rust's ``u32``."""

    __slots__ = ()
    element = ELEMENT_TYPES["Uint32"]


class BigInt64Array(TypedArray):
    """Elements of Rust's ``i64``."""

    __slots__ = ()
    element = ELEMENT_TYPES["BigInt64"]


class BigUint64Array(TypedArray):
    """Elements of Rust's ``u64``."""

    __slots__ = ()
    element = ELEMENT_TYPES["BigUint64"]


class Float16Array(TypedArray):
    """Elements of IEEE 754's binary16."""

    __slots__ = ()
    element = ELEMENT_TYPES["Float16"]


class Float32Array(TypedArray):
    """Elements of Rust's ``f32``."""

    __slots__ = ()
    element = ELEMENT_TYPES["Float32"]


class Float64Array(TypedArray):
    """Elements of Rust's ``f64``."""

    __slots__ = ()
    element = ELEMENT_TYPES["Float64"]


def check_part(
    buffer: ArrayBuffer, element: ElementType, offset: float, length: float | None
) -> None:
    """Check where a typed array is to lie (ECMAScript, InitializeTypedArrayFromArrayBuffer).

    Raises:
        RangeError: not within the buffer, or not at a multiple of the element's size.
        TypeError: the buffer is detached.

    """
    size, name = element.size, element.constructor
    if not 0 <= offset < 2**53:
        raise RangeError(f"Start offset {index_text(offset)} is outside the bounds of the buffer")
    if offset % size:
        raise RangeError(f"start offset of {name} should be a multiple of {size}")
    if buffer.detached:
        raise TypeError("Cannot perform Construct on a detached ArrayBuffer")
    if length is None:
        if not buffer.changes_length and buffer.byte_length % size:
            raise RangeError(f"byte length of {name} should be a multiple of {size}")
        if offset > buffer.byte_length:
            raise RangeError(
                f"Start offset {index_text(offset)} is outside the bounds of the buffer"
            )
    elif length < 0 or offset + length * size > buffer.byte_length:
        raise RangeError(f"Invalid typed array length: {index_text(length)}")


TYPED_ARRAYS: Final = {
    cls.element.name: cls
    for cls in (
        *(Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array),
        *(Uint32Array, BigInt64Array, BigUint64Array, Float16Array, Float32Array, Float64Array),
    )
}
"""The typed arrays by the name of their element type, in the order of ECMAScript's table."""
BY_CODE: Final = {
    cls.element.code: cls for name, cls in TYPED_ARRAYS.items() if name != "Uint8Clamped"
}
"""The typed array that a Python buffer is, by the code of its elements."""
PYTHON_BUFFERS: Final = (bytes, bytearray, memoryview, array.array)
"""Types of Python's whose instances are typed arrays for a guest."""


def as_typed_array(value: object) -> TypedArray | None:
    """Return the typed array that a guest sees in a value: a Python buffer is one; else None."""
    if isinstance(value, TypedArray):
        return value
    if not isinstance(value, PYTHON_BUFFERS):
        return None
    view = memoryview(value)
    cls = BY_CODE.get(format_code(view))
    if cls is None or not view.c_contiguous:
        return None
    return cls.of_buffer(ArrayBuffer(view), 0, view.nbytes // cls.element.size)
