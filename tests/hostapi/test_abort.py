"""AbortController, AbortSignal, and the events that tell of them."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

import hostapi
from hostapi import Realm, new_realm
from hostapi.errors import DOMException
from runtime.errors import ThrownValue
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, advance


class Scope:
    """A realm, its global scope, and what moves its time."""

    def __init__(self) -> None:
        self.clock, self.reports = MockClock(), Reports()
        self.loop = GuestLoop(self.clock, self.reports)
        self.realm: Realm = new_realm()
        self.names = hostapi.defaults(self.loop, self.realm)

    def new(self, name: str, *args: object) -> Any:
        return self.realm.construct(self.names[name], args)

    def get(self, owner: object, key: str) -> Any:
        return self.realm.get(owner, key)

    def call(self, owner: object, name: str, *args: object) -> Any:
        return self.realm.call(owner, name, args)

    def run_microtasks(self) -> None:
        self.loop.run_task(lambda: None)


@pytest.fixture
def scope() -> Scope:
    return Scope()


def test_a_controller_aborts_its_signal_once(scope: Scope) -> None:
    controller = scope.new("AbortController")
    signal = scope.get(controller, "signal")
    assert signal is scope.get(controller, "signal")
    assert scope.get(signal, "aborted") is False
    assert scope.get(signal, "reason") is None
    scope.call(signal, "throwIfAborted")
    seen: list[Any] = []
    scope.call(signal, "addEventListener", "abort", seen.append)
    scope.call(controller, "abort")
    scope.call(controller, "abort", "again")
    assert scope.get(signal, "aborted") is True
    reason = scope.get(signal, "reason")
    assert isinstance(reason, DOMException)
    assert (reason.name, reason.code) == ("AbortError", 20)
    (event,) = seen
    assert scope.get(event, "type") == "abort"
    assert scope.get(event, "target") is signal
    assert scope.get(event, "isTrusted") is True
    with pytest.raises(DOMException, match="aborted"):
        scope.call(signal, "throwIfAborted")


def test_any_value_is_a_reason(scope: Scope) -> None:
    signal = scope.call(scope.names["AbortSignal"], "abort", "no time")
    assert signal.reason == "no time"
    with pytest.raises(ThrownValue) as caught:
        scope.call(signal, "throwIfAborted")
    assert caught.value.value == "no time"


def test_algorithms_run_before_the_event_and_can_be_taken_back(scope: Scope) -> None:
    controller = scope.new("AbortController")
    signal, log = controller.signal, []
    signal.add_algorithm(lambda: log.append("first"))
    taken = lambda: log.append("taken")  # noqa: E731 # the very object is taken back
    signal.add_algorithm(taken)
    signal.remove_algorithm(taken)
    scope.realm.set(signal, "onabort", lambda _event: log.append("handler"))
    controller.abort()
    signal.add_algorithm(lambda: log.append("late"))
    assert log == ["first", "handler"]


@pytest.mark.asyncio
async def test_a_timeout_aborts_and_keeps_nobody_waiting(scope: Scope) -> None:
    signal = scope.call(scope.names["AbortSignal"], "timeout", 100)
    assert scope.loop.is_idle
    await advance(scope.clock, 0.099, scope.loop)
    assert not signal.aborted
    await advance(scope.clock, 0.001, scope.loop)
    assert signal.aborted
    assert (signal.reason.name, signal.reason.code) == ("TimeoutError", 23)
    with pytest.raises(TypeError, match="unsigned long long"):
        scope.call(scope.names["AbortSignal"], "timeout", -1)


def test_any_follows_its_sources(scope: Scope) -> None:
    first, second = scope.new("AbortController"), scope.new("AbortController")
    interface = scope.names["AbortSignal"]
    both = scope.call(interface, "any", [first.signal, second.signal])
    outer = scope.call(interface, "any", [both])
    log: list[str] = []
    scope.call(outer, "addEventListener", "abort", lambda _: log.append("outer"))
    scope.call(both, "addEventListener", "abort", lambda _: log.append(f"both {outer.aborted}"))
    second.abort("second")
    first.abort("first")
    assert (both.reason, outer.reason) == ("second", "second")
    assert log == ["both True", "outer"]
    done = scope.call(interface, "any", [second.signal, first.signal])
    assert done.reason == "second"
    with pytest.raises(TypeError, match="AbortSignal"):
        scope.call(interface, "any", [{}])


def test_a_following_signal_lives_as_long_as_somebody_listens(scope: Scope) -> None:
    controller = scope.new("AbortController")
    interface = scope.names["AbortSignal"]
    forgotten = weakref.ref(scope.call(interface, "any", [controller.signal]))
    heard: list[str] = []
    listened = scope.call(interface, "any", [controller.signal])
    listened.add_algorithm(lambda: heard.append("heard"))
    kept = weakref.ref(listened)
    del listened
    gc.collect()
    assert forgotten() is None
    assert kept() is not None
    controller.abort()
    assert heard == ["heard"]
    gc.collect()
    assert kept() is None


def test_listeners_are_told_in_order_and_only_as_often_as_asked(scope: Scope) -> None:
    target, log = scope.new("EventTarget"), []

    def note(name: str) -> Any:
        return lambda _event: log.append(name)

    first = note("first")
    scope.call(target, "addEventListener", "x", first)
    scope.call(target, "addEventListener", "x", first)
    scope.call(target, "addEventListener", "x", note("once"), {"once": True})
    scope.call(target, "addEventListener", "x", note("capture"), True)
    scope.call(target, "addEventListener", "y", note("y"))
    assert scope.call(target, "dispatchEvent", scope.new("Event", "x")) is True
    assert log == ["capture", "first", "once"]
    log.clear()
    scope.call(target, "removeEventListener", "x", first, True)
    scope.call(target, "removeEventListener", "x", note("unknown"))
    scope.call(target, "dispatchEvent", scope.new("Event", "x"))
    scope.call(target, "removeEventListener", "x", first)
    scope.call(target, "dispatchEvent", scope.new("Event", "x"))
    assert log == ["capture", "first", "capture"]


def test_what_a_listener_can_do_to_an_event(scope: Scope) -> None:
    target, log = scope.new("EventTarget"), []
    listener = {"handleEvent": lambda event: log.append(scope.get(event, "eventPhase"))}
    scope.call(target, "addEventListener", "x", listener)

    def stop(event: object) -> None:
        scope.call(event, "preventDefault")
        scope.call(event, "stopImmediatePropagation")
        assert scope.call(event, "composedPath") == [target]
        with pytest.raises(DOMException, match="already being dispatched"):
            scope.call(target, "dispatchEvent", event)

    scope.call(target, "addEventListener", "x", stop)
    scope.call(target, "addEventListener", "x", lambda _: log.append("never"))
    event = scope.new("Event", "x", {"cancelable": True})
    assert scope.call(target, "dispatchEvent", event) is False
    assert log == [2]
    assert scope.get(event, "defaultPrevented") is True
    assert scope.get(event, "isTrusted") is False
    assert scope.call(target, "dispatchEvent", scope.new("Event", "x")) is True


def test_a_listener_goes_with_its_signal(scope: Scope) -> None:
    target, controller, log = scope.new("EventTarget"), scope.new("AbortController"), []
    options = {"signal": controller.signal}
    scope.call(target, "addEventListener", "x", lambda _: log.append(1), options)
    scope.call(target, "dispatchEvent", scope.new("Event", "x"))
    controller.abort()
    scope.call(target, "dispatchEvent", scope.new("Event", "x"))
    scope.call(target, "addEventListener", "x", lambda _: log.append(2), options)
    scope.call(target, "dispatchEvent", scope.new("Event", "x"))
    assert log == [1]
    with pytest.raises(TypeError, match="AbortSignal"):
        scope.call(target, "addEventListener", "x", lambda _: None, {"signal": 1})


def test_exceptions_of_listeners_are_reported_and_the_rest_goes_on(scope: Scope) -> None:
    controller, log = scope.new("AbortController"), []

    def fail(_event: object) -> None:
        raise ValueError("of a listener")

    scope.call(controller.signal, "addEventListener", "abort", fail)
    scope.call(controller.signal, "addEventListener", "abort", lambda _: log.append("told"))
    controller.signal.add_algorithm(lambda: fail(None))
    scope.loop.run_task(controller.abort)
    assert log == ["told"]
    assert [str(error) for error in scope.reports.errors] == ["of a listener"] * 2


def test_what_is_of_the_wrong_kind_is_told(scope: Scope) -> None:
    with pytest.raises(TypeError, match="Illegal constructor"):
        scope.new("AbortSignal")
    with pytest.raises(TypeError, match="1 argument required"):
        scope.new("Event")
    with pytest.raises(TypeError, match="no Event"):
        scope.call(scope.new("EventTarget"), "dispatchEvent", {})
    with pytest.raises(TypeError, match="neither a function nor an object"):
        scope.call(scope.new("EventTarget"), "addEventListener", "x", 1)
    aborted = scope.realm.lookup(scope.realm.prototypes["AbortSignal"], "aborted")
    with pytest.raises(TypeError, match="incompatible receiver"):
        scope.realm.apply(aborted.get, {}, ())
