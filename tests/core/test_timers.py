from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from math import inf, nan

import pytest

from runtime.core.timer_order import TRANSITIONS, Timer, TimerEvent, TimerState
from runtime.core.timers import PRUNE_MINIMUM, TimerQueue

CONTEXT = copy_context()


def nothing(*args: object) -> None:
    pass


def start(
    queue: TimerQueue,
    delay: float = 0.0,
    *,
    now: float = 0.0,
    repeat: bool = False,
    level: int = 0,
    callback: Callable[..., object] = nothing,
) -> int:
    return queue.set(callback, (), delay, repeat, now, level, CONTEXT)


def expire(queue: TimerQueue, now: float) -> Iterator[Timer]:
    """Take out one at a time what is due, as a turn would."""
    last = queue.last_sequence
    while (timer := queue.expire(now, last)) is not None:
        yield timer


def fire(queue: TimerQueue, now: float) -> list[int]:
    """Take out all that is due, as a loop would; return the ids in order."""
    fired = []
    for timer in expire(queue, now):
        fired.append(timer.id)
        queue.finish(timer, now)
    return fired


def test_ids_are_positive_and_count_up() -> None:
    queue = TimerQueue()
    assert [start(queue), start(queue, repeat=True), start(queue)] == [1, 2, 3]


def test_ids_wrap_around_and_skip_the_active() -> None:
    queue = TimerQueue(greatest_id=3)
    first, second, third = start(queue), start(queue), start(queue)
    queue.clear(second)
    assert start(queue) == second
    queue.clear(third)
    queue.clear(first)
    assert [start(queue), start(queue)] == [third, first]


def test_equal_deadlines_fire_in_order_of_setting() -> None:
    queue = TimerQueue()
    ids = [start(queue, 1.0) for _ in range(50)]
    assert fire(queue, 1.0) == ids


def test_earlier_deadline_fires_first() -> None:
    queue = TimerQueue()
    late, early, middle = start(queue, 3), start(queue, 1), start(queue, 2)
    assert queue.next_deadline() == 1
    assert fire(queue, 3) == [early, middle, late]
    assert queue.next_deadline() is None


def test_nothing_is_early() -> None:
    queue = TimerQueue()
    only = start(queue, 10.0, now=5.0)
    assert fire(queue, 14.999_999) == []
    assert fire(queue, 15.0) == [only]


@pytest.mark.parametrize(
    ("delay", "deadline"),
    [(-1.0, 7.0), (-inf, 7.0), (nan, 7.0), (-0.0, 7.0), (0.5, 7.5), (inf, inf), (1e9, 1e9 + 7)],
)
def test_delay_becomes_a_deadline(delay: float, deadline: float) -> None:
    queue = TimerQueue()
    start(queue, delay, now=7.0)
    assert queue.next_deadline() == deadline


@pytest.mark.parametrize(
    ("level", "delay", "expected"),
    [
        (0, 0.0, 0.0),
        (5, 0.0, 0.0),
        (6, 0.0, 0.004),
        (6, 0.003_9, 0.004),
        (6, 0.004, 0.004),
        (6, 0.005, 0.005),
        (100, -1.0, 0.004),
    ],
)
def test_nesting_level_above_five_clamps(level: int, delay: float, expected: float) -> None:
    queue = TimerQueue()
    id = start(queue, delay, level=level)
    timer = queue.get(id)
    assert timer is not None
    assert (queue.next_deadline(), timer.nesting_level) == (expected, level + 1)


def test_interval_deepens_until_it_is_clamped() -> None:
    queue = TimerQueue()
    start(queue, 0.0, repeat=True)
    now = 0.0
    waits = []
    for _ in range(9):
        (timer,) = expire(queue, now)
        queue.finish(timer, now)
        deadline = queue.next_deadline()
        assert deadline is not None
        waits.append(deadline - now)
        now = deadline
    assert waits == pytest.approx([0, 0, 0, 0, 0, 0.004, 0.004, 0.004, 0.004])


def test_interval_starts_again_when_its_callback_has_ended() -> None:
    queue = TimerQueue()
    id = start(queue, 1.0, repeat=True)
    (timer,) = expire(queue, 1.0)
    assert queue.next_deadline() is None
    queue.finish(timer, 3.5)  # the callback took 2.5 seconds: nothing is caught up
    assert queue.next_deadline() == 4.5
    assert fire(queue, 4.5) == [id]


def test_what_a_callback_sets_waits_for_the_next_turn() -> None:
    queue = TimerQueue()
    first = start(queue)
    fired = []
    for timer in expire(queue, 0.0):
        fired.append(timer.id)
        start(queue, 0.0)
        queue.finish(timer, 0.0)
    assert fired == [first]
    assert len(fire(queue, 0.0)) == 1


def test_cleared_while_due_is_left_out() -> None:
    queue = TimerQueue()
    ids = [start(queue) for _ in range(3)]
    fired = []
    for timer in expire(queue, 0.0):
        fired.append(timer.id)
        queue.clear(ids[1])
        queue.finish(timer, 0.0)
    assert fired == [ids[0], ids[2]]


@pytest.mark.parametrize("repeat", [False, True])
def test_cleared_while_running_ends(repeat: bool) -> None:
    queue = TimerQueue()
    id = start(queue, repeat=repeat)
    for timer in expire(queue, 0.0):
        assert queue.clear(id)
        queue.finish(timer, 0.0)
        assert timer.state is TimerState.CLEARED
    assert (len(queue), queue.referenced, queue.next_deadline()) == (0, 0, None)


def test_the_rest_of_an_abandoned_turn_stays_due() -> None:
    queue = TimerQueue()
    ids = [start(queue) for _ in range(4)]
    for timer in expire(queue, 0.0):
        queue.finish(timer, 0.0)
        break
    later = start(queue)
    assert queue.next_deadline() == 0.0
    assert fire(queue, 0.0) == [*ids[1:], later]


def test_clearing_twice_or_nothing_is_told_and_harmless() -> None:
    queue = TimerQueue()
    id = start(queue)
    assert [queue.clear(id), queue.clear(id), queue.clear(99), queue.clear(-1)] == [
        True, False, False, False,
    ]  # fmt: skip


def test_a_cleared_timer_lets_go_of_its_callback_at_once() -> None:
    queue = TimerQueue()
    id = start(queue, 100.0, callback=print)
    timer = queue.get(id)
    assert timer is not None
    assert timer.callback is print
    queue.clear(id)
    assert timer.callback is not print
    assert timer.args == ()
    timer.callback("whatever it is called with")


def test_memory_stays_bounded_when_timers_are_set_and_cleared() -> None:
    queue = TimerQueue()
    kept = [start(queue, 10.0) for _ in range(10)]
    for _ in range(10_000):
        queue.clear(start(queue, 5.0))
        assert queue.order_size <= 2 * len(queue) + PRUNE_MINIMUM
    assert fire(queue, 10.0) == kept


def test_memory_stays_bounded_when_what_was_kept_has_fired() -> None:
    queue = TimerQueue()
    kept = [start(queue, 1.0) for _ in range(1000)]
    for doomed in [start(queue, 100.0) for _ in range(1000)]:
        queue.clear(doomed)
    assert fire(queue, 1.0) == kept
    assert queue.order_size <= PRUNE_MINIMUM


def test_pruning_in_the_middle_of_a_turn() -> None:
    queue = TimerQueue()
    first = start(queue)
    doomed = [start(queue) for _ in range(500)]
    last = start(queue)
    fired = []
    for timer in expire(queue, 0.0):
        fired.append(timer.id)
        for id in doomed:
            queue.clear(id)
        queue.finish(timer, 0.0)
    assert fired == [first, last]
    assert queue.order_size == 0


def test_ref_and_unref_are_counted_once() -> None:
    queue = TimerQueue()
    a, b = start(queue, 1.0), start(queue, 2.0, repeat=True)
    queue.unref(a)
    queue.unref(a)
    assert (queue.referenced, queue.has_ref(a), queue.has_ref(b)) == (1, False, True)
    queue.ref(a)
    queue.ref(a)
    assert queue.referenced == 2
    queue.unref(a)
    assert fire(queue, 1.0) == [a]
    assert (queue.referenced, len(queue)) == (1, 1)
    queue.unref(b)
    queue.clear(b)
    assert queue.referenced == 0
    queue.ref(b)
    assert (queue.referenced, queue.has_ref(b)) == (0, False)


def test_clear_all() -> None:
    queue = TimerQueue()
    for delay in (0.0, 0.0, 1.0):
        start(queue, delay)
    for timer in expire(queue, 0.0):
        queue.clear_all()
        queue.finish(timer, 0.0)
    assert (len(queue), queue.referenced, queue.order_size) == (0, 0, 0)


def test_many_timers_far_apart_and_close_together() -> None:
    # Ascending and descending deadlines by turns: they come in the worst order.
    queue = TimerQueue()
    count = 20_000
    for number in range(count):
        start(queue, float(number % 2) * (count - number))
    assert len(fire(queue, float(count))) == count


def _drive(timer_event: TimerEvent, queue: TimerQueue, timer: Timer) -> None:
    if timer_event is TimerEvent.EXPIRE:
        assert list(expire(queue, 0.0)) == [timer]
    elif timer_event is TimerEvent.CLEAR:
        queue.clear(timer.id)
    elif timer_event is TimerEvent.PUT_BACK:
        queue.put_back(timer)
    else:
        queue.finish(timer, 0.0)


@pytest.mark.parametrize("repeat", [False, True], ids=["timeout", "interval"])
def test_states_follow_the_transition_table(repeat: bool) -> None:
    finish = TimerEvent.FINISH_INTERVAL if repeat else TimerEvent.FINISH_TIMEOUT
    paths = [
        [TimerEvent.CLEAR],
        [TimerEvent.EXPIRE, finish],
        [TimerEvent.EXPIRE, TimerEvent.CLEAR, finish],
        [TimerEvent.EXPIRE, TimerEvent.PUT_BACK, TimerEvent.EXPIRE, finish],
        [TimerEvent.EXPIRE, TimerEvent.PUT_BACK, TimerEvent.CLEAR],
        [TimerEvent.EXPIRE, TimerEvent.CLEAR, TimerEvent.PUT_BACK],
        [TimerEvent.EXPIRE, finish, TimerEvent.CLEAR] if repeat else [TimerEvent.EXPIRE],
    ]
    for path in paths:
        queue = TimerQueue()
        timer = queue.get(start(queue, repeat=repeat))
        assert timer is not None
        for event in path:
            expected = TRANSITIONS[timer.state, event]
            _drive(event, queue, timer)
            assert timer.state is expected
