"""Bytes to frozen dataclasses.

Framing first (every section, in order, none twice), then one small decoder per section. What is
decoded is what a host needs to find its way in; the engine validates the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from runtime.wasm.leb import Cursor
from runtime.wasm.model import (
    SECTION_NAMES,
    SECTION_ORDER,
    CustomSection,
    ElementSegment,
    Export,
    ExternType,
    FuncType,
    GlobalType,
    Import,
    Limits,
    MemoryType,
    Section,
    TableType,
    WasmModule,
)
from runtime.wasm.writer import EXTERN_KINDS, HEADER

_T = TypeVar("_T")

_VALUE_TYPES = {
    0x7F: "i32",
    0x7E: "i64",
    0x7D: "f32",
    0x7C: "f64",
    0x7B: "v128",
    0x70: "funcref",
    0x6F: "externref",
}
_FUNC_TYPE = 0x60
_LIMIT_FLAGS = {"maximum": 0x01, "shared": 0x02, "is64": 0x04}

_END = 0x0B
_OPERATORS_WITHOUT_IMMEDIATE = frozenset({0x6A, 0x6B, 0x6C, 0x7C, 0x7D, 0x7E})
"""i32 and i64 add, sub, mul: constant since the extended-const proposal."""


def decode_module(data: bytes) -> WasmModule:
    """Decode a module.

    Args:
        data: the whole ``.wasm`` file.

    Returns:
        the module; `runtime.wasm.encode_module` gives back the same bytes.

    Raises:
        NotWasm: the bytes do not begin as a module does: give the file that cargo wrote.
        MalformedModule: they do, but break off or make no sense at some offset: build again, or
            check that the file was copied whole.

    """
    if data[: len(HEADER)] != HEADER:
        from runtime.errors import NotWasm

        raise NotWasm(data[: len(HEADER)])
    sections = _sections(data)
    by_id = {section.id: section for section in sections}
    types = _vector(by_id, 1, "types", _func_type)
    imports = _vector(by_id, 2, "imports", lambda cursor: _import(cursor, types))
    functions = _vector(by_id, 3, "functions", lambda cursor: _type_index(cursor, types))
    tables = _vector(by_id, 4, "tables", _table)
    memories = _vector(by_id, 5, "memories", _memory_type)
    globals_ = _vector(by_id, 6, "globals", _global)
    tags = _vector(by_id, 13, "tags", lambda cursor: _tag(cursor, types))
    sizes = [sum(1 for item in imports if item.kind == kind) for kind in EXTERN_KINDS]
    for kind, own in enumerate((functions, tables, memories, globals_, tags)):
        sizes[kind] += len(own)
    return WasmModule(
        sections=sections,
        types=types,
        imports=imports,
        functions=functions,
        tables=tables,
        memories=memories,
        globals=globals_,
        exports=_vector(by_id, 7, "exports", lambda cursor: _export(cursor, sizes)),
        start=_start(by_id.get(8), sizes[0]),
        elements=_vector(by_id, 9, "element segments", _element),
        customs=tuple(_custom(section) for section in sections if section.id == 0),
    )


def _sections(data: bytes) -> tuple[Section, ...]:
    cursor = Cursor(data, len(HEADER), section="module")
    found: list[Section] = []
    reached = -1
    while cursor.remaining:
        start = cursor.offset
        section_id = cursor.byte("a section")
        if section_id >= len(SECTION_NAMES):
            raise cursor.fail(f"a section id below {len(SECTION_NAMES)}, found {section_id}", start)
        if section_id:
            place = SECTION_ORDER.index(section_id)
            if place <= reached:
                name = SECTION_NAMES[section_id]
                raise cursor.fail(f"no {name} section here: it is a second or belongs above", start)
            reached = place
        size_at = cursor.offset
        cursor.section = SECTION_NAMES[section_id]
        size = cursor.u32("the section's size")
        width = cursor.offset - size_at
        offset = cursor.offset
        found.append(Section(section_id, offset, cursor.take(size, "a payload"), width))
        cursor.section = "module"
    return tuple(found)


def _cursor(section: Section) -> Cursor:
    return Cursor(section.payload, section=SECTION_NAMES[section.id], base=section.offset)


def _vector(
    by_id: dict[int, Section], section_id: int, items: str, read: Callable[[Cursor], _T]
) -> tuple[_T, ...]:
    section = by_id.get(section_id)
    if section is None:
        return ()
    cursor = _cursor(section)
    decoded = tuple(read(cursor) for _ in range(cursor.count(items)))
    cursor.finish(f"the {cursor.section} section")
    return decoded


def _value_type(cursor: Cursor) -> str:
    start = cursor.offset
    code = cursor.byte("a value type")
    if code not in _VALUE_TYPES:
        raise cursor.fail(f"a value type, found {code:#04x}", start)
    return _VALUE_TYPES[code]


def _reference_type(cursor: Cursor) -> str:
    start = cursor.offset
    name = _value_type(cursor)
    if name not in ("funcref", "externref"):
        raise cursor.fail(f"a reference type, found {name}", start)
    return name


def _func_type(cursor: Cursor) -> FuncType:
    start = cursor.offset
    form = cursor.byte("a function type")
    if form != _FUNC_TYPE:
        raise cursor.fail(f"a function type (0x60), found {form:#04x}", start)
    params = tuple(_value_type(cursor) for _ in range(cursor.count("parameters")))
    return FuncType(params, tuple(_value_type(cursor) for _ in range(cursor.count("results"))))


def _index(cursor: Cursor, size: int, what: str) -> int:
    start = cursor.offset
    index = cursor.u32(f"the index of a {what}")
    if index >= size:
        raise cursor.fail(f"the index of a {what} below {size}, found {index}", start)
    return index


def _type_index(cursor: Cursor, types: Sequence[FuncType]) -> int:
    return _index(cursor, len(types), "type")


def _limits(cursor: Cursor, allowed: int) -> tuple[Limits, int]:
    start = cursor.offset
    flags = cursor.byte("limits")
    if flags & ~allowed:
        raise cursor.fail(f"limits' flags, found {flags:#04x}", start)
    # A 64-bit bound is read as u32: no module for this host is that large.
    minimum = cursor.u32("a minimum")
    maximum = cursor.u32("a maximum") if flags & _LIMIT_FLAGS["maximum"] else None
    return Limits(minimum, maximum), flags


def _table_type(cursor: Cursor) -> TableType:
    element = _reference_type(cursor)
    limits, _ = _limits(cursor, _LIMIT_FLAGS["maximum"] | _LIMIT_FLAGS["is64"])
    return TableType(element, limits)


def _table(cursor: Cursor) -> TableType:
    # 0x40 0x00 announces an initial value (function-references proposal).
    if cursor.data[cursor.offset : cursor.offset + 2] == b"\x40\x00":
        cursor.take(2, "a table")
        table = _table_type(cursor)
        _constant(cursor)
        return table
    return _table_type(cursor)


def _memory_type(cursor: Cursor) -> MemoryType:
    limits, flags = _limits(cursor, sum(_LIMIT_FLAGS.values()))
    shared, is64 = _LIMIT_FLAGS["shared"], _LIMIT_FLAGS["is64"]
    return MemoryType(limits, bool(flags & shared), bool(flags & is64))


def _global_type(cursor: Cursor) -> GlobalType:
    value = _value_type(cursor)
    start = cursor.offset
    mutability = cursor.byte("mutability")
    if mutability > 1:
        raise cursor.fail(f"mutability 0 or 1, found {mutability}", start)
    return GlobalType(value, bool(mutability))


def _global(cursor: Cursor) -> GlobalType:
    result = _global_type(cursor)
    _constant(cursor)
    return result


def _tag(cursor: Cursor, types: Sequence[FuncType]) -> FuncType:
    start = cursor.offset
    if cursor.byte("a tag's attribute") != 0:
        raise cursor.fail("a tag's attribute 0", start)
    return types[_type_index(cursor, types)]


def _import(cursor: Cursor, types: Sequence[FuncType]) -> Import:
    module = cursor.name("an import's module")
    name = cursor.name("an import's name")
    start = cursor.offset
    code = cursor.byte("an import's kind")
    if code >= len(EXTERN_KINDS):
        raise cursor.fail(f"an import's kind below {len(EXTERN_KINDS)}, found {code}", start)
    decoders: tuple[Callable[[Cursor], ExternType], ...] = (
        lambda c: types[_type_index(c, types)],
        _table_type,
        _memory_type,
        _global_type,
        lambda c: _tag(c, types),
    )
    return Import(module, name, EXTERN_KINDS[code], decoders[code](cursor))


def _export(cursor: Cursor, sizes: Sequence[int]) -> Export:
    name = cursor.name("an export's name")
    start = cursor.offset
    code = cursor.byte("an export's kind")
    if code >= len(EXTERN_KINDS):
        raise cursor.fail(f"an export's kind below {len(EXTERN_KINDS)}, found {code}", start)
    kind = EXTERN_KINDS[code]
    return Export(name, kind, _index(cursor, sizes[code], kind))


def _start(section: Section | None, functions: int) -> int | None:
    if section is None:
        return None
    cursor = _cursor(section)
    index = _index(cursor, functions, "func")
    cursor.finish("the start section")
    return index


def _custom(section: Section) -> CustomSection:
    cursor = _cursor(section)
    name = cursor.name("a custom section's name")
    return CustomSection(name, section.payload[cursor.offset :], section.offset + cursor.offset)


def _constant(cursor: Cursor) -> int | None:
    """Skip a constant expression; return its value if it is one ``i32.const``, unsigned."""
    start = cursor.offset
    seen: list[int | None] = []
    while (opcode := cursor.byte("a constant expression")) != _END:
        seen.append(_constant_operand(cursor, opcode, start))
    return seen[0] if len(seen) == 1 else None


def _constant_operand(cursor: Cursor, opcode: int, start: int) -> int | None:
    if opcode == 0x41:
        return cursor.signed(32, "an i32") & 0xFFFFFFFF
    if opcode == 0x42:
        cursor.signed(64, "an i64")
    elif opcode in (0x23, 0xD2):
        cursor.u32("an index")
    elif opcode in (0x43, 0x44):
        cursor.take(4 if opcode == 0x43 else 8, "a float")
    elif opcode == 0xD0:
        _reference_type(cursor)
    elif opcode == 0xFD:
        if cursor.u32("a vector operator") != 0x0C:
            raise cursor.fail("v128.const", start)
        cursor.take(16, "a v128")
    elif opcode not in _OPERATORS_WITHOUT_IMMEDIATE:
        raise cursor.fail(f"a constant expression, found opcode {opcode:#04x}", start)
    return None


def _element(cursor: Cursor) -> ElementSegment:
    """Read a segment; its flags' bits are those of the spec, "Element Section"."""
    start = cursor.offset
    flags = cursor.u32("an element segment")
    if flags > 7:
        raise cursor.fail(f"an element segment's flags below 8, found {flags}", start)
    passive, explicit, expressions = flags & 1, flags & 2, flags & 4
    mode: Literal["active", "passive", "declarative"] = "active"
    table = offset = None
    if passive:
        mode = "declarative" if explicit else "passive"
    else:
        table = cursor.u32("a table index") if explicit else 0
        offset = _constant(cursor)
    if flags & 3:
        _element_kind(cursor, bool(expressions))
    read = _function_expression if expressions else _function_index
    functions = tuple(read(cursor) for _ in range(cursor.count("functions")))
    return ElementSegment(mode, table, offset, functions)


def _element_kind(cursor: Cursor, expressions: bool) -> None:
    if expressions:
        _reference_type(cursor)
        return
    start = cursor.offset
    if cursor.byte("an element kind") != 0:
        raise cursor.fail("element kind 0 (functions)", start)


def _function_index(cursor: Cursor) -> int | None:
    return cursor.u32("a function index")


def _function_expression(cursor: Cursor) -> int | None:
    """Read an expression; give the index of a lone ``ref.func``, else None."""
    before = cursor.offset
    _constant(cursor)
    body = Cursor(cursor.data, before, cursor.offset, section=cursor.section, base=cursor.base)
    if body.byte("a constant expression") != 0xD2:
        return None
    index = body.u32("a function index")
    return index if body.remaining == 1 else None
