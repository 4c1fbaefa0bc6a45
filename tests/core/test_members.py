"""Property access on Python objects; the gate; the table of exported objects."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from runtime.core.gate import Gate, Shut
from runtime.core.members import MISSING, Members
from runtime.core.objects import ObjectTable
from runtime.errors import InstanceClosed, InstancePoisoned, WrongThread

MEMBERS = Members()


@pytest.mark.parametrize(
    ("owner", "key", "expected"),
    [
        ({"a": 1}, "a", 1), ({"a": 1}, "b", MISSING), ([5, 6], 1, 6), ([5, 6], 1.0, 6),
        ([5, 6], 2, MISSING), ([5, 6], "length", 2), (SimpleNamespace(a=1), "a", 1),
        (SimpleNamespace(assert_=2), "assert", 2), (SimpleNamespace(), "a", MISSING),
    ],
)  # fmt: skip
def test_finding(owner: object, key: object, expected: object) -> None:
    assert MEMBERS.find(owner, key) == expected


def test_a_missing_property_is_undefined_but_undefined_has_none() -> None:
    assert MEMBERS.get({}, "a") is None
    with pytest.raises(TypeError, match="properties of undefined"):
        MEMBERS.get(None, "a")
    with pytest.raises(TypeError, match="properties of undefined"):
        MEMBERS.set(None, "a", 1)


def test_setting_and_deleting() -> None:
    mapping: dict[str, int] = {}
    MEMBERS.set(mapping, "a", 1)
    assert mapping == {"a": 1}
    MEMBERS.delete(mapping, "a")
    MEMBERS.delete(mapping, "a")
    assert mapping == {}
    thing = SimpleNamespace()
    MEMBERS.set(thing, "a", 1)
    MEMBERS.delete(thing, "a")
    assert not hasattr(thing, "a")
    items = [1]
    MEMBERS.set(items, 2.0, 3)
    assert items == [1, None, 3]


def test_calling() -> None:
    assert MEMBERS.call("abc", "upper", ()) == "ABC"
    with pytest.raises(TypeError, match="is not a function"):
        MEMBERS.call("abc", "nope", ())


class Open:
    """A barrier in its own thread."""

    shut = False
    entry = 0

    def __call__(self) -> bool:
        return self.shut


def test_the_gate_keeps_the_first_cause() -> None:
    gate = Gate(Open())
    first = ValueError("first")
    gate.poison(first)
    gate.poison(ValueError("second"))
    refusal = gate.refusal()
    assert isinstance(refusal, InstancePoisoned)
    assert refusal.first_cause is first
    assert gate.barred()


def test_a_closed_gate_says_so() -> None:
    gate = Gate(Open())
    gate.close()
    assert gate.shut is Shut.CLOSED
    assert isinstance(gate.refusal(), InstanceClosed)


def test_a_gate_that_is_open_refuses_another_thread() -> None:
    assert isinstance(Gate(Open()).refusal(), WrongThread)


class Thing:
    """Stand for an exported object."""


def test_objects_are_freed_once_whoever_lets_go() -> None:
    noted: list[None] = []
    table = ObjectTable(lambda: noted.append(None))
    freed, collected, kept = Thing(), Thing(), Thing()
    table.forget(table.register(freed, "Thing", 8))
    table.register(collected, "Thing", 16)
    table.register(kept, "Thing", 24)
    del freed, collected
    assert [ref.pointer for ref in table.unreachable] == [16]
    assert len(noted) == 1
    assert [ref.pointer for ref in table.take_all()] == [16, 24]
    assert len(table) == 0
