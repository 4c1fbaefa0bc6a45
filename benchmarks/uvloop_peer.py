"""uvloop as a peer, in a thread of its own, since a thread runs one loop at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import process_time

from benchmarks.guests import Bench
from runtime.measuring import Batch, Case, Clock, Key, awaited


def on_uvloop(
    bench: Bench,
    key: Key,
    run: Callable[[int], Awaitable[object]],
    times: int = 0,
    now: Clock = process_time,
) -> Iterator[Case]:
    """Yield the case that awaits ``run(times)`` on uvloop, where that is installed."""
    try:
        import uvloop
    except ImportError:
        return
    loop = uvloop.new_event_loop()
    bench.stack.callback(loop.close)
    thread = bench.stack.enter_context(ThreadPoolExecutor(1))
    yield Case(key, _in_thread(awaited(run, now), loop, thread), None, times)


def _in_thread(inner: Batch, loop: asyncio.AbstractEventLoop, thread: ThreadPoolExecutor) -> Batch:
    def run(times: int) -> float:
        return loop.run_until_complete(inner(times))

    async def batch(times: int) -> float:
        return await asyncio.get_running_loop().run_in_executor(thread, run, times)

    return batch
