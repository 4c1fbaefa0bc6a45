from __future__ import annotations

import pytest

from runtime.bindgen.codes import codes_of
from runtime.bindgen.versions import (
    ClosureDestructor,
    ClosureLayout,
    ClosureOwner,
    Era,
    ItemOrigin,
    profile_for,
)
from runtime.errors import UnsupportedSchema

# For each attribute: its value in 0.2.83, then (first patch release, value).
CHANGES: dict[str, list[tuple[int, object]]] = {
    "era": [
        (83, Era.DESCRIBE_CLOSURE),
        (102, Era.DESCRIBE_CAST),
        (128, Era.DESCRIBE_GENERIC_IMPORT),
    ],
    "heap_offset": [(83, 32), (84, 128), (109, 1024)],
    "malloc_has_align": [(83, False), (87, True)],
    "struct_args_by_value": [(83, True), (88, False)],
    "option_scalar_as_f64": [(83, False), (96, True)],
    "option_none_f64": [(83, 4294967297.0), (119, 9007199254740991.0)],
    "enum_as_f64": [(83, False), (130, True)],
    "has_nullable": [(83, False), (130, True)],
    "encoded_sequences": [(83, False), (130, True)],
    "mut_slice_prims": [(83, 2), (84, 3)],
    "struct_free_params": [(83, 1), (93, 2)],
    "struct_unwrap": [(83, False), (88, True)],
    "struct_unwrap_takes": [(83, True), (106, False)],
    "enum_has_name": [(83, False), (88, True)],
    "string_enum_has_values": [(83, False), (93, True), (94, False)],
    "string_length_in_bytes": [(83, True), (127, False)],
    "item_origin": [
        (83, ItemOrigin.NONE),
        (128, ItemOrigin.CRATE),
        (130, ItemOrigin.CRATE_AND_MODULE),
    ],
    "closure_layout": [
        (83, ClosureLayout.INVOKE_AND_DESTRUCTOR),
        (101, ClosureLayout.DESTRUCTOR_AND_MUTABLE),
        (115, ClosureLayout.OWNED_AND_MUTABLE),
    ],
    "closure_owner": [(83, ClosureOwner.RUST), (105, ClosureOwner.HOST)],
    "closure_destructor": [(83, ClosureDestructor.TABLE), (115, ClosureDestructor.EXPORT)],
    "boolean_get_is_option": [(83, False), (102, True)],
    "debug_as_source": [(83, False), (130, True)],
    "namespace_separator": [(83, None), (106, "_"), (114, "__")],
    "namespaced_structs": [(83, False), (114, True)],
    "sanitised_symbols": [(83, False), (121, True)],
    "upcast_qualified": [(83, False), (122, True)],
    "crate_hash": [(83, False), (128, True)],
    "module_path": [(83, False), (130, True)],
}


@pytest.mark.parametrize("attribute", CHANGES)
def test_what_changed_in_which_release(attribute: str) -> None:
    for patch in range(83, 132):
        expected = next(v for first, v in reversed(CHANGES[attribute]) if patch >= first)
        assert getattr(profile_for((0, 2, patch)), attribute) == expected, patch


def test_every_attribute_is_in_the_table() -> None:
    assert CHANGES.keys() | {"release", "codes"} == vars(profile_for((0, 2, 83))).keys()


def test_older_releases_are_unsupported_and_newer_ones_like_the_newest() -> None:
    with pytest.raises(UnsupportedSchema):
        profile_for((0, 2, 82))
    assert profile_for((0, 3, 0)).crate_hash


# Codes as the releases' own lists have them; one column per list that differs.
COLUMNS = (83, 84, 92, 93, 96, 119, 121, 130)
CODES: dict[str, tuple[int | None, ...]] = {
    "U64": (7, 7, 7, 7, 7, 7, 7, 7),
    "I64_AS_F64": (None, None, None, None, None, 8, 8, 8),
    "I128": (None, None, None, None, 8, 10, 10, 10),
    "F32": (8, 8, 8, 8, 10, 12, 12, 12),
    "BOOLEAN": (10, 10, 10, 10, 12, 14, 14, 14),
    "FUNCTION": (11, 11, 11, 11, 13, 15, 15, 15),
    "CLOSURE": (12, 12, 12, 12, 14, 16, 16, 16),
    "STRING": (14, 14, 14, 14, 16, 18, 18, 18),
    "REFMUT": (16, 16, 16, 16, 18, 20, 20, 20),
    "LONGREF": (None, 17, 17, 17, 19, 21, 21, 21),
    "SLICE": (17, 18, 18, 18, 20, 22, 22, 22),
    "EXTERNREF": (19, 20, 20, 20, 22, 24, 24, 24),
    "ENUM": (21, 22, 22, 22, 24, 26, 26, 26),
    "STRING_ENUM": (None, None, None, 23, 25, 27, 27, 27),
    "DYNAMIC_UNION": (None, None, None, None, None, None, 28, 28),
    "RUST_STRUCT": (22, 23, 23, 24, 26, 28, 29, 29),
    "UNIT": (26, 27, 27, 28, 30, 32, 33, 33),
    "CLAMPED": (27, 28, 28, 29, 31, 33, 34, 34),
    "NONNULL": (None, None, 29, 30, 32, 34, 35, 35),
    "RAW_POINTER": (None, None, None, None, None, 35, 36, 36),
    "NULLABLE": (None, None, None, None, None, None, None, 38),
}


@pytest.mark.parametrize("name", CODES)
def test_codes_of_every_column(name: str) -> None:
    for patch, code in zip(COLUMNS, CODES[name], strict=True):
        codes = codes_of((0, 2, patch))
        assert (codes.index(name) if name in codes else None) == code, patch


def test_codes_change_only_where_a_column_begins() -> None:
    for patch in range(84, 131):
        changed = codes_of((0, 2, patch)) != codes_of((0, 2, patch - 1))
        assert changed == (patch in COLUMNS), patch
