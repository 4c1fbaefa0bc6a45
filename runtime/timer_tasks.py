"""The tasks of timers: what is due is called, one after another or several in one crossing.

A relay (`runtime.core.relay`) calls closures of the guest's that are due together. When one of them
calls the host, the relay is paused: timers before it have ended, those after it wait again, and all
is as if each had been a task of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any, Final

from runtime.clock import Clock
from runtime.core.closures import outlived
from runtime.core.relay import MOST_RELAYED, Relay
from runtime.core.timer_order import Timer
from runtime.core.timers import TimerQueue
from runtime.engine.contexts import run_in

BRIEF_SECONDS: Final = 0.001
"""After a relay that took longer the next one calls two closures: a turn has its budget."""

# Found by mypyc without a look into the module's dict, which is slower.
_run_in: Final = run_in


class TimerTasks:
    """Runs the timers of one guest's loop, which is a subclass.

    Args:
        clock: tells the time.
        timers: the map of active timers.

    """

    def __init__(self, clock: Clock, timers: TimerQueue) -> None:
        self._clock = clock
        self._now = clock.monotonic_seconds
        self._timers = timers
        # That of the timer whose task is being run, 0 in any other.
        self._nesting_level = 0
        self._timers_fired = 0
        self._relay: Relay | None = None
        # What the relay was given, nothing once it is paused; and the callback at which it was.
        self._relayed: list[Timer] = []
        self._callback: Callable[..., object] = _nothing
        # So many more it is offered than the one that it has taken: the more while it is brief.
        self._reach = 1
        # The timer that runs.
        self._timer: Timer | None = None

    def _end_timer(self) -> bool:
        """Perform the checkpoint after a timer's task; return whether it was completed."""
        raise NotImplementedError

    def _report_error(
        self,
        error: Exception,
        message: str,
        callback: Callable[..., object],
        timer_id: int | None = None,
    ) -> None:
        raise NotImplementedError

    def _run_due(self, now: float, stop: float) -> None:
        """Run the timers that are due now, and were before this turn; until it is time to stop."""
        timers, relay = self._timers, self._relay
        last = timers.last_sequence
        timer = timers.expire(now, last)
        began = now
        while timer is not None:
            self._timer = timer
            try:
                if relay is not None and not timer.args and relay(timer.callback, True):
                    completed = self._run_relayed(relay, timer, now, last)
                else:
                    completed = self._run_timer(timer)
            finally:
                ended = self._now()
                timers.finish(self._timer or timer, ended)
                self._timer = None  # it would keep its callback alive
            if ended - began > BRIEF_SECONDS:
                self._reach = 1
            if ended >= stop or not completed:
                return
            began = ended
            timer = timers.expire(now, last)

    def _run_timer(self, timer: Timer) -> bool:
        """Run one due timer's task; return whether its checkpoint was completed."""
        callback = timer.callback
        self._timers_fired += 1
        self._nesting_level = timer.nesting_level
        try:
            if timer.args:
                _run_in(timer.context, callback, *timer.args)
            else:
                _run_in(timer.context, callback)
        except Exception as error:  # noqa: BLE001 # reported: the rest must go on
            self._report_timer(error, timer, callback)
        finally:
            # The level is that of the timer's task; a microtask is another task.
            self._nesting_level = 0
        return self._end_timer()

    def _run_relayed(self, relay: Relay, first: Timer, now: float, last: int) -> bool:
        """Run a due timer, and those after it, by the relay; return as `_run_timer` does."""
        self._relayed = [first, *self._take_due(relay, now, last)]
        self._callback = first.callback
        called = 1
        try:
            called = relay.run(self._pause_timers, False)
        except Exception as error:  # noqa: BLE001 # reported: the rest must go on
            self._report_timer(error, self._timer or first, self._callback)
        finally:
            self._nesting_level = 0
            self._callback = _nothing
            self._end_relayed(called)
        return self._end_timer() if called else self._run_timer(first)

    def _take_due(self, relay: Relay, now: float, last: int) -> list[Timer]:
        """Return timers that are due next and that the relay takes too.

        Where it does not take all that are offered, fewer are the next time.
        """
        due = self._timers.expire_more(now, last, self._reach)
        for count, timer in enumerate(due):
            if timer.args or not relay(timer.callback, False):
                for other in reversed(due[count:]):
                    self._timers.put_back(other)
                self._reach = 1
                return due[:count]
        self._reach = min(2 * self._reach, MOST_RELAYED - 1)
        return due

    def _pause_timers(self, place: int, _queued: list[tuple[Any, int]]) -> Context:
        """Put back what a relay has not called, and return the context of what it is calling."""
        timer = self._relayed[place]
        if place <= 1:
            self._reach = 1  # it may be the same the next time, and much was taken in vain
        # Which it may replace, by clearing the timer.
        self._callback = timer.callback
        self._end_relayed(place + 1)
        self._nesting_level = timer.nesting_level
        return timer.context

    def _end_relayed(self, called: int) -> None:
        """End the timers that a relay has called, but for the last, and put back the others."""
        given, self._relayed = self._relayed, []
        if not given:
            return  # it was paused
        self._timers_fired += called
        last = max(called, 1) - 1
        if last:
            ended = self._now()
            for place in range(last):
                self._timers.finish(given[place], ended)
        self._timer = given[last]
        for place in range(len(given) - 1, last, -1):
            self._timers.put_back(given[place])

    def _report_timer(
        self, error: Exception, timer: Timer, callback: Callable[..., object]
    ) -> None:
        told = outlived(error, callback, str(timer))
        self._report_error(told, "a timer's callback raised", callback, timer.id)


def _nothing() -> None:
    """Stand where the callback of a timer was."""
