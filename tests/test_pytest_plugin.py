"""The fixture `no_guest_leaks`, in pytest runs of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

DEMO = Path(__file__).parents[1] / "demos" / "interval.wasm"

HEAD = f"""
import asyncio, pytest, runtime

def run(keep):
    async def main():
        async with runtime.open({str(DEMO)!r}) as guest:
            interval = guest.exports.hello()
            if not keep:
                interval.free()
            guest.loop.set_timer(print, (), 1000) if keep else None
    asyncio.run(main())
"""

CASES = """
def test_leaves_nothing(no_guest_leaks):
    run(keep=False)

def test_leaves_a_timer(no_guest_leaks):
    run(keep=True)

def test_does_not_ask():
    run(keep=True)

@pytest.mark.guest_leaks("to show that it may")
def test_may_leave_one(no_guest_leaks):
    run(keep=True)

@pytest.mark.guest_leaks("to show that it may", "timer")
def test_may_leave_a_timer(no_guest_leaks):
    run(keep=True)

@pytest.mark.guest_leaks("to show that it may not", "closure", "handle")
def test_may_leave_no_timer(no_guest_leaks):
    run(keep=True)

@pytest.mark.guest_leaks
def test_gives_no_reason(no_guest_leaks):
    run(keep=True)

def test_looks_at_it_and_clears(no_guest_leaks):
    run(keep=True)
    (report,) = no_guest_leaks
    assert [leak.kind for leak in report.leaks] == ["timer"]
    no_guest_leaks.clear()

def test_fails_by_itself(no_guest_leaks):
    run(keep=True)
    raise LookupError("of its own")

@pytest.fixture
def closed_later(no_guest_leaks):
    yield
    run(keep=True)

def test_with_a_fixture_that_leaves_one(closed_later):
    pass
"""


def test_it_fails_what_leaves_something(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(HEAD + CASES)
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    result = pytester.runpytest_subprocess("--strict-markers", "-W", "error", "-q", "-rA")
    lines = result.stdout.lines
    passed = {line.rpartition("::")[2] for line in lines if line.startswith("PASSED")}
    failed = {line.rpartition("::")[2] for line in lines if line.startswith("FAILED")}
    broken = {line.rpartition("::")[2] for line in lines if line.startswith("ERROR")}
    assert passed == {
        "test_leaves_nothing",
        "test_does_not_ask",
        "test_may_leave_one",
        "test_may_leave_a_timer",
        "test_looks_at_it_and_clears",
        "test_with_a_fixture_that_leaves_one",
    }
    assert {line.split(" - ")[0] for line in failed} == {
        "test_leaves_a_timer",
        "test_may_leave_no_timer",
        "test_fails_by_itself",
    }
    assert {line.split(" - ")[0] for line in broken} == {
        "test_gives_no_reason",
        "test_with_a_fixture_that_leaves_one",
    }
    text = result.stdout.str()
    assert "the guest interval.wasm was closed with 1 timer alive" in text
    assert "timer 2 (setTimeout, 1e+06 ms), which calls a function of the host's" in text
    assert "python -X dev" in text
    assert "wants a reason" in text
    assert "LookupError: of its own" in text
    assert " guest leaks " in text


def test_it_imports_nothing_of_wasmloop_before_it_is_used() -> None:
    code = (
        "import sys, runtime.pytest_plugin\n"
        "print(sorted(n for n in sys.modules if n.split('.')[0] in ('runtime', 'hostapi')))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    expected = ["runtime", "runtime.main_interpreter", "runtime.pytest_plugin"]
    assert told.stdout.strip() == str(expected)
