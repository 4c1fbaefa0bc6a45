"""Run Rust compiled with wasm-bindgen inside Python's event loop.

>>> import runtime
>>> async with runtime.open("interval.wasm") as guest:   # doctest: +SKIP
...     interval = guest.exports.hello()
...     await guest.idle()
"""

from __future__ import annotations

from runtime.core.values import BigInt, Null, Symbol, null
from runtime.guest import Guest, GuestStats, open, run  # the name that DESIGN gives it
from runtime.module import Module

__all__ = ["BigInt", "Guest", "GuestStats", "Module", "Null", "Symbol", "null", "open", "run"]
