"""``ArrayBuffer`` and ``SharedArrayBuffer`` (ECMAScript, ArrayBuffer Objects)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.buffers import ArrayBuffer, SharedArrayBuffer, View
from hostapi.errors import RangeError
from hostapi.instances import InstanceInterface
from hostapi.interface import getter, method, static
from hostapi.typed_arrays import PYTHON_BUFFERS
from runtime.core.values import null, typeof

_MAX_INDEX = 2**53 - 1


class _BufferInterface(InstanceInterface):
    """What the two have in common."""

    kind: ClassVar[type[ArrayBuffer]]

    def construct(self, length: Any = None, options: Any = None, *_: Any) -> ArrayBuffer:
        size = self._index(length, "Invalid array buffer length")
        if options is None or options is null or typeof(options) != "object":
            return self.kind(size)
        asked = self.realm.get(options, "maxByteLength")
        if asked is None:
            return self.kind(size)
        return self.kind(size, self._index(asked, "Invalid array buffer max length"))

    def _index(self, value: Any, message: str) -> int:
        """Return ToIndex of ``value``; RangeError says the message."""
        wide = self.realm.to_integer_or_infinity(value)
        if not 0 <= wide <= _MAX_INDEX:
            raise RangeError(message)
        return int(wide)

    def _buffer(self, this: object, member: str) -> ArrayBuffer:
        found = self.receiver(this, ArrayBuffer, member)
        if isinstance(found, SharedArrayBuffer) != (self.kind is SharedArrayBuffer):
            raise self._incompatible(found, member)
        return found

    def _incompatible(self, buffer: ArrayBuffer, member: str) -> TypeError:
        return TypeError(
            f"Method {self.name}.prototype.{member} called on incompatible receiver "
            f"#<{type(buffer).__name__}>"
        )

    @getter("byteLength")
    def byte_length(self, this: object) -> int:
        return self._buffer(this, "get byteLength").byte_length

    @getter("maxByteLength")
    def max_byte_length(self, this: object) -> int:
        buffer = self._buffer(this, "get maxByteLength")
        return buffer.byte_length if buffer.max_length is None else buffer.max_length

    @method
    def slice(self, this: object, start: Any = None, end: Any = None) -> ArrayBuffer:
        buffer = self._buffer(this, "slice")
        length = buffer.byte_length
        first = self.realm.relative_index(start, length)
        last = self.realm.relative_index(end, length, length)
        self._attached(buffer, "slice")
        return self.kind(bytearray(buffer.read(first, max(last - first, 0))))

    def _attached(self, buffer: ArrayBuffer, member: str) -> None:
        if buffer.detached:
            raise TypeError(
                f"Cannot perform {self.name}.prototype.{member} on a detached ArrayBuffer"
            )


class ArrayBufferInterface(_BufferInterface):
    """``ArrayBuffer``."""

    name = "ArrayBuffer"
    types: ClassVar[tuple[type, ...]] = (ArrayBuffer,)
    length = 1
    tag = "ArrayBuffer"
    kind = ArrayBuffer

    @static("isView")
    def is_view(self, value: object = None) -> bool:
        return isinstance(value, (View, *PYTHON_BUFFERS))

    @getter
    def resizable(self, this: object) -> bool:
        return self._buffer(this, "get resizable").max_length is not None

    @getter
    def detached(self, this: object) -> bool:
        return self._buffer(this, "get detached").detached

    @method
    def resize(self, this: object, length: Any = None) -> None:
        buffer = self._buffer(this, "resize")
        if buffer.max_length is None:
            raise self._incompatible(buffer, "resize")
        size = self.realm.to_integer_or_infinity(length)
        self._attached(buffer, "resize")
        if not 0 <= size <= (buffer.max_length or 0):
            raise RangeError("ArrayBuffer.prototype.resize: Invalid length parameter")
        buffer.resize(int(size))

    @method
    def transfer(self, this: object, length: Any = None) -> ArrayBuffer:
        """Move the bytes into a new buffer of the same kind; this one is detached."""
        buffer = self._buffer(this, "transfer")
        return self._transferred(buffer, length, "transfer", buffer.max_length)

    @method("transferToFixedLength")
    def transfer_to_fixed_length(self, this: object, length: Any = None) -> ArrayBuffer:
        buffer = self._buffer(this, "transferToFixedLength")
        return self._transferred(buffer, length, "transferToFixedLength", None)

    def _transferred(
        self, buffer: ArrayBuffer, length: Any, member: str, maximum: int | None
    ) -> ArrayBuffer:
        size = buffer.byte_length
        if length is not None:
            size = self._index(length, "Invalid array buffer length")
        self._attached(buffer, member)
        made = ArrayBuffer(size, maximum)
        made.write(0, buffer.read(0, min(size, buffer.byte_length)))
        buffer.detach()
        return made


class SharedArrayBufferInterface(_BufferInterface):
    """``SharedArrayBuffer``."""

    name = "SharedArrayBuffer"
    types: ClassVar[tuple[type, ...]] = (SharedArrayBuffer,)
    length = 1
    tag = "SharedArrayBuffer"
    kind = SharedArrayBuffer

    @getter
    def growable(self, this: object) -> bool:
        return self._buffer(this, "get growable").max_length is not None

    @method
    def grow(self, this: object, length: Any = None) -> None:
        buffer = self._buffer(this, "grow")
        if buffer.max_length is None:
            raise self._incompatible(buffer, "grow")
        size = self.realm.to_integer_or_infinity(length)
        if not buffer.byte_length <= size <= (buffer.max_length or 0):
            raise RangeError("SharedArrayBuffer.prototype.grow: Invalid length parameter")
        buffer.resize(int(size))
