"""The life of a closure, by its transition table."""

from __future__ import annotations

import itertools

import pytest

from runtime.core.closures import (
    TRANSITIONS,
    UPSTREAM_TEXT,
    ClosureState,
    ClosureTable,
    Event,
    Status,
    scope_ended,
    stack_closure_running,
)
from runtime.core.scopes import CallScopes
from runtime.core.traced import TracedClosureState
from runtime.errors import ClosureDropped, ClosureRunning, InstanceClosed
from runtime.origins import Origin, PythonLine


def state(mutable: bool = True) -> ClosureState:
    return ClosureState(1, 1, mutable, True, 5, "Closure<dyn FnMut()>")


@pytest.mark.parametrize(("before", "event"), list(itertools.product(Status, Event)))
def test_every_pair_leads_somewhere_or_is_refused(before: Status, event: Event) -> None:
    subject = state()
    subject.status = before
    if (before, event) in TRANSITIONS:
        assert subject.advance(event) is TRANSITIONS[before, event]
        return
    ended = {Status.DROPPING, Status.DROPPED, Status.CLOSED}
    never = {(Status.LIVE, Event.LAST_RETURN), (Status.DROPPED, Event.LAST_RETURN)}
    assert (event is Event.CALL and before in ended) or (before, event) in never


def test_nothing_leads_out_of_an_end() -> None:
    for (before, _), after in TRANSITIONS.items():
        if before in (Status.DROPPED, Status.CLOSED):
            assert after is before


@pytest.mark.parametrize(
    ("status", "error", "word"),
    [
        (Status.RUNNING, ClosureRunning, "FnMut allows no recursion"),
        (Status.DROPPING, ClosureRunning, "while it runs"),
        (Status.DROPPED, ClosureDropped, "keep its Closure alive"),
        (Status.CLOSED, InstanceClosed, "async with"),
    ],
)
def test_a_refusal_names_closure_cause_and_remedy(
    status: Status, error: type[Exception], word: str
) -> None:
    subject = state()
    subject.status = status
    refusal = subject.refusal()
    assert type(refusal) is error
    for part in ("heap closure #1", "Closure<dyn FnMut()>", word, UPSTREAM_TEXT):
        assert part in str(refusal)


def test_stack_refusals_name_where_the_closure_went() -> None:
    ended = str(scope_ended(7, "&dyn Fn(u32)", "takes_it"))
    assert all(part in ended for part in ("&dyn Fn(u32)", "epoch 7", "takes_it", UPSTREAM_TEXT))
    running = str(stack_closure_running("&mut dyn FnMut()", "takes_it"))
    assert all(part in running for part in ("&mut dyn FnMut()", "takes_it", UPSTREAM_TEXT))


def test_a_collected_closure_waits_for_a_safe_point() -> None:
    noted: list[None] = []
    table = ClosureTable(lambda: noted.append(None))

    def function() -> None:
        """Stand for the Python side."""

    subject = state()
    table.register(function, subject)
    assert len(table) == 1
    del function
    assert (len(table), list(table.unreachable), len(noted)) == (0, [subject], 1)


def test_a_dropped_closure_is_not_destroyed_again() -> None:
    table = ClosureTable(lambda: pytest.fail("nothing was collected"))

    def function() -> None:
        """Stand for the Python side."""

    subject = state()
    table.register(function, subject)
    table.forget(subject)
    del function
    assert not table.unreachable


def test_the_end_of_an_instance_ends_every_closure() -> None:
    table = ClosureTable(lambda: None)

    def function() -> None:
        """Stand for the Python side."""

    subject = state()
    table.register(function, subject)
    table.end_all()
    assert subject.status is Status.CLOSED
    assert len(table) == 0


def test_a_closure_that_is_debugged_says_where_it_was_made_and_dropped() -> None:
    made = Origin(lambda: ("guest::keep", "wasm_bindgen::x"), (PythonLine("app.py", 3, "main"),))
    subject = TracedClosureState(7, 0, True, True, None, "Closure<dyn FnMut()>", made)
    assert subject.dropped is None
    subject.advance(Event.DROP)
    subject.dropped = Origin(None, ())
    lines = str(subject.refusal()).splitlines()
    assert lines[0].startswith("heap closure #7 `Closure<dyn FnMut()>` was called after Rust had")
    assert lines[0].endswith(f"({UPSTREAM_TEXT})")
    assert lines[1:] == [
        "  made in Rust: guest::keep",
        "  made in Python: app.py:3 in main",
        "  dropped in Rust: this engine does not tell (wasmtime does)",
        "  dropped in Python: none of the application's code was running",
    ]


def test_numbers_grow() -> None:
    table = ClosureTable(lambda: None)
    assert [table.next_number() for _ in range(3)] == [1, 2, 3]


def test_scopes_nest_and_their_epochs_are_never_reused() -> None:
    scopes = CallScopes()
    outer, inner = scopes.enter(), scopes.enter()
    assert scopes.open == {outer, inner}
    scopes.leave(inner)
    scopes.leave(inner)
    assert scopes.open == {outer}
    assert scopes.enter() > inner
    scopes.end_all()
    assert len(scopes) == 0
