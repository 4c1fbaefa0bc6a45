"""``WebAssembly.Memory`` as a Python object: a guest's own, and those that guests make."""

from __future__ import annotations

from typing import Protocol

from hostapi.buffers import ArrayBuffer, SharedArrayBuffer
from hostapi.errors import RangeError
from hostapi.instances import JsInstance

PAGE = 65536
MAX_PAGES = 65536


class LinearMemory(Protocol):
    """What is asked of an engine's memory (`runtime.engine.interface.Memory`)."""

    def read(self, offset: int, size: int) -> bytes:
        """Copy bytes out."""
        ...

    def write(self, offset: int, data: bytes) -> None:
        """Copy bytes in."""
        ...

    def size(self) -> int:
        """Return the present size in bytes."""
        ...

    def grow(self, pages: int) -> int:
        """Add pages; return how many there were; raise MemoryError if there can be no more."""
        ...


class GuestBuffer(ArrayBuffer):
    """The memory of a guest. It is as long as that is now, and stays valid when it grows.

    There is no Python buffer of it: an engine may move the memory, and frees it in the end.

    Args:
        memory: the engine's.

    """

    __slots__ = ("_memory",)

    def __init__(self, memory: LinearMemory) -> None:
        super().__init__()
        self._memory = memory

    @property
    def byte_length(self) -> int:
        """How many bytes there are now."""
        return self._memory.size()

    @property
    def changes_length(self) -> bool:
        """True: it grows."""
        return True

    @property
    def readonly(self) -> bool:
        """False."""
        return False

    @property
    def view(self) -> memoryview:
        """Refused.

        Raises:
            BufferError: always.

        """
        raise BufferError(
            "a guest's memory moves and goes away: copy what you need, bytes(x) or x[a:b]"
        )

    def read(self, offset: int, size: int) -> bytes:
        """Copy bytes out."""
        return self._memory.read(offset, size)

    def write(self, offset: int, data: bytes) -> None:
        """Copy bytes in."""
        self._memory.write(offset, data)

    def detach(self) -> None:
        """Refuse.

        Raises:
            TypeError: always: the guest needs it.

        """
        raise TypeError("the memory of a WebAssembly instance cannot be detached")


class Memory(JsInstance):
    """A memory, counted in pages.

    Args:
        buffer: its bytes.
        maximum: how many pages it may have, or None.

    Attributes:
        buffer: its bytes now.

    """

    __slots__ = ("_maximum", "buffer")

    def __init__(self, buffer: ArrayBuffer, maximum: int | None = None) -> None:
        super().__init__()
        self.buffer = buffer
        self._maximum = MAX_PAGES if maximum is None else maximum

    def grow(self, pages: int) -> int:
        """Add pages. The buffer there was is detached, its bytes are in another.

        Returns:
            how many pages there were.

        Raises:
            RangeError: it may not have so many.

        """
        old = self.buffer
        before = old.byte_length // PAGE
        if before + pages > self._maximum:
            raise _too_large()
        data = bytearray(old.byte_length + pages * PAGE)
        data[: old.byte_length] = old.view
        shared = isinstance(old, SharedArrayBuffer)
        self.buffer = SharedArrayBuffer(data) if shared else ArrayBuffer(data)
        old.detach()
        return before

    def __repr__(self) -> str:
        return f"Memory({self.buffer.byte_length // PAGE} pages)"


class GuestMemory(Memory):
    """The memory of a guest; views of it follow its growth.

    Args:
        memory: the engine's.

    """

    __slots__ = ("_memory",)

    def __init__(self, memory: LinearMemory) -> None:
        super().__init__(GuestBuffer(memory))
        self._memory = memory

    def grow(self, pages: int) -> int:
        """Add pages; the buffer stays the same, and is longer.

        Returns:
            how many pages there were.

        Raises:
            RangeError: it may not have so many.

        """
        try:
            return self._memory.grow(pages)
        except MemoryError:
            raise _too_large() from None


def _too_large() -> RangeError:
    return RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded")
