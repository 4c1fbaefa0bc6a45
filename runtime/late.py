"""What is made when it is first used: patterns and loggers that most runs have no use for.

Compiling a regular expression takes longer than importing a module, and `logging` longer than a
dozen of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import logging


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when it is first used.

    Args:
        text: as for `re.compile`.
        flags: likewise.

    """
    return cast("re.Pattern[str]", _Late(lambda: re.compile(text, flags)))


def logger(name: str) -> logging.Logger:
    """Return the logger of a name, which `logging` is imported for when it is first used."""
    return cast("logging.Logger", _Late(lambda: _logger(name)))


class _Late:
    """Stands for an object that is made for the first of its attributes.

    Args:
        make: makes it.

    """

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        if "_made" not in self.__dict__:
            self._made = self._make()
        found = getattr(self._made, name)
        if callable(found):
            # The next time it is found here. What is no method may change.
            setattr(self, name, found)
        return found


def _logger(name: str) -> logging.Logger:
    import logging

    return logging.getLogger(name)
