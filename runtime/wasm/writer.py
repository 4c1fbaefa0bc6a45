"""Frozen dataclasses to bytes."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.wasm.leb import encode_u32
from runtime.wasm.model import Export, ExternKind, Section, WasmModule

HEADER = b"\0asm\x01\0\0\0"
"""Magic number and version of every core module (spec, "Modules")."""

EXTERN_KINDS: tuple[ExternKind, ...] = ("func", "table", "memory", "global", "tag")
"""Kind of an import or export by its byte."""


def encode_module(module: WasmModule) -> bytes:
    """Return the module's bytes.

    Only ``module.sections`` is written: a module that `decode_module` returned is written back
    byte for byte, padded sizes included.

    Args:
        module: the module.

    Returns:
        the bytes.

    """
    return HEADER + b"".join(encode_section(section) for section in module.sections)


def encode_section(section: Section) -> bytes:
    """Return one section's bytes: id, size, payload."""
    size = encode_u32(len(section.payload), section.size_width)
    return bytes([section.id]) + size + section.payload


def encode_name(name: str) -> bytes:
    """Return a name's bytes: length and UTF-8."""
    raw = name.encode("utf-8")
    return encode_u32(len(raw)) + raw


def encode_export(export: Export) -> bytes:
    """Return an export's bytes: name, kind, index."""
    kind = EXTERN_KINDS.index(export.kind)
    return encode_name(export.name) + bytes([kind]) + encode_u32(export.index)


def encode_vector(items: Sequence[bytes]) -> bytes:
    """Return a vector's bytes: count and items."""
    return encode_u32(len(items)) + b"".join(items)


def custom_section(name: str, payload: bytes) -> Section:
    """Return a custom section; its offset is that of no module."""
    return Section(0, 0, encode_name(name) + payload)
