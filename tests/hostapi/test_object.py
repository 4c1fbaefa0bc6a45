"""``Object`` and ``Reflect`` on Python's objects: what a host sees of what a guest does."""

from __future__ import annotations

from collections import UserDict, deque
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from hostapi import JsObject, Realm, new_realm
from hostapi.properties import Descriptor
from runtime.core.values import Symbol, null


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def invoke(realm: Realm, owner: str, name: str, *args: Any) -> Any:
    return realm.call(realm.globals()[owner], name, args)


class Point:
    def __init__(self) -> None:
        self.x = 1
        self._hidden = 2

    @property
    def both(self) -> int:
        return self.x + self._hidden


def test_a_guests_object_is_a_dict_of_its_enumerable_values(realm: Realm) -> None:
    made = realm.construct(realm.globals()["Object"], ())
    realm.set(made, "a", 1)
    invoke(realm, "Object", "defineProperty", made, "hidden", {"value": 2})
    invoke(realm, "Object", "defineProperty", made, "computed", {"get": lambda: 3})
    assert isinstance(made, dict)
    assert dict(made) == {"a": 1}
    assert (realm.get(made, "hidden"), realm.get(made, "computed")) == (2, 3)
    assert realm.own_keys(made) == ["a", "hidden", "computed"]
    made["b"] = 4
    assert realm.own_keys(made) == ["a", "hidden", "computed", "b"]
    assert realm.get(made, "b") == 4


def test_objects_are_equal_to_dicts_and_can_be_keys(realm: Realm) -> None:
    made = JsObject(a=1)
    assert made == {"a": 1}
    assert made != {"a": 2}
    assert {made: 1}[made] == 1
    realm.define_own(made, "hidden", Descriptor(value=1))
    assert made != {"a": 1}


def test_dicts_of_the_application_are_objects(realm: Realm) -> None:
    symbol = Symbol("s")
    given: dict[Any, Any] = {"b": 1, 2: "two", symbol: 3, "1": "one", (): "out of reach"}
    assert realm.own_keys(given) == ["1", "2", "b", symbol]
    assert realm.get(given, 2) == "two"
    realm.set(given, 2, "again")
    assert given[2] == "again"
    realm.delete(given, 2)
    realm.set(given, "c", 5)
    assert 2 not in given
    assert invoke(realm, "Object", "keys", given) == ["1", "b", "c"]
    assert realm.prototype_of(given) is realm.prototypes["Object"]


def test_what_a_dict_has_no_place_for_is_refused(realm: Realm) -> None:
    given = {"a": 1}
    for attributes in ({"value": 2, "enumerable": False}, {"get": lambda: 1}):
        with pytest.raises(TypeError, match="JsObject has such"):
            invoke(realm, "Object", "defineProperty", given, "a", attributes)
    with pytest.raises(TypeError, match="cannot be kept from getting more properties"):
        invoke(realm, "Object", "freeze", given)
    with pytest.raises(TypeError, match="cannot be given a prototype"):
        invoke(realm, "Object", "setPrototypeOf", given, JsObject())
    assert invoke(realm, "Reflect", "preventExtensions", given) is False
    assert given == {"a": 1}
    assert invoke(realm, "Object", "defineProperty", given, "a", {"value": 2}) == {"a": 2}


def test_attributes_of_python_objects_are_properties(realm: Realm) -> None:
    point = Point()
    assert realm.get(point, "both") == 3
    realm.set(point, "x", 5)
    assert point.x == 5
    assert invoke(realm, "Object", "keys", SimpleNamespace(a=1, b=2)) == ["a", "b"]
    with pytest.raises(AttributeError):
        realm.set(point, "both", 1)
    with pytest.raises(TypeError, match="cannot have the property"):
        realm.set(point, Symbol("s"), 1)


@pytest.mark.parametrize("name", ["__class__", "__dict__", "__globals__", "__init__"])
def test_what_is_pythons_own_is_out_of_reach(realm: Realm, name: str) -> None:
    def function() -> None: ...

    for owner in (Point(), function, Point, realm.globals()["Object"], ValueError()):
        assert realm.get(owner, name) is None
    with pytest.raises(AttributeError, match="out of a guest's reach"):
        realm.set(Point(), name, 1)


def test_a_generator_hides_its_frame(realm: Realm) -> None:
    generator = (each for each in [1])
    assert realm.get(generator, "gi_frame") is None
    assert realm.get(ValueError(), "with_traceback") is None


def test_mappings_and_sequences(realm: Realm) -> None:
    assert realm.get(MappingProxyType({"a": 1}), "a") == 1
    user = UserDict[str, int]()
    realm.set(user, "a", 1)
    assert dict(user) == {"a": 1}
    with pytest.raises(TypeError, match="cannot be changed"):
        realm.set(MappingProxyType({}), "a", 1)
    assert (realm.get(range(5), "2"), realm.get(range(5), "length")) == (2, 5)
    queue = deque([1])
    realm.set(queue, "2", 3)
    assert queue == deque([1, None, 3])
    assert list(realm.iterate(queue)) == [1, None, 3]


def test_prototypes(realm: Realm) -> None:
    parent, child = JsObject(a=1), JsObject()
    child.prototype = parent
    assert realm.get(child, "a") == 1
    assert invoke(realm, "Object", "getPrototypeOf", child) is parent
    with pytest.raises(TypeError, match="Cyclic __proto__ value"):
        invoke(realm, "Object", "setPrototypeOf", parent, child)
    bare = invoke(realm, "Object", "create", null)
    assert realm.get(bare, "toString") is None
    python_parent = Point()
    child.prototype = python_parent
    assert realm.get(child, "x") == 1


def test_getters_get_their_receiver_where_they_can(realm: Realm) -> None:
    has_own = realm.get(realm.prototypes["Object"], "hasOwnProperty")
    assert realm.apply(has_own, {"a": 1}, ["a"]) is True
    with pytest.raises(TypeError, match="Cannot convert undefined or null to object"):
        has_own("a")


def test_errors_of_access_name_the_key(realm: Realm) -> None:
    for nothing, text in ((None, "undefined"), (null, "null")):
        with pytest.raises(TypeError, match=rf"read properties of {text} \(reading 'a'\)"):
            realm.get(nothing, "a")
        with pytest.raises(TypeError, match=rf"set properties of {text} \(setting 'a'\)"):
            realm.set(nothing, "a", 1)
    frozen = invoke(realm, "Object", "freeze", JsObject(a=1))
    with pytest.raises(TypeError, match="read only property 'a' of object '#<Object>'"):
        realm.set(frozen, "a", 2)
    with pytest.raises(TypeError, match="Cannot add property b, object is not extensible"):
        realm.set(frozen, "b", 2)
    with pytest.raises(TypeError, match="Cannot delete property 'a' of #<Object>"):
        realm.delete(frozen, "a")


def test_group_by(realm: Realm) -> None:
    groups = invoke(realm, "Object", "groupBy", range(4), lambda item, _i: "odd" if item % 2 else 0)
    assert groups == {"odd": [1, 3], "0": [0, 2]}
    assert realm.prototype_of(groups) is null


def test_reflect_construct(realm: Realm) -> None:
    made = invoke(realm, "Reflect", "construct", Point, [])
    assert isinstance(made, Point)
    with pytest.raises(TypeError, match="is not a constructor"):
        invoke(realm, "Reflect", "construct", print, [])
    bound = realm.call(Point, "bind", (None,))
    assert isinstance(realm.construct(bound, []), Point)


def test_what_is_served_is_told(realm: Realm) -> None:
    assert realm.serves("Object", "static", "assign")
    assert realm.serves("Object", "method", "hasOwnProperty")
    assert realm.serves("Reflect", "function", "ownKeys")
    assert realm.serves("Error", "getter", "cause")
    assert realm.serves("TypeError", "constructor")
    assert realm.serves("", "function", "parseInt")
    assert realm.serves("Symbol", "static getter", "iterator")
    assert not realm.serves("Symbol", "constructor")
    assert not realm.serves("Object", "method", "nothing")
    assert not realm.serves("Proxy", "constructor")
    assert not realm.serves("", "function", "eval")
