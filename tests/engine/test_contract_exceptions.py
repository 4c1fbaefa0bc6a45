from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable

import pytest

from runtime.engine.interface import WasmFunction
from runtime.errors import GuestTrap

from .conftest import Guest

TEXT = """(module (import "host" "f" (func $f (param i32) (result i32)))
  (func (export "call") (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 100)))
  (func $deep (export "trap") (result i32) unreachable))"""

ERRORS = [
    ValueError("mine"),
    RuntimeError("mine"),
    RuntimeError("RuntimeError: unreachable\n    at f (<module>[0]:0x1)"),
    StopIteration("mine"),
    KeyboardInterrupt(),
    SystemExit(3),
    asyncio.CancelledError("mine"),
    GeneratorExit(),
]


def linked(guest: Guest, function: Callable[[int], int]) -> tuple[WasmFunction, WasmFunction]:
    instance = guest.instance(TEXT, {"f": guest.host(["i32"], "i32", function)})
    return instance.function("call"), instance.function("trap")


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_a_host_exception_comes_out_as_the_same_object(guest: Guest, error: BaseException) -> None:
    def raises(value: int) -> int:
        if value:
            raise error
        return 1

    call, _ = linked(guest, raises)
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - the identity is what matters
        call(1)
    assert caught.value is error
    assert guest.store.translate(error) is error
    assert "raises" in [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    assert call(0) == 101


def test_an_exception_goes_through_several_layers_of_wasm(guest: Guest) -> None:
    error = LookupError("deep")

    def down(depth: int) -> int:
        if depth == 0:
            raise error
        return int(call(depth - 1))

    call, _ = linked(guest, down)
    with pytest.raises(LookupError) as caught:
        call(5)
    assert caught.value is error


def test_an_inner_exception_that_is_caught_leaves_the_outer_call_intact(guest: Guest) -> None:
    def down(depth: int) -> int:
        if depth == 2:
            raise LookupError("inner")
        if depth == 1:
            with pytest.raises(LookupError):
                call(2)
        return depth

    call, _ = linked(guest, down)
    assert call(1) == 101
    assert call(3) == 103


def test_an_inner_trap_that_is_caught_leaves_the_outer_call_intact(guest: Guest) -> None:
    def catch(value: int) -> int:
        assert guest.trap(trap).code == "unreachable"
        return value

    call, trap = linked(guest, catch)
    assert call(7) == 107


def test_an_exception_after_a_caught_trap_is_the_one_that_comes_out(guest: Guest) -> None:
    def catch(value: int) -> int:
        assert guest.trap(trap).code == "unreachable"
        raise ValueError(value)

    call, trap = linked(guest, catch)
    with pytest.raises(ValueError, match="7"):
        call(7)


def test_a_trap_goes_through_host_frames_as_a_trap(guest: Guest) -> None:
    def inner(_value: int) -> int:
        try:
            return int(trap())
        except Exception as error:
            raised.append(error)
            raise

    raised: list[Exception] = []
    call, trap = linked(guest, inner)
    found = guest.trap(call, 1)
    assert found.code == "unreachable"
    # wasmtime goes on with the frames below the host's; wasmer does not see them.
    assert found.frames[0] == "deep"
    assert len(raised) == 1


def test_a_translated_trap_goes_through_wasm_as_itself(guest: Guest) -> None:
    def inner(_value: int) -> int:
        raise guest.trap(trap)

    call, trap = linked(guest, inner)
    with pytest.raises(GuestTrap) as caught:
        call(1)
    assert guest.store.translate(caught.value) is caught.value


def test_runaway_recursion_between_host_and_guest_ends(guest: Guest) -> None:
    def down(depth: int) -> int:
        return int(call(depth))

    call, _ = linked(guest, down)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which limit is met first is open
        call(1)
    error = guest.store.translate(caught.value)
    if isinstance(error, GuestTrap):
        assert error.code == "call stack exhausted"
    else:
        # ctypes, beneath the plain crossing, makes another error of it on some Pythons.
        assert "recursion" in str(error)


def test_an_exception_of_a_start_function_comes_out_of_instantiation(guest: Guest) -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        guest.instance(
            '(module (import "host" "f" (func $f)) (start $f))', {"f": guest.host([], None, fail)}
        )
