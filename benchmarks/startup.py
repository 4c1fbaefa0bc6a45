"""A module is loaded once, and opened for each guest that is wanted of it.

The guest imports some three hundred functions, most of them JavaScript's own.
"""

from __future__ import annotations

from timeit import default_timer

import runtime
from benchmarks.guests import CASES_TEXT, Bench
from benchmarks.measure import Batch, Case, Key, without_collector
from runtime.module import Module

SUITE = "startup"

LOADED = "module loaded: read, checked and compiled"
OPENED = "a further guest of a loaded module, opened and closed"

AT_ONCE = 10
"""How many guests a batch opens: opening takes far longer than a batch must at least."""


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine."""
    module = Module.load(CASES_TEXT, engine=bench.engine)
    peer = Key(SUITE, LOADED, bench.name)
    return [
        Case(peer, _loaded(bench), times=1),
        Case(Key(SUITE, OPENED, bench.name), _opened(module), peer, AT_ONCE),
    ]


def _loaded(bench: Bench) -> Batch:
    async def batch(times: int) -> float:
        with without_collector():
            start = default_timer()
            for _ in range(times):
                Module.load(CASES_TEXT, engine=bench.engine, cache=False)
            return default_timer() - start

    return batch


def _opened(module: Module) -> Batch:
    async def batch(times: int) -> float:
        with without_collector():
            start = default_timer()
            for _ in range(times):
                async with runtime.open(module, host={"record": print}, strict=False):
                    pass
            return default_timer() - start

    return batch
