"""What a guest leaves has a name, and in debug mode a place."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import runtime
from runtime.errors import ClosureDropped, GuestTrap
from runtime.leaks import GuestLeakWarning, LeakReport, watching
from runtime.testing import MockClock, advance

from .closures_host import ClosureHost, conformance
from .conftest import BUILT, Leaks, Open
from .plain_hosts import conformance_options

pytestmark = pytest.mark.releases(first=130)


def timer_host(lines: list[str]) -> dict[str, Callable[..., Any]]:
    return {"record": lines.append, "block": lambda millis: None}


def texts(leaks: Leaks) -> list[str]:
    """Return what was left, and forget it."""
    found = [leak.what for report in leaks for leak in report.leaks]
    leaks.clear()
    return found


# --- which things are leaks ---------------------------------------------------------------------


@pytest.mark.asyncio
async def test_what_structs_own_goes_with_them(open_guest: Open, leaks: Leaks) -> None:
    async with open_guest("timer_cases", host=timer_host([])) as guest:
        kept = guest.exports.owned_interval("tick", 10)
        assert guest.stats().timers == 1
    assert leaks == []
    del kept


@pytest.mark.asyncio
async def test_a_timer_and_its_closure(open_guest: Open, leaks: Leaks) -> None:
    async with open_guest("timer_cases", host=timer_host([])) as guest:
        guest.exports.record_every("tick", 10)
    assert texts(leaks) == [
        "timer 1 (setInterval, 10 ms), which calls closure #1 `Closure<dyn FnMut()>`",
        "heap closure #1 `Closure<dyn FnMut()>`, held by Rust as handle 1028",
    ]


@pytest.mark.asyncio
async def test_a_closure_that_rust_forgot_and_one_that_it_gave_away(
    open_guest: Open, leaks: Leaks
) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        guest.exports.keep_and_forget()
        given = guest.exports.closure_into_js()
    first, second = texts(leaks)
    assert first.startswith("heap closure #1 `Closure<dyn FnMut() -> u32>`, held by Rust as handle")
    assert second.endswith(
        "#2 `Closure<dyn FnMut() -> u32>`, which Rust gave away and Python still refers to"
    )
    del given


@pytest.mark.asyncio
async def test_what_only_a_ring_of_pythons_held_is_none(open_guest: Open, leaks: Leaks) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        ring: list[object] = [guest.exports.closure_into_js()]
        ring.append(ring)
        del ring
    assert leaks == []


@pytest.mark.asyncio
async def test_a_guest_that_trapped_leaves_nothing(open_guest: Open, leaks: Leaks) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        guest.exports.keep_and_forget()
        with pytest.raises(GuestTrap):
            guest.exports.trap_unreachable()
    assert leaks == []


@pytest.mark.asyncio
async def test_many_are_counted(open_guest: Open, leaks: Leaks) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        for _ in range(25):
            guest.exports.keep_and_forget()
    (report,) = leaks
    assert "was closed with 25 closures alive:" in str(report)
    assert str(report).count("heap closure #") == 10
    assert "... and 15 closures more" in str(report)
    assert "debug=True" in str(report)
    leaks.clear()


@pytest.mark.asyncio
async def test_watching_ends_with_its_block(open_guest: Open, leaks: Leaks) -> None:
    seen: list[LeakReport] = []
    with watching(seen.append):
        async with open_guest("timer_cases", host=timer_host([])):
            pass
        opened = open_guest("timer_cases", host=timer_host([]))
        guest = await opened.__aenter__()
        guest.exports.record_every("tick", 10)
    async with open_guest("timer_cases", host=timer_host([])):
        pass
    await opened.__aexit__(None, None, None)
    assert [bool(report) for report in seen] == [False, True]
    leaks.clear()


# --- debug mode -----------------------------------------------------------------------------------


@contextmanager
def recorded() -> Iterator[list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


@pytest.mark.asyncio
async def test_a_guest_that_is_debugged_warns(
    open_guest: Open, engine_name: str, leaks: Leaks
) -> None:
    def start(guest: runtime.Guest) -> None:
        guest.exports.record_every("tick", 10)

    with recorded() as caught:
        async with open_guest("timer_cases", host=timer_host([]), debug=True) as guest:
            start(guest)
    (warning,) = caught
    assert warning.category is GuestLeakWarning
    assert issubclass(GuestLeakWarning, ResourceWarning)
    text = str(warning.message)
    assert "timer_cases-0.2.130.wasm was closed with 1 timer and 1 closure alive" in text
    assert text.count(f"in Python: {__file__}:") == 2
    assert ' in start: guest.exports.record_every("tick", 10)' in text
    assert " in test_a_guest_that_is_debugged_warns: start(guest)" in text
    assert "runtime/" not in text
    if engine_name == "wasmtime":
        assert "in Rust: " in text
        assert "record_every" in text.split("in Rust: ")[1].splitlines()[0]
    else:
        assert "this engine does not tell (wasmtime does)" in text
    assert "What to do: " in text
    leaks.clear()


@pytest.mark.asyncio
async def test_a_static_is_no_leak_where_the_engine_tells_frames(
    open_guest: Open, engine_name: str, leaks: Leaks
) -> None:
    options = conformance_options(HOST_TEXT="a text made for one guest")
    with recorded() as caught:
        async with open_guest("conformance", debug=True, **options) as guest:
            guest.exports.host_text()
            assert guest.stats().handles == 1
    if engine_name == "wasmtime":
        assert caught == []
        assert leaks == []
    else:
        assert "value 'a text made for one guest', held by Rust as handle" in str(caught[0].message)
        assert "guest.exports.host_text()" in str(caught[0].message)
        leaks.clear()


@pytest.mark.asyncio
async def test_nothing_is_noted_otherwise(open_guest: Open, leaks: Leaks) -> None:
    with recorded() as caught:
        async with open_guest("timer_cases", host=timer_host([]), debug=False) as guest:
            guest.exports.record_every("tick", 10)
    assert caught == []
    assert all(leak.origin is None for report in leaks for leak in report.leaks)
    leaks.clear()


@pytest.mark.asyncio
async def test_a_warning_that_is_an_error_closes_all_the_same(
    open_guest: Open, leaks: Leaks
) -> None:
    with pytest.raises(GuestLeakWarning, match="1 timer"):
        async with open_guest("timer_cases", host=timer_host([]), debug=True) as guest:
            guest.exports.record_every("tick", 10)
    assert guest.loop.is_closed
    leaks.clear()


@pytest.mark.asyncio
async def test_a_warning_hides_no_error(open_guest: Open, leaks: Leaks) -> None:
    with pytest.raises(LookupError, match="mine"):  # noqa: PT012 # the guest's block is inside
        async with open_guest("timer_cases", host=timer_host([]), debug=True) as guest:
            guest.exports.record_every("tick", 10)
            raise LookupError("mine")
    leaks.clear()


DEVELOPMENT = """
import asyncio, sys, runtime
async def main():
    async with runtime.open(sys.argv[1], host={"record": print, "block": print}) as guest:
        guest.exports.record_every("tick", 1e6)
asyncio.run(main())
"""


def test_pythons_development_mode_debugs() -> None:
    for flags, times in (["-X", "dev"], 1), ([], 0):
        guest = str(BUILT / "timer_cases-0.2.130.wasm")
        command = [sys.executable, *flags, "-c", DEVELOPMENT, guest]
        told = subprocess.run(command, capture_output=True, text=True, check=True)
        assert told.stderr.count("GuestLeakWarning") == times, told.stderr


# --- timers that outlive their closures ---------------------------------------------------------


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.asyncio
async def test_a_timer_that_outlives_its_closure_says_which(
    open_guest: Open, clock: MockClock, engine_name: str, debug: bool
) -> None:
    reported: list[BaseException] = []
    async with open_guest(
        "timer_cases",
        host=timer_host([]),
        on_error=lambda error, details: reported.append(error),
        debug=debug,
    ) as guest:
        once = int(guest.exports.record_after("once", 5))
        id = int(guest.exports.record_every("tick", 10))
        guest.exports.release_callbacks()
        await advance(clock, 0.020, guest.loop)
        guest.exports.clear(id)
    assert [type(error) for error in reported] == [ClosureDropped] * 3
    first, second, _ = map(str, reported)
    assert f"timer {once} (setTimeout, 5 ms) outlived its closure: heap closure #1" in first
    assert f"timer {id} (setInterval, 10 ms) outlived its closure: heap closure #2" in second
    for text in (first, second):
        assert "`Closure<dyn FnMut()>` was dropped by Rust" in text
        assert "clear the timer before" in text
        assert ("guest.exports.record_after" in first) is debug
        if debug and engine_name == "wasmtime":
            assert "record_after" in first.partition("in Rust: ")[2].partition(";")[0]
    assert isinstance(reported[0].__cause__, ClosureDropped)
