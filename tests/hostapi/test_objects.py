"""The constructors that wasm-bindgen's own crate asks for."""

from __future__ import annotations

import math

import pytest

from hostapi import new_realm
from hostapi.errors import RangeError
from hostapi.objects import objects, to_bigint
from runtime.core.values import BigInt, Symbol, typeof
from runtime.errors import JsError


@pytest.mark.parametrize(
    ("value", "expected"),
    [("12", 12), (" -3 ", -3), ("0x10", 16), ("", 0), ("007", 7), (True, 1), (5, 5), (2.0, 2)],
)
def test_a_bigint_is_made_of_what_has_one(value: object, expected: int) -> None:
    made = to_bigint(value)
    assert made == expected
    assert typeof(made) == "bigint"
    assert type(made) is BigInt


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("1.5", "SyntaxError"),
        ("x", "SyntaxError"),
        (1.5, "RangeError"),
        (math.nan, "RangeError"),
        (math.inf, "RangeError"),
        (None, "TypeError"),
    ],
)
def test_what_has_no_bigint_is_refused(value: object, name: str) -> None:
    with pytest.raises(JsError) as caught:
        to_bigint(value)
    assert caught.value.name == name


def test_errors_carry_their_javascript_name_and_are_pythons_too() -> None:
    error = RangeError("too far")
    assert isinstance(error, JsError)
    assert isinstance(error, ValueError)
    assert (error.name, error.message) == ("RangeError", "too far")


def test_symbols_are_equal_to_themselves_alone() -> None:
    make = objects()["Symbol"]
    assert isinstance(make("a"), Symbol)
    assert make("a") != make("a")


def test_an_object_is_no_function_for_its_class_being_callable() -> None:
    class Shape:
        name = "circle"

    assert new_realm().get(Shape(), "name") == "circle"
