"""``BigInt`` (ECMAScript, BigInt Objects): of `runtime.core.values.BigInt`, and of large ints."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.errors import RangeError, SyntaxError
from hostapi.interface import method, static
from hostapi.number import locale_number, read_radix
from hostapi.wrappers import BigIntObject, PrimitiveInterface
from runtime.core.numerals import MAX_SAFE_INTEGER, integer_to_text, string_to_bigint
from runtime.core.values import BigInt as Value
from runtime.core.values import Symbol, is_bigint, is_number, to_text

MOST_BITS = 2**30
"""What V8 allows."""


class BigInt(PrimitiveInterface):
    """Integers of any size."""

    name = "BigInt"
    tag = "BigInt"
    constructible = False
    length = 1
    types: ClassVar[tuple[type, ...]] = (Value, BigIntObject)
    wrapper = BigIntObject

    def construct(self, *args: Any) -> Value:
        """Refuse ``new BigInt``.

        Raises:
            TypeError: always.

        """
        raise TypeError("BigInt is not a constructor")

    def call(self, *args: Any) -> Value:
        value = self.realm.to_primitive(args[0] if args else None, "number")
        if not is_number(value):
            return self.to_bigint(value)
        if value != value or value in (float("inf"), float("-inf")) or value != int(value):
            raise RangeError(
                f"The number {to_text(value)} cannot be converted to a BigInt because it is not "
                "an integer"
            )
        return Value(value)

    def to_bigint(self, value: object) -> Value:
        """Return ToBigInt of a value, which refuses a Number.

        Raises:
            SyntaxError: a string is no integer.
            TypeError: it is no BigInt, boolean or string.

        """
        value = self.realm.to_primitive(value, "number")
        if isinstance(value, bool) or is_bigint(value):
            return Value(value)
        if isinstance(value, str):
            found = string_to_bigint(value)
            if found is None:
                raise SyntaxError(f"Cannot convert {value} to a BigInt")
            return Value(found)
        text = repr(value) if isinstance(value, Symbol) else to_text(value)
        raise TypeError(f"Cannot convert {text} to a BigInt")

    def _bits(self, bits: object) -> int:
        count = self.realm.to_integer_or_infinity(bits)
        if not 0 <= count <= MAX_SAFE_INTEGER:
            raise RangeError("Invalid value: not (convertible to) a safe integer")
        return int(count)

    @static
    def asIntN(self, bits: object = None, bigint: object = None) -> Value:
        count, value = self._bits(bits), self.to_bigint(bigint)
        if count > value.bit_length():
            return value
        if not count:
            return Value(0)
        half = 1 << (count - 1)
        return Value(((value + half) & ((half << 1) - 1)) - half)

    @static
    def asUintN(self, bits: object = None, bigint: object = None) -> Value:
        count, value = self._bits(bits), self.to_bigint(bigint)
        if value >= 0 and count >= value.bit_length():
            return value
        if count > MOST_BITS:
            raise RangeError("Maximum BigInt size exceeded")
        return Value(value & ((1 << count) - 1))

    @method
    def toLocaleString(self, this: object, locales: object = None, options: object = None) -> str:
        return locale_number(self, self.value_of(this, "toLocaleString"), locales, options)

    @method
    def toString(self, this: object, radix: object = None) -> str:
        value = self.value_of(this, "toString")
        return integer_to_text(value, read_radix(self, radix))

    @method
    def valueOf(self, this: object) -> Value:
        return Value(self.value_of(this, "valueOf"))
