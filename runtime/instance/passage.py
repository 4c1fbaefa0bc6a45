"""Where an exception of Python's passed through Rust, told by its traceback."""

from __future__ import annotations

from collections.abc import Generator
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Final

from runtime.engine.interface import Frames

RUST_FILE: Final = "<Rust>"
"""What tracebacks call the file of a function of Rust's."""

_MOST_STEPS: Final = 16
"""Between the entry and the host function lie at most so many entries of a traceback: ours."""


IMPORT_FILE: Final = "<import>"
"""What tracebacks call the file of an import that a function without a frame serves."""


class Passage:
    """An exception's way through the wasm between a host function and the entry that it reaches.

    Args:
        error: the exception, as it leaves the host function.
        frames: gives the guest's functions that it will pass.

    """

    __slots__ = ("_frames", "_inner")

    def __init__(self, error: BaseException, frames: Frames) -> None:
        self._frames = frames
        if error.__traceback__ is None:  # raised by a function of C's, called by another
            error.__traceback__ = TracebackType(None, _frame("import", IMPORT_FILE), 0, 0)
        self._inner = error.__traceback__

    def show(self, error: BaseException) -> None:
        """Put the guest's functions in the exception's traceback, which has come to the entry.

        There they stand in order: the caller of the entry, Rust's functions, the host function.
        """
        outer, inner = error.__traceback__, self._inner
        for _ in range(_MOST_STEPS):
            if outer is None or inner is None:
                return
            if outer.tb_next is inner:
                outer.tb_next = _in_rust(self._frames(), inner)
                return
            outer = outer.tb_next


def _in_rust(names: tuple[str, ...], inner: TracebackType) -> TracebackType:
    """Return a traceback through functions, innermost first, that ends in ``inner``."""
    for name in names:
        # No line is known; 0 is none of any file's.
        inner = TracebackType(inner, _frame(name, RUST_FILE), 0, 0)
    return inner


def _frame(name: str, file: str) -> FrameType:
    """Return a frame of a function of that name: a traceback has nothing else.

    It is a generator's that never ran, since that of a call would refer to our own, for good.
    """
    code = _CODE.replace(co_name=name, co_filename=file)
    frame: FrameType = FunctionType(code, {"__name__": file})().gi_frame
    return frame


def _template() -> Generator[None, None, None]:
    yield


_CODE: Final[CodeType] = _template.__code__.replace(co_firstlineno=0)
