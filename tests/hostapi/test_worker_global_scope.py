"""The global object: that of a worker."""

from __future__ import annotations

from typing import Any

import pytest

import hostapi
from hostapi import Realm, errors, new_realm
from hostapi.forgiving_base64 import forgiving_decode, forgiving_encode
from runtime.core.members import MISSING
from runtime.linker.scope import HostScope, global_scope
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports

Scope = dict[str, Any]


@pytest.fixture
def realm() -> Realm:
    return new_realm(MockClock())


@pytest.fixture
def scope(realm: Realm) -> Scope:
    return hostapi.defaults(GuestLoop(MockClock(), Reports()), realm)


def test_it_is_the_global_scope_of_a_worker(realm: Realm, scope: Scope) -> None:
    assert scope["self"] is scope["globalThis"] is scope
    assert realm.instance_of(scope, scope["WorkerGlobalScope"])
    assert realm.instance_of(scope, scope["EventTarget"])
    assert realm.instance_of(scope, scope["Object"])
    assert "window" not in scope
    assert "Window" not in scope
    tag = realm.apply(realm.get(realm.prototypes["Object"], "toString"), scope, ())
    assert tag == "[object WorkerGlobalScope]"


@pytest.mark.parametrize(
    "name",
    [
        *("setTimeout", "setInterval", "clearTimeout", "clearInterval", "queueMicrotask"),
        *("atob", "btoa", "performance", "crypto", "self", "isSecureContext"),
    ],
)
def test_its_class_has_what_it_has(realm: Realm, scope: Scope, name: str) -> None:
    assert realm.serves("WorkerGlobalScope", "method", name)
    prototype = realm.get(scope["WorkerGlobalScope"], "prototype")
    assert realm.lookup(prototype, name) is not MISSING


def test_the_host_replaces_what_the_class_calls(realm: Realm, scope: Scope) -> None:
    global_scope(scope, {"setTimeout": lambda *args: ["mine", *args]})
    member = realm.lookup(realm.get(scope["WorkerGlobalScope"], "prototype"), "setTimeout")
    assert realm.apply(member, scope, (print, 5)) == ["mine", print, 5]
    with pytest.raises(TypeError, match="Illegal invocation"):
        realm.apply(member, {}, (print, 5))


def test_names_of_the_class_are_found_as_globals(realm: Realm, scope: Scope) -> None:
    found = HostScope(scope, {}, realm)
    assert found.find(None, ["isSecureContext"]) is True
    assert found.find(None, ["globalThis", "performance"]) is realm.performance
    assert realm.apply(found.find(None, ["btoa"]), None, ("hi",)) == "aGk="


def test_what_a_worker_has_elsewhere_says_why_it_is_not_here(realm: Realm, scope: Scope) -> None:
    assert not realm.serves("WorkerGlobalScope", "method", "importScripts")
    for name in ("importScripts", "navigator", "indexedDB"):
        assert realm.refusal(f"WorkerGlobalScope.{name}")
        assert realm.refusal(f"WorkerGlobalScope.prototype.{name}")
        assert realm.get(scope, name) is None, "undefined, for who asks whether it is there"


@pytest.mark.parametrize(
    ("text", "data"),
    [("", ""), ("YQ==", "a"), ("YQ", "a"), (" Y Q\n= =", "a"), ("YR==", "a"), ("/+8=", "\xff\xef")],
)
def test_atob(text: str, data: str) -> None:
    assert forgiving_decode(text) == data


@pytest.mark.parametrize("text", ["a", "YQ=", "=", "YQ===", "Y-_=", "é", "YQ==YQ=="])
def test_what_atob_refuses(text: str) -> None:
    with pytest.raises(errors.DOMException) as caught:
        forgiving_decode(text)
    assert caught.value.name == "InvalidCharacterError"


def test_btoa() -> None:
    assert forgiving_encode("a\xff") == "Yf8="
    with pytest.raises(errors.DOMException):
        forgiving_encode("\u0100")
