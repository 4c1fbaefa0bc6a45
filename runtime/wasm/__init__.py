"""The WebAssembly binary format: bytes to frozen dataclasses and back, and the edit of exports.

No function here knows an engine, and none does I/O. Code bodies are decoded no further than
`runtime.wasm.bodies` says.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runtime.wasm.demangle import demangle
    from runtime.wasm.edit import add_exports, export_internals
    from runtime.wasm.model import (
        CustomSection,
        ElementSegment,
        Export,
        FuncType,
        GlobalType,
        Import,
        Internals,
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

_LATE = {
    "CustomSection": "runtime.wasm.model",
    "ElementSegment": "runtime.wasm.model",
    "Export": "runtime.wasm.model",
    "FuncType": "runtime.wasm.model",
    "GlobalType": "runtime.wasm.model",
    "Import": "runtime.wasm.model",
    "Internals": "runtime.wasm.model",
    "Limits": "runtime.wasm.model",
    "MemoryType": "runtime.wasm.model",
    "Names": "runtime.wasm.names",
    "Section": "runtime.wasm.model",
    "TableType": "runtime.wasm.model",
    "WasmModule": "runtime.wasm.model",
    "add_exports": "runtime.wasm.edit",
    "decode_module": "runtime.wasm.reader",
    "demangle": "runtime.wasm.demangle",
    "encode_module": "runtime.wasm.writer",
    "export_internals": "runtime.wasm.edit",
    "read_names": "runtime.wasm.names",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: a module that was prepared before is not read again."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module(_LATE[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
