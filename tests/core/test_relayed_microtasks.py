"""Microtasks by a relay: nobody can tell them from those that are called one by one."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.core.microtasks import MicrotaskQueue
from runtime.core.relay import MOST_RELAYED
from tests.relays import Closure, FakeRelay, Guest

VARIABLE: ContextVar[int] = ContextVar("variable", default=0)
FUEL = 150

Step = Callable[[Guest], object]


class World:
    """A queue, with a guest whose closures may be relayed."""

    def __init__(self, *, relayed: bool) -> None:
        self.queue = MicrotaskQueue()
        self.guest = Guest(self.enqueue)
        self.log: list[object] = []
        self.fuel = FUEL
        if relayed:
            self.queue.relay = FakeRelay(self.guest)

    def enqueue(self, callback: Callable[..., object], *args: object) -> None:
        self.queue.enqueue(copy_context(), callback, args)

    def note(self, what: object) -> None:
        self.log.append((what, VARIABLE.get()))

    def closure(self, *steps: Step) -> Closure:
        return Closure(self.guest, steps)

    def says(self, what: object) -> Step:
        return lambda guest: guest.call(self.note, what)

    def checkpoint(self, limit: int | None = None) -> bool:
        def report(error: Exception, callback: object) -> None:
            self.note((str(error), callback))

        return self.queue.checkpoint(report, limit)


# --- one by one against relayed --------------------------------------------------------------

CLOSURES = 5
CHOICES = st.one_of(
    st.tuples(st.sampled_from(["say", "set", "fail", "job"]), st.integers(1, 9)),
    st.tuples(st.just("queue"), st.integers(0, CLOSURES - 1)),
)
SCRIPTS = st.lists(st.lists(CHOICES, max_size=4), min_size=CLOSURES, max_size=CLOSURES)
STARTS = st.lists(st.tuples(st.sampled_from(["closure", "job"]), st.integers(0, 4)), max_size=40)


Scripts = list[list[tuple[str, int]]]
Starts = list[tuple[str, int]]


class Scripted(World):
    """Closures that do what scripts say, until there is no fuel left."""

    def __init__(self, scripts: Scripts, *, relayed: bool) -> None:
        super().__init__(relayed=relayed)
        self.closures = [self.closure() for _ in scripts]
        for number, script in enumerate(scripts):
            self.closures[number].steps += [
                partial(self._act, number, action, value) for action, value in script
            ]

    def _act(self, number: int, action: str, value: int, guest: Guest) -> None:
        self.fuel -= 1
        if self.fuel < 0:
            return
        if action == "say":
            guest.call(self.note, (number, value))
        elif action == "set":
            guest.call(VARIABLE.set, value)
        elif action == "fail":
            raise ValueError(number)
        elif action == "job":
            guest.call(self.enqueue, self.note, ("job", number, value))
        else:
            guest.queue_microtask(self.closures[value])

    def report(self, error: Exception, callback: Callable[..., object]) -> None:
        assert isinstance(callback, Closure)
        self.note(("failed", str(error), self.closures.index(callback)))


def outcome(
    scripts: Scripts, starts: Starts, limit: int, relayed: bool
) -> tuple[list[object], int, int]:
    """Return what is logged, how many microtasks were run, and how many are left."""
    world = Scripted(scripts, relayed=relayed)
    for value, (kind, number) in enumerate(starts):
        VARIABLE.set(100 + value)
        if kind == "closure":
            world.enqueue(world.closures[number])
        else:
            world.enqueue(world.note, ("given", number))
    for _ in range(3):
        world.queue.checkpoint(world.report, limit)
    while not world.queue.checkpoint(world.report):
        pass
    return world.log, world.queue.performed, len(world.queue)


@given(SCRIPTS, STARTS)
def test_a_relay_changes_nothing(scripts: Scripts, starts: Starts) -> None:
    expected = copy_context().run(outcome, scripts, starts, 10**6, False)
    assert copy_context().run(outcome, scripts, starts, 10**6, True) == expected


@given(SCRIPTS, STARTS, st.integers(1, 50))
def test_nor_does_it_with_a_limit(scripts: Scripts, starts: Starts, limit: int) -> None:
    """A limit may be exceeded by what a relay calls; what is run, and how, stays the same."""
    expected = copy_context().run(outcome, scripts, starts, limit, False)
    assert copy_context().run(outcome, scripts, starts, limit, True) == expected


# --- what is relayed ---------------------------------------------------------------------------


def test_a_chain_is_called_in_one_go() -> None:
    world = World(relayed=True)
    left = 100

    def again(guest: Guest) -> None:
        nonlocal left
        left -= 1
        if left:
            guest.queue_microtask(link)

    link = world.closure(again)
    world.enqueue(link)
    assert world.checkpoint()
    assert (left, world.queue.performed) == (0, 100)
    # Each time there is no more room the host is called, and that one link is called as if alone.
    assert world.guest.relayed == 100 - 100 // MOST_RELAYED


def test_what_is_queued_waits_for_what_was_before() -> None:
    world = World(relayed=True)
    second = world.closure(world.says("second"))
    world.enqueue(world.closure(lambda guest: guest.queue_microtask(second)))
    world.enqueue(world.note, "first")
    assert world.checkpoint()
    assert world.log == [("first", 0), ("second", 0)]


def test_one_with_arguments_is_called_alone() -> None:
    world = World(relayed=True)
    log: list[object] = []

    class Takes(Closure):
        def __call__(self, *args: object) -> None:
            log.append(args)

    world.enqueue(Takes(world.guest), 1)
    assert world.checkpoint()
    assert (log, world.guest.relayed) == ([(1,)], 0)


def test_a_relay_that_refuses_leaves_all_to_be_called_alone() -> None:
    world = World(relayed=True)
    relay = world.queue.relay
    assert isinstance(relay, FakeRelay)
    relay.refuses = True
    for number in range(3):
        world.enqueue(world.closure(world.says(number)))
    assert world.checkpoint()
    assert world.log == [(0, 0), (1, 0), (2, 0)]
    assert world.queue.performed == 3


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_base_exceptions_come_out_and_leave_the_rest(kind: type[BaseException]) -> None:
    world = World(relayed=True)

    def interrupted(guest: Guest) -> None:
        raise kind

    world.enqueue(world.closure())
    world.enqueue(world.closure(interrupted))
    world.enqueue(world.closure(world.says("kept")))
    with pytest.raises(kind):
        world.checkpoint()
    assert (world.log, len(world.queue), world.queue.performed) == ([], 1, 2)
    assert world.checkpoint()
    assert world.log == [("kept", 0)]


def test_an_exception_before_any_was_called_is_the_first_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At the recursion limit, say."""
    world = World(relayed=True)

    def run(self: FakeRelay, *_: object) -> int:
        raise RecursionError("too deep")

    first = world.closure(world.says("first"))
    world.enqueue(first)
    world.enqueue(world.closure(world.says("second")))
    with monkeypatch.context() as patch:
        patch.setattr(FakeRelay, "run", run)
        assert not world.checkpoint(limit=1)
    assert world.log == [(("too deep", first), 0)]
    assert world.checkpoint()
    assert world.log[1:] == [("second", 0)]


def test_what_was_called_is_not_kept() -> None:
    world = World(relayed=True)
    closures = [world.closure(), world.closure(world.says("one"))]
    gone = [weakref.ref(each) for each in closures]
    for each in closures:
        world.enqueue(each)
    del each
    world.checkpoint()
    closures.clear()
    assert world.log == [("one", 0)]
    assert [each() for each in gone] == [None, None]
