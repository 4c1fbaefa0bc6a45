"""Where something of a guest was made: which Rust functions, and which of Python's, were running.

Taken only while a guest is debugged; until it is asked for, an origin is a few tuples.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

from runtime.late import pattern
from runtime.records import record

Backtrace = Callable[[], Callable[[], tuple[str, ...]] | None]
"""Notes the Rust functions on the stack; returns what gives their names, or None."""

MOST_LINES: Final = 6
"""So many functions of each language are shown."""

_OURS: Final = ("runtime.", "hostapi.")
_PLUMBING: Final = ("contextlib", "functools", "asyncio.", "anyio.", "trio.", "wasmtime.")
_OUTSIDE: Final = ("asyncio.events", "asyncio.runners", "trio._core", "_pytest.", "pluggy.")

# In whatever mangling: names of crates, modules and functions are spelled out in all of them.
_STATIC: Final = pattern(
    r"thread_local(?!_v2)|cell(4|::)lazy|cell(4|::)once|lazy_lock|once_lock|sync(4|::)once"
    r"|once_cell|lazy_static"
)
_RUST_PLUMBING: Final = pattern(r"_?_?(ZN|R\w*?_|<)?(12)?wasm_bindgen(::|\d)|breaks_if_inlined")


@record(frozen=True)
class PythonLine:
    """A line of the application's code that was running."""

    path: str
    number: int
    function: str

    def __str__(self) -> str:
        import linecache  # it is shown seldom

        text = linecache.getline(self.path, self.number).strip()
        return f"{self.path}:{self.number} in {self.function}" + (f": {text}" if text else "")


class Origin:
    """Where something was made.

    Args:
        rust: gives the Rust functions that were running, innermost first; None where the engine
            cannot tell.
        python: the application's lines that were running, innermost first.

    """

    __slots__ = ("_rust", "python")

    def __init__(
        self, rust: Callable[[], tuple[str, ...]] | None, python: tuple[PythonLine, ...]
    ) -> None:
        self._rust = rust
        self.python = python

    @property
    def rust(self) -> tuple[str, ...] | None:
        """The Rust functions that were running, innermost first; None where nobody can tell."""
        return None if self._rust is None else self._rust()

    @property
    def in_static(self) -> bool:
        """Whether Rust was making a static's first value, which stays for good by design."""
        return any(_STATIC.search(name) for name in self.rust or ())

    def lines(self) -> Iterator[str]:
        """Say it in a few lines, for people."""
        rust = self.rust
        if rust is None:
            yield "in Rust: this engine does not tell (wasmtime does)"
        else:
            named = [name for name in rust if not _RUST_PLUMBING.match(name)] or list(rust)
            for place, name in enumerate(named[:MOST_LINES]):
                yield f"{'in Rust: ' if place == 0 else 'called by: '}{name}"
        if not self.python:
            yield "in Python: none of the application's code was running"
        for place, line in enumerate(self.python):
            yield f"{'in Python: ' if place == 0 else 'called at: '}{line}"


Trace = Callable[[], Origin]
"""Returns where it is called from."""


class Tracer:
    """Takes origins, for one guest that is being debugged."""

    __slots__ = ("_backtrace",)

    def __init__(self) -> None:
        self._backtrace: Backtrace = _cannot_tell

    def attach(self, backtrace: Backtrace) -> None:
        """Ask ``backtrace`` for Rust's part."""
        self._backtrace = backtrace

    def detach(self) -> None:
        """Ask nobody any more: the instance is gone."""
        self._backtrace = _cannot_tell

    def __call__(self) -> Origin:
        """Return where this is called from."""
        return Origin(self._backtrace(), python_lines())


def _cannot_tell() -> None:
    return None


def python_lines() -> tuple[PythonLine, ...]:
    """Return the lines of the application that are running, innermost first.

    Left out are our own, those that only pass a call on, and whatever runs the application.
    """
    lines: list[PythonLine] = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and len(lines) < MOST_LINES:
        module = str(frame.f_globals.get("__name__", ""))
        code = frame.f_code
        if module.startswith(_OUTSIDE):
            break
        ours = module.startswith(_OURS) or code.co_filename.startswith("<wasmloop adapter")
        if not ours and not module.startswith(_PLUMBING):
            lines.append(PythonLine(code.co_filename, frame.f_lineno, code.co_name))
        frame = frame.f_back
    return tuple(lines)
