"""What a guest may give that is no value: the call fails and says why, and the guest goes on."""

from __future__ import annotations

from typing import Any

import pytest

import runtime
from runtime.bindgen.descriptor import (
    Descriptor,
    Function,
    Kind,
    Option,
    Ref,
    Slice,
    Vector,
)
from runtime.core.values import null
from runtime.errors import (
    InvalidValue,
    MalformedModule,
    ScopeEnded,
    SignatureMismatch,
    UnsupportedType,
)

from .crafted import LEVEL, MOOD, Crafted, Described

pytestmark = pytest.mark.asyncio

LENT, TEXT = Ref(Kind.EXTERNREF), Ref(Kind.STRING)
OUTSIDE = "0xfffffff0"

Row = tuple[Descriptor, str, str, str]
"""A Rust type, the wasm types that carry it, the numbers that a guest gives, and what is said."""

NO_VALUES: list[Row] = [
    (Kind.CHAR, "i32", "(i32.const 0xd800)", "0xd800 for a char"),
    (Kind.CHAR, "i32", "(i32.const 0x110000)", "0x110000 for a char"),
    (Kind.CHAR, "i32", "(i32.const -1)", "for a char"),
    (Option(Kind.CHAR), "i32", "(i32.const 0xdfff)", "0xdfff for a char"),
    (Option(Kind.BOOLEAN), "i32", "(i32.const 2)", "Option<bool>"),
    (Option(Kind.U8), "i32", "(i32.const 256)", "256 for an Option<u8>"),
    (Option(Kind.I8), "i32", "(i32.const 128)", "128 for an Option<i8>"),
    (Option(Kind.U16), "i32", "(i32.const 0xfffffe)", "Option<u16>"),
    (Option(Kind.I32), "f64", "(f64.const 1.5)", "Option<i32>"),
    (Option(Kind.I32), "f64", "(f64.const 2147483648)", "Option<i32>"),
    (Option(Kind.U32), "f64", "(f64.const -1)", "Option<u32>"),
    (Option(Kind.U32), "f64", "(f64.const nan)", "Option<u32>"),
    (Option(Kind.U32), "f64", "(f64.const inf)", "Option<u32>"),
    (LEVEL, "i32", "(i32.const 9)", "9 for the enum Level"),
    (Option(LEVEL), "i32", "(i32.const 4)", "4 for the enum Level"),
    (MOOD, "i32", "(i32.const 2)", "2 for the string enum Mood"),
    (Option(MOOD), "i32", "(i32.const -1)", "-1 for the string enum Mood"),
    (Kind.EXTERNREF, "i32", "(i32.const 777777)", "777777, which was never given out"),
    (Kind.EXTERNREF, "i32", "(i32.const -5)", "-5, which was never given out"),
]
"""Numbers that stand for no value, one each."""

IN_MEMORY: list[Row] = [
    (TEXT, "i32 i32", f"(i32.const {OUTSIDE}) (i32.const 100)", "outside its memory"),
    (TEXT, "i32 i32", "(i32.const 16) (i32.const -1)", "outside its memory"),
    (TEXT, "i32 i32", "(i32.const 131072) (i32.const 1)", "outside its memory"),
    (TEXT, "i32 i32", "(i32.const 16) (i32.const 6)", "no UTF-8"),
    (Kind.STRING, "i32 i32", "(i32.const 22) (i32.const 2)", "no UTF-8"),
    (Option(TEXT), "i32 i32", f"(i32.const {OUTSIDE}) (i32.const 1)", "outside its memory"),
    (Ref(Slice(Kind.U32)), "i32 i32", "(i32.const 16) (i32.const 32765)", "outside its memory"),
    # Times the size of an element, the length is 4 in 32 bits.
    (Ref(Slice(Kind.U32)), "i32 i32", "(i32.const 16) (i32.const 0x40000001)", "outside"),
    (Vector(Kind.F64), "i32 i32", "(i32.const 16) (i32.const 0x20000001)", "outside"),
    (Vector(Kind.U64), "i32 i32", f"(i32.const {OUTSIDE}) (i32.const 3)", "outside its memory"),
    (Vector(Kind.EXTERNREF), "i32 i32", "(i32.const 16) (i32.const 0x40000001)", "outside"),
    (Vector(Kind.EXTERNREF), "i32 i32", "(i32.const 16) (i32.const 1)", "never given out"),
    (LENT, "i32", "(i32.const 777777)", "777777, which was never given out"),
    (Option(LENT), "i32", "(i32.const 777777)", "777777, which was never given out"),
]
"""The same in memory, and lent: as arguments of imports alone."""


def ids(row: Row) -> str:
    return f"{row[0]}-{row[2]}"


@pytest.mark.parametrize("row", NO_VALUES + IN_MEMORY, ids=ids)
async def test_an_argument_that_is_no_value(engine_name: str, row: Row) -> None:
    rust, wasm, numbers, said = row
    crafted = Crafted(
        imports={
            "take": Described((rust,), f"(param {wasm})"),
            "ok": Described((Kind.U32,), "(param i32)"),
        },
        exports={
            "give": Described(body=f"(call $take {numbers})"),
            "go_on": Described(body="(call $ok (i32.const 5))"),
        },
    )
    taken: list[object] = []
    host = {"take": taken.append, "ok": taken.append}
    async with runtime.open(crafted.binary, host=host, engine=engine_name) as guest:
        for _ in range(2):
            with pytest.raises(InvalidValue, match=said):
                guest.exports.give()
        assert guest.poisoned is None
        guest.exports.go_on()
        assert taken == [5]
        assert guest.stats().handles == guest.stats().scopes == 0


@pytest.mark.parametrize("row", NO_VALUES, ids=ids)
async def test_a_result_that_is_no_value(engine_name: str, row: Row) -> None:
    rust, wasm, numbers, said = row
    crafted = Crafted(
        exports={
            "give": Described((), f"(result {wasm})", rust, numbers),
            "go_on": Described((), "(result i32)", Kind.U8, "(i32.const 5)"),
        }
    )
    async with runtime.open(crafted.binary, engine=engine_name) as guest:
        with pytest.raises(InvalidValue, match=said):
            guest.exports.give()
        assert guest.poisoned is None
        assert guest.exports.go_on() == 5


@pytest.mark.parametrize(
    ("rust", "pointer", "length", "said"),
    [
        (Kind.STRING, OUTSIDE, "100", "outside its memory"),
        (Kind.STRING, "16", "6", "no UTF-8"),
        (Vector(Kind.U16), "16", "0x80000001", "outside its memory"),
        (Vector(Kind.EXTERNREF), "131064", "3", "outside its memory"),
    ],
    ids=str,
)
async def test_a_result_in_memory_that_is_no_value(
    engine_name: str, rust: Descriptor, pointer: str, length: str, said: str
) -> None:
    store = f"(i32.store (local.get 0) (i32.const {pointer}))"
    store += f"(i32.store offset=4 (local.get 0) (i32.const {length}))"
    crafted = Crafted(exports={"give": Described((), "(param i32)", rust, store)})
    async with runtime.open(crafted.binary, engine=engine_name) as guest:
        for _ in range(2):
            with pytest.raises(InvalidValue, match=said):
                guest.exports.give()
        assert guest.poisoned is None


async def test_a_result_that_the_host_cannot_write(engine_name: str) -> None:
    crafted = Crafted(
        imports={"text": Described((), "(param i32)", Kind.STRING)},
        exports={"ask": Described(body=f"(call $text (i32.const {OUTSIDE}))")},
    )
    host = {"text": lambda: "text"}
    async with runtime.open(crafted.binary, host=host, engine=engine_name) as guest:
        with pytest.raises(InvalidValue, match="pointer outside its memory"):
            guest.exports.ask()
        assert guest.poisoned is None


async def test_one_that_is_caught_is_the_guests_to_deal_with(engine_name: str) -> None:
    crafted = Crafted(
        imports={"take": Described((Kind.CHAR,), "(param i32)", catch=True)},
        exports={
            "give": Described(
                (),
                "(result i32)",
                Kind.EXTERNREF,
                "(call $take (i32.const 0xd800)) (global.get $caught)",
            )
        },
    )
    async with runtime.open(crafted.binary, host={"take": print}, engine=engine_name) as guest:
        error = guest.exports.give()
        assert isinstance(error, InvalidValue)
        assert guest.stats().handles == 0


async def test_a_handle_that_is_dropped_twice(engine_name: str) -> None:
    crafted = Crafted(
        raw={"__wbindgen_object_drop_ref": "(param i32)"},
        exports={
            "drop_twice": Described(
                (Kind.EXTERNREF,),
                "(param i32)",
                body="(call $__wbindgen_object_drop_ref (local.get 0))"
                "(call $__wbindgen_object_drop_ref (local.get 0))",
            ),
            "drop_once": Described(
                (Kind.EXTERNREF,),
                "(param i32)",
                body="(call $__wbindgen_object_drop_ref (local.get 0))",
            ),
        },
    )
    async with runtime.open(crafted.binary, engine=engine_name) as guest:
        with pytest.raises(InvalidValue, match="which was dropped before"):
            guest.exports.drop_twice("a value")
        assert guest.poisoned is None
        guest.exports.drop_once(null)
        guest.exports.drop_once("another")
        assert guest.stats().handles == 0


@pytest.mark.parametrize(
    ("name", "wasm", "call"),
    [
        (
            "__wbindgen_object_clone_ref",
            "(param i32) (result i32)",
            "(drop (call $RAW (i32.const 99999)))",
        ),
        ("__wbindgen_object_drop_ref", "(param i32)", "(call $RAW (i32.const 99999))"),
        ("__wbindgen_is_null", "(param i32) (result i32)", "(drop (call $RAW (i32.const 99999)))"),
        ("__wbindgen_string_get", "(param i32 i32)", "(call $RAW (i32.const 8) (i32.const 99999))"),
        ("__wbg_thing_unwrap", "(param i32) (result i32)", "(drop (call $RAW (i32.const 99999)))"),
    ],
)
async def test_intrinsics_given_a_handle_that_never_was(
    engine_name: str, name: str, wasm: str, call: str
) -> None:
    body = call.replace("$RAW", f"${name}")
    crafted = Crafted(raw={name: wasm}, exports={"give": Described(body=body)}, structs=("Thing",))
    async with runtime.open(crafted.binary, engine=engine_name) as guest:
        with pytest.raises(InvalidValue, match="99999, which was never given out"):
            guest.exports.give()
        assert guest.poisoned is None


# --- types that do not fit ----------------------------------------------------------------------


MISFITS: list[tuple[Crafted, str, int, int]] = [
    (
        Crafted(
            imports={"log": Described((TEXT,), "(param i32)")},
            exports={"greet": Described((), "", body="(call $log (i32.const 0))")},
        ),
        r"import 'log', `fn\(&str\)`",
        1,
        2,
    ),
    (
        Crafted(exports={"greet": Described((TEXT, Kind.U32), "(param i32 i32)")}),
        r"export 'greet', `fn\(&str, u32\)`",
        2,
        3,
    ),
    (
        Crafted(exports={"name": Described((), "(result i32)", Kind.STRING, "(i32.const 0)")}),
        r"export 'name', `fn\(\) -> String`",
        0,
        1,
    ),
    (
        Crafted(exports={"half": Described((Kind.F64,), "(param i64)")}),
        r"export 'half', `fn\(f64\)`",
        1,
        1,
    ),
]


@pytest.mark.parametrize(("crafted", "named", "found", "expected"), MISFITS)
async def test_wasm_types_that_are_not_those_described(
    engine_name: str, crafted: Crafted, named: str, found: int, expected: int
) -> None:
    said = f"{named}, has {found} parameter.* in wasm, where its Rust type has {expected}"
    with pytest.raises(SignatureMismatch, match=f"{said}.*build it again") as caught:
        async with runtime.open(crafted.binary, host={"log": print}, engine=engine_name):
            raise AssertionError("it opened")
    assert len(caught.value.found[0]) == found
    assert len(caught.value.expected[0]) == expected


async def test_the_c_abi_of_a_later_rustc(engine_name: str) -> None:
    crafted = Crafted(
        imports={"log": Described((TEXT,), "(param i32)")},
        exports={"greet": Described((), "", body="(call $log (i32.const 0))")},
        release=(0, 2, 87),
    )
    with pytest.raises(SignatureMismatch) as caught:
        async with runtime.open(crafted.binary, host={"log": print}, engine=engine_name):
            raise AssertionError("it opened")
    text = str(caught.value)
    for part in ("1 parameter(s) in wasm", "Rust type has 2", "0.2.88", "rustc 1.88", "1.89"):
        assert part in text


async def test_a_closure_whose_function_is_not_in_the_table(engine_name: str) -> None:
    closure = Function(7, (Kind.U32,), Kind.UNIT, Kind.UNIT)
    crafted = Crafted(
        imports={"call": Described((Ref(closure),), "(param i32 i32)")},
        exports={"go": Described(body="(call $call (i32.const 1) (i32.const 2))")},
    )
    with pytest.raises(MalformedModule, match="a function of the type that a closure's has"):
        async with runtime.open(crafted.binary, host={"call": print}, engine=engine_name):
            raise AssertionError("it opened")


async def test_a_closure_that_nothing_describes(engine_name: str) -> None:
    name = "__wbindgen_describe_closure"
    crafted = Crafted(
        raw={name: "(param i32 i32 i32) (result i32)"},
        exports={
            "go": Described(body=f"(drop (call ${name} (i32.const 1) (i32.const 2) (i32.const 9)))")
        },
    )
    async with runtime.open(crafted.binary, engine=engine_name) as guest:
        with pytest.raises(MalformedModule, match="a function of the type that a closure's has"):
            guest.exports.go()
        assert guest.poisoned is None


async def test_an_import_with_a_type_that_does_not_cross(engine_name: str) -> None:
    nested = Described((Option(Option(Kind.U8)),), "(param i32)")
    crafted = Crafted(
        imports={"take": nested},
        exports={
            "give": Described(body="(call $take (i32.const 1))"),
            "go_on": Described((), "(result i32)", Kind.U8, "(i32.const 5)"),
        },
    )
    options: dict[str, Any] = {"host": {"take": print}, "engine": engine_name}
    with pytest.raises(UnsupportedType):
        async with runtime.open(crafted.binary, **options):
            raise AssertionError("it opened")
    async with runtime.open(crafted.binary, strict=False, **options) as guest:
        with pytest.raises(UnsupportedType):
            guest.exports.give()
        assert guest.exports.go_on() == 5


async def test_a_closure_by_value_is_a_stack_closure(engine_name: str) -> None:
    closure = Function(0, (Kind.U32,), Kind.U32, Kind.U32)
    crafted = Crafted(
        imports={"call": Described((closure,), "(param i32 i32)")},
        exports={"go": Described(body="(call $call (i32.const 1) (i32.const 2))")},
        functions=("(param i32 i32 i32) (result i32) (i32.add (local.get 2) (i32.const 1))",),
    )
    kept: list[Any] = []

    def call(closure: Any) -> None:
        assert closure(41) == 42
        kept.append(closure)

    async with runtime.open(crafted.binary, host={"call": call}, engine=engine_name) as guest:
        guest.exports.go()
        with pytest.raises(ScopeEnded):
            kept[0](1)
