"""The element types of typed arrays (ECMAScript, TypedArray Objects, The TypedArray Constructors).

An element of a BigInt type is a `BigInt`, of any other type a number.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from typing import Any, Final

from hostapi.errors import SyntaxError
from runtime.core.buffers import CODES
from runtime.core.numerals import number, number_to_text, string_to_bigint
from runtime.core.values import BigInt, Symbol, is_bigint, to_number, to_text
from runtime.records import field, record


@record(frozen=True)
class ElementType:
    """One element type.

    Attributes:
        name: as in the name of its constructor, without ``Array``.
        code: its code in ``struct``.

    """

    name: str
    code: str
    size: int = field(init=False)
    is_float: bool = field(init=False)
    is_bigint: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", struct.calcsize(self.code))
        object.__setattr__(self, "is_float", self.code in "efd")
        object.__setattr__(self, "is_bigint", self.code in "qQ")

    @property
    def constructor(self) -> str:
        """The name of the typed arrays of such elements."""
        return f"{self.name}Array"

    def numeric(self, value: object) -> int | float:
        """Return ToNumber, or of a BigInt type ToBigInt, of a primitive.

        A plain ``int`` is taken for a BigInt where one is wanted: that is what a Rust ``i64``
        becomes on its way here.

        Raises:
            TypeError: the value has none.
            SyntaxError: the text is no integer.

        """
        if self.is_bigint:
            if isinstance(value, int) and not isinstance(value, bool):
                return value
            return strict_bigint(value)
        return plain_number(value)

    def strict(self, value: object) -> int | float:
        """Return `numeric` of an element of a list: one that is a Number is no BigInt."""
        return strict_bigint(value) if self.is_bigint else plain_number(value)

    def encode(self, value: float, order: str = "<") -> bytes:
        """Return the bytes of a converted value (NumericToRawBytes): wrapped, clamped, rounded.

        Args:
            value: what `numeric` returned.
            order: ``<`` or ``>``.

        """
        return struct.pack(order + self.code, self.fitted(value))

    def encode_all(self, values: Iterable[float]) -> bytes:
        """Return the bytes of converted values, one behind the other."""
        fitted = [self.fitted(value) for value in values]
        return struct.pack(f"<{len(fitted)}{self.code}", *fitted)

    def fitted(self, value: float) -> float:
        """Return what stands in an element that ``value`` is put into."""
        if self.is_float:
            return _rounded(value, self.code)
        if self.name == "Uint8Clamped":
            return _clamped(value)
        if isinstance(value, float):
            value = int(value) if math.isfinite(value) else 0
        bits = 8 * self.size
        word = value & ((1 << bits) - 1)
        return word - (1 << bits) if self.code.islower() and word >> (bits - 1) else word

    def decode(self, data: bytes, order: str = "<") -> int | float:
        """Return the value of an element's bytes (RawBytesToNumeric)."""
        raw = struct.unpack(order + self.code, data)[0]
        return self.value(raw)

    def decode_all(self, data: bytes) -> list[int | float]:
        """Return the values of elements that stand one behind the other."""
        raw = struct.unpack(f"<{len(data) // self.size}{self.code}", data)
        return [self.value(each) for each in raw] if self.code in "efdqQ" else list(raw)

    def value(self, raw: float) -> int | float:
        """Return an element as JavaScript sees it."""
        if self.is_float:
            return number(float(raw))
        return BigInt(raw) if self.is_bigint else raw


ELEMENT_TYPES: Final = {name: ElementType(name, code) for name, code in CODES.items()}
"""Every element type by its name."""


def plain_number(value: object) -> int | float:
    """Return ToNumber of a primitive, which a BigInt does not have.

    Raises:
        TypeError: it is a BigInt or a symbol.

    """
    if is_bigint(value):
        raise TypeError("Cannot convert a BigInt value to a number")
    return to_number(value)


def strict_bigint(value: object) -> BigInt:
    """Return ToBigInt of a primitive, which a Number does not have.

    Raises:
        TypeError: it is a Number, a symbol, undefined or null.
        SyntaxError: the text is no integer.

    """
    if isinstance(value, bool) or is_bigint(value):
        return BigInt(value)
    if isinstance(value, str):
        found = string_to_bigint(value)
        if found is None:
            raise SyntaxError(f"Cannot convert {value} to a BigInt")
        return BigInt(found)
    shown = repr(value) if isinstance(value, Symbol) else to_text(value)
    raise TypeError(f"Cannot convert {shown} to a BigInt")


def index_text(value: float) -> str:
    """Return the text of an index for the message of an error."""
    return number_to_text(float(value))


def _rounded(value: Any, code: str) -> float:
    try:
        wide = float(value)
        return float(struct.unpack("<" + code, struct.pack("<" + code, wide))[0])
    except OverflowError:  # of Python's, where IEEE 754 rounds to an infinity
        return math.inf if value > 0 else -math.inf


def _clamped(value: float) -> int:
    if value != value or value <= 0:
        return 0
    return 255 if value >= 255 else round(value)
