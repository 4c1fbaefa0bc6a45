"""Layouts of the encoded `Program`, one per schema version, as data.

`BASE` is the layout of schema 0.2.83, in the words of wasm-bindgen's ``crates/shared/src/lib.rs``;
`SCHEMAS` says what each later schema changed. A row whose delta is empty has the layout of the row
above it. Layouts are interpreted by `runtime.bindgen.section` and `runtime.bindgen.encode`; no
other code knows one schema from another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from runtime.records import record


@record(frozen=True)
class TypeSpec:
    """A type in a layout: ``Vec<T>``, ``Option<T>``, or a name.

    Attributes:
        form: ``Vec`` or ``Option``, or empty for a name.
        name: a scalar's, struct's or enum's name; of a form that of its innermost type.
        inner: what the form holds, or None for a name.

    """

    form: Literal["Vec", "Option", ""]
    name: str
    inner: TypeSpec | None = None


@record(frozen=True)
class Item:
    """A field of a struct, or a variant of an enum; only a variant may have no type."""

    name: str
    type: TypeSpec | None


@record(frozen=True)
class Layout:
    """How a `Program` is encoded.

    Attributes:
        schema: the schema version.
        structs: fields by struct, in the order in which they are written.
        enums: variants by enum, in the order of their discriminants.

    """

    schema: str
    structs: Mapping[str, tuple[Item, ...]]
    enums: Mapping[str, tuple[Item, ...]]


@record(frozen=True)
class Define:
    """A struct that is new, or new altogether."""

    struct: str
    fields: str


@record(frozen=True)
class Variants:
    """An enum that is new, or whose variants are now these."""

    enum: str
    variants: str


@record(frozen=True)
class Add:
    """Fields put behind ``after``, by default behind the last one."""

    struct: str
    fields: str
    after: str = ""


@record(frozen=True)
class Remove:
    """A field that is gone."""

    struct: str
    field: str


Change = Define | Variants | Add | Remove

BASE: tuple[Change, ...] = (
    Define(
        "Program",
        "exports: Vec<Export>, enums: Vec<Enum>, imports: Vec<Import>, structs: Vec<Struct>, "
        "typescript_custom_sections: Vec<str>, local_modules: Vec<LocalModule>, "
        "inline_js: Vec<str>, unique_crate_identifier: str, package_json: Option<str>",
    ),
    Define(
        "Import",
        "module: Option<ImportModule>, js_namespace: Option<Vec<str>>, kind: ImportKind",
    ),
    Variants("ImportModule", "Named: str, RawNamed: str, Inline: u32"),
    Variants(
        "ImportKind",
        "Function: ImportFunction, Static: ImportStatic, Type: ImportType, Enum: StringEnum",
    ),
    Define(
        "ImportFunction",
        "shim: str, catch: bool, variadic: bool, assert_no_shim: bool, "
        "method: Option<MethodData>, structural: bool, function: Function",
    ),
    Define("MethodData", "class_name: str, kind: MethodKind"),
    Variants("MethodKind", "Constructor, Operation: Operation"),
    Define("Operation", "is_static: bool, kind: OperationKind"),
    Variants(
        "OperationKind",
        "Regular, Getter: str, Setter: str, IndexingGetter, IndexingSetter, IndexingDeleter",
    ),
    Define("ImportStatic", "name: str, shim: str"),
    Define("ImportType", "name: str, instanceof_shim: str, vendor_prefixes: Vec<str>"),
    # Named ImportEnum up to 0.2.92, and empty.
    Define("StringEnum", ""),
    Define(
        "Export",
        "class_name: Option<str>, comments: Vec<str>, consumed: bool, function: Function, "
        "method_kind: MethodKind, start: StartKind",
    ),
    # A bool up to 0.2.117, which is the same byte.
    Variants("StartKind", "Never, Public"),
    Define(
        "Enum",
        "name: str, variants: Vec<EnumVariant>, comments: Vec<str>, generate_typescript: bool",
    ),
    Define("EnumVariant", "name: str, value: u32, comments: Vec<str>"),
    Define(
        "Function",
        "args: Vec<FunctionArgumentData>, asyncness: bool, name: str, "
        "generate_typescript: bool, variadic: bool",
    ),
    # ``arg_names: Vec<String>`` up to 0.2.99, which is the same bytes.
    Define("FunctionArgumentData", "name: str"),
    Define(
        "Struct",
        "name: str, fields: Vec<StructField>, comments: Vec<str>, is_inspectable: bool, "
        "generate_typescript: bool",
    ),
    Define(
        "StructField", "name: str, readonly: bool, comments: Vec<str>, generate_typescript: bool"
    ),
    Define("LocalModule", "identifier: str, contents: str"),
)

_JSPI: tuple[Change, ...] = (
    Add("ImportFunction", "suspending: bool", after="assert_no_shim"),
    Add("ImportFunction", "generic_per_mono: bool"),
    Add("Function", "jspi: bool", after="asyncness"),
)

SCHEMAS: tuple[tuple[str, tuple[Change, ...]], ...] = (
    ("0.2.83", ()),
    (
        "0.2.84",
        (
            Define("LinkedModule", "module: ImportModule, link_function_name: str"),
            Add("Program", "linked_modules: Vec<LinkedModule>"),
        ),
    ),
    (
        "0.2.85",
        (
            Add("Function", "generate_jsdoc: bool", after="generate_typescript"),
            Add("StructField", "generate_jsdoc: bool"),
        ),
    ),
    ("0.2.87", ()),
    ("0.2.88", ()),
    ("0.2.92", ()),
    (
        "0.2.93",
        (
            Define("ImportString", "shim: str, string: str"),
            Variants(
                "ImportKind",
                "Function: ImportFunction, Static: ImportStatic, String: ImportString, "
                "Type: ImportType, Enum: StringEnum",
            ),
        ),
    ),
    (
        "0.2.94",
        (
            Define(
                "StringEnum",
                "name: str, public: bool, variant_values: Vec<str>, comments: Vec<str>, "
                "generate_typescript: bool",
            ),
            Add("LocalModule", "linked_module: bool"),
        ),
    ),
    ("0.2.95", (Define("StringEnum", "name: str, variant_values: Vec<str>"),)),
    (
        "0.2.96",
        (
            Add("StringEnum", "comments: Vec<str>, generate_typescript: bool"),
            Add("Enum", "signed: bool", after="name"),
        ),
    ),
    # Written by release 0.2.99.
    ("0.2.98", ()),
    (
        "0.2.100",
        (
            Add("FunctionArgumentData", "ty_override: Option<str>, desc: Option<str>"),
            Add("Function", "ret_ty_override: Option<str>, ret_desc: Option<str>"),
        ),
    ),
    ("0.2.101", ()),
    ("0.2.102", ()),
    ("0.2.105", ()),
    (
        "0.2.106",
        (
            Add("Import", "reexport: Option<str>", after="js_namespace"),
            Variants(
                "OperationKind",
                "Regular, RegularThis, Getter: str, Setter: str, IndexingGetter, IndexingSetter, "
                "IndexingDeleter",
            ),
            Add("StringEnum", "js_namespace: Option<Vec<str>>"),
            Add("Export", "js_namespace: Option<Vec<str>>", after="function"),
            Add("Enum", "js_namespace: Option<Vec<str>>"),
            Add("Struct", "js_namespace: Option<Vec<str>>"),
        ),
    ),
    ("0.2.107", (Add("Enum", "private: bool"), Add("Struct", "private: bool"))),
    (
        "0.2.114",
        (
            Add("FunctionArgumentData", "optional: bool", after="ty_override"),
            Add("Struct", "rust_name: str", after="name"),
        ),
    ),
    ("0.2.115", (Add("Import", "generate_typescript: bool", after="reexport"),)),
    ("0.2.118", (Variants("StartKind", "Never, Public, Private"),)),
    ("0.2.119", ()),
    (
        "0.2.121",
        (
            Define(
                "DynamicUnion",
                "name: str, variant_strings: Vec<str>, variant_type_cnt: u32, "
                "comments: Vec<str>, generate_typescript: bool, private: bool, fallback: bool",
            ),
            Variants(
                "ImportKind",
                "Function: ImportFunction, Static: ImportStatic, String: ImportString, "
                "Type: ImportType, Enum: StringEnum, DynamicUnion: DynamicUnion",
            ),
            Add("StringEnum", "private: bool", after="generate_typescript"),
            Add("Struct", "extends: Option<str>"),
        ),
    ),
    (
        "0.2.122",
        (
            Remove("Struct", "rust_name"),
            Add(
                "Struct",
                "extends_js_class: Option<str>, extends_js_namespace: Option<Vec<str>>",
            ),
        ),
    ),
    # Of the repository between releases only; 0.2.128 is its number on crates.io.
    ("0.2.123", _JSPI),
    ("0.2.128", ()),
    ("0.2.130", (Add("Program", "module_path: str", after="unique_crate_identifier"),)),
)
"""Every schema that can be read, oldest first, with what it changed."""

SUPPORTED_SCHEMAS: tuple[str, ...] = tuple(schema for schema, _ in SCHEMAS)


def layout_of(schema: str) -> Layout:
    """Return the layout of a schema.

    Args:
        schema: one of `SUPPORTED_SCHEMAS`.

    Returns:
        its layout.

    Raises:
        KeyError: there is no such schema.

    """
    if schema not in SUPPORTED_SCHEMAS:
        raise KeyError(schema)
    structs: dict[str, tuple[Item, ...]] = {}
    enums: dict[str, tuple[Item, ...]] = {}
    for change in BASE:
        _apply(change, structs, enums)
    for version, changes in SCHEMAS:
        for change in changes:
            _apply(change, structs, enums)
        if version == schema:
            break
    return Layout(schema, MappingProxyType(structs), MappingProxyType(enums))


def _apply(
    change: Change, structs: dict[str, tuple[Item, ...]], enums: dict[str, tuple[Item, ...]]
) -> None:
    if isinstance(change, Define):
        structs[change.struct] = tuple(_items(change.fields))
    elif isinstance(change, Variants):
        enums[change.enum] = tuple(_items(change.variants))
    elif isinstance(change, Remove):
        kept = (item for item in structs[change.struct] if item.name != change.field)
        structs[change.struct] = tuple(kept)
    else:
        fields = structs[change.struct]
        names = [item.name for item in fields]
        place = names.index(change.after) + 1 if change.after else len(fields)
        structs[change.struct] = (*fields[:place], *_items(change.fields), *fields[place:])


def _items(text: str) -> Iterator[Item]:
    for part in filter(None, text.split(", ")):
        name, _, type_text = part.partition(": ")
        yield Item(name, _type(type_text) if type_text else None)


def _type(text: str) -> TypeSpec:
    match = re.fullmatch(r"(Vec|Option)<(.+)>", text)
    if match is None:
        return TypeSpec("", text)
    inner = _type(match[2])
    return TypeSpec("Vec" if match[1] == "Vec" else "Option", inner.name, inner)
