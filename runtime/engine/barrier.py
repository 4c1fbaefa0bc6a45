"""The barrier of one guest: which thread may enter it, asked at every call.

The one of the C extension costs a fiftieth of a microsecond, as much as reading an attribute.
"""

from __future__ import annotations

from _thread import get_ident  # threading takes longer to import than all of this package
from typing import Final

from runtime.core.gate import Barrier


class PlainBarrier:
    """A `Barrier` for a Python without the C extension."""

    __slots__ = ("_thread", "shut")

    entry: Final = 0  # without the C extension there are no programs

    def __init__(self) -> None:
        self.shut = False
        self._thread = get_ident()

    def __call__(self) -> bool:
        """Tell whether this thread is to be kept out."""
        return self.shut or get_ident() != self._thread


def new_barrier() -> Barrier:
    """Return a barrier that lets this thread in."""
    try:
        # Here, since the extension may be absent.
        from runtime.engine import _crossing
    except ImportError:
        return PlainBarrier()
    return _crossing.Barrier()
