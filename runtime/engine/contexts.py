"""Calling in a context, once for each timer and microtask."""

from __future__ import annotations

from contextvars import Context

try:
    from runtime.engine._crossing import run_in
except ImportError:  # the extension is optional
    run_in = Context.run

__all__ = ["run_in"]
