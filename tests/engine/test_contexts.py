"""`run_in` of the C extension does as `Context.run`."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context, ContextVar, copy_context
from typing import Any

import pytest

from runtime.engine.contexts import run_in

Run = Callable[..., Any]

NUMBER: ContextVar[int] = ContextVar("number", default=0)


@pytest.fixture(params=[run_in, Context.run], ids=["compiled", "reference"])
def run(request: pytest.FixtureRequest) -> Run:
    """Each way in turn; without the extension both are one."""
    way: Run = request.param
    return way


def _add(number: int, other: int = 0) -> int:
    NUMBER.set(NUMBER.get() + number + other)
    return NUMBER.get()


@pytest.mark.parametrize(("args", "total"), [((1,), 1), ((1, 2), 3)])
def test_calls_with_arguments_in_the_context_alone(
    run: Run, args: tuple[int, ...], total: int
) -> None:
    context = copy_context()
    assert run(context, _add, *args) == total
    assert (context[NUMBER], NUMBER.get()) == (total, 0)


def test_calls_without_arguments(run: Run) -> None:
    assert run(copy_context(), list) == []


def test_leaves_the_context_when_the_call_raises(run: Run) -> None:
    context, error = copy_context(), KeyError("out")

    def fail() -> None:
        NUMBER.set(5)
        raise error

    with pytest.raises(KeyError) as caught:
        run(context, fail)
    assert caught.value is error
    assert (context[NUMBER], NUMBER.get()) == (5, 0)
    assert run(context, _add, 1) == 6


def test_nests_in_other_contexts(run: Run) -> None:
    outer, inner = copy_context(), copy_context()

    def nested() -> tuple[int, int]:
        NUMBER.set(7)
        return run(inner, _add, 1), NUMBER.get()

    assert run(outer, nested) == (1, 7)


def test_a_context_that_is_entered_is_refused(run: Run) -> None:
    context = copy_context()
    with pytest.raises(RuntimeError, match=r"cannot enter context: .* is already entered"):
        run(context, run, context, list)
    assert run(context, list) == []


@pytest.mark.parametrize("args", [(), (copy_context(),), (None, list), (list, list)])
def test_refuses_anything_else(run: Run, args: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        run(*args)
