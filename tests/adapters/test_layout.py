"""Types as the numbers that cross, and how those lie in memory; facts are ABI's."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.adapters.layout import Empties, c_layout, emptiable, prims, tuple_layout
from runtime.bindgen.descriptor import (
    Descriptor,
    Enum,
    Function,
    Kind,
    Nullable,
    Option,
    Ref,
    Result,
    Vector,
)
from runtime.bindgen.versions import profile_for
from runtime.engine.interface import ValueType
from runtime.errors import UnsupportedType

OLD, NEW = profile_for((0, 2, 83)), profile_for((0, 2, 130))
CLOSURE = Function(3, (Kind.U32,), Kind.STRING, Kind.STRING)


@pytest.mark.parametrize(
    ("descriptor", "old", "new"),
    [
        (Kind.UNIT, (), ()),
        (Kind.U8, ("i32",), ("i32",)),
        (Kind.I64, ("i64",), ("i64",)),
        (Kind.I128, ("i64", "i64"), ("i64", "i64")),
        (Kind.STRING, ("i32", "i32"), ("i32", "i32")),
        (Ref(Kind.STRING), ("i32", "i32"), ("i32", "i32")),
        (Vector(Kind.F64), ("i32", "i32"), ("i32", "i32")),
        (Option(Kind.BOOLEAN), ("i32",), ("i32",)),
        (Option(Kind.U32), ("i32", "i32"), ("f64",)),
        (Option(Kind.F32), ("i32", "f32"), ("f64",)),
        (Option(Kind.F64), ("i32", "f64"), ("i32", "f64")),
        (Option(Kind.EXTERNREF), ("i32",), ("i32",)),
        (Option(Kind.STRING), ("i32", "i32"), ("i32", "i32")),
        (Result(Kind.F64), ("f64", "i32", "i32"), ("f64", "i32", "i32")),
        (Ref(CLOSURE), ("i32", "i32"), ("i32", "i32")),
    ],
)
def test_prims(
    descriptor: Descriptor, old: tuple[ValueType, ...], new: tuple[ValueType, ...]
) -> None:
    assert prims(descriptor, OLD) == old
    assert prims(descriptor, NEW) == new


@pytest.mark.parametrize(
    ("types", "code", "words", "offsets"),
    [
        (("i32", "i32"), "<ii", 1, (0, 4)),
        (("i32", "f64"), "<i4xd", 2, (0, 8)),
        (("i32", "i64", "i64"), "<i4xqq", 3, (0, 8, 16)),
        (("f64", "i32", "i32"), "<dii", 2, (0, 8, 12)),
        (("i32", "i32", "i32"), "<iii4x", 2, (0, 4, 8)),
    ],
)
def test_a_c_struct(
    types: tuple[ValueType, ...], code: str, words: int, offsets: tuple[int, ...]
) -> None:
    layout = c_layout(types)
    assert (layout.format, layout.words, layout.offsets) == (code, words, offsets)
    assert struct.calcsize(layout.format) == 8 * words
    assert struct.calcsize(layout.tight) == layout.size


@given(st.lists(st.sampled_from(["i32", "i64", "f32", "f64"]), max_size=4))
def test_a_tuple_has_no_holes_between(types: list[ValueType]) -> None:
    layout, places = tuple_layout(types)
    assert sorted(places) == list(range(len(types)))
    assert "x" not in layout.tight


def test_a_tuple_puts_the_largest_alignment_first() -> None:
    layout, places = tuple_layout(["i32", "f64"])
    assert (layout.tight, places) == ("<di", (1, 0))


@pytest.mark.parametrize(
    ("descriptor", "numbers"),
    [
        (Nullable(Kind.U8), ("i32",)),
        (Nullable(Kind.I32), ("f64",)),
        (Nullable(Kind.F64), ("i32", "f64")),
        (Nullable(Kind.U128), ("i32", "i64", "i64")),
        (Nullable(Enum("E", 3)), ("f64",)),
        (Nullable(Kind.EXTERNREF), ("i32",)),
        (Nullable(Ref(Kind.STRING)), ("i32", "i32")),
        # Each address is one: null needs a number beyond them.
        (Nullable(Kind.NONNULL), ("f64",)),
        (Option(Kind.NONNULL), ("i32",)),
        (Option(Ref(Kind.I64)), ("i32", "i64")),
    ],
)
def test_prims_of_what_may_be_empty(descriptor: Descriptor, numbers: tuple[ValueType, ...]) -> None:
    assert prims(descriptor, NEW) == numbers
    if isinstance(descriptor, Nullable):
        assert prims(Option(descriptor), NEW) == numbers


@pytest.mark.parametrize(
    ("descriptor", "expected"),
    [
        (Kind.U8, None),
        (Option(Kind.U8), (Empties.UNDEFINED, Kind.U8)),
        (Nullable(Kind.STRING), (Empties.NULL, Kind.STRING)),
        (Option(Nullable(Kind.I32)), (Empties.BOTH, Kind.I32)),
        # A reference is moved inwards, and one to a number is the number.
        (Ref(Option(Kind.STRING)), (Empties.UNDEFINED, Ref(Kind.STRING))),
        (Option(Ref(Nullable(Kind.EXTERNREF))), (Empties.BOTH, Ref(Kind.EXTERNREF))),
        (Option(Ref(Kind.U8)), (Empties.UNDEFINED, Kind.U8)),
        (Option(Ref(Ref(Kind.EXTERNREF))), (Empties.UNDEFINED, Ref(Kind.EXTERNREF))),
    ],
)
def test_what_may_be_empty(
    descriptor: Descriptor, expected: tuple[Empties, Descriptor] | None
) -> None:
    assert emptiable(descriptor) == expected


@pytest.mark.parametrize(
    "descriptor",
    [Option(Option(Kind.U8)), Nullable(Nullable(Kind.U8)), Nullable(Option(Kind.U8))],
)
def test_empty_within_empty_does_not_cross(descriptor: Descriptor) -> None:
    with pytest.raises(UnsupportedType):
        emptiable(descriptor)
