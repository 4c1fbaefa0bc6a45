"""Map as Python sees it, and what guests do to it."""

from __future__ import annotations

import gc
import math
import weakref
from typing import Any

import pytest

from hostapi import JsMap, Realm, new_realm
from runtime.core.values import BigInt, Symbol, null

NAN = float("nan")


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def call(realm: Realm, owner: object, name: str, *args: Any) -> Any:
    return realm.call(owner, name, args)


def test_is_a_mapping_in_the_order_of_insertion() -> None:
    made = JsMap({"b": 1, "a": 2})
    made["c"] = 3
    made["b"] = 4
    assert list(made) == ["b", "a", "c"]
    assert dict(made) == {"b": 4, "a": 2, "c": 3}
    assert made == {"a": 2, "b": 4, "c": 3}
    assert "a" in made
    assert made.pop("a") == 2
    assert len(made) == 2
    assert repr(made) == "JsMap([('b', 4), ('c', 3)])"
    with pytest.raises(KeyError):
        made["a"]
    with pytest.raises(KeyError):
        del made["a"]


def test_keys_are_compared_by_same_value_zero() -> None:
    symbol, plain = Symbol("s"), {"x": 1}
    keys: list[object] = [
        1, True, "1", BigInt(1), NAN, None, null, 2**60, 0, symbol, plain, [], [], (), False
    ]  # fmt: skip
    made = JsMap((key, index) for index, key in enumerate(keys))
    assert len(made) == len(keys)
    assert [made[key] for key in keys] == list(range(len(keys)))
    assert made[1.0] == 0
    assert made[math.nan] == 4
    assert made[-0.0] == 8
    assert {"x": 1} not in made


def test_negative_zero_is_kept_as_zero() -> None:
    made = JsMap([(-0.0, "zero")])
    assert math.copysign(1.0, next(iter(made))) == 1.0


def test_it_may_change_while_it_is_iterated() -> None:
    made = JsMap([(1, ""), (2, ""), (3, "")])
    seen = []
    for key in made:
        seen.append(key)
        if key == 1:
            made.pop(2, None)
            made[4] = ""
        if key == 3:
            del made[1]
            made[1] = ""
    assert seen == [1, 3, 4, 1]


def test_iterators_survive_what_tidies_the_entries() -> None:
    made = JsMap((number, None) for number in range(100))
    keys = iter(made)
    assert [next(keys) for _ in range(50)] == list(range(50))
    for number in range(95):
        del made[number]
    assert next(keys) == 95
    made.clear()
    made["new"] = None
    assert list(keys) == ["new"]


def test_it_is_a_key_itself_and_can_be_weakly_referenced(realm: Realm) -> None:
    made = JsMap()
    outer = JsMap([(made, "found")])
    assert outer[made] == "found"
    assert JsMap() not in outer
    ref = weakref.ref(made)
    del made, outer
    gc.collect()
    assert ref() is None


def test_python_names_are_no_properties_of_it(realm: Realm) -> None:
    made = JsMap()
    assert realm.get(made, "items") is None
    assert realm.get(made, "table") is None
    realm.set(made, "extra", 1)
    assert realm.get(made, "extra") == 1
    assert realm.own_keys(made) == ["extra"]
    assert len(made) == 0
    realm.delete(made, "extra")
    assert not realm.has(made, "extra")


def test_what_is_no_entry_or_no_map_is_told(realm: Realm) -> None:
    constructor = realm.constructors["Map"]
    with pytest.raises(TypeError, match="Iterator value 1 is not an entry object"):
        constructor([1])
    with pytest.raises(TypeError, match="requires 'new'"):
        realm.apply(constructor, None, ())
    get = realm.get(JsMap(), "get")
    with pytest.raises(TypeError, match=r"Map\.prototype\.get called on incompatible receiver"):
        realm.apply(get, {}, (1,))
    with pytest.raises(TypeError, match="undefined is not a function"):
        call(realm, JsMap(), "forEach")


def test_groups(realm: Realm) -> None:
    map_constructor = realm.constructors["Map"]
    groups = call(realm, map_constructor, "groupBy", [1, 2, 3, -0.0], lambda item, _: item % 2)
    assert list(groups.items()) == [(1, [1, 3]), (0, [2, -0.0])]
    with pytest.raises(TypeError):
        call(realm, map_constructor, "groupBy", None, lambda item, _: item)


def test_inserts_what_is_not_there(realm: Realm) -> None:
    made = JsMap({"a": 1})
    assert call(realm, made, "getOrInsert", "a", 5) == 1
    assert call(realm, made, "getOrInsert", "b", 5) == 5
    assert call(realm, made, "getOrInsertComputed", "b", lambda key: key * 2) == 5
    assert call(realm, made, "getOrInsertComputed", "c", lambda key: key * 2) == "cc"
    assert made == {"a": 1, "b": 5, "c": "cc"}
