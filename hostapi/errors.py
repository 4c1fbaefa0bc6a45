"""JavaScript's errors as Python exceptions, each the Python exception that it is most like.

A guest's ``new TypeError("...")`` that reaches Python is a `TypeError` of this module: it is a
`runtime.errors.JsError`, and Python's ``TypeError`` too.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from runtime.errors import JsError

DOM_EXCEPTION_CODES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "IndexSizeError": 1,
        "HierarchyRequestError": 3,
        "WrongDocumentError": 4,
        "InvalidCharacterError": 5,
        "NoModificationAllowedError": 7,
        "NotFoundError": 8,
        "NotSupportedError": 9,
        "InUseAttributeError": 10,
        "InvalidStateError": 11,
        "SyntaxError": 12,
        "InvalidModificationError": 13,
        "NamespaceError": 14,
        "InvalidAccessError": 15,
        "TypeMismatchError": 17,
        "SecurityError": 18,
        "NetworkError": 19,
        "AbortError": 20,
        "URLMismatchError": 21,
        "QuotaExceededError": 22,
        "TimeoutError": 23,
        "InvalidNodeTypeError": 24,
        "DataCloneError": 25,
    }
)
"""The legacy code of each name that has one (WebIDL, DOMException names)."""


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


class DOMException(Error):
    """WebIDL's ``DOMException``, whose name says what it is: ``AbortError``.

    Args:
        message: what went wrong.
        name: the kind of error.

    """

    def __init__(self, message: str = "", name: str = "Error", *_: object) -> None:
        super().__init__(message)
        self.name = name

    @property
    def code(self) -> int:
        """The legacy code of its name, 0 where that has none."""
        return DOM_EXCEPTION_CODES.get(self.name, 0)


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
