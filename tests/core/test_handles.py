"""The JavaScript heap of a guest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.core.handles import RESERVED, HandleTable
from runtime.core.values import null
from runtime.errors import InvalidValue

OFFSETS = (32, 128, 1024)


@pytest.mark.parametrize("offset", OFFSETS)
def test_constants_stand_at_the_offset(offset: int) -> None:
    table = HandleTable(offset)
    assert [table.get(offset + n) for n in range(RESERVED)] == [None, null, True, False]
    assert table.get(0) is None
    assert len(table) == 0


def test_taking_a_constant_leaves_it() -> None:
    table = HandleTable(32)
    assert table.take(34) is True
    assert table.take(34) is True


def test_a_slot_is_never_given_out_again() -> None:
    table = HandleTable(32)
    first = table.add("a")
    assert table.take(first) == "a"
    assert table.add("b") != first


@pytest.mark.parametrize(("taken", "words"), [(True, "was dropped before"), (False, "never given")])
def test_a_stray_handle_is_named(taken: bool, words: str) -> None:
    table = HandleTable(32)
    slot = table.add("a") if taken else 999
    if taken:
        table.take(slot)
    for use in (table.get, table.take):
        with pytest.raises(InvalidValue, match=words):
            use(slot)


def test_lent_slots_are_a_stack() -> None:
    table = HandleTable(32)
    outer = table.lend("outer")
    inner = table.lend("inner")
    assert inner < outer < 32
    assert table.get(inner) == "inner"
    table.reclaim(inner)
    assert table.lend("again") == inner
    table.reclaim(outer)
    assert len(table) == 0


def test_too_many_lent_values_are_refused() -> None:
    table = HandleTable(32)
    for _ in range(31):
        table.lend(object())
    with pytest.raises(InvalidValue, match="nest too deeply"):
        table.lend(object())


@given(st.lists(st.tuples(st.sampled_from(["add", "take", "lend", "reclaim"]), st.integers(0, 50))))
def test_it_holds_what_a_dict_would(steps: list[tuple[str, int]]) -> None:
    table, owned, lent = HandleTable(1024), {}, []
    for step, value in steps:
        if step == "add":
            owned[table.add(value)] = value
        elif step == "lend":
            lent.append((table.lend(value), value))
        elif step == "take" and owned:
            slot = sorted(owned)[value % len(owned)]
            assert table.take(slot) == owned.pop(slot)
        elif step == "reclaim" and lent:
            table.reclaim(lent.pop()[0])
        assert len(table) == len(owned) + len(lent)
        assert all(table.get(slot) == held for slot, held in [*owned.items(), *lent])
