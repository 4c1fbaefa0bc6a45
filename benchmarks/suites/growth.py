"""What one timer, closure or handle costs when there are a hundred of them, or a million.

Each is made beside all the others and ended beside all that are left; what both take is divided by
how many there are. All is measured in seconds of the processor.

Each number of them has a thread of its own, and those that are made one by one beside others have
another. wasmer-python keeps room for all Python objects that one call of wasm handled, two or three
for each call of the host, for as long as the thread lives, and makes as much room anew in calls to
come: 32 MiB after a million calls of the host, which is a system call and some page faults. That
belongs to what a million costs that one call makes, and to nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from time import process_time
from typing import Final

from benchmarks.elsewhere import elsewhere
from benchmarks.guests import BENCH, Bench, Done
from runtime.instance.exports import Exports
from runtime.measuring import Batch, Case, Key, awaited, without_collector

SUITE = "growth"

STANDING = "timer set and cleared"
FIRED = "Closure::once set, fired, dropped"
CLOSURE = "closure made and dropped"
HANDLE = "handle made and dropped"
BESIDE = "Closure::once set, fired, dropped, one by one beside standing timers"

KINDS: Final = (STANDING, FIRED, BESIDE, CLOSURE, HANDLE)

BY_NODE: Final = {STANDING: "standing", FIRED: "fired"}
"""What Node does too, and what ``node/cases.mjs`` calls it."""

ENGINES: Final = ("wasmer", "wasmtime-compiled")
"""wasmtime's plain crossing would take minutes, for curves of the same shape."""

MOST_ROUNDS: Final = 2
"""A batch of a million takes seconds."""

MOST_PROCESSES: Final = 2

LEAST: Final = 10_000
"""A batch does so many at least, by doing fewer again and again."""

HOUR_MILLIS: Final = 3_600_000


def live(name: str, count: int) -> str:
    """Return the name of a case with so many alive at once."""
    return f"{name}, {count} live"


def parts_of(case: str) -> tuple[str, int]:
    """Return what `live` made the name of a case from."""
    name, _, rest = case.rpartition(", ")
    return name, int(rest.removesuffix(" live"))


class _Kinds:
    """Batches with so many alive at once, for one guest.

    Args:
        bench: where it is opened.
        exports: the guest's.
        done: what it says that timers have fired by.

    """

    def __init__(self, bench: Bench, exports: Exports, done: Done) -> None:
        self._bench = bench
        self._exports = exports
        self._done = done

    @classmethod
    async def of(cls, bench: Bench) -> _Kinds:
        """Open a guest."""
        done = Done()
        guest = await bench.open(BENCH, {"done": done, "host_value": float})
        return cls(bench, guest.exports, done)

    def batches(self, count: int) -> dict[str, Batch]:
        """Return the batches by what grows."""
        exports = self._exports
        clear = exports["clear_standing"]
        return {
            STANDING: _pairs(partial(exports["set_standing"], count, HOUR_MILLIS), clear, count),
            FIRED: awaited(partial(self._fire, count), process_time),
            CLOSURE: _pairs(
                partial(exports["make_callbacks"], count), exports["drop_callbacks"], count
            ),
            HANDLE: _pairs(
                partial(exports["make_by_import"], count), exports["drop_values"], count
            ),
            BESIDE: self._beside(count),
        }

    async def _fire(self, together: int, times: int) -> None:
        set_once, drop = self._exports["set_once"], self._exports["drop_callbacks"]
        for _ in range(0, times, together):
            await self._done.after(set_once, together)
            drop()

    def _beside(self, count: int) -> Batch:
        async def batch(times: int) -> float:
            async with AsyncExitStack() as stack:
                # Closing it ends those that stand: by the guest that were a million calls in one.
                inner = replace(self._bench, stack=stack)
                kinds = await _Kinds.of(inner)
                for part in _parts(count):
                    kinds._exports["set_standing"](part, HOUR_MILLIS)
                return await awaited(partial(kinds._fire, 1), process_time)(times)

        return batch


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and Node's."""
    if bench.name not in ENGINES:
        return []
    found = []
    for count in bench.effort.live:
        for kinds in ((BESIDE,), tuple(kind for kind in KINDS if kind != BESIDE)):
            found += await elsewhere(bench, partial(_cases, count, kinds))
        found += bench.by_node(
            SUITE, {live(n, count): case for n, case in BY_NODE.items()}, count, times=_times(count)
        )
    return found


async def _cases(count: int, names: Sequence[str], bench: Bench) -> list[Case]:
    batches = (await _Kinds.of(bench)).batches(count)
    found = []
    for name in names:
        key, first = (Key(SUITE, live(name, n), bench.name) for n in (count, bench.effort.live[0]))
        peer = None if key == first else first
        # Beside those that stand as few are enough as beside none: it takes half a minute else.
        times = LEAST if name == BESIDE else _times(count)
        found.append(Case(key, batches[name], peer, times))
    return found


def _times(count: int) -> int:
    return count * -(-LEAST // count)


def _parts(count: int) -> Iterator[int]:
    """Yield numbers of at most `LEAST` that are `count` together."""
    for done in range(0, count, LEAST):
        yield min(LEAST, count - done)


def _pairs(make: Callable[[], object], drop: Callable[[], object], count: int) -> Batch:
    async def batch(times: int) -> float:
        with without_collector():
            start = process_time()
            for _ in range(0, times, count):
                make()
                drop()
            return process_time() - start

    return batch
