"""The map of active timers: when what is due, and in which order. Pure state, no event loop.

Follows the timer initialization steps of HTML (section 8.7, Timers). One timeout and one interval
differ only in ``repeat``; both have their ids from one space. The queue calls nothing: it hands
out what is due, and the caller says when a timer's callback has ended::

    for timer in queue.expire(now):
        ...call timer.callback...
        queue.finish(timer, now)

Invariant: each `WAITING` timer has exactly one entry in the order. Entries of cleared timers stay
in it until they surface, or until they are more than half of it.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextvars import Context
from heapq import heapify, heappop, heappush
from typing import Final

from runtime.origins import Origin

CLAMP_NESTING_LEVEL: Final = 5
"""Above this nesting level a short delay is lengthened (timer initialization steps, step 5)."""

CLAMP_SECONDS: Final = 0.004
"""What a shorter delay becomes above `CLAMP_NESTING_LEVEL`."""

LAST_ID: Final = 2**31 - 1
"""The greatest id: ids cross to guests as a WebIDL ``long``. After it they begin at 1 again."""

PRUNE_MINIMUM: Final = 64
"""So many entries of cleared timers are tolerated in the order whatever its size."""


class TimerState(enum.Enum):
    """Where a timer stands; `TRANSITIONS` says what leads where."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    CLEARED = "cleared"


class TimerEvent(enum.Enum):
    """What can happen to a timer."""

    EXPIRE = "expire"
    FINISH_TIMEOUT = "finish timeout"
    FINISH_INTERVAL = "finish interval"
    CLEAR = "clear"


TRANSITIONS: Final[Mapping[tuple[TimerState, TimerEvent], TimerState]] = {
    (TimerState.WAITING, TimerEvent.EXPIRE): TimerState.RUNNING,
    (TimerState.WAITING, TimerEvent.CLEAR): TimerState.CLEARED,
    (TimerState.RUNNING, TimerEvent.FINISH_TIMEOUT): TimerState.ENDED,
    (TimerState.RUNNING, TimerEvent.FINISH_INTERVAL): TimerState.WAITING,
    (TimerState.RUNNING, TimerEvent.CLEAR): TimerState.CLEARED,
    # Cleared by its own callback: the steps end where the id is no longer in the map.
    (TimerState.CLEARED, TimerEvent.FINISH_TIMEOUT): TimerState.CLEARED,
    (TimerState.CLEARED, TimerEvent.FINISH_INTERVAL): TimerState.CLEARED,
}
"""A timer's life. The queue writes the states out by hand, for speed; a test compares the two."""

# Members looked up on the enum cost 0.1 microseconds on Python 3.10, several times per timer.
_WAITING: Final = TimerState.WAITING
_RUNNING: Final = TimerState.RUNNING
_ENDED: Final = TimerState.ENDED
_CLEARED: Final = TimerState.CLEARED


class Timer:
    """One timeout or interval; the queue alone writes its attributes.

    Attributes:
        id: its number in the map of active timers.
        callback: what is called when it is due.
        args: positional arguments for ``callback``.
        context: the context in which it was set.
        delay_seconds: its delay, never negative.
        repeat: it is an interval.
        nesting_level: the timer nesting level of its task.
        referenced: it keeps the loop from being idle.
        state: where it stands.

    """

    __slots__ = (
        "args",
        "callback",
        "context",
        "delay_seconds",
        "id",
        "nesting_level",
        "referenced",
        "repeat",
        "state",
    )

    def __init__(
        self,
        id: int,
        callback: Callable[..., object],
        args: tuple[object, ...],
        context: Context,
        delay_seconds: float,
        repeat: bool,
        nesting_level: int,
    ) -> None:
        self.id = id
        self.callback = callback
        self.args = args
        self.context = context
        self.delay_seconds = delay_seconds
        self.repeat = repeat
        self.nesting_level = nesting_level
        self.referenced = True
        self.state = _WAITING

    def __str__(self) -> str:
        return timer_text(self.id, self.repeat, self.delay_seconds)


def timer_text(id: int, repeat: bool, delay_seconds: float) -> str:
    """Return a timer for people."""
    function = "setInterval" if repeat else "setTimeout"
    return f"timer {id} ({function}, {delay_seconds * 1000:g} ms)"


Entry = tuple[float, int, Timer]
"""Deadline in seconds, sequence, timer. No two sequences are equal: timers are not compared."""


class TimerQueue:
    """HTML's map of active timers, with an order over it keyed ``(deadline, sequence)``.

    The order is a heap, and beside it a lane for timers without delay: as time does not run
    backwards, those come in their order and need no sorting.

    Args:
        greatest_id: after it ids begin at 1 again.

    """

    __slots__ = (
        "_active",
        "_greatest_id",
        "_heap",
        "_lane",
        "_last_id",
        "_referenced",
        "_sequence",
        "_stale",
    )

    def __init__(self, greatest_id: int = LAST_ID) -> None:
        self._greatest_id = greatest_id
        self._active: dict[int, Timer] = {}
        self._heap: list[Entry] = []
        self._lane: deque[Entry] = deque()
        self._last_id = 0
        self._sequence = 0
        self._referenced = 0
        self._stale = 0

    def __len__(self) -> int:
        """Return the number of timers set and neither ended nor cleared."""
        return len(self._active)

    @property
    def referenced(self) -> int:
        """How many of the active timers keep the loop from being idle."""
        return self._referenced

    @property
    def heap_size(self) -> int:
        """How many entries the order has: never above twice ``len()``, plus `PRUNE_MINIMUM`."""
        return len(self._heap) + len(self._lane)

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
        active = self._active
        id = self._last_id + 1 if self._last_id < self._greatest_id else 1
        while id in active:
            id = id + 1 if id < self._greatest_id else 1
        self._last_id = id
        # Written so that NaN, which compares false, is 0 as well.
        delay = delay_seconds if delay_seconds > 0 else 0.0
        if nesting_level > CLAMP_NESTING_LEVEL and delay < CLAMP_SECONDS:
            delay = CLAMP_SECONDS
        active[id] = timer = Timer(id, callback, args, context, delay, repeat, nesting_level + 1)
        self._sequence = sequence = self._sequence + 1
        if delay:
            heappush(self._heap, (now_seconds + delay, sequence, timer))
        else:
            self._lane.append((now_seconds, sequence, timer))
        self._referenced += 1
        return id

    def _restart(self, timer: Timer, now_seconds: float) -> None:
        """Run the timer initialization steps again for an interval, from its own task."""
        if timer.nesting_level > CLAMP_NESTING_LEVEL and timer.delay_seconds < CLAMP_SECONDS:
            timer.delay_seconds = CLAMP_SECONDS
        timer.nesting_level += 1
        timer.state = _WAITING
        self._sequence = sequence = self._sequence + 1
        if timer.delay_seconds:
            heappush(self._heap, (now_seconds + timer.delay_seconds, sequence, timer))
        else:
            self._lane.append((now_seconds, sequence, timer))

    def clear(self, id: int) -> bool:
        """End a timer, due or not, running or not; it is the same for timeouts and intervals.

        Returns:
            whether there was one; an unknown id does nothing.

        """
        timer = self._active.pop(id, None)
        if timer is None:
            return False
        if timer.referenced:
            self._referenced -= 1
        if timer.state is _WAITING:
            self._stale += 1
        timer.state = _CLEARED
        # What the callback holds (a closure of the guest, say) must not wait for the heap.
        timer.callback = _cleared
        timer.args = ()
        if self._stale > PRUNE_MINIMUM:
            self._prune()
        return True

    def _prune(self) -> None:
        """Take the entries of cleared timers out of the order, if they are more than half of it."""
        if self._stale * 2 <= self.heap_size:
            return
        # In place: `expire` may be looking at these very containers.
        self._heap[:] = [entry for entry in self._heap if entry[2].state is _WAITING]
        heapify(self._heap)
        waiting = [entry for entry in self._lane if entry[2].state is _WAITING]
        self._lane.clear()
        self._lane.extend(waiting)
        self._stale = 0

    def clear_all(self) -> None:
        """End every timer."""
        for timer in self._active.values():
            timer.state = _CLEARED
            timer.callback = _cleared
            timer.args = ()
        self._active.clear()
        self._heap.clear()
        self._lane.clear()
        self._referenced = 0
        self._stale = 0

    def next_deadline(self) -> float | None:
        """Return the moment, in seconds, at which the next timer is due, None without any."""
        heap, lane = self._heap, self._lane
        while lane and lane[0][2].state is not _WAITING:
            lane.popleft()
            self._stale -= 1
        while heap and heap[0][2].state is not _WAITING:
            heappop(heap)
            self._stale -= 1
        if lane and heap:
            return min(lane[0][0], heap[0][0])
        first = lane or heap
        return first[0][0] if first else None

    def expire(self, now_seconds: float) -> Iterator[Timer]:
        """Hand out, one at a time, what is due now: by deadline, then in order of setting.

        Timers set while the iterator is used wait for the next one, however short their delay;
        timers cleared meanwhile are left out. Each timer handed out must be given to `finish`.
        What is not taken out of the iterator stays due.

        Args:
            now_seconds: the present moment, not before any that was given earlier.

        """
        heap, lane = self._heap, self._lane
        # A later one cannot stand before an earlier due one: its deadline is not before now.
        last_sequence = self._sequence
        while heap or lane:
            from_lane = bool(lane) and (not heap or lane[0] < heap[0])
            deadline, sequence, timer = lane[0] if from_lane else heap[0]
            if deadline > now_seconds or sequence > last_sequence:
                return
            if from_lane:
                lane.popleft()
            else:
                heappop(heap)
            if timer.state is _WAITING:
                timer.state = _RUNNING
                yield timer
            else:
                self._stale -= 1

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
        del self._active[timer.id]
        if timer.referenced:
            self._referenced -= 1
        if self._stale > PRUNE_MINIMUM:
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
        """Return the active timers, in order of setting."""
        return list(self._active.values())

    def origin(self, id: int) -> Origin | None:
        """Return where a timer was set, if somebody took note."""
        return None

    def get(self, id: int) -> Timer | None:
        """Return the active timer of that id, for inspection."""
        return self._active.get(id)


def _cleared(*args: object) -> None:
    """Stand where the callback of a cleared timer was."""
