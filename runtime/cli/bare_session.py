"""A run of a guest that no file of Python's serves: as `runtime.cli.session`, without asyncio.

A guest cannot tell the difference; a host's function could, in asking for asyncio's loop. Importing
asyncio and anyio takes longer than the rest of such a run. Should a coroutine be started for the
guest, as for a stream or a restart, asyncio runs it from then on (`runtime.late_tasks`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Generator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from hostapi.console import Console
from runtime.bare_loop import BareFuture, BareLoop
from runtime.cli.collector import resume
from runtime.cli.job import Ended, Job, Verdict, show_returned
from runtime.cli.signals import end_by, noted_signals
from runtime.clock import SystemClock
from runtime.core.promise import Promise, State
from runtime.errors import InternalError, NeverSettled
from runtime.generations import Generation, Generations, Recipe
from runtime.late_tasks import LateGroup
from runtime.loop import GuestLoop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.core.promise_host import Waiter
    from runtime.leaks import LeakWatch


class BareSession:
    """Runs a job once.

    Args:
        job: what is to be run.

    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._verdict = Verdict(job, self._stop)
        self._host = BareLoop()
        self._group = LateGroup(self._host)
        self._watch = _watch_guest(job.module.name)
        self._loop = GuestLoop(
            SystemClock(),
            self._verdict.report,
            name=job.module.name,
            timers=None if self._watch is None else self._watch.timers,
            host=self._host,
        )
        self._stopped = False
        self._came: Sequence[int] = ()

    def run(self) -> int:
        """Run the job to its end; return the exit status, unless a signal ends the process."""
        resume()
        with ExitStack() as stack:
            stack.callback(self._host.close)
            self._came, returned = stack.enter_context(
                noted_signals(self._job.module.engine, self._host)
            )
            if self._job.seconds is not None:
                self._host.call_at_last(self._job.seconds, self._stop)
            try:
                self._work_through(returned)
            except Ended:
                pass
            except Exception as error:  # noqa: BLE001 # reported: this is the outermost place
                self._verdict.fail(error)
        return end_by(self._came[0]) if self._came else int(self._verdict.status)

    def _stop(self) -> None:
        self._stopped = True

    def _is_cut_off(self) -> bool:
        return self._stopped or bool(self._came) or self._group.failed

    def _work_through(self, returned: Callable[[], None]) -> None:
        """Open, call, wait, close."""
        generations = Generations(self._recipe())
        _at_once(generations.present.open())
        kept = None  # what FUNCTION returned: the guest's closing frees it
        try:
            self._loop.attach()
            generations.present.start()
            kept = self._call(generations.present)
            if not self._is_cut_off():
                self._host.drive(self._loop.idle(), self._is_cut_off)
        finally:
            if self._came:
                returned()
            self._close(generations)
            del kept
        if self._watch is not None:
            self._watch.conclude()

    def _recipe(self) -> Recipe:
        host = self._job.host
        return Recipe(
            module=self._job.module,
            host=[{"console": Console()}, None if host is None else host.names],
            modules={} if host is None else host.modules,
            strict=self._job.strict,
            clock=None,
            loop=self._loop,
            tasks=self._group.tasks,
            report=self._verdict.report,
            watch=self._watch,
            timed=False,
            timeline=None,
        )

    def _close(self, generations: Generations) -> None:
        """Do as `runtime.opening` at a block's end."""
        generations.present.note_coroutines()
        self._loop.close()
        generations.present.stop_waiting()
        try:
            self._group.end()
        finally:
            try:
                generations.present.end()
            finally:
                _at_once(generations.present.granted.aclose())

    def _call(self, generation: Generation) -> object:
        function, args = self._job.function, self._job.args
        if function is None:
            return None
        try:
            export = generation.instance.exports[function]
            result = self._loop.run_task(lambda: export(*args))
            if isinstance(result, Promise):
                result = self._settled(result, generation)
            show_returned(result)
        except Exception as error:  # noqa: BLE001 # told, whatever it is
            # Told at once: at closing a Drop may have more to say.
            self._verdict.fail(error)
            raise Ended from None
        return result

    def _settled(self, promise: Promise, generation: Generation) -> Any:
        """Return what a promise is settled with, as `Guest.settled`; None where it is cut off."""
        promises = generation.realm.promises

        def is_over() -> bool:
            return self._is_cut_off() or promises.failure is not None or self._loop.is_idle

        if promise.state is State.PENDING and not self._is_cut_off():
            self._host.drive(promise.waiting(_ByHand(self._host)), is_over)
        if promise.state is State.PENDING and promises.failure is None:
            if self._is_cut_off():
                return None
            raise NeverSettled(self._job.module.name)
        return promise.result()


class _ByHand:
    """What a promise asks of an asynchronous library, where `BareLoop.drive` is all there is."""

    def __init__(self, loop: BareLoop) -> None:
        self._loop = loop

    def waiter(self) -> BareFuture:
        """Return what can be waited on."""
        return self._loop.create_future()

    def wait(self, waiter: Waiter) -> Generator[Any, Any, None]:
        """Wait on it, as an ``__await__`` does."""
        return waiter.__await__()

    def spawn(self, function: Callable[..., Coroutine[Any, Any, object]], *args: object) -> None:
        """Run nothing: a promise that is waited for starts nothing."""
        raise NotImplementedError

    def owns(self, future: Any) -> bool:
        """Tell whether a future is of this library: there are none."""
        return False


def _watch_guest(name: str) -> LeakWatch | None:
    # Where nobody has imported what looks for leaks, nobody looks for them.
    if "runtime.leaks" not in sys.modules:
        return None
    from runtime.leaks import watch_guest

    return watch_guest(name, debug=False)


def _at_once(coroutine: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine that has nothing to wait for, since no capability was given."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise InternalError("what opens a guest without capabilities has waited")
