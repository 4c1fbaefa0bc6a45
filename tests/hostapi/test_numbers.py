from __future__ import annotations

import enum
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostapi import Realm, new_realm
from hostapi.errors import RangeError, SyntaxError
from hostapi.math import cube_root, exact_sum, round_half_up
from hostapi.number_text import grouped, to_exponential, to_fixed, to_precision
from runtime.core.numerals import integer_to_text, string_to_bigint
from runtime.core.values import BigInt


@pytest.fixture
def realm() -> Realm:
    return new_realm()


class Color(enum.IntEnum):
    RED = 255


@pytest.mark.parametrize(
    ("value", "interface"),
    [
        (1, "Number"), (1.5, "Number"), (True, "Boolean"), (BigInt(1), "BigInt"), (2**60, "BigInt"),
        (2**53 - 1, "Number"), (-(2**53), "BigInt"), (Color.RED, "Number"), ("x", "String"),
    ],
)  # fmt: skip
def test_a_python_value_has_the_interface_that_a_guest_expects(
    realm: Realm, value: object, interface: str
) -> None:
    assert realm.interface_of(value) is realm.interfaces[interface]


def test_members_work_on_python_numbers(realm: Realm) -> None:
    assert realm.call(Color.RED, "toString", (16,)) == "ff"
    assert realm.call(2**70, "toString", ()) == str(2**70)
    assert realm.call(1234567.5, "toLocaleString", ()) == "1,234,567.5"
    with pytest.raises(RangeError, match="'fr' is not supported here"):
        realm.call(1, "toLocaleString", ("fr",))
    with pytest.raises(RangeError, match="'style' is not supported here"):
        realm.call(1, "toLocaleString", ("en-US", {"style": "percent"}))


def test_numbers_have_no_python_attributes(realm: Realm) -> None:
    assert realm.get(1, "real") is None
    assert realm.get("x", "upper") is None
    with pytest.raises(TypeError, match="on number '1'"):
        realm.set(1, "x", 2)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e20, max_value=1e20))
def test_digits_are_rounded_from_the_exact_value(value: float) -> None:
    assert float(to_exponential(value, 17)) == value
    assert float(to_precision(value, 17)) == value
    assert abs(float(to_fixed(value, 3)) - value) <= 0.0005000001 + abs(value) * 1e-15


def test_huge_integers_have_text() -> None:
    huge = 7**9_000
    text = integer_to_text(huge, 10)
    assert len(text) == 7606
    assert string_to_bigint(text) == huge
    assert string_to_bigint("-" + text) == -huge
    assert integer_to_text(-huge, 10) == "-" + text
    assert integer_to_text(huge, 7) == "1" + "0" * 9_000


def test_grouped() -> None:
    assert grouped(-1234.5678, 0, 2) == "-1,234.57"
    assert grouped(5, 2, 2) == "5.00"
    assert grouped(math.inf) == "∞"
    assert grouped(1234, grouping=False) == "1234"


def test_bigint(realm: Realm) -> None:
    make = realm.interfaces["BigInt"].call
    assert make("0x10") == 16
    assert isinstance(make(5), BigInt)
    with pytest.raises(SyntaxError, match="Cannot convert 1n to a BigInt"):
        make("1n")
    with pytest.raises(TypeError, match="not a constructor"):
        realm.constructors["BigInt"](1)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (0.5, 1.0),
        (-0.5, -0.0),
        (2.5, 3.0),
        (-2.5, -2.0),
        (0.49999999999999994, 0.0),
        (1e300, 1e300),
    ],
)
def test_round(value: float, rounded: float) -> None:
    assert round_half_up(value) == rounded
    assert math.copysign(1, round_half_up(value)) == math.copysign(1, rounded)


@given(st.integers(-200_000, 200_000))
def test_the_root_of_a_cube_is_exact(value: int) -> None:
    assert cube_root(float(value**3)) == value


def test_sum_precise(realm: Realm) -> None:
    assert exact_sum([1e308, 1e308, -1e308]) == 1e308
    assert exact_sum([1e308, 1e308]) == math.inf
    assert exact_sum([0.1] * 10) == 1.0
    assert math.copysign(1, exact_sum([])) == -1
    assert math.copysign(1, exact_sum([-0.0, 0.0])) == 1
    assert math.isnan(exact_sum([math.inf, -math.inf]))
    sum_precise = realm.get(realm.namespaces["Math"], "sumPrecise")
    assert realm.apply(sum_precise, None, ([1e20, 0.1, -1e20],)) == 0.1
    with pytest.raises(TypeError, match="not a number"):
        realm.apply(sum_precise, None, ([1, "2"],))


def test_f16round(realm: Realm) -> None:
    f16round = realm.get(realm.namespaces["Math"], "f16round")
    for value, expected in ((1.337, 1.3369140625), (65519, 65504), (65520, math.inf), (1e-8, 0)):
        assert realm.apply(f16round, None, (value,)) == expected
