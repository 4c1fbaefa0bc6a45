"""Many thousand times the same: memory stays flat and every registry comes back to its start."""

from __future__ import annotations

import gc
import resource
import sys
import weakref
from pathlib import Path

import pytest

import runtime
from runtime.errors import GuestTrap
from runtime.loop import GuestLoop
from runtime.testing import MockClock, settle

from .closures_host import ClosureHost, Function
from .conftest import load

pytestmark = [pytest.mark.soak, pytest.mark.asyncio]

DEMOS = Path(__file__).parents[2] / "demos"
SLACK_BYTES = 4 << 20
"""How much the second half of a soak may add: allocators settle late. A single small object kept
of each round would be more, in every soak here."""


SHARE_OF_WASMER = 5
"""It is tried a fifth as long: what is kept, and what could be lost, is the same above both."""


def rounds(engine: str, times: int) -> int:
    """Return how often to do what is done so many times on wasmtime."""
    return times // SHARE_OF_WASMER if engine == "wasmer" else times


def resident_bytes() -> int:
    """Return what this process holds in memory; where the system does not say, its peak."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def nothing_held(guest: runtime.Guest) -> bool:
    """Tell whether a guest's registries are empty."""
    stats = guest.stats()
    return not (
        stats.closures
        or stats.handles
        or stats.objects
        or stats.scopes
        or stats.timers
        or stats.microtasks
    )


@pytest.mark.guest_leaks("that is what is closed here")
@pytest.mark.timeout(120)
async def test_two_thousand_instances_closed_with_closures_and_timers_alive(
    engine_name: str,
) -> None:
    module = runtime.Module.load(DEMOS / "timers.wasm", engine=engine_name)
    host = {"console": {"log": lambda *_: None}}

    async def once() -> None:
        async with runtime.open(module, host=host, clock=MockClock()) as guest:
            kept = guest.exports.run()
            assert guest.stats().timers > 0
            assert guest.stats().closures > 5
        del kept
        assert len(guest.loop._timers) == 0

    for _ in range(200):
        await once()
    sizes = []
    for _ in range(2):
        for _ in range(rounds(engine_name, 900)):
            await once()
        gc.collect()
        sizes.append(resident_bytes())
    assert sizes[1] - sizes[0] < SLACK_BYTES, sizes


@pytest.mark.guest_leaks("that is what is closed here")
async def test_the_collector_finds_everything_of_closed_guests(engine_name: str) -> None:
    def loops() -> int:
        # Compiled by mypyc, they have no weak references.
        return sum(isinstance(each, GuestLoop) for each in gc.get_objects())

    module, before = load("conformance-0.2.130", engine_name), loops()
    references: list[weakref.ref[object]] = []
    for _ in range(10):
        host = ClosureHost()
        async with runtime.open(module, host=host.names(), strict=False) as guest:
            guest.exports.leave_forgotten(3)
            guest.exports.keep_and_forget()
            guest.exports.keep_stack_fn()
            live, function = guest.exports.leave_live(3), guest.exports.closure_into_js()
            references += map(weakref.ref, (guest, guest._instance, host))
            assert loops() > before
    # A ring through an engine's objects would stay: the collector cannot see into them.
    del host, guest, live, function
    gc.collect()
    assert [reference() for reference in references] == [None] * 30
    assert loops() == before


@pytest.mark.timeout(120)
@pytest.mark.parametrize("release", ["0.2.83", "0.2.130"])
async def test_a_million_closures_made_and_dropped(engine_name: str, release: str) -> None:
    module, memory = load(f"conformance-{release}", engine_name), 0
    made = rounds(engine_name, 10_000)
    async with runtime.open(module, host=ClosureHost().names(), strict=False) as guest:
        sizes = []
        for _ in range(4):
            # In portions: wasmer keeps what crossed until the outermost call returns.
            for _ in range(25):
                guest.exports.make_and_drop(made)
            sizes.append(resident_bytes())
            memory = memory or guest.stats().memory_bytes
        assert guest.exports.drops() == 100 * made
        assert guest.stats().closures_made == 100 * made
        assert nothing_held(guest)
        assert guest.stats().memory_bytes == memory
        assert sizes[3] - sizes[1] < SLACK_BYTES, sizes


@pytest.mark.timeout(120)
async def test_closures_given_away_and_lost_are_all_freed(engine_name: str) -> None:
    module = load("conformance-0.2.130", engine_name)
    async with runtime.open(module, host=ClosureHost().names(), strict=False) as guest:
        sizes = []
        for part in range(1, 5):
            for _ in range(50):
                for _ in range(100):
                    guest.exports.closure_into_js()
                await settle(guest.loop)
            assert guest.exports.drops() == part * 5000
            sizes.append(resident_bytes())
        assert nothing_held(guest)
        assert sizes[3] - sizes[1] < SLACK_BYTES, sizes


@pytest.mark.timeout(120)
async def test_stack_closures_leave_nothing(engine_name: str) -> None:
    def call_1(f: Function) -> int:
        result: int = f(1)
        return result

    module = load("conformance-0.2.130", engine_name)
    host = ClosureHost().names(call_1=call_1)
    async with runtime.open(module, host=host, strict=False) as guest:
        sizes = []
        for _ in range(4):
            for _ in range(20_000):
                guest.exports.stack_fn_mut_1(1)
            sizes.append(resident_bytes())
        assert nothing_held(guest)
        assert sizes[3] - sizes[1] < SLACK_BYTES, sizes


@pytest.mark.guest_leaks("restarted with closures and timers alive")
@pytest.mark.timeout(120)
async def test_a_thousand_restarts(engine_name: str) -> None:
    module, lines = load("reinit-0.2.130", engine_name), list[str]()
    async with runtime.open(module, host={"record": lines.append}) as guest:

        async def once(trap: bool) -> None:
            guest.exports.ask_later(1000)
            assert guest.exports.count() == 1
            assert guest.stats().timers == 1
            if trap:
                with pytest.raises(GuestTrap):
                    guest.exports.ask_and_trap()
            await guest.restart()

        sizes, times = [], rounds(engine_name, 250)
        for _ in range(4):
            for number in range(times):
                await once(bool(number % 2))
            gc.collect()
            sizes.append(resident_bytes())
        assert guest.generation == len(lines) == 4 * times + 1
        assert sizes[3] - sizes[1] < SLACK_BYTES, sizes
