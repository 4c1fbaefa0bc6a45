"""Bounds-checked reading of bytes, and LEB128 both ways.

A `Cursor` is the one place where bytes become numbers and strings; the reader of the module and
the reader of the wasm-bindgen section both stand on it, so that every failure carries an absolute
offset.
"""

from __future__ import annotations

from runtime.errors import MalformedModule

_U32_BYTES = 5
"""A u32 takes at most ceil(32 / 7) bytes, padding included (spec, "Integers")."""


def encode_u32(value: int, width: int = 1) -> bytes:
    """Return ``value`` in unsigned LEB128.

    Args:
        value: 0 to 2**32 - 1.
        width: bytes to fill at least; the rest is padded with continuation bytes, as linkers do.

    Returns:
        the encoded bytes.

    Raises:
        ValueError: ``value`` is no u32.

    """
    if not 0 <= value < 1 << 32:
        raise ValueError(f"{value} does not fit in 32 bits")
    encoded = bytearray()
    while value > 0x7F or len(encoded) + 1 < width:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


class Cursor:
    """A position that moves through a slice of a module's bytes.

    Args:
        data: the bytes, of which only those before ``end`` are read.
        offset: where to begin.
        end: where to stop, exclusive.
        section: named in errors.
        base: added to positions in errors, for ``data`` that is itself a slice of the module.

    Every method raises `MalformedModule` instead of reading past ``end``.

    """

    __slots__ = ("base", "data", "end", "offset", "section")

    def __init__(
        self, data: bytes, offset: int = 0, end: int | None = None, *, section: str, base: int = 0
    ) -> None:
        self.data = data
        self.offset = offset
        self.end = len(data) if end is None else end
        self.section = section
        self.base = base

    @property
    def remaining(self) -> int:
        """Bytes left."""
        return self.end - self.offset

    def fail(self, expected: str, offset: int | None = None) -> MalformedModule:
        """Return (not raise) the error for what stands at ``offset``, by default here."""
        at = self.offset if offset is None else offset
        return MalformedModule(self.base + at, self.section, expected)

    def byte(self, expected: str) -> int:
        """Read one byte."""
        if self.offset >= self.end:
            raise self.fail(f"{expected}, found the end")
        value = self.data[self.offset]
        self.offset += 1
        return value

    def take(self, count: int, expected: str) -> bytes:
        """Read ``count`` bytes."""
        if count > self.remaining:
            raise self.fail(f"{expected} of {count} bytes, found {self.remaining}")
        start = self.offset
        self.offset = start + count
        return self.data[start : self.offset]

    def u32(self, expected: str) -> int:
        """Read an unsigned LEB128 of 32 bits, padded or not."""
        start = self.offset
        value = 0
        for index in range(_U32_BYTES):
            byte = self.byte(expected)
            value |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                if value >= 1 << 32:
                    break
                return value
        raise self.fail(f"{expected} as an unsigned LEB128 of 32 bits", start)

    def signed(self, bits: int, expected: str) -> int:
        """Read a signed LEB128 of ``bits`` bits, padded or not."""
        start = self.offset
        value = 0
        for index in range((bits + 6) // 7):
            byte = self.byte(expected)
            value |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                if byte & 0x40:
                    value -= 1 << (7 * (index + 1))
                if not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
                    break
                return value
        raise self.fail(f"{expected} as a signed LEB128 of {bits} bits", start)

    def u32_le(self, expected: str) -> int:
        """Read four bytes, least significant first."""
        return int.from_bytes(self.take(4, expected), "little")

    def count(self, expected: str) -> int:
        """Read the length of a vector whose items take a byte or more each.

        A count beyond the bytes that are left is refused here, before anything is made of it.
        """
        start = self.offset
        value = self.u32(f"the number of {expected}")
        if value > self.remaining:
            raise self.fail(f"at most {self.remaining} {expected}, found {value}", start)
        return value

    def name(self, expected: str) -> str:
        """Read a length in bytes, and as much UTF-8."""
        length = self.u32(f"the length of {expected}")
        start = self.offset
        raw = self.take(length, expected)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.fail(f"{expected} in UTF-8", start + error.start) from None

    def finish(self, expected: str) -> None:
        """Check that nothing is left."""
        if self.remaining:
            raise self.fail(f"the end of {expected}, found {self.remaining} more bytes")
