"""JavaScript's operators on Python objects; expectations are ECMAScript's."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.core import numerals, values
from runtime.core.values import BINARY_OPERATORS, BigInt, Symbol, null

A_LIST: list[int] = []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "undefined"), (null, "object"), (True, "boolean"), (1, "number"), (1.5, "number"),
        ("", "string"), (BigInt(1), "bigint"), (2**60, "bigint"), (Symbol("s"), "symbol"),
        (print, "function"), ([], "object"), ({}, "object"), (object(), "object"),
    ],
)  # fmt: skip
def test_typeof(value: object, expected: str) -> None:
    assert values.typeof(value) == expected


@pytest.mark.parametrize("value", [None, null, False, 0, 0.0, -0.0, math.nan, "", BigInt(0)])
def test_falsy(value: object) -> None:
    assert values.is_falsy(value)


@pytest.mark.parametrize("value", [True, 1, "0", [], {}, object(), BigInt(1)])
def test_truthy(value: object) -> None:
    assert not values.is_falsy(value)


@pytest.mark.parametrize(
    ("left", "right", "strict", "loose"),
    [
        (1, 1.0, True, True), (1, "1", False, True), (1, True, False, True),
        (None, null, False, True), (None, None, True, True), (None, 0, False, False),
        (math.nan, math.nan, False, False), (BigInt(1), 1, False, True), ("a", "a", True, True),
        (A_LIST, A_LIST, True, True), ([], [], False, False), (True, False, False, False),
    ],
)  # fmt: skip
def test_equality(left: object, right: object, strict: bool, loose: bool) -> None:
    assert values.strict_equal(left, right) is strict
    assert values.loose_equal(left, right) is loose


@pytest.mark.parametrize(
    ("operator", "left", "right", "expected"),
    [
        ("add", "a", 1, "a1"), ("add", 1, 2, 3), ("sub", "5", 2, 3), ("mul", 1.5, 2, 3),
        ("div", 1, 0, math.inf), ("div", -1, 0, -math.inf), ("div", BigInt(-7), BigInt(2), -3),
        ("rem", -7, 3, -1), ("pow", 2, 10, 1024), ("bit_and", 6, 3, 2), ("bit_or", 6, 1, 7),
        ("bit_xor", 6, 3, 5), ("shl", 1, 31, -(2**31)), ("shr", -8, 1, -4),
        ("shl", BigInt(1), BigInt(64), 2**64), ("shr", BigInt(-(2**64)), BigInt(63), -2),
        ("shl", BigInt(5), BigInt(-1), 2), ("shr", BigInt(5), BigInt(-1), 10), ("shr", 1, 33, 0),
        ("lt", "a", "b", True), ("ge", 2, "2", True), ("lt", math.nan, 1, False),
    ],
)  # fmt: skip
def test_operators(operator: str, left: object, right: object, expected: object) -> None:
    assert BINARY_OPERATORS[operator](left, right) == expected


@pytest.mark.parametrize(("operator", "left", "right"), [("mul", 0, -7), ("rem", -7, 7)])
def test_zero_keeps_its_sign(operator: str, left: object, right: object) -> None:
    found: Any = BINARY_OPERATORS[operator](left, right)
    assert math.copysign(1.0, found) == -1.0


def test_an_infinity_has_no_remainder() -> None:
    found: Any = BINARY_OPERATORS["rem"](math.inf, 2)
    assert math.isnan(found)


@pytest.mark.parametrize(
    ("operator", "right"), [("div", 0), ("rem", 0), ("pow", -1), ("shl", 2**70), ("pow", 2**70)]
)
def test_what_a_bigint_cannot_become_is_refused(operator: str, right: int) -> None:
    with pytest.raises(ArithmeticError):  # which guests know as RangeError
        BINARY_OPERATORS[operator](BigInt(7), BigInt(right))


@pytest.mark.parametrize("operator", ["add", "bit_and", "shl", "shr"])
def test_bigints_and_numbers_do_not_mix(operator: str) -> None:
    with pytest.raises(TypeError, match="Cannot mix BigInt"):
        BINARY_OPERATORS[operator](BigInt(1), 1)


def test_shifting_right_unsigned() -> None:
    assert values.unsigned_shift_right(-1, 28) == 15
    with pytest.raises(TypeError, match="no unsigned right shift"):
        values.unsigned_shift_right(BigInt(1), BigInt(1))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", 0), (" 12 ", 12), ("0x10", 16), ("1e3", 1000), ("Infinity", math.inf), (null, 0),
        (True, 1), ("1_0", None), ("inf", None), (None, None), ("12px", None), ([1], None),
    ],
)  # fmt: skip
def test_to_number(value: object, expected: float | None) -> None:
    found = values.to_number(value)
    assert math.isnan(found) if expected is None else found == expected


@given(st.floats())
def test_a_number_keeps_its_value(value: float) -> None:
    found = numerals.number(value)
    assert math.isnan(found) if math.isnan(value) else float(found) == value
    assert values.typeof(found) == "number"


def test_negative_zero_stays_a_float() -> None:
    assert math.copysign(1, numerals.number(-0.0)) == -1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "undefined"), (null, "null"), (True, "true"), (1, "1"), (1.5, "1.5"),
        (math.nan, "NaN"), (-math.inf, "-Infinity"), ("a", '"a"'), (Symbol("x"), "Symbol(x)"),
        ([1, "b"], '[1, "b"]'), (BigInt(1), "1n"),
        ("\n\"\0é", '"\\n\\"\\u0000é"'), (ValueError("no"), "ValueError: no"),
        (len, "Function(len)"),
    ],
)  # fmt: skip
def test_debug_text(value: object, expected: str) -> None:
    assert values.debug_text(value) == expected


def test_debug_text_of_older_releases() -> None:
    shown = values.debug_text(['a"\n', BigInt(1), 2**60], as_source=False)
    assert shown == '["a"\n", BigInt, BigInt]'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-12.5, "-12.5"), (0.1, "0.1"), (1e20, "1" + "0" * 20),
        (1e21, "1e+21"), (1.5e300, "1.5e+300"), (0.000001, "0.000001"), (0.00000123, "0.00000123"),
        (1e-7, "1e-7"), (1.5e-7, "1.5e-7"), (123456789012345680000.0, "123456789012345680000"),
        (5e-324, "5e-324"), (math.nan, "NaN"), (-math.inf, "-Infinity"),
    ],
)  # fmt: skip
def test_number_to_text(value: float, expected: str) -> None:
    assert numerals.number_to_text(value) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_is_read_as_that_number(value: float) -> None:
    assert float(numerals.number_to_text(value)) == value
