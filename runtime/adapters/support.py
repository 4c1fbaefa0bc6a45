"""What generated adapters call off the fast path: checks, odd values, exceptions."""

from __future__ import annotations

import math
import operator
import struct
from collections.abc import Iterable

from runtime.core.utf16 import to_well_formed
from runtime.core.values import is_bigint
from runtime.errors import InvalidValue


def integer(value: object, bits: int, signed: bool, what: str) -> int:
    """Return ``value`` as the signed ``bits``-wide integer that crosses.

    Args:
        value: an int, an integral float, or anything with ``__index__``.
        bits: width of the Rust type.
        signed: whether the Rust type is signed.
        what: what is converted, for the error.

    Raises:
        TypeError: it is no integer.
        OverflowError: it does not fit the Rust type.

    """
    plain = _fitting(value, bits, signed, what)
    return as_signed(plain, 32 if bits <= 32 else 64)


def non_null(value: object, what: str) -> int:
    """Return the address in a ``NonNull`` as it crosses.

    Raises:
        TypeError: it is no integer.
        OverflowError: it is none of 32 bits.
        ValueError: it is 0.

    """
    address = integer(value, 32, False, what)
    if not address:
        raise ValueError(f"{what}: Rust expects a NonNull, which 0 is not")
    return address


def integer128(value: object, signed: bool, what: str) -> tuple[int, int]:
    """Return the low and the high half of a 128-bit integer, each as it crosses."""
    plain = _fitting(value, 128, signed, what)
    mask = (1 << 64) - 1
    return as_signed(plain & mask, 64), as_signed(plain >> 64 & mask, 64)


def as_signed(word: int, width: int) -> int:
    """Return an integer of ``width`` bits as the signed one with the same bits."""
    return word - (1 << width) if word >= 1 << (width - 1) else word


def _fitting(value: object, bits: int, signed: bool, what: str) -> int:
    """Return ``value`` as an int that fits a Rust type; raise as `integer` says."""
    name = f"{'i' if signed else 'u'}{bits}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        plain = operator.index(value)  # type: ignore[arg-type] # refused below if it has none
    except TypeError:
        raise TypeError(f"{what}: Rust expects {name}, got {value!r}") from None
    low, high = (-(1 << (bits - 1)), 1 << (bits - 1)) if signed else (0, 1 << bits)
    if not low <= plain < high:
        raise OverflowError(f"{what}: {plain} does not fit Rust's {name}")
    return plain


def float64(value: object, what: str, name: str = "f64") -> float:
    """Return ``value`` as a float.

    Args:
        value: a number, or anything with ``__float__`` or ``__index__``.
        what: what is converted, for the error.
        name: the Rust type, for the error.

    Raises:
        TypeError: it is no number.
        OverflowError: it is an int beyond the largest float.

    """
    if isinstance(value, (str, bytes, bytearray)) or value is None:
        raise TypeError(f"{what}: Rust expects {name}, got {value!r}")
    try:
        return float(value)  # type: ignore[arg-type] # refused below if it cannot
    except TypeError:
        raise TypeError(f"{what}: Rust expects {name}, got {value!r}") from None
    except OverflowError:
        raise OverflowError(f"{what}: an int that large does not fit Rust's {name}") from None


def float32(value: object, what: str) -> float:
    """Return ``value`` rounded to the nearest f32, infinite where it is too large."""
    wide = float64(value, what, "f32")
    try:
        rounded: float = struct.unpack("<f", struct.pack("<f", wide))[0]
    except OverflowError:
        return math.copysign(math.inf, wide)
    return rounded


def char(value: object, what: str) -> int:
    """Return the code point of a ``str`` of one Unicode scalar value.

    Raises:
        TypeError: it is no such ``str``.

    """
    if isinstance(value, str) and len(value) == 1 and not 0xD800 <= ord(value) < 0xE000:
        return ord(value)
    raise TypeError(f"{what}: Rust expects a char (a str of one scalar value), got {value!r}")


def char_from(code: int) -> str:
    """Return the ``str`` of a char that came out of the guest.

    Raises:
        InvalidValue: it is a surrogate or beyond Unicode.

    """
    if 0 <= code < 0xD800 or 0xE000 <= code < 0x11_0000:
        return chr(code)
    raise InvalidValue(f"the guest gave {code:#x} for a char: no Unicode scalar value")


def narrow(number: float, bits: int, signed: bool) -> int:
    """Return the integer that came out of the guest in a number that may also say "none".

    Raises:
        InvalidValue: it is neither a value of the type nor what stands for none.

    """
    low, high = (-(1 << (bits - 1)), 1 << (bits - 1)) if signed else (0, 1 << bits)
    if number == number and low <= number < high:
        whole = int(number)
        if whole == number:
            return whole
    name = f"{'i' if signed else 'u'}{bits}" if bits > 1 else "bool"
    raise InvalidValue(f"the guest gave {number!r} for an Option<{name}>: no value of it, nor None")


def elements(values: object, what: str) -> Iterable[object]:
    """Return ``values``, of which a vector is to be made.

    Raises:
        TypeError: it is no sequence, or is text.

    """
    if not isinstance(values, Iterable) or isinstance(values, (str, bytes)):
        raise TypeError(f"{what}: Rust expects a sequence, got {values!r}")
    return values


def utf8(value: object, what: str) -> bytes:
    """Return the UTF-8 of a ``str``; a lone surrogate becomes U+FFFD.

    As ``TextEncoder`` does (WHATWG Encoding), which wasm-bindgen's glue passes strings with.

    Raises:
        TypeError: it is no ``str``.

    """
    if not isinstance(value, str):
        raise TypeError(f"{what}: Rust expects a string, got {value!r}")
    try:
        return value.encode()
    except UnicodeEncodeError:
        return to_well_formed(value).encode()


def text_from(data: bytes) -> str:
    """Return the string in bytes from the guest.

    Raises:
        InvalidValue: they are no UTF-8.

    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InvalidValue(f"the guest gave a string that is no UTF-8: {error}") from None


def number_of(value: object) -> float | None:
    """Return the f64 in a value that is a Number, else None (``__wbindgen_number_get``)."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not is_bigint(value):
        return float(value)
    return None
