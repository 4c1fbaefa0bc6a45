"""``JsValue``: Python objects as the guest sees them, and what it makes itself."""

from __future__ import annotations

import math
from typing import Any

import pytest

import runtime
from runtime.core.values import BigInt, Symbol, null
from runtime.errors import JsError, ThrownValue
from tests.guests.releases import patch

from .conftest import Open
from .plain_hosts import values_host

pytestmark = pytest.mark.asyncio


class Anything:
    """An object of the application's."""

    shown = 1


def a_function() -> None:
    """Serve as a function."""


ANYTHING = Anything()

VALUES: list[Any] = [
    *(None, null, True, False, 0, 1, -1, 2**53, 2**53 - 1, 2**200, -(2**200), 0.5, math.inf),
    *("", "text", "é世🦀", b"bytes", [], [1, [2]], {}, {"a": 1}, (), {1, 2}, 1j),
    *(ANYTHING, Anything, a_function, print, Symbol("s"), ValueError("v"), BigInt(5)),
    *(object(), runtime, ..., NotImplemented, range(3)),
]


async def test_any_object_passes_through_as_itself(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for way in ("echo_js", "echo_js_ref", "call_host_js", "call_host_js_ref", "js_clone"):
            for value in VALUES:
                assert guest.exports[way](value) is value, (way, value)
        assert guest.exports.echo_js() is None
        for first, second in zip(VALUES, reversed(VALUES), strict=True):
            assert guest.exports.call_host_two_js_refs(first, second) is first


async def test_undefined_is_none_and_null_is_null(open_guest: Open) -> None:
    assert runtime.null is null
    assert not null
    async with open_guest("values", host=values_host()) as guest:
        assert guest.exports.js_undefined() is None
        assert guest.exports.js_null() is runtime.null


async def test_values_made_in_rust(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        for text in ("", "é世🦀", "a\0b"):
            assert exports.js_from_str(text) == text
        assert exports.js_from_bool(True) is True
        assert exports.js_from_bool(False) is False
        for number in (0, -1, 2**31 - 1, -(2**31)):
            made = exports.js_from_i32(number)
            assert (made, type(made)) == (number, int)


async def test_a_number_is_an_int_when_it_is_integral(open_guest: Open) -> None:
    cases: list[tuple[float, Any]] = [
        (5.0, 5),
        (-3.0, -3),
        (0.0, 0),
        (2.0**53 - 1, 2**53 - 1),
        (0.5, 0.5),
        (-0.0, -0.0),
        (math.inf, math.inf),
        (math.nan, math.nan),
        # Above the safe integers an int would be a BigInt.
        (2.0**53, 2.0**53),
        (1e300, 1e300),
    ]
    async with open_guest("values", host=values_host()) as guest:
        for given, expected in cases:
            made = guest.exports.js_from_f64(given)
            assert repr(made) == repr(expected)
            assert guest.exports.js_typeof(made) == "number"


async def test_a_bigint_is_an_int_that_stays_a_bigint(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        digits = "123456789012345678901234567890"
        made: list[tuple[Any, int]] = [
            *((exports.js_bigint_from_i64(n), n) for n in (0, 1, -1, 2**63 - 1, -(2**63))),
            *((exports.js_bigint_from_u64(n), n) for n in (0, 2**63, 2**64 - 1)),
            *((exports.js_bigint_from_i128(str(n)), n) for n in (0, -1, 2**127 - 1, -(2**127))),
            *((exports.js_bigint_from_u128(str(n)), n) for n in (0, 2**64, 2**127, 2**128 - 1)),
            (exports.js_bigint_from_str(digits), int(digits)),
        ]
        for value, number in made:
            assert value == number
            assert isinstance(value, BigInt)
            assert exports.js_typeof(value) == "bigint"
            assert exports.js_typeof(exports.echo_js(value)) == "bigint"
        assert exports.js_typeof(5) == "number"
        assert exports.js_typeof(2**53) == "bigint"


async def test_predicates(open_guest: Open) -> None:
    cases: list[tuple[Any, str, str]] = [
        (None, "undefined falsy", "undefined"),
        (null, "null falsy", "object"),
        (True, "truthy", "boolean"),
        (False, "falsy", "boolean"),
        (0, "falsy", "number"),
        (-0.0, "falsy", "number"),
        (math.nan, "falsy", "number"),
        (1, "truthy", "number"),
        (0.5, "truthy", "number"),
        (BigInt(0), "bigint falsy", "bigint"),
        (BigInt(1), "bigint truthy", "bigint"),
        (2**60, "bigint truthy", "bigint"),
        ("", "string falsy", "string"),
        ("a", "string truthy", "string"),
        (Symbol("s"), "symbol truthy", "symbol"),
        ([], "object truthy", "object"),
        ({}, "object truthy", "object"),
        (b"", "object truthy", "object"),
        (ANYTHING, "object truthy", "object"),
        (ValueError(), "object truthy", "object"),
        (a_function, "function truthy", "function"),
        (Anything, "function truthy", "function"),
    ]
    async with open_guest("values", host=values_host()) as guest:
        for value, names, typeof in cases:
            assert guest.exports.js_is(value) == names, value
            assert guest.exports.js_typeof(value) == typeof, value


async def test_conversions(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        for value in VALUES:
            is_number = isinstance(value, (int, float)) and exports.js_typeof(value) == "number"
            assert exports.js_as_f64(value) == (value if is_number else None), value
            assert exports.js_as_string(value) == (value if isinstance(value, str) else None)
            assert exports.js_as_bool(value) is (value if isinstance(value, bool) else None)
        as_f64 = exports.js_as_f64(7)
        assert (as_f64, type(as_f64)) == (7.0, float)


async def test_equality(open_guest: Open) -> None:
    other = Anything()
    cases: list[tuple[Any, Any, bool, bool]] = [
        (None, None, True, True),
        (None, null, False, True),
        (null, 0, False, False),
        (1, 1.0, True, True),
        (1, True, False, True),
        (0, False, False, True),
        ("1", 1, False, True),
        ("", 0, False, True),
        ("a", "a", True, True),
        (math.nan, math.nan, False, False),
        (0.0, -0.0, True, True),
        (BigInt(1), BigInt(1), True, True),
        (BigInt(1), 1, False, True),
        (ANYTHING, ANYTHING, True, True),
        (ANYTHING, other, False, False),
        ([], [], False, False),
        ({}, {}, False, False),
    ]
    async with open_guest("values", host=values_host()) as guest:
        for left, right, strict, loose in cases:
            for a, b in ((left, right), (right, left)):
                assert guest.exports.js_equal(a, b) is strict, (a, b)
                assert guest.exports.js_loose_equal(a, b) is loose, (a, b)
        symbol = guest.exports.js_symbol("s")
        assert guest.exports.js_equal(symbol, symbol) is True
        assert guest.exports.js_equal(symbol, guest.exports.js_symbol("s")) is False
        assert symbol.description == "s"
        assert guest.exports.js_is(symbol) == "symbol truthy"


async def test_debug_text(open_guest: Open) -> None:
    cases: list[tuple[Any, str]] = [
        (None, "JsValue(undefined)"),
        (null, "JsValue(null)"),
        (True, "JsValue(true)"),
        (5, "JsValue(5)"),
        (0.5, "JsValue(0.5)"),
        (math.nan, "JsValue(NaN)"),
        ("a", 'JsValue("a")'),
        ([1, "a", None], 'JsValue([1, "a", undefined])'),
        (a_function, "JsValue(Function(a_function))"),
        (Symbol("s"), "JsValue(Symbol(s))"),
        (ANYTHING, "JsValue(Anything)"),
    ]
    async with open_guest("values", host=values_host()) as guest:
        for value, text in cases:
            assert guest.exports.js_debug(value) == text
        assert "a message" in guest.exports.js_debug(ValueError("a message"))


async def test_members(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        key_in = guest.exports.js_key_in
        assert key_in("a", {"a": None}) is True
        assert key_in("b", {"a": None}) is False
        assert key_in("shown", ANYTHING) is True
        # By what is Python's own a guest would come to whatever the application has imported.
        assert key_in("__doc__", ANYTHING) is False
        assert key_in("__globals__", a_function) is False
        assert key_in("absent", ANYTHING) is False
        assert key_in(1, ["a", "b"]) is True
        assert key_in(2, ["a", "b"]) is False


async def test_operators(open_guest: Open) -> None:
    cases: list[tuple[str, Any, Any, Any]] = [
        ("+", 1, 2, 3),
        ("+", "a", 1, "a1"),
        ("-", 5, "2", 3),
        ("*", 4, 0.5, 2),
        ("/", 1, 2, 0.5),
        ("/", 1, 0, math.inf),
        ("%", -7, 3, -1),
        ("**", 2, 10, 1024),
        ("&", 12, 10, 8),
        ("|", 12, 10, 14),
        ("^", 12, 10, 6),
        ("<<", 1, 31, -(2**31)),
        (">>", -8, 1, -4),
        (">>>", -1, 0, 2**32 - 1),
        ("<", 1, 2, True),
        ("<=", "a", "a", True),
        (">", "b", "a", True),
        (">=", 1, math.nan, False),
        ("+", BigInt(2**64), BigInt(1), 2**64 + 1),
        ("-", BigInt(1), BigInt(2), -1),
        ("*", BigInt(2**40), BigInt(2**40), 2**80),
        ("/", BigInt(-7), BigInt(2), -3),
    ]
    async with open_guest("values", host=values_host()) as guest:
        for operator, left, right, expected in cases:
            result = guest.exports.js_operator(operator, left, right)
            assert (result, type(result) is bool) == (expected, type(expected) is bool), operator
            both = isinstance(left, BigInt) and isinstance(right, BigInt)
            assert isinstance(result, BigInt) is both
        assert guest.exports.js_operator("nonsense", 1, 2) is None
        with pytest.raises(TypeError, match="BigInt"):
            guest.exports.js_operator("+", BigInt(1), 1)
        unary = guest.exports.js_unary
        assert [unary("-", 5), unary("-", BigInt(5)), unary("~", 5), unary("!", 0)] == [
            -5,
            -5,
            -6,
            True,
        ]
        assert unary("!", "a") is False
        # The first argument is refused: what follows it was not lent.
        with pytest.raises(TypeError, match="argument 'operator' of js_operator"):
            guest.exports.js_operator(5, ANYTHING, ANYTHING)


async def test_numbers_out_of_values(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        for integer in (0, -1, 2**63 - 1, -(2**63)):
            assert exports.js_to_i64(BigInt(integer)) == integer
        for integer in (0, 2**63, 2**64 - 1):
            assert exports.js_to_u64(BigInt(integer)) == integer
        refused: list[tuple[str, Any]] = [
            ("js_to_i64", BigInt(2**63)),
            ("js_to_i64", 5),
            ("js_to_i64", "5"),
            ("js_to_u64", BigInt(-1)),
            ("js_to_u64", BigInt(2**64)),
            ("js_to_u64", None),
        ]
        for name, value in refused:
            with pytest.raises(ThrownValue) as caught:
                exports[name](value)
            assert caught.value.value is value
        for value, number in [("5", 5.0), (True, 1.0), (null, 0.0), ("", 0.0), (0.5, 0.5)]:
            assert exports.js_to_f64(value) == number
        assert math.isnan(exports.js_to_f64("x"))
        with pytest.raises(TypeError, match="Symbol"):
            exports.js_to_f64(Symbol())


async def test_errors_made_in_rust(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        error = guest.exports.js_error("a message")
        assert isinstance(error, JsError)
        assert (str(error), error.message, error.name) == ("a message", "a message", "Error")
        assert guest.exports.js_is(error) == "object truthy"
        assert guest.exports.echo_js(error) is error


async def test_no_slot_stays_in_use(open_guest: Open, release: str) -> None:
    async with open_guest("values", host=values_host()) as guest:
        before = guest.stats().handles
        guest.exports.js_make_and_drop(1000)
        for value in VALUES:
            guest.exports.js_clone(value)
        assert guest.stats().handles == before
        if patch(release) < 104:  # later ones count in their own table, and do not ask
            assert guest.exports.heap_live_count() == before
