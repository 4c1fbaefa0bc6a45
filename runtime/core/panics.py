"""The text that a panic hook prints, as std's `PanicHookInfo` words it."""

from __future__ import annotations

import re
from typing import Final

from runtime.late import pattern
from runtime.records import record

_NEW: Final = pattern(
    r"panicked at (?P<file>[^\n]+?):(?P<line>\d+):(?P<column>\d+)(?::\n?(?P<message>.*))?\Z",
    re.DOTALL,
)
_OLD: Final = pattern(
    r"panicked at '(?P<message>.*)', (?P<file>[^\n]+?):(?P<line>\d+):(?P<column>\d+)", re.DOTALL
)
_BACKTRACE: Final = pattern(
    r"\n\nStack:\n.*\Z"  # console_error_panic_hook
    r"|\nnote: run with `RUST_BACKTRACE=.*\Z|\nstack backtrace:\n.*\Z",  # std's own hook
    re.DOTALL,
)

MARK: Final = "panicked at "
"""What each such text has in it."""


@record(frozen=True)
class Panic:
    """What a panic's text says.

    Attributes:
        message: what was given to ``panic!``; empty where that was no text.
        file: the file of Rust's, as the compiler knew it.
        line: the line, from 1.
        column: the column, from 1.

    """

    message: str
    file: str
    line: int
    column: int


def parse_panic(text: str) -> Panic | None:
    """Return what a panic hook's text says, or None if it is no such text.

    Up to Rust 1.72 the message stands in quotes before the place, since then on the lines after it.
    What a hook puts before it (a logger's level, the thread) or behind it (a stack) is left out.

    Args:
        text: what was printed.

    """
    start = text.find(MARK)
    if start < 0:
        return None
    shown = _BACKTRACE.sub("", text[start:])
    found = _OLD.match(shown) or _NEW.match(shown)
    if found is None:
        return None
    message = (found["message"] or "").rstrip("\n")
    return Panic(message, found["file"], int(found["line"]), int(found["column"]))
