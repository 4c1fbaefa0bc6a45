"""Base64 and hexadecimal text as Uint8Array reads them.

(ECMAScript 2026, 23.3 Uint8Array Objects: FromBase64, FromHex.)
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from typing import Final, Literal

from hostapi.errors import SyntaxError
from runtime.records import record

Alphabet = Literal["base64", "base64url"]
LastChunk = Literal["loose", "strict", "stop-before-partial"]

_WHITESPACE: Final = "\t\n\f\r "
_DIGITS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_HEX: Final = frozenset("0123456789abcdefABCDEF")


@record(frozen=True)
class Decoded:
    """What was read from a text.

    Attributes:
        read: how many characters of it.
        data: what they say.
        error: why it ends there, or None if it may.

    """

    read: int
    data: bytes
    error: SyntaxError | None = None


def from_base64(text: str, alphabet: Alphabet, last_chunk: LastChunk, room: int) -> Decoded:
    """Read base64.

    Args:
        text: what to read; ASCII whitespace is skipped.
        alphabet: its digits.
        last_chunk: what becomes of an incomplete group at the end.
        room: how many bytes are wanted at most.

    """
    if not room:
        return Decoded(0, b"")
    data, chunk, read = bytearray(), "", 0
    for index, character in _characters(text):
        if character == "=":
            return _padded(text, index, chunk, last_chunk, Decoded(read, bytes(data)))
        digit = _digit(character, alphabet)
        if digit is None:
            return Decoded(read, bytes(data), SyntaxError(f"{character!r} is no digit of base64"))
        left = room - len(data)
        if (left, len(chunk)) in {(1, 2), (2, 3)}:
            return Decoded(read, bytes(data))
        chunk += digit
        if len(chunk) == 4:
            data += binascii.a2b_base64(chunk)
            chunk, read = "", index + 1
            if len(data) == room:
                return Decoded(read, bytes(data))
    return _unpadded(text, chunk, last_chunk, Decoded(read, bytes(data)))


def _characters(text: str) -> Iterator[tuple[int, str]]:
    return ((n, each) for n, each in enumerate(text) if each not in _WHITESPACE)


def _digit(character: str, alphabet: Alphabet) -> str | None:
    if alphabet == "base64url":
        if character in "+/":
            return None
        character = {"-": "+", "_": "/"}.get(character, character)
    return character if character in _DIGITS else None


def _unpadded(text: str, chunk: str, last_chunk: LastChunk, so_far: Decoded) -> Decoded:
    """Read what is left at the end of the text."""
    if not chunk:
        return Decoded(len(text), so_far.data)
    if last_chunk == "stop-before-partial":
        return so_far
    if last_chunk == "strict" or len(chunk) == 1:
        error = SyntaxError("the text ends within a group of four digits of base64")
        return Decoded(so_far.read, so_far.data, error)
    return Decoded(len(text), so_far.data + _short(chunk))


def _padded(text: str, index: int, chunk: str, last_chunk: LastChunk, so_far: Decoded) -> Decoded:
    """Read what stands before the first ``=``."""
    rest = "".join(each for _, each in _characters(text[index + 1 :]))
    missing = len(chunk) == 2 and not rest
    if missing and last_chunk == "stop-before-partial":
        return so_far
    wrong = len(chunk) < 2 or missing or rest != "=" * (3 - len(chunk))
    if wrong or (last_chunk == "strict" and _has_extra_bits(chunk)):
        error = SyntaxError("the padding of base64 does not fit what stands before it")
        return Decoded(so_far.read, so_far.data, error)
    return Decoded(len(text), so_far.data + _short(chunk))


def _short(chunk: str) -> bytes:
    return binascii.a2b_base64(chunk + "=" * (4 - len(chunk)))


def _has_extra_bits(chunk: str) -> bool:
    again = binascii.b2a_base64(_short(chunk), newline=False).decode()
    return not again.startswith(chunk)


def to_base64(data: bytes, alphabet: Alphabet, *, padding: bool) -> str:
    """Return base64 of bytes."""
    text = binascii.b2a_base64(data, newline=False).decode()
    if alphabet == "base64url":
        text = text.replace("+", "-").replace("/", "_")
    return text if padding else text.rstrip("=")


def from_hex(text: str, room: int) -> Decoded:
    """Read hexadecimal digits, two for each byte, with nothing in between."""
    if len(text) % 2:
        return Decoded(0, b"", SyntaxError("an odd number of hexadecimal digits"))
    data = bytearray()
    for index in range(0, min(len(text), 2 * room), 2):
        pair = text[index : index + 2]
        if not _HEX.issuperset(pair):
            error = SyntaxError(f"{pair!r} are no hexadecimal digits")
            return Decoded(index, bytes(data), error)
        data.append(int(pair, 16))
    return Decoded(2 * len(data), bytes(data))
