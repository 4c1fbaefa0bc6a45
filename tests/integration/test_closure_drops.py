"""Rust drops a closure: what that owns is dropped there and then, without leaving Rust."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

import runtime
from tests.guests.releases import NEW

from .closures_host import stack_pointer
from .conftest import Open

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("release", [NEW])]

MAKE, DROP, MARK, CALL = 1, 2, 0, 3
"""Actions of the guest `machine`, by their numbers there."""
SHARED, MUTABLE, ONCE = 0, 1, 2

Lines = list[str]


class HostRaised(Exception):
    """Raised by a host function that a Drop calls."""


@asynccontextmanager
async def machine(
    open_guest: Open, record: Callable[[str], object], **options: Any
) -> AsyncIterator[tuple[runtime.Guest, Callable[..., None]]]:
    """Open the guest and return what does actions, up to three numbers behind each."""
    host = {"record": record, "invoke": lambda function: function()}
    async with open_guest("machine", host=host, strict=False, **options) as guest:

        def run(*actions: Sequence[int]) -> None:
            guest.exports.refuel(100)
            guest.exports.run([n for each in actions for n in (*each, 0, 0, 0)[:4]])

        yield guest, run


@pytest.mark.parametrize("kind", [SHARED, MUTABLE, ONCE])
@pytest.mark.parametrize("debug", [False, True])
async def test_what_it_captured_is_dropped_within_its_drop(
    open_guest: Open, kind: int, debug: bool
) -> None:
    lines: Lines = []
    async with machine(open_guest, lines.append, debug=debug) as (guest, run):
        handles = guest.stats().handles
        run((MAKE, 0, kind), (MARK, 1), (DROP, 0), (MARK, 2))
        assert lines == ["mark 1", "free 1", "mark 2"]
        assert (guest.stats().closures, guest.stats().handles) == (0, handles)


async def test_one_that_runs_ends_with_its_call(open_guest: Open) -> None:
    lines: Lines = []
    async with machine(open_guest, lines.append) as (guest, run):
        guest.exports.define(0, [DROP, 0, 0, 0])
        run((MAKE, 0, MUTABLE, 0), (CALL, 0), (MARK, 1))
        assert lines == ["enter 1", "leave 1", "free 1", "mark 1"]


async def test_an_exception_in_its_drop_passes_through_as_through_any_call(
    open_guest: Open,
) -> None:
    error = HostRaised()
    lines: Lines = []

    def record(line: str) -> None:
        lines.append(line)
        if line == "free 1":
            raise error

    async with machine(open_guest, record) as (guest, run):
        run((MAKE, 0, ONCE), (MAKE, 1, ONCE))
        stack = stack_pointer(guest)
        before = stack()
        with pytest.raises(HostRaised) as caught:
            run((DROP, 0), (MARK, 1))
        assert caught.value is error
        assert stack() == before
        run((DROP, 1), (MARK, 2))
        assert lines == ["free 1", "free 2", "mark 2"]
        assert guest.stats().closures == 0
