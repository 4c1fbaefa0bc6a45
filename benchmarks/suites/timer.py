"""Timers without delay, set by the guest and fired, against Node's, asyncio's and uvloop's.

The nesting level of HTML lengthens a chain of timers that set each other to 4 ms a link, and that
is all such a chain would show. So the next of a chain is set from outside, when the one before has
fired. In Node a timer waits a millisecond at least, which is no cost: all are measured in seconds
of the processor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from itertools import repeat
from time import process_time

from benchmarks.guests import BENCH, Bench, Done
from benchmarks.uvloop_peer import on_uvloop
from hostapi.timers import timers
from runtime.clock import SystemClock
from runtime.loop import GuestLoop
from runtime.measuring import Batch, Case, Key, awaited

SUITE = "timer"

CALL_LATER = "call_later, set together"
ONCE = "Closure::once, set together, fired, dropped"
ONCE_INTO_JS = "Closure::once_into_js, set together, fired"
ONE_CLOSURE = "one closure, setTimeout called by the host, set together"
LOOP = "a Python function, GuestLoop alone, set together"
CHAINED_CALL_LATER = "call_later, one after another"
CHAINED = "Closure::once, one after another, fired, dropped"


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and those of its peers."""
    many = bench.effort.timers
    few = max(many // 4, 1)
    together = Key(SUITE, CALL_LATER, "asyncio")
    chained = Key(SUITE, CHAINED_CALL_LATER, "asyncio")
    done = Done()
    exports = (await bench.open(BENCH, {"done": done})).exports
    set_once, drop = exports["set_once"], exports["drop_callbacks"]

    async def once(times: int) -> None:
        await done.after(set_once, times)
        drop()

    async def once_into_js(times: int) -> None:
        await done.after(exports["set_once_into_js"], times)

    async def one_after_another(times: int) -> None:
        for _ in repeat(None, times):
            await once(1)

    def case(name: str, batch: Batch, peer: Key, times: int) -> Case:
        return Case(Key(SUITE, name, bench.name), batch, peer, times)

    return [
        Case(together, awaited(_call_later_together, process_time), times=many),
        Case(Key(SUITE, LOOP, "python"), _loop_alone(), together, many),
        case(ONCE, awaited(once, process_time), together, many),
        case(ONCE_INTO_JS, awaited(once_into_js, process_time), together, many),
        case(ONE_CLOSURE, await _one_closure(bench), together, many),
        Case(chained, awaited(_call_later_chained, process_time), times=few),
        case(CHAINED, awaited(one_after_another, process_time), chained, few),
        *on_uvloop(bench, Key(SUITE, CALL_LATER, "uvloop"), _call_later_together, many),
        *on_uvloop(bench, Key(SUITE, CHAINED_CALL_LATER, "uvloop"), _call_later_chained, few),
        *bench.by_node(SUITE, {ONCE: "set_once", ONCE_INTO_JS: "set_once_into_js"}, times=many),
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


async def _one_closure(bench: Bench) -> Batch:
    kept: list[Callable[..., object]] = []
    guest = await bench.open(BENCH, {"keep": kept.append})
    guest.exports["give_callbacks"](1)
    set_timeout = timers(guest.loop)["setTimeout"]
    closure = kept[0]

    async def together(times: int) -> None:
        for _ in repeat(None, times):
            set_timeout(closure, 0.0)
        await guest.idle()

    return awaited(together, process_time)


def _loop_alone() -> Batch:
    loop = GuestLoop(SystemClock(), _fail)

    async def together(times: int) -> None:
        for _ in repeat(None, times):
            loop.set_timer(_nothing)
        await loop.idle()

    return awaited(together, process_time)


def _nothing() -> None:
    return None


def _fail(error: BaseException, details: Mapping[str, object]) -> None:
    raise error
