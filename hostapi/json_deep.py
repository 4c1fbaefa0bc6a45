"""Reading JSON text that is nested too deeply for Python's own parser, which calls itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from hostapi.plain_objects import JsObject

_TOKEN: Final = re.compile(r'[][{},:]|"(?:[^"\\]|\\.)*"|[^][{},:"\s]+')


def read_deep(text: str, primitive: Callable[[str], Any]) -> Any:
    """Return the value that a JSON text is.

    Args:
        text: the text; there must be no error in it.
        primitive: reads one string, number or literal.

    """
    result: list[Any] = []
    outer: list[tuple[Any, Any]] = []  # each with the key that what is in it will have
    owner: Any = result
    key: Any = None
    for token in _TOKEN.findall(text):
        if token in "]}":
            owner, key = outer.pop()
        elif token == ":":
            pass
        elif token == ",":
            key = None
        elif isinstance(owner, dict) and key is None:
            key = primitive(token)
        else:
            value = [] if token == "[" else JsObject() if token == "{" else primitive(token)
            if isinstance(owner, dict):
                owner[key] = value
            else:
                owner.append(value)
            if token in "[{":
                outer.append((owner, key))
                owner, key = value, None
    return result[0]
