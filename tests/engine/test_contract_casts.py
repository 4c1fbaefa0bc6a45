"""The module before the guest, and those that learned casts are served by, on every engine."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from runtime.engine.interface import CompiledModule, Extern, ValueType
from runtime.engine.sink import (
    SINK_CAPACITY,
    Sink,
    cast_text,
    number_cast_text,
    sink_text,
)
from runtime.errors import MalformedModule

from .conftest import Guest, NoDrops, no_queue

SCRATCH = 256
NUMBERS_AT = 64

GUEST = """(module
  (import "sink" "describe" (func $describe (param i32)))
  (import "sink" "marker" (func $marker (param i32 i32) (result i32)))
  (import "sink" "statics_end" (func $statics_end (result i32)))
  (memory (export "memory") 1)
  (func (export "describe") (param i32) (call $describe (local.get 0)))
  (func (export "describe_many") (param $count i32)
    (loop $next
      (call $describe (local.get $count))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "statics_end") (result i32) (call $statics_end))
  (func (export "cast") (param i32 i32) (result i32)
    (call $describe (i32.const 7)) (call $describe (i32.const -1))
    (call $marker (local.get 0) (local.get 1))))"""


class Casting:
    """A guest that makes casts, and the host that answers them."""

    def __init__(self, guest: Guest, places: int = 4) -> None:
        self.store = guest.store
        self.engine = guest.engine
        self.asked: list[tuple[int, int, list[int]]] = []
        self.answer: Callable[[int], int] = lambda function: SCRATCH
        compiled = self.compile(sink_text(places, 1028))
        self.sink = Sink(self.store, compiled, self._marker, NoDrops(), no_queue)
        served = {
            ("sink", "describe"): self.sink.describe,
            ("sink", "marker"): self.sink.marker,
            ("sink", "statics_end"): self.sink.statics_end,
        }
        self.guest = self.store.instantiate(self.compile(GUEST), served)
        self.memory = self.guest.memory("memory")
        self.cast = self.guest.function("cast")

    def compile(self, text: str) -> CompiledModule:
        return self.engine.compile(self.engine.assemble(text))

    def _marker(self, function: int, numbers: int, count: int) -> int:
        self.asked.append((function, numbers, self.sink.described(count)))
        return self.answer(function)

    def install(self, function: int, text: str, host: dict[str, Extern]) -> None:
        imports = {
            ("guest", "memory"): self.guest.extern("memory"),
            ("sink", "casts"): self.sink.casts,
            **{("host", name): extern for name, extern in host.items()},
        }
        made = self.store.instantiate(self.compile(text), imports)
        made.function("install")(function, SCRATCH)


@pytest.fixture
def casting(guest: Guest) -> Casting:
    return Casting(guest)


def test_the_end_of_the_constants_is_told(casting: Casting) -> None:
    assert casting.guest.function("statics_end")() == 1028


def test_words_are_taken_once(casting: Casting) -> None:
    describe = casting.guest.function("describe")
    for word in (1, 2, -1):
        describe(word)
    assert casting.sink.take() == [1, 2, 2**32 - 1]
    assert casting.sink.take() == []


def test_more_words_than_any_type_needs_are_refused(casting: Casting) -> None:
    many = casting.guest.function("describe_many")
    many(SINK_CAPACITY)
    assert len(casting.sink.take()) == SINK_CAPACITY
    many(SINK_CAPACITY + 1)
    with pytest.raises(MalformedModule) as caught:
        casting.sink.take()
    assert caught.value.offset == SINK_CAPACITY + 1
    assert casting.sink.take() == []


def test_what_is_not_known_is_asked_with_its_words(casting: Casting) -> None:
    for function in (0, 3, 4, 2**31 - 1, -1):
        assert casting.cast(function, NUMBERS_AT) == SCRATCH
    words = [7, 2**32 - 1]
    assert casting.asked == [(f, NUMBERS_AT, words) for f in (0, 3, 4, 2**31 - 1, -1)]


def test_a_table_without_places(guest: Guest) -> None:
    casting = Casting(guest, places=0)
    casting.cast(0, 8)
    assert casting.asked == [(0, 8, [7, 2**32 - 1])]


@pytest.mark.parametrize(
    ("numbers", "form", "values"),
    [
        ([], "", []),
        ([("i32", 0)], "<i", [-5]),
        ([("i64", 0)], "<q", [-(2**63)]),
        ([("f32", 0)], "<f", [0.5]),
        ([("f64", 0)], "<d", [-0.25]),
        ([("i32", 0), ("i32", 4)], "<ii", [1, 2]),
        ([("i64", 0), ("i64", 8)], "<qq", [1, 2]),
        ([("i32", 8), ("f64", 0)], "<di", [0.5, 3]),
        ([("i32", 16), ("i64", 0), ("i64", 8)], "<qqi", [1, 2, 3]),
    ],
)
def test_an_installed_cast_gets_its_numbers(
    casting: Casting,
    numbers: Sequence[tuple[ValueType, int]],
    form: str,
    values: Sequence[float],
) -> None:
    seen: list[tuple[Any, ...]] = []

    def cast(*given: Any) -> int:
        seen.append(given)
        return -77

    served = casting.store.host_function([kind for kind, _ in numbers], "i32", cast)
    casting.install(2, cast_text(numbers, ["i32"]), {"cast": served})
    if values:
        casting.memory.write(NUMBERS_AT, struct.pack(form, *values))
    assert casting.cast(2, NUMBERS_AT) == SCRATCH
    by_offset = dict(zip(sorted(at for _, at in numbers), values, strict=True))
    assert seen == [tuple(by_offset[at] for _, at in numbers)]
    assert casting.memory.read(SCRATCH, 4) == struct.pack("<i", -77)
    assert casting.asked == []
    casting.cast(1, NUMBERS_AT)
    assert casting.asked == [(1, NUMBERS_AT, [7, 2**32 - 1])]


@pytest.mark.parametrize(
    ("result", "form", "value"), [("i64", "<q", -1), ("f32", "<f", 0.5), ("f64", "<d", 0.1)]
)
def test_results_of_other_types(
    casting: Casting, result: ValueType, form: str, value: float
) -> None:
    served = casting.store.host_function(["i32"], result, lambda _: value)
    casting.install(0, cast_text([("i32", 0)], [result]), {"cast": served})
    assert casting.cast(0, NUMBERS_AT) == SCRATCH
    assert casting.memory.read(SCRATCH, struct.calcsize(form)) == struct.pack(form, value)


def test_several_results_are_written_by_the_host(casting: Casting) -> None:
    def cast(result: int, number: int) -> None:
        casting.memory.write(result, struct.pack("<ii", number, number + 1))

    served = casting.store.host_function(["i32", "i32"], None, cast)
    casting.install(0, cast_text([("i32", 0)], ["i32", "i32"]), {"cast": served})
    casting.memory.write(NUMBERS_AT, struct.pack("<i", 8))
    assert casting.cast(0, NUMBERS_AT) == SCRATCH
    assert casting.memory.read(SCRATCH, 8) == struct.pack("<ii", 8, 9)


def test_no_result(casting: Casting) -> None:
    seen: list[int] = []
    served = casting.store.host_function(["i32"], None, seen.append)
    casting.install(0, cast_text([("i32", 0)], []), {"cast": served})
    assert casting.cast(0, NUMBERS_AT) == SCRATCH
    assert seen == [0]


SAFE = 2**53 - 1


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0.0, 0), (1.0, 1), (-1.0, -1), (float(SAFE), SAFE), (-float(SAFE), -SAFE),
        (float(SAFE + 1), None), (-float(SAFE + 1), None), (0.5, None), (-0.0, None),
        (2.0**63, None), (-(2.0**63), None), (1e300, None), (math.inf, None), (-math.inf, None),
        (math.nan, None),
    ],
)  # fmt: skip
def test_numbers_that_are_integers_come_as_such(
    casting: Casting, number: float, expected: int | None
) -> None:
    seen: list[Any] = []

    def answer(value: float) -> int:
        seen.append(value)
        return 1

    served = {
        "cast": casting.store.host_function(["f64"], "i32", answer),
        "integer": casting.store.host_function(["i64"], "i32", answer),
    }
    casting.install(0, number_cast_text("f64", "i32"), served)
    casting.memory.write(NUMBERS_AT, struct.pack("<d", number))
    casting.cast(0, NUMBERS_AT)
    assert repr(seen) == repr([number if expected is None else expected])


@pytest.mark.parametrize(("number", "expected"), [(16777216.0, 16777216), (-0.0, -0.0), (0.5, 0.5)])
def test_single_floats(casting: Casting, number: float, expected: float) -> None:
    seen: list[Any] = []

    def answer(value: float) -> int:
        seen.append(value)
        return 1

    served = {
        "cast": casting.store.host_function(["f32"], "i32", answer),
        "integer": casting.store.host_function(["i64"], "i32", answer),
    }
    casting.install(0, number_cast_text("f32", "i32"), served)
    casting.memory.write(NUMBERS_AT, struct.pack("<f", number))
    casting.cast(0, NUMBERS_AT)
    assert repr(seen) == repr([expected])


def test_a_cast_can_be_installed_while_it_is_asked_for(casting: Casting) -> None:
    def learn(function: int) -> int:
        served = casting.store.host_function(["i32"], "i32", lambda number: number + 1)
        casting.install(function, cast_text([("i32", 0)], ["i32"]), {"cast": served})
        return SCRATCH

    casting.answer = learn
    for _ in range(3):
        casting.cast(3, NUMBERS_AT)
    assert len(casting.asked) == 1


@pytest.mark.parametrize("installed", [False, True])
def test_an_exception_comes_out_as_itself(casting: Casting, installed: bool) -> None:
    class Odd(BaseException):
        pass

    def fails(_: int) -> int:
        raise Odd("as it was")

    casting.answer = fails
    if installed:
        served = casting.store.host_function(["i32"], "i32", fails)
        casting.install(0, cast_text([("i32", 0)], ["i32"]), {"cast": served})
    for _ in range(2):
        with pytest.raises(Odd, match="as it was"):
            casting.cast(0, NUMBERS_AT)
    assert casting.sink.take() == []


def test_casts_within_casts(casting: Casting) -> None:
    def outer(depth: int) -> int:
        casting.memory.write(NUMBERS_AT, struct.pack("<i", depth - 1))
        if depth:
            casting.cast(0, NUMBERS_AT)
        return depth

    served = casting.store.host_function(["i32"], "i32", outer)
    casting.install(0, cast_text([("i32", 0)], ["i32"]), {"cast": served})
    casting.memory.write(NUMBERS_AT, struct.pack("<i", 5))
    assert casting.cast(0, NUMBERS_AT) == SCRATCH
    assert casting.memory.read(SCRATCH, 4) == struct.pack("<i", 5)
