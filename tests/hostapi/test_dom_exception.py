"""``DOMException``, as Node 20 has it."""

from __future__ import annotations

from typing import Any

import pytest

from hostapi import JsObject, Realm, errors, new_realm


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def make(realm: Realm, *args: Any) -> Any:
    return realm.construct(realm.globals()["DOMException"], args)


@pytest.mark.parametrize(
    ("args", "text", "code"),
    [
        (("gone", "AbortError"), "AbortError: gone", 20),
        (("long", "QuotaExceededError"), "QuotaExceededError: long", 22),
        (("mine", "OwnError"), "OwnError: mine", 0),
        (("plain",), "Error: plain", 0),
        ((), "Error", 0),
        (("m", JsObject(name="TimeoutError")), "TimeoutError: m", 23),
        (("m", JsObject()), "Error: m", 0),
    ],
)
def test_its_name_says_what_it_is(realm: Realm, args: Any, text: str, code: int) -> None:
    made = make(realm, *args)
    assert isinstance(made, errors.DOMException)
    assert (realm.to_string(made), realm.get(made, "code"), made.code) == (text, code, code)


def test_it_is_an_error(realm: Realm) -> None:
    scope = realm.globals()
    made = make(realm, "gone", "AbortError")
    assert realm.instance_of(made, scope["DOMException"])
    assert realm.instance_of(made, scope["Error"])
    assert not realm.instance_of(make(realm, "x", "SyntaxError"), scope["SyntaxError"])
    assert realm.own_keys(made) == ["stack"], "the rest is inherited"
    tag = realm.apply(realm.get(realm.prototypes["Object"], "toString"), made, ())
    assert tag == "[object DOMException]"


def test_a_cause_in_the_options_is_kept(realm: Realm) -> None:
    cause = ValueError("why")
    made = make(realm, "m", JsObject(name="DataError", cause=cause))
    assert realm.get(made, "cause") is cause
    assert made.__cause__ is cause


def test_codes_are_constants_of_both_objects(realm: Realm) -> None:
    constructor = realm.globals()["DOMException"]
    for owner in (constructor, realm.prototypes["DOMException"]):
        assert realm.get(owner, "INDEX_SIZE_ERR") == 1
        assert realm.get(owner, "ABORT_ERR") == 20
        assert realm.get(owner, "DATA_CLONE_ERR") == 25
    for name, code in errors.DOM_EXCEPTION_CODES.items():
        assert make(realm, "", name).code == code


def test_bad_receivers_are_refused(realm: Realm) -> None:
    with pytest.raises(TypeError, match="is not a DOMException"):
        realm.get(realm.prototypes["DOMException"], "name")
    with pytest.raises(TypeError, match="without 'new'"):
        realm.apply(realm.globals()["DOMException"], None, ())
