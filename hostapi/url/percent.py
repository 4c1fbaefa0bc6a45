"""Percent-encoding (URL, 1.3 Percent-encoded bytes)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote_to_bytes

from runtime.core.utf16 import to_well_formed

C0_CONTROL: Final = frozenset(map(chr, (*range(0x20), 0x7F)))
FRAGMENT: Final = C0_CONTROL | frozenset(' "<>`')
QUERY: Final = C0_CONTROL | frozenset(' "#<>')
SPECIAL_QUERY: Final = QUERY | {"'"}
PATH: Final = QUERY | frozenset("?^`{}")
USERINFO: Final = PATH | frozenset("/:;=@[\\]|")
COMPONENT: Final = USERINFO | frozenset("$%&+,")
URLENCODED: Final = COMPONENT | frozenset("!'()~")
"""Which characters are encoded; those beyond ASCII always are."""

_HALF: Final = re.compile("[\ud800-\udfff]")


def encode(text: str, encoded: Iterable[str], space: str = "%20") -> str:
    """Percent-encode text as UTF-8.

    Args:
        text: any text; half a surrogate pair is taken for U+FFFD.
        encoded: the set of characters to encode.
        space: what becomes of a space that is among them.

    """
    text = usv(text)
    return "".join(
        each
        if each not in encoded and each < "\x80"
        else space
        if each == " "
        else "".join(f"%{octet:02X}" for octet in each.encode())
        for each in text
    )


def decode(text: str) -> bytes:
    """Return the bytes that text stands for: escapes that are none are left as they are."""
    return unquote_to_bytes(usv(text))


def usv(text: str) -> str:
    """Return text as a USVString (WebIDL): halves of surrogate pairs are U+FFFD."""
    return to_well_formed(text) if _HALF.search(text) else text
