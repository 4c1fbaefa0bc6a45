"""What crosses as a closure's argument and result, on the stack and on the heap."""

from __future__ import annotations

import math
from typing import Any

import pytest

from runtime.errors import ObjectFreed, ThrownValue

from .closures_host import ClosureHost, Function, conformance
from .conftest import Open

pytestmark = pytest.mark.asyncio

INTEGERS = {
    "i8": (-(2**7), 2**7),
    "u8": (0, 2**8),
    "i16": (-(2**15), 2**15),
    "u16": (0, 2**16),
    "i32": (-(2**31), 2**31),
    "u32": (0, 2**32),
    "i64": (-(2**63), 2**63),
    "u64": (0, 2**64),
}
"""The least of each type, and one more than the greatest."""

VALUES: list[tuple[str, object, object]] = [
    *((name, low, low + 1) for name, (low, _) in INTEGERS.items()),
    *((name, end - 2, end - 1) for name, (_, end) in INTEGERS.items()),
    *((name, end - 1, low) for name, (low, end) in INTEGERS.items()),
    ("f32", 0.5, 1.5),
    ("f32", 1e300, math.inf),
    ("f64", -0.25, 0.75),
    ("f64", 2**53 - 1, 2.0**53),
    ("f64", -math.inf, -math.inf),
    ("bool", True, False),
    ("bool", False, True),
    ("char", "ß", "S"),
    ("char", "\U0010ffff", "\U0010ffff"),
    ("string", "", "!"),
    ("string", "naïve \0 \U0001f980", "naïve \0 \U0001f980!"),
    ("string", "x" * 100_000, "x" * 100_000 + "!"),
    ("vec_u8", b"", b""),
    ("vec_u8", b"\x00\x01\xff", b"\xff\x01\x00"),
    ("vec_f64", [], []),
    ("vec_f64", [1.5, -2.0, 1e300], [1e300, -2.0, 1.5]),
    ("option_f64", 1.5, 2.5),
    ("option_f64", None, None),
    ("option_u32", 2**32 - 1, 0),
    ("option_u32", None, None),
    ("option_u8", 255, 0),
    ("option_u8", None, None),
    ("option_i64", 2**63 - 1, -(2**63)),
    ("option_i64", None, None),
    ("option_string", "", "!"),
    ("option_string", None, None),
    ("js", "text", "string"),
    ("js", 1.5, "number"),
    ("js", None, "undefined"),
    ("js", {"a": 1}, "object"),
    ("js", len, "function"),
]
"""Type, what the guest is given, what its closure must answer."""


async def test_a_value_of_every_type_comes_back_changed(open_guest: Open) -> None:
    seen: list[tuple[object, object]] = []

    def apply(f: Function, value: object) -> object:
        seen.append((value, f(value)))
        return seen[-1][1]

    async with conformance(open_guest, ClosureHost(), apply=apply) as guest:
        for kind in ("stack", "heap"):
            for name, value, expected in VALUES:
                seen.clear()
                result = guest.exports[f"{kind}_{name}"](value)
                assert _plain(result) == expected, (kind, name, value)
                assert type(_plain(result)) is type(expected), (kind, name, value)
                ((got, answered),) = seen
                if value != 1e300 or name != "f32":
                    assert _plain(got) == value, (kind, name)
                assert _plain(answered) == expected, (kind, name)
        assert guest.exports.drops() == len(VALUES)


def _plain(value: Any) -> object:
    """Return a numeric slice as a list, anything else as it is."""
    return value.tolist() if hasattr(value, "tolist") else value


async def test_values_out_of_range_are_refused_before_the_closure_runs(open_guest: Open) -> None:
    async def check(name: str, good: object, bad: object, error: type[Exception]) -> None:
        def apply(f: Function, value: object) -> object:
            with pytest.raises(error):
                f(bad)
            return f(value)

        async with conformance(open_guest, ClosureHost(), apply=apply) as guest:
            assert guest.exports[f"stack_{name}"](good) is not None
            assert guest.exports[f"heap_{name}"](good) is not None

    await check("u8", 1, 256, OverflowError)
    await check("string", "a", 5, TypeError)


async def test_nan_stays_nan(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        for name in ("stack_f32", "heap_f32", "stack_f64", "heap_f64", "stack_option_f64"):
            assert math.isnan(guest.exports[name](math.nan))


async def test_structs_move_through(open_guest: Open) -> None:
    moved: list[Any] = []

    def apply(f: Function, value: Any) -> Any:
        result = f(value)
        if value is not None:
            moved.append(value)
        return result

    async with conformance(open_guest, ClosureHost(), apply=apply) as guest:
        exports = guest.exports
        for kind in ("stack", "heap"):
            for name in ("counter", "option_counter"):
                given = exports.Counter(41)
                result = exports[f"{kind}_{name}"](given)
                assert result.value() == 42
                # Each hand-over empties the object of the one who gave.
                for empty in (given, moved.pop()):
                    with pytest.raises(ObjectFreed):
                        empty.value()
                result.free()
            assert exports[f"{kind}_option_counter"](None) is None
        # Four structs, and the witnesses of three heap closures.
        assert exports.drops() == 4 + 3
        assert guest.stats().objects == 0


async def test_types_may_be_mixed(open_guest: Open) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        assert guest.exports.stack_string_to_f64("naïve") == 6
        assert guest.exports.stack_mixed_arguments() == "200 four None -5"
        guest.exports.stack_unit()
        assert host.lines[-1] == "unit"


async def test_more_mixed_arguments(open_guest: Open) -> None:
    def apply_mixed(f: Function) -> object:
        assert f(0, "", 2.5, 2**63 - 1) == f"0  Some(2.5) {2**63 - 1}"
        with pytest.raises(TypeError):
            f(0, "", "2.5", 1)
        return f(255, "ü", -0.0, -(2**63))

    async with conformance(open_guest, ClosureHost(), apply_mixed=apply_mixed) as guest:
        assert guest.exports.stack_mixed_arguments() == f"255 ü Some(-0.0) {-(2**63)}"


async def test_a_struct_by_reference_stays_the_hosts(open_guest: Open) -> None:
    def apply(f: Function, point: Any) -> object:
        assert (point.x, point.y) == (3, 4)
        assert f(point) == 304
        result = f(point)
        point.free()
        with pytest.raises(ObjectFreed):
            f(point)
        with pytest.raises(TypeError, match="Rust expects Point"):
            f("no point")
        return result

    async with conformance(open_guest, ClosureHost(), apply=apply) as guest:
        assert guest.exports.stack_struct_ref(3, 4) == 304
        assert guest.exports.stack_struct_ref_mut(3, 4) == 608
        assert guest.exports.heap_struct_ref(3, 4) == 304
        assert guest.exports.heap_struct_ref_mut(3, 4) == 608


async def test_a_struct_by_reference_to_a_closure_for_one_call(open_guest: Open) -> None:
    def apply(f: Function, point: Any) -> object:
        result = f(point)
        assert point.x == 3
        return result

    async with conformance(open_guest, ClosureHost(), apply=apply) as guest:
        assert guest.exports.once_struct_ref(3, 4) == 304
        assert guest.exports.drops() == 1


async def test_a_value_by_reference_is_lent_for_the_call(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        assert guest.exports.stack_js_ref("text") is True
        assert guest.exports.stack_js_ref(object()) is False
        assert guest.stats().handles == 0


async def test_err_raises_in_the_host_and_is_caught_in_rust(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        for name in ("stack_result", "heap_result"):
            assert guest.exports[name](4) == "4 is even"
            assert guest.exports[name](3) == "caught odd"
        assert guest.exports.stack_result_uncaught(4) == "4 is even"
        with pytest.raises(ThrownValue) as caught:
            guest.exports.stack_result_uncaught(3)
        assert caught.value.value == "odd"
        assert guest.exports.stack_result_uncaught(2) == "2 is even"


async def test_the_host_may_catch_err_itself(open_guest: Open) -> None:
    def apply(f: Function, value: int) -> object:
        with pytest.raises(ThrownValue) as caught:
            f(value)
        return f"the host saw {caught.value.value}"

    async with conformance(open_guest, ClosureHost(), apply=apply) as guest:
        assert guest.exports.stack_result(1) == "the host saw odd"
        assert guest.exports.heap_result(1) == "the host saw odd"
