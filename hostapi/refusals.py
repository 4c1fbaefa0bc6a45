"""What of JavaScript is not served, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REFUSALS: Final[Mapping[str, str]] = {
    "eval": "there is no JavaScript engine to run text with",
    "Function(text)": "there is no JavaScript engine to run text with",
    "Proxy": "Python's objects cannot have each of their operations trapped",
    "Array.fromAsync": "promises are not served yet",
    "AsyncDisposableStack": "promises are not served yet",
    "Intl": "the locale data of a JavaScript engine is not there",
}
"""By item, or by what its name begins with before a dot."""


def refusal(name: str) -> str | None:
    """Return why an item is not served: ``Intl.Collator``; None where it is not refused."""
    root = name.partition(".")[0]
    return REFUSALS.get(name, REFUSALS.get(root))
