"""Errors, symbols and what is a function."""

from __future__ import annotations

from hostapi import new_realm
from hostapi.errors import RangeError
from runtime.core.values import Symbol
from runtime.errors import JsError


def test_errors_carry_their_javascript_name_and_are_pythons_too() -> None:
    error = RangeError("too far")
    assert isinstance(error, JsError)
    assert isinstance(error, ValueError)
    assert (error.name, error.message) == ("RangeError", "too far")


def test_symbols_are_equal_to_themselves_alone() -> None:
    realm = new_realm()
    symbol = realm.globals()["Symbol"]
    made = [realm.apply(symbol, None, ("a",)) for _ in range(2)]
    assert isinstance(made[0], Symbol)
    assert made[0] != made[1]


def test_an_object_is_no_function_for_its_class_being_callable() -> None:
    class Shape:
        name = "circle"

    assert new_realm().get(Shape(), "name") == "circle"
