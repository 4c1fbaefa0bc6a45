"""Casts and closures read out of code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from runtime.bindgen.describe import encode_cast, encode_descriptor
from runtime.bindgen.descriptor import Cast, Closure, Function, Kind, Ref
from runtime.bindgen.discovery import Discovered, discover
from runtime.bindgen.section import read_section
from runtime.bindgen.versions import profile_for
from runtime.wasm.leb import encode_u32
from runtime.wasm.model import ElementSegment, FuncType, Import, Section, WasmModule
from runtime.wasm.reader import decode_module

BUILT = Path(__file__).parents[1] / "guests" / "built"
B, C = profile_for((0, 2, 127)), profile_for((0, 2, 130))
A = profile_for((0, 2, 100))
FROM_F64 = Cast("", Function(0, (Kind.F64,), Kind.EXTERNREF, Kind.EXTERNREF))
NOTHING = FuncType((), ())
DESCRIBE, MARKER, MAKER = 0, 1, 2


def call(function: int) -> bytes:
    return b"\x10" + encode_u32(function, 5)


def constant(value: int) -> bytes:
    wide = value & 0xFFFFFFFF
    groups = [wide >> (7 * n) & 0x7F for n in range(5)]
    if value < 0 or wide >= 1 << 31:
        groups[4] |= 0x70
    return b"\x41" + bytes([*(group | 0x80 for group in groups[:4]), groups[4]])


def told(words: Sequence[int]) -> bytes:
    return b"".join(constant(word) + call(DESCRIBE) for word in words)


MARKED = constant(9) + b"\x20\x00" + call(MARKER) + b"\x28\x02\x00\x1a"


def module(*codes: bytes, marker: str = "__wbindgen_describe_cast") -> WasmModule:
    """Return a module of nullary functions; their indices begin at 3."""
    names = {
        "__wbindgen_describe": FuncType(("i32",), ()),
        marker: FuncType(("i32", "i32"), ("i32",)),
        "__wbindgen_describe_closure": FuncType(("i32", "i32", "i32"), ("i32",)),
    }
    bodies = [b"\0" + code + b"\x0b" for code in codes]
    payload = encode_u32(len(bodies)) + b"".join(encode_u32(len(b)) + b for b in bodies)
    return WasmModule(
        sections=(Section(10, 0, payload),),
        types=(NOTHING,),
        imports=tuple(
            Import("__wbindgen_placeholder__", name, "func", type_) for name, type_ in names.items()
        ),
        functions=(0,) * len(bodies),
        elements=(ElementSegment("active", 0, 1, tuple(range(3, 3 + len(bodies)))),),
    )


def test_a_cast_is_read() -> None:
    found = discover(module(told(encode_cast(FROM_F64, B)) + MARKED), B)
    assert found == Discovered((FROM_F64,))


def test_a_generic_import_is_read_with_its_key() -> None:
    generic = Cast("__wbg_echo_0", Function(0, (Kind.U8, Kind.F32), Kind.UNIT, Kind.UNIT))
    code = told(encode_cast(generic, C)) + MARKED
    marker = "__wbindgen_describe_generic_import"
    assert discover(module(code, marker=marker), C) == Discovered((generic,))


def test_each_cast_is_told_once() -> None:
    code = told(encode_cast(FROM_F64, B)) + MARKED
    assert discover(module(code, code, code + code), B) == Discovered((FROM_F64,))


def test_words_of_a_function_of_their_own() -> None:
    """A type that many share is described by a function that they call."""
    words = encode_cast(FROM_F64, B)
    shared = told(words[3:])
    assert discover(module(shared, told(words[:3]) + call(3) + MARKED), B).casts == (FROM_F64,)


def test_a_closure_before_casts() -> None:
    function = Function(7, (Ref(Kind.STRING),), Kind.BOOLEAN, Kind.BOOLEAN)
    closure = Closure(True, True, 3, function)
    make = constant(1) + constant(1048576) + constant(1) + call(MAKER) + b"\x1a"
    assert discover(module(told(encode_descriptor(closure, A)), make), A).closures == (closure,)


@pytest.mark.parametrize(
    "code",
    [
        told([15, 0, 1]) + MARKED,  # not a whole cast
        told([99] * 8) + MARKED,
        b"\x20\x00" + call(DESCRIBE) + MARKED,  # no constant
        b"\x02\x40" + told(encode_cast(FROM_F64, B)) + MARKED + b"\x0b",  # a block
        call(3) + MARKED,  # recursion
        (call(4) + call(4)) * 40 + MARKED,
        constant(1) + constant(1) + constant(77) + call(MAKER),  # beyond the table
        constant(1) + constant(1) + constant(1) + call(MAKER),  # describes nothing
    ],
)
def test_what_cannot_be_read_is_counted(code: bytes) -> None:
    assert discover(module(code), B) == Discovered(unread=1)


def test_doubling_at_each_level_ends() -> None:
    levels = [call(4 + n) * 2 for n in range(30)]
    found = discover(module(*levels, told([1]), call(3) + MARKED), B)
    assert found == Discovered(unread=1)


def test_a_module_without_either() -> None:
    assert discover(WasmModule(sections=()), B) == Discovered()


@pytest.mark.parametrize("file", sorted(BUILT.glob("c*.wasm")), ids=lambda file: file.stem)
def test_all_that_rustc_makes_of_them_can_be_read(file: Path) -> None:
    decoded = decode_module(file.read_bytes())
    section = read_section(decoded)
    assert section is not None
    found = discover(decoded, section.profile)
    assert found.unread == 0
    if file.stem.startswith("conformance"):
        assert len(found.casts) + len(found.closures) > 40
