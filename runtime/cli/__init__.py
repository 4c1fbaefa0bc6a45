"""The command line: ``python -m runtime``, or ``wasmloop`` where it is installed."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn

from runtime.cli.collector import paused, resume
from runtime.cli.leaving import leave
from runtime.cli.plain import run_line, usual_line

__all__ = ["main", "script"]


def script() -> NoReturn:
    """Be the process: run the command line, and end."""
    with paused():
        status = main()
    leave(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: arguments without the program's name; None for the process's own.

    Returns:
        the exit status: 0 all went well, 1 the guest failed, 2 wrong usage, 3 the module, engine
        or host file cannot be loaded or linked. A run that SIGINT or SIGTERM ended does not
        return: the process ends by that signal, which shells call 128 and its number.

    """
    from runtime.cli.job import BY_SIGNAL, SIGPIPE
    from runtime.cli.report import silence_stdout, stdout_is_broken
    from runtime.cli.signals import SIGINT, die_by

    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            status = _status(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        # SIGINT before or after the guest ran.
        die_by(SIGINT)
        return BY_SIGNAL + SIGINT
    if stdout_is_broken():
        silence_stdout()
        return BY_SIGNAL + SIGPIPE
    return status


def _status(argv: Sequence[str]) -> int:
    line = usual_line(argv)
    status = None if line is None else run_line(line)
    if status is None:
        from runtime.cli.command import run_command

        resume()
        return run_command(argv)
    return status


def _show_warning(message: Warning | str, *_where: object, **_more: object) -> None:
    from runtime.cli.report import PROGRAM, show_note

    show_note(f"{PROGRAM}: {message}")
