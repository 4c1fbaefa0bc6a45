"""Typed arrays as the adapters know them: elements of one type that lie together in memory.

What they are to a guest is `hostapi.buffers`' affair.
"""

from __future__ import annotations

import array
from abc import ABC, abstractmethod
from typing import Any, Final

CODES: Final = {
    "Int8": "b",
    "Uint8": "B",
    "Uint8Clamped": "B",
    "Int16": "h",
    "Uint16": "H",
    "Int32": "i",
    "Uint32": "I",
    "BigInt64": "q",
    "BigUint64": "Q",
    "Float16": "e",
    "Float32": "f",
    "Float64": "d",
}
"""The code of ``struct`` and ``array`` of each element type of ECMAScript (TypedArray Objects)."""

_LONG: Final = "iI" if array.array("l").itemsize == 4 else "qQ"
_SAME: Final = {"l": _LONG[0], "L": _LONG[1], "n": "q", "N": "Q", "c": "B"}


class ElementBuffer(ABC):
    """Elements of one type in memory that may be elsewhere than in a Python buffer."""

    __slots__ = ()

    @property
    @abstractmethod
    def typecode(self) -> str:
        """The code of an element, one of `CODES`' values."""

    @property
    @abstractmethod
    def readonly(self) -> bool:
        """Whether they cannot be written."""

    @abstractmethod
    def tobytes(self) -> bytes:
        """Copy the elements out."""

    @abstractmethod
    def overwrite(self, data: bytes) -> None:
        """Replace the elements.

        Raises:
            TypeError: they cannot be written.
            ValueError: they are fewer or more bytes.

        """


def format_code(view: memoryview) -> str:
    """Return the code of the elements of a Python buffer, as in `CODES`, whatever it is called."""
    code = view.format.lstrip("@=<")
    return _SAME.get(code, code)


def overwrite(target: Any, data: bytes) -> None:
    """Replace the elements of an `ElementBuffer`, or of a contiguous writable Python buffer."""
    if isinstance(target, ElementBuffer):
        target.overwrite(data)
    else:
        memoryview(target).cast("B")[:] = data


def plain_elements(kind: str, data: bytes) -> Any:
    """Return elements as Python's own: ``bytes`` of bytes, else an ``array.array``."""
    code = CODES[kind]
    return data if code == "B" else array.array(code, data)
