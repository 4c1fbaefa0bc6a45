"""Which engine serves: the one that was asked for, or the best that is there."""

from __future__ import annotations

import functools
import importlib
import sys
from typing import Final

from runtime.engine.interface import INTERRUPT_REMEDY, Engine
from runtime.errors import EngineUnavailable

ENGINES: Final = {
    "wasmer": ("runtime.engine._wasmer", "WasmerEngine"),
    "wasmtime": ("runtime.engine._wasmtime", "WasmtimeEngine"),
}
"""Where each engine's adapter is, which is imported when it is asked for."""


def select_engine(name: str | None = None, *, interruptible: bool = False) -> Engine:
    """Return an engine, one for the process.

    Args:
        name: ``wasmer`` or ``wasmtime``; None leaves the choice to `explain_choice`.
        interruptible: signals shall be able to end a guest that does not return
            (`Engine.interrupting`), which costs its loops some percent.

    Raises:
        EngineUnavailable: it is unknown, or not installed, or has no wheel for this Python, or
            cannot interrupt; the error says what to do.

    """
    chosen = explain_choice()[0] if name is None else name
    if interruptible and not can_interrupt(chosen):
        raise EngineUnavailable(chosen, f"it cannot interrupt a guest: {INTERRUPT_REMEDY}")
    return _engine(chosen, interruptible)


def can_interrupt(name: str) -> bool:
    """Tell whether an engine can end a guest that does not return; nobody can on Windows."""
    if name != "wasmtime":
        return False
    import signal  # wasmer's users need not wait for it

    return hasattr(signal, "SIGVTALRM")


def explain_choice() -> tuple[str, str]:
    """Return the engine that is taken when none is asked for, and why, for people.

    wasmer comes first, where it can be imported: its stub for later Pythons cannot.
    """
    refused = _why_not("wasmer")
    if refused is None:
        return "wasmer", "wasmer has a wheel for this Python"
    return "wasmtime", f"wasmer is not available: {refused}"


def explain_others(name: str) -> tuple[tuple[str, str], ...]:
    """Return each engine but ``name``, and why it is not taken, for people."""
    there = "it is there too (--engine {0}, engine={0!r})"
    return tuple(
        (other, _why_not(other) or there.format(other)) for other in ENGINES if other != name
    )


@functools.cache
def _engine(name: str, interruptible: bool) -> Engine:
    if name not in ENGINES:
        raise EngineUnavailable(name, f"the engines are {' and '.join(ENGINES)}")
    refused = _why_not(name)
    if refused is not None:
        raise EngineUnavailable(name, refused)
    module, attribute = ENGINES[name]
    options = {"interruptible": True} if interruptible else {}
    engine: Engine = getattr(importlib.import_module(module), attribute)(**options)
    return engine


@functools.cache
def _why_not(name: str) -> str | None:
    """Say why an engine cannot be imported and what to do, or None if it can be."""
    try:
        importlib.import_module(ENGINES[name][0])
    # wasmtime raises RuntimeError on a platform, and OSError for a library, that it cannot use.
    except (ImportError, RuntimeError, OSError) as error:
        return _remedy(name, error)
    return None


def _remedy(name: str, error: Exception) -> str:
    absent = isinstance(error, ModuleNotFoundError) and (error.name or "").startswith(name)
    if name == "wasmtime":
        if absent:
            return 'it is not installed: pip install "wasmtime>=45,<51"'
        return f"it cannot be loaded here ({error}); Python of 64 bits on x86-64 or arm64 has it"
    major, minor = sys.version_info[:2]
    known = {"cpython": "CPython", "pypy": "PyPy"}
    interpreter = known.get(sys.implementation.name, sys.implementation.name)
    here = f"{interpreter} {major}.{minor}"
    if here != "CPython 3.10":
        return f"its wheels are for CPython 3.10, and this is {here}; wasmtime serves here"
    if absent:
        return "it is not installed: pip install wasmer==1.1.0 wasmer-compiler-cranelift==1.1.0"
    return f"it cannot be loaded here ({error}); wasmtime may"
