"""JSON of Python values, and what a guest's values are as JSON."""

from __future__ import annotations

import json as python_json
from typing import Any

import pytest

from hostapi import JsMap, JsObject, Realm, new_realm
from hostapi.errors import SyntaxError as JsSyntaxError
from hostapi.json_text import read
from runtime.core.values import BigInt, Symbol, null


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def json(realm: Realm, name: str, *args: Any) -> Any:
    return realm.call(realm.namespaces["JSON"], name, args)


def test_what_is_read_is_pythons(realm: Realm) -> None:
    value = json(realm, "parse", '{"a": [1, 1.0, 1.5, null, true, "x"], "b": {}}')
    assert value == {"a": [1, 1, 1.5, null, True, "x"], "b": {}}
    assert [type(item) for item in value["a"][:3]] == [int, int, float]
    assert type(value) is JsObject
    big = json(realm, "parse", "[9007199254740993, 1e400, -0]")
    assert [type(item) for item in big] == [float, float, float]
    assert str(big) == "[9007199254740992.0, inf, -0.0]"


def message_for(text: str) -> str:
    try:
        read(text)
    except JsSyntaxError as error:
        return error.message
    return ""


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "\u0661", "1\u0662", "{'a':1}"])
def test_pythons_extensions_are_no_json(text: str) -> None:
    with pytest.raises(JsSyntaxError):
        read(text)


def python_refuses(text: str) -> bool:
    try:
        python_json.loads(text)
    except ValueError:
        return True
    return False


def test_whatever_python_refuses_is_diagnosed() -> None:
    source = '{"a":[1.5e+3,-0,"\\u00e9\\n",true,false,null,{}],"b":"x"}'
    for end in range(len(source)):
        for text in (source[:end], source[:end] + "~" + source[end:], source[:end] + "\n" + source):
            assert bool(message_for(text)) is python_refuses(text), text


def test_depth(realm: Realm) -> None:
    text = '[0,{"a":[],"b":' * 10_000 + '"\\"[\\u0041"' + ',"c":{},"b2":null},1]' * 10_000
    deep = read(text)
    assert json(realm, "stringify", deep) == text.replace("\\u0041", "A")
    while isinstance(deep, list):  # level by level, lest its destructor goes so deep
        deep = deep[1].pop("b")
    with pytest.raises(JsSyntaxError, match="position 100001"):
        read("[" * 99_999 + "1 2")


def test_what_is_written(realm: Realm) -> None:
    assert json(realm, "stringify", {"b": 1, "a": None, "c": null}) == '{"b":1,"c":null}'
    assert json(realm, "stringify", (1, 2.0, float("nan"), None)) == "[1,2,null,null]"
    assert json(realm, "stringify", print) is None
    assert json(realm, "stringify", Symbol("s")) is None
    assert json(realm, "stringify", JsMap({1: 2})) == "{}"
    assert (
        json(realm, "stringify", "\ud83e x \udd80 \U0001f980") == '"\\ud83e x \\udd80 \U0001f980"'
    )
    assert json(realm, "stringify", [[], {}], None, 1) == "[\n [],\n {}\n]"
    for big in (BigInt(1), 2**60):
        with pytest.raises(TypeError, match="Do not know how to serialize a BigInt"):
            json(realm, "stringify", [big])


def test_names_of_nothing_are_undefined_and_null_for_the_crate(realm: Realm) -> None:
    assert json(realm, "stringify", None) is None
    assert realm.to_json(None) == "null"
    assert realm.parse_json("null") is null


def test_raw(realm: Realm) -> None:
    raw = json(realm, "rawJSON", "1e1000")
    assert json(realm, "isRawJSON", raw)
    assert not json(realm, "isRawJSON", {"rawJSON": "1"})
    assert json(realm, "stringify", {"a": raw}) == '{"a":1e1000}'
    for text in ("", " 1", "1\n", "{}", "[]", "x"):
        with pytest.raises(JsSyntaxError):
            json(realm, "rawJSON", text)


def test_to_json_of_a_python_object(realm: Realm) -> None:
    class Point:
        def __init__(self) -> None:
            self.x = 1

        def toJSON(self, key: str) -> object:
            return {"at": key, "x": self.x}

    assert json(realm, "stringify", {"p": Point()}) == '{"p":{"at":"p","x":1}}'
