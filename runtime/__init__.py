"""Run Rust compiled with wasm-bindgen inside Python's event loop.

>>> import runtime
>>> async with runtime.open("interval.wasm") as guest:   # doctest: +SKIP
...     interval = guest.exports.hello()
...     await guest.idle()
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from runtime.main_interpreter import require_main_interpreter

if TYPE_CHECKING:
    import runtime.errors as errors
    from runtime.compiling import compile  # the name that JavaScript gives it
    from runtime.core.values import BigInt, Null, Symbol, null
    from runtime.guest import Guest, GuestStats
    from runtime.module import Module
    from runtime.opening import Opening, open, run  # the name that DESIGN gives it
    from runtime.timeline import profile

__all__ = [
    "BigInt",
    "Guest",
    "GuestStats",
    "Module",
    "Null",
    "Opening",
    "Symbol",
    "compile",
    "errors",
    "null",
    "open",
    "profile",
    "run",
]


_LATE = {
    "BigInt": "runtime.core.values",
    "Guest": "runtime.guest",
    "GuestStats": "runtime.guest",
    "Module": "runtime.module",
    "Null": "runtime.core.values",
    "Opening": "runtime.opening",
    "Symbol": "runtime.core.values",
    "compile": "runtime.compiling",
    "null": "runtime.core.values",
    "open": "runtime.opening",
    "profile": "runtime.timeline",
    "run": "runtime.opening",
}


require_main_interpreter()


def __getattr__(name: str) -> Any:
    """Import what is first asked for: a plugin of pytest's in here is loaded where nothing else is.

    And hostapi needs `runtime`: imported from here at once, it would be found half made where an
    application imports that first.
    """
    if name == "errors":
        return importlib.import_module("runtime.errors")
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module(_LATE[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
