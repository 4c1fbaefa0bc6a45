"""The JavaScript heap of a guest."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.core.handles import RESERVED, Handles, HandleTable, exhausted, stray
from runtime.core.values import null
from runtime.errors import InvalidValue

OFFSETS = (32, 128, 1024)

Make = Callable[..., Handles]


def in_c(offset: int, last: int = 0x7FFF_FFFF) -> Handles:
    _crossing = pytest.importorskip("runtime.engine._crossing")
    made: Handles = _crossing.Handles(offset, last, null, stray, exhausted)
    return made


@pytest.fixture(params=[HandleTable, in_c], ids=["python", "c"])
def make(request: pytest.FixtureRequest) -> Make:
    """Each of the two, which do the same."""
    made: Make = request.param
    return made


@pytest.mark.parametrize("offset", OFFSETS)
def test_constants_stand_at_the_offset(make: Make, offset: int) -> None:
    table = make(offset)
    assert [table.get(offset + n) for n in range(RESERVED)] == [None, null, True, False]
    assert table.get(0) is None
    assert len(table) == 0


def test_a_module_without_wasm_bindgen_has_an_empty_one(make: Make) -> None:
    table = make(0)
    assert len(table) == 0
    assert list(table.owned()) == []


def test_taking_a_constant_leaves_it(make: Make) -> None:
    table = make(32)
    assert table.take(34) is True
    assert table.take(34) is True


def test_a_constant_gets_no_slot_beside_its_own(make: Make) -> None:
    table = make(128)
    constants = [None, null, True, False]
    assert [table.add(value) for value in constants] == [128, 129, 130, 131]
    assert len(table) == 0
    assert list(table.owned()) == []
    ones = [table.add(value) for value in (1, 0, 1.0)]
    assert [type(table.get(slot)) for slot in ones] == [int, int, float]


def test_a_slot_is_never_given_out_again(make: Make) -> None:
    table = make(32)
    first = table.add("a")
    assert table.take(first) == "a"
    assert table.add("b") != first


@pytest.mark.parametrize(("taken", "words"), [(True, "was dropped before"), (False, "never given")])
def test_a_stray_handle_is_named(make: Make, taken: bool, words: str) -> None:
    table = make(32)
    slot = table.add("a") if taken else 999
    if taken:
        table.take(slot)
    for use in (table.get, table.take):
        with pytest.raises(InvalidValue, match=words):
            use(slot)


def test_lent_slots_are_a_stack(make: Make) -> None:
    table = make(32)
    outer = table.lend("outer")
    inner = table.lend("inner")
    assert inner < outer < 32
    assert table.get(inner) == "inner"
    table.reclaim(inner)
    assert table.lend("again") == inner
    table.reclaim(outer)
    assert len(table) == 0


def test_too_many_lent_values_are_refused(make: Make) -> None:
    table = make(32)
    for _ in range(31):
        table.lend(object())
    with pytest.raises(InvalidValue, match="nest too deeply"):
        table.lend(object())


@pytest.mark.parametrize("make", [HandleTable, in_c])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["add", "take", "lend", "reclaim"]), st.integers(0, 50)),
        max_size=200,
    ),
    last=st.integers(1028 + 60, 1028 + 90),
)
def test_it_holds_what_a_dict_would(make: Make, steps: list[tuple[str, int]], last: int) -> None:
    table, lent = make(1024, last), list[tuple[int, int]]()
    owned: dict[int, int] = {}
    for step, value in steps:
        if step == "add" and len(owned) < 50:
            slot = table.add(value)
            assert slot not in owned
            assert 1028 <= slot <= last
            owned[slot] = value
        elif step == "lend":
            lent.append((table.lend(value), value))
        elif step == "take" and owned:
            slot = sorted(owned)[value % len(owned)]
            assert table.take(slot) == owned.pop(slot)
        elif step == "reclaim" and lent:
            table.reclaim(lent.pop()[0])
        assert len(table) == len(owned) + len(lent)
        assert all(table.get(slot) == held for slot, held in [*owned.items(), *lent])
        assert dict(table.owned()) == owned


def test_it_grows_and_shrinks_with_what_it_holds(make: Make) -> None:
    table = make(1024)
    kept = [table.add(n) for n in range(5)]
    for _ in range(3):
        slots = [table.add(n) for n in range(3000)]
        assert [table.take(slot) for slot in slots] == list(range(3000))
        with pytest.raises(InvalidValue, match="was dropped before"):
            table.take(slots[7])
    assert [table.get(slot) for slot in kept] == list(range(5))
    assert [slot for slot, _ in table.owned()] == kept


@pytest.mark.parametrize("make", [HandleTable, in_c])
@settings(deadline=None)
@given(
    rounds=st.lists(
        st.tuples(st.integers(0, 300), st.integers(1, 70), st.integers(0, 69)), max_size=10
    )
)
def test_it_keeps_some_of_many(make: Make, rounds: list[tuple[int, int, int]]) -> None:
    table = make(128)
    owned: dict[int, int] = {}
    for added, step, kept in rounds:
        owned |= {table.add(number): number for number in range(added)}
        for slot in [slot for slot in owned if slot % step != kept]:
            assert table.take(slot) == owned.pop(slot)
        assert dict(table.owned()) == owned
        assert len(table) == len(owned)
        assert all(table.get(slot) == number for slot, number in owned.items())


def test_what_is_kept_of_many_keeps_little_memory() -> None:
    tracemalloc.start()
    try:
        table = in_c(128)
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(1000):
            slots = [table.add("value") for _ in range(100)]
            for slot in slots[1:]:
                table.take(slot)
            del slots, slot
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(table) == 1000
    assert after - before < 1000 * 400


def test_a_table_that_was_cleared_is_empty_and_goes_on(make: Make) -> None:
    table = make(1024)
    slot = table.add("a")
    table.lend("b")
    table.clear()
    assert len(table) == 0
    assert list(table.owned()) == []
    for gone in (0, slot, 1024):
        with pytest.raises(InvalidValue):
            table.get(gone)
    assert table.get(table.add("c")) == "c"


def test_the_collector_sees_through_a_table(make: Make) -> None:
    class Holder:
        table: Handles

    holder = Holder()
    holder.table = make(1024)
    holder.table.add(holder)
    gone = weakref.ref(holder)
    del holder
    gc.collect()
    assert gone() is None
