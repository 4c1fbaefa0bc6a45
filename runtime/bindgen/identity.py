"""Which item of a module a descriptor's name means.

A name alone says it up to 0.2.127. From 0.2.128 on each crate may have a private struct or enum
of the same name, and from 0.2.130 on each module of a crate, and descriptors say where a type is
from (``assign_item_identities`` in ``cli-support/src/wit/mod.rs``).
"""

from __future__ import annotations

from runtime.bindgen.descriptor import module_path_hash
from runtime.bindgen.program import DynamicUnion as UnionItem
from runtime.bindgen.program import Enum as EnumItem
from runtime.bindgen.program import Program, Struct
from runtime.bindgen.program import StringEnum as StringEnumItem
from runtime.bindgen.symbols import qualified_name
from runtime.bindgen.tys import DynamicUnion, Enum, Origin, RustStruct, StringEnum
from runtime.bindgen.versions import AbiProfile, ItemOrigin


def identity(named: Enum | StringEnum | DynamicUnion | RustStruct) -> str:
    """Return what tells the item that a descriptor names from all others of its kind."""
    return _joined(named.name, named.origin)


def string_enum_arguments(descriptor: StringEnum) -> str:
    """Return how adapters name a string enum: `identity`, and the values where it came with them.

    Of all releases 0.2.93 alone has those in the descriptor, and not in the section.
    """
    values = f", {descriptor.values!r}" if descriptor.values else ""
    return f"{identity(descriptor)!r}{values}"


def identity_of(
    profile: AbiProfile, program: Program, item: Struct | EnumItem | StringEnumItem | UnionItem
) -> str:
    """Return the `identity` of an item that a program defines."""
    name = item.name
    if isinstance(item, (Struct, EnumItem)):
        name = qualified_name(profile, item.js_namespace, name)
    return _joined(name, origin_of(profile, program, item))


def struct_identity(profile: AbiProfile, program: Program, qualified: str) -> str:
    """Return the `identity` of a struct of a program's crate, by its qualified name."""
    return _joined(qualified, origin_of(profile, program, Struct()))


def origin_of(
    profile: AbiProfile, program: Program, item: Struct | EnumItem | StringEnumItem | UnionItem
) -> Origin | None:
    """Return what descriptors of an item say about where it is from."""
    crate, known = program.unique_crate_identifier, profile.item_origin
    if known is ItemOrigin.CRATE_AND_MODULE:
        in_crate = isinstance(item, Struct)
        return Origin(crate, None if in_crate else module_path_hash(program.module_path))
    if known is ItemOrigin.CRATE and isinstance(item, (Struct, EnumItem)):
        return Origin(crate)
    return None


def _joined(name: str, origin: Origin | None) -> str:
    if origin is None:
        return name
    module = "" if origin.module_hash is None else f" {origin.module_hash:08x}"
    return f"{name} of {origin.crate}{module}"
