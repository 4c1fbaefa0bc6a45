"""`TimerQueue` against a list that is sorted each time."""

from __future__ import annotations

from contextvars import copy_context
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from runtime.core.timers import PRUNE_MINIMUM, TimerQueue

CONTEXT = copy_context()

DELAYS = [-1.0, 0.0, 1e-4, 3e-4, 0.001, 0.0011, 0.004, 0.25, 0.5, 1.0, 7.0, 2.0**41]


def nothing() -> None:
    pass


@dataclass
class NaiveTimer:
    id: int
    deadline: float
    order: int
    delay: float
    repeat: bool
    level: int
    referenced: bool = True


class QueueAgainstSortedList(RuleBasedStateMachine):
    """Whatever is done, the queue agrees with a list that is sorted each time."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = TimerQueue()
        self.naive: dict[int, NaiveTimer] = {}
        self.now = 0.0
        self.order = 0

    def naive_start(self, timer: NaiveTimer, level: int) -> None:
        delay = max(timer.delay, 0.0)
        timer.delay = 0.004 if level > 5 and delay < 0.004 else delay
        timer.level = level + 1
        timer.deadline = self.now + timer.delay
        self.order += 1
        timer.order = self.order

    def set(self, delay: float, repeat: bool, level: int) -> int:
        id = self.queue.set(nothing, (), delay, repeat, self.now, level, CONTEXT)
        assert id > 0
        assert id not in self.naive
        timer = NaiveTimer(id, 0.0, 0, delay, repeat, 0)
        self.naive_start(timer, level)
        self.naive[id] = timer
        return id

    @rule(
        delay=st.sampled_from(
            [-1.0, 0.0, 1e-4, 3e-4, 0.001, 0.0011, 0.004, 0.25, 0.5, 1.0, 7.0, 2.0**41]
        ),
        repeat=st.booleans(),
        level=st.sampled_from([0, 1, 5, 6, 9]),
        count=st.sampled_from([1, 1, 1, 40]),
    )
    def sets(self, delay: float, repeat: bool, level: int, count: int) -> None:
        for _ in range(count):
            self.set(delay, repeat, level)

    @rule(data=st.data(), many=st.booleans())
    def clears(self, data: st.DataObject, many: bool) -> None:
        known = [*self.naive, 10**6]
        doomed = known[::2] if many else [data.draw(st.sampled_from(known))]
        for id in doomed:
            assert self.queue.clear(id) is (self.naive.pop(id, None) is not None)

    @rule(data=st.data(), referenced=st.booleans())
    def refers(self, data: st.DataObject, referenced: bool) -> None:
        id = data.draw(st.sampled_from([*self.naive, 10**6]))
        (self.queue.ref if referenced else self.queue.unref)(id)
        if id in self.naive:
            self.naive[id].referenced = referenced

    @rule(data=st.data(), step=st.sampled_from([0.0, 1e-4, 0.001, 0.25, 1.0, 10.0]))
    def turns(self, data: st.DataObject, step: float) -> None:
        self.now += step
        due = sorted(
            (timer for timer in self.naive.values() if timer.deadline <= self.now),
            key=lambda timer: (timer.deadline, timer.order),
        )
        expected = [timer.id for timer in due]
        behaviour = data.draw(
            st.sampled_from(["plain", "sets", "clears next", "stops", "looks on"])
        )
        now, last = self.now, self.queue.last_sequence
        while (timer := self.queue.expire(now, last)) is not None:
            while expected[0] not in self.naive:
                expected.pop(0)
            assert timer.id == expected.pop(0)
            if behaviour == "looks on":
                self.looks_on(data, expected, now, last)
            if behaviour == "sets":
                self.set(0.0, False, timer.nesting_level)
            if behaviour == "clears next" and expected:
                self.queue.clear(expected[0])
                del self.naive[expected[0]]
            self.now += 1e-4 if behaviour == "sets" else 0.001
            self.queue.finish(timer, self.now)
            naive = self.naive[timer.id]
            if naive.repeat:
                self.naive_start(naive, naive.level)
            else:
                del self.naive[timer.id]
            if behaviour == "stops":
                return
        assert not [id for id in expected if id in self.naive]

    def looks_on(self, data: st.DataObject, expected: list[int], now: float, last: int) -> None:
        """Have more handed out, and put them back; one may be cleared meanwhile."""
        more = self.queue.expire_more(now, last, data.draw(st.integers(1, 5)))
        left = [id for id in expected if id in self.naive]
        assert [timer.id for timer in more] == left[: len(more)]
        cleared = data.draw(st.sampled_from([None, *(timer.id for timer in more)]))
        if cleared is not None:
            assert self.queue.clear(cleared)
            del self.naive[cleared]
        for timer in reversed(more):
            self.queue.put_back(timer)

    @invariant()
    def agrees(self) -> None:
        assert len(self.queue) == len(self.naive)
        assert self.queue.referenced == sum(timer.referenced for timer in self.naive.values())
        deadlines = [timer.deadline for timer in self.naive.values()]
        assert self.queue.next_deadline() == min(deadlines, default=None)
        assert self.queue.order_size <= 2 * len(self.naive) + PRUNE_MINIMUM


TestQueueAgainstSortedList = QueueAgainstSortedList.TestCase
TestQueueAgainstSortedList.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None
)
