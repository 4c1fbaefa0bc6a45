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
from typing import TYPE_CHECKING, Any

import anyio

import runtime
from hostapi.console import Console
from runtime.cli.job import Ended, Job, Verdict, show_returned
from runtime.cli.signals import GRACE_SECONDS, die_by, end_by, received_signals

if TYPE_CHECKING:
    from runtime.cli.hostfiles import HostFiles


class Session:
    """Runs a job once.

    Args:
        job: what is to be run.

    Attributes:
        signum: the signal that ended it, or None.

    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._work: anyio.CancelScope | None = None
        self._leaving: BaseException | None = None
        self._verdict = Verdict(job, self._stop)
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
        return int(self._verdict.status) if self.signum is None else end_by(self.signum)

    async def _main(self) -> None:
        received = anyio.Event()
        with received_signals(self._job.module.engine) as (signals, returned):
            async with anyio.create_task_group() as group:
                group.start_soon(self._watch, signals, returned, received)
                with anyio.CancelScope() as self._work:
                    with anyio.move_on_after(self._job.seconds):
                        await self._work_through()
                if self._verdict.interrupted:
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
                kept = await self._use(guest)
            del kept
        except Ended:
            pass
        except Exception as error:  # noqa: BLE001 # reported: this is the outermost place
            self._verdict.fail(error)
        except (SystemExit, KeyboardInterrupt) as error:
            # A task group would wrap it.
            self._leaving = error

    async def _use(self, guest: runtime.Guest) -> object:
        """Do what the guest was opened for; return what is to be freed by closing it."""
        kept = await self._call(guest)
        await guest.idle()
        return kept

    def _own_names(self) -> Mapping[str, object]:
        """Return what the guest is served but for files of the host's, which come first."""
        # What it prints is its output here.
        return {"console": Console()}

    def _open(
        self, host: HostFiles | None = None
    ) -> contextlib.AbstractAsyncContextManager[runtime.Guest]:
        job, host = self._job, host or self._job.host
        return runtime.open(
            job.module,
            host=[self._own_names(), None if host is None else host.names],
            modules=None if host is None else host.modules,
            strict=job.strict,
            on_error=self._verdict.report,
        )

    async def _call(self, guest: runtime.Guest) -> object:
        function = self._job.function
        if function is None:
            return None
        try:
            result = guest.loop.run_task(self._enter(guest.exports[function]))
            result = await guest.settled(result)
            show_returned(result)
        except Exception as error:  # noqa: BLE001 # told, whatever it is
            # Told at once: at closing a Drop may have more to say.
            self._verdict.fail(error)
            raise Ended from None
        return result

    def _enter(self, export: Callable[..., Any]) -> Callable[[], Any]:
        return lambda: export(*self._job.args)
