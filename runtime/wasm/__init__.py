"""The WebAssembly binary format: bytes to frozen dataclasses and back, and the edit of exports.

No function here knows an engine, and none does I/O. Code bodies are decoded no further than
`runtime.wasm.bodies` says.
"""

from __future__ import annotations

from runtime.wasm.demangle import demangle
from runtime.wasm.edit import Internals, add_exports, export_internals
from runtime.wasm.model import (
    CustomSection,
    ElementSegment,
    Export,
    FuncType,
    GlobalType,
    Import,
    Limits,
    MemoryType,
    Section,
    TableType,
    WasmModule,
)
from runtime.wasm.names import Names, read_names
from runtime.wasm.reader import decode_module
from runtime.wasm.writer import encode_module

__all__ = [
    "CustomSection",
    "ElementSegment",
    "Export",
    "FuncType",
    "GlobalType",
    "Import",
    "Internals",
    "Limits",
    "MemoryType",
    "Names",
    "Section",
    "TableType",
    "WasmModule",
    "add_exports",
    "decode_module",
    "demangle",
    "encode_module",
    "export_internals",
    "read_names",
]
