"""A closure of the guest's called for each element of a buffer."""

from __future__ import annotations

from array import array
from timeit import default_timer

from benchmarks.guests import BENCH, Bench
from runtime.measuring import Case, Key, calls, without_collector

SUITE = "batch"

MAP = "closure.map, Fn(f64) -> f64, one element"
LOOP = "the same closure called in a loop"


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and Node's loop."""
    exports = (await bench.open(BENCH)).exports
    closure = exports["adder"]()
    elements = bench.effort.elements
    values = array("d", range(elements))

    async def mapped(times: int) -> float:
        assert times == elements, times
        with without_collector():
            start = default_timer()
            closure.map(values)
            return default_timer() - start

    peer = Key(SUITE, LOOP, bench.name)
    return [
        Case(peer, calls(closure, 1.0)),
        Case(Key(SUITE, MAP, bench.name), mapped, peer, elements),
        *bench.by_node(SUITE, {LOOP: "loop"}, times=elements),
    ]
