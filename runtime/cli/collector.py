"""Python's collector of cycles, which waits until a guest runs: what is imported stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_PAUSED: Final = ContextVar("paused", default=False)


@contextmanager
def paused() -> Iterator[None]:
    """Collect nothing until `resume` is called, or the context ends."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    token = _PAUSED.set(True)
    try:
        yield
    finally:
        resume()
        _PAUSED.reset(token)


def resume() -> None:
    """Collect again, if this was `paused`: a guest or a file of the host's is about to run."""
    if _PAUSED.get():
        _PAUSED.set(False)
        gc.freeze()  # else all that was imported would be looked at at once
        gc.enable()
