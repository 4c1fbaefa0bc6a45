"""Measuring: repeated batches of `timeit`, all cases interleaved.

What is asked is *how many times as much as a peer* something costs, and on a machine that does
other work too, only two measurements taken within milliseconds of each other, in one process, can
be compared. So each round runs one batch of every case, the ratio to the peer is taken within the
round, and the median over the rounds is reported, with quartiles.

Python's collector is off within a batch, as in `timeit`.
"""

from __future__ import annotations

import gc
import statistics
import timeit
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from timeit import default_timer
from typing import Final, NamedTuple

Batch = Callable[[int], Awaitable[float]]
"""Does something so many times and returns how many seconds, or bytes, that took."""

Clock = Callable[[], float]

SECOND: Final = "second"
BYTE: Final = "byte"

UNROLLED: Final = 10
"""Calls in one iteration of `time_calls`: the loop around them costs next to nothing."""


class Key(NamedTuple):
    """Which case.

    Attributes:
        suite: the suite's name.
        name: what is done.
        engine: on which engine, or what stands in for one: ``python``, ``asyncio``.

    """

    suite: str
    name: str
    engine: str


@dataclass(frozen=True)
class Case:
    """Something to be measured.

    Attributes:
        key: its name.
        batch: does it.
        peer: what it is compared with, a case of the same suite.
        times: how often a batch does it; 0: as often as fills the batch's time.
        unit: of what a batch returns: seconds, or bytes.

    """

    key: Key
    batch: Batch
    peer: Key | None = None
    times: int = 0
    unit: str = SECOND


@dataclass(frozen=True)
class Spread:
    """The middle of some values, and where the middle half of them lies.

    Attributes:
        median: the median.
        low: the lower quartile.
        high: the upper quartile.

    """

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the spread of at least one value."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high)


@dataclass(frozen=True)
class Figure:
    """What was measured of one case.

    Attributes:
        key: the case's name.
        times: how often each batch did it.
        values: seconds (or bytes) for one time, one a round.
        peer: what it is compared with.
        ratio: how many times as much as the peer it costs; None without a peer.
        unit: of the values.

    """

    key: Key
    times: int
    values: tuple[float, ...]
    peer: Key | None = None
    ratio: Spread | None = None
    unit: str = SECOND

    @property
    def spread(self) -> Spread:
        """What one time takes."""
        return Spread.of(self.values)


def ratio_of(figure: Sequence[float], peer: Sequence[float]) -> Spread:
    """Return how many times as much one case costs as another, round by round."""
    return Spread.of([own / others for own, others in zip(figure, peer, strict=True)])


def time_calls(function: Callable[..., object], times: int, *arguments: object) -> float:
    """Call ``function(*arguments)`` so many times; return the seconds for it.

    From ten on the times are rounded up to tens; the seconds are those for exactly ``times`` calls.
    """
    unrolled = min(times, UNROLLED)
    iterations = -(-times // unrolled)
    names = [f"a{number}" for number in range(len(arguments))]
    # Names of their own: what a function is called with is had as fast as can be.
    setup = "\n".join(f"{name} = arguments[{number}]" for number, name in enumerate(names))
    timer = timeit.Timer(
        "; ".join([f"f({', '.join(names)})"] * unrolled),
        f"f = function\n{setup}",
        globals={"function": function, "arguments": arguments},
    )
    return timer.timeit(iterations) * times / (iterations * unrolled)


def calls(function: Callable[..., object], *arguments: object) -> Batch:
    """Return the batch that calls ``function(*arguments)``."""

    async def batch(times: int) -> float:
        return time_calls(function, times, *arguments)

    return batch


def counted(run: Callable[[int], object]) -> Batch:
    """Return the batch that calls ``run(times)`` once, which does the repeating itself."""

    async def batch(times: int) -> float:
        with without_collector():
            start = default_timer()
            run(times)
            return default_timer() - start

    return batch


def awaited(run: Callable[[int], Awaitable[object]], now: Clock = default_timer) -> Batch:
    """Return the batch that awaits ``run(times)`` once.

    Args:
        run: does the repeating itself.
        now: the clock. What waits for the event loop is better measured by `time.process_time`:
            only what the processor does counts, not how long there was nothing to do.

    """

    async def batch(times: int) -> float:
        with without_collector():
            start = now()
            await run(times)
            return now() - start

    return batch


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the garbage collector from choosing a batch to run in, as `timeit` does."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


async def measure(cases: Sequence[Case], rounds: int, batch_seconds: float) -> list[Figure]:
    """Measure cases against each other.

    Args:
        cases: what to measure; every peer must be among them.
        rounds: how many batches of each case.
        batch_seconds: how long a batch takes at least, where the case does not say how often it
            does its work.

    Returns:
        a figure for each case, in order; cases of one key are one.

    """
    by_key = {case.key: case for case in cases}
    times = {key: await _calibrate(case, batch_seconds) for key, case in by_key.items()}
    values: dict[Key, list[float]] = {key: [] for key in by_key}
    order = list(by_key.values())
    gc.collect()
    for _ in range(rounds):
        for case in order:
            taken = await case.batch(times[case.key])
            values[case.key].append(taken / times[case.key])
        # There and back: who runs after whom is not the same in each round.
        order.reverse()
    return [_figure(case, times[case.key], values) for case in by_key.values()]


def _figure(case: Case, times: int, values: Mapping[Key, Sequence[float]]) -> Figure:
    own = values[case.key]
    ratio = None if case.peer is None else ratio_of(own, values[case.peer])
    return Figure(case.key, times, tuple(own), case.peer, ratio, case.unit)


async def _calibrate(case: Case, batch_seconds: float) -> int:
    """Return how often a batch must do it to take long enough; warms up on the way."""
    if case.times:
        await case.batch(case.times)
        return case.times
    times = UNROLLED
    await case.batch(times)  # what is made at first use would make a batch look long enough
    # A batch that was interrupted looks long enough too, so it must be so twice.
    while await case.batch(times) < batch_seconds or await case.batch(times) < batch_seconds:
        times *= 2
    return times
