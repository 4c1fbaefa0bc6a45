from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, copy_context

import pytest

from runtime.core.microtasks import MicrotaskQueue

Report = tuple[Exception, Callable[..., object]]


class Harness:
    def __init__(self) -> None:
        self.queue = MicrotaskQueue()
        self.reports: list[Report] = []
        self.log: list[object] = []

    def add(self, callback: Callable[..., object], *args: object) -> None:
        self.queue.enqueue(copy_context(), callback, args)

    def note(self, *what: object) -> None:
        self.add(self.log.append, *what)

    def checkpoint(self, limit: int | None = None) -> bool:
        return self.queue.checkpoint(lambda *report: self.reports.append(report), limit)


def test_first_in_first_out() -> None:
    harness = Harness()
    for letter in "abc":
        harness.note(letter)
    assert harness.log == []
    assert harness.checkpoint()
    assert harness.log == ["a", "b", "c"]
    assert (len(harness.queue), harness.queue.performed) == (0, 3)


def test_drains_what_is_queued_meanwhile() -> None:
    harness = Harness()

    def chain(left: int) -> None:
        harness.log.append(left)
        if left:
            harness.add(chain, left - 1)

    harness.add(chain, 3)
    harness.note("behind")
    assert harness.checkpoint()
    assert harness.log == [3, "behind", 2, 1, 0]


def test_limit_leaves_the_rest_in_order() -> None:
    harness = Harness()
    for number in range(5):
        harness.note(number)
    assert not harness.checkpoint(limit=2)
    assert harness.log == [0, 1]
    assert not harness.checkpoint(limit=2)
    assert harness.checkpoint(limit=2)
    assert harness.log == [0, 1, 2, 3, 4]


def test_a_limit_that_is_just_enough_completes() -> None:
    harness = Harness()
    harness.note("a")
    assert harness.checkpoint(limit=1)


def test_an_exception_is_reported_and_the_rest_go_on() -> None:
    harness = Harness()
    error = ValueError("boo")

    def fails() -> None:
        raise error

    harness.note("a")
    harness.add(fails)
    harness.note("b")
    assert harness.checkpoint()
    assert harness.log == ["a", "b"]
    assert harness.reports == [(error, fails)]


def test_a_checkpoint_within_a_checkpoint_does_nothing() -> None:
    harness = Harness()

    def nests() -> None:
        harness.note("late")
        assert harness.checkpoint()
        harness.log.append("after the inner checkpoint")

    harness.add(nests)
    harness.note("next")
    assert harness.checkpoint()
    assert harness.log == ["after the inner checkpoint", "next", "late"]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_base_exceptions_come_out_and_leave_it_usable(kind: type[BaseException]) -> None:
    harness = Harness()

    def interrupted() -> None:
        raise kind

    harness.add(interrupted)
    harness.note("kept")
    with pytest.raises(kind):
        harness.checkpoint()
    assert (harness.log, harness.reports, len(harness.queue)) == ([], [], 1)
    assert harness.checkpoint()
    assert harness.log == ["kept"]


def test_an_exception_of_the_report_comes_out_and_leaves_it_usable() -> None:
    harness = Harness()
    harness.add(lambda: 1 // 0)
    harness.note("kept")

    def report(error: Exception, callback: Callable[..., object]) -> None:
        raise error

    with pytest.raises(ZeroDivisionError):
        harness.queue.checkpoint(report)
    assert harness.checkpoint()
    assert harness.log == ["kept"]


def test_each_runs_in_its_own_context() -> None:
    variable = ContextVar("variable", default="outside")
    harness = Harness()

    def look() -> None:
        harness.log.append(variable.get())
        variable.set("changed")

    token = variable.set("at queueing")
    harness.add(look)
    harness.add(look)
    variable.reset(token)
    harness.add(look)
    harness.checkpoint()
    assert harness.log == ["at queueing", "at queueing", "outside"]
    assert variable.get() == "outside"


def test_clear_drops_what_waits() -> None:
    harness = Harness()
    harness.note("a")
    harness.queue.clear()
    assert harness.checkpoint()
    assert harness.log == []
