"""In which order timers are due: by deadline, and of equal ones, as they were set.

Three parts, each cheap for what it is for, so that a million timers cost each what a thousand do:

* the *lane* has the timers without delay. As time does not run backwards, they come in their order;
* *later* has the others in buckets, one for each part of a second in which any is due, not sorted.
  A heap has the numbers of the buckets;
* the *run* is the bucket that is due, sorted. What is set while it is there, and due no later than
  it, goes into its place.

Lists are used from their ends only: the run stands in it backwards, and so does the lane's older
half. Entries of cleared timers stay until they surface or until `prune`.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping
from contextvars import Context
from heapq import heapify, heappop, heappush
from typing import Final

BUCKETS_PER_SECOND: Final = 1024.0
"""A power of two, so that scaling is exact. About as fine as the milliseconds that guests give."""

FAR_SECONDS: Final = 2.0**40
"""What is due after this moment, or never, has one bucket."""

_FAR_NUMBER: Final = 2**50
_NO_NUMBER: Final = -(2**60)


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
    PUT_BACK = "put back"


TRANSITIONS: Final[Mapping[tuple[TimerState, TimerEvent], TimerState]] = {
    (TimerState.WAITING, TimerEvent.EXPIRE): TimerState.RUNNING,
    (TimerState.WAITING, TimerEvent.CLEAR): TimerState.CLEARED,
    (TimerState.RUNNING, TimerEvent.FINISH_TIMEOUT): TimerState.ENDED,
    (TimerState.RUNNING, TimerEvent.FINISH_INTERVAL): TimerState.WAITING,
    (TimerState.RUNNING, TimerEvent.CLEAR): TimerState.CLEARED,
    (TimerState.RUNNING, TimerEvent.PUT_BACK): TimerState.WAITING,
    # Cleared by its own callback: the steps end where the id is no longer in the map.
    (TimerState.CLEARED, TimerEvent.FINISH_TIMEOUT): TimerState.CLEARED,
    (TimerState.CLEARED, TimerEvent.FINISH_INTERVAL): TimerState.CLEARED,
    (TimerState.CLEARED, TimerEvent.PUT_BACK): TimerState.CLEARED,
}
"""A timer's life. The queue writes the states out by hand, for speed; a test compares the two."""

# Members looked up on the enum cost 0.1 microseconds on Python 3.10, several times per timer.
_WAITING: Final = TimerState.WAITING


class Timer:
    """One timeout or interval; the queue and its order alone write its attributes.

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
        deadline_seconds: when it is due.
        sequence: its place among those that are due then.

    """

    __slots__ = (
        "args",
        "callback",
        "context",
        "deadline_seconds",
        "delay_seconds",
        "id",
        "nesting_level",
        "referenced",
        "repeat",
        "sequence",
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
        self.deadline_seconds = 0.0
        self.sequence = 0

    def __str__(self) -> str:
        return timer_text(self.id, self.repeat, self.delay_seconds)


def timer_text(id: int, repeat: bool, delay_seconds: float) -> str:
    """Return a timer for people."""
    function = "setInterval" if repeat else "setTimeout"
    return f"timer {id} ({function}, {delay_seconds * 1000:g} ms)"


class TimerOrder:
    """Has an entry for each waiting timer, and for cleared ones until they are pruned.

    Attributes:
        sequence: that of the last timer that was added.
        stale: how many entries are of cleared timers; who clears one adds it here.

    """

    __slots__ = (
        "_earliest_later",
        "_earliest_later_known",
        "_lane",
        "_lane_backwards",
        "_later",
        "_later_size",
        "_newest",
        "_newest_deadline",
        "_newest_number",
        "_numbers",
        "_run",
        "_run_number",
        "sequence",
        "stale",
    )

    def __init__(self) -> None:
        self.sequence = 0
        self.stale = 0
        self._lane: list[Timer] = []
        self._lane_backwards: list[Timer] = []
        self._run: list[Timer] = []
        self._run_number = _NO_NUMBER
        self._numbers: list[int] = []
        self._later: dict[int, list[Timer]] = {}
        self._later_size = 0
        # The bucket that was last added to, as the next timer's is often the same.
        self._newest: list[Timer] = []
        self._newest_number = _NO_NUMBER
        self._newest_deadline = -math.inf
        self._earliest_later = math.inf
        self._earliest_later_known = True

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._lane) + len(self._lane_backwards) + len(self._run) + self._later_size

    def add(self, timer: Timer, now_seconds: float) -> None:
        """Give a timer its deadline, its delay from now, and an entry."""
        self.sequence += 1
        timer.sequence = self.sequence
        delay = timer.delay_seconds
        deadline = now_seconds + delay
        timer.deadline_seconds = deadline
        if delay == 0.0:
            self._lane.append(timer)
            return
        if deadline == self._newest_deadline:  # as of intervals that ticked together
            self._add_to_newest(timer)
            return
        number = int(deadline * BUCKETS_PER_SECOND) if deadline < FAR_SECONDS else _FAR_NUMBER
        if number != self._newest_number:
            if number <= self._run_number:
                self._add_to_run(timer)
                return
            bucket = self._later.get(number)
            if bucket is None:
                self._later[number] = bucket = []
                heappush(self._numbers, number)
            self._newest = bucket
            self._newest_number = number
        self._newest_deadline = deadline
        self._add_to_newest(timer)

    def _add_to_newest(self, timer: Timer) -> None:
        self._newest.append(timer)
        self._later_size += 1
        if timer.deadline_seconds < self._earliest_later:
            self._earliest_later = timer.deadline_seconds

    def _add_to_run(self, timer: Timer) -> None:
        run = self._run
        low, high = 0, len(run)
        while low < high:
            middle = (low + high) // 2
            if run[middle].deadline_seconds <= timer.deadline_seconds:
                high = middle
            else:
                low = middle + 1
        run.insert(low, timer)

    def take(self, now_seconds: float, last_sequence: int) -> Timer | None:
        """Take the first timer out, if it is due.

        Args:
            now_seconds: the present moment.
            last_sequence: what was added after this one is not looked at. It cannot stand before
                an earlier one that is due, since its deadline is not before now.

        """
        while True:
            if not self._lane_backwards and self._lane:
                self._turn_lane()
            lane = self._lane_backwards
            if not self._run and self._numbers:
                self._fill_run(now_seconds)
            run = self._run
            if lane:
                queue = lane
                if run and _stands_before(run[-1], lane[-1]):
                    queue = run
            elif run:
                queue = run
            else:
                return None
            timer = queue[-1]
            if timer.deadline_seconds > now_seconds or timer.sequence > last_sequence:
                return None
            queue.pop()
            if timer.state is _WAITING:
                return timer
            self.stale -= 1

    def take_more(self, now_seconds: float, last_sequence: int, most: int) -> list[Timer]:
        """Take some of the first timers out, as `take` does, where they come in a row.

        Args:
            now_seconds: as for `take`.
            last_sequence: likewise.
            most: so many at most.

        """
        if not self._lane_backwards and self._lane:
            self._turn_lane()
        if not self._run and self._numbers:
            self._fill_run(now_seconds)
        if self._lane_backwards and self._run:
            return []
        queue = self._lane_backwards or self._run
        at, stale = len(queue), 0
        end = max(at - most, 0)
        while at > end:
            timer = queue[at - 1]
            if timer.deadline_seconds > now_seconds or timer.sequence > last_sequence:
                break
            at -= 1
            if timer.state is not _WAITING:
                stale += 1
        taken = queue[at:]
        del queue[at:]
        taken.reverse()
        if stale:
            self.stale -= stale
            taken = [timer for timer in taken if timer.state is _WAITING]
        return taken

    def put_back(self, timer: Timer) -> None:
        """Put a timer back that was taken out in this turn, before all that were taken after it.

        Whatever has come since is due later, or was set later.
        """
        if timer.delay_seconds == 0.0:
            self._lane_backwards.append(timer)
        else:
            self._run.append(timer)

    def _turn_lane(self) -> None:
        self._lane, self._lane_backwards = self._lane_backwards, self._lane
        self._lane_backwards.reverse()

    def _fill_run(self, now_seconds: float) -> None:
        """Make a run of the first bucket, if now it is its time."""
        number = self._numbers[0]
        if number > now_seconds * BUCKETS_PER_SECOND:
            return
        heappop(self._numbers)
        bucket = self._later.pop(number)
        self._later_size -= len(bucket)
        self._newest_number = _NO_NUMBER
        self._newest_deadline = -math.inf
        self._newest = []
        self._earliest_later = -math.inf
        self._earliest_later_known = False
        before = -math.inf
        for timer in bucket:
            if timer.deadline_seconds < before:
                bucket.sort(key=_deadline_of)  # stable: equal ones stay in order of setting
                break
            before = timer.deadline_seconds
        bucket.reverse()
        self._run = bucket
        self._run_number = number

    def earliest_seconds(self) -> float:
        """Return the first deadline, in seconds; infinity without any."""
        earliest = math.inf
        if not self._lane_backwards and self._lane:
            self._turn_lane()
        if self._lane_backwards:
            earliest = self._first_of(self._lane_backwards)
            if earliest == math.inf and self._lane:
                self._turn_lane()
                earliest = self._first_of(self._lane_backwards)
        if self._run:
            earliest = min(earliest, self._first_of(self._run))
        if not self._earliest_later_known:
            self._earliest_later = self._find_earliest_later()
            self._earliest_later_known = True
        return min(earliest, self._earliest_later)

    def _first_of(self, backwards: list[Timer]) -> float:
        while backwards:
            timer = backwards[-1]
            if timer.state is _WAITING:
                return timer.deadline_seconds
            backwards.pop()
            self.stale -= 1
        return math.inf

    def _find_earliest_later(self) -> float:
        while self._numbers:
            number = self._numbers[0]
            bucket = self._later[number]
            self._keep_waiting(bucket)
            if bucket:
                earliest = math.inf
                for timer in bucket:
                    if timer.deadline_seconds < earliest:
                        earliest = timer.deadline_seconds
                return earliest
            heappop(self._numbers)
            self._forget_bucket(number)
        return math.inf

    def _keep_waiting(self, bucket: list[Timer]) -> None:
        """Take the entries of cleared timers out of a bucket."""
        size = len(bucket)
        for timer in bucket:
            if timer.state is not _WAITING:
                bucket[:] = [timer for timer in bucket if timer.state is _WAITING]
                break
        gone = size - len(bucket)
        self._later_size -= gone
        self.stale -= gone

    def _forget_bucket(self, number: int) -> None:
        del self._later[number]
        if number == self._newest_number:
            self._newest_number = _NO_NUMBER
            self._newest_deadline = -math.inf
            self._newest = []

    def note_cleared(self, timer: Timer) -> None:
        """Take note that a timer that has an entry was cleared."""
        self.stale += 1
        if timer.deadline_seconds == self._earliest_later:
            self._earliest_later_known = False

    def prune(self) -> None:
        """Take the entries of all cleared timers out."""
        self._lane = [timer for timer in self._lane if timer.state is _WAITING]
        backwards = self._lane_backwards
        self._lane_backwards = [timer for timer in backwards if timer.state is _WAITING]
        self._run = [timer for timer in self._run if timer.state is _WAITING]
        for number, bucket in list(self._later.items()):
            self._keep_waiting(bucket)
            if not bucket:
                self._forget_bucket(number)
        self._numbers = list(self._later)
        heapify(self._numbers)
        self.stale = 0

    def clear(self) -> None:
        """Take every entry out."""
        self._lane.clear()
        self._lane_backwards.clear()
        self._run.clear()
        self._numbers.clear()
        self._later.clear()
        self._later_size = 0
        self._newest = []
        self._newest_number = _NO_NUMBER
        self._newest_deadline = -math.inf
        self._earliest_later = math.inf
        self._earliest_later_known = True
        self.stale = 0


def _stands_before(one: Timer, other: Timer) -> bool:
    if one.deadline_seconds != other.deadline_seconds:
        return one.deadline_seconds < other.deadline_seconds
    return one.sequence < other.sequence


def _deadline_of(timer: Timer) -> float:
    return timer.deadline_seconds
