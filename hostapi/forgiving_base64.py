"""``atob`` and ``btoa`` (HTML, 8.3 Base64 utility methods; Infra, forgiving-base64)."""

from __future__ import annotations

from typing import Final

from hostapi.errors import DOMException
from runtime.late import pattern

_SPACE: Final = pattern(r"[\t\n\f\r ]")
_DIGITS: Final = pattern(r"[A-Za-z0-9+/]*")


def forgiving_decode(data: str) -> str:
    """Return the bytes of base64 text, each as a character.

    Raises:
        DOMException: ``InvalidCharacterError``: it is not such text.

    """
    text = _SPACE.sub("", data)
    if len(text) % 4 == 0 and text.endswith("="):
        text = text[: -2 if text.endswith("==") else -1]
    if len(text) % 4 == 1 or not _DIGITS.fullmatch(text):
        raise DOMException("The string to be decoded is not correctly encoded.", _NAME)
    padded = text + "=" * (-len(text) % 4)
    from base64 import b64decode  # few guests use it

    return b64decode(padded).decode("latin-1")


def forgiving_encode(data: str) -> str:
    """Return characters, each a byte, as base64 text.

    Raises:
        DOMException: ``InvalidCharacterError``: one is above U+00FF.

    """
    from base64 import b64encode

    try:
        return b64encode(data.encode("latin-1")).decode("ascii")
    except UnicodeEncodeError:
        raise DOMException("Invalid character", _NAME) from None


_NAME: Final = "InvalidCharacterError"
