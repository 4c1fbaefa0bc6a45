"""Copies that share nothing."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from hostapi import JsDate, JsMap, JsObject, JsRegExp, JsSet, Realm, errors, new_realm
from hostapi.buffers import ArrayBuffer, DataView
from hostapi.structured_clone import structured_clone
from hostapi.typed_arrays import Int16Array, Uint8Array
from hostapi.wrappers import StringObject
from runtime.core.values import BigInt, Symbol, null


@pytest.fixture
def realm() -> Realm:
    return new_realm()


@pytest.mark.parametrize("value", [None, null, True, 5, 0.5, "text", BigInt(5)])
def test_primitives_are_themselves(realm: Realm, value: Any) -> None:
    assert structured_clone(realm, value) is value


def test_containers_are_new(realm: Realm) -> None:
    given = JsObject(list=[1, [2]], map=JsMap({"k": {"x": 1}}), set=JsSet([1, 2]), none=None)
    made = structured_clone(realm, given)
    assert made == {"list": [1, [2]], "map": made["map"], "set": made["set"], "none": None}
    assert list(made["map"].items()) == [("k", {"x": 1})]
    assert list(made["set"]) == [1, 2]
    for path in (("list",), ("list", 1), ("map",), ("map", "k"), ("set",)):
        old, new = given, made
        for key in path:
            old, new = old[key], new[key]
        assert old is not new


def test_values_with_slots_are_new(realm: Realm) -> None:
    date, pattern, text = JsDate(5), JsRegExp("a+", "gi"), StringObject("s")
    copies = structured_clone(realm, [date, pattern, text])
    assert copies[0].time == 5
    assert (copies[1].source, copies[1].flags, copies[1].last_index) == ("a+", "gi", 0)
    assert copies[2].primitive == "s"
    assert all(new is not old for new, old in zip(copies, (date, pattern, text), strict=True))


def test_views_of_one_buffer_stay_views_of_one(realm: Realm) -> None:
    buffer = ArrayBuffer(bytearray(b"\1\2\3\4"))
    given = [Uint8Array(buffer, 1, 2), DataView(buffer, 2), Int16Array(buffer)]
    one, two, three = structured_clone(realm, given)
    assert one.buffer is two.buffer is three.buffer
    assert one.buffer is not buffer
    assert (bytes(one), bytes(two), bytes(three)) == (b"\2\3", b"\3\4", b"\1\2\3\4")


def test_pythons_own_values_are_copied_as_javascripts(realm: Realm) -> None:
    made = structured_clone(realm, {"b": b"\1\2", "a": array("h", [3]), "t": (1, 2), "s": {7}})
    assert isinstance(made["b"], Uint8Array)
    assert isinstance(made["a"], Int16Array)
    assert (bytes(made["b"]), made["a"].tolist(), made["t"]) == (b"\1\2", [3], [1, 2])
    assert list(made["s"]) == [7]


def test_rings_stay_rings(realm: Realm) -> None:
    ring: list[Any] = []
    ring.append({"back": ring})
    made = structured_clone(realm, ring)
    assert made is not ring
    assert made[0]["back"] is made


def test_errors_keep_name_and_message(realm: Realm) -> None:
    copies = structured_clone(
        realm, [errors.RangeError("r"), errors.DOMException("d", "AbortError"), errors.Error("e")]
    )
    assert [realm.to_string(each) for each in copies] == [
        "RangeError: r", "AbortError: d", "Error: e",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [print, Symbol("s"), object(), {"deep": [print]}])
def test_what_cannot_be_copied(realm: Realm, value: Any) -> None:
    with pytest.raises(errors.DOMException, match="could not be cloned") as caught:
        structured_clone(realm, value)
    assert caught.value.name == "DataCloneError"
