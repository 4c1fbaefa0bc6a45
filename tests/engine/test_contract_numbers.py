"""Numbers that the guest drops: the sink notes it, where the JavaScript heap is in C."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator

import pytest

from runtime.core.handles import Handles, HandleTable
from runtime.engine.glue import new_handles, note_numbers
from runtime.engine.sink import NUMBER_NOTES, DropRef, Sink, Unref, sink_text
from runtime.errors import InvalidValue

from .conftest import EXTENSION_IS_BUILT, Guest, no_queue

OFFSET = 128
GUEST = """(module
  (import "sink" "drop_ref" (func $drop (param i32)))
  (func (export "drop") (param i32) (call $drop (local.get 0))))"""


class Value:
    """A value that can be watched."""


class Dropping:
    """A guest that drops what it is given."""

    def __init__(self, guest: Guest, handles: Handles) -> None:
        self.handles = handles
        self.asked: list[int] = []
        engine = guest.engine
        compiled = engine.compile(engine.assemble(sink_text(0, OFFSET + 4)))
        sink = Sink(guest.store, compiled, lambda *_: 0, self, no_queue)
        made = guest.store.instantiate(
            engine.compile(engine.assemble(GUEST)), {("sink", "drop_ref"): sink.drop_ref}
        )
        self.drop: Callable[[int], None] = made.function("drop")
        note_numbers(handles, sink)

    def unref(self) -> Unref:
        raise AssertionError("a closure was dropped")

    def drop_ref(self) -> DropRef:
        return self._drop

    def _drop(self, handle: int) -> None:
        self.asked.append(handle)
        self.handles.take(handle)


@pytest.fixture(params=["c", "python"])
def dropping(guest: Guest, request: pytest.FixtureRequest) -> Iterator[Dropping]:
    if request.param == "c" and not EXTENSION_IS_BUILT:
        pytest.skip("the C extension was not built")
    handles = new_handles(OFFSET) if request.param == "c" else HandleTable(OFFSET)
    made = Dropping(guest, handles)
    yield made
    handles.clear()


def knows_notes(dropping: Dropping, guest: Guest) -> bool:
    return not isinstance(dropping.handles, HandleTable) and guest.engine.crossing != "plain"


@pytest.mark.parametrize("number", [7, -(2**70), 1.5])
def test_one_is_dropped_without_asking(guest: Guest, dropping: Dropping, number: float) -> None:
    handles = dropping.handles
    kept, slot = handles.add(number), handles.add(number)
    assert handles.get(slot) == number
    dropping.drop(slot)
    assert dropping.asked == ([] if knows_notes(dropping, guest) else [slot])
    assert (len(handles), list(handles.owned())) == (1, [(kept, number)])
    for use in (handles.get, handles.take):
        with pytest.raises(InvalidValue, match=f"handle {slot}, which was dropped"):
            use(slot)


def test_one_that_is_dropped_twice_is_told_of(dropping: Dropping) -> None:
    slot = dropping.handles.add(7)
    dropping.drop(slot)
    for _ in range(2):
        with pytest.raises(InvalidValue, match=f"handle {slot}, which was dropped"):
            dropping.drop(slot)
    assert len(dropping.handles) == 0


def test_one_that_the_host_took_is_not_there_to_be_dropped(dropping: Dropping) -> None:
    slot = dropping.handles.add(7)
    assert dropping.handles.take(slot) == 7
    with pytest.raises(InvalidValue, match=f"handle {slot}, which was dropped"):
        dropping.drop(slot)


@pytest.mark.parametrize("handle", [-1, 2**31 - 1, OFFSET + 4])
def test_what_was_never_given_out_is_told_of(dropping: Dropping, handle: int) -> None:
    with pytest.raises(InvalidValue, match="never"):
        dropping.drop(handle)


def test_what_is_no_number_goes_at_once(dropping: Dropping) -> None:
    value = Value()
    gone = weakref.ref(value)
    slots = [dropping.handles.add(each) for each in (value, "text", 2)]
    del value
    for slot in slots[:2]:
        dropping.drop(slot)
    assert gone() is None
    assert dropping.asked == slots[:2]
    assert [value for _, value in dropping.handles.owned()] == [2]


def test_of_many_few_are_left_behind(dropping: Dropping) -> None:
    handles, number = dropping.handles, float("1.25")
    before = sys.getrefcount(number)
    for _ in range(3 * NUMBER_NOTES):
        dropping.drop(handles.add(number))
    assert len(handles) == 0
    assert sys.getrefcount(number) <= before + NUMBER_NOTES
    handles.clear()
    assert sys.getrefcount(number) == before


def test_those_that_are_kept_stay_beside_them(dropping: Dropping) -> None:
    handles = dropping.handles
    kept = [handles.add(number) for number in range(2 * NUMBER_NOTES)]
    for number in range(2 * NUMBER_NOTES):
        dropping.drop(handles.add(number))
    assert [handles.get(slot) for slot in kept] == [*range(2 * NUMBER_NOTES)]
    for slot in kept:
        dropping.drop(slot)
    assert len(handles) == 0


def test_after_clear_nothing_is_noted(dropping: Dropping) -> None:
    slot = dropping.handles.add(7)
    dropping.drop(slot)
    dropping.handles.clear()
    assert len(dropping.handles) == 0
