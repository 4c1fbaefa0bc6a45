"""Panics: a guest's hook prints one to the console right before it traps."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, Final

from runtime.core.gate import Barrier
from runtime.core.panics import MARK, parse_panic
from runtime.errors import GuestPanic, GuestTrap
from runtime.late import pattern

_NAMED: Final = pattern(r"function \d+")


class PanicWatch:
    """Knows the last text of a panic that a guest printed, and during which entry.

    Only functions of the console are watched: no other call costs anything.

    Args:
        entries: code of hand-written functions that enter the guest; generated ones are known by
            their use of ``recover``.
        barrier: the guest's, which numbers the calls of programs: those have no frames.
        request_safe_point: called when there is something to forget.

    """

    __slots__ = ("_barrier", "_entries", "_entry", "_request_safe_point", "_text")

    def __init__(
        self,
        entries: frozenset[CodeType],
        barrier: Barrier,
        request_safe_point: Callable[[], None],
    ) -> None:
        self._entries = entries
        self._barrier = barrier
        self._request_safe_point = request_safe_point
        self._text = ""
        # The innermost entry that has a frame, and the number of that which has none.
        self._entry: tuple[FrameType | None, int] | None = None

    def watched(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return what is to serve an import in place of ``function``, if it is the console's.

        Args:
            name: the import's name, with its namespaces.
            function: what serves it.

        """
        if not name.startswith("console."):
            return function

        def printing(*values: Any) -> Any:
            for value in values:
                if type(value) is str and MARK in value:
                    self._note(value, sys._getframe(1))
            return function(*values)

        return printing

    def forget(self) -> None:
        """Forget what was printed: its entry has returned."""
        self._text, self._entry = "", None

    def explain(self, trap: GuestTrap, frame: FrameType, *, of_program: bool) -> GuestTrap:
        """Return the panic that a trap is, if a hook told of one during this very entry.

        Args:
            trap: the trap.
            frame: the frame that entered the guest.
            of_program: it is that of a program's end: the program has entered.

        """
        text, noted = self._text, self._entry
        self.forget()
        if trap.code != "unreachable" or noted is None:
            return trap
        if noted != self._entry_below(frame.f_back if of_program else frame):
            return trap
        panic = parse_panic(text)
        if panic is None or not _may_be_panic(trap):
            return trap
        return GuestPanic(
            panic.message, panic.file, panic.line, panic.column, trap.engine_message, trap.frames
        )

    def _note(self, text: str, frame: FrameType | None) -> None:
        self._text, self._entry = text, self._entry_below(frame)
        self._request_safe_point()

    def _entry_below(self, frame: FrameType | None) -> tuple[FrameType | None, int]:
        while frame is not None and not self._enters(frame.f_code):
            frame = frame.f_back
        return frame, self._barrier.entry

    def _enters(self, code: CodeType) -> bool:
        return "recover" in code.co_freevars or code in self._entries


def _may_be_panic(trap: GuestTrap) -> bool:
    """Tell whether the functions that trapped are std's for panics, or have no names."""
    return any("panic" in name or _NAMED.fullmatch(name) for name in trap.frames) or not trap.frames
