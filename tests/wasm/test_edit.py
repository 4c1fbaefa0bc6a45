from __future__ import annotations

from pathlib import Path

import pytest

from runtime.errors import MalformedModule
from runtime.wasm import (
    Export,
    Internals,
    WasmModule,
    add_exports,
    decode_module,
    encode_module,
    export_internals,
)
from runtime.wasm.edit import STACK_POINTER_NAME, TABLE_NAME
from runtime.wasm.model import Section
from runtime.wasm.writer import encode_name, encode_vector

from .samples import BUILT, SMALL, assemble, minimal


def test_exports_are_appended_and_nothing_else_changes() -> None:
    before = decode_module(SMALL)
    after = add_exports(before, [Export("more", "func", 2), Export("g", "global", 0)])
    assert after.exports == (*before.exports, Export("more", "func", 2), Export("g", "global", 0))
    untouched = [s.payload for s in before.sections if s.id != 7]
    assert [s.payload for s in after.sections if s.id != 7] == untouched
    assert decode_module(encode_module(after)) == after


def test_a_module_without_exports_gets_a_section_where_it_belongs() -> None:
    sections = (Section(4, 0, b"\x00"), Section(10, 0, b"\x00"), Section(0, 0, b"\x00"))
    module = decode_module(assemble(*sections, Section(11, 0, b"\x00")))
    with pytest.raises(MalformedModule):
        add_exports(module, [Export("t", "table", 0)])
    with_table = decode_module(minimal())
    after = add_exports(with_table, [Export("t", "table", 0)])
    assert [s.id for s in after.sections] == [4, 6, 7]


def test_it_goes_before_later_sections() -> None:
    data = minimal() + assemble(Section(10, 0, b"\x00"), Section(11, 0, b"\x00"))[8:]
    after = add_exports(decode_module(data), [Export("t", "table", 0)])
    assert [s.id for s in after.sections] == [4, 6, 7, 10, 11]


def test_nothing_to_add_is_nothing_changed() -> None:
    module = decode_module(SMALL)
    assert add_exports(module, []) is module


@pytest.mark.parametrize("names", [["run"], ["a", "a"]])
def test_a_name_is_exported_once(names: list[str]) -> None:
    with pytest.raises(ValueError, match="exported already"):
        add_exports(decode_module(SMALL), [Export(name, "func", 0) for name in names])


def both(module: WasmModule, internals: Internals) -> list[Export | None]:
    names = (internals.table, internals.stack_pointer)
    return [None if name is None else module.export_by_name(name) for name in names]


def test_the_labelled_stack_pointer_is_found_and_an_imported_table_too() -> None:
    data, internals = export_internals(SMALL)
    assert internals == Internals(TABLE_NAME, STACK_POINTER_NAME)
    assert both(decode_module(data), internals) == [
        Export(TABLE_NAME, "table", 0),
        Export(STACK_POINTER_NAME, "global", 1),
    ]


def test_without_labels_the_first_global_is_the_stack_pointer() -> None:
    data, internals = export_internals(minimal())
    assert both(decode_module(data), internals) == [
        Export(TABLE_NAME, "table", 0),
        Export(STACK_POINTER_NAME, "global", 0),
    ]


@pytest.mark.parametrize(
    "pointer",
    [None, b"\x7f\x00\x41\x00\x0b", b"\x7e\x01\x42\x00\x0b"],
    ids=["no global", "immutable", "64 bits"],
)
def test_a_global_that_cannot_be_the_stack_pointer_stays_inside(pointer: bytes | None) -> None:
    data, internals = export_internals(minimal(table=False, pointer=pointer))
    assert internals == Internals(None, None)
    assert decode_module(data).exports == ()


def test_what_is_exported_already_is_reused() -> None:
    once, internals = export_internals(minimal())
    assert export_internals(once) == (once, internals)
    exports = encode_vector([encode_name("__indirect_function_table") + b"\x01\x00"])
    with_table = minimal() + assemble(Section(7, 0, exports))[8:]
    _, internals = export_internals(decode_module(with_table))
    assert internals == Internals("__indirect_function_table", STACK_POINTER_NAME)


def test_a_taken_name_is_avoided() -> None:
    exports = encode_vector([encode_name(TABLE_NAME) + b"\x03\x00"])
    _, internals = export_internals(minimal() + assemble(Section(7, 0, exports))[8:])
    assert internals == Internals(f"{TABLE_NAME}_1", TABLE_NAME)


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_every_guest_has_a_table_and_a_stack_pointer(path: Path) -> None:
    data, internals = export_internals(path.read_bytes())
    assert None not in both(decode_module(data), internals)
