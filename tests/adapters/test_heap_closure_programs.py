"""The life of heap closures that have programs, against that of those that have none."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.adapters.cache import AdapterCache
from runtime.adapters.programs import new_closure_list
from runtime.bindgen.descriptor import Closure, Function, Kind
from runtime.bindgen.versions import profile_for
from runtime.core.closures import TRANSITIONS, ClosureTable, Event, Status
from runtime.core.closures import state_of as known_state_of
from runtime.errors import ClosureError
from runtime.instance.batches import Batches
from runtime.instance.heap_closures import HeapClosures

pytest.importorskip("runtime.engine._crossing", reason="the C extension is optional")

from .worlds import World

PROFILE = profile_for((0, 2, 130))
CALLED = Function(9, (), Kind.UNIT, Kind.UNIT)
A, B = -5, 7
BOX = A & 0xFFFF_FFFF | B << 32

Step = tuple[Any, ...]
"""An event and, of a call, the steps inside it and whether it raises then."""


class _NoBatches:
    def of(self, *_: object) -> None:
        return None


class Life:
    """One heap closure, and what happened to it.

    Args:
        program: it has one.
        mutable: it is an ``FnMut``.
        owned: the host frees its box.
        by_export: an export of the guest's does that; else nobody can.

    """

    def __init__(
        self, program: bool, *, mutable: bool = False, owned: bool = True, by_export: bool = True
    ) -> None:
        self.world = World(PROFILE)
        self.seen: list[object] = []
        self.inside: list[Callable[[], None]] = []
        self.destroys: Callable[[], None] = lambda: None
        self.table = ClosureTable(lambda: None, new_closure_list() if program else None)
        cache = AdapterCache(PROFILE, checks_thread=False, programs=program)
        batches = cast(Batches, _NoBatches())
        self.closures = HeapClosures(self.world.env, self.table, cache, PROFILE, batches)
        self.closures.attach(lambda _: self._enter, self._destroy if by_export else None)
        self.closure: Any = self.closures.maker(Closure(mutable, owned, None, CALLED))(A, B)
        assert (type(self.closure).__name__ == "HeapClosure") is program

    def _enter(self, ab: int, index: int) -> None:
        self.seen.append(("entered", ab, index))
        if self.inside:
            self.inside.pop()()

    def _destroy(self, a: int, b: int) -> None:
        self.seen.append(("destroyed", a, b))
        self.destroys()

    @property
    def status(self) -> Status:
        state = known_state_of(self.closure)
        assert state is not None
        return state.status

    def note(self, action: Callable[[], object]) -> None:
        """Do something, and note what came of it."""
        try:
            result: object = action()
        except Exception as error:  # noqa: BLE001 # compared
            context = type(error.__context__).__name__
            result = type(error).__name__, str(error), context
        self.seen.append((result, self.status, len(self.table)))

    def take(self, steps: Sequence[Step]) -> None:
        for step in steps:
            self.note(getattr(self, step[0])(*step[1:]))

    # What a step does, when it is done.

    def call(self, inner: Sequence[Step], raises: bool) -> Callable[[], object]:
        def inside() -> None:
            self.take(inner)
            if raises:
                raise LookupError("inside")

        def call() -> object:
            self.inside.append(inside)
            try:
                return self.closure()
            finally:
                if inside in self.inside:  # it was refused
                    self.inside.remove(inside)

        return call

    def unref(self) -> Callable[[], object]:
        return lambda: self.closures.droppers[1](self.closure)

    def drop_for_sink(self) -> Callable[[], object]:
        return lambda: self.closures.drop_for_sink(self.closure)

    def drop_for_rust(self) -> Callable[[], object]:
        return lambda: self.closures.droppers[0](self.closure)

    def close(self) -> Callable[[], object]:
        return self.table.end_all

    def poison(self) -> Callable[[], object]:
        return lambda: self.world.env.gate.poison(ValueError("trapped"))


STEPS = st.recursive(
    st.sampled_from([("unref",), ("drop_for_sink",), ("drop_for_rust",), ("close",), ("poison",)]),
    lambda steps: st.tuples(st.just("call"), st.lists(steps, max_size=3), st.booleans()),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(STEPS, max_size=4),
    st.fixed_dictionaries(
        {"mutable": st.booleans(), "owned": st.booleans(), "by_export": st.booleans()}
    ),
    st.booleans(),
)
def test_they_live_alike(steps: list[Step], of: dict[str, bool], fails: bool) -> None:
    def fail() -> None:
        raise OSError("in a destructor")

    lives = [Life(program, **of) for program in (False, True)]
    for life in lives:
        if fails:
            life.destroys = fail
        life.take(steps)
    assert lives[1].seen == lives[0].seen
    assert lives[1].world.env.unrecovered == lives[0].world.env.unrecovered


def reach(life: Life, status: Status, then: Callable[[], None]) -> None:
    """Bring a closure to a status, and do something there; return when no call is under way."""
    actions = {
        Status.DROPPING: life.unref(),
        Status.DROPPED: life.unref(),
        Status.CLOSED: life.close(),
    }

    def there() -> None:
        actions.get(status, lambda: None)()
        assert life.status is status
        then()

    if status in (Status.RUNNING, Status.DROPPING):
        life.inside.append(there)
        life.closure()
    else:
        there()


@pytest.mark.parametrize("program", [False, True])
def test_the_sink_is_given_each_box_once(program: bool) -> None:
    life = Life(program)
    assert life.closures.drop_for_sink(life.closure) == BOX
    assert life.closures.drop_for_sink(life.closure) == 0
    borrowed = Life(program, owned=False)
    assert borrowed.closures.drop_for_sink(borrowed.closure) == 0
    trapped = Life(program)
    trapped.poison()()
    assert trapped.closures.drop_for_sink(trapped.closure) == 0
    assert [life.seen, borrowed.seen, trapped.seen] == [[], [], []]


@pytest.mark.parametrize("before", Status, ids=lambda each: each.value)
@pytest.mark.parametrize("event", [Event.CALL, Event.DROP, Event.CLOSE], ids=lambda e: e.value)
def test_transitions_in_c_are_those_of_the_table(before: Status, event: Event) -> None:
    life = Life(program=True)
    found: list[Status] = []

    def note() -> None:
        found.append(life.status)

    def act() -> None:
        if event is Event.CALL:
            life.inside.append(note)
            life.closure()
        else:
            (life.unref() if event is Event.DROP else life.close())()
            note()

    if (before, event) in TRANSITIONS:
        reach(life, before, act)
        assert found == [TRANSITIONS[before, event]]
    else:
        with pytest.raises(ClosureError, match="invoked recursively or after being dropped"):
            reach(life, before, act)


@pytest.mark.parametrize("before", [Status.RUNNING, Status.DROPPING, Status.CLOSED])
def test_so_are_those_of_a_last_return(before: Status) -> None:
    life = Life(program=True)
    if before is Status.CLOSED:
        life.inside.append(lambda: life.table.end_all())
        life.closure()
    else:
        reach(life, before, lambda: None)
    assert life.status is TRANSITIONS[before, Event.LAST_RETURN]
    assert life.seen[1:] == ([("destroyed", A, B)] if before is Status.DROPPING else [])


def test_whatever_else_is_dropped_is_left_to_python() -> None:
    one, other, plain = Life(True), Life(True), Life(False)
    assert one.closures.droppers[0](other.closure) is True
    with pytest.raises(Exception, match="which it is not"):
        one.closures.drop_for_sink(print)
    assert one.closures.drop_for_sink(plain.closure) == BOX
    assert plain.status is Status.DROPPED


def test_a_list_with_a_program_is_collected() -> None:
    life = Life(True)
    life.closures.drop_for_sink(life.closure)
    gone = weakref.ref(life.closures)
    del life
    gc.collect()
    assert gone() is None
