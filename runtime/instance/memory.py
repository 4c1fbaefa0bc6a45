"""The guest's memory through its own allocator."""

from __future__ import annotations

import array
from collections.abc import Callable
from typing import Any, Protocol

from runtime.adapters.support import as_signed, elements, text_from
from runtime.core.buffers import ElementBuffer, format_code, overwrite
from runtime.core.handles import Handles
from runtime.engine.glue import direct_memory
from runtime.engine.interface import Memory
from runtime.errors import InstanceClosed, InvalidValue

_MASK = 0xFFFF_FFFF


class WritableBuffer(Protocol):
    """What ``&mut [T]`` is copied back into: a list, an array, a bytearray, a writable view."""

    def __setitem__(self, key: slice, value: Any, /) -> None:
        """Replace the elements."""
        ...


class GuestMemory:
    """Placing values in a guest and taking them out.

    Args:
        takes_align: whether its allocator has an ``align`` parameter (0.2.87 and later).
        handles: its JavaScript heap, for sequences of JsValues.

    """

    __slots__ = ("_free", "_handles", "_linear", "_malloc", "_read", "_takes_align", "_write")

    def __init__(self, takes_align: bool, handles: Handles) -> None:
        self._takes_align = takes_align
        self._handles = handles
        self._read: Callable[[int, int], bytes] = _unattached
        self._write: Callable[[int, bytes], None] = _unattached
        self._malloc: Callable[..., Any] = _unattached
        self._free: Callable[..., Any] = _unattached
        self._linear: Memory | None = None

    def attach(self, memory: Memory, malloc: Callable[..., Any], free: Callable[..., Any]) -> None:
        """Take what exists once the guest is instantiated.

        Args:
            memory: the guest's linear memory.
            malloc: its ``__wbindgen_malloc``.
            free: its ``__wbindgen_free``.

        """
        self._read = memory.read
        self._write = memory.write
        self._malloc = malloc
        self._free = free
        self._linear = memory

    def direct(self) -> tuple[object, Callable[..., Any], Callable[..., Any], bool]:
        """Return what programs read and write memory through, and how they place text in it.

        The first is None of an engine whose memory only Python reaches.
        """
        return direct_memory(self._linear), self._malloc, self._free, self._takes_align

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._read = self._write = self._malloc = self._free = _unattached
        self._linear = None

    def read(self, offset: int, size: int) -> bytes:
        """Copy ``size`` bytes out.

        Raises:
            InvalidValue: the guest gave a pointer or length outside its memory.

        """
        try:
            # A length comes as a signed number; what was multiplied is larger than any memory.
            return self._read(offset, size if size >= 0 else size + _MASK + 1)
        except IndexError as error:
            raise InvalidValue(f"the guest gave a slice outside its memory: {error}") from None

    def write(self, offset: int, data: bytes) -> None:
        """Copy ``data`` in.

        Raises:
            InvalidValue: the guest gave a pointer outside its memory.

        """
        try:
            self._write(offset, data)
        except IndexError as error:
            raise InvalidValue(f"the guest gave a pointer outside its memory: {error}") from None

    def allocate(self, size: int, align: int) -> int:
        """Return a pointer to ``size`` bytes of the guest's own heap, as it crosses."""
        pointer: int = self._malloc(size, align) if self._takes_align else self._malloc(size)
        return pointer

    def release(self, pointer: int, size: int, align: int) -> None:
        """Free what the guest, or `allocate`, gave."""
        if not size:
            return
        size = as_signed(size & _MASK, 32)
        if self._takes_align:
            self._free(pointer, size, align)
        else:
            self._free(pointer, size)

    def place(self, data: bytes, align: int) -> int:
        """Copy ``data`` into memory that Rust will free, and return the pointer as it crosses."""
        if not data:
            return align  # what Rust's own empty slices point to
        pointer = self.allocate(len(data), align)
        self._write(pointer & _MASK, data)
        return pointer

    def take_bytes(self, pointer: int, size: int, align: int) -> bytes:
        """Copy owned bytes out and free them."""
        data = self.read(pointer & _MASK, size)
        self.release(pointer, size, align)
        return data

    def take_handles(self, pointer: int, length: int) -> list[object]:
        """Return the values of an owned vector of JsValues, and free it."""
        slots = array.array("I", self.take_bytes(pointer, (length & _MASK) * 4, 4))
        return [self._handles.take(slot) for slot in slots]

    def read_handles(self, pointer: int, length: int) -> list[object]:
        """Return the values of a borrowed slice of JsValues."""
        slots = array.array("I", self.read(pointer & _MASK, (length & _MASK) * 4))
        return [self._handles.get(slot) for slot in slots]

    def packed_handles(self, values: object, what: str) -> bytes:
        """Return a vector of new handles, one for each of ``values``."""
        return array.array(
            "I", [self._handles.add(value) for value in elements(values, what)]
        ).tobytes()

    def cached_text(self, pointer: int, length: int, owned: bool) -> str:
        """Return a string that may be interned: then ``length`` is a handle."""
        if not pointer:
            interned = self._handles.get(length)
            if not isinstance(interned, str):
                raise InvalidValue(f"the guest gave {interned!r} for an interned string")
            return interned
        data = self.take_bytes(pointer, length, 1) if owned else self.read(pointer & _MASK, length)
        return text_from(data)

    def copy_back(self, pointer: int, size: int, target: WritableBuffer, element: int) -> None:
        """Write a ``&mut [T]`` back into what the host had given for it, and free it."""
        data = self.take_bytes(pointer, size, element)
        overwrite(target, data)


def packed(values: Any, typecode: str, what: str) -> bytes:
    """Return numbers as the guest has them in memory.

    Args:
        values: a buffer of that element type, or a sequence of numbers.
        typecode: the element type, as in ``array``.
        what: what it is, for the error.

    Raises:
        TypeError: it is neither.
        OverflowError: a number does not fit the element type.

    """
    if isinstance(values, (bytes, bytearray)) and typecode == "B":
        return bytes(values)
    if isinstance(values, ElementBuffer) and values.typecode == typecode:
        return values.tobytes()
    if isinstance(values, str) or values is None:
        raise TypeError(f"{what}: Rust expects a sequence of numbers, got {values!r}")
    try:
        view = memoryview(values)
    except TypeError:
        return _packed_sequence(values, typecode, what)
    same = format_code(view) == typecode
    return view.tobytes() if same else _packed_sequence(view.tolist(), typecode, what)


def _packed_sequence(values: Any, typecode: str, what: str) -> bytes:
    try:
        return array.array(typecode, values).tobytes()
    except TypeError as error:
        raise TypeError(f"{what}: {error}: Rust expects a sequence of numbers") from None
    except OverflowError as error:
        raise OverflowError(f"{what}: {error}") from None


def writable(values: Any, typecode: str, what: str) -> None:
    """Check what is lent as a ``&mut [T]``: it must take the elements back.

    Raises:
        TypeError: it is no contiguous writable buffer of that element type.

    """
    if isinstance(values, ElementBuffer) and not values.readonly:
        _same_elements(values.typecode, typecode, what)
        return
    try:
        view = memoryview(values)
    except TypeError:
        view = None
    if view is None or view.readonly or not view.c_contiguous:
        raise TypeError(
            f"{what}: Rust writes into it, so it must be a writable buffer such as an array.array "
            f"or a bytearray, not {values!r}"
        )
    _same_elements(format_code(view), typecode, what)


def _same_elements(given: str, wanted: str, what: str) -> None:
    if given != wanted:
        raise TypeError(f"{what}: Rust expects a buffer of elements {wanted!r}, got {given!r}")


def _unattached(*_: object) -> Any:
    raise InstanceClosed("the guest's memory was used before it was there, or after it was closed")
