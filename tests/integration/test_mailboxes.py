"""Closures that wasmer calls by mailbox: which, from when on, and what they leave."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from runtime.adapters import programs
from runtime.adapters.programs import HAVE_PROGRAMS
from runtime.engine.mailbox import SHORT_TEXT, Mailbox, MailboxShape
from runtime.instance.mailboxes import Mailboxes

from .closures_host import ClosureHost, Function, conformance, stack_pointer
from .conftest import Open

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(not HAVE_PROGRAMS, reason="needs the C extension"),
]

Opened = list[MailboxShape]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Note which mailboxes are opened."""
    shapes: Opened = []
    really = Mailboxes.open

    def noting(self: Mailboxes, shape: MailboxShape) -> Mailbox | None:
        shapes.append(shape)
        return really(self, shape)

    monkeypatch.setattr(Mailboxes, "open", noting)
    return shapes


def repeat(times: int) -> Callable[[Function, Any], object]:
    """Return an ``apply`` that calls so often."""
    return lambda f, value: [f(value) for _ in range(times)][-1]


@pytest.mark.parametrize("kind", ["stack", "heap"])
@pytest.mark.parametrize("calls", [3, 4])
async def test_one_is_opened_when_it_pays(
    open_guest: Open,
    engine_name: str,
    opened: Opened,
    kind: str,
    calls: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(programs, "BY_MAILBOX_AFTER", 3)
    async with conformance(open_guest, ClosureHost(), apply=repeat(calls)) as guest:
        guest.exports[f"{kind}_f64"](1.0)
    assert len(opened) == (engine_name == "wasmer" and calls > 3)


async def test_a_guest_whose_calls_are_timed_has_none(
    open_guest: Open, opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.get_running_loop().set_debug(True)
    async with conformance(open_guest, ClosureHost()) as guest:
        guest.exports.heap_f64(1.0)
    assert opened == []


@pytest.mark.parametrize("kind", ["stack", "heap"])
async def test_text_of_any_length(open_guest: Open, kind: str) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        told, maybe = guest.exports[f"{kind}_string"], guest.exports[f"{kind}_option_string"]
        for size in (0, 1, 15, 16, SHORT_TEXT - 2, SHORT_TEXT - 1, SHORT_TEXT, 100_000):
            for text in ("x" * size, "ß" * (size // 2)):
                assert told(text) == maybe(text) == text + "!"
        assert maybe(None) is None


async def test_text_is_freed_once(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost(), apply=repeat(1000)) as guest:
        for size in (10, 200, 2000):
            guest.exports.heap_string("x" * size)
        before = guest.stats().memory_bytes
        for size in (10, 200, 2000):
            guest.exports.heap_string("x" * size)
        assert guest.stats().memory_bytes == before


@pytest.mark.parametrize("export", ["stack_f64", "stack_string", "stack_option_f64"])
async def test_the_stack_is_given_back(open_guest: Open, export: str) -> None:
    class Unlucky(Exception):
        pass

    def apply(f: Function, value: object) -> object:
        f(value)
        raise Unlucky

    async with conformance(open_guest, ClosureHost(), apply=apply) as guest:
        stack = stack_pointer(guest)
        before = stack()
        for _ in range(3):
            with pytest.raises(Unlucky):
                guest.exports[export]("x" if "string" in export else 1.0)
            assert stack() == before


async def test_a_call_in_a_call_keeps_its_numbers(open_guest: Open) -> None:
    """Each closure calls the host, which calls another, before it returns."""
    async with conformance(open_guest, ClosureHost()) as guest:
        assert guest.exports.recurse_stack_fn(20) == 20


@pytest.mark.parametrize("kind", ["stack_fn", "heap_fn"])
async def test_memory_that_grows_during_a_call(open_guest: Open, kind: str) -> None:
    """The outer closure calls the host, which has Rust take more memory than there is."""
    host, sizes = ClosureHost(), list[int]()

    def reenter(n: int) -> object:
        if not sizes:
            sizes.append(guest.stats().memory_bytes)
            guest.exports.stack_vec_u8(bytes(sizes[0]))
            sizes.append(guest.stats().memory_bytes)
        return host.names()["reenter"](n)  # type: ignore[operator] # a function

    async with conformance(open_guest, host, reenter=reenter) as guest:
        assert guest.exports[f"recurse_{kind}"](3) == 3
        assert sizes[1] > sizes[0]


@pytest.mark.parametrize("kind", ["string", "option_string", "vec_u8"])
async def test_memory_that_grows_for_the_result(open_guest: Open, kind: str) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        size = guest.stats().memory_bytes
        if kind == "vec_u8":
            assert guest.exports.heap_vec_u8(b"ab" * size) == b"ba" * size
        else:
            assert guest.exports[f"heap_{kind}"]("x" * size) == "x" * size + "!"
        assert guest.stats().memory_bytes >= 2 * size


@pytest.mark.parametrize("kind", ["f64", "string", "option_f64"])
async def test_finalizers_that_call_change_no_number(open_guest: Open, kind: str) -> None:
    """Collections begin wherever something is made: while a mailbox is full nothing may be."""
    found: list[object] = []

    class Calling:
        def __init__(self, function: Function, value: object) -> None:
            self.itself = self
            self.call: Callable[[], object] = partial(function, value)

        def __del__(self) -> None:
            found.append(self.call())

    def apply(f: Function, value: object) -> object:
        expected = f(value)
        other = "inner" if kind == "string" else -8.0
        inner = f(other)
        for _ in range(100):
            Calling(f, other)
            assert f(value) == expected
        gc.collect()
        assert found == [inner] * 100
        found.clear()
        return expected

    before = gc.get_threshold()
    async with conformance(open_guest, ClosureHost(), apply=apply) as guest:
        gc.set_threshold(1)
        try:
            guest.exports[f"stack_{kind}"]("outer" if kind == "string" else 1.0)
        finally:
            gc.set_threshold(*before)
