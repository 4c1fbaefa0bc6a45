"""An HTTP server of Python's beside ten thousand tasks of a guest's, in one event loop.

What is measured is the 99th percentile of how long the server takes to answer a client in another
process: alone, with tasks that sleep some two seconds and then greet the next one, at moments of
their own, and with tasks that all do so in the same millisecond, which is the worst they can do.
Tasks of asyncio's that do the same, in Python, show what of it is the guest's.

Turns of the guest's loop are short. What makes the server late beside tasks at moments of their own
is Python's collector: ten objects a sleeping task are a hundred thousand to look through, which
asyncio's own tasks are as well.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from random import Random
from typing import Final

import runtime
from benchmarks.guests import CHECKOUT, TASKS, Bench
from runtime.measuring import Batch, Case, Key

SUITE = "tasks"

ALONE = "99th percentile of an answer, the server alone"
SPREAD = "99th percentile of an answer, beside 10,000 tasks"
IN_STEP = "99th percentile of an answer, beside 10,000 tasks in step"

ENGINES: Final = ("wasmer", "wasmtime-compiled")
"""wasmtime's plain crossing is hundreds of times slower, which this would only show again."""

MOST_ROUNDS: Final = 3
"""A batch takes seconds."""

MOST_PROCESSES: Final = 1

INTERVAL_SECONDS: Final = 0.004
"""Between two requests."""

ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine; the server alone, and beside asyncio's tasks."""
    if bench.name not in ENGINES:
        return []
    guest = await bench.open(TASKS)
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    await bench.stack.enter_async_context(server)
    port = server.sockets[0].getsockname()[1]
    tasks, requests = bench.effort.tasks, bench.effort.requests
    alone = Key(SUITE, ALONE, "asyncio")
    found = [Case(alone, _beside(None, port), times=requests)]
    nap = bench.effort.nap_millis
    for name, millis in ((SPREAD, (nap // 2, nap + nap // 2)), (IN_STEP, (nap, nap))):
        by_guest = partial(_guests_tasks, guest, tasks, millis)
        by_asyncio = partial(_asyncios_tasks, tasks, millis)
        for engine, crowd in ((bench.name, by_guest), ("asyncio", by_asyncio)):
            key = Key(SUITE, name, engine)
            found.append(Case(key, _beside(crowd, port), alone, requests))
    return found


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(ANSWER)
    except asyncio.IncompleteReadError:
        writer.close()


def _beside(crowd: Callable[[], AbstractAsyncContextManager[None]] | None, port: int) -> Batch:
    async def batch(times: int) -> float:
        async with nullcontext() if crowd is None else crowd():
            return await _percentile(port, times) * times

    return batch


@asynccontextmanager
async def _guests_tasks(
    guest: runtime.Guest, tasks: int, millis: tuple[int, int]
) -> AsyncIterator[None]:
    crowd = guest.exports["Crowd"](tasks, *millis)
    # Only once each has slept: before, all are busy with being started.
    while crowd.slept < tasks:  # noqa: ASYNC110 # the guest tells nobody
        await asyncio.sleep(0.01)
    yield
    if not crowd.heard:
        raise RuntimeError("no task was greeted")
    await crowd.stop()


@asynccontextmanager
async def _asyncios_tasks(tasks: int, millis: tuple[int, int]) -> AsyncIterator[None]:
    slept = 0
    random = Random(0)
    inboxes: list[asyncio.Queue[str]] = [asyncio.Queue() for _ in range(tasks)]

    async def live(own: asyncio.Queue[str], next_one: asyncio.Queue[str]) -> None:
        nonlocal slept
        while True:
            await asyncio.sleep(random.randint(*millis) / 1000)
            slept += 1
            next_one.put_nowait("hello")
            while not own.empty():
                own.get_nowait()

    crowd = [
        asyncio.ensure_future(live(own, inboxes[(n + 1) % tasks])) for n, own in enumerate(inboxes)
    ]
    while slept < tasks:  # noqa: ASYNC110 # an event would be set ten thousand times
        await asyncio.sleep(0.01)
    yield
    for each in crowd:
        each.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)


async def _percentile(port: int, requests: int) -> float:
    """Return the 99th percentile of so many answers, in seconds."""
    command = (sys.executable, "-m", "benchmarks.client")
    client = await asyncio.create_subprocess_exec(
        *(*command, str(port), str(requests), str(INTERVAL_SECONDS)),
        stdout=asyncio.subprocess.PIPE,
        cwd=CHECKOUT,
    )
    output, _ = await client.communicate()
    if client.returncode:
        raise RuntimeError(f"the client failed: {client.returncode}")
    seconds: list[float] = json.loads(output)
    return statistics.quantiles(seconds, n=100, method="inclusive")[98]
