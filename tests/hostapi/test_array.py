"""Lists and tuples as a guest's arrays."""

from __future__ import annotations

from typing import Any

import pytest

from hostapi import JsObject, JsSet, Realm, new_realm
from hostapi.array_items import LONGEST_GAP
from hostapi.errors import RangeError
from runtime.core.values import SYMBOL_IS_CONCAT_SPREADABLE, null


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def call(realm: Realm, owner: object, name: str, *args: Any) -> Any:
    return realm.call(owner, name, args)


def static(realm: Realm, name: str, *args: Any) -> Any:
    return realm.call(realm.constructors["Array"], name, args)


def test_a_list_is_changed_itself(realm: Realm) -> None:
    items = [3, 1, 2]
    assert call(realm, items, "push", 4, 5) == 5
    assert call(realm, items, "sort") is items
    assert call(realm, items, "splice", 1, 2, "x") == [2, 3]
    assert items == [1, "x", 4, 5]
    realm.set(items, "length", 2)
    realm.set(items, 3, "y")
    assert items == [1, "x", None, "y"]
    realm.delete(items, "0")
    assert items == [None, "x", None, "y"]


def test_a_tuple_is_frozen(realm: Realm) -> None:
    items = (1, 2)
    assert static(realm, "isArray", items)
    assert call(realm, items, "concat", [3]) == [1, 2, 3]
    assert call(realm, items, "map", lambda item, *_: item * 2) == [2, 4]
    for name, message in {
        "push": "Cannot add property 2, object is not extensible",
        "pop": "Cannot delete property '1' of",
        "sort": "Cannot assign to read only property '0'",
    }.items():
        with pytest.raises(TypeError, match=message):
            call(realm, items, name)
    with pytest.raises(TypeError):
        realm.set(items, 0, "x")
    with pytest.raises(TypeError):
        realm.delete(items, 0)
    assert items == (1, 2)


def test_what_is_like_an_array_is_one_to_the_methods(realm: Realm) -> None:
    like = JsObject({"0": "a", "1": "b", "length": 2})
    assert realm.apply(realm.get([], "pop"), like, ()) == "b"
    assert like == {"0": "a", "length": 1}
    assert realm.apply(realm.get([], "unshift"), like, ("x",)) == 2
    assert like == {"0": "x", "1": "a", "length": 2}
    assert static(realm, "from", like) == ["x", "a"]
    assert list(realm.apply(realm.get([], "values"), like, ())) == ["x", "a"]


def test_made_of_everything_iterable(realm: Realm) -> None:
    assert static(realm, "from", "a\U0001f980") == ["a", "\U0001f980"]
    assert static(realm, "from", JsSet([1, 2]), lambda item, index: (item, index)) == [
        (1, 0),
        (2, 1),
    ]
    for nothing in (None, null):
        with pytest.raises(TypeError, match="is not iterable"):
            static(realm, "from", nothing)


def test_what_says_that_it_can_be_spread_is_spread(realm: Realm) -> None:
    like = JsObject({"0": "a", "length": 1, SYMBOL_IS_CONCAT_SPREADABLE: True})
    assert call(realm, [1], "concat", like, JsObject(), "x") == [1, "a", {}, "x"]


def test_lengths(realm: Realm) -> None:
    construct = realm.constructors["Array"]
    assert construct(2) == [None, None]
    assert construct("2") == ["2"]
    assert construct(True) == [True]
    for bad in (-1, 1.5, 2**32, float("nan"), float("inf")):
        with pytest.raises(RangeError, match="Invalid array length"):
            construct(bad)
        with pytest.raises(RangeError, match="Invalid array length"):
            realm.set([], "length", bad)


def test_nothing_huge_comes_of_one_index(realm: Realm) -> None:
    items: list[Any] = []
    for attempt in (
        lambda: realm.set(items, LONGEST_GAP + 1, 0),
        lambda: realm.set(items, "length", 2**32 - 1),
        lambda: realm.constructors["Array"](2**31),
        lambda: realm.apply(realm.get([], "slice"), JsObject(length=2**40), ()),
    ):
        with pytest.raises(RangeError, match="items of undefined"):
            attempt()
    assert items == []


def test_other_properties_have_no_place(realm: Realm) -> None:
    for key in ("name", "-1", "01", str(2**32)):
        with pytest.raises(TypeError, match="cannot have the property"):
            realm.set([], key, 1)


def test_errors_of_callbacks_leave_the_array_alone(realm: Realm) -> None:
    items = [3, 1, 2]

    def fail(*_: object) -> None:
        raise KeyError("mine")

    for name in ("sort", "map", "forEach", "toSorted", "reduce"):
        with pytest.raises(KeyError, match="mine"):
            call(realm, items, name, fail)
    assert items == [3, 1, 2]


def test_surplus_arguments_are_ignored(realm: Realm) -> None:
    assert call(realm, [1, 2], "reverse", "surplus", 1) == [2, 1]
    assert static(realm, "isArray", [], "surplus")
    assert call(realm, [[1], [2]], "map", realm.get(realm.constructors["Array"], "isArray")) == [
        True,
        True,
    ]


def test_iterators_are_pythons_too(realm: Realm) -> None:
    items = ["a"]
    iterator = call(realm, items, "entries")
    items.append("b")
    assert [list(pair) for pair in iterator] == [[0, "a"], [1, "b"]]
    assert realm.call(iterator, "next", ()) == {"value": None, "done": True}
