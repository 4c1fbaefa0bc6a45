"""One run of a guest: open it, call FUNCTION, wait until it is idle, close it.

Signals end it cleanly: the first SIGINT or SIGTERM closes the guest, so that each Drop runs; a
second one kills the process. A guest that does not return is interrupted where the engine can do
that (wasmtime); on wasmer only the second signal ends it. Only the command line does all this:
inside an application signals are the application's.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from enum import IntEnum
from typing import Any

import anyio

import runtime
from hostapi.console import Console
from runtime.cli.hostfiles import HostFiles
from runtime.cli.report import show_error, show_result, stdout_is_broken, what_ran
from runtime.cli.signals import BY_SIGNAL, GRACE_SECONDS, SIGPIPE, die_by, received_signals
from runtime.cli.values import result_text
from runtime.errors import GuestTrap, InstancePoisoned, ModuleError
from runtime.records import record


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
        host: what serves its imports.
        seconds: when to close, counted from the opening; None for when it is idle.
        strict: refuse to open while imports are missing.
        verbose: show tracebacks.

    """

    module: runtime.Module
    function: str | None
    parameters: tuple[str, ...]
    args: tuple[object, ...]
    host: HostFiles
    seconds: float | None
    strict: bool
    verbose: bool


class _Ended(Exception):
    """FUNCTION failed, which was told: the guest is to be closed."""


class Session:
    """Runs a job once.

    Args:
        job: what is to be run.

    Attributes:
        status: how it went.
        signum: the signal that ended it, or None.

    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._work: anyio.CancelScope | None = None
        self._leaving: BaseException | None = None
        self._interrupted = False
        self._told: GuestTrap | None = None
        self.status: int = Status.IDLE
        self.signum: int | None = None

    def run(self) -> None:
        """Run the job in an event loop of its own, to its end.

        Raises:
            SystemExit: a file of the host's exited.

        """
        anyio.run(self._main)
        if self._leaving is not None:
            raise self._leaving

    def conclude(self) -> int:
        """Return the exit status, unless a signal was met, by which the process ends."""
        if self.signum is None:
            return int(self.status)
        stdout_is_broken()
        die_by(self.signum)
        return BY_SIGNAL + self.signum

    async def _main(self) -> None:
        received = anyio.Event()
        with received_signals(self._job.module.engine) as (signals, returned):
            async with anyio.create_task_group() as group:
                group.start_soon(self._watch, signals, returned, received)
                with anyio.CancelScope() as self._work:
                    with anyio.move_on_after(self._job.seconds):
                        await self._work_through()
                if self._interrupted:
                    # The signal that did it waits for its turn in the event loop.
                    with anyio.move_on_after(GRACE_SECONDS):
                        await received.wait()
                group.cancel_scope.cancel()

    async def _watch(
        self,
        signals: AsyncIterator[signal.Signals],
        returned: Callable[[], None],
        received: anyio.Event,
    ) -> None:
        async for signum in signals:
            returned()
            if self.signum is not None:
                die_by(signum)
            self.signum = signum
            received.set()
            self._stop()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    async def _work_through(self) -> None:
        """Open, call, wait, close; whatever happens, nothing but a cancellation comes out."""
        try:
            async with self._open() as guest:
                # What FUNCTION returned lives until the guest is closed, which frees it.
                kept = await self._call(guest)
                await guest.idle()
            del kept
        except _Ended:
            pass
        except Exception as error:  # noqa: BLE001 # reported: this is the outermost place
            self._fail(error)
        except (SystemExit, KeyboardInterrupt) as error:
            # A task group would wrap it.
            self._leaving = error

    def _open(self) -> contextlib.AbstractAsyncContextManager[runtime.Guest]:
        job = self._job
        return runtime.open(
            job.module,
            # What the guest prints is its output here, unless a file of the host's has a console.
            host=[{"console": Console()}, job.host.names],
            modules=job.host.modules,
            strict=job.strict,
            on_error=self._report,
        )

    async def _call(self, guest: runtime.Guest) -> object:
        function = self._job.function
        if function is None:
            return None
        try:
            result = guest.loop.run_task(self._enter(guest.exports[function]))
            result = await guest.settled(result)
            text = result_text(result)
            if text is not None:
                show_result(text)
        except Exception as error:  # noqa: BLE001 # told, whatever it is
            # Told at once: at closing a Drop may have more to say.
            self._fail(error)
            raise _Ended from None
        return result

    def _enter(self, export: Callable[..., Any]) -> Callable[[], Any]:
        return lambda: export(*self._job.args)

    def _report(self, error: BaseException, details: Mapping[str, object]) -> None:
        """Tell of an exception that left a callback; the others go on."""
        self._fail(error, what_ran(details), Status.GUEST_ERROR)

    def _fail(self, error: BaseException, what: str = "", status: Status | None = None) -> None:
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
            self._interrupted = True
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
