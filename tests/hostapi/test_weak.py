"""WeakMap, WeakSet, WeakRef and FinalizationRegistry over Python's weak references."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

import hostapi
from hostapi import JsMap, JsObject, Realm, new_realm
from runtime.core.values import Symbol, null
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, advance_until_idle


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def make(realm: Realm, name: str, *args: Any) -> Any:
    return realm.constructors[name](*args)


def call(realm: Realm, owner: object, name: str, *args: Any) -> Any:
    return realm.call(owner, name, args)


def test_a_key_that_goes_takes_its_entry_with_it(realm: Realm) -> None:
    weak = make(realm, "WeakMap")
    key, value = JsObject(), JsObject()
    call(realm, weak, "set", key, value)
    assert call(realm, weak, "get", key) is value
    gone = weakref.ref(value)
    del key, value
    gc.collect()
    assert gone() is None
    assert len(weak.table) == 0


def test_a_map_that_goes_lets_its_values_go_without_the_collector(realm: Realm) -> None:
    weak, key, value = make(realm, "WeakMap"), JsObject(), JsObject()
    call(realm, weak, "set", key, value)
    gone = weakref.ref(value)
    del weak, value
    assert gone() is None


@pytest.mark.parametrize("key", [[], {}, (1,), b"x", JsObject(), JsMap(), print, Symbol("s")])
def test_objects_are_keys_by_their_identity(realm: Realm, key: Any) -> None:
    weak = make(realm, "WeakMap", [[key, "found"]])
    assert call(realm, weak, "get", key) == "found"
    assert call(realm, weak, "getOrInsert", key, "other") == "found"
    assert call(realm, make(realm, "WeakSet", [key]), "has", key)
    assert call(realm, make(realm, "WeakRef", key), "deref") is key
    assert call(realm, weak, "delete", key)
    assert not call(realm, weak, "has", key)
    assert call(realm, weak, "getOrInsertComputed", key, lambda same: same is key) is True


def test_registered_symbols_cannot_be_held_weakly(realm: Realm) -> None:
    registered = realm.call(realm.constructors["Symbol"], "for", ("s",))
    with pytest.raises(TypeError, match="invalid target"):
        make(realm, "WeakRef", registered)


def test_what_python_cannot_hold_weakly_stays(realm: Realm) -> None:
    ref, weak = make(realm, "WeakRef", [1]), make(realm, "WeakMap", [[[2], "value"]])
    realm.jobs.reach_safe_point()
    gc.collect()
    assert call(realm, ref, "deref") == [1]
    assert len(weak.table) == 1


@pytest.mark.parametrize("value", [1, "a", True, None, null, 0.5])
def test_primitives_cannot_be_held_weakly(realm: Realm, value: Any) -> None:
    registry = make(realm, "FinalizationRegistry", print)
    attempts: list[Callable[[], object]] = [
        lambda: call(realm, make(realm, "WeakMap"), "set", value, 1),
        lambda: call(realm, make(realm, "WeakMap"), "getOrInsert", value, 1),
        lambda: call(realm, make(realm, "WeakSet"), "add", value),
        lambda: make(realm, "WeakRef", value),
        lambda: call(realm, registry, "register", value, 1),
        lambda: call(realm, registry, "unregister", value),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError, match=r"[Ii]nvalid"):
            attempt()
    assert call(realm, make(realm, "WeakMap"), "get", value) is None
    assert not call(realm, make(realm, "WeakMap"), "delete", value)


def loop_of(realm: Realm, reports: Reports | None = None) -> tuple[GuestLoop, MockClock]:
    clock = MockClock()
    loop = GuestLoop(clock, reports or Reports())
    hostapi.defaults(loop, realm)
    return loop, clock


@pytest.mark.asyncio
async def test_a_target_lives_until_the_job_ends(realm: Realm) -> None:
    loop, _ = loop_of(realm)
    loop.attach()

    def job() -> Any:
        ref = make(realm, "WeakRef", JsObject())
        gc.collect()
        assert call(realm, ref, "deref") is not None
        return ref

    ref = loop.run_task(job)
    gc.collect()
    assert call(realm, ref, "deref") is None
    loop.close()


@pytest.mark.asyncio
async def test_callbacks_come_when_nothing_of_the_guest_runs(realm: Realm) -> None:
    loop, clock = loop_of(realm)
    loop.attach()
    seen: list[object] = []
    registry = make(realm, "FinalizationRegistry", seen.append)

    def job() -> None:
        for held in ("first", "second"):
            call(realm, registry, "register", JsObject(), held)
        gc.collect()
        assert seen == []
        loop.queue_microtask(lambda: seen.append("microtask"))

    loop.run_task(job)
    assert seen == ["microtask"]
    await advance_until_idle(clock, loop, 1.0)
    assert seen == ["microtask", "first", "second"]
    loop.close()


@pytest.mark.asyncio
async def test_idle_waits_for_callbacks(realm: Realm) -> None:
    loop, _ = loop_of(realm)
    loop.attach()
    seen: list[object] = []
    registry = make(realm, "FinalizationRegistry", seen.append)
    call(realm, registry, "register", JsObject(), "gone")
    gc.collect()
    await loop.idle()
    assert seen == ["gone"]
    loop.close()


@pytest.mark.asyncio
async def test_the_application_may_drop_a_target(realm: Realm) -> None:
    loop, clock = loop_of(realm)
    loop.attach()
    seen: list[object] = []
    registry = make(realm, "FinalizationRegistry", seen.append)
    target, ring = JsObject(), JsObject()
    ring["self"] = ring
    call(realm, registry, "register", target, "target")
    call(realm, registry, "register", ring, "ring")
    del target, ring
    gc.collect()
    assert seen == []
    await advance_until_idle(clock, loop, 1.0)
    assert sorted(map(str, seen)) == ["ring", "target"]
    loop.close()


@pytest.mark.asyncio
async def test_an_error_of_one_callback_does_not_stop_the_others(realm: Realm) -> None:
    reports = Reports()
    loop, clock = loop_of(realm, reports)
    loop.attach()
    seen: list[object] = []

    def callback(held: object) -> None:
        if held == "bad":
            raise KeyError(held)
        seen.append(held)

    registry = make(realm, "FinalizationRegistry", callback)
    for held in ("bad", "good"):
        call(realm, registry, "register", JsObject(), held)
    await advance_until_idle(clock, loop, 1.0)
    assert seen == ["good"]
    assert len(reports.errors) == 1
    loop.close()


@pytest.mark.asyncio
async def test_what_is_unregistered_is_not_told(realm: Realm) -> None:
    loop, clock = loop_of(realm)
    loop.attach()
    seen: list[object] = []
    registry = make(realm, "FinalizationRegistry", seen.append)
    target, token = JsObject(), JsObject()
    call(realm, registry, "register", target, "one", token)
    call(realm, registry, "register", target, "two", token)
    call(realm, registry, "register", [], "a list is never collected as far as we know", token)
    call(realm, registry, "register", target, "three")
    assert call(realm, registry, "unregister", token)
    assert not call(realm, registry, "unregister", token)
    del target
    gc.collect()
    await advance_until_idle(clock, loop, 1.0)
    assert seen == ["three"]
    loop.close()
    call(realm, registry, "register", JsObject(), "after the loop was closed")
    assert seen == ["three"]
