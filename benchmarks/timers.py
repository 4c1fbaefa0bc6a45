"""Timers without delay, set by the guest and fired, against asyncio's ``call_later``.

The nesting level of HTML lengthens a chain of timers that set each other to 4 ms a link, and that
is all such a chain would show. So the next of a chain is set from outside, when the one before has
fired.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from itertools import repeat
from timeit import default_timer

import runtime
from benchmarks.guests import CONFORMANCE, TIMERS, Bench
from benchmarks.measure import Batch, Case, Key, without_collector
from hostapi.timers import timers
from runtime.clock import SystemClock
from runtime.loop import GuestLoop

SUITE = "timers"

MANY = "set together, a new closure each"
MANY_PEER = "set together, call_later"
MANY_ONE_CLOSURE = "set together, one closure, setTimeout called by the host"
MANY_LOOP = "set together, a Python function, GuestLoop alone"
CHAINED = "one after another, a new closure each"
CHAINED_PEER = "one after another, call_later"


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and asyncio's."""
    guest = await bench.open(TIMERS)
    many_peer = Key(SUITE, MANY_PEER, "asyncio")
    chained_peer = Key(SUITE, CHAINED_PEER, "asyncio")
    many = bench.effort.timers
    few = max(many // 4, 1)

    def key(name: str) -> Key:
        return Key(SUITE, name, bench.name)

    return [
        Case(many_peer, _timed(_call_later_together), times=many),
        Case(Key(SUITE, MANY_LOOP, "python"), _loop_alone(), many_peer, many),
        Case(key(MANY), _by_guest(guest, _together), many_peer, many),
        Case(key(MANY_ONE_CLOSURE), await _one_closure(bench), many_peer, many),
        Case(chained_peer, _timed(_call_later_chained), times=few),
        Case(key(CHAINED), _by_guest(guest, _chained), chained_peer, few),
    ]


async def _call_later_together(times: int) -> None:
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    for _ in repeat(None, times - 1):
        loop.call_later(0, _nothing)
    loop.call_later(0, done.set_result, None)
    await done


async def _call_later_chained(times: int) -> None:
    loop = asyncio.get_running_loop()
    for _ in repeat(None, times):
        done = loop.create_future()
        loop.call_later(0, done.set_result, None)
        await done


async def _together(guest: runtime.Guest, times: int) -> None:
    guest.exports["set_many"](times, 0.0)
    await guest.idle()


async def _chained(guest: runtime.Guest, times: int) -> None:
    set_many = guest.exports["set_many"]
    for _ in repeat(None, times):
        set_many(1, 0.0)
        await guest.idle()


async def _one_closure(bench: Bench) -> Batch:
    kept: list[Callable[..., object]] = []
    guest = await bench.open(CONFORMANCE, {"keep": kept.append})
    guest.exports["keep_and_forget"]()
    set_timeout = timers(guest.loop)["setTimeout"]
    closure = kept[0]

    async def together(times: int) -> None:
        for _ in repeat(None, times):
            set_timeout(closure, 0.0)
        await guest.idle()

    return _timed(together)


def _loop_alone() -> Batch:
    loop = GuestLoop(SystemClock(), _fail)

    async def together(times: int) -> None:
        for _ in repeat(None, times):
            loop.set_timer(_nothing)
        await loop.idle()

    return _timed(together)


def _by_guest(guest: runtime.Guest, run: Callable[[runtime.Guest, int], Awaitable[None]]) -> Batch:
    """Return the batch that sets the guest's timers; its closures are dropped after the time."""
    fired = guest.exports["fired"]

    async def timers_of_guest(times: int) -> None:
        await run(guest, times)

    timed = _timed(timers_of_guest)

    async def batch(times: int) -> float:
        before = fired()
        seconds = await timed(times)
        if fired() - before != times:
            raise RuntimeError(f"{fired() - before} timers of {times} fired")
        guest.exports["release_callbacks"]()
        return seconds

    return batch


def _timed(run: Callable[[int], Awaitable[None]]) -> Batch:
    async def batch(times: int) -> float:
        with without_collector():
            start = default_timer()
            await run(times)
            return default_timer() - start

    return batch


def _nothing() -> None:
    return None


def _fail(error: BaseException, details: Mapping[str, object]) -> None:
    raise error
