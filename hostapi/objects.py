"""The few JavaScript constructors that wasm-bindgen's own crate asks for: errors and arrays."""

from __future__ import annotations

from collections.abc import Callable

from runtime.errors import JsError


class Error(JsError):
    """JavaScript's ``Error``."""

    def __init__(self, message: str = "", *_: object) -> None:
        super().__init__(message, type(self).__name__)


class TypeError(Error):  # its name in JavaScript
    """JavaScript's ``TypeError``."""


class RangeError(Error):
    """JavaScript's ``RangeError``."""


def objects() -> dict[str, Callable[..., object]]:
    """Return the constructors by name. An array is a ``list``, an error an exception."""
    return {"Array": list, "Error": Error, "TypeError": TypeError, "RangeError": RangeError}
