"""Programs and modules to test with; strategies made from the schema table itself."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from runtime.bindgen.encode import encode_section
from runtime.bindgen.program import (
    STRUCTS,
    VARIANTS,
    Constructor,
    Export,
    Function,
    Import,
    ImportFunction,
    ImportStatic,
    ImportType,
    Inline,
    Named,
    Operation,
    Program,
    StartKind,
    Struct,
    StructField,
)
from runtime.bindgen.schema import Item, Layout, TypeSpec
from runtime.wasm.model import Section
from runtime.wasm.writer import HEADER
from runtime.wasm.writer import encode_section as encode_wasm_section

ROOT = Path(__file__).parents[2]
BUILT = sorted([*(ROOT / "tests/guests/built").glob("*.wasm"), *(ROOT / "demos").glob("*.wasm")])

INTERVAL = Program(
    exports=(
        Export("Interval", function=Function(name="new"), method_kind=Constructor()),
        Export("Interval", function=Function(name="stop"), method_kind=Operation()),
        Export(function=Function(name="hello"), method_kind=Operation(is_static=True)),
        Export(function=Function(name="begin"), start=StartKind.Public),
    ),
    structs=(Struct("Interval", (StructField("count"), StructField("id", readonly=True))),),
    imports=(
        Import(kind=ImportFunction("__wbg_log_1", function=Function(name="log"))),
        Import(Named("mod"), kind=ImportStatic("TOP", "__wbg_top_2")),
        Import(Inline(0), ("a", "b"), kind=ImportType("Thing", "__wbg_instanceof_3")),
    ),
    inline_js=("export const a = {};",),
    unique_crate_identifier="my-guest-0123456789abcdef",
)


def module_with(*sections: Section) -> bytes:
    return HEADER + b"".join(map(encode_wasm_section, sections))


def guest(schema: str, version: str | None = None) -> bytes:
    """Return a module that has nothing but the section."""
    return module_with(encode_section([INTERVAL, Program()], schema, version))


# --- strategies from the table ---------------------------------------------------------------

_CLASSES = {cls.__name__: cls for cls in (*STRUCTS, *VARIANTS)}
_TEXT = st.text(max_size=3)


def values(spec: TypeSpec, layout: Layout) -> st.SearchStrategy[object]:
    """Build what a field of that type can hold under that layout."""
    if spec.form:
        assert spec.inner is not None
        inner = values(spec.inner, layout)
        if spec.form == "Option":
            return st.none() | inner
        return st.lists(inner, max_size=2).map(tuple)
    if spec.name in layout.structs:
        return structs(spec.name, layout)
    if spec.name == "StartKind":
        return st.sampled_from([StartKind[v.name] for v in layout.enums["StartKind"]])
    if spec.name in layout.enums:
        return st.one_of(*(_variant(v, layout) for v in layout.enums[spec.name]))
    scalars: dict[str, st.SearchStrategy[object]] = {
        "bool": st.booleans(),
        "u32": st.integers(0, 2**32 - 1),
        "str": _TEXT,
    }
    return scalars[spec.name]


def structs(name: str, layout: Layout) -> st.SearchStrategy[object]:
    """Build a struct with the fields that the layout has, all others at their defaults."""
    fields = {f.name: values(f.type, layout) for f in layout.structs[name] if f.type is not None}
    return st.builds(_CLASSES[name], **fields)


def _variant(variant: Item, layout: Layout) -> st.SearchStrategy[object]:
    if variant.type is None:
        return st.builds(_CLASSES[variant.name])
    if variant.type.name in layout.structs:
        return structs(variant.type.name, layout)
    return st.builds(_CLASSES[variant.name], values(variant.type, layout))
