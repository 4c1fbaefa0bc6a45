"""Functions of the global object (ECMAScript, 19.2, 19.2.6 and B.2.1)."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from hostapi.errors import URIError
from hostapi.interface import Namespace, static
from runtime.core.numerals import parse_float, parse_int
from runtime.core.utf16 import joined, units
from runtime.late import pattern

_WORD: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_COMPONENT: Final = frozenset(_WORD + "-_.!~*'()")
_URI: Final = _COMPONENT | frozenset(";/?:@&=+$,#")
_RESERVED: Final = frozenset(";/?:@&=+$,#")
_ESCAPED: Final = frozenset(_WORD + "@*_+-./")
_ESCAPE: Final = pattern(r"%u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})")
_OCTETS: Final = pattern(r"(?:%[0-9A-Fa-f]{2})+|%")


class GlobalFunctions(Namespace):
    """Functions that stand in the global scope."""

    name = ""

    @static
    def isFinite(self, value: Any = None) -> bool:
        return math.isfinite(self.realm.to_number(math.nan if value is None else value))

    @static
    def isNaN(self, value: Any = None) -> bool:
        return math.isnan(self.realm.to_number(math.nan if value is None else value))

    @static
    def parseFloat(self, text: Any = None) -> int | float:
        return parse_float(self.realm.to_string(text))

    @static
    def parseInt(self, text: Any = None, radix: Any = None) -> int | float:
        base = self.realm.to_number(0 if radix is None else radix)
        return parse_int(self.realm.to_string(text), to_int32(base))

    @static
    def encodeURI(self, text: Any = None) -> str:
        return _encode(self.realm.to_string(text), _URI)

    @static
    def encodeURIComponent(self, text: Any = None) -> str:
        return _encode(self.realm.to_string(text), _COMPONENT)

    @static
    def decodeURI(self, text: Any = None) -> str:
        return _decode(self.realm.to_string(text), _RESERVED)

    @static
    def decodeURIComponent(self, text: Any = None) -> str:
        return _decode(self.realm.to_string(text), frozenset())

    @static
    def escape(self, text: Any = None) -> str:
        return "".join(map(_escaped, units(self.realm.to_string(text))))

    @static
    def unescape(self, text: Any = None) -> str:
        def unit(found: re.Match[str]) -> str:
            return chr(int(found[1] or found[2], 16))

        return joined(_ESCAPE.sub(unit, self.realm.to_string(text)))


def to_int32(value: int | float) -> int:
    """Return ToInt32 of a Number."""
    if not math.isfinite(value):
        return 0
    return ((int(value) + 2**31) & 0xFFFF_FFFF) - 2**31


def _encode(text: str, unescaped: frozenset[str]) -> str:
    try:
        return "".join(
            each if each in unescaped else "".join(f"%{octet:02X}" for octet in each.encode())
            for each in joined(text)
        )
    except UnicodeEncodeError:
        raise URIError("URI malformed") from None


def _decode(text: str, preserved: frozenset[str]) -> str:
    def decoded(found: re.Match[str]) -> str:
        if found[0] == "%":
            raise URIError("URI malformed")
        try:
            characters = bytes.fromhex(found[0].replace("%", "")).decode()
        except UnicodeDecodeError:
            raise URIError("URI malformed") from None
        return _kept(characters, found[0], preserved)

    return _OCTETS.sub(decoded, text)


def _kept(characters: str, written: str, preserved: frozenset[str]) -> str:
    """Return decoded characters, with those that are to be preserved as they were written."""
    result, at = [], 0
    for each in characters:
        width = 3 * len(each.encode())
        result.append(written[at : at + width] if each in preserved else each)
        at += width
    return "".join(result)


def _escaped(unit: str) -> str:
    if unit in _ESCAPED:
        return unit
    code = ord(unit)
    return f"%{code:02X}" if code < 256 else f"%u{code:04X}"
