"""Numbers with a given count of digits, and as people write them (ECMAScript, 21.1.3).

Digits are exact: a double is a fraction, and halves are rounded away from zero.
"""

from __future__ import annotations

import math
from fractions import Fraction

from runtime.core.numerals import digits_and_point, exponential, integer_to_text, number_to_text


def to_fixed(value: float, digits: int) -> str:
    """Return a number with so many digits behind the point."""
    if not math.isfinite(value) or abs(value) >= 1e21:
        return number_to_text(value)
    scaled = str(math.floor(Fraction(abs(value)) * 10**digits + Fraction(1, 2)))
    sign = "-" if value < 0 else ""
    if not digits:
        return sign + scaled
    scaled = scaled.rjust(digits + 1, "0")
    return f"{sign}{scaled[:-digits]}.{scaled[-digits:]}"


def _significant(value: float, count: int) -> tuple[str, int]:
    """Return so many digits of a positive number, and where the point stands behind ``0.``."""
    exact = Fraction(value)
    _, point = digits_and_point(value)
    if exact >= Fraction(10) ** point:  # what is shortest may be rounded past a power of ten
        point += 1
    elif exact < Fraction(10) ** (point - 1):
        point -= 1
    digits = str(math.floor(exact * Fraction(10) ** (count - point) + Fraction(1, 2)))
    return (digits[:-1], point + 1) if len(digits) > count else (digits, point)


def to_exponential(value: float, digits: int | None) -> str:
    """Return a finite number with an exponent, and so many digits behind the point.

    Args:
        value: the number.
        digits: how many; None for as many as tell it from others.

    """
    sign, value = ("-" if value < 0 else ""), abs(float(value))
    if value == 0:
        return sign + exponential("0" * ((digits or 0) + 1), 1)
    if digits is None:
        return sign + exponential(*digits_and_point(value))
    return sign + exponential(*_significant(value, digits + 1))


def to_precision(value: float, count: int) -> str:
    """Return a finite number with so many significant digits."""
    sign, value = ("-" if value < 0 else ""), abs(float(value))
    digits, point = ("0" * count, 1) if value == 0 else _significant(value, count)
    if not -6 < point <= count:
        return sign + exponential(digits, point)
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[point:]}" if point < count else ""
    return f"{sign}{digits[:point]}{fraction}"


def grouped(value: float, least: int = 0, most: int = 3, *, grouping: bool = True) -> str:
    """Return a number as American English writes it (ECMA-402, Number.prototype.toLocaleString).

    Args:
        value: a Number or a BigInt.
        least: digits behind the point that are always there.
        most: digits behind the point at most.
        grouping: whether there are commas.

    """
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if value != value else "∞" if value > 0 else "-∞"
    negative = value < 0 or (value == 0 and math.copysign(1.0, value) < 0)
    # What is rounded are the digits that the number is shown with, not the ones it has.
    shown = Fraction(repr(abs(value)) if isinstance(value, float) else abs(value))
    scaled = math.floor(shown * 10**most + Fraction(1, 2))
    digits = integer_to_text(scaled, 10).rjust(most + 1, "0")
    whole, fraction = digits[: len(digits) - most], digits[len(digits) - most :]
    fraction = fraction[:least] + fraction[least:].rstrip("0")
    if grouping:
        head = len(whole) % 3
        parts = [whole[:head]] if head else []
        whole = ",".join(parts + [whole[at : at + 3] for at in range(head, len(whole), 3)])
    return ("-" if negative else "") + whole + (f".{fraction}" if fraction else "")
