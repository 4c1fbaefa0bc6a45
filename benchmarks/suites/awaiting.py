"""Promises awaited from either side, and tasks of the guest's that let each other run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import repeat
from timeit import default_timer
from typing import Final

from benchmarks.guests import BENCH, Bench, Done
from benchmarks.uvloop_peer import on_uvloop
from runtime.measuring import Batch, Case, Key, awaited

SUITE = "await"

EXPORT = "await of an exported async fn"
IMPORT = "await of a host's coroutine by the guest"
SWITCH = "spawn_local task switch"
SWITCHES = "spawn_local task switch, 100 tasks"
FUTURE = "await of a future that call_soon settles"
SLEEP = "await asyncio.sleep(0)"

TASKS = 100

MOST_ROUNDS: Final = 12
"""A batch of wasmtime's plain crossing takes a third of a second."""


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and those of its peers."""
    times = bench.effort.timers
    done = Done()
    exports = (await bench.open(BENCH, {"done": done, "host_async": _host_async})).exports
    ready, switch_tasks = exports["ready"], exports["switch_tasks"]

    async def await_export(times: int) -> None:
        for _ in repeat(None, times):
            await ready(1.0)

    async def await_import(times: int) -> None:
        await done.after(exports["await_host"], times)

    def switched(tasks: int) -> Callable[[int], Awaitable[None]]:
        async def run(times: int) -> None:
            await done.after(switch_tasks, tasks, -(-times // tasks))

        return run

    future, sleep = Key(SUITE, FUTURE, "asyncio"), Key(SUITE, SLEEP, "asyncio")

    def case(name: str, batch: Batch, peer: Key) -> Case:
        return Case(Key(SUITE, name, bench.name), batch, peer, times)

    return [
        Case(future, awaited(_futures), times=times),
        Case(sleep, awaited(_sleeps), times=times),
        case(EXPORT, awaited(await_export), future),
        case(IMPORT, awaited(await_import), future),
        case(SWITCH, awaited(switched(1)), sleep),
        case(SWITCHES, awaited(switched(min(TASKS, times))), sleep),
        *on_uvloop(bench, Key(SUITE, FUTURE, "uvloop"), _futures, times, default_timer),
        *on_uvloop(bench, Key(SUITE, SLEEP, "uvloop"), _sleeps, times, default_timer),
        *bench.by_node(
            SUITE,
            {
                EXPORT: "await_export",
                IMPORT: "await_import",
                SWITCH: "task_switch",
                SWITCHES: "task_switch_many",
            },
            times=times,
        ),
    ]


async def _host_async(x: float) -> float:
    return x


async def _futures(times: int) -> None:
    loop = asyncio.get_running_loop()
    for _ in repeat(None, times):
        future = loop.create_future()
        loop.call_soon(future.set_result, None)
        await future


async def _sleeps(times: int) -> None:
    for _ in repeat(None, times):
        await asyncio.sleep(0)
