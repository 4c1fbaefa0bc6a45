"""A Python exception that passed through Rust: its traceback shows both sides, in order."""

from __future__ import annotations

import asyncio
import re
import traceback
from collections.abc import Callable
from typing import NoReturn

import pytest

from runtime.errors import JsError
from runtime.instance.passage import RUST_FILE
from tests.guests.releases import NEW, OLD

from .conftest import Open
from .failures_host import failures

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("release", [OLD, NEW])]

STAGE = "<failures::pipeline::Hosted as failures::pipeline::Stage>::run"


OURS = ("_first_call", "call", "__call__", "imported", "run")
"""Between an entry and what it calls, on one engine or the other."""


def way(error: BaseException) -> list[str]:
    """Return the functions of a traceback, outermost first, without the hashes of exports."""
    names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    return [re.sub("_[0-9a-f]{16}$", "", name) for name in names if name not in OURS]


def rust(error: BaseException) -> list[str]:
    """Return Rust's part of them."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame.name for frame in frames if frame.filename == RUST_FILE]


def failing(error: BaseException) -> Callable[..., NoReturn]:
    def host_step(*_: object) -> NoReturn:
        raise error

    return host_step


@pytest.mark.parametrize(
    "kind", [ValueError, StopIteration, KeyboardInterrupt, asyncio.CancelledError]
)
async def test_rusts_functions_stand_between_pythons(
    open_guest: Open, engine_name: str, kind: type[BaseException]
) -> None:
    error = kind()
    async with failures(open_guest, host_step=failing(error)) as guest:
        with pytest.raises(kind) as caught:
            guest.exports.call_host(1)
        assert caught.value is error
        names = way(error)
        passed = ["call_host", "failures::pipeline::through", STAGE]
        if engine_name == "wasmer":
            # It keeps no trace of an exception of the host's.
            assert rust(error) == []
            passed = []
        assert names == [
            "test_rusts_functions_stand_between_pythons",
            "export_call_host",
            *passed,
            "host_step",
        ]


async def test_what_no_python_code_raised_passed_them_too(
    open_guest: Open, engine_name: str
) -> None:
    async with failures(open_guest, host_step=[].pop) as guest:
        with pytest.raises(IndexError) as caught:
            guest.exports.call_host(1)
        assert (STAGE in rust(caught.value)) is (engine_name == "wasmtime")


async def test_each_way_through_rust_is_told_where_it_was(
    open_guest: Open, engine_name: str
) -> None:
    error = LookupError()

    def host_calls(f: Callable[[int], int]) -> int:
        return f(1)

    async with failures(open_guest, host_step=failing(error), host_calls=host_calls) as guest:
        for _ in range(2):  # none of the first time is left the second time
            error.__traceback__ = None
            with pytest.raises(LookupError):
                guest.exports.call_host_in_closure()
            names = way(error)
            outer, inner = names.index("host_calls"), names.index("host_step")
            if engine_name == "wasmer":
                assert rust(error) == []
            else:
                assert "call_host_in_closure" in names[:outer]
                assert STAGE in names[outer:inner]
                assert names[outer:inner].count("failures::pipeline::through") == 1
                assert "failures::pipeline::through" not in names[:outer]


async def test_what_rust_throws_says_from_where(open_guest: Open, engine_name: str) -> None:
    async with failures(open_guest) as guest:
        with pytest.raises(JsError, match="thrown") as caught:
            guest.exports.throw_text("thrown")
        assert ("failures::refuse" in rust(caught.value)) is (engine_name == "wasmtime")


async def test_an_exception_that_stays_in_python_passed_nothing(open_guest: Open) -> None:
    def host_step(depth: int) -> int:
        try:
            failing(ValueError("caught at home"))()
        except ValueError as error:
            seen.append(error)
        return depth

    seen: list[BaseException] = []
    async with failures(open_guest, host_step=host_step) as guest:
        assert guest.exports.call_host(1) == 3
        assert rust(seen[0]) == []
        with pytest.raises(TypeError, match="argument 'depth'") as caught:
            guest.exports.call_host("no number")
        assert rust(caught.value) == []
