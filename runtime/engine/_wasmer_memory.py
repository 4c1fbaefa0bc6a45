"""Linear memory of wasmer, read and written through views of it."""

from __future__ import annotations

from _thread import get_ident
from functools import partial
from typing import Any, Final, cast

from runtime.engine._common import CLOSED
from runtime.engine.interface import Memory
from runtime.errors import InstanceClosed, WrongThread

try:
    from runtime.engine._crossing import Window
except ImportError:  # it is optional
    Window = None  # type: ignore[assignment, misc] # asked for below

_PAGE: Final = 1 << 16
_MOST_PAGES: Final = 1 << 16
_MOST_PLAIN_READS: Final = 64
_TOO_LARGE: Final = "the linear memory cannot grow so much"


class WasmerMemory(Memory):
    """A memory, read and written through views that stay until an access goes past their end.

    Growth leaves an old view short and never moves the base: wasmer reserves all four gigabytes.

    Attributes:
        window: what programs read and write it through, None without the C extension.

    """

    __slots__ = ("_bytes", "_length", "_plain_reads", "_raw", "_thread", "_view", "window")

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._thread = get_ident()
        self._length = 0
        self._bytes: Any = None
        self._plain_reads = _MOST_PLAIN_READS
        self._take()
        self.window = None if Window is None else Window(partial(getattr, raw, "buffer"))

    def read(self, offset: int, size: int) -> bytes:
        """Copy ``size`` bytes out."""
        end = offset + size
        if not 0 <= offset <= end <= self._length or get_ident() != self._thread:
            self._reach(offset, end)
        chars = self._bytes
        if chars is None:
            return self._read_plainly(offset, end)
        return cast(bytes, chars[offset:end])

    def _read_plainly(self, offset: int, end: int) -> bytes:
        """Read while few reads were asked for: ctypes takes longer to import than they all."""
        self._plain_reads -= 1
        if not self._plain_reads:
            import ctypes

            # An array of chars gives its slice as bytes, three times as fast as a memoryview.
            self._bytes = (ctypes.c_char * self._length).from_buffer(self._view)
        return self._view[offset:end].tobytes()

    def read_into(self, offset: int, target: memoryview) -> None:
        """Copy bytes out into a buffer."""
        end = offset + target.nbytes
        if not 0 <= offset <= end <= self._length or get_ident() != self._thread:
            self._reach(offset, end)
        target[:] = self._view[offset:end]

    def write(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """Copy ``data`` in."""
        if type(data) is not bytes:
            data = memoryview(data).cast("B")
        end = offset + len(data)
        if not 0 <= offset <= end <= self._length or get_ident() != self._thread:
            self._reach(offset, end)
        self._view[offset:end] = data

    def size(self) -> int:
        """Return the present size in bytes."""
        if self._raw is None:
            raise InstanceClosed(CLOSED)
        # wasmer would panic here; a view it could not guard.
        if get_ident() != self._thread:
            raise WrongThread
        return int(self._raw.data_size)

    def grow(self, pages: int) -> int:
        """Add pages."""
        before = self.size() // _PAGE
        if pages > _MOST_PAGES - before:
            raise MemoryError(_TOO_LARGE)
        try:
            return int(self._raw.grow(pages))
        except RuntimeError:
            raise MemoryError(_TOO_LARGE) from None

    def release(self) -> None:
        """Let go of the memory; every access raises `InstanceClosed` from now on."""
        self._raw = None
        if self.window is not None:
            self.window.release()
        self._view = memoryview(bytearray())
        self._bytes = None
        self._length = -1

    def _take(self) -> None:
        self._length = self.size()
        self._view = memoryview(self._raw.buffer if self._length else bytearray())
        self._bytes = None
        self._plain_reads = (
            self._plain_reads or 1
        )  # once there were many, the next is made for more

    def _reach(self, offset: int, end: int) -> None:
        if self._length < self.size():
            self._take()
        if not 0 <= offset <= end <= self._length:
            raise IndexError(
                f"bytes {offset} to {end} lie outside the linear memory of {self._length}"
            )
