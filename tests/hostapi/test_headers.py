"""Headers as guests make them."""

from __future__ import annotations

from typing import Any

import pytest

from hostapi import Realm, fetching, new_realm
from hostapi.fetching.headers import Guard, JsHeaders


@pytest.fixture
def realm() -> Realm:
    made = new_realm()
    fetching.install(made, lambda *_: None)
    return made


def headers(realm: Realm, *args: object) -> Any:
    return realm.constructors["Headers"](*args)


def test_are_sorted_combined_and_in_lower_case(realm: Realm) -> None:
    made = headers(realm, [["X-B", "1"], ["x-a", " 2\t"], ["x-b", "3"]])
    assert list(realm.iterate(made)) == [["x-a", "2"], ["x-b", "1, 3"]]
    assert realm.call(made, "get", ["X-b"]) == "1, 3"
    assert str(realm.call(made, "get", ["x-c"])) == "Null.NULL"
    realm.call(made, "set", ["x-B", "4"])
    assert list(made) == [("x-a", "2"), ("x-b", "4")]
    realm.call(made, "delete", ["X-A"])
    assert realm.call(made, "has", ["x-a"]) is False
    assert list(realm.call(made, "keys", [])) == ["x-b"]
    assert list(realm.call(made, "values", [])) == ["4"]
    seen: list[object] = []
    realm.call(made, "forEach", [lambda value, name, _: seen.append((name, value))])
    assert seen == [("x-b", "4")]


def test_cookies_stand_by_themselves(realm: Realm) -> None:
    made = headers(realm)
    for value in ("b=2", "a=1"):
        realm.call(made, "append", ["Set-Cookie", value])
    assert realm.call(made, "getSetCookie", []) == ["b=2", "a=1"]
    assert list(made) == [("set-cookie", "b=2"), ("set-cookie", "a=1")]
    assert realm.call(made, "get", ["set-cookie"]) == "b=2, a=1"


def test_are_made_of_records_and_of_headers(realm: Realm) -> None:
    made = headers(realm, {"a": 1, "B": "x"})
    assert list(headers(realm, made)) == [("a", "1"), ("b", "x")]
    assert list(headers(realm, None)) == []


@pytest.mark.parametrize("init", [1, "a: b", [["a"]], [["a", "b", "c"]], [1]])
def test_what_is_neither_is_told(realm: Realm, init: object) -> None:
    with pytest.raises(TypeError, match="Headers"):
        headers(realm, init)


@pytest.mark.parametrize(
    ("name", "value"),
    [("", "x"), ("a b", "x"), ("a:", "x"), ("é", "x"), ("a", "x\r\ny"), ("a", "\0"), ("a", "Ā")],
)
def test_what_is_no_header_is_told(realm: Realm, name: str, value: str) -> None:
    for method in ("append", "set"):
        with pytest.raises(TypeError, match="Headers"):
            realm.call(headers(realm), method, [name, value])


def test_guards(realm: Realm) -> None:
    request = JsHeaders(guard=Guard.REQUEST)
    for name in ("Host", "content-length", "Connection", "Transfer-Encoding"):
        request.append(name, "x")
    request.append("Cookie", "x")
    assert list(request) == [("cookie", "x")]
    frozen = request.copied(Guard.IMMUTABLE)
    with pytest.raises(TypeError, match="immutable"):
        frozen.append("a", "b")
    with pytest.raises(TypeError, match="immutable"):
        frozen.delete("cookie")


def test_iterating_sees_what_changes_meanwhile(realm: Realm) -> None:
    made = headers(realm, {"b": "1", "c": "2"})
    iterator = realm.call(made, "keys", [])
    assert next(iterator) == "b"
    realm.call(made, "append", ["a", "0"])
    assert list(iterator) == ["b", "c"]
