from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime.bindgen import Program, decode_program, encode_program, layout_of
from runtime.bindgen.program import (
    STRUCTS,
    VARIANTS,
    Export,
    Getter,
    Import,
    ImportFunction,
    ImportType,
    Operation,
    RegularThis,
    StringEnum,
)
from runtime.bindgen.schema import SUPPORTED_SCHEMAS

from .samples import structs


@pytest.mark.parametrize("schema", SUPPORTED_SCHEMAS)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_every_program_of_every_schema_comes_back(schema: str, data: st.DataObject) -> None:
    layout = layout_of(schema)
    program = data.draw(structs("Program", layout))
    assert isinstance(program, Program)
    assert decode_program(encode_program(program, layout), layout) == program


def test_the_table_has_a_row_per_published_schema() -> None:
    numbers = [tuple(map(int, schema.split("."))) for schema in SUPPORTED_SCHEMAS]
    assert numbers == sorted(set(numbers))
    assert (SUPPORTED_SCHEMAS[0], SUPPORTED_SCHEMAS[-1]) == ("0.2.83", "0.2.130")
    assert {"0.2.98", "0.2.107", "0.2.123", "0.2.128"} < set(SUPPORTED_SCHEMAS)
    assert not {"0.2.82", "0.2.86", "0.2.99", "0.2.120", "0.2.129"} & set(SUPPORTED_SCHEMAS)
    with pytest.raises(KeyError):
        layout_of("0.2.120")


@pytest.mark.parametrize("schema", SUPPORTED_SCHEMAS)
def test_every_name_in_a_layout_has_a_class_with_such_a_field(schema: str) -> None:
    layout = layout_of(schema)
    structs_by_name = {cls.__name__: cls for cls in STRUCTS}
    for name, fields in layout.structs.items():
        known = {field.name for field in dataclasses.fields(structs_by_name[name])}
        assert {field.name for field in fields} <= known
    variants = {cls.__name__ for cls in VARIANTS}
    for name, items in layout.enums.items():
        if name != "StartKind":
            payloads = {i.name if i.type is None else i.type.name for i in items}
            held = payloads & layout.structs.keys()
            assert {i.name for i in items if i.type is None} <= variants
            assert all(i.name in variants for i in items if i.type and i.type.name not in held)


def test_the_newest_layout_has_every_field_but_the_withdrawn_ones() -> None:
    layout = layout_of(SUPPORTED_SCHEMAS[-1])
    missing = {
        (cls.__name__, field.name)
        for cls in STRUCTS
        for field in dataclasses.fields(cls)
        if field.name not in {item.name for item in layout.structs[cls.__name__]}
    }
    assert missing == {("Struct", "rust_name"), ("StringEnum", "public")}


EMPTY = {
    "0.2.83": b"\0\0\0\0\0\0\0\0\0",
    "0.2.84": b"\0\0\0\0\0\0\0\0\0\0",
    "0.2.128": b"\0\0\0\0\0\0\0\0\0\0",
    "0.2.130": b"\0\0\0\0\0\0\0\0\0\0\0",
}


@pytest.mark.parametrize(("schema", "data"), EMPTY.items())
def test_the_empty_program(schema: str, data: bytes) -> None:
    assert encode_program(Program(), layout_of(schema)) == data
    assert decode_program(data, layout_of(schema)) == Program()


def function_bytes(name: bytes) -> bytes:
    return b"\0\0" + bytes([len(name)]) + name + b"\0\0"


def imported(kind: bytes) -> bytes:
    return b"\0\0\x01" + b"\0\0" + kind + bytes(6)


# The discriminants that moved, as bytes written by hand.
MOVED = [
    ("0.2.92", imported(b"\x02\x01T\x01i\0"), ImportType("T", "i")),
    ("0.2.93", imported(b"\x03\x01T\x01i\0") + b"\0", ImportType("T", "i")),
    ("0.2.92", imported(b"\x03"), StringEnum()),
    ("0.2.95", imported(b"\x04\x01E\x01\x01a") + b"\0", StringEnum("E", ("a",))),
]


@pytest.mark.parametrize(("schema", "data", "kind"), MOVED)
def test_discriminants_of_imports_moved(schema: str, data: bytes, kind: object) -> None:
    layout = layout_of(schema)
    data = data.ljust(len(data) + 1, b"\0") if schema == "0.2.92" else data
    assert decode_program(data, layout) == Program(imports=(Import(kind=kind),))  # type: ignore[arg-type] # table


def test_operation_kinds_moved_with_0_2_106() -> None:
    def operation(schema: str, kind: bytes) -> object:
        method = b"\x01\x01T\x01\0" + kind
        start = b"\0\0\x01\0\0" + (b"\0" if schema == "0.2.106" else b"")
        function = b"\0\0\x01f\0\0\0\0\0"
        data = start + b"\0\x01s\0\0\0" + method + b"\0" + function + bytes(7)
        program = decode_program(data, layout_of(schema))
        found = program.imports[0].kind
        assert isinstance(found, ImportFunction)
        assert found.method is not None
        assert isinstance(found.method.kind, Operation)
        return found.method.kind.kind

    assert operation("0.2.105", b"\x01\x01p") == Getter("p")
    assert operation("0.2.106", b"\x01") == RegularThis()
    assert operation("0.2.106", b"\x02\x01p") == Getter("p")


def test_what_a_schema_cannot_say_is_an_error_or_left_out() -> None:
    old = layout_of("0.2.83")
    this = Operation(kind=RegularThis())
    with pytest.raises(ValueError, match="no RegularThis in OperationKind"):
        encode_program(Program(exports=(_export(this),)), old)
    assert encode_program(Program(module_path="a::b"), old) == encode_program(Program(), old)


def _export(operation: Operation) -> Export:
    return Export(method_kind=operation)
