"""Types as the numbers that cross, and how those lie in memory; facts are ABI's."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.adapters.layout import c_layout, prims, tuple_layout
from runtime.bindgen.descriptor import Descriptor, Function, Kind, Option, Ref, Result, Vector
from runtime.bindgen.versions import profile_for
from runtime.engine.interface import ValueType

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
    ("types", "code", "words"),
    [
        (("i32", "i32"), "<ii", 1),
        (("i32", "f64"), "<i4xd", 2),
        (("i32", "i64", "i64"), "<i4xqq", 3),
        (("f64", "i32", "i32"), "<dii", 2),
        (("i32", "i32", "i32"), "<iii4x", 2),
    ],
)
def test_a_c_struct(types: tuple[ValueType, ...], code: str, words: int) -> None:
    layout = c_layout(types)
    assert (layout.format, layout.words) == (code, words)
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
