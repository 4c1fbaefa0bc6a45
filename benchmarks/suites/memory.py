"""Bytes of Python's for each closure, timer and handle that lives; of V8's heap in Node.

What lies in the guest's own memory is the same everywhere and is not counted.
"""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections.abc import Callable
from typing import Final

from benchmarks.guests import BENCH, Bench
from runtime.measuring import BYTE, Batch, Case, Key

SUITE = "memory"

CLOSURE = "a closure that the guest keeps"
GIVEN = "a closure that the host keeps"
TIMER = "a standing timer"
HANDLE = "a handle"
CALL_LATER = "a standing call_later"

NODE_CASES: Final = {
    CLOSURE: "closure_bytes",
    GIVEN: "given_bytes",
    TIMER: "timer_bytes",
    HANDLE: "handle_bytes",
}

ENGINES: Final = ("wasmer", "wasmtime-compiled")

MOST_ROUNDS: Final = 3
"""The figures hardly differ."""

MOST_PROCESSES: Final = 1

HOUR_MILLIS: Final = 3_600_000


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and those of its peers."""
    if bench.name not in ENGINES:
        return []
    kept: list[object] = []
    objects: list[object] = []

    def value(x: float) -> object:
        return objects[int(x)]

    exports = (await bench.open(BENCH, {"keep": kept.append, "host_value": value})).exports
    count = max(bench.effort.live[-2:][0], 1000)  # of fewer, half a page would show
    objects += [object() for _ in range(count)]

    def case(name: str, make: Callable[[int], object], drop: Callable[[], object]) -> Case:
        peer = later if name == TIMER else None
        return Case(Key(SUITE, name, bench.name), _alive(make, drop), peer, count, BYTE)

    async def handles(times: int) -> float:
        # The table of a guest that had as many handles before has room for them.
        exports = (await bench.open(BENCH, {"keep": kept.append, "host_value": value})).exports
        exports["make_by_import"](1)
        exports["drop_values"]()
        return await _alive(exports["make_by_import"], exports["drop_values"])(times)

    later = Key(SUITE, CALL_LATER, "asyncio")
    return [
        Case(later, _call_later(), None, count, BYTE),
        case(CLOSURE, exports["make_callbacks"], exports["drop_callbacks"]),
        case(GIVEN, exports["give_callbacks"], kept.clear),
        case(TIMER, lambda n: exports["set_standing"](n, HOUR_MILLIS), exports["clear_standing"]),
        Case(Key(SUITE, HANDLE, bench.name), handles, None, count, BYTE),
        *bench.by_node(SUITE, NODE_CASES, times=count, unit=BYTE),
    ]


def _alive(make: Callable[[int], object], drop: Callable[[], object]) -> Batch:
    """Return the batch that makes so many things and looks how many bytes they are."""

    async def batch(times: int) -> float:
        tracemalloc.start()
        try:
            before = _bytes_now()
            made = make(times)
            taken = _bytes_now() - before
            del made
            drop()
        finally:
            tracemalloc.stop()
        await asyncio.sleep(0)  # what is only dropped between two calls of the guest's
        return taken

    return batch


def _call_later() -> Batch:
    handles: list[asyncio.TimerHandle] = []

    def make(times: int) -> None:
        loop = asyncio.get_running_loop()
        handles.extend(loop.call_later(HOUR_MILLIS, _nothing) for _ in range(times))

    def drop() -> None:
        for handle in handles:
            handle.cancel()
        handles.clear()

    return _alive(make, drop)


def _nothing() -> None:
    return None


def _bytes_now() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
