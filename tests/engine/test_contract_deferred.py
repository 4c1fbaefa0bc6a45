"""Host functions that are made when they are first called."""

from __future__ import annotations

import gc
import pickle
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from runtime.engine.interface import Extern, Instance, Signature
from runtime.errors import InstanceClosed
from tests.engine.conftest import Guest

TEXT = """(module
  (import "host" "one" (func $one (param i32) (result i32)))
  (import "host" "two" (func $two (param f64 i64) (result f64)))
  (export "one" (func $one))
  (func (export "call_one") (param i32) (result i32) (call $one (local.get 0)))
  (func (export "call_two") (param f64 i64) (result f64)
    (call $two (local.get 0) (local.get 1))))"""

SIGNATURES = [Signature(("i32",), "i32"), Signature(("f64", "i64"), "f64")]


def instance_of(guest: Guest, make: Callable[[int], Callable[..., Any]]) -> Instance:
    one, two = guest.store.host_functions(SIGNATURES, make)
    served: dict[str, Extern] = {"one": one, "two": two}
    return guest.instance(TEXT, served)


def test_each_is_made_at_its_first_call_and_never_again(guest: Guest) -> None:
    asked: list[int] = []

    def make(place: int) -> Callable[..., Any]:
        asked.append(place)
        functions: list[Callable[..., Any]] = [lambda value: value + 1, lambda a, b: a * b]
        return functions[place]

    instance = instance_of(guest, make)
    assert asked == []
    call_two = instance.function("call_two")
    assert [call_two(1.5, 2), call_two(0.5, 4)] == [3.0, 2.0]
    assert asked == [1]
    call_one = instance.function("call_one")
    assert [call_one(1), call_one(-3)] == [2, -2]
    assert asked == [1, 0]


def test_one_may_be_called_while_it_is_made(guest: Guest) -> None:
    made: list[int] = []

    def make(place: int) -> Callable[..., Any]:
        number = len(made)
        made.append(number)
        if number == 0:
            assert call_one(5) == 6
        return lambda value: value + 1

    call_one = instance_of(guest, make).function("call_one")
    assert call_one(1) == 2
    assert made == [0, 1]
    assert call_one(2) == 3
    assert made == [0, 1]


def test_what_making_one_raises_comes_out_and_it_is_made_anew(guest: Guest) -> None:
    failures: list[BaseException] = [KeyboardInterrupt("now"), LookupError("not yet")]
    wanted = list(failures)

    def make(place: int) -> Callable[..., Any]:
        if failures:
            raise failures.pop(0)
        return lambda value: -value

    call_one = instance_of(guest, make).function("call_one")
    for expected in wanted:
        with pytest.raises(type(expected)) as caught:
            call_one(1)
        assert guest.store.translate(caught.value) is expected
    assert call_one(1) == -1


def test_what_it_raises_itself_at_the_first_call_comes_out(guest: Guest) -> None:
    def host(value: int) -> int:
        raise LookupError(value)

    call_one = instance_of(guest, lambda place: host).function("call_one")
    for value in (1, 2):
        with pytest.raises(LookupError) as caught:
            call_one(value)
        assert caught.value.args == (value,)


def test_none_is_made_once_the_store_is_closed(guest: Guest) -> None:
    call_one = instance_of(guest, fail_to_make).function("call_one")
    guest.store.close()
    with pytest.raises(InstanceClosed):
        call_one(1)


def fail_to_make(place: int) -> Callable[..., Any]:
    raise AssertionError(place)


def test_a_signature_is_a_value() -> None:
    one = SIGNATURES[0]
    assert one == Signature(params=("i32",), result="i32") != SIGNATURES[1]
    assert {one: 1}[Signature(("i32",), "i32")] == 1
    again = pickle.loads(pickle.dumps(one))
    assert type(again) is Signature
    assert (again.params, again.result) == (("i32",), "i32")
    assert repr(one) == "Signature(params=('i32',), result='i32')"


def test_closing_the_store_lets_go_of_what_makes_them(guest: Guest) -> None:
    class Make:
        def __call__(self, place: int) -> Callable[..., Any]:
            return lambda value: value

    make = Make()
    held = weakref.ref(make)
    call_one = instance_of(guest, make).function("call_one")
    assert call_one(1) == 1
    del make
    gc.collect()
    assert held() is not None
    guest.store.close()
    gc.collect()
    assert held() is None
