"""Programs of imports do what the generated functions do, whatever crosses."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.adapters.import_programs import (
    BYTES,
    CLOSURE,
    LENT,
    NUMBER,
    OWNED_TEXT,
    cast_program,
    import_program,
)
from runtime.adapters.layout import prims
from runtime.adapters.programs import HANDLE
from runtime.bindgen.descriptor import (
    Descriptor,
    Enum,
    Function,
    Kind,
    Nullable,
    Option,
    Ref,
    Slice,
    Vector,
)
from runtime.bindgen.versions import AbiProfile, profile_for
from runtime.core.values import null
from runtime.errors import GuestTrap, InstanceClosed, JsError

pytest.importorskip("runtime.engine._crossing", reason="the C extension is optional")

from tests.adapters.worlds import RESULT_AT, World

OLD, NEW = profile_for((0, 2, 83)), profile_for((0, 2, 130))
F64, TEXT, VALUE = Kind.F64, Ref(Kind.STRING), Kind.EXTERNREF
CALLED = Function(0, (Kind.I32,), Kind.UNIT, Kind.UNIT)

_TEXT_AT = 100
_TEXTS = "naïve — \U0001f980 text".encode() + b"\xff\xfe"
_VALUES: tuple[object, ...] = ("first", 2.5, None, [1], "first")

NUMBERS = (Kind.I8, Kind.U8, Kind.I16, Kind.U16, Kind.I32, Kind.U32, Kind.I64, Kind.U64)
SCALARS = (*NUMBERS, Kind.F32, Kind.F64, Kind.BOOLEAN, Kind.CHAR)
EMPTIABLE = (*SCALARS, Kind.STRING, VALUE)

RESULTS: list[Descriptor] = [
    *(Kind.UNIT, *SCALARS, Kind.STRING, VALUE),
    *(Option(each) for each in EMPTIABLE),
]
ARGUMENTS: list[Descriptor] = [
    *(*SCALARS, Kind.STRING, TEXT, VALUE, Ref(VALUE), Ref(F64), Ref(Ref(VALUE))),
    *(Option(each) for each in (*EMPTIABLE, TEXT, Ref(VALUE), Vector(Kind.U8))),
    *(Ref(Slice(Kind.U8)), Vector(Kind.U8), Ref(CALLED), Ref(CALLED, mutable=True)),
    Nullable(VALUE),
]


def world(profile: AbiProfile) -> World:
    """Return one that has some text and some handles."""
    made = World(profile)
    made.linear.data[_TEXT_AT : _TEXT_AT + len(_TEXTS)] = _TEXTS
    for value in _VALUES:
        made.handles.add(value)
    return made


def _numbers(prim: str, profile: AbiProfile) -> st.SearchStrategy[float]:
    if prim in ("f32", "f64"):
        special = [0.0, -0.0, 1.0, 255.0, 2.0**24 - 1]
        if prim == "f64":
            special += [4294967297.0, 9007199254740991.0, 2.0**53 - 2]
        return st.sampled_from(special) | st.floats(width=32 if prim == "f32" else 64)
    if prim == "i64":
        return st.integers(-(2**63), 2**63 - 1)
    first = profile.heap_offset
    usual = [0, 1, 2, 5, 9, 20, 0x61, _TEXT_AT, 4090, -1, -16, 0xFFFFFF, 0xFFFFFE, 0xD800]
    handles = range(first - 1, first + 4 + len(_VALUES) + 1)
    return st.sampled_from([*usual, *handles]) | st.integers(-(2**31), 2**31 - 1)


def _values() -> st.SearchStrategy[object]:
    edges = [2**n + k for n in (7, 8, 15, 16, 31, 32, 63, 64, 53) for k in (-1, 0, 1)]
    return st.one_of(
        st.sampled_from([None, null, True, False, "", "a", "é", "\ud800", b"b", [1], 0.5, -0.0]),
        st.sampled_from([*edges, *(-edge for edge in edges), 10**400, float("nan"), float("inf")]),
        st.text(max_size=5),
        st.floats(),
        st.integers(),
        st.builds(bytearray),
    )


def _alike(
    profile: AbiProfile,
    args: list[Descriptor],
    ret: Descriptor,
    numbers: list[float],
    target: Callable[..., object],
    *,
    catch: bool = False,
    broken: bool = False,
) -> None:
    worlds = [world(profile), world(profile)]
    for each in worlds:
        each.broken = broken
    generated, program = (
        each.outcome(args, ret, numbers, target, program=flag, catch=catch)
        for each, flag in zip(worlds, (False, True), strict=True)
    )
    # NaN is unlike itself.
    assert repr(program) == repr(generated)


def _given(draw: st.DataObject, profile: AbiProfile, args: list[Descriptor]) -> list[float]:
    kinds = [prim for each in args for prim in prims(each, profile)]
    return [draw.draw(_numbers(prim, profile)) for prim in kinds]


@pytest.mark.parametrize("profile", [OLD, NEW], ids=["old", "new"])
@pytest.mark.parametrize("argument", ARGUMENTS, ids=str)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_each_argument_is_lifted_alike(
    profile: AbiProfile, argument: Descriptor, data: st.DataObject
) -> None:
    numbers = _given(data, profile, [argument])
    _alike(profile, [argument], Kind.UNIT, numbers, lambda _: None, broken=data.draw(st.booleans()))


@pytest.mark.parametrize("profile", [OLD, NEW], ids=["old", "new"])
@pytest.mark.parametrize("ret", RESULTS, ids=str)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_each_result_is_lowered_alike(
    profile: AbiProfile, ret: Descriptor, data: st.DataObject
) -> None:
    value, catch = data.draw(_values()), data.draw(st.booleans())
    places = [RESULT_AT, 4090, -8] if len(prims(ret, profile)) > 1 else []
    numbers: list[float] = [data.draw(st.sampled_from(places))] if places else []
    broken = data.draw(st.booleans())
    _alike(profile, [], ret, numbers, lambda: value, catch=catch, broken=broken)


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_several_arguments_are_lifted_alike(data: st.DataObject) -> None:
    args = data.draw(st.lists(st.sampled_from(ARGUMENTS), max_size=4))
    _alike(NEW, args, VALUE, _given(data, NEW, args), lambda *values: values)


@pytest.mark.parametrize("catch", [False, True])
@pytest.mark.parametrize(
    "error", [ValueError("no"), GuestTrap("unreachable", "", ()), JsError("e")]
)
def test_what_a_target_raises_goes_the_same_way(catch: bool, error: Exception) -> None:
    def target(*_: object) -> object:
        raise error

    first = NEW.heap_offset + 4
    _alike(NEW, [VALUE, Ref(CALLED)], F64, [first, 7, 8], target, catch=catch)


def test_a_handle_that_is_given_twice_in_one_call_is_named() -> None:
    first = NEW.heap_offset + 4
    _alike(NEW, [VALUE, VALUE], Kind.UNIT, [first, first], lambda *_: None)


def test_a_coroutine_becomes_a_promise() -> None:
    made = world(NEW)
    made.env.promise = _closed
    given: list[object] = []

    async def target() -> None: ...

    def start() -> object:
        given.append(target())
        return given[0]

    outcome = made.outcome([], VALUE, [], start, program=True)
    assert outcome.owned[-1][1] == "a promise"
    assert outcome.noted == []


def _closed(value: Coroutine[object, object, object]) -> str:
    value.close()
    return "a promise"


def test_after_the_end_an_import_is_left_to_python() -> None:
    made = world(NEW)
    assert made.env.glue is not None
    made.env.glue.detach()
    made.memory.detach()
    args: list[Descriptor] = [TEXT]
    with pytest.raises(InstanceClosed):
        _raised(made, args)


def _raised(made: World, args: list[Descriptor]) -> None:
    outcome = made.outcome(args, Kind.UNIT, [_TEXT_AT, 3], print, program=True)
    assert "InstanceClosed" in repr(outcome.result)
    raise InstanceClosed("as it said")


UNKNOWN: list[tuple[list[Descriptor], Descriptor]] = [
    ([Kind.CACHED_STRING], Kind.UNIT),
    ([Enum("Level", 4)], Kind.UNIT),
    ([Kind.I128], Kind.UNIT),
    ([Vector(Kind.F64)], Kind.UNIT),
    ([Ref(Slice(Kind.U8), mutable=True)], Kind.UNIT),
    ([Nullable(F64)], Kind.UNIT),
    ([], Vector(Kind.U8)),
    ([], Nullable(VALUE)),
    ([], Kind.I128),
    ([F64] * 17, Kind.UNIT),
]


@pytest.mark.parametrize(("args", "ret"), UNKNOWN, ids=str)
def test_all_else_has_no_program(args: list[Descriptor], ret: Descriptor) -> None:
    assert import_program(args, ret, NEW) is None


def test_ops_are_those_of_the_extension() -> None:
    args: list[Descriptor] = [
        F64,
        TEXT,
        Kind.STRING,
        VALUE,
        Ref(VALUE),
        Ref(CALLED),
        Ref(Slice(Kind.U8)),
    ]
    ops = import_program(args, Option(VALUE), NEW)
    assert ops == bytes([10, 13, OWNED_TEXT, HANDLE, LENT, CLOSURE, BYTES, HANDLE | 0xA0])


def test_numbers_of_casts_are_those_of_javascript() -> None:
    assert cast_program(F64, VALUE, NEW) == bytes([NUMBER, HANDLE])
    assert cast_program(Vector(Kind.U8), VALUE, NEW) is None
    assert cast_program(Kind.F32, VALUE, NEW) is None
