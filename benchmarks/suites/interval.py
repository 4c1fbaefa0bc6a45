"""A tick of an interval without delay, beside many such intervals that stand.

Since HTML's nesting level lengthens it to 4 ms and Node to 1 ms, most of the time nothing happens;
what is measured is seconds of the processor. One waking of asyncio's, once the machine has gone
idle, is most of what a thousand ticks cost: it is measured by a timer alone.
"""

from __future__ import annotations

import asyncio
from time import process_time
from typing import Final

from benchmarks.guests import BENCH, Bench, Done
from benchmarks.uvloop_peer import on_uvloop
from runtime.measuring import Batch, Case, Key, awaited

SUITE = "interval"

TICK = "a tick of a standing interval"
CALL_LATER = "call_later that sets itself again"
WAKING = "call_later that sets itself again, alone"

WARM: Final = 10
"""So often all tick before it counts: the nesting level is reached, and all code is warm."""

WAVES: Final = 20
"""So often all tick in a batch."""

MOST_ROUNDS: Final = 10
"""A batch waits for a tenth of a second."""

PAUSE_SECONDS: Final = 0.004


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and those of its peers."""
    count = bench.effort.timers
    times = count * WAVES
    done = Done()
    exports = (await bench.open(BENCH, {"done": done})).exports
    count_ticks = exports["count_ticks"]

    async def ticks(times: int) -> None:
        await done.after(count_ticks, times)

    timed = awaited(ticks, process_time)

    async def batch(times: int) -> float:
        exports["start_intervals"](count)
        await ticks(count * WARM)
        seconds = await timed(times)
        exports["stop_intervals"]()
        return seconds

    peer = Key(SUITE, CALL_LATER, "asyncio")
    return [
        Case(peer, _standing(count), times=times),
        Case(Key(SUITE, WAKING, "asyncio"), _standing(1), times=WAVES),
        Case(Key(SUITE, TICK, bench.name), batch, peer, times),
        *on_uvloop(bench, Key(SUITE, CALL_LATER, "uvloop"), _Standing(count).run, times),
        *bench.by_node(SUITE, {TICK: "interval"}, count, times=times),
    ]


class _Standing:
    """Callbacks that set themselves again, as asyncio has no intervals."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._left = 0

    async def run(self, times: int) -> None:
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._left = times

        def tick() -> None:
            self._left -= 1
            if self._left > 0:
                loop.call_later(PAUSE_SECONDS, tick)
            elif not done.done():
                done.set_result(None)

        for _ in range(self._count):
            loop.call_later(PAUSE_SECONDS, tick)
        await done


def _standing(count: int) -> Batch:
    return awaited(_Standing(count).run, process_time)
