"""What an item is called in descriptors, and what it is called here, agree."""

from __future__ import annotations

import pytest

from runtime.bindgen.descriptor import Enum, Origin, RustStruct, StringEnum, module_path_hash
from runtime.bindgen.identity import identity, identity_of, struct_identity
from runtime.bindgen.program import Enum as EnumItem
from runtime.bindgen.program import Program, Struct
from runtime.bindgen.program import StringEnum as StringEnumItem
from runtime.bindgen.versions import profile_for

CRATE = "guest-0123456789abcdef"
PROGRAM = Program(unique_crate_identifier=CRATE, module_path="guest::inner")
PATH = module_path_hash("guest::inner")


@pytest.mark.parametrize(
    ("patch", "struct", "enum", "string_enum"),
    [
        (113, RustStruct("S"), Enum("E", 1), StringEnum("T", 2)),
        (127, RustStruct("ns__S"), Enum("ns__E", 1), StringEnum("T", 2)),
        (
            128,
            RustStruct("ns__S", Origin(CRATE)),
            Enum("ns__E", 1, Origin(CRATE)),
            StringEnum("T", 2),
        ),
        (
            130,
            RustStruct("ns__S", Origin(CRATE)),
            Enum("ns__E", 1, Origin(CRATE, PATH)),
            StringEnum("T", 2, Origin(CRATE, PATH)),
        ),
    ],
)
def test_each_release_tells_more(
    patch: int, struct: RustStruct, enum: Enum, string_enum: StringEnum
) -> None:
    profile = profile_for((0, 2, patch))
    assert identity_of(profile, PROGRAM, Struct("S", js_namespace=("ns",))) == identity(struct)
    assert identity_of(profile, PROGRAM, EnumItem("E", js_namespace=("ns",))) == identity(enum)
    assert identity_of(profile, PROGRAM, StringEnumItem("T")) == identity(string_enum)
    assert struct_identity(profile, PROGRAM, struct.name) == identity(struct)


def test_items_of_one_name_are_told_apart() -> None:
    told = {
        identity(item)
        for item in (
            Enum("E", 1, Origin(CRATE, 1)),
            Enum("E", 1, Origin(CRATE, 2)),
            Enum("E", 1, Origin("other-0", 1)),
        )
    }
    assert len(told) == 3
