from __future__ import annotations

import math

import pytest

from runtime.core import numerals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0), ("  \ufeff12\u2028", 12), ("1e3", 1000), (".5", 0.5), ("5.", 5), ("-1.5", -1.5),
        ("0x1F", 31), ("0b101", 5), ("0o17", 15), ("Infinity", math.inf), ("-Infinity", -math.inf),
        ("1e999", math.inf), ("0x" + "f" * 300, math.inf), ("9007199254740993", 9007199254740992.0),
    ],
)  # fmt: skip
def test_a_string_is_a_number(text: str, expected: float) -> None:
    found = numerals.string_to_number(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "text",
    ["x", "1_000", "\u0663", "inf", "nan", "-0x10", "0x", "1e", "+", ".", "1 2", "\x1c1", "\x851"],
)
def test_a_string_is_no_number(text: str) -> None:
    assert math.isnan(numerals.string_to_number(text))


@pytest.mark.parametrize(
    ("text", "radix", "expected"),
    [
        ("12px", 10, 12), (" -0x1f", 0, -31), ("0x1f", 10, 0), ("z", 36, 35), ("19", 8, 1),
        ("123", 37, None), ("", 10, None), ("9", 8, None), ("1\u0660", 10, 1), ("-0", 10, -0.0),
        ("\u212a", 36, None), ("100000000000000000000", 10, 1e20),
    ],
)  # fmt: skip
def test_parse_int(text: str, radix: int, expected: float | None) -> None:
    found = numerals.parse_int(text, radix)
    if expected is None:
        assert math.isnan(found)
    else:
        assert found == expected
        assert math.copysign(1, found) == math.copysign(1, expected)


@pytest.mark.parametrize(
    ("value", "radix", "expected"),
    [
        (255, 16, "ff"), (0.5, 2, "0.1"), (-255.5, 16, "-ff.8"), (0.1, 3, None), (2**60, 7, None),
        (math.nan, 2, "NaN"), (1e21, 36, None), (0, 2, "0"), (1 - 2**-53, 36, None),
        (math.pi, 16, "3.243f6a8885a3"), (1e21, 10, "1e+21"),
    ],
)  # fmt: skip
def test_number_to_radix(value: float, radix: int, expected: str | None) -> None:
    text = numerals.number_to_radix(value, radix)
    if expected is not None:
        assert text == expected
        return
    whole, _, fraction = text.partition(".")
    digits = int(whole + fraction, radix) / radix ** len(fraction)
    assert digits == pytest.approx(value, rel=1e-15)
