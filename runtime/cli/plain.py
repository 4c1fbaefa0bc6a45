"""The usual way of ``run``, without what only the other ways need.

A line with nothing but common options, for a guest that exports FUNCTION with so many parameters,
is served here. Everything else is left to `runtime.cli.command`, usage errors among it: importing
click takes as long as running a guest.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from runtime.cli.collector import resume

if TYPE_CHECKING:
    from runtime.cli.job import Job
    from runtime.module import Module

ENGINES: Final = ("wasmer", "wasmtime")


class Line:
    """What a command line of the usual kind says.

    Attributes:
        words: the file, FUNCTION and its arguments.
        function: the export to call, or None.
        args: its arguments, as texts.
        engine: its name, or None for the one that suits.
        seconds: when to close, or None.
        host_files: as ``--host`` has them.
        lazy_imports: whether a missing import raises only when it is called.

    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.engine: str | None = None
        self.seconds: float | None = None
        self.host_files: list[str] = []
        self.lazy_imports = False

    @property
    def function(self) -> str | None:
        """The export to call, or None."""
        return self.words[1] if self.words[1:] else None

    @property
    def args(self) -> list[str]:
        """Its arguments, as texts."""
        return self.words[2:]


def usual_line(argv: Sequence[str]) -> Line | None:
    """Return what a command line says, or None if `runtime.cli.command` is to look at it."""
    if argv[:1] not in (["run"], ("run",)):
        return None
    line, rest = Line(), iter(argv[1:])
    for word in rest:
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            line.words.append(word)
        elif word == "--lazy-imports":
            line.lazy_imports = True
        elif not _take(line, name, value if equals else next(rest, "")):
            return None
    return line if line.words else None


def _take(line: Line, name: str, value: str) -> bool:
    if name == "--engine" and value in ENGINES:
        line.engine = value
        return True
    if name == "--host" and value:
        line.host_files.append(value)
        return True
    if name == "--for":
        try:
            line.seconds = float(value)
        except ValueError:
            return False
        return line.seconds >= 0 and not math.isnan(line.seconds)
    return False


def run_line(line: Line) -> int | None:
    """Run what a line says; return the exit status, or None if `runtime.cli.command` is to."""
    from runtime.cli.late_logs import logging_set_up_late

    with logging_set_up_late():
        job = _job(line)
        if job is None:
            return None
        if line.host_files:
            from runtime.cli.hostfiles import load_host_files
            from runtime.cli.job import Status
            from runtime.cli.report import show_error
            from runtime.errors import HostFileError
            from runtime.records import replace

            resume()
            try:
                job = replace(job, host=load_host_files(line.host_files))
            except HostFileError as error:
                show_error(error, verbose=False)
                return int(Status.CANNOT_LOAD)
        return _run(job)


def _run(job: Job) -> int:
    if job.host is None and os.name == "posix" and not _is_debugged():
        from runtime.cli.bare_session import BareSession

        return BareSession(job).run()
    from runtime.cli.session import Session

    resume()
    session = Session(job)
    session.run()
    return session.conclude()


def _is_debugged() -> bool:
    """Tell whether asyncio would watch what runs: then it shall."""
    return sys.flags.dev_mode or bool(os.environ.get("PYTHONASYNCIODEBUG"))


def _job(line: Line) -> Job | None:
    """Return what is to be run; None where something is amiss, which is then to be told."""
    from runtime.cli.job import Job
    from runtime.cli.values import parse_argument
    from runtime.engine.select import can_interrupt, explain_choice, select_engine
    from runtime.errors import HostError
    from runtime.module import Module

    try:
        name = line.engine or explain_choice()[0]
        engine = select_engine(name, interruptible=can_interrupt(name))
        module = Module.load(line.words[0], engine=engine)
        parameters = _parameters(module, line)
    except (OSError, HostError):
        return None
    if parameters is None:
        return None
    args = tuple(map(parse_argument, line.args))
    return Job(
        module,
        line.function,
        parameters,
        args,
        None,
        line.seconds,
        strict=not line.lazy_imports,
        verbose=False,
    )


def _parameters(module: Module, line: Line) -> tuple[str, ...] | None:
    """Return the names of FUNCTION's parameters, None if it cannot be called as it is meant."""
    if module.section is None:
        return None
    if line.function is None:
        return ()
    path = tuple(line.function.split("."))
    for member in module.plan.functions:
        if member.path == path:
            call = member.call
            return call.names if call.required <= len(line.args) <= len(call.args) else None
    return None
