"""A chain of microtasks, each of which queues the next."""

from __future__ import annotations

import asyncio
from timeit import default_timer

from benchmarks.guests import BENCH, Bench, Done
from benchmarks.uvloop_peer import on_uvloop
from runtime.measuring import Case, Key, awaited

SUITE = "microtask"

CHAIN = "queueMicrotask chain"
CALL_SOON = "call_soon chain"


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and those of its peers."""
    times = bench.effort.timers
    done = Done()
    exports = (await bench.open(BENCH, {"done": done})).exports
    chain_microtasks = exports["chain_microtasks"]

    async def chain(times: int) -> None:
        await done.after(chain_microtasks, times)

    peer = Key(SUITE, CALL_SOON, "asyncio")
    return [
        Case(peer, awaited(call_soon_chain), times=times),
        Case(Key(SUITE, CHAIN, bench.name), awaited(chain), peer, times),
        *on_uvloop(bench, Key(SUITE, CALL_SOON, "uvloop"), call_soon_chain, times, default_timer),
        *bench.by_node(SUITE, {CHAIN: "microtask"}, times=times),
    ]


async def call_soon_chain(times: int) -> None:
    """Let callbacks of the running loop set each other."""
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    left = times

    def link() -> None:
        nonlocal left
        left -= 1
        if left:
            loop.call_soon(link)
        else:
            done.set_result(None)

    loop.call_soon(link)
    await done
