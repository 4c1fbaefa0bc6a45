from __future__ import annotations

import pytest

from runtime.bindgen import Program, profile_for
from runtime.bindgen.program import (
    DynamicUnion,
    Export,
    Function,
    Struct,
    StructField,
)
from runtime.bindgen.symbols import (
    describe_symbol,
    export_symbol,
    field_getter,
    field_setter,
    struct_free,
    struct_new,
    struct_unwrap,
    struct_upcast,
    symbols_of,
    union_variant,
)
from runtime.bindgen.versions import AbiProfile

from .conftest import BuiltGuest
from .samples import INTERVAL

HASH = "0366135d41f4ace2"
PROGRAM = Program(unique_crate_identifier=f"my-guest-{HASH}", module_path="my_guest::deep")


def release(patch: int) -> AbiProfile:
    return profile_for((0, 2, patch))


def export(name: str, class_name: str | None = None, *namespace: str) -> Export:
    return Export(class_name, function=Function(name=name), js_namespace=namespace or None)


EXPORTS = [
    (83, export("hello"), "hello"),
    (83, export("renamedMethod", "MyThing"), "mything_renamedMethod"),
    (106, export("f", None, "ns1", "ns2"), "ns1_ns2_f"),
    (113, export("new", "Spaced", "ns1"), "ns1_spaced_new"),
    (114, export("f", None, "ns1", "ns2"), "ns1__ns2__f"),
    (114, export("new", "Spaced", "ns1"), "ns1__spaced_new"),
    (120, export("[Symbol.iterator]", "A"), "a_[Symbol.iterator]"),
    (121, export("[Symbol.iterator]", "A"), "a_Symbol_iterator"),
    (121, export("snow-\u2603"), "snow__"),
    (127, export("hello"), "hello"),
    (128, export("hello"), f"hello_{HASH}"),
    (130, export("[Symbol.iterator]", "A", "N"), f"N__a_Symbol_iterator_{HASH}"),
]


@pytest.mark.parametrize(("patch", "item", "symbol"), EXPORTS)
def test_exports(patch: int, item: Export, symbol: str) -> None:
    assert export_symbol(release(patch), PROGRAM, item) == symbol
    assert describe_symbol(symbol) == f"__wbindgen_describe_{symbol}"


SPACED = Struct("Spaced", (StructField("x-y"),), js_namespace=("ns1",))
STRUCTS = [
    (106, "spaced", "x-y", ""),
    (114, "ns1__spaced", "x-y", ""),
    (121, "ns1__spaced", "x_y", ""),
    (128, "ns1__spaced", "x_y", f"_{HASH}"),
]


@pytest.mark.parametrize(("patch", "name", "field", "end"), STRUCTS)
def test_structs_and_fields(patch: int, name: str, field: str, end: str) -> None:
    profile = release(patch)
    assert struct_free(profile, PROGRAM, SPACED) == f"__wbg_{name}_free{end}"
    assert struct_new(profile, PROGRAM, SPACED) == f"__wbg_{name}_new{end}"
    assert struct_unwrap(profile, PROGRAM, SPACED) == f"__wbg_{name}_unwrap{end}"
    only = SPACED.fields[0]
    assert field_getter(profile, PROGRAM, SPACED, only) == f"__wbg_get_{name}_{field}{end}"
    assert field_setter(profile, PROGRAM, SPACED, only) == f"__wbg_set_{name}_{field}{end}"


def test_older_releases_do_not_unwrap() -> None:
    assert struct_unwrap(release(87), PROGRAM, SPACED) is None


def test_names_are_lowered_character_by_character() -> None:
    sigma = Struct("\u0391\u03a3")
    assert struct_free(release(83), PROGRAM, sigma) == "__wbg_\u03b1\u03c3_free"


def test_upcasts() -> None:
    child = Struct("Child", extends="Parent", extends_js_namespace=("ns",))
    renamed = Struct("Child", extends="Parent", extends_js_class="Base")
    assert struct_upcast(release(121), PROGRAM, child) == "__wbg_upcast_child_to_parent"
    assert struct_upcast(release(122), PROGRAM, child) == "__wbg_upcast_child_to_ns__parent"
    assert struct_upcast(release(130), PROGRAM, renamed) == f"__wbg_upcast_child_to_base_{HASH}"
    assert struct_upcast(release(130), PROGRAM, SPACED) is None


@pytest.mark.parametrize(
    ("patch", "end"), [(121, ""), (129, f"_{HASH}"), (130, f"_{HASH}_my_guest::deep")]
)
def test_union_variants(patch: int, end: str) -> None:
    symbol = union_variant(release(patch), PROGRAM, DynamicUnion("Choice"), 1)
    assert symbol == f"__wbg_dynamic_union_choice_1{end}"


def test_symbols_of_a_program() -> None:
    found = [(s.direction, s.name, s.described) for s in symbols_of(release(83), INTERVAL)]
    assert found == [
        ("export", "interval_new", True),
        ("export", "interval_stop", True),
        ("export", "hello", True),
        ("export", "begin", True),
        ("export", "__wbg_interval_free", False),
        ("export", "__wbg_get_interval_count", True),
        ("export", "__wbg_set_interval_count", False),
        ("export", "__wbg_get_interval_id", True),
        ("import", "__wbg_interval_new", False),
        ("import", "__wbg_log_1", True),
        ("import", "__wbg_top_2", True),
        ("import", "__wbg_instanceof_3", False),
    ]


def test_every_symbol_of_a_guest_is_there(built: BuiltGuest) -> None:
    module, section = built.module, built.section
    if section is None:
        return
    exports = {item.name for item in module.exports}
    imports = {item.name for item in module.imports}
    symbols = {s for program in section.programs for s in symbols_of(section.profile, program)}
    assert {s.name for s in symbols if s.direction == "export"} <= exports
    used = {s for s in symbols if s.name in exports | imports}
    assert {describe_symbol(s.name) for s in used if s.described} <= exports
    # The other way round: every shim that is imported is a symbol of some program.
    shims = {name for name in imports if name.startswith("__wbg_")}
    assert shims <= {s.name for s in symbols}
