"""Run Rust compiled with wasm-bindgen inside Python's event loop.

>>> import runtime
>>> async with runtime.open("interval.wasm") as guest:   # doctest: +SKIP
...     interval = guest.exports.hello()
...     await guest.idle()
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from runtime.core.values import BigInt, Null, Symbol, null
from runtime.module import Module

if TYPE_CHECKING:
    from runtime.compiling import compile  # the name that JavaScript gives it
    from runtime.guest import Guest, GuestStats
    from runtime.opening import Opening, open, run  # the name that DESIGN gives it

__all__ = [
    "BigInt",
    "Guest",
    "GuestStats",
    "Module",
    "Null",
    "Opening",
    "Symbol",
    "compile",
    "null",
    "open",
    "run",
]


_LATE = {
    "Guest": "runtime.guest",
    "GuestStats": "runtime.guest",
    "Opening": "runtime.opening",
    "compile": "runtime.compiling",
    "open": "runtime.opening",
    "run": "runtime.opening",
}


def __getattr__(name: str) -> Any:
    """Import what needs hostapi, which needs `runtime`, when it is first asked for.

    Imported at once, it would find hostapi half made where an application imports that first.
    """
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module(_LATE[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
