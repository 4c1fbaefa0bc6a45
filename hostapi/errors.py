"""JavaScript's errors as Python exceptions, each the Python exception that it is most like.

A guest's ``new TypeError("...")`` that reaches Python is a `TypeError` of this module: it is a
`runtime.errors.JsError`, and Python's ``TypeError`` too.
"""

from __future__ import annotations

import builtins
from typing import Any

from runtime.errors import JsError


class Error(JsError):
    """JavaScript's ``Error``."""

    def __init__(self, message: str = "", *_: object) -> None:
        super().__init__(message, type(self).__name__)


class AggregateError(Error):
    """JavaScript's ``AggregateError``: several errors in one.

    Attributes:
        errors: what went wrong, any values.

    """

    errors: list[Any]


class EvalError(Error):
    """JavaScript's ``EvalError``."""


class RangeError(Error, ValueError):
    """JavaScript's ``RangeError``."""


class ReferenceError(Error):  # its name in JavaScript
    """JavaScript's ``ReferenceError``."""


class SuppressedError(Error):
    """JavaScript's ``SuppressedError``: one that hid another.

    Attributes:
        error: what was thrown last.
        suppressed: what was thrown before.

    """

    error: Any
    suppressed: Any


class SyntaxError(Error, builtins.SyntaxError):  # its name in JavaScript
    """JavaScript's ``SyntaxError``."""


class TypeError(Error, builtins.TypeError):  # its name in JavaScript
    """JavaScript's ``TypeError``."""


class URIError(Error, ValueError):
    """JavaScript's ``URIError``."""
