"""DisposableStack, which Node 20 does not have yet."""

from __future__ import annotations

from typing import Any

import pytest

from hostapi import JsObject, Realm, new_realm
from hostapi.errors import ReferenceError as JsReferenceError
from hostapi.errors import SuppressedError
from runtime.core.values import SYMBOL_DISPOSE, null
from runtime.errors import GuestTrap


@pytest.fixture
def realm() -> Realm:
    return new_realm()


@pytest.fixture
def stack(realm: Realm) -> Any:
    return realm.constructors["DisposableStack"]()


def call(realm: Realm, owner: object, name: object, *args: Any) -> Any:
    return realm.call(owner, name, args)


def test_the_last_is_disposed_of_first(realm: Realm, stack: Any) -> None:
    seen: list[object] = []
    resource = JsObject({SYMBOL_DISPOSE: lambda: seen.append("used")})
    assert call(realm, stack, "use", resource) is resource
    assert call(realm, stack, "adopt", 5, seen.append) == 5
    call(realm, stack, "defer", lambda: seen.append("deferred"))
    assert call(realm, stack, "use", None) is None
    assert call(realm, stack, "use", null) is null
    assert realm.get(stack, "disposed") is False
    call(realm, stack, SYMBOL_DISPOSE)
    assert seen == ["deferred", 5, "used"]
    assert realm.get(stack, "disposed") is True
    call(realm, stack, "dispose")
    assert len(seen) == 3


def test_what_is_moved_is_disposed_of_by_the_new_one(realm: Realm, stack: Any) -> None:
    seen: list[object] = []
    call(realm, stack, "adopt", 1, seen.append)
    moved = call(realm, stack, "move")
    call(realm, stack, "dispose")
    assert (seen, realm.get(stack, "disposed")) == ([], True)
    call(realm, moved, "dispose")
    assert seen == [1]
    for name in ("use", "adopt", "defer", "move"):
        with pytest.raises(JsReferenceError, match="already-disposed"):
            call(realm, stack, name, None, print)


def test_a_context_manager_of_python_is_left(realm: Realm, stack: Any) -> None:
    class Managed:
        left = False

        def __exit__(self, *_: object) -> None:
            self.left = True

    managed = Managed()
    call(realm, stack, "use", managed)
    call(realm, stack, "dispose")
    assert managed.left


def test_errors_hide_those_before_them(realm: Realm, stack: Any) -> None:
    def fail(error: Exception) -> Any:
        def raiser() -> None:
            raise error

        return raiser

    first, second, seen = KeyError("first"), ValueError("second"), []
    call(realm, stack, "defer", lambda: seen.append("still called"))
    call(realm, stack, "defer", fail(second))
    call(realm, stack, "defer", fail(first))
    with pytest.raises(SuppressedError) as raised:
        call(realm, stack, "dispose")
    assert raised.value.error is second
    assert raised.value.suppressed is first
    assert seen == ["still called"]
    call(realm, single := realm.constructors["DisposableStack"](), "defer", fail(first))
    with pytest.raises(KeyError, match="first"):
        call(realm, single, "dispose")


def test_a_trap_ends_it(realm: Realm, stack: Any) -> None:
    seen: list[object] = []

    def trap() -> None:
        raise GuestTrap("unreachable", "unreachable")

    call(realm, stack, "adopt", 1, seen.append)
    call(realm, stack, "defer", trap)
    with pytest.raises(GuestTrap):
        call(realm, stack, "dispose")
    assert seen == []


@pytest.mark.parametrize("value", [1, "a", [], JsObject({SYMBOL_DISPOSE: 5})])
def test_what_cannot_be_disposed_of(realm: Realm, stack: Any, value: Any) -> None:
    with pytest.raises(TypeError):
        call(realm, stack, "use", value)
    with pytest.raises(TypeError):
        call(realm, stack, "adopt", value)
    with pytest.raises(TypeError):
        call(realm, stack, "defer", value)
    assert stack.resources == []
