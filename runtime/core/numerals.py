"""Numbers written down and read, as ECMAScript does (Number::toString, StringToNumber).

Numbers are ``int`` where they are integral, else ``float``, as everywhere.
"""

from __future__ import annotations

import math
import re
from typing import Final

from runtime.late import pattern

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""ECMAScript's Number.MAX_SAFE_INTEGER: a larger ``int`` is taken for a BigInt."""

WHITE_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What ECMAScript trims: WhiteSpace and LineTerminator. Python's own set differs."""

_DECIMAL: Final = pattern(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_RADIX: Final = pattern(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def number(value: float) -> int | float:
    """Return a Number as Python has it: ``int`` when integral (and not negative zero)."""
    if value.is_integer() and (value != 0.0 or math.copysign(1.0, value) > 0):
        integral = int(value)
        # Beyond the safe range an int would be taken for a BigInt on its way back.
        return integral if -MAX_SAFE_INTEGER <= integral <= MAX_SAFE_INTEGER else value
    return value


def string_to_number(text: str) -> int | float:
    """Return ToNumber of a string (ECMAScript, StringToNumber)."""
    text = text.strip(WHITE_SPACE)
    if not text:
        return 0
    if _DECIMAL.fullmatch(text):
        return number(float(text))
    return number(to_double(int(text, 0))) if _RADIX.fullmatch(text) else math.nan


def to_double(value: int) -> float:
    """Return the nearest double, an infinity beyond the greatest."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def string_to_bigint(text: str) -> int | None:
    """Return the integer that a string spells, None if none (ECMAScript, StringToBigInt)."""
    text = text.strip(WHITE_SPACE)
    if _RADIX.fullmatch(text):
        return int(text, 0)
    if not re.fullmatch(r"[+-]?[0-9]*", text) or text in ("+", "-"):
        return None
    magnitude = _from_decimal(text.lstrip("+-") or "0")
    return -magnitude if text.startswith("-") else magnitude


def parse_float(text: str) -> int | float:
    """Return the number that a string begins with (ECMAScript, parseFloat)."""
    found = _DECIMAL.match(text.lstrip(WHITE_SPACE))
    return math.nan if found is None else number(float(found[0]))


def parse_int(text: str, radix: int) -> int | float:
    """Return the integer that a string begins with (ECMAScript, parseInt).

    Args:
        text: where it is read from.
        radix: 2 to 36, or 0 to read ``0x`` as 16 and else 10.

    """
    text = text.lstrip(WHITE_SPACE)
    negative = text.startswith("-")
    if text[:1] in ("+", "-"):
        text = text[1:]
    if radix in (0, 16) and text[:2] in ("0x", "0X"):
        text, radix = text[2:], 16
    radix = radix or 10
    if not 2 <= radix <= 36:
        return math.nan
    known = _DIGITS[:radix]
    end = next((at for at, each in enumerate(text) if each.lower() not in known), len(text))
    # "İ".lower() and the like are longer than a digit, and "K" of Kelvin is none.
    end = next((at for at, each in enumerate(text[:end]) if not each.isascii()), end)
    if not end:
        return math.nan
    value = to_double(_from_decimal(text[:end]) if radix == 10 else int(text[:end], radix))
    return number(-value if negative else value)


def digits_and_point(value: float) -> tuple[str, int]:
    """Return the shortest digits that read back as a positive number, and where the point stands.

    The number is ``0.digits`` times ten to the power of the second.
    """
    # Python's repr has the shortest digits too, but writes the exponent its own way.
    mantissa, _, exponent = repr(float(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    written = whole + fraction.rstrip("0")
    digits = written.lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(written) - len(digits))
    return digits.rstrip("0") or "0", point


def number_to_text(value: float) -> str:
    """Return Number::toString of a Number in base ten (ECMAScript, Number::toString)."""
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, point = digits_and_point(abs(value))
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """Put the decimal point behind ``point`` digits, as Number::toString does."""
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    return exponential(digits, point)


def exponential(digits: str, point: int) -> str:
    """Return digits with an exponent: ``1.5e+21``."""
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"


def integer_to_text(value: int, radix: int) -> str:
    """Return an integer in a base from 2 to 36."""
    if radix == 10:
        return _decimal(value)
    if radix in (2, 8, 16):
        return format(value, {2: "b", 8: "o", 16: "x"}[radix])
    digits, rest = [], abs(value)
    while rest:
        rest, digit = divmod(rest, radix)
        digits.append(_DIGITS[digit])
    return ("-" if value < 0 else "") + ("".join(reversed(digits)) or "0")


def _decimal(value: int) -> str:
    try:
        return int.__repr__(value)  # of an IntEnum's member too
    except ValueError:  # more digits than Python converts at once (sys.set_int_max_str_digits)
        half = int(value.bit_length() * math.log10(2) / 2)
        high, low = divmod(abs(value), 10**half)
        return ("-" if value < 0 else "") + _decimal(high) + _decimal(low).rjust(half, "0")


def _from_decimal(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:  # see `_decimal`
        half = len(digits) // 2
        high, low = _from_decimal(digits[:half]), _from_decimal(digits[half:])
        return high * int(10 ** (len(digits) - half)) + low


def number_to_radix(value: float, radix: int) -> str:
    """Return Number::toString in a base from 2 to 36.

    ECMAScript leaves the choice of digits open; these are V8's (``DoubleToRadixCString``): as many
    as tell the number from its neighbours.
    """
    if radix == 10 or not math.isfinite(value):
        return number_to_text(value)
    sign, value = ("-" if value < 0 else ""), abs(float(value))
    whole, fraction = math.floor(value), value - math.floor(value)
    delta = max(0.5 * (math.nextafter(value, math.inf) - value), 5e-324)
    digits: list[int] = []
    while fraction >= delta:
        fraction *= radix
        delta *= radix
        digit = int(fraction)
        digits.append(digit)
        fraction -= digit
        if (fraction > 0.5 or (fraction == 0.5 and digit & 1)) and fraction + delta > 1:
            whole = _carry(digits, whole, radix)
            break
    text = _whole_to_radix(float(whole), radix)
    return sign + text + ("." + "".join(_DIGITS[digit] for digit in digits) if digits else "")


def _carry(digits: list[int], whole: int, radix: int) -> int:
    """Round up the last digit of a fraction; return the whole part, one more if it went so far."""
    while digits:
        digit = digits.pop() + 1
        if digit < radix:
            digits.append(digit)
            return whole
    return whole + 1


def _whole_to_radix(rest: float, radix: int) -> str:
    """Write a whole number; digits that a double cannot hold are zeros, as V8 writes them."""
    zeros, digits = 0, []
    while rest / radix >= 2.0**53:
        rest /= radix
        zeros += 1
    while True:
        remainder = math.fmod(rest, radix)
        digits.append(_DIGITS[int(remainder)])
        rest = (rest - remainder) / radix
        if rest <= 0:
            return "".join(reversed(digits)) + "0" * zeros
