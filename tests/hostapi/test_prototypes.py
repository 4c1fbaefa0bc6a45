"""What an interface's objects are said to have before they are filled is what they have then."""

from __future__ import annotations

import pytest

from hostapi import JsObject, Realm, new_realm
from hostapi.listing import LISTED
from hostapi.plain_objects import DeferredObject
from hostapi.properties import Key
from runtime.core.members import MISSING

CLASSES = [each.name for each in LISTED if not each.is_namespace and each.shares is None]


def objects_of(realm: Realm) -> dict[str, JsObject]:
    """Return the objects of all interfaces, by what they are."""
    constructors, namespaces = realm.constructors.items(), realm.namespaces.items()
    return {
        **{f"statics of {name}": each.properties for name, each in constructors},
        **{f"prototype of {name}": realm.prototypes[name] for name in CLASSES},
        **{f"namespace {name}": each for name, each in namespaces},
    }


@pytest.fixture
def every_key() -> set[Key]:
    return {key for each in objects_of(new_realm()).values() for key in each.own_keys()}


def test_what_an_object_will_have_is_what_it_has(every_key: set[Key]) -> None:
    for name, each in objects_of(new_realm()).items():
        said = {key for key in every_key if each.has(key)}
        assert said == set(each.own_keys()), name


def test_which_statics_are_functions(every_key: set[Key]) -> None:
    for name, constructor in new_realm().constructors.items():
        statics = constructor.properties
        said = {key for key in every_key if statics.has_function(key)}
        assert not statics.is_filled, name
        assert said == {key for key in statics.own_keys() if callable(statics.own(key))}, name
        assert said == {key for key in every_key if statics.has_function(key)}, name


def test_what_is_asked_whether_it_is_there_is_not_filled() -> None:
    realm = new_realm()
    array, prototype = realm.constructors["Array"], realm.prototypes["Array"]
    assert isinstance(prototype, DeferredObject)
    assert not realm.lacks_method(array, "map")
    assert not realm.lacks_method(array, "hasOwnProperty")
    assert realm.lacks_method(array, "nothing")
    assert not realm.lacks_static(array, "of")
    assert realm.has_function(array, "of")
    assert not array.properties.is_filled
    assert not prototype.is_filled


def test_what_a_guest_took_away_is_not_there() -> None:
    realm = new_realm()
    array = realm.constructors["Array"]
    realm.delete(array.prototype, "map")
    realm.delete(array, "of")
    assert realm.lacks_method(array, "map")
    assert realm.lacks_static(array, "of")
    assert not realm.has_function(array, "of")
    assert array.properties.own("of") is MISSING


def test_a_function_that_is_inherited() -> None:
    realm = new_realm()
    assert realm.has_function(realm.constructors["Uint8Array"], "of")
    assert realm.has_function(realm.constructors["Array"], "call")
    assert not realm.has_function(realm.constructors["Number"], "MAX_VALUE")


def test_an_interface_added_in_place_of_another_has_a_prototype_of_its_own() -> None:
    realm = new_realm()
    former = realm.prototypes["Map"]
    realm.add([each for each in LISTED if each.name == "Map"])
    assert realm.prototypes["Map"] is not former
    assert realm.constructors["Map"].prototype is realm.prototypes["Map"]
    assert realm.prototypes["Map"].own("constructor") is realm.constructors["Map"]
