"""A closure of the guest's called for each element of a buffer.

Node has two peers: a loop that throws away what the closure gives, and one that takes elements from
a typed array and puts what it gets into another, which is what ``closure.map`` does.
"""

from __future__ import annotations

from array import array
from itertools import repeat
from timeit import default_timer
from typing import Final

from benchmarks.guests import BENCH, Bench
from runtime.measuring import Batch, Case, Key, calls, without_collector

SUITE = "batch"

MAP = "closure.map, Fn(f64) -> f64, one element"
MAP_INTO = "closure.map into a given buffer, one element"
LOOP = "the same closure called in a loop"
FILL = "the same closure called in a loop, from buffer to buffer"

MAPS: Final = 3
"""Maps in one batch: after others have run, the first finds nothing in the processor's caches."""


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and Node's loops."""
    exports = (await bench.open(BENCH)).exports
    closure = exports["adder"]()
    elements = bench.effort.elements
    values = array("d", range(elements))
    room = array("d", values)

    def mapping(out: array[float] | None) -> Batch:
        async def batch(times: int) -> float:
            with without_collector():
                start = default_timer()
                for _ in repeat(None, times // elements):
                    closure.map(values, out=out)
                return default_timer() - start

        return batch

    peer = Key(SUITE, LOOP, bench.name)
    times = MAPS * elements
    return [
        Case(peer, calls(closure, 1.0)),
        Case(Key(SUITE, MAP, bench.name), mapping(None), peer, times),
        Case(Key(SUITE, MAP_INTO, bench.name), mapping(room), peer, times),
        *bench.by_node(SUITE, {LOOP: "loop", FILL: "fill"}, times=times),
    ]
