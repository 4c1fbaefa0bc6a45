"""The functions on the stack, as people want to see them: Rust's names, and none of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from runtime.engine.interface import HELPER_NAME
from runtime.records import record

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


@lru_cache(maxsize=1024)  # each exception that passes through Rust asks, most for the same few
def _demangled(name: str) -> str:
    from runtime.wasm.demangle import demangle  # most runs see none

    return demangle(name)
