"""Descriptor codes: which number stands for which type, release by release.

As data: the order of the oldest release, and what each later release put where. A code is a
name's place in the order (wasm-bindgen ``src/describe.rs``, later ``crates/shared/src/tys.rs``).
"""

from __future__ import annotations

from runtime.records import record

ReleaseNumber = tuple[int, int, int]

_OLDEST: tuple[str, ...] = (
    *("I8", "U8", "I16", "U16", "I32", "U32", "I64", "U64", "F32", "F64", "BOOLEAN"),
    *("FUNCTION", "CLOSURE", "CACHED_STRING", "STRING", "REF", "REFMUT", "SLICE", "VECTOR"),
    *("EXTERNREF", "NAMED_EXTERNREF", "ENUM", "RUST_STRUCT", "CHAR", "OPTIONAL", "RESULT"),
    *("UNIT", "CLAMPED"),
)


@record(frozen=True)
class Insertion:
    """Names that a release put into the order, behind the name ``after``."""

    since: ReleaseNumber
    names: tuple[str, ...]
    after: str


INSERTIONS: tuple[Insertion, ...] = (
    Insertion((0, 2, 84), ("LONGREF",), "REFMUT"),
    Insertion((0, 2, 92), ("NONNULL",), "CLAMPED"),
    Insertion((0, 2, 93), ("STRING_ENUM",), "ENUM"),
    Insertion((0, 2, 96), ("I128", "U128"), "U64"),
    Insertion((0, 2, 119), ("I64_AS_F64", "U64_AS_F64"), "U64"),
    Insertion((0, 2, 119), ("RAW_POINTER",), "NONNULL"),
    Insertion((0, 2, 121), ("DYNAMIC_UNION",), "STRING_ENUM"),
    Insertion((0, 2, 130), ("SEQ_MODE", "NULLABLE"), "RAW_POINTER"),
)
"""Oldest release first."""


def codes_of(release: ReleaseNumber) -> tuple[str, ...]:
    """Return the names of a release in the order of their codes, from 0.

    Args:
        release: the crate's version.

    Returns:
        the names, as wasm-bindgen's source spells them.

    """
    order = list(_OLDEST)
    for insertion in INSERTIONS:
        if release >= insertion.since:
            place = order.index(insertion.after) + 1
            order[place:place] = insertion.names
    return tuple(order)
