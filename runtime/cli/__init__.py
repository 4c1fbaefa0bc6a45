"""The command line: ``python -m runtime``, or ``wasmloop`` where it is installed."""

from __future__ import annotations

from runtime.cli.command import main

__all__ = ["main"]
