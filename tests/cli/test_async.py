"""Async functions on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import BUILT, Wasmloop

GUEST = BUILT / "futures_cases-0.2.130.wasm"

HOST = """
def record(line):
    pass


async def host_value(x):
    if x > 9:
        raise KeyError(x)
    return x + 0.5


class Never:
    def then(self, resolve, reject):
        pass


async def host_catch(x):
    if x > 1:
        raise KeyError(x)
    return Never()
"""


def test_inspect_shows_async_functions_and_what_they_settle_as(wasmloop: Wasmloop) -> None:
    lines = wasmloop("inspect", GUEST).out.splitlines()
    assert "  async fn number(x: f64) -> f64" in lines
    assert "      async def number(x: float) -> float" in lines


def test_run_prints_what_the_promise_settles_with(wasmloop: Wasmloop, tmp_path: Path) -> None:
    host = tmp_path / "host.py"
    host.write_text(HOST)
    options = ("--host", host, "--lazy-imports")
    found = wasmloop("run", GUEST, "call_host_value", "2", *options)
    assert (found.status, found.out) == (0, "2.5\n")
    failed = wasmloop("run", GUEST, "pass_host_catch", "2", *options)
    assert failed.status == 1
    assert "KeyError: 2" in failed.err


@pytest.mark.guest_leaks("what a task waits for that nothing can end")
def test_run_ends_where_nothing_can_settle_the_promise(wasmloop: Wasmloop, tmp_path: Path) -> None:
    host = tmp_path / "host.py"
    host.write_text(HOST)
    found = wasmloop("run", GUEST, "call_host_catch", "1", "--host", host, "--lazy-imports")
    assert found.status == 1
    assert "still pending, while nothing is left to do" in found.err


@pytest.mark.guest_leaks("what a trap leaves")
def test_a_trap_is_told_once(wasmloop: Wasmloop, tmp_path: Path) -> None:
    host = tmp_path / "host.py"
    host.write_text(HOST)
    found = wasmloop("run", GUEST, "call_host_value", "10", "--host", host, "--lazy-imports")
    assert found.status == 1
    assert found.err.count("the guest trapped: ") == 1
    assert "wasmloop: a microtask raised (Closure<" in found.err
    assert "this instance trapped earlier" not in found.err
