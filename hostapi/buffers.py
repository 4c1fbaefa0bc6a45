"""Buffers of bytes as Python objects (ECMAScript, ArrayBuffer Objects, DataView Objects)."""

from __future__ import annotations

from typing import Any

from hostapi.errors import RangeError
from hostapi.instances import JsInstance

MAX_BYTES = 2**33 - 1
"""No buffer may be longer: what V8 has allowed since 2021."""


class ArrayBuffer(JsInstance):
    """A buffer of bytes.

    Args:
        length: how many, all zero; or a Python buffer to share (read-only if that is).
        max_length: how many there may be after `resize`, or None if it cannot be resized.

    Raises:
        RangeError: there can be none of that length.

    Attributes:
        max_length: as given.
        detached: whether its bytes were given to another.

    """

    __slots__ = ("_bytes", "_length", "detached", "max_length")

    def __init__(self, length: Any = 0, max_length: int | None = None) -> None:
        super().__init__()
        self.max_length = max_length
        self.detached = False
        if isinstance(length, int):
            if length < 0 or length >= 2**53 - 1:
                raise RangeError("Invalid array buffer length")
            reserved = length if max_length is None else max_length
            if reserved < length:
                raise RangeError("Invalid array buffer max length")
            self._length = length
            self._bytes = memoryview(_zeros(reserved))
        else:
            self._bytes = memoryview(length).cast("B")
            self._length = len(self._bytes)

    @property
    def byte_length(self) -> int:
        """How many bytes there are now."""
        return self._length

    @property
    def changes_length(self) -> bool:
        """Whether it may get longer or shorter, so that views of all of it do."""
        return self.max_length is not None

    @property
    def readonly(self) -> bool:
        """Whether writing raises TypeError: it shares bytes that nobody may write."""
        return self._bytes.readonly

    @property
    def view(self) -> memoryview:
        """The bytes themselves; of one that can be resized, those that it has now."""
        return self._bytes[: self._length]

    def read(self, offset: int, size: int) -> bytes:
        """Copy bytes out, which must be there."""
        return bytes(self._bytes[offset : offset + size])

    def write(self, offset: int, data: bytes) -> None:
        """Copy bytes in; there must be room.

        Raises:
            TypeError: the bytes are read-only.

        """
        self._bytes[offset : offset + len(data)] = data

    def resize(self, length: int) -> None:
        """Change the length; bytes that are new are zero. It must not be above the maximum."""
        if length < self._length:
            self._bytes[length : self._length] = bytes(self._length - length)
        self._length = length

    def detach(self) -> None:
        """Let go of the bytes."""
        self.detached = True
        self._bytes = memoryview(b"")
        self._length = 0
        if self.max_length is not None:
            self.max_length = 0

    def __buffer__(self, flags: int, /) -> memoryview:
        return self.view

    def __len__(self) -> int:
        return self.byte_length

    def __bytes__(self) -> bytes:
        return self.read(0, self.byte_length)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.byte_length})"


class SharedArrayBuffer(ArrayBuffer):
    """An ArrayBuffer that JavaScript's threads would share: it can only grow, never be detached."""

    __slots__ = ()


def _zeros(length: int) -> bytearray:
    if length > MAX_BYTES:
        raise RangeError("Array buffer allocation failed")
    try:
        return bytearray(length)
    except MemoryError:
        raise RangeError("Array buffer allocation failed") from None


class View(JsInstance):
    """What looks at a part of a buffer.

    Args:
        buffer: at what.
        offset: where its first byte is.
        length: how many elements it has, or None: to the end of the buffer, wherever that is.
        size: bytes of an element.

    Attributes:
        buffer: as given.

    """

    __slots__ = ("_fixed", "_offset", "_size", "buffer")

    def __init__(self, buffer: ArrayBuffer, offset: int, length: int | None, size: int) -> None:
        super().__init__()
        self.buffer = buffer
        self._offset = offset
        self._fixed = length
        self._size = size

    @property
    def out_of_bounds(self) -> bool:
        """Whether its buffer is detached, or has shrunk so that the view ends behind it."""
        buffer = self.buffer
        end = self._offset + (self._fixed or 0) * self._size
        return buffer.detached or end > buffer.byte_length

    @property
    def length(self) -> int:
        """How many elements there are: none if it is out of bounds."""
        left = self.buffer.byte_length - self._offset
        if self._fixed is None:
            return max(left, 0) // self._size
        return self._fixed if self._fixed * self._size <= left else 0

    @property
    def byte_length(self) -> int:
        """How many bytes there are."""
        return self.length * self._size

    @property
    def byte_offset(self) -> int:
        """Where in its buffer it begins, 0 if it is out of bounds."""
        return 0 if self.out_of_bounds else self._offset

    @property
    def tracks_length(self) -> bool:
        """Whether it ends where its buffer ends, after a resize too."""
        return self._fixed is None

    def tobytes(self) -> bytes:
        """Copy the bytes out."""
        return self.buffer.read(self._offset, self.byte_length)


class DataView(View):
    """Numbers of any type anywhere in a buffer; its length is in bytes."""

    __slots__ = ()

    def __init__(
        self, buffer: ArrayBuffer, byte_offset: int = 0, length: int | None = None
    ) -> None:
        super().__init__(buffer, byte_offset, length, 1)

    @property
    def view(self) -> memoryview:
        """The bytes themselves."""
        return self.buffer.view[self._offset : self._offset + self.byte_length]

    def __bytes__(self) -> bytes:
        return self.tobytes()

    def __repr__(self) -> str:
        return f"DataView({self.byte_length})"
