from __future__ import annotations

import pytest

from runtime.bindgen import python_name, rust_name
from runtime.bindgen.tys import (
    Closure,
    Descriptor,
    DynamicUnion,
    Enum,
    Function,
    Kind,
    NamedExternref,
    Nullable,
    Option,
    Ref,
    Result,
    RustStruct,
    SequenceMode,
    Slice,
    StringEnum,
    Vector,
)

STR, F64, U32, UNIT, JS = Kind.STRING, Kind.F64, Kind.U32, Kind.UNIT, Kind.EXTERNREF


def fn(*args: Descriptor, ret: Descriptor = UNIT, inner: Descriptor | None = None) -> Function:
    return Function(0, args, ret, ret if inner is None else inner)


CASES: list[tuple[Descriptor, str, str]] = [
    (U32, "u32", "int"),
    (F64, "f64", "float"),
    (UNIT, "()", "None"),
    (Kind.CHAR, "char", "str"),
    (JS, "JsValue", "Any"),
    (STR, "String", "str"),
    (Kind.CACHED_STRING, "String", "str"),
    (Ref(STR), "&str", "str"),
    (Ref(JS), "&JsValue", "Any"),
    (Vector(Kind.U8), "Vec<u8>", "bytes"),
    (Ref(Slice(Kind.U8)), "&[u8]", "bytes"),
    (Ref(Slice(Kind.U8), mutable=True), "&mut [u8]", "bytearray"),
    (Vector(Kind.CLAMPED_U8), "Clamped<Vec<u8>>", "bytes"),
    (Ref(Slice(Kind.CLAMPED_U8)), "Clamped<&[u8]>", "bytes"),
    (Vector(F64), "Vec<f64>", "array[float]"),
    (Vector(JS), "Vec<JsValue>", "list[Any]"),
    (Vector(NamedExternref("string")), "Vec<String>", "list[str]"),
    (Vector(Kind.BOOLEAN), "Vec<bool>", "list[bool]"),
    (Option(U32), "Option<u32>", "int | None"),
    (Option(Nullable(STR)), "Option<Nullable<String>>", "str | Null | None"),
    (Result(STR), "Result<String, JsValue>", "str"),
    (NamedExternref("Promise<any>"), "Promise<any>", "Any"),
    (Enum("Color", 6), "Color", "Color"),
    (Enum("", 6), "enum", "int"),
    (StringEnum("Mode", 2), "Mode", "Mode"),
    (RustStruct("Interval"), "Interval", "Interval"),
    (DynamicUnion("Choice", (STR, F64)), "Choice", "str | float"),
    (Kind.RAW_POINTER, "*const _", "int"),
    (SequenceMode("copy", False, True, Ref(Slice(Kind.U8))), "&[u8]", "bytes"),
    (fn(U32, STR), "fn(u32, String)", "Callable[[int, str], None]"),
    (fn(ret=JS, inner=F64), "async fn() -> f64", "Callable[[], Awaitable[float]]"),
    (Ref(fn(U32, ret=STR)), "&dyn Fn(u32) -> String", "Callable[[int], str]"),
    (
        Ref(fn(U32, STR, ret=Option(F64)), mutable=True),
        "&mut dyn FnMut(u32, String) -> Option<f64>",
        "Callable[[int, str], float | None]",
    ),
    (Closure(True, True, 3, fn()), "Closure<dyn FnMut()>", "Callable[[], None]"),
    (Closure(False, True, 3, fn(U32)), "Closure<dyn Fn(u32)>", "Callable[[int], None]"),
    (Closure(False, False, None, fn()), "ScopedClosure<dyn Fn()>", "Callable[[], None]"),
]


@pytest.mark.parametrize(("descriptor", "rust", "python"), CASES, ids=[c[1] for c in CASES])
def test_types_in_words(descriptor: Descriptor, rust: str, python: str) -> None:
    assert (rust_name(descriptor), python_name(descriptor)) == (rust, python)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_words(kind: Kind) -> None:
    assert rust_name(kind)
    assert python_name(kind)
