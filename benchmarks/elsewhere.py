"""Cases that run in a thread of their own, on an event loop and an engine of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from benchmarks.guests import ENGINES, Bench, Modules
from runtime.measuring import Batch, Case


@dataclass(frozen=True)
class _Started:
    """What a thread has when its guests are open."""

    loop: asyncio.AbstractEventLoop
    leave: asyncio.Event
    cases: list[Case]


async def elsewhere(bench: Bench, make: Callable[[Bench], Awaitable[list[Case]]]) -> list[Case]:
    """Return cases that are made, and whose batches run, in a new thread.

    Args:
        bench: what the suite got; the thread lives as long as its guests.
        make: makes the cases, of a bench whose guests are the thread's.

    """
    found: list[Case] = await bench.stack.enter_async_context(_thread(bench, make))
    return found


@asynccontextmanager
async def _thread(
    bench: Bench, make: Callable[[Bench], Awaitable[list[Case]]]
) -> AsyncIterator[list[Case]]:
    ready: Future[_Started] = Future()
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(asyncio.run, _live(bench, make, ready))
        ended.add_done_callback(lambda done: _tell(done, ready))
        started = await asyncio.wrap_future(ready)
        try:
            yield [replace(case, batch=_there(case.batch, started.loop)) for case in started.cases]
        finally:
            started.loop.call_soon_threadsafe(started.leave.set)
            await asyncio.wrap_future(ended)


async def _live(
    bench: Bench, make: Callable[[Bench], Awaitable[list[Case]]], ready: Future[_Started]
) -> None:
    """Keep what a thread has open until it is to end."""
    leave = asyncio.Event()
    async with AsyncExitStack() as stack:
        # An engine's objects belong to the thread that made them.
        own = replace(bench, engine=ENGINES[bench.name](), stack=stack, modules=Modules())
        ready.set_result(_Started(asyncio.get_running_loop(), leave, await make(own)))
        await leave.wait()


def _tell(ended: Future[None], ready: Future[_Started]) -> None:
    error = ended.exception()
    if error is not None and not ready.done():
        ready.set_exception(error)


def _there(batch: Batch, loop: asyncio.AbstractEventLoop) -> Batch:
    async def run(times: int) -> float:
        async def there() -> float:
            return await batch(times)

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), loop))

    return run
