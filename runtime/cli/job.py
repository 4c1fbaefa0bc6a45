"""What a run of the command line is to do, and how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from runtime.cli.report import show_error, show_result, stdout_is_broken, what_ran
from runtime.cli.values import result_text
from runtime.errors import GuestTrap, InstancePoisoned, ModuleError
from runtime.records import record

if TYPE_CHECKING:
    from runtime.cli.hostfiles import HostFiles
    from runtime.module import Module

BY_SIGNAL: Final = 128
"""A shell's exit status for a process that a signal ended is this and the signal's number."""

SIGPIPE: Final = 13
"""Its number; Windows has no such signal, but pipes that break."""


class Status(IntEnum):
    """Exit statuses; one by a signal is `BY_SIGNAL` and its number."""

    IDLE = 0
    GUEST_ERROR = 1
    USAGE = 2
    CANNOT_LOAD = 3


@record(frozen=True)
class Job:
    """What is to be run.

    Attributes:
        module: the module, compiled.
        function: the export to call, or None.
        parameters: names of its parameters.
        args: its arguments.
        host: files that serve its imports, or None.
        seconds: when to close, counted from the opening; None for when it is idle.
        strict: refuse to open while imports are missing.
        verbose: show tracebacks.

    """

    module: Module
    function: str | None
    parameters: tuple[str, ...]
    args: tuple[object, ...]
    host: HostFiles | None
    seconds: float | None
    strict: bool
    verbose: bool


class Ended(Exception):
    """FUNCTION failed, which was told: the guest is to be closed."""


def show_returned(value: object) -> None:
    """Show what FUNCTION returned; of undefined there is nothing to show."""
    text = result_text(value)
    if text is not None:
        show_result(text)


class Verdict:
    """Tells what fails in a run, and what its exit status is.

    Args:
        job: what is run.
        stop: closes the guest: nobody reads what it prints.

    Attributes:
        status: how it went.
        interrupted: whether a signal ended a guest that computed.

    """

    def __init__(self, job: Job, stop: Callable[[], object]) -> None:
        self._job = job
        self._stop = stop
        self._told: GuestTrap | None = None
        self.interrupted = False
        self.status: int = Status.IDLE

    def report(self, error: BaseException, details: Mapping[str, object]) -> None:
        """Tell of an exception that left a callback; the others go on."""
        self.fail(error, what_ran(details), Status.GUEST_ERROR)

    def fail(self, error: BaseException, what: str = "", status: Status | None = None) -> None:
        """Tell of an error.

        Args:
            error: the error; a trap is told once.
            what: what raised it.
            status: what it means for the exit status; None leaves that to its type.

        """
        if isinstance(error, BrokenPipeError) and stdout_is_broken():
            self.status = BY_SIGNAL + SIGPIPE
            self._stop()
            return
        # Whoever waits for a guest that has trapped gets an error that repeats the trap's.
        repeats = isinstance(error, InstancePoisoned) and error.first_cause is self._told
        if self._told is None or not repeats:
            show_error(error, verbose=self._job.verbose, what=what)
        if isinstance(error, GuestTrap):
            self._told = error
        if isinstance(error, GuestTrap) and error.code == "interrupt":
            self.interrupted = True
        if self.status == Status.IDLE:
            self.status = status or self._status_of(error)

    def _status_of(self, error: BaseException) -> Status:
        if isinstance(error, ModuleError):
            return Status.CANNOT_LOAD
        # The adapters check arguments before they enter the guest, and name them so.
        refused = tuple(
            f"argument {name!r} of {self._job.function}: " for name in self._job.parameters
        )
        of_argument = isinstance(error, (TypeError, ValueError, OverflowError))
        if of_argument and str(error).startswith(refused):
            return Status.USAGE
        return Status.GUEST_ERROR
