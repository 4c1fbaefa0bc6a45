from __future__ import annotations

import math
from typing import Any

import pytest
import wasmtime

from runtime.engine.interface import Extern, ValueType
from runtime.errors import UnsupportedFeature

from .conftest import Guest

IDENTITIES = """(module
  (func (export "i32") (param i32) (result i32) (local.get 0))
  (func (export "i64") (param i64) (result i64) (local.get 0))
  (func (export "f32") (param f32) (result f32) (local.get 0))
  (func (export "f64") (param f64) (result f64) (local.get 0)))"""

HOST_IDENTITIES = """(module
  (import "host" "i32" (func $i32 (param i32) (result i32)))
  (import "host" "i64" (func $i64 (param i64) (result i64)))
  (import "host" "f32" (func $f32 (param f32) (result f32)))
  (import "host" "f64" (func $f64 (param f64) (result f64)))
  (func (export "i32") (param i32) (result i32) (call $i32 (local.get 0)))
  (func (export "i64") (param i64) (result i64) (call $i64 (local.get 0)))
  (func (export "f32") (param f32) (result f32) (call $f32 (local.get 0)))
  (func (export "f64") (param f64) (result f64) (call $f64 (local.get 0))))"""

CROSSINGS = [
    ("i32", 0, 0),
    ("i32", -1, -1),
    ("i32", 2**31 - 1, 2**31 - 1),
    ("i32", -(2**31), -(2**31)),
    ("i32", 2**31, -(2**31)),
    ("i32", 2**32 - 1, -1),
    ("i64", -1, -1),
    ("i64", 2**63 - 1, 2**63 - 1),
    ("i64", -(2**63), -(2**63)),
    ("i64", 2**63, -(2**63)),
    ("i64", 2**64 - 1, -1),
    ("f32", 1.5, 1.5),
    ("f32", 0.1, 0.10000000149011612),
    ("f32", -math.inf, -math.inf),
    ("f64", 0.1, 0.1),
    ("f64", -0.0, -0.0),
    ("f64", math.inf, math.inf),
]

TYPES: tuple[ValueType, ...] = ("i32", "i64", "f32", "f64")


def identity(value: Any) -> Any:
    return value


@pytest.mark.parametrize(("kind", "given", "expected"), CROSSINGS)
def test_a_number_goes_into_wasm_and_out(
    guest: Guest, kind: str, given: float, expected: float
) -> None:
    result = guest.instance(IDENTITIES).function(kind)(given)
    assert result == expected
    assert type(result) is type(expected)
    assert math.copysign(1, result) == math.copysign(1, expected)


@pytest.mark.parametrize(("kind", "given", "expected"), CROSSINGS)
def test_a_number_goes_to_the_host_and_back(
    guest: Guest, kind: str, given: float, expected: float
) -> None:
    seen: list[float] = []

    def host(value: float) -> float:
        seen.append(value)
        return given

    served: dict[str, Extern] = {name: guest.host([name], name, host) for name in TYPES}
    result = guest.instance(HOST_IDENTITIES, served).function(kind)(given)
    assert seen == [expected]
    assert type(seen[0]) is type(expected)
    assert result == expected


def test_nan_crosses(guest: Guest) -> None:
    served: dict[str, Extern] = {name: guest.host([name], name, identity) for name in TYPES}
    instance = guest.instance(HOST_IDENTITIES, served)
    assert math.isnan(instance.function("f32")(math.nan))
    assert math.isnan(instance.function("f64")(math.nan))


@pytest.mark.parametrize(
    ("kind", "value"),
    [("i32", 2**32), ("i32", -(2**31) - 1), ("i64", 2**64), ("i64", -(2**63) - 1), ("i64", 2**200)],
)
def test_an_integer_too_wide_is_refused(guest: Guest, kind: str, value: int) -> None:
    with pytest.raises(OverflowError):
        guest.instance(IDENTITIES).function(kind)(value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("i32", 1.5), ("i32", "1"), ("i32", None), ("i64", 2.0), ("f64", "1"), ("f32", None)],
)
def test_another_type_is_refused(guest: Guest, kind: str, value: Any) -> None:
    with pytest.raises(TypeError):
        guest.instance(IDENTITIES).function(kind)(value)


def test_functions_without_values_and_with_several_results(guest: Guest) -> None:
    instance = guest.instance(
        """(module (func (export "none"))
             (func (export "four") (param i32) (result i64 i32 f32 f64)
               (i64.const -2) (local.get 0) (f32.const 0.5) (f64.const 4)))"""
    )
    assert instance.function("none")() is None
    assert tuple(instance.function("four")(-1)) == (-2, -1, 0.5, 4.0)


def test_more_values_than_fit_in_a_small_frame(guest: Guest) -> None:
    params = " ".join(["i32"] * 40)
    arguments = " ".join(f"(local.get {index})" for index in range(40))
    instance = guest.instance(
        f"""(module (import "host" "many" (func $many (param {params}) (result i32)))
              (func (export "many") (param {params}) (result i32) (call $many {arguments}))
              (func (export "back") (param {params}) (result {params}) {arguments}))""",
        {"many": guest.host(["i32"] * 40, "i32", lambda *values: sum(values))},
    )
    assert instance.function("many")(*range(40)) == sum(range(40))
    assert tuple(instance.function("back")(*range(40))) == tuple(range(40))


def test_a_host_function_without_result(guest: Guest) -> None:
    seen: list[tuple[float, ...]] = []
    instance = guest.instance(
        """(module (import "host" "log" (func $log (param i32 f64)))
             (func (export "run") (call $log (i32.const -3) (f64.const 2.5))))""",
        {"log": guest.host(["i32", "f64"], None, lambda *values: seen.append(values))},
    )
    assert instance.function("run")() is None
    assert seen == [(-3, 2.5)]


def test_too_few_arguments_are_refused(guest: Guest) -> None:
    function = guest.instance(IDENTITIES).function("i32")
    with pytest.raises((TypeError, RuntimeError)) as caught:
        function()
    assert guest.store.translate(caught.value) is caught.value


def test_wrong_arity_and_keywords_are_type_errors(guest: Guest) -> None:
    if guest.is_wasmer:
        pytest.skip("wasmer's own functions drop surplus arguments")
    function = guest.instance(IDENTITIES).function("i32")
    for arguments in ((), (1, 2)):
        with pytest.raises(TypeError, match=f"takes 1 argument.*given {len(arguments)}"):
            function(*arguments)
    with pytest.raises(TypeError):
        function(value=1)


def test_a_host_result_of_another_type_leaves_the_guest_as_an_error(guest: Guest) -> None:
    instance = guest.instance(
        """(module (import "host" "f" (func $f (result i32)))
             (func (export "f") (result i32) (call $f)))""",
        {"f": guest.host([], "i32", lambda: "text")},
    )
    with pytest.raises(TypeError):
        instance.function("f")()


def test_hosts_and_wasm_call_each_other_in_turn(guest: Guest) -> None:
    def down(depth: int) -> int:
        return 0 if depth == 0 else int(call(depth - 1)) + 1

    call = guest.instance(
        """(module (import "host" "down" (func $down (param i32) (result i32)))
             (func (export "down") (param i32) (result i32) (call $down (local.get 0))))""",
        {"down": guest.host(["i32"], "i32", down)},
    ).function("down")
    assert call(20) == 20


def test_exports_that_are_missing_or_of_another_kind_are_key_errors(guest: Guest) -> None:
    instance = guest.instance('(module (memory (export "m") 1) (func (export "f")))')
    for attempt in (
        lambda: instance.function("absent"),
        lambda: instance.memory("absent"),
        lambda: instance.extern("absent"),
        lambda: instance.externs(["m", "absent"]),
        lambda: instance.function("m"),
        lambda: instance.memory("f"),
    ):
        with pytest.raises(KeyError):
            attempt()


@pytest.mark.parametrize(
    "function",
    [
        '(func (export "f") (param v128))',
        '(func (export "f") (result v128) (v128.const i64x2 1 2))',
        '(func (export "f") (param externref))',
        '(func (export "f") (result funcref) (ref.null func))',
        '(type $t (func)) (func (export "f") (param (ref null $t)))',
        '(type $s (struct)) (func (export "f") (param (ref null $s)))',
        '(func (export "f") (param exnref))',
    ],
)
def test_a_function_of_more_than_numbers_is_refused(guest: Guest, function: str) -> None:
    # wasmtime's C API ends the process when it must spell most of these types.
    binary = bytes(wasmtime.wat2wasm(f"(module {function})"))
    try:
        module = guest.engine.compile(binary)
    except UnsupportedFeature:
        pytest.skip("the engine does not have this type")
    for made in (module, guest.engine.deserialize(module.serialize())):
        instance = guest.store.instantiate(made, {})
        with pytest.raises(TypeError, match="more than numbers"):
            instance.function("f")


def test_a_function_of_more_than_numbers_can_be_imported(guest: Guest) -> None:
    first = guest.instance(
        """(module (func (export "splat") (param i32) (result v128) (i32x4.splat (local.get 0)))
             (func (export "one") (result i32) (i32.const 1)))"""
    )
    second = guest.instance(
        """(module (import "host" "splat" (func $splat (param i32) (result v128)))
             (export "again" (func $splat))
             (func (export "lane") (param i32) (result i32)
               (i32x4.extract_lane 3 (call $splat (local.get 0)))))""",
        {"splat": first.extern("splat")},
    )
    assert second.function("lane")(7) == 7
    assert first.function("one")() == 1
    with pytest.raises(TypeError, match="more than numbers"):
        second.function("again")


def test_imports_that_are_missing_or_of_another_type(guest: Guest) -> None:
    text = '(module (import "host" "f" (func (param i32))))'
    with pytest.raises(KeyError):
        guest.instance(text)
    with pytest.raises(TypeError):
        guest.instance(text, {"f": guest.host(["f64"], None, identity)})


def test_tables_memories_and_functions_are_shared(guest: Guest) -> None:
    first = guest.instance(
        """(module (memory (export "memory") 1) (table (export "table") 2 funcref)
             (func $double (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
             (func (export "peek") (result i32) (i32.load (i32.const 8)))
             (func (export "triple") (param i32) (result i32)
               (i32.mul (local.get 0) (i32.const 3)))
             (elem (i32.const 1) $double))"""
    )
    names = ["memory", "table", "triple"]
    second = guest.instance(
        """(module (import "host" "memory" (memory 1)) (import "host" "table" (table 2 funcref))
             (import "host" "triple" (func $triple (param i32) (result i32)))
             (type $unary (func (param i32) (result i32)))
             (func (export "call") (param i32 i32) (result i32)
               (i32.store (i32.const 8) (local.get 1))
               (call $triple
                 (call_indirect (type $unary) (local.get 1) (local.get 0)))))""",
        dict(zip(names, first.externs(names), strict=True)),
    )
    assert second.function("call")(1, 7) == 42
    assert first.function("peek")() == 7
    assert first.memory("memory").read(8, 4) == b"\7\0\0\0"


def test_mutable_globals_are_shared(guest: Guest) -> None:
    owner = guest.instance(
        """(module (global $g (export "pointer") (mut i32) (i32.const 1000))
             (func (export "get") (result i32) (global.get $g))
             (func (export "push") (global.set $g (i32.sub (global.get $g) (i32.const 16)))))"""
    )
    user = guest.instance(
        """(module (import "host" "pointer" (global $g (mut i32)))
             (func (export "get") (result i32) (global.get $g))
             (func (export "set") (param i32) (global.set $g (local.get 0))))""",
        {"pointer": owner.extern("pointer")},
    )
    owner.function("push")()
    assert user.function("get")() == 984
    user.function("set")(-4)
    assert owner.function("get")() == -4


def test_a_host_function_serves_several_instances(guest: Guest) -> None:
    host = guest.host(["i32"], "i32", lambda value: value + 1)
    text = """(module (import "host" "f" (func $f (param i32) (result i32)))
                (func (export "f") (param i32) (result i32) (call $f (local.get 0))))"""
    first, second = (guest.instance(text, {"f": host}).function("f") for _ in range(2))
    assert (first(1), second(2)) == (2, 3)
