"""Programs of closures do what the generated functions do, whatever crosses."""

from __future__ import annotations

import struct
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.adapters.cache import AdapterCache
from runtime.adapters.layout import c_layout, prims
from runtime.bindgen.descriptor import (
    Descriptor,
    Function,
    Kind,
    NamedExternref,
    Option,
    Result,
    Vector,
)
from runtime.bindgen.versions import AbiProfile, profile_for
from runtime.core.values import null
from runtime.errors import ThrownValue

pytest.importorskip("runtime.engine._crossing", reason="the C extension is optional")

from .worlds import HEAP_START, World

OLD, NEW = profile_for((0, 2, 83)), profile_for((0, 2, 130))
VALUE = Kind.EXTERNREF

ARGUMENTS: list[Descriptor] = [
    *(VALUE, Option(VALUE), NamedExternref("Event"), Option(NamedExternref("Event"))),
    *(Kind.UNIT, Kind.U32, Kind.F64, Kind.STRING, Option(Kind.STRING), Option(Kind.U32)),
]
PLAIN: list[Descriptor] = [
    *(Kind.UNIT, Kind.I32, Kind.U32, Kind.I64, Kind.F32, Kind.F64, Kind.CHAR, VALUE),
    *(Option(VALUE), Option(Kind.U32), Option(Kind.F64), Option(Kind.I64), Option(Kind.U8)),
]
RESULTS: list[Descriptor] = [
    *(*PLAIN, Kind.STRING, Vector(Kind.F64)),
    *(Result(each) for each in (*PLAIN, Kind.STRING)),
]
VALUES = (None, null, True, False, 0, 7, -1, 2.5, "", "text", "\ud800", b"x", object)
OWNED = ("first", 2.5, ["third"])


class Handed:
    """Stands for a promise."""

    def hand_out(self) -> str:
        return "handed out"

    def __repr__(self) -> str:
        return "Handed()"


def run(
    program: bool,
    profile: AbiProfile,
    args: Sequence[Descriptor],
    ret: Descriptor,
    answer: object,
    given: Sequence[object],
    *,
    broken: bool = False,
) -> tuple[object, ...]:
    """Call a closure, and return all that this did."""
    world = World(profile)
    world.env.promise_type = Handed  # type: ignore[assignment] # what hands itself out
    for value in (*OWNED, Handed()):
        world.handles.add(value)
    world.broken = broken
    entered: list[tuple[object, ...]] = []

    def enter(*numbers: object) -> object:
        entered.append((*numbers, *(type(number) for number in numbers)))
        if isinstance(answer, Exception):
            raise answer
        return answer

    adapters = AdapterCache(profile, checks_thread=False, programs=program)
    function = Function(9, tuple(args), ret, ret)
    epoch = world.scopes.enter()
    make = adapters.stack_closure(function, False)(world.env, enter, "origin", None)
    closure = make(5, epoch)
    assert (type(closure).__name__ == "StackClosure") is program
    try:
        result: Any = closure(*given)
    except Exception as error:  # noqa: BLE001 # compared
        result = f"{type(error).__name__}: {error}", getattr(error, "value", None)
    # NaN is unlike itself.
    told = type(result), repr(result), entered, repr(list(world.handles.owned()))
    return (*told, world.freed, bytes(world.linear.data), world.env.unrecovered)


def alike(
    profile: AbiProfile,
    args: Sequence[Descriptor],
    ret: Descriptor,
    answer: object,
    given: Sequence[object],
    *,
    broken: bool = False,
) -> tuple[object, ...]:
    generated = run(False, profile, args, ret, answer, given, broken=broken)
    assert run(True, profile, args, ret, answer, given, broken=broken) == generated
    return generated


def answers(ret: Descriptor, profile: AbiProfile) -> st.SearchStrategy[object]:
    """What a trampoline returns of a type: a number, or whole words."""
    first = profile.heap_offset
    numbers: dict[str, st.SearchStrategy[Any]] = {
        "i32": st.sampled_from([0, 1, 2, 0x61, -1, 0xFFFFFF, *range(first - 1, first + 9)]),
        "i64": st.integers(-(2**63), 2**63 - 1),
        "f32": st.floats(width=32),
        "f64": st.sampled_from([0.0, 1.0, -1.0, 4294967297.0]) | st.floats(),
    }
    kinds = prims(ret, profile)
    if not kinds:
        return st.none()
    if len(kinds) == 1:
        return numbers[kinds[0]]
    layout = c_layout(kinds)

    def pack(values: tuple[Any, ...]) -> object:
        words = struct.unpack(f"<{layout.words}q", struct.pack(layout.format, *values))
        return list(words) if layout.words > 1 else words[0]

    return st.tuples(*(numbers[kind] for kind in kinds)).map(pack)


@pytest.mark.parametrize("profile", [OLD, NEW], ids=["old", "new"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_arguments_are_lowered_alike(profile: AbiProfile, data: st.DataObject) -> None:
    args = data.draw(st.lists(st.sampled_from(ARGUMENTS), max_size=4))
    given = data.draw(st.lists(st.sampled_from(VALUES), max_size=len(args) + 1))
    alike(profile, args, Kind.UNIT, None, given, broken=data.draw(st.booleans()))


@pytest.mark.parametrize("profile", [OLD, NEW], ids=["old", "new"])
@pytest.mark.parametrize("ret", RESULTS, ids=str)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_results_are_lifted_alike(
    profile: AbiProfile, ret: Descriptor, data: st.DataObject
) -> None:
    wrong = st.sampled_from([None, 0, 1.5, "text", [1], 2**70])
    error = st.builds(ValueError, st.just("it went wrong"))
    answer = data.draw(answers(ret, profile) | wrong | error)
    alike(profile, [], ret, answer, [], broken=data.draw(st.booleans()))


def test_a_value_that_is_given_is_the_guests() -> None:
    told = alike(NEW, [VALUE, Kind.STRING, Option(VALUE)], Kind.UNIT, None, ["a", "b", "c"])
    slot = NEW.heap_offset + 4 + len(OWNED) + 1
    assert told[2] == [(5, 9, slot, HEAP_START, 1, slot + 1, *[int] * 6)]
    assert repr([(slot, "a"), (slot + 1, "c")])[1:] in str(told[3])


def test_what_is_left_out_is_undefined() -> None:
    told = alike(NEW, [Kind.I32, VALUE, Option(VALUE)], Kind.UNIT, None, [3])
    assert told[2] == [(5, 9, 3, NEW.heap_offset, 0, *[int] * 5)]


def test_a_unit_takes_no_number() -> None:
    told = alike(NEW, [Kind.UNIT], Kind.UNIT, None, [1])
    assert told[2] == [(5, 9, int, int)]


def test_a_value_that_is_returned_is_pythons() -> None:
    first = NEW.heap_offset + 4
    told = alike(NEW, [], Result(VALUE), [first, 0], [])
    assert told[1] == repr("first")
    assert "first" not in str(told[3])


def test_an_error_that_is_returned_is_raised() -> None:
    first = NEW.heap_offset + 4
    told = alike(NEW, [VALUE], Result(Kind.UNIT), 1 << 32 | first, [None])
    assert ThrownValue.__name__ in str(told[1])
    assert "first" not in str(told[3])


def test_a_promise_is_handed_out() -> None:
    promise = NEW.heap_offset + 4 + len(OWNED)
    assert alike(NEW, [], VALUE, promise, [])[1] == repr("handed out")
    assert alike(NEW, [], Result(VALUE), [promise, 0], [])[1] == repr("handed out")
    assert alike(NEW, [], Option(VALUE), promise, [])[1] == "Handed()"


@pytest.mark.parametrize("program", [False, True])
def test_a_coroutine_becomes_a_promise(program: bool) -> None:
    world = World(NEW)
    started: list[object] = []

    def promise(value: Coroutine[object, object, object]) -> str:
        value.close()
        started.append(value)
        return "a promise"

    async def coroutine() -> None: ...

    world.env.promise = promise
    adapters = AdapterCache(NEW, checks_thread=False, programs=program)
    function = Function(9, (VALUE,), Kind.UNIT, Kind.UNIT)
    make = adapters.stack_closure(function, False)(world.env, lambda *_: None, "origin", None)
    make(5, world.scopes.enter())(coroutine())
    assert len(started) == 1
    assert [value for _, value in world.handles.owned()] == ["a promise"]


def test_handles_that_are_not_in_c_are_left_to_python() -> None:
    world = World(NEW)
    taken: list[object] = []

    def add(value: object) -> int:
        taken.append(value)
        return 77

    world.env.handles = None  # type: ignore[assignment] # as one that takes notes
    world.env.add_handle = add
    world.env.take_handle = lambda slot: f"of {slot}"
    adapters = AdapterCache(NEW, checks_thread=False)
    function = Function(9, (VALUE,), VALUE, VALUE)
    make = adapters.stack_closure(function, False)(world.env, lambda *n: n[2], "origin", None)
    assert make(5, world.scopes.enter())("a") == "of 77"
    assert taken == ["a"]
