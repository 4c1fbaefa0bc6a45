"""The guest's event loop: timers and microtasks, run inside the application's loop.

It is no asyncio loop and does not own one. At any moment at most one callback of ours is armed in
the application's. When that runs, a *turn* is taken: microtasks that wait, what other threads have
asked for, then the timers that were due at the turn's start, each followed by a microtask
checkpoint and a safe point. A turn that outlasts its budget leaves the rest for the next, which is
armed behind what the application has ready.

Deadlines are compared with the clock given here and nothing else. The application's loop only wakes
us, and when it does so early we arm again; so no timer is ever early, whatever loop and delay.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from contextvars import Context, copy_context
from sys import is_finalizing
from typing import Any, Final, ParamSpec, TypeVar

from runtime.alarm import Alarm
from runtime.checkpoints import Checkpoints
from runtime.clock import Clock
from runtime.core.holds import Holds
from runtime.core.microtasks import MicrotaskQueue
from runtime.core.operations import Operations
from runtime.core.relay import Relay
from runtime.core.timers import TimerQueue
from runtime.engine.contexts import run_in
from runtime.errors import InstanceClosed
from runtime.hosts import HostLoop, StartSoon, Waiter, wait_while
from runtime.loop_stats import LoopStats
from runtime.timer_tasks import TimerTasks

P = ParamSpec("P")
T = TypeVar("T")

Report = Callable[[BaseException, Mapping[str, object]], None]
"""Told of an exception that a callback raised, and of what was running: ``message``, ``callback``
and, for a timer, ``timer_id``."""

# Found by mypyc without a look into the module's dict, which is slower, and empty at the very end.
_copy_context: Final = copy_context
_is_finalizing: Final = is_finalizing
_run_in: Final = run_in

TURN_BUDGET_SECONDS: Final = 0.010
"""How long a turn may go on before the application gets its turn."""


class GuestLoop(TimerTasks):
    """HTML's event loop for one guest, with Node's rules for when there is nothing left to do.

    All methods but `request_safe_point` and `call_soon_threadsafe` belong to the thread of the
    application's loop. It attaches itself to the asyncio loop that runs when it first has something
    to arm; trio's needs `attach`.

    Args:
        clock: tells the time.
        report: called with every ``Exception`` of a callback; the other callbacks go on. An
            exception of ``report`` itself goes to asyncio's exception handler, as do
            ``BaseException`` other than ``KeyboardInterrupt`` and ``SystemExit``, which end the
            asyncio loop; under trio all of them leave the guest's block. In each case the guest's
            loop is left whole and armed.
        turn_budget_seconds: how long a turn may go on; the callback that exceeds it is the last.
        name: the guest's, for warnings.
        timers: its timers; None makes a map of its own.
        host: the loop that it belongs to; None leaves that to be found.

    Attributes:
        operations: which global functions are its own.

    """

    def __init__(
        self,
        clock: Clock,
        report: Report,
        turn_budget_seconds: float = TURN_BUDGET_SECONDS,
        name: str = "guest",
        timers: TimerQueue | None = None,
        host: HostLoop | None = None,
    ) -> None:
        super().__init__(clock, TimerQueue() if timers is None else timers)
        self._report = report
        self._budget_seconds = turn_budget_seconds
        self._microtasks = MicrotaskQueue(run_in)
        self._checkpoints = Checkpoints(self._microtasks, self._now, turn_budget_seconds, name)
        self._safe_points: tuple[Callable[[], object], ...] = ()
        self._after_checkpoint: list[Callable[[], object]] = []
        self._holds = Holds()
        self._waiters: set[Waiter] = set()
        self._incoming: deque[tuple[Context, Callable[..., object], tuple[object, ...]]] = deque()
        self._closed = False
        self._alarm = Alarm(self._turn, host)
        self.operations = Operations()
        # A task or a turn is being run: it sets the alarm and wakes waiters when it ends.
        self._running = False
        self._poked = False
        self._generation = 0
        self._turns = 0
        self._errors_reported = 0

    # --- timers ------------------------------------------------------------------------------

    def set_timer(
        self,
        callback: Callable[..., object],
        args: tuple[object, ...] = (),
        delay_seconds: float = 0.0,
        repeat: bool = False,
    ) -> int:
        """Start a timer; its callback runs in a copy of the present context.

        Args:
            callback: what to call when it is due.
            args: positional arguments for it.
            delay_seconds: how long to wait; negative and NaN are 0.
            repeat: whether it is an interval, which starts again after each of its calls.

        Returns:
            its id, positive; 0 when the loop is closed and no timer was set (as HTML has it for a
            document that is not fully active).

        """
        if self._closed:
            return 0
        now, level = self._now(), self._nesting_level
        id = self._timers.set(callback, args, delay_seconds, repeat, now, level, _copy_context())
        self._arm()
        return id

    def clear_timer(self, id: int) -> None:
        """End a timer, even one that is due or running; an id that is not active is ignored."""
        self._timers.clear(id)
        self._wake_waiters_if_idle()

    def ref(self, id: int) -> None:
        """Let the timer keep the loop from being idle, as every timer does at first."""
        self._timers.ref(id)

    def unref(self, id: int) -> None:
        """Let the loop be idle although the timer is active; it still fires (Node's ``unref``)."""
        self._timers.unref(id)
        self._wake_waiters_if_idle()

    def has_ref(self, id: int) -> bool:
        """Tell whether the timer is active and keeps the loop from being idle."""
        return self._timers.has_ref(id)

    def next_deadline(self) -> float | None:
        """Return when the next timer is due, in seconds of the clock; None without a timer."""
        return self._timers.next_deadline()

    # --- microtasks and tasks ----------------------------------------------------------------

    def queue_microtask(self, callback: Callable[..., object], *args: object) -> None:
        """Run ``callback(*args)`` at the next microtask checkpoint, in a copy of this context.

        That is when the running task ends, or else soon. After `close` it is ignored.
        """
        if self._closed:
            return
        self._microtasks.enqueue(_copy_context(), callback, args)
        self._arm()

    def queue_job(self, context: Context, callback: Callable[..., object], *args: object) -> None:
        """Do as `queue_microtask`, in the context that is given; it must not be entered."""
        if self._closed:
            return
        self._microtasks.enqueue(context, callback, args)
        self._arm()

    def after_checkpoint(self, callback: Callable[[], object]) -> None:
        """Call ``callback`` once, after the next microtask checkpoint that leaves nothing.

        There will be one soon. What the callback raises is reported. After `close` it is ignored.
        """
        if self._closed:
            return
        self._after_checkpoint.append(callback)
        self.request_safe_point()

    def run_task(self, callback: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``callback`` as a task: then come a microtask checkpoint and a safe point.

        This is the way to enter the guest from outside. Within a task it is a plain call, since
        the outer task's checkpoint comes when nothing of the guest runs any more (HTML, "clean up
        after running script").

        Returns:
            what the callback returns. Its exceptions pass through, after the checkpoint.

        """
        if self._running:
            return callback(*args, **kwargs)
        self._running = True
        failure: Exception | None = None
        try:
            try:
                result = callback(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 # raised again below
                # The checkpoint comes outside of this handler, lest the exceptions of microtasks
                # get this one for their context.
                failure = error
            self._end_task()
            if failure is not None:
                raise failure
            return result
        finally:
            failure = None  # its traceback refers to this frame: the ring would outlive the call
            self._running = False
            self._arm()
            self._wake_waiters_if_idle()

    def at_safe_point(self, callback: Callable[[], object]) -> None:
        """Call ``callback`` at each safe point: after a task's checkpoint, where one was requested.

        Nothing of the guest runs then. Its exceptions are reported. It is forgotten by `close`.
        """
        self._safe_points += (callback,)

    def request_safe_point(self) -> None:
        """See to it that a safe point comes soon; from any thread and from finalisers, quietly."""
        if self._poked or self._closed or _is_finalizing():
            return  # at the end of the interpreter what is collected is not freed any more
        self._poked = True
        # What runs looks at `_poked` after it has unset `_running`: none is missed, from whatever
        # thread it is asked for, and most are asked for by what runs.
        if not self._running:
            # Without a loop yet, the first one to be attached to will see it.
            try:
                self._alarm.ring_threadsafe()
            except RecursionError:
                self._poked = False  # nothing was armed: whoever asks next is to arm it

    def call_soon_threadsafe(self, callback: Callable[..., object], *args: object) -> None:
        """Run ``callback(*args)`` as a task soon, asked from any thread, in a copy of its context.

        Its exceptions are reported. The loop is not idle before it has run.

        Raises:
            InstanceClosed: the loop is closed. (What waits when it is closed never runs.)

        """
        if self._closed:
            raise InstanceClosed("the guest was closed: nothing can be run in its loop any more")
        self._incoming.append((_copy_context(), callback, args))
        if not self._running:  # as in `request_safe_point`
            self._alarm.ring_threadsafe()

    def poke(self) -> None:
        """Take a turn soon, because the clock was moved."""
        if self._closed:
            return
        self._poked = True
        self._arm()

    def use_relay(self, relay: Relay | None) -> None:
        """Call closures of the guest's by a relay, where it takes them; None: by none."""
        self._relay = self._microtasks.relay = relay

    # --- life --------------------------------------------------------------------------------

    def attach(self, start_soon: StartSoon | None = None) -> None:
        """Use the application's loop that runs, and arm what was set before there was one.

        Args:
            start_soon: starts a task that the guest's end cancels; trio needs it, and only at the
                first time.

        Raises:
            RuntimeError: no loop runs, or it is not the one attached to before: a guest belongs to
                the loop that opened it.

        """
        self._alarm.attach(start_soon)
        self._arm()

    @property
    def clock(self) -> Clock:
        """What the loop asks for the time."""
        return self._clock

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    @property
    def is_due(self) -> bool:
        """Whether a turn would find something to do at this moment."""
        if self._microtasks.waiting or self._poked or self._incoming:
            return True
        return self._timers.earliest_seconds() <= self._now()

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs and no referenced timer, microtask or hold is left.

        Nor a safe point that was requested: what runs there (a Drop, a callback of a
        FinalizationRegistry) is the guest's work as well.
        """
        return self._closed or not (
            self._running
            or self._timers.referenced
            or self._microtasks.waiting
            or self._holds.count
            or self._poked
            or self._incoming
        )

    def idle(self) -> Coroutine[Any, Any, None]:
        """Wait until the loop `is_idle`, is closed or begins again; any number of tasks may."""
        return wait_while(self._begin_idle, self._is_to_wait, self._waiters)

    def _begin_idle(self) -> tuple[HostLoop, int]:
        host = self._alarm.attach()
        self._arm()
        return host, self._generation

    def _is_to_wait(self, generation: int) -> bool:
        return generation == self._generation and not self.is_idle

    def hold(self) -> None:
        """Keep the loop from being idle until `release`: the guest waits for something."""
        self._holds.count += 1

    def release(self) -> None:
        """Take back one `hold`; `InternalError` if there was none."""
        self._holds.release()
        self._wake_waiters_if_idle()

    def cancel_all(self) -> None:
        """Clear all timers and microtasks, and wait for no hold any longer; new ones may follow.

        This is for a guest that has trapped: nothing that it waited for can reach it. Whoever
        has a hold may still `release` it.
        """
        self._holds.forget()
        self._timers.clear_all()
        self._microtasks.clear()
        self._wake_waiters_if_idle()

    def begin_again(self) -> None:
        """Forget timers, microtasks and safe points of an instance that is replaced; end `idle`."""
        self._safe_points = ()
        self.use_relay(None)
        self._generation += 1
        self.cancel_all()
        self._wake_waiters()

    def close(self) -> None:
        """Clear all timers and microtasks, wake who waits in `idle`, and refuse anything new.

        May be called from within a callback, and more than once.
        """
        self._closed = True
        self._poked = False
        self._safe_points = ()
        self._incoming.clear()
        self._after_checkpoint.clear()
        self.use_relay(None)
        self._alarm.cancel()
        self.cancel_all()

    def stats(self) -> LoopStats:
        """Return a snapshot of what the loop holds and has done."""
        return LoopStats(
            timers=len(self._timers),
            referenced_timers=self._timers.referenced,
            microtasks=len(self._microtasks),
            holds=self._holds.count,
            turns=self._turns,
            timers_fired=self._timers_fired,
            microtasks_performed=self._microtasks.performed,
            errors_reported=self._errors_reported,
            next_deadline_seconds=self._timers.next_deadline(),
        )

    # --- turns -------------------------------------------------------------------------------

    def _turn(self) -> None:
        if self._running:
            return  # a callback runs an asyncio loop of its own; the outer turn goes on after it
        self._running = True
        self._turns += 1
        now = self._now()
        stop = now + self._budget_seconds
        try:
            if (self._microtasks.waiting or self._poked) and not self._end_task():
                return
            if self._incoming and not self._run_incoming(stop):
                return
            self._run_due(now, stop)
        finally:
            self._running = False
            self._arm()
            self._wake_waiters_if_idle()

    def _run_incoming(self, stop: float) -> bool:
        """Run what other threads have asked for; return whether timers may follow."""
        for _ in range(len(self._incoming)):
            context, callback, args = self._incoming.popleft()
            try:
                _run_in(context, callback, *args)
            except Exception as error:  # noqa: BLE001 # reported: the rest must go on
                self._report_error(error, "a callback asked for by a thread raised", callback)
            if not self._end_task() or self._now() >= stop:
                return False
        return True

    def _end_timer(self) -> bool:
        """End a timer's task as `_end_task` does; nearly always there is nothing to do."""
        if self._microtasks.waiting or self._poked:
            return self._end_task()
        return True

    def _end_task(self) -> bool:
        """Perform a microtask checkpoint, and a safe point where one was requested.

        A safe point waits until the checkpoint is completed: a Drop may end closures that are to be
        called in it.

        Returns:
            whether no microtask is left.

        """
        completed = not self._microtasks.waiting or self._checkpoints.perform(
            self._report_microtask
        )
        if self._poked and completed:
            self._poked = False
            after, self._after_checkpoint = self._after_checkpoint, []
            for callback in (*after, *self._safe_points):
                try:
                    callback()
                except Exception as error:  # noqa: BLE001 # reported: the rest must go on
                    self._report_error(error, "a callback at a safe point raised", callback)
        return completed

    def _report_microtask(self, error: Exception, callback: Callable[..., object]) -> None:
        self._report_error(error, "a microtask raised", callback)

    def _report_error(
        self,
        error: Exception,
        message: str,
        callback: Callable[..., object],
        timer_id: int | None = None,
    ) -> None:
        self._errors_reported += 1
        details: dict[str, object] = {"message": message, "callback": callback}
        if timer_id is not None:
            details["timer_id"] = timer_id
        self._report(error, details)

    # --- arming and waking -------------------------------------------------------------------

    def _arm(self) -> None:
        """Set the alarm for what comes next, but while something runs: it will, when it ends."""
        alarm = self._alarm
        if self._running or alarm.set_for_seconds == -math.inf or self._closed:
            return
        if self._microtasks.waiting or self._poked or self._incoming:
            alarm.set(-math.inf, 0.0)
            return
        deadline = self._timers.earliest_seconds()
        if deadline < alarm.set_for_seconds:
            alarm.set(deadline, self._now())

    def _wake_waiters_if_idle(self) -> None:
        if self._waiters and self.is_idle:
            self._wake_waiters()

    def _wake_waiters(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
