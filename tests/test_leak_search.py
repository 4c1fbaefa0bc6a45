"""What is a leak among the things that an instance holds."""

from __future__ import annotations

import hostapi
from runtime.core.closures import ClosureState
from runtime.instance.running import Held
from runtime.leaks import Leak, find_leaks

JOB = "Closure<dyn FnMut(JsValue) -> Result<(), JsValue>>"


def closure(number: int, rust_name: str = JOB) -> tuple[ClosureState, object]:
    def function() -> None:
        pass

    state = ClosureState(number, 0, True, True, None, rust_name)
    function.wasmloop_state = state  # type: ignore[attr-defined] # as heap closures have it
    return state, function


def held(*values: object, closures: tuple[tuple[ClosureState, object], ...] = ()) -> Held:
    return Held(closures, tuple((1028 + n, value, None) for n, value in enumerate(values)), 0)


def kinds(leaks: tuple[Leak, ...]) -> list[str]:
    return [leak.kind for leak in leaks]


def test_the_queue_of_wasm_bindgen_futures_is_none() -> None:
    promises = hostapi.new_realm().promises
    made = [closure(1), closure(2)]
    queue = promises.resolved(None)
    found = find_leaks(held(queue, made[0][1], made[1][1], closures=tuple(made)), [], 0, {})
    assert [leak.what for leak in found] == [
        f"heap closure #2 `{JOB}`, held by Rust as handle 1030"
    ]
    # Another promise, or another type, is no queue.
    for first, second in (
        (promises.resolved(1), closure(1)),
        (promises.new().promise, closure(1)),
        (queue, closure(1, "Closure<dyn FnMut(u32)>")),
    ):
        found = find_leaks(held(first, second[1], closures=(second,)), [], 0, {})
        assert min(kinds(found)) == "closure"
        assert len(found) == 2


def test_pending_promises_are_named() -> None:
    promises = hostapi.new_realm().promises
    found = find_leaks(held(promises.new().promise, promises.resolved(3)), [], 2, {})
    assert [(leak.kind, leak.what) for leak in found] == [
        ("promise", "2 coroutine(s) of Python's that it waited for"),
        ("promise", "pending promise, held by Rust as handle 1028"),
        (
            "handle",
            "value of Python type runtime.core.promise.Promise, held by Rust as handle 1029",
        ),
    ]


def test_one_handle_of_what_outlives_the_guest_is_none() -> None:
    window = object()
    found = find_leaks(held(window), [], 0, {id(window): 1})
    assert found == ()
    found = find_leaks(held(window, window, window), [], 0, {id(window): 1})
    assert kinds(found) == ["handle", "handle"]


def test_open_scopes_are_named() -> None:
    found = find_leaks(Held((), (), 2), [], 0, {})
    assert [leak.what for leak in found] == ["2 imported call(s) that had not returned"]
