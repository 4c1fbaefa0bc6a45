"""Timers by a relay: nobody can tell them from those that are called one by one."""

from __future__ import annotations

import asyncio
import weakref
from contextvars import ContextVar, copy_context
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.core.relay import MOST_RELAYED
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, advance, settle
from tests.relays import Closure, FakeRelay, Guest

VARIABLE: ContextVar[int] = ContextVar("variable", default=0)
CLOSURES = 5
FUEL = 60

CHOICES = st.tuples(
    st.sampled_from(["say", "set variable", "timeout", "interval", "clear", "microtask", "fail"]),
    st.integers(0, 9),
)
SCRIPTS = st.lists(st.lists(CHOICES, max_size=4), min_size=CLOSURES, max_size=CLOSURES)
STARTS = st.lists(st.tuples(st.integers(0, CLOSURES - 1), st.integers(0, 4)), max_size=40)

Scripts = list[list[tuple[str, int]]]
Starts = list[tuple[int, int]]


class World:
    """A loop, with a guest whose closures may be relayed, and do what scripts say."""

    def __init__(self, scripts: Scripts, *, relayed: bool) -> None:
        self.clock = MockClock(start_seconds=1000.0)
        self.reports = Reports()
        self.loop = GuestLoop(self.clock, self.reports)
        self.guest = Guest(self.loop.queue_microtask)
        if relayed:
            self.loop.use_relay(FakeRelay(self.guest))
        self.log: list[object] = []
        self.ids: list[int] = []
        self.fuel = FUEL
        self.closures = [Closure(self.guest) for _ in scripts]
        for number, script in enumerate(scripts):
            self.closures[number].steps += [
                partial(self._act, number, action, value) for action, value in script
            ]

    def set_timer(self, number: int, delay: int, repeat: bool = False) -> None:
        """Set a timer that calls one of the closures."""
        self.ids.append(self.loop.set_timer(self.closures[number], (), delay / 1000, repeat))

    def note(self, *what: object) -> None:
        stats = self.loop.stats()
        left = (stats.timers, stats.timers_fired, stats.next_deadline_seconds, self.loop.is_due)
        self.log.append((*what, VARIABLE.get(), self.clock.monotonic_seconds(), left))

    def _act(self, number: int, action: str, value: int, guest: Guest) -> None:
        self.fuel -= 1
        if self.fuel < 0:
            return
        other = value % CLOSURES
        if action == "say":
            guest.call(self.note, number, value)
        elif action == "set variable":
            guest.call(VARIABLE.set, value)
        elif action == "timeout":
            guest.call(self.set_timer, other, value % 3)
        elif action == "interval":
            guest.call(self.set_timer, other, 2, True)
        elif action == "clear":
            guest.call(self._clear, value)
        elif action == "microtask":
            guest.queue_microtask(self.closures[other])
        else:
            raise ValueError(number)

    def _clear(self, value: int) -> None:
        if self.ids:
            self.loop.clear_timer(self.ids[value % len(self.ids)])


async def outcome(scripts: Scripts, starts: Starts, relayed: bool) -> object:
    """Return all that can be seen."""
    world = World(scripts, relayed=relayed)
    for value, (number, delay) in enumerate(starts):
        VARIABLE.set(100 + value)
        world.set_timer(number, delay, repeat=value % 7 == 0)
    await settle(world.loop)
    for _ in range(8):
        await advance(world.clock, 0.001, world.loop)
    numbers = {id(each): number for number, each in enumerate(world.closures)}
    errors = [
        (str(error), details["message"], numbers[id(details["callback"])], details.get("timer_id"))
        for error, details in zip(world.reports.errors, world.reports.details, strict=True)
    ]
    stats = world.loop.stats()
    world.loop.close()
    return world.log, errors, stats.timers, stats.timers_fired, stats.microtasks_performed


@given(SCRIPTS, STARTS)
def test_a_relay_changes_nothing(scripts: Scripts, starts: Starts) -> None:
    expected = copy_context().run(asyncio.run, outcome(scripts, starts, False))
    assert copy_context().run(asyncio.run, outcome(scripts, starts, True)) == expected


# --- what is relayed -----------------------------------------------------------------------------


@pytest.fixture
def guest(loop: GuestLoop) -> Guest:
    """A guest whose closures are relayed."""
    guest = Guest(loop.queue_microtask)
    loop.use_relay(FakeRelay(guest))
    return guest


@pytest.mark.asyncio
async def test_what_is_due_is_called_together(loop: GuestLoop, guest: Guest) -> None:
    count = 3 * MOST_RELAYED + 1
    calls: list[Guest] = []
    for _ in range(count):
        loop.set_timer(Closure(guest, [calls.append]))
    await settle(loop)
    assert guest.relayed == len(calls) == loop.stats().timers_fired == count
    assert loop.stats().timers == 0


@pytest.mark.asyncio
async def test_others_are_called_in_their_place(loop: GuestLoop, guest: Guest) -> None:
    log: list[str] = []
    for name in "abc":
        loop.set_timer(Closure(guest, [lambda _, name=name: log.append(f"closure {name}")]))  # type: ignore[misc] # bound
        loop.set_timer(log.append, (f"function {name}",))
    await settle(loop)
    assert log == [f"{kind} {name}" for name in "abc" for kind in ("closure", "function")]


@pytest.mark.asyncio
async def test_one_with_arguments_is_called_alone(loop: GuestLoop, guest: Guest) -> None:
    class Takes(Closure):
        def __call__(self, *args: object) -> None:
            assert args == (1,)

    loop.set_timer(Closure(guest))
    loop.set_timer(Takes(guest), (1,))
    await settle(loop)
    assert (guest.relayed, loop.stats().timers_fired) == (1, 2)


@pytest.mark.asyncio
async def test_a_turn_ends_with_the_relay_that_exceeds_its_budget(
    clock: MockClock, reports: Reports
) -> None:
    loop = GuestLoop(clock, reports, turn_budget_seconds=0.010)
    guest = Guest(loop.queue_microtask)
    loop.use_relay(FakeRelay(guest))
    turns: list[int] = []

    def works(_: Guest) -> None:
        turns.append(loop.stats().turns)
        clock.advance(0.002)

    # None is brief, and so each relay calls two.
    for _ in range(7):
        loop.set_timer(Closure(guest, [works]))
    await settle(loop)
    assert turns == [1] * 6 + [2]


@pytest.mark.asyncio
async def test_slow_closures_are_called_few_at_a_time(clock: MockClock, reports: Reports) -> None:
    loop = GuestLoop(clock, reports, turn_budget_seconds=0.010)
    guest = Guest(loop.queue_microtask)
    loop.use_relay(FakeRelay(guest))
    for _ in range(3 * MOST_RELAYED):
        loop.set_timer(Closure(guest))
    await settle(loop)
    turns: list[int] = []

    def works(_: Guest) -> None:
        turns.append(loop.stats().turns)
        clock.advance(0.005)

    for _ in range(MOST_RELAYED + 6):
        loop.set_timer(Closure(guest, [works]))
    await settle(loop)
    first = turns[0]
    assert turns[MOST_RELAYED:] == [
        first + 1,
        first + 1,
        first + 2,
        first + 2,
        first + 3,
        first + 3,
    ]


@pytest.mark.asyncio
async def test_a_relay_that_refuses_leaves_all_to_be_called_alone(
    loop: GuestLoop, guest: Guest
) -> None:
    assert isinstance(guest.relay, FakeRelay)
    guest.relay.refuses = True
    calls: list[Guest] = []
    for _ in range(3):
        loop.set_timer(Closure(guest, [calls.append]))
    await settle(loop)
    assert (len(calls), guest.relayed, loop.stats().timers_fired) == (3, 0, 3)


@pytest.mark.asyncio
async def test_an_exception_before_any_was_called_is_the_first_ones(
    loop: GuestLoop, guest: Guest, reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(self: FakeRelay, *_: object) -> int:
        monkeypatch.undo()
        raise RecursionError("too deep")

    monkeypatch.setattr(FakeRelay, "run", run)
    calls: list[Guest] = []
    first = loop.set_timer(Closure(guest, [calls.append]))
    loop.set_timer(Closure(guest, [calls.append]))
    await settle(loop)
    assert [str(error) for error in reports.errors] == ["too deep"]
    assert reports.details[0]["timer_id"] == first
    assert (len(calls), loop.stats().timers) == (1, 0)


@pytest.mark.asyncio
async def test_nothing_keeps_a_closure_that_was_called(loop: GuestLoop, guest: Guest) -> None:
    closures = [Closure(guest, [lambda guest: guest.call(int)]) for _ in range(3)]
    left = [weakref.ref(each) for each in closures]
    for each in closures:
        loop.set_timer(each)
    del closures, each
    await settle(loop)
    assert [each() for each in left] == [None] * 3
