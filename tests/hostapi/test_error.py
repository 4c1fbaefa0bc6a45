"""Errors both ways: Python's exceptions in a guest, a guest's errors in Python."""

from __future__ import annotations

from typing import Any

import pytest

from hostapi import JsObject, Realm, errors, new_realm
from runtime.errors import JsError, ThrownValue


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def make(realm: Realm, name: str, *args: Any) -> Any:
    return realm.construct(realm.globals()[name], args)


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("Error", Exception),
        ("TypeError", TypeError),
        ("RangeError", ValueError),
        ("SyntaxError", SyntaxError),
        ("URIError", ValueError),
        ("ReferenceError", JsError),
        ("EvalError", JsError),
    ],
)
def test_a_guests_error_is_the_python_exception_most_like_it(
    realm: Realm, name: str, python: type[Exception]
) -> None:
    error = make(realm, name, "text")
    assert isinstance(error, python)
    assert isinstance(error, JsError)
    assert (error.name, error.message, str(error)) == (name, "text", "text")
    assert isinstance(error, getattr(errors, name))
    assert realm.instance_of(error, realm.globals()[name])
    assert realm.instance_of(error, realm.globals()["Error"])


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (TypeError("t"), "TypeError", "TypeError: t"),
        (OverflowError("o"), "RangeError", "RangeError: o"),
        (ZeroDivisionError("z"), "RangeError", "RangeError: z"),
        (RecursionError("deep"), "RangeError", "RangeError: deep"),
        (NameError("n"), "ReferenceError", "ReferenceError: n"),
        (SyntaxError("s"), "SyntaxError", "SyntaxError: s"),
        (ValueError("v"), "Error", "ValueError: v"),
        (KeyError("k"), "Error", "KeyError: k"),
        (FileNotFoundError(2, "gone"), "Error", "FileNotFoundError: [Errno 2] gone"),
        (ValueError(), "Error", "ValueError"),
        (JsError("j"), "Error", "Error: j"),
        (JsError("j", "Mine"), "Error", "Mine: j"),
    ],
)
def test_a_python_exception_is_an_error(
    realm: Realm, error: Exception, kind: str, text: str
) -> None:
    assert realm.to_string(error) == text
    assert realm.prototype_of(error) is realm.prototypes[kind]
    assert realm.instance_of(error, realm.globals()["Error"])
    assert realm.instance_of(error, realm.globals()["TypeError"]) == isinstance(error, TypeError)
    assert realm.instance_of(error, type(error))


def test_what_a_guest_sets_stays_beside_the_exception(realm: Realm) -> None:
    error = ValueError("before")
    realm.set(error, "message", "after")
    realm.set(error, "code", 7)
    assert realm.to_string(error) == "ValueError: after"
    assert str(error) == "before"
    assert realm.enumerable_own(error) == ["code"]
    assert vars(error)["code"] == 7


def test_causes_are_pythons_causes(realm: Realm) -> None:
    inner = ValueError("inner")
    error = make(realm, "Error", "outer", {"cause": inner})
    assert error.__cause__ is inner
    assert realm.get(error, "cause") is inner
    with pytest.raises(TypeError) as caught:
        raise TypeError("outer") from ThrownValue(5)
    assert realm.get(caught.value, "cause") == 5
    assert realm.get(make(realm, "Error", "m", {"cause": "text"}), "cause") == "text"


def test_the_stack_has_the_frames_of_python(realm: Realm) -> None:
    error = make(realm, "RangeError", "far")
    assert realm.get(error, "stack") == "RangeError: far"
    try:
        raise error
    except errors.RangeError:
        stack = realm.get(error, "stack")
    first, frame = stack.splitlines()
    assert first == "RangeError: far"
    assert frame.startswith("    at test_the_stack_has_the_frames_of_python (")


def test_aggregate_and_suppressed_errors(realm: Realm) -> None:
    error = make(realm, "AggregateError", (1, 2), "several", {"cause": 3})
    assert (realm.get(error, "errors"), error.message) == ([1, 2], "several")
    assert realm.get(error, "cause") == 3
    hiding = make(realm, "SuppressedError", "last", "before", "text")
    assert realm.get(hiding, "error") == "last"
    assert realm.get(hiding, "suppressed") == "before"
    assert realm.to_string(hiding) == "SuppressedError: text"
    assert realm.enumerable_own(hiding) == []


def test_is_error_and_capture_stack_trace(realm: Realm) -> None:
    constructor = realm.globals()["Error"]
    assert realm.call(constructor, "isError", (ValueError(),)) is True
    assert realm.call(constructor, "isError", ({},)) is False
    assert realm.get(constructor, "stackTraceLimit") == 10
    realm.set(constructor, "stackTraceLimit", 50)
    assert realm.get(constructor, "stackTraceLimit") == 50
    assert realm.get(realm.globals()["TypeError"], "stackTraceLimit") == 50
    target = JsObject()
    realm.call(constructor, "captureStackTrace", (target,))
    assert realm.get(target, "stack") == "Error"


def test_debug_text(realm: Realm) -> None:
    assert realm.debug_text(TypeError("t"), as_source=True) == "TypeError: t"
    assert realm.debug_text(make(realm, "Error"), as_source=True) == "Error: "
