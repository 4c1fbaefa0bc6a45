"""Which signatures have a program, and what stands for their types in it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from runtime.adapters.programs import (
    FALLIBLE,
    HANDLE,
    KINDS,
    MOST_PRIMS,
    OTHER,
    entry_program,
    value_op,
)
from runtime.bindgen.descriptor import (
    Descriptor,
    Kind,
    NamedExternref,
    Nullable,
    Option,
    Ref,
    Result,
    Slice,
    Vector,
)
from runtime.bindgen.versions import profile_for

OLD, MIDDLE, NEW = (profile_for((0, 2, patch)) for patch in (83, 100, 130))


def op(kind: Kind, none: int = 0) -> int:
    return KINDS.index(kind) | none


@pytest.mark.parametrize(
    ("descriptor", "old", "middle", "new"),
    [
        *((kind, op(kind), op(kind), op(kind)) for kind in KINDS),
        (Ref(Kind.I32), op(Kind.I32), op(Kind.I32), op(Kind.I32)),
        (Ref(Kind.STRING), op(Kind.STRING), op(Kind.STRING), op(Kind.STRING)),
        (Kind.CLAMPED_U8, op(Kind.U8), op(Kind.U8), op(Kind.U8)),
        *((Option(kind), *[op(kind, 0x20)] * 3) for kind in (Kind.U8, Kind.BOOLEAN, Kind.CHAR)),
        (Option(Kind.U32), op(Kind.U32, 0x80), op(Kind.U32, 0x40), op(Kind.U32, 0x60)),
        (Option(Kind.F32), op(Kind.F32, 0x80), op(Kind.F32, 0x40), op(Kind.F32, 0x60)),
        *((Option(kind), *[op(kind, 0x80)] * 3) for kind in (Kind.F64, Kind.I64)),
        *((each, *[op(Kind.STRING, 0xA0)] * 3) for each in (Option(Kind.STRING),)),
        (Option(Ref(Kind.STRING)), *[op(Kind.STRING, 0xA0)] * 3),
        (Ref(Option(Kind.U8)), *[op(Kind.U8, 0x20)] * 3),
        *(
            (each, None, None, None)
            for each in (
                *(Kind.EXTERNREF, Kind.CACHED_STRING, Kind.I128, Kind.NONNULL),
                *(Vector(Kind.U8), Ref(Slice(Kind.U8)), Nullable(Kind.U8)),
                *(Option(Nullable(Kind.U8)), Option(Option(Kind.U8)), Option(Kind.UNIT)),
            )
        ),
    ],
)
def test_ops(descriptor: Descriptor, old: int | None, middle: int | None, new: int | None) -> None:
    found = [value_op(descriptor, profile) for profile in (OLD, MIDDLE, NEW)]
    assert found == [old, middle, new]


@pytest.mark.parametrize(
    ("args", "ret", "expected"),
    [
        ((), Kind.UNIT, (b"", 0, 0)),
        ((Kind.F64, Kind.STRING), Kind.F64, (bytes([10, 13]), 0, 10)),
        ((Kind.F64,), Vector(Kind.F64), (bytes([10]), 0, OTHER)),
        ((Kind.EXTERNREF,), Kind.EXTERNREF, (bytes([HANDLE]), 0, HANDLE)),
        ((NamedExternref("Event"),), Kind.UNIT, (bytes([HANDLE]), 0, 0)),
        ((Option(Kind.EXTERNREF),), Option(Kind.EXTERNREF), (bytes([0xB0]), 0, 0xB0)),
        ((), Result(Kind.UNIT), (b"", 0, FALLIBLE)),
        ((), Result(Kind.EXTERNREF), (b"", 0, FALLIBLE | HANDLE)),
        ((), Result(Kind.STRING), (b"", 0, OTHER)),
        ((Ref(Kind.EXTERNREF),), Kind.UNIT, None),
        ((Nullable(Kind.EXTERNREF),), Kind.UNIT, None),
        ((Kind.STRING,) * (MOST_PRIMS // 2), Kind.UNIT, (bytes([13] * 6), 0, 0)),
        ((Kind.STRING,) * (MOST_PRIMS // 2) + (Kind.U8,), Kind.UNIT, None),
    ],
)
def test_entries(
    args: Sequence[Descriptor], ret: Descriptor, expected: tuple[bytes, int, int] | None
) -> None:
    assert entry_program(args, ret, 0, NEW) == expected
