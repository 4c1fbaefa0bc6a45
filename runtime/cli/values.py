"""Arguments and results as text."""

from __future__ import annotations

from array import array
from typing import Any, Final

from runtime.core.values import null

_JSON_SPACE: Final = " \t\n\r"
_JSON_BEGINS: Final = ("{", "[", '"', "-", "t", "f", "n", "N", "I", *"0123456789")
"""How a JSON text begins, and what Python takes for one: others need no look at more."""


def parse_argument(text: str) -> object:
    """Return what an ARG stands for: JSON where it is JSON, else the text itself.

    JSON's ``null`` is `runtime.null`, which an ``Option`` takes for its None. ``NaN`` and
    ``Infinity`` are not JSON, and so are strings.
    """
    if not text.lstrip(_JSON_SPACE).startswith(_JSON_BEGINS):
        return text
    import json

    try:
        return _with_null(json.loads(text, parse_constant=_refuse))
    except (ValueError, RecursionError):
        return text


def result_text(value: object) -> str | None:
    """Return what is shown of FUNCTION's result: None (nothing) for undefined.

    A string is shown as it is; numbers, booleans, null, lists, dicts and sequences of numbers as
    JSON; everything else as its repr in angle brackets.
    """
    if value is None or isinstance(value, str):
        return value
    import json

    try:
        return json.dumps(value, ensure_ascii=False, default=_plain)
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
        return text if text.startswith("<") else f"<{text}>"


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _with_null(value: object) -> object:
    if value is None:
        return null
    if isinstance(value, list):
        return [_with_null(item) for item in value]
    if isinstance(value, dict):
        return {key: _with_null(item) for key, item in value.items()}
    return value


def _plain(value: object) -> object:
    """Return what JSON has for a value that it does not know."""
    if value is null:
        return None
    if isinstance(value, (bytes, bytearray)):
        return list(value)
    if isinstance(value, array):
        return value.tolist()
    raise TypeError(f"{value!r} has no JSON")
