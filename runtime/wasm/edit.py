"""The one edit of a guest: its export section.

A raw module exports neither its function table nor its shadow stack pointer, and without them no
closure can be called and no stack repaired. Appending exports moves no index, so nothing else in
the module has to change.
"""

from __future__ import annotations

from collections.abc import Sequence

from runtime.records import replace
from runtime.wasm.leb import Cursor, encode_u32
from runtime.wasm.model import (
    EXPORT_SECTION,
    SECTION_ORDER,
    Export,
    ExternKind,
    GlobalType,
    Internals,
    Section,
    WasmModule,
)
from runtime.wasm.names import read_names
from runtime.wasm.reader import decode_module
from runtime.wasm.writer import encode_export, encode_module, encode_vector

TABLE_NAME = "__wasmloop_table"
STACK_POINTER_NAME = "__wasmloop_stack_pointer"

_STACK_POINTER_LABEL = "__stack_pointer"
"""What wasm-ld calls it in the name section."""


def add_exports(module: WasmModule, exports: Sequence[Export]) -> WasmModule:
    """Return the module with more exports; it gets an export section if it has none.

    Args:
        module: the module, which stays as it is.
        exports: what to append, in this order.

    Returns:
        the new module; the module itself if there is nothing to append.

    Raises:
        ValueError: a name is exported already, or given twice.
        MalformedModule: an index is beyond its index space.

    """
    if not exports:
        return module
    taken = {export.name for export in module.exports}
    for export in exports:
        if export.name in taken:
            raise ValueError(f"{export.name!r} is exported already")
        taken.add(export.name)
    appended = [encode_export(export) for export in exports]
    sections = list(module.sections)
    position = next((i for i, s in enumerate(sections) if s.id == EXPORT_SECTION), None)
    if position is None:
        new = Section(EXPORT_SECTION, 0, encode_vector(appended))
        sections.insert(_place_of_exports(sections), new)
    else:
        old = sections[position]
        cursor = Cursor(old.payload, section="export", base=old.offset)
        count = cursor.count("exports") + len(appended)
        entries = old.payload[cursor.offset :] + b"".join(appended)
        sections[position] = replace(old, payload=encode_u32(count) + entries)
    # Decoding again keeps every offset and view true, which a patched copy would not.
    return decode_module(encode_module(WasmModule(tuple(sections))))


def export_internals(source: WasmModule | bytes) -> tuple[bytes, Internals]:
    """Return the module's bytes with table 0 and the shadow stack pointer exported.

    An export that is there already is reused, whatever its name. The stack pointer is the global
    that the name section calls ``__stack_pointer``, else global 0, which is where wasm-ld puts
    it; it is exported only if it is a mutable i32.

    Args:
        source: the module, decoded or not.

    Returns:
        the bytes, and the names to look for; names are None for what the module does not have.

    Raises:
        NotWasm: ``source`` is bytes of something else: give the file that cargo wrote.
        MalformedModule: ``source`` is bytes that are no module: build it again.

    """
    module = decode_module(source) if isinstance(source, bytes) else source
    wanted: list[Export] = []
    table = _offer(module, "table", 0, TABLE_NAME, wanted) if module.table_space else None
    index = _stack_pointer(module)
    pointer = None if index is None else _offer(module, "global", index, STACK_POINTER_NAME, wanted)
    return encode_module(add_exports(module, wanted)), Internals(table, pointer)


def _place_of_exports(sections: Sequence[Section]) -> int:
    later = SECTION_ORDER[SECTION_ORDER.index(EXPORT_SECTION) + 1 :]
    return next((i for i, s in enumerate(sections) if s.id in later), len(sections))


def _offer(
    module: WasmModule, kind: ExternKind, index: int, wish: str, wanted: list[Export]
) -> str:
    """Return the name under which an item is exported, adding to ``wanted`` if it is not yet."""
    for export in module.exports:
        if export.kind == kind and export.index == index:
            return export.name
    name, suffix = wish, 0
    while module.export_by_name(name) is not None:
        suffix += 1
        name = f"{wish}_{suffix}"
    wanted.append(Export(name, kind, index))
    return name


def _stack_pointer(module: WasmModule) -> int | None:
    labels = read_names(module).globals
    labelled = (index for index, name in labels.items() if name == _STACK_POINTER_LABEL)
    index = next(labelled, 0)
    space = module.global_space
    if index < len(space) and space[index] == GlobalType("i32", mutable=True):
        return index
    return None
