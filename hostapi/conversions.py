"""Type conversion and comparison of values that may be objects (ECMAScript, 7.1 and 7.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeGuard

from hostapi.properties import Key
from runtime.core import values
from runtime.core.members import MISSING, Members
from runtime.core.numerals import number
from runtime.core.values import SYMBOL_TO_PRIMITIVE, Symbol, null, to_text

MAX_LENGTH = 2**53 - 1


def is_primitive(value: object) -> TypeGuard[str | float | Symbol | None]:
    """Tell whether a guest sees no object in a value."""
    return value is None or value is null or isinstance(value, (str, int, float, Symbol))


def is_nullish(value: object) -> bool:
    """Tell whether a value is undefined or null."""
    return value is None or value is null


def same_value_zero(left: object, right: object) -> bool:
    """Return SameValueZero: as ``===``, but NaN is itself."""
    if isinstance(left, float) and isinstance(right, float) and left != left and right != right:
        return True
    return values.strict_equal(left, right)


def same_value(left: object, right: object) -> bool:
    """Return SameValue, which is ``Object.is``: as SameValueZero, but -0 is not 0."""
    if not same_value_zero(left, right):
        return False
    if left == 0 and right == 0 and values.is_number(left) and values.is_number(right):
        return math.copysign(1.0, left) == math.copysign(1.0, right)
    return True


class Conversions(Members):
    """What a realm makes of one value to get another."""

    def to_primitive(self, value: Any, hint: str = "default") -> Any:
        """Return ToPrimitive of ``value``.

        Args:
            value: any value.
            hint: ``"string"``, ``"number"`` or ``"default"``.

        Raises:
            TypeError: none of the object's methods gives a primitive.

        """
        if is_primitive(value):
            return value
        exotic = self.find(value, SYMBOL_TO_PRIMITIVE)
        if exotic is not MISSING and not is_nullish(exotic):
            if not callable(exotic):
                raise TypeError(f"{values.typeof(exotic)} is not a function")
            result = self.apply(exotic, value, (hint,))
            if is_primitive(result):
                return result
            raise TypeError("Cannot convert object to primitive value")
        names = ("toString", "valueOf") if hint == "string" else ("valueOf", "toString")
        return self.ordinary_to_primitive(value, names)

    def ordinary_to_primitive(self, value: Any, names: Sequence[str]) -> Any:
        """Return what the first of two methods gives that is a primitive.

        Raises:
            TypeError: there is none.

        """
        for name in names:
            method = self.find(value, name)
            if callable(method):
                result = self.apply(method, value, ())
                if is_primitive(result):
                    return result
        raise TypeError("Cannot convert object to primitive value")

    def to_string(self, value: Any) -> str:
        """Return ToString of ``value``.

        Raises:
            TypeError: it is a symbol, or an object without text.

        """
        if isinstance(value, str):
            return value
        primitive = self.to_primitive(value, "string")
        if isinstance(primitive, Symbol):
            raise TypeError("Cannot convert a Symbol value to a string")
        return to_text(primitive)

    def to_numeric(self, value: Any) -> int | float:
        """Return ToNumeric of ``value``: a Number, or a BigInt as it is."""
        return values.to_number(self.to_primitive(value, "number"))

    def to_number(self, value: Any) -> int | float:
        """Return ToNumber of ``value``.

        Raises:
            TypeError: it is a symbol or a BigInt, or an object without a primitive.

        """
        numeric = self.to_numeric(value)
        if values.is_bigint(numeric):
            raise TypeError("Cannot convert a BigInt value to a number")
        return numeric

    def to_integer_or_infinity(self, value: Any) -> int | float:
        """Return ToIntegerOrInfinity of ``value``: an int, or an infinity; undefined is 0."""
        if type(value) is int:
            return self.to_number(value)
        if value is None:
            return 0
        wide = self.to_number(value)
        if isinstance(wide, int):
            return int(wide)
        if wide != wide:
            return 0
        return wide if math.isinf(wide) else math.trunc(wide)

    def to_length(self, value: Any) -> int:
        """Return ToLength of ``value``."""
        length = self.to_integer_or_infinity(value)
        return int(min(max(length, 0), MAX_LENGTH))

    def relative_index(self, value: Any, length: int, default: int = 0) -> int:
        """Return an index from 0 to ``length`` that counts from the end where it is negative.

        Args:
            value: what was given for it: ``start`` or ``end`` of ``slice`` and the like.
            length: of what it is an index into.
            default: what it is where it is undefined.

        """
        if value is None:
            return default
        index = self.to_integer_or_infinity(value)
        if index < 0:
            return int(max(index + length, 0))
        return int(min(index, length))

    def to_property_key(self, key: Any) -> Key:
        """Return ToPropertyKey of ``key``: a symbol, or text."""
        if isinstance(key, (str, Symbol)):
            return key
        if type(key) is int:
            return str(key)
        primitive = self.to_primitive(key, "string")
        return primitive if isinstance(primitive, Symbol) else to_text(primitive)

    # --- operators ------------------------------------------------------------------------------

    same_value = staticmethod(same_value)
    same_value_zero = staticmethod(same_value_zero)

    def loose_equal(self, left: Any, right: Any) -> bool:
        """Return ``left == right`` (IsLooselyEqual)."""
        if is_primitive(left) == is_primitive(right):
            return values.loose_equal(left, right)
        if is_nullish(left) or is_nullish(right):
            return False
        return values.loose_equal(self.to_primitive(left), self.to_primitive(right))

    def operate(self, name: str, left: Any, right: Any) -> Any:
        """Return what a binary operator gives, by wasm-bindgen's name for it.

        Raises:
            TypeError: an operand has no primitive value, or the two do not mix.

        """
        if not (is_primitive(left) and is_primitive(right)):
            hint = "default" if name == "add" else "number"
            left, right = self.to_primitive(left, hint), self.to_primitive(right, hint)
        return values.BINARY_OPERATORS[name](left, right)

    def to_numeric_value(self, value: Any) -> Any:
        """Return what a unary operator works on: ToNumeric, a Number in Python's form."""
        numeric = self.to_numeric(value)
        return number(numeric) if isinstance(numeric, float) else numeric
