"""Generated factories: when they are compiled, and what a traceback shows of them."""

from __future__ import annotations

import traceback
from types import SimpleNamespace

import pytest

from runtime.adapters.source import Source


def test_a_factory_is_compiled_when_it_is_first_called() -> None:
    source = Source("nothing that Python knows")
    source.line("return return")
    bind = source.compile()
    with pytest.raises(SyntaxError):
        bind(SimpleNamespace())


def test_it_is_compiled_once() -> None:
    source = Source("once", "value")
    with source.block("def made():"):
        source.line("return value")
    source.line("return made")
    bind = source.compile()
    one, two = bind(SimpleNamespace(), 1), bind(SimpleNamespace(), 2)
    assert (one(), two()) == (1, 2)
    assert one.__code__ is two.__code__


def test_it_takes_what_it_uses_out_of_the_environment() -> None:
    source = Source("environment")
    source.line('return f"{null!r}", [read]')
    env = SimpleNamespace(null=None, read=4)  # nothing else is asked of it
    assert source.compile()(env) == ("None", [4])


def test_a_traceback_shows_its_lines() -> None:
    source = Source("failing")
    source.line("raise LookupError('from generated code')  # in this line")
    with pytest.raises(LookupError) as caught:
        source.compile()(SimpleNamespace())
    shown = "".join(traceback.format_exception(caught.value))
    assert "    raise LookupError('from generated code')  # in this line\n" in shown
    assert 'File "<wasmloop adapter> failing ' in shown
