"""The few JavaScript constructors that wasm-bindgen's own crate asks for."""

from __future__ import annotations

from collections.abc import Callable

from hostapi.errors import RangeError, SyntaxError, TypeError
from runtime.core.values import BigInt, Symbol, to_number


def to_bigint(value: object) -> BigInt:
    """Return ``BigInt(value)`` (ECMAScript, BigInt constructor).

    Raises:
        SyntaxError: the string is no integer.
        RangeError: the number has a fraction, or is not finite.
        TypeError: the value has no BigInt.

    """
    if isinstance(value, str):
        text = value.strip() or "0"
        try:
            return BigInt(int(text, 0 if text[:2].lower() in {"0x", "0o", "0b"} else 10))
        except ValueError:
            raise SyntaxError(f"Cannot convert {value} to a BigInt") from None
    if isinstance(value, (bool, int)):
        return BigInt(value)
    if isinstance(value, float):
        number = to_number(value)
        if isinstance(number, float) and not number.is_integer():
            raise RangeError(f"The number {value} cannot be converted to a BigInt")
        return BigInt(number)
    raise TypeError(f"Cannot convert {value!r} to a BigInt")


def objects() -> dict[str, Callable[..., object]]:
    """Return the constructors by name. An array is a ``list``, an error an exception."""
    return {
        "Symbol": Symbol,
    }
