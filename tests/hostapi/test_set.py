"""Set as Python sees it, and Python's sets as guests see them."""

from __future__ import annotations

import enum
from typing import Any

import pytest

from hostapi import JsMap, JsSet, Realm, new_realm
from hostapi.errors import RangeError


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def call(realm: Realm, owner: object, name: str, *args: Any) -> Any:
    return realm.call(owner, name, args)


def test_is_a_mutable_set_in_the_order_of_insertion() -> None:
    made = JsSet(["b", "a", "b"])
    made.add("c")
    made.discard("a")
    made |= {"d"}
    assert list(made) == ["b", "c", "d"]
    assert made == JsSet("bcd")
    assert list(made & {"c"}) == ["c"]
    assert [] not in made
    made.add(some := [1])
    assert some in made
    assert repr(made) == "JsSet(['b', 'c', 'd', [1]])"
    made.clear()
    assert not made


def test_a_set_of_python_is_a_set(realm: Realm) -> None:
    items: set[object] = {1, "x"}
    assert realm.instance_of(items, realm.constructors["Set"])
    assert realm.get(items, "size") == 2
    assert call(realm, items, "has", 1.0)
    assert not call(realm, items, "has", True)
    assert not call(realm, items, "has", [])
    assert call(realm, items, "add", 3) is items
    assert call(realm, items, "delete", "x")
    assert not call(realm, items, "delete", True)
    assert items == {1, 3}
    assert list(call(realm, items, "values")) == list(items)
    assert [list(pair) for pair in call(realm, items, "entries")] == [[i, i] for i in items]
    call(realm, items, "clear")
    assert items == set()


def test_python_cannot_hold_everything(realm: Realm) -> None:
    with pytest.raises(TypeError, match="unhashable"):
        call(realm, set(), "add", [])
    frozen = frozenset({1})
    assert call(realm, frozen, "add", 1) is frozen
    for name in ("add", "delete"):
        with pytest.raises(TypeError, match="frozenset"):
            call(realm, frozen, name, 2 if name == "add" else 1)
    with pytest.raises(TypeError, match="frozenset"):
        call(realm, frozen, "clear")


def test_a_set_of_python_may_change_while_it_is_visited(realm: Realm) -> None:
    items = {1, 2, 3}
    seen: list[int] = []

    def visit(item: int, _same: int, whole: set[int]) -> None:
        seen.append(item)
        whole.clear()

    call(realm, items, "forEach", visit)
    assert len(seen) == 1


def test_enumerations_are_their_values() -> None:
    class Number(enum.IntEnum):
        ONE = 1

    class Text(str, enum.Enum):
        A = "a"

    assert Number.ONE in JsSet([1])
    assert Text.A in JsSet(["a"])
    assert "a" in JsSet([Text.A])


@pytest.mark.parametrize("kind", [JsSet, set, frozenset])
def test_operations(realm: Realm, kind: Any) -> None:
    left, right = kind([1, 2, 3]), JsSet([3, 4])
    results = {
        "union": [1, 2, 3, 4],
        "intersection": [3],
        "difference": [1, 2],
        "symmetricDifference": [1, 2, 4],
    }
    for name, expected in results.items():
        assert list(call(realm, left, name, right)) == expected
        assert sorted(call(realm, right, name, left)) in (expected, [4])
    assert not call(realm, left, "isSubsetOf", right)
    assert call(realm, kind([3]), "isSubsetOf", right)
    assert call(realm, left, "isSupersetOf", kind([1]))
    assert not call(realm, left, "isSupersetOf", right)
    assert not call(realm, left, "isDisjointFrom", right)
    assert call(realm, left, "isDisjointFrom", JsMap({4: 0, 5: 0, 6: 0, 7: 0}))
    assert call(realm, left, "isDisjointFrom", JsSet([7]))


def test_operations_take_what_is_like_a_set(realm: Realm) -> None:
    like = {
        "size": 1,
        "has": lambda item: item == 2,
        "keys": lambda: realm.call(JsSet([2]), "values", ()),
    }
    assert list(call(realm, JsSet([1, 2]), "intersection", like)) == [2]
    assert list(call(realm, JsSet([2]), "difference", like)) == []
    for wrong, kind in (
        ([], TypeError),
        (None, TypeError),
        ({**like, "size": "x"}, TypeError),
        ({**like, "has": 1}, TypeError),
        ({**like, "keys": lambda: 1}, TypeError),
        ({**like, "size": -1}, RangeError),
    ):
        with pytest.raises(kind):
            call(realm, JsSet([1]), "union", wrong)
