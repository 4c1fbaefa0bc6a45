"""The map of active timers by id."""

from __future__ import annotations

from contextvars import copy_context

from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.core.active_timers import PAGE_SIZE, ActiveTimers
from runtime.core.timer_order import Timer
from runtime.core.timers import TimerQueue

CONTEXT = copy_context()

IDS = st.one_of(
    st.integers(0, 3 * PAGE_SIZE), st.integers(2**31 - PAGE_SIZE, 2**31 - 1), st.just(-1)
)


def nothing() -> None:
    pass


def a_timer(id: int) -> Timer:
    return Timer(id, nothing, (), CONTEXT, 0.0, False, 1)


@settings(deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(["add", "pop", "get"]), IDS), max_size=150))
def test_it_holds_what_a_dict_would(steps: list[tuple[str, int]]) -> None:
    active, model = ActiveTimers(), dict[int, Timer]()
    for step, id in steps:
        if step == "add":
            timer = a_timer(id)
            assert active.add(timer) is (id not in model)
            model.setdefault(id, timer)
        elif step == "pop":
            assert active.pop(id) is model.pop(id, None)
        assert active.get(id) is model.get(id)
        assert len(active) == len(model)
        assert active.pages <= len(model) + 1
        assert active.by_id() == [model[id] for id in sorted(model)]


def test_it_is_empty_once_cleared_and_goes_on() -> None:
    active = ActiveTimers()
    for id in range(1, 100):
        active.add(a_timer(id))
    active.clear()
    assert (len(active), active.pages, active.by_id(), active.get(7)) == (0, 0, [], None)
    assert active.add(a_timer(7))
    assert len(active) == 1


def test_few_pages_are_left_of_timers_that_come_and_go() -> None:
    active = ActiveTimers()
    for id in range(10_000):
        active.add(a_timer(id))
        if id % 1000:
            active.pop(id)
    assert len(active) == 10
    assert active.pages <= 11


def test_ids_begin_again_beside_timers_that_stand() -> None:
    greatest = 2 * PAGE_SIZE + 3
    queue = TimerQueue(greatest_id=greatest)
    standing = [queue.set(nothing, (), 1.0, False, 0.0, 0, CONTEXT) for _ in range(greatest)]
    gone = [id for id in standing if id % 20 == 5]
    assert all(queue.clear(id) for id in gone)
    assert [queue.set(nothing, (), 1.0, False, 0.0, 0, CONTEXT) for _ in gone] == gone
    assert [timer.id for timer in queue.active()] == standing
