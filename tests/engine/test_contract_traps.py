from __future__ import annotations

import math
import weakref

import pytest

from runtime.engine.interface import Frames
from runtime.errors import TRAP_CODES, GuestTrap

from .conftest import Guest

TEXT = """(module
  (type $none (func)) (type $one (func (param i32)))
  (memory 1) (table 3 funcref) (elem (i32.const 0) $unreachable)
  (func $inner unreachable)
  (func $unreachable (export "unreachable") (call $inner))
  (func $divide (export "divide") (param i32 i32) (result i32)
    (i32.div_s (local.get 0) (local.get 1)))
  (func $convert (export "convert") (param f64) (result i32)
    (i32.trunc_f64_s (local.get 0)))
  (func $load (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func $fill (export "fill") (memory.fill (i32.const 65530) (i32.const 1) (i32.const 7)))
  (func $indirect (export "indirect") (param i32)
    (call_indirect (type $none) (local.get 0)))
  (func $mismatch (export "mismatch")
    (call_indirect (type $one) (i32.const 0) (i32.const 0)))
  (func $get (export "get") (drop (table.get 0 (i32.const 3))))
  (func $recurse (export "recurse") (call $recurse)))"""

TRAPS = [
    ("unreachable", (), "unreachable", ("inner", "unreachable")),
    ("divide", (1, 0), "integer divide by zero", ("divide",)),
    ("divide", (-(2**31), -1), "integer overflow", ("divide",)),
    ("convert", (math.nan,), "invalid conversion to integer", ("convert",)),
    ("convert", (1e30,), "integer overflow", ("convert",)),
    ("load", (65533,), "out of bounds memory access", ("load",)),
    ("load", (-1,), "out of bounds memory access", ("load",)),
    ("fill", (), "out of bounds memory access", ("fill",)),
    ("indirect", (3,), "out of bounds table access", ("indirect",)),
    ("get", (), "out of bounds table access", ("get",)),
    ("indirect", (1,), "uninitialized element", ("indirect",)),
    ("mismatch", (), "indirect call type mismatch", ("mismatch",)),
]


@pytest.mark.parametrize(("name", "arguments", "code", "frames"), TRAPS)
def test_a_trap_has_its_code_and_frames(
    guest: Guest, name: str, arguments: tuple[float, ...], code: str, frames: tuple[str, ...]
) -> None:
    trap = guest.trap(guest.instance(TEXT).function(name), *arguments)
    assert trap.code == code
    assert trap.code in TRAP_CODES
    assert trap.frames == frames
    assert trap.engine_message
    assert "\n" not in trap.engine_message


def test_an_exhausted_stack_is_a_trap_with_few_frames(guest: Guest) -> None:
    instance = guest.instance(TEXT)
    trap = guest.trap(instance.function("recurse"))
    assert trap.code == "call stack exhausted"
    assert set(trap.frames) == {"recurse"}
    assert 1 < len(trap.frames) <= 32
    assert instance.function("divide")(6, 3) == 2


def test_a_function_without_a_name_is_told_by_its_index(guest: Guest) -> None:
    instance = guest.instance('(module (func) (func (export "f") unreachable))')
    assert guest.trap(instance.function("f")).frames == ("function 1",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('(module (memory 1) (data (i32.const 70000) "x"))', "out of bounds memory access"),
        (
            "(module (table 1 funcref) (func $f) (elem (i32.const 4) $f))",
            "out of bounds table access",
        ),
        ("(module (func $start unreachable) (start $start))", "unreachable"),
    ],
)
def test_instantiation_can_trap(guest: Guest, text: str, code: str) -> None:
    with pytest.raises(GuestTrap) as caught:
        guest.instance(text)
    assert caught.value.code == code


def test_other_exceptions_are_translated_to_themselves(guest: Guest) -> None:
    for error in (ValueError("x"), RuntimeError(), RuntimeError(1), KeyboardInterrupt()):
        assert guest.store.translate(error) is error


BACKTRACE = """(module $guest
  (import "host" "outer" (func $outer)) (import "host" "inner" (func $inner))
  (func $second (export "second") (call $inner))
  (func $first (export "first") (call $outer)))"""


def test_a_backtrace_goes_through_host_functions(guest: Guest) -> None:
    noted: list[Frames | None] = []
    instance = guest.instance(
        BACKTRACE,
        {
            "outer": guest.host((), None, lambda: instance.function("second")()),
            "inner": guest.host((), None, lambda: noted.append(guest.store.backtrace())),
        },
    )
    instance.function("first")()
    (frames,) = noted
    if guest.is_wasmer:
        assert frames is None
    else:
        assert frames is not None
        assert frames() == ("second", "first")
        guest.store.close()
        assert frames() == ("second", "first")


def test_a_backtrace_holds_nothing_of_python(guest: Guest) -> None:
    class Local:
        pass

    def note() -> Frames | None:
        local = Local()
        references.append(weakref.ref(local))
        try:
            raise LookupError
        except LookupError:
            return guest.store.backtrace()

    references: list[weakref.ref[Local]] = []
    frames = note()
    assert [reference() for reference in references] == [None]
    assert (frames is None) is guest.is_wasmer
    instance = guest.instance("""(module (func (export "well") (result i32) (i32.const 1)))""")
    assert instance.function("well")() == 1


RUST = """(module $guest
  (import "host" "inner" (func $inner))
  (func $_RNvNtC5guest4deep3run (call $inner) unreachable)
  (func $_ZN5guest4main17h0123456789abcdefE (call $_RNvNtC5guest4deep3run))
  (func $plain (export "plain") (call $_ZN5guest4main17h0123456789abcdefE)))"""

ENTRY = """(module $wasmloop
  (import "host" "plain" (func $plain))
  (func (export "enter") (call $plain)))"""


def test_frames_are_those_of_the_innermost_call_in_rusts_words(guest: Guest) -> None:
    traps: list[GuestTrap] = []

    def inner() -> None:
        traps.append(guest.trap(nested))

    inside = guest.instance(RUST, {"inner": guest.host((), None, lambda: None)})
    nested = guest.instance(ENTRY, {"plain": inside.extern("plain")}).function("enter")
    outside = guest.instance(RUST, {"inner": guest.host((), None, inner)})
    enter = guest.instance(ENTRY, {"plain": outside.extern("plain")}).function("enter")
    traps.append(guest.trap(enter))
    frames = ("guest::deep::run", "guest::main", "plain")
    assert [trap.frames for trap in traps] == [frames, frames]


def test_a_backtrace_of_one_call_ends_where_it_was_entered(guest: Guest) -> None:
    noted: list[Frames | None] = []

    def inner() -> None:
        if len(noted) < 2:
            noted.append(None)
            guest.trap(enter)
            noted[-1] = guest.store.backtrace(one_call=True)

    instance = guest.instance(RUST, {"inner": guest.host((), None, inner)})
    enter = guest.instance(ENTRY, {"plain": instance.extern("plain")}).function("enter")
    guest.trap(enter)
    for frames in noted:
        if guest.is_wasmer:
            assert frames is None
        elif frames is not None:
            assert frames() == ("guest::deep::run", "guest::main", "plain")
