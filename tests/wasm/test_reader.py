from __future__ import annotations

from pathlib import Path

import pytest

from runtime.errors import MalformedModule, NotWasm
from runtime.wasm import (
    ElementSegment,
    Export,
    FuncType,
    GlobalType,
    Import,
    Limits,
    MemoryType,
    TableType,
    decode_module,
    encode_module,
)
from runtime.wasm.leb import encode_u32
from runtime.wasm.model import Section
from runtime.wasm.writer import HEADER, encode_name, encode_vector

from .samples import BUILT, SMALL, assemble, padded

F = FuncType(("i32", "i64"), ("f32",))
G = FuncType((), ())


def test_every_view_of_the_small_module() -> None:
    module = decode_module(SMALL)
    assert module.types == (F, G)
    assert module.imports == (
        Import("env", "f", "func", F),
        Import("env", "t", "table", TableType("funcref", Limits(1))),
        Import("env", "m", "memory", MemoryType(Limits(1, 2), shared=True)),
        Import("env", "g", "global", GlobalType("i64", mutable=False)),
        Import("env", "e", "tag", G),
    )
    assert module.functions == (1, 1)
    assert module.tables == (TableType("funcref", Limits(2, 9)),)
    assert module.globals == (GlobalType("i32", True), GlobalType("f64", False))
    assert module.exports == (Export("run", "func", 1), Export("mem", "memory", 0))
    assert module.start == 2
    assert [custom.name for custom in module.customs] == ["first", "name"]
    assert module.customs_named("first")[0].payload == b"anything"


def test_index_spaces_begin_with_the_imports() -> None:
    module = decode_module(SMALL)
    assert [module.type_of_function(index) for index in range(3)] == [F, G, G]
    assert len(module.table_space) == 2
    assert [g.value for g in module.global_space] == ["i64", "i32", "f64"]
    assert module.function_type("run") == G
    assert module.export_by_name("walk") is None
    with pytest.raises(KeyError):
        module.function_type("mem")
    for index in (-1, 3):
        with pytest.raises(IndexError):
            module.type_of_function(index)


def test_element_segments_of_every_form() -> None:
    assert decode_module(SMALL).elements == (
        ElementSegment("active", 0, 5, (1, 2)),
        ElementSegment("passive", None, None, (1,)),
        ElementSegment("active", 1, None, (2,)),
        ElementSegment("declarative", None, None, (2,)),
        ElementSegment("active", 0, 2**32 - 1, (1, None)),
        ElementSegment("passive", None, None, (2,)),
        ElementSegment("active", 0, None, ()),
        ElementSegment("declarative", None, None, (None,)),
    )


def test_offsets_are_those_of_the_payload_in_the_module() -> None:
    module = decode_module(SMALL)
    for section in module.sections:
        at = section.offset
        assert SMALL[at : at + len(section.payload)] == section.payload
    first = module.customs[0]
    assert SMALL[first.offset :].startswith(b"anything")


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_an_untouched_guest_is_written_back_byte_for_byte(path: Path) -> None:
    data = path.read_bytes()
    module = decode_module(data)
    assert encode_module(module) == data
    assert all(module.type_of_function(e.index) for e in module.exports if e.kind == "func")


def test_the_small_module_is_written_back_byte_for_byte() -> None:
    assert encode_module(decode_module(SMALL)) == SMALL
    assert decode_module(HEADER).sections == ()


def test_padded_numbers_are_accepted() -> None:
    payload = padded(1) + b"\x60" + padded(1) + b"\x7f" + padded(0)
    data = assemble(Section(1, 0, payload, size_width=5))
    assert decode_module(data).types == (FuncType(("i32",), ()),)
    assert encode_module(decode_module(data)) == data


@pytest.mark.parametrize("data", [b"", b"\0asm", b"\0asm\x0d\0\x01\0", b"#!/bin/sh\n"])
def test_what_does_not_begin_as_a_module_is_not_wasm(data: bytes) -> None:
    with pytest.raises(NotWasm):
        decode_module(data)


def section(section_id: int, payload: bytes) -> Section:
    return Section(section_id, 0, payload)


ONE_TYPE = section(1, b"\x01\x60\x00\x00")
# What is wrong, the sections, which section says so, its offset after the header.
MALFORMED = [
    ("an unknown section", [section(14, b"")], "module", 0),
    ("a section twice", [ONE_TYPE, ONE_TYPE], "module", 6),
    ("sections out of order", [section(3, b"\x00"), ONE_TYPE], "module", 3),
    ("data count behind code", [section(10, b"\x00"), section(12, b"\x00")], "module", 3),
    ("too many types", [section(1, b"\x7f\x60\x00\x00")], "type", 2),
    ("a type that is no function", [section(1, b"\x01\x5f\x00\x00")], "type", 3),
    ("an unknown value type", [section(1, b"\x01\x60\x01\x01\x00")], "type", 5),
    ("too many parameters", [section(1, b"\x01\x60\x09\x7f\x00")], "type", 4),
    ("bytes behind the types", [section(1, b"\x01\x60\x00\x00\x00")], "type", 6),
    ("a function without its type", [section(3, b"\x01\x00")], "function", 3),
    ("an unknown import kind", [section(2, b"\x01\x00\x00\x05\x00")], "import", 5),
    ("a table of numbers", [section(4, b"\x01\x7f\x00\x00")], "table", 3),
    ("unknown limits", [section(5, b"\x01\x08\x00")], "memory", 3),
    ("mutability 2", [section(6, b"\x01\x7f\x02\x41\x00\x0b")], "global", 4),
    ("an initial value that calls", [section(6, b"\x01\x7f\x00\x10\x00\x0b")], "global", 5),
    ("an export of nothing", [section(7, b"\x01\x00\x00\x00")], "export", 5),
    ("an unknown export kind", [section(7, b"\x01\x00\x09\x00")], "export", 4),
    ("a start that is not there", [section(8, b"\x00")], "start", 2),
    ("unknown element flags", [section(9, b"\x01\x08")], "element", 3),
    ("an unknown element kind", [section(9, b"\x01\x01\x01\x00")], "element", 4),
    ("a custom name too long", [section(0, b"\x05abc")], "custom", 3),
]


@pytest.mark.parametrize(
    ("sections", "name", "offset"), [case[1:] for case in MALFORMED], ids=[c[0] for c in MALFORMED]
)
def test_a_malformed_module_is_refused(sections: list[Section], name: str, offset: int) -> None:
    with pytest.raises(MalformedModule) as caught:
        decode_module(assemble(*sections))
    assert (caught.value.section, caught.value.offset - len(HEADER)) == (name, offset)


def test_a_section_that_goes_beyond_the_module_is_refused() -> None:
    with pytest.raises(MalformedModule, match="a payload of 9 bytes, found 1"):
        decode_module(HEADER + b"\x01\x09\x00")


def test_no_prefix_of_a_module_does_anything_but_decode_or_fail_cleanly() -> None:
    # A module may end behind any section; a prefix that lacks the functions fails for its exports.
    ends = {section.offset + len(section.payload) for section in decode_module(SMALL).sections}
    for end in range(len(HEADER) + 1, len(SMALL)):
        if end in ends:
            continue
        with pytest.raises(MalformedModule) as caught:
            decode_module(SMALL[:end])
        assert len(HEADER) <= caught.value.offset <= end


def test_a_table_with_an_initial_value() -> None:
    data = assemble(section(4, b"\x01\x40\x00\x70\x00\x03\xd0\x70\x0b"))
    assert decode_module(data).tables == (TableType("funcref", Limits(3)),)


def test_constants_of_every_kind() -> None:
    v128 = b"\xfd\x0c" + bytes(16)
    constants = [
        b"\x7f\x00\x41\x7f\x0b",
        b"\x7e\x00\x42\x7f\x0b",
        b"\x7d\x00\x43" + bytes(4) + b"\x0b",
        b"\x7b\x00" + v128 + b"\x0b",
        b"\x6f\x00\xd0\x6f\x0b",
    ]
    names = [g.value for g in decode_module(assemble(section(6, encode_vector(constants)))).globals]
    assert names == ["i32", "i64", "f32", "v128", "externref"]
    with pytest.raises(MalformedModule, match=r"v128\.const"):
        decode_module(assemble(section(6, b"\x01\x7b\x00\xfd\x0d\x0b")))


def test_a_custom_section_may_be_named_like_anything() -> None:
    data = assemble(section(0, encode_name("é") + b"\xff"), section(0, encode_u32(0)))
    assert [custom.name for custom in decode_module(data).customs] == ["é", ""]
