"""The functions on the stack, as people want to see them: Rust's names, and none of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from runtime.engine.interface import HELPER_NAME
from runtime.records import record
from runtime.wasm.demangle import demangle

MAX_FRAMES: Final = 32
"""Frames kept of a trap: an exhausted stack has tens of thousands, all alike."""


@record(frozen=True)
class Frame:
    """A function on the stack, as an engine tells of it.

    Attributes:
        module: its module's name in the name section, or None.
        function: its own, or None.
        number: its number in its module.

    """

    module: str | None
    function: str | None
    number: int


def call_names(frames: Iterable[Frame]) -> tuple[str, ...]:
    """Return the names of the guest's functions in the innermost call from Python.

    Each call from Python enters by a trampoline. On wasmtime a stack goes on behind it, with the
    functions that called the host function that called; wasmer knows only of the innermost call.
    """
    return tuple(map(_name, islice(_in_call(frames), MAX_FRAMES)))


def all_names(frames: Iterable[Frame]) -> tuple[str, ...]:
    """Return the names of the guest's functions in all calls that are under way."""
    guests = (frame for frame in frames if frame.module != HELPER_NAME)
    return tuple(map(_name, islice(guests, MAX_FRAMES)))


def _in_call(frames: Iterable[Frame]) -> Iterator[Frame]:
    entered = False
    for frame in frames:
        if frame.module != HELPER_NAME:
            entered = True
            yield frame
        elif entered:
            return  # before it stand the probe, or the sink, which the guest calls


def _name(frame: Frame) -> str:
    return f"function {frame.number}" if frame.function is None else _demangled(frame.function)


_demangled = lru_cache(maxsize=1024)(demangle)
"""Each exception that passes through Rust asks, and most for the same few names."""
