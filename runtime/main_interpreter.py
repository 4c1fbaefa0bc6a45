"""Where wasmloop runs: in the main interpreter of a process, and in none beside it."""

from __future__ import annotations

import importlib


def require_main_interpreter() -> None:
    """Refuse a sub-interpreter, before anything is loaded that would harm the main one.

    ctypes, mypyc's modules and wasmer have one state for all interpreters of a process: where two
    of them use it, either fails or hangs, long after.

    Raises:
        ImportError: this is one.

    """
    for name in ("_interpreters", "_xxsubinterpreters"):  # as of 3.13, and up to 3.12
        try:
            interpreters = importlib.import_module(name)
        except ImportError:  # not CPython, or it was left out
            continue
        if interpreters.get_current() != interpreters.get_main():
            raise ImportError(
                "wasmloop runs in a process's main interpreter, and this is a sub-interpreter: "
                "use another process (under mod_wsgi: WSGIApplicationGroup %{GLOBAL})",
                name="runtime",
            )
