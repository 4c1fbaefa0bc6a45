"""``Math`` (ECMAScript, The Math Object)."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable
from fractions import Fraction
from typing import Any, ClassVar, Final

from hostapi.interface import Namespace, static
from runtime.core.numerals import number
from runtime.core.values import is_number, number_power, to_int32

_POLES: Final = {
    ("log", 0.0): -math.inf,
    ("log2", 0.0): -math.inf,
    ("log10", 0.0): -math.inf,
    ("log1p", -1.0): -math.inf,
    ("atanh", 1.0): math.inf,
    ("atanh", -1.0): -math.inf,
}


def _real(name: str, x: float) -> float:
    """Return a function of Python's ``math``, with ECMAScript's values where that has none."""
    function: Callable[[float], float] = getattr(math, name)
    try:
        return function(x)
    except ValueError:
        return _POLES.get((name, x), math.nan)
    except OverflowError:
        return -math.inf if name == "sinh" and x < 0 else math.inf


def _narrowed(code: str, x: float) -> float:
    """Return the number of a smaller format (of `struct`) that is nearest, ties to even."""
    try:
        narrow: float = struct.unpack(code, struct.pack(code, x))[0]
    except OverflowError:
        return math.copysign(math.inf, x)
    return narrow


def _signed(whole: float, x: float) -> float:
    """Return what ``x`` was rounded to; a zero keeps the sign."""
    return math.copysign(0.0, x) if whole == 0 else float(whole)


def round_half_up(x: float) -> float:
    """Return the nearest whole number, the greater one of two (ECMAScript, Math.round)."""
    if not math.isfinite(x):
        return x
    below = math.floor(x)
    return _signed(below + 1 if x - below >= 0.5 else below, x)


def cube_root(x: float) -> float:
    """Return the double that is nearest to the cube root of ``x``."""
    if x == 0 or not math.isfinite(x):
        return x
    exact = Fraction(x)
    rough = Fraction(math.copysign(abs(x) ** (1 / 3), x))
    guess = float((2 * rough + exact / rough**2) / 3)  # a step of Newton's
    near = (guess, math.nextafter(guess, 0.0), math.nextafter(guess, math.copysign(math.inf, x)))
    return min(near, key=lambda each: abs(Fraction(each) ** 3 - exact))


def exact_sum(items: list[float]) -> float:
    """Return the sum of numbers, rounded once (ECMAScript, Math.sumPrecise)."""
    special = sum(each for each in items if not math.isfinite(each))
    if special != 0:
        return special
    if all(each == 0 and math.copysign(1, each) < 0 for each in items):
        return -0.0
    total = sum(map(Fraction, items), Fraction(0))
    try:
        return float(total)
    except OverflowError:
        return math.inf if total > 0 else -math.inf


def _of_one(name: str) -> Any:
    """Return a member that is a function of one number, of Python's ``math``."""

    @static(name)
    def member(self: Math, x: object = None) -> float:
        return number(_real(name, float(self.realm.to_number(x))))

    return member


class Math(Namespace):
    """Functions of numbers. Where ECMAScript asks for an approximation it is the C library's."""

    name = "Math"
    tag = "Math"
    constants: ClassVar[dict[str, object]] = {
        "E": math.e,
        "LN10": math.log(10),
        "LN2": math.log(2),
        "LOG10E": math.log10(math.e),
        "LOG2E": math.log2(math.e),
        "PI": math.pi,
        "SQRT1_2": math.sqrt(0.5),
        "SQRT2": math.sqrt(2),
    }

    acos = _of_one("acos")
    acosh = _of_one("acosh")
    asin = _of_one("asin")
    asinh = _of_one("asinh")
    atan = _of_one("atan")
    atanh = _of_one("atanh")
    cos = _of_one("cos")
    cosh = _of_one("cosh")
    exp = _of_one("exp")
    expm1 = _of_one("expm1")
    log = _of_one("log")
    log10 = _of_one("log10")
    log1p = _of_one("log1p")
    log2 = _of_one("log2")
    sin = _of_one("sin")
    sinh = _of_one("sinh")
    sqrt = _of_one("sqrt")
    tan = _of_one("tan")
    tanh = _of_one("tanh")

    def _float(self, x: object) -> float:
        return float(self.realm.to_number(x))

    @static
    def abs(self, x: object = None) -> float:
        return number(abs(self._float(x)))

    @static
    def atan2(self, y: object = None, x: object = None) -> float:
        return number(math.atan2(self._float(y), self._float(x)))

    @static
    def cbrt(self, x: object = None) -> float:
        return number(cube_root(self._float(x)))

    @static
    def ceil(self, x: object = None) -> float:
        value = self._float(x)
        return number(_signed(math.ceil(value), value)) if math.isfinite(value) else value

    @static
    def clz32(self, x: object = None) -> int:
        return 32 - (to_int32(self.realm.to_number(x)) & 0xFFFFFFFF).bit_length()

    @static
    def f16round(self, x: object = None) -> float:
        return number(_narrowed("<e", self._float(x)))

    @static
    def floor(self, x: object = None) -> float:
        value = self._float(x)
        return number(_signed(math.floor(value), value)) if math.isfinite(value) else value

    @static
    def fround(self, x: object = None) -> float:
        return number(_narrowed("<f", self._float(x)))

    @static
    def hypot(self, *items: object) -> float:
        return number(math.hypot(*map(self._float, items)))

    @static
    def imul(self, x: object = None, y: object = None) -> int:
        left, right = (to_int32(self.realm.to_number(each)) for each in (x, y))
        return to_int32(left * right)

    @static
    def max(self, *items: object) -> float:
        return self._extreme(items, -math.inf, lambda a, b: a > b)

    @static
    def min(self, *items: object) -> float:
        return self._extreme(items, math.inf, lambda a, b: a < b)

    def _extreme(
        self, items: tuple[object, ...], found: float, better: Callable[[float, float], bool]
    ) -> float:
        for each in [self._float(item) for item in items]:
            if each != each or found != found:
                found = math.nan
            elif each == 0 == found:
                # Zeros are equal; here -0 is the smaller one.
                signs = math.copysign(1.0, each), math.copysign(1.0, found)
                found = each if better(*signs) else found
            elif better(each, found):
                found = each
        return number(found)

    @static
    def pow(self, base: object = None, exponent: object = None) -> float:
        return number(number_power(self._float(base), self._float(exponent)))

    @static
    def random(self) -> float:
        return random.random()

    @static
    def round(self, x: object = None) -> float:
        return number(round_half_up(self._float(x)))

    @static
    def sign(self, x: object = None) -> float:
        value = self._float(x)
        return number(math.copysign(1.0, value) if abs(value) > 0 else value)

    @static("sumPrecise")
    def sum_precise(self, items: object = None) -> float:
        numbers: list[float] = []
        for item in self.realm.iterate(items):
            if not is_number(item):
                raise TypeError(f"{item!r} is not a number")
            numbers.append(float(item))
        return number(exact_sum(numbers))

    @static
    def trunc(self, x: object = None) -> float:
        value = self._float(x)
        return number(_signed(math.trunc(value), value)) if math.isfinite(value) else value
