"""Names of wasm exports and imports that belong to items of a `Program`, release by release.

Source: wasm-bindgen ``crates/shared/src/lib.rs`` (the name functions) and ``Export::export_name``
in ``crates/macro-support/src/ast.rs``. Imports need none of this: their shim is in the section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from runtime.bindgen.program import (
    DynamicUnion,
    Enum,
    Export,
    ImportFunction,
    ImportStatic,
    ImportString,
    ImportType,
    Program,
    Struct,
    StructField,
)
from runtime.bindgen.versions import AbiProfile
from runtime.records import record

DESCRIBE_PREFIX = "__wbindgen_describe_"


def describe_symbol(symbol: str) -> str:
    """Return the export that describes an export, an import's shim, a static's or a getter."""
    return DESCRIBE_PREFIX + symbol


def qualified_name(profile: AbiProfile, namespace: Sequence[str] | None, name: str) -> str:
    """Return the name by which descriptors and symbols know a struct or enum.

    Args:
        profile: the guest's release.
        namespace: the item's ``js_namespace``.
        name: its JavaScript name.

    Returns:
        ``ns1__ns2__Name``; before 0.2.114 just the name.

    """
    return "__".join([*(namespace or ()), name]) if profile.namespaced_structs else name


def item_name(profile: AbiProfile, item: Struct | Enum) -> str:
    """Return the qualified name of a struct or C-like enum."""
    return qualified_name(profile, item.js_namespace, item.name)


def export_symbol(profile: AbiProfile, program: Program, export: Export) -> str:
    """Return the wasm export of an exported function or method."""
    name = _suffix(profile, export.function.name)
    if export.class_name is not None:
        name = f"{_lower(export.class_name)}_{name}"
    if export.js_namespace is not None and profile.namespace_separator is not None:
        name = profile.namespace_separator.join([*export.js_namespace, name])
    return _mangled(profile, program, name)


def field_getter(profile: AbiProfile, program: Program, struct: Struct, field: StructField) -> str:
    """Return the wasm export that reads a field, given a pointer."""
    return _field(profile, program, struct, field, "get")


def field_setter(profile: AbiProfile, program: Program, struct: Struct, field: StructField) -> str:
    """Return the wasm export that writes a field, given a pointer; readonly fields have none."""
    return _field(profile, program, struct, field, "set")


def struct_free(profile: AbiProfile, program: Program, struct: Struct) -> str:
    """Return the wasm export that frees an object."""
    return _of_struct(profile, program, struct, "free")


def struct_new(profile: AbiProfile, program: Program, struct: Struct) -> str:
    """Return the wasm import that makes a JsValue of a pointer."""
    return _of_struct(profile, program, struct, "new")


def struct_unwrap(profile: AbiProfile, program: Program, struct: Struct) -> str | None:
    """Return the wasm import that makes a pointer of a JsValue, or None before 0.2.88."""
    if not profile.struct_unwrap:
        return None
    return _of_struct(profile, program, struct, "unwrap")


def struct_upcast(profile: AbiProfile, program: Program, struct: Struct) -> str | None:
    """Return the wasm export that turns a pointer into one to the parent, or None without one."""
    parent = struct.extends_js_class or struct.extends
    if parent is None:
        return None
    if profile.upcast_qualified:
        parent = qualified_name(profile, struct.extends_js_namespace, parent)
    name = f"__wbg_upcast_{_lower(item_name(profile, struct))}_to_{_lower(parent)}"
    return _mangled(profile, program, name)


def union_variant(profile: AbiProfile, program: Program, union: DynamicUnion, index: int) -> str:
    """Return the symbol under which the type of a union's variant is described."""
    name = _mangled(profile, program, f"__wbg_dynamic_union_{_lower(union.name)}_{index}")
    return f"{name}_{program.module_path}" if profile.module_path else name


@record(frozen=True)
class Symbol:
    """A wasm import or export that a `Program` gives cause to expect.

    Attributes:
        direction: whether the module imports or exports it. An import is absent where nothing
            calls it: the linker drops it.
        name: its name.
        described: it has a describe function of its own.

    """

    direction: Literal["import", "export"]
    name: str
    described: bool


def symbols_of(profile: AbiProfile, program: Program) -> Iterator[Symbol]:
    """Yield the symbols of a program's items.

    Args:
        profile: the guest's release.
        program: the program.

    Returns:
        them, in the program's order.

    """
    for export in program.exports:
        yield Symbol("export", export_symbol(profile, program, export), True)
    for struct in program.structs:
        yield from _struct_symbols(profile, program, struct)
    for item in program.imports:
        kind = item.kind
        if isinstance(kind, (ImportFunction, ImportStatic)):
            yield Symbol("import", kind.shim, True)
        elif isinstance(kind, ImportString):
            yield Symbol("import", kind.shim, False)
        elif isinstance(kind, ImportType):
            yield Symbol("import", kind.instanceof_shim, False)
    for linked in program.linked_modules:
        yield Symbol("import", linked.link_function_name, False)


def _struct_symbols(profile: AbiProfile, program: Program, struct: Struct) -> Iterator[Symbol]:
    yield Symbol("export", struct_free(profile, program, struct), False)
    for field in struct.fields:
        yield Symbol("export", field_getter(profile, program, struct, field), True)
        if not field.readonly:
            yield Symbol("export", field_setter(profile, program, struct, field), False)
    yield Symbol("import", struct_new(profile, program, struct), False)
    for direction, name in (
        ("import", struct_unwrap(profile, program, struct)),
        ("export", struct_upcast(profile, program, struct)),
    ):
        if name is not None:
            yield Symbol("import" if direction == "import" else "export", name, False)


def _of_struct(profile: AbiProfile, program: Program, struct: Struct, what: str) -> str:
    return _mangled(profile, program, f"__wbg_{_lower(item_name(profile, struct))}_{what}")


def _field(
    profile: AbiProfile, program: Program, struct: Struct, field: StructField, what: str
) -> str:
    suffix = _suffix(profile, field.name)
    name = f"__wbg_{what}_{_lower(item_name(profile, struct))}_{suffix}"
    return _mangled(profile, program, name)


def _mangled(profile: AbiProfile, program: Program, name: str) -> str:
    return f"{name}_{program.crate_hash}" if profile.crate_hash else name


def _lower(name: str) -> str:
    # Character by character, as Rust's char::to_lowercase: str.lower() treats a final sigma apart.
    return "".join(character.lower() for character in name)


def _suffix(profile: AbiProfile, name: str) -> str:
    """Make a JavaScript name fit for a symbol: ``[Symbol.iterator]`` is ``Symbol_iterator``."""
    if not profile.sanitised_symbols:
        return name
    kept = (c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name)
    return "".join(new for new, old in zip(kept, name, strict=True) if old not in "[]")
