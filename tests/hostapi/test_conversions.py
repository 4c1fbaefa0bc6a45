"""ToPrimitive and its like on objects of Python's and of JavaScript's."""

from __future__ import annotations

import math
from typing import Any

import pytest

from hostapi import JsObject, Realm, new_realm
from hostapi.conversions import same_value, same_value_zero
from runtime.core.values import SYMBOL_TO_PRIMITIVE, BigInt, null


@pytest.fixture
def realm() -> Realm:
    return new_realm()


class Shape:
    pass


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "undefined"), (null, "null"), (True, "true"), (1.5, "1.5"), (-0.0, "0"),
        (BigInt(5), "5"), ("text", "text"), ({}, "[object Object]"), ([1, [2, None]], "1,2,"),
        (Shape(), "[object Shape]"), (JsObject(toString=lambda: "own"), "own"),
    ],
)  # fmt: skip
def test_to_string(realm: Realm, value: Any, text: str) -> None:
    assert realm.to_string(value) == text


def test_to_primitive(realm: Realm) -> None:
    both = JsObject(valueOf=lambda: 1, toString=lambda: "text")
    assert realm.to_primitive(both) == 1
    assert realm.to_primitive(both, "number") == 1
    assert realm.to_primitive(both, "string") == "text"
    exotic = JsObject({SYMBOL_TO_PRIMITIVE: lambda hint: hint, "valueOf": lambda: 1})
    assert realm.to_primitive(exotic) == "default"
    assert realm.operate("sub", JsObject({SYMBOL_TO_PRIMITIVE: lambda _h: 5}), 2) == 3
    for hopeless in (
        JsObject(valueOf=dict, toString=dict),
        JsObject({SYMBOL_TO_PRIMITIVE: lambda _h: {}}),
        realm.call(realm.globals()["Object"], "create", (null,)),
    ):
        with pytest.raises(TypeError, match="Cannot convert object to primitive value"):
            realm.to_primitive(hopeless)


def test_to_number(realm: Realm) -> None:
    assert realm.to_number("0x10") == 16
    assert realm.to_number([5]) == 5
    assert math.isnan(realm.to_number({}))
    assert realm.to_number(null) == 0
    with pytest.raises(TypeError, match="Cannot convert a BigInt value to a number"):
        realm.to_number(BigInt(1))


def test_indices(realm: Realm) -> None:
    cases: list[tuple[Any, Any]] = [
        (None, 0), (math.nan, 0), (1.9, 1), (-1.9, -1), ("3", 3), (math.inf, math.inf), (-0.0, 0),
    ]  # fmt: skip
    for value, expected in cases:
        assert realm.to_integer_or_infinity(value) == expected
    assert realm.to_length(-5) == 0
    assert realm.to_length(math.inf) == 2**53 - 1
    assert realm.relative_index(-2, 5) == 3
    assert realm.relative_index(-9, 5) == 0
    assert realm.relative_index(9, 5) == 5
    assert realm.relative_index(None, 5, 5) == 5


def test_equality(realm: Realm) -> None:
    assert same_value(math.nan, math.nan)
    assert not same_value(0, -0.0)
    assert same_value_zero(0, -0.0)
    assert not same_value_zero(1, True)
    assert not same_value_zero(1, BigInt(1))
    assert realm.loose_equal([1], 1)
    assert realm.loose_equal("a", ["a"])
    assert not realm.loose_equal([1], [1])
    assert not realm.loose_equal({}, None)


def test_global_functions(realm: Realm) -> None:
    call = {name: realm.globals()[name] for name in ("parseInt", "isNaN", "encodeURIComponent")}
    assert realm.apply(call["parseInt"], None, ("12px",)) == 12
    assert realm.apply(call["isNaN"], None, ()) is True
    with pytest.raises(ValueError, match="URI malformed"):
        realm.apply(call["encodeURIComponent"], None, ("\ud800",))
