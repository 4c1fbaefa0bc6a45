"""JavaScript's strings as Python's: what counts UTF-16 code units counts other than ``len``.

A string is a ``str`` in which no high surrogate stands before a low one: the two are one
character, as in Python's own text. A surrogate without its other half stays, as in JavaScript.
Its *units* are a ``str`` too, with one character for each code unit, so that Python's methods
count as ECMAScript does (The String Type).
"""

from __future__ import annotations

import re
from typing import Final

from runtime.late import pattern

_ASTRAL: Final = pattern("[\U00010000-\U0010ffff]")
_PAIR: Final = pattern("[\ud800-\udbff][\udc00-\udfff]")
_LONE: Final = pattern("[\ud800-\udfff]")


def units(text: str) -> str:
    """Return a string's UTF-16 code units, one character for each."""
    return text if text.isascii() else _ASTRAL.sub(_split, text)


def _split(found: re.Match[str]) -> str:
    offset = ord(found[0]) - 0x10000
    return chr(0xD800 + (offset >> 10)) + chr(0xDC00 + (offset & 0x3FF))


def joined(text: str) -> str:
    """Return the string of code units, or of strings that were put together."""
    return text if text.isascii() else _PAIR.sub(_join, text)


def _join(found: re.Match[str]) -> str:
    high, low = map(ord, found[0])
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)


def length(text: str) -> int:
    """Return ``text.length``: how many code units there are."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_well_formed(text: str) -> bool:
    """Tell whether no surrogate lacks its other half."""
    return text.isascii() or _LONE.search(joined(text)) is None


def to_well_formed(text: str) -> str:
    """Return the string with U+FFFD for each surrogate that lacks its other half."""
    return text if text.isascii() else _LONE.sub("\ufffd", joined(text))
