"""``Number`` and ``Boolean`` (ECMAScript, 20.3 and 21.1), and the functions that read numbers."""

from __future__ import annotations

import math
import sys
from typing import Any, ClassVar

from hostapi.errors import RangeError
from hostapi.interface import method, static
from hostapi.locale import read_options, require_english
from hostapi.number_text import grouped, to_exponential, to_fixed, to_precision
from hostapi.wrappers import BooleanObject, NumberObject, PrimitiveInterface
from runtime.core import numerals
from runtime.core.numerals import MAX_SAFE_INTEGER, number, number_to_radix, number_to_text
from runtime.core.values import is_bigint, is_falsy, is_number, to_int32


class Number(PrimitiveInterface):
    """Ints that are safe integers, and floats."""

    name = "Number"
    builtin_tag = "Number"
    length = 1
    types: ClassVar[tuple[type, ...]] = (int, float, NumberObject)
    wrapper = NumberObject
    constants: ClassVar[dict[str, object]] = {
        "EPSILON": sys.float_info.epsilon,
        "MAX_SAFE_INTEGER": MAX_SAFE_INTEGER,
        "MAX_VALUE": sys.float_info.max,
        "MIN_SAFE_INTEGER": -MAX_SAFE_INTEGER,
        "MIN_VALUE": 5e-324,
        "NEGATIVE_INFINITY": -math.inf,
        "NaN": math.nan,
        "POSITIVE_INFINITY": math.inf,
    }

    def is_primitive(self, value: object) -> bool:
        return is_number(value)

    def construct(self, *args: Any) -> Any:
        return NumberObject(self.call(*args))

    def call(self, *args: Any) -> float:
        if not args:
            return 0
        value = self.realm.to_numeric(args[0])
        return number(numerals.to_double(value)) if is_bigint(value) else value

    @static
    def isFinite(self, value: object = None) -> bool:
        return is_number(value) and math.isfinite(value)  # type: ignore[arg-type] # a Number

    @static
    def isInteger(self, value: object = None) -> bool:
        return self.isFinite(value) and float(value).is_integer()  # type: ignore[arg-type] # same

    @static
    def isNaN(self, value: object = None) -> bool:
        return isinstance(value, float) and value != value

    @static
    def isSafeInteger(self, value: object = None) -> bool:
        return self.isInteger(value) and abs(value) <= MAX_SAFE_INTEGER  # type: ignore[arg-type]

    @static
    def parseFloat(self, text: object = None) -> float:
        return numerals.parse_float(self.realm.to_string(text))

    @static
    def parseInt(self, text: object = None, radix: object = None) -> float:
        read = self.realm.to_string(text)
        base = to_int32(self.realm.to_number(radix))
        return numerals.parse_int(read, base)

    def _digits(self, member: str, digits: object, least: int = 0) -> int:
        count = self.realm.to_integer_or_infinity(digits)
        if not least <= count <= 100:
            what = f"{member}() {'digits ' if member == 'toFixed' else ''}argument"
            raise RangeError(f"{what} must be between {least} and 100")
        return int(count)

    @method
    def toExponential(self, this: object, digits: object = None) -> str:
        value = float(self.value_of(this, "toExponential"))
        count = self.realm.to_integer_or_infinity(digits)
        if not math.isfinite(value):
            return number_to_text(value)
        if digits is not None:
            count = self._digits("toExponential", count)
        return to_exponential(value, None if digits is None else int(count))

    @method
    def toFixed(self, this: object, digits: object = None) -> str:
        value = float(self.value_of(this, "toFixed"))
        return to_fixed(value, self._digits("toFixed", digits))

    @method
    def toLocaleString(self, this: object, locales: object = None, options: object = None) -> str:
        value = self.value_of(this, "toLocaleString")
        return locale_number(self, value, locales, options)

    @method
    def toPrecision(self, this: object, precision: object = None) -> str:
        value = float(self.value_of(this, "toPrecision"))
        if precision is None:
            return number_to_text(value)
        count = self.realm.to_integer_or_infinity(precision)
        if not math.isfinite(value):
            return number_to_text(value)
        return to_precision(value, self._digits("toPrecision", count, 1))

    @method
    def toString(self, this: object, radix: object = None) -> str:
        value = self.value_of(this, "toString")
        return number_to_radix(float(value), read_radix(self, radix))

    @method
    def valueOf(self, this: object) -> float:
        value: float = self.value_of(this, "valueOf")
        return value


def read_radix(interface: PrimitiveInterface, radix: object) -> int:
    """Return the argument of ``toString``.

    Raises:
        RangeError: it is no base from 2 to 36.

    """
    base = 10 if radix is None else interface.realm.to_integer_or_infinity(radix)
    if not 2 <= base <= 36:
        raise RangeError("toString() radix argument must be between 2 and 36")
    return int(base)


def locale_number(
    interface: PrimitiveInterface, value: float, locales: object, options: object
) -> str:
    """Return a number as ``toLocaleString`` writes it.

    Raises:
        RangeError: the locale or an option is not supported.

    """
    realm = interface.realm
    require_english(realm, locales)
    known = ("minimumFractionDigits", "maximumFractionDigits", "useGrouping")
    given = read_options(realm, options, known)
    limits = {}
    for name in known[:2]:
        if name in given:
            limits[name] = realm.to_number(given[name])
            if not 0 <= limits[name] <= 100:
                raise RangeError(f"{name} value is out of range.")
    least = math.floor(limits.get("minimumFractionDigits", 0))
    most = math.floor(limits.get("maximumFractionDigits", max(least, 3)))
    if "minimumFractionDigits" in limits and most < least:
        raise RangeError("maximumFractionDigits value is out of range.")
    grouping = not is_falsy(given.get("useGrouping", True))
    return grouped(value, min(least, most), most, grouping=grouping)


class Boolean(PrimitiveInterface):
    """True and False."""

    name = "Boolean"
    builtin_tag = "Boolean"
    length = 1
    types: ClassVar[tuple[type, ...]] = (bool, BooleanObject)
    wrapper = BooleanObject

    def construct(self, *args: Any) -> Any:
        return BooleanObject(self.call(*args))

    def call(self, *args: Any) -> bool:
        return bool(args) and not is_falsy(args[0])

    @method
    def toString(self, this: object) -> str:
        return "true" if self.value_of(this, "toString") else "false"

    @method
    def valueOf(self, this: object) -> bool:
        return bool(self.value_of(this, "valueOf"))
