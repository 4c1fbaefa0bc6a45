"""The barrier, of the extension and without it."""

from __future__ import annotations

import builtins
import threading
from typing import Any

import pytest

from runtime.core.gate import Barrier
from runtime.engine.barrier import PlainBarrier, new_barrier


@pytest.fixture(params=[new_barrier, PlainBarrier])
def barrier(request: pytest.FixtureRequest) -> Barrier:
    made: Barrier = request.param()
    return made


def test_lets_in_its_thread_alone(barrier: Barrier) -> None:
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(barrier()))
    thread.start()
    thread.join()
    assert (barrier(), answers) == (False, [True])


def test_shut_it_lets_in_nobody(barrier: Barrier) -> None:
    barrier.shut = True
    assert barrier() is True


def test_it_is_there_without_the_extension(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if "_crossing" in (name, *(args[2] or () if len(args) > 2 else ())):
            raise ImportError(name)
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert type(new_barrier()) is PlainBarrier


def test_the_extensions_takes_no_arguments() -> None:
    barrier: Any = new_barrier()
    with pytest.raises(TypeError):
        barrier(1)
