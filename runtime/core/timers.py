"""The map of active timers: when what is due, and in which order. Pure state, no event loop.

Follows the timer initialization steps of HTML (section 8.7, Timers). One timeout and one interval
differ only in ``repeat``; both have their ids from one space. The queue calls nothing: it hands
out what is due, and the caller says when a timer's callback has ended::

    last = queue.last_sequence
    while (timer := queue.expire(now, last)) is not None:
        ...call timer.callback...
        queue.finish(timer, now)

Invariant: each `WAITING` timer has exactly one entry in the order. Entries of cleared timers stay
in it until they surface, or until they are more than half of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Final

from runtime.core.active_timers import ActiveTimers
from runtime.core.timer_order import Timer, TimerOrder, TimerState
from runtime.origins import Origin

CLAMP_NESTING_LEVEL: Final = 5
"""Above this nesting level a short delay is lengthened (timer initialization steps, step 5)."""

CLAMP_SECONDS: Final = 0.004
"""What a shorter delay becomes above `CLAMP_NESTING_LEVEL`."""

LAST_ID: Final = 2**31 - 1
"""The greatest id: ids cross to guests as a WebIDL ``long``. After it they begin at 1 again."""

PRUNE_MINIMUM: Final = 64
"""So many entries of cleared timers are tolerated in the order whatever its size."""

# Members looked up on the enum cost 0.1 microseconds on Python 3.10, several times per timer.
_WAITING: Final = TimerState.WAITING
_RUNNING: Final = TimerState.RUNNING
_ENDED: Final = TimerState.ENDED
_CLEARED: Final = TimerState.CLEARED


class TimerQueue:
    """HTML's map of active timers, with an order over it keyed ``(deadline, sequence)``.

    Args:
        greatest_id: after it ids begin at 1 again.

    """

    __slots__ = (
        "_active",
        "_greatest_id",
        "_last_id",
        "_order",
        "_referenced",
    )

    def __init__(self, greatest_id: int = LAST_ID) -> None:
        self._greatest_id = greatest_id
        self._active = ActiveTimers()
        self._order = TimerOrder()
        self._last_id = 0
        self._referenced = 0

    def __len__(self) -> int:
        """Return the number of timers set and neither ended nor cleared."""
        return len(self._active)

    @property
    def referenced(self) -> int:
        """How many of the active timers keep the loop from being idle."""
        return self._referenced

    @property
    def order_size(self) -> int:
        """How many entries the order has: never above twice ``len()``, plus `PRUNE_MINIMUM`."""
        return len(self._order)

    @property
    def last_sequence(self) -> int:
        """The place, in order of setting, of the last timer that was set or started again."""
        return self._order.sequence

    def set(
        self,
        callback: Callable[..., object],
        args: tuple[object, ...],
        delay_seconds: float,
        repeat: bool,
        now_seconds: float,
        nesting_level: int,
        context: Context,
    ) -> int:
        """Start a timer (the timer initialization steps).

        Args:
            callback: what to call when it is due.
            args: positional arguments for it.
            delay_seconds: how long to wait; negative and NaN are 0, infinity is never due.
            repeat: whether it is an interval.
            now_seconds: the present moment.
            nesting_level: that of the timer task that sets it, 0 outside of timer tasks.
            context: the context to call it in; kept, not entered.

        Returns:
            its id: positive, at most `LAST_ID`, and no other active timer's.

        """
        id = self._last_id + 1 if self._last_id < self._greatest_id else 1
        # Written so that NaN, which compares false, is 0 as well.
        delay = delay_seconds if delay_seconds > 0 else 0.0
        if nesting_level > CLAMP_NESTING_LEVEL and delay < CLAMP_SECONDS:
            delay = CLAMP_SECONDS
        timer = Timer(id, callback, args, context, delay, repeat, nesting_level + 1)
        while not self._active.add(timer):
            timer.id = id = id + 1 if id < self._greatest_id else 1
        self._last_id = id
        self._order.add(timer, now_seconds)
        self._referenced += 1
        return id

    def _restart(self, timer: Timer, now_seconds: float) -> None:
        """Run the timer initialization steps again for an interval, from its own task."""
        if timer.nesting_level > CLAMP_NESTING_LEVEL and timer.delay_seconds < CLAMP_SECONDS:
            timer.delay_seconds = CLAMP_SECONDS
        timer.nesting_level += 1
        timer.state = _WAITING
        self._order.add(timer, now_seconds)

    def clear(self, id: int) -> bool:
        """End a timer, due or not, running or not; it is the same for timeouts and intervals.

        Returns:
            whether there was one; an unknown id does nothing.

        """
        timer = self._active.pop(id)
        if timer is None:
            return False
        if timer.referenced:
            self._referenced -= 1
        if timer.state is _WAITING:
            self._order.note_cleared(timer)
        timer.state = _CLEARED
        # What the callback holds (a closure of the guest, say) must not wait for the order.
        timer.callback = _cleared
        timer.args = ()
        if self._order.stale > PRUNE_MINIMUM:
            self._prune()
        return True

    def _prune(self) -> None:
        """Take the entries of cleared timers out of the order, if they are more than half of it."""
        if self._order.stale * 2 > len(self._order):
            self._order.prune()

    def clear_all(self) -> None:
        """End every timer."""
        for timer in self._active.by_id():
            timer.state = _CLEARED
            timer.callback = _cleared
            timer.args = ()
        self._active.clear()
        self._order.clear()
        self._referenced = 0

    def next_deadline(self) -> float | None:
        """Return the moment, in seconds, at which the next timer is due, None without any."""
        earliest = self._order.earliest_seconds()
        return earliest if self._order.stale < len(self._order) else None

    def earliest_seconds(self) -> float:
        """Return the same moment, and infinity without any."""
        return self._order.earliest_seconds()

    def expire(self, now_seconds: float, last_sequence: int) -> Timer | None:
        """Hand out what is due now: first by deadline, then in order of setting; None if none is.

        Each timer handed out must be given to `finish`.

        Args:
            now_seconds: the present moment, not before any that was given earlier.
            last_sequence: what `last_sequence` was when a turn began: what is set in that turn
                waits for the next, however short its delay.

        """
        timer = self._order.take(now_seconds, last_sequence)
        if timer is not None:
            timer.state = _RUNNING
        return timer

    def expire_more(self, now_seconds: float, last_sequence: int, most: int) -> list[Timer]:
        """Hand out some of what is due now, as `expire` does, perhaps none though there is some.

        Args:
            now_seconds: as for `expire`.
            last_sequence: likewise.
            most: so many at most.

        """
        timers = self._order.take_more(now_seconds, last_sequence, most)
        for timer in timers:
            timer.state = _RUNNING
        return timers

    def put_back(self, timer: Timer) -> None:
        """Take back a timer that was handed out and not run: it waits again, in its place.

        Of several the last is given first. One that was cleared meanwhile stays so.
        """
        if timer.state is _RUNNING:
            timer.state = _WAITING
            self._order.put_back(timer)

    def finish(self, timer: Timer, now_seconds: float) -> None:
        """Take note that a timer's callback has ended: a timeout ends, an interval starts again.

        An interval that ran late is not caught up: its delay counts from now. One that was
        cleared meanwhile stays so.

        Args:
            timer: what `expire` handed out.
            now_seconds: the present moment; without meaning for a timeout.

        """
        if timer.state is not _RUNNING:
            return
        if timer.repeat:
            self._restart(timer, now_seconds)
            return
        timer.state = _ENDED
        self._active.pop(timer.id)
        if timer.referenced:
            self._referenced -= 1
        if self._order.stale > PRUNE_MINIMUM:
            self._prune()

    def ref(self, id: int) -> None:
        """Let an active timer keep the loop from being idle, as every timer does at first."""
        self._refer(id, True)

    def unref(self, id: int) -> None:
        """Let the loop be idle although this timer is active; it still fires (Node's ``unref``)."""
        self._refer(id, False)

    def _refer(self, id: int, referenced: bool) -> None:
        timer = self._active.get(id)
        if timer is not None and timer.referenced is not referenced:
            timer.referenced = referenced
            self._referenced += 1 if referenced else -1

    def has_ref(self, id: int) -> bool:
        """Tell whether a timer is active and keeps the loop from being idle."""
        timer = self._active.get(id)
        return timer is not None and timer.referenced

    def active(self) -> list[Timer]:
        """Return the active timers, the lowest id first."""
        return self._active.by_id()

    def origin(self, id: int) -> Origin | None:
        """Return where a timer was set, if somebody took note."""
        return None

    def get(self, id: int) -> Timer | None:
        """Return the active timer of that id, for inspection."""
        return self._active.get(id)


def _cleared(*args: object) -> None:
    """Stand where the callback of a cleared timer was."""
