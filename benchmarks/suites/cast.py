"""The guest makes values of the host's by casts, and the same by imported functions."""

from __future__ import annotations

import timeit
from typing import Final

import runtime
from benchmarks.guests import CASTS, Bench
from runtime.measuring import Batch, Case, Key, without_collector

SUITE = "cast"

NUMBER = "JsValue::from_f64"
IMPORTED_NUMBER = "imported fn(f64) -> JsValue"
TEXT = "JsValue::from_str"
IMPORTED_TEXT = "imported fn(&str) -> JsValue"

AT_ONCE: Final = 1000
"""How many values are made before they are dropped, which is not measured."""


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine."""
    guest = await bench.open(CASTS, {"bench_f64": _same, "bench_str": _same})
    found = []
    for cast, imported, kind in (
        (NUMBER, IMPORTED_NUMBER, "f64"),
        (TEXT, IMPORTED_TEXT, "str"),
    ):
        peer = Key(SUITE, imported, bench.name)
        found.append(Case(peer, _kept(guest, f"import_{kind}")))
        found.append(Case(Key(SUITE, cast, bench.name), _kept(guest, f"cast_{kind}"), peer))
    return found


def _kept(guest: runtime.Guest, name: str) -> Batch:
    """Return the batch in which the guest makes values by one of its exports, and keeps them."""
    make, clear = guest.exports[name], guest.exports["clear"]

    async def batch(times: int) -> float:
        seconds = 0.0
        with without_collector():
            for done in range(0, times, AT_ONCE):
                start = timeit.default_timer()
                make(min(AT_ONCE, times - done))
                seconds += timeit.default_timer() - start
                clear()
        return seconds

    return batch


def _same(value: object) -> object:
    return value
