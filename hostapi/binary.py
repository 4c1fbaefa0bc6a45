"""The interfaces of binary data, all together."""

from __future__ import annotations

from typing import Final

from hostapi.array_buffer import ArrayBufferInterface, SharedArrayBufferInterface
from hostapi.atomics import Atomics
from hostapi.data_view import DataViewInterface
from hostapi.interface import Interface
from hostapi.typed_array import TypedArrayInterface
from hostapi.typed_array_constructors import TYPED_ARRAY_INTERFACES
from hostapi.webassembly import MemoryInterface, ModuleInterface, WebAssembly
from hostapi.webassembly_errors import WEBASSEMBLY_ERRORS
from hostapi.webassembly_objects import (
    ExceptionInterface,
    GlobalInterface,
    TableInterface,
    TagInterface,
)

BINARY: Final[tuple[type[Interface], ...]] = (
    *(ArrayBufferInterface, SharedArrayBufferInterface, TypedArrayInterface),
    *TYPED_ARRAY_INTERFACES,
    *(DataViewInterface, Atomics),
    *(WebAssembly, MemoryInterface, ModuleInterface, GlobalInterface, TableInterface),
    *(TagInterface, ExceptionInterface),
    *WEBASSEMBLY_ERRORS,
)
"""Buffers, what looks at them, and ``WebAssembly``."""
