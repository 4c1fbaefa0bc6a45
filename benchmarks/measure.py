"""Measuring: repeated batches of `timeit`, all cases of a suite interleaved.

pyperf would be the usual choice. It runs each benchmark in processes of its own, one after the
other; but what is asked here is *how many times as much as a peer* something costs, and on a
machine that does other work too, only two measurements taken within milliseconds of each other, in
one process, can be compared. So each round runs one batch of every case, the ratio to the peer is
taken within the round, and the median over the rounds is reported, with quartiles.
"""

from __future__ import annotations

import gc
import statistics
import timeit
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

Batch = Callable[[int], Awaitable[float]]
"""Does something so many times and returns how many seconds that took."""

UNROLLED: Final = 10
"""Calls in one iteration of `time_calls`: the loop around them costs next to nothing."""

MICROSECONDS: Final = 1e6


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

    """

    key: Key
    batch: Batch
    peer: Key | None = None
    times: int = 0


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Attributes:
        rounds: how many batches of each case.
        batch_seconds: how long a batch takes at least.
        timers: how many timers are set together.
        tasks: how many tasks of a guest's run at once.
        nap_millis: how long they sleep at a time.
        requests: how many requests a server is asked beside them.

    """

    rounds: int
    batch_seconds: float
    timers: int
    tasks: int
    nap_millis: int
    requests: int


# Many short batches: on a machine that does other work, most of them are not interrupted.
FULL: Final = Effort(101, 0.001, timers=1000, tasks=10_000, nap_millis=2000, requests=1000)
FAST: Final = Effort(3, 0.0002, timers=50, tasks=100, nap_millis=20, requests=20)


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
        micros: microseconds for one time, one value a round.
        peer: what it is compared with.
        ratio: how many times as much as the peer it costs; None without a peer.

    """

    key: Key
    times: int
    micros: tuple[float, ...]
    peer: Key | None
    ratio: Spread | None

    @property
    def microseconds(self) -> Spread:
        """Microseconds for one time."""
        return Spread.of(self.micros)


def ratio_of(figure: Sequence[float], peer: Sequence[float]) -> Spread:
    """Return how many times as much one case costs as another, round by round."""
    return Spread.of([own / others for own, others in zip(figure, peer, strict=True)])


def time_calls(function: Callable[..., object], times: int, *arguments: float) -> float:
    """Call ``function(*arguments)`` so many times, rounded up to tens; return the seconds for it.

    The seconds are those for exactly ``times`` calls.
    """
    iterations = -(-times // UNROLLED)
    call = f"f({', '.join(map(repr, arguments))})"
    timer = timeit.Timer(
        "; ".join([call] * UNROLLED), "f = function", globals={"function": function}
    )
    return timer.timeit(iterations) * times / (iterations * UNROLLED)


def calls(function: Callable[..., object], *arguments: float) -> Batch:
    """Return the batch that calls ``function(*arguments)``."""

    async def batch(times: int) -> float:
        return time_calls(function, times, *arguments)

    return batch


def counted(run: Callable[[int], object]) -> Batch:
    """Return the batch that calls ``run(times)`` once, which does the repeating itself."""

    async def batch(times: int) -> float:
        with without_collector():
            start = timeit.default_timer()
            run(times)
            return timeit.default_timer() - start

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


async def measure(cases: Sequence[Case], effort: Effort) -> list[Figure]:
    """Measure cases against each other.

    Args:
        cases: what to measure; every peer must be among them.
        effort: how long.

    Returns:
        a figure for each case, in order.

    """
    by_key = {case.key: case for case in cases}
    times = {key: await _calibrate(case, effort) for key, case in by_key.items()}
    micros: dict[Key, list[float]] = {key: [] for key in by_key}
    order = list(by_key.values())
    gc.collect()
    for _ in range(effort.rounds):
        for case in order:
            seconds = await case.batch(times[case.key])
            micros[case.key].append(seconds / times[case.key] * MICROSECONDS)
        # There and back: who runs after whom is not the same in each round.
        order.reverse()
    return [_figure(case, times[case.key], micros) for case in by_key.values()]


def _figure(case: Case, times: int, micros: Mapping[Key, Sequence[float]]) -> Figure:
    own = micros[case.key]
    ratio = None if case.peer is None else ratio_of(own, micros[case.peer])
    return Figure(case.key, times, tuple(own), case.peer, ratio)


async def _calibrate(case: Case, effort: Effort) -> int:
    """Return how often a batch must do it to take long enough; warms up on the way."""
    if case.times:
        await case.batch(case.times)
        return case.times
    times = UNROLLED
    await case.batch(times)  # what is made at first use would make a batch look long enough
    while await case.batch(times) < effort.batch_seconds:
        times *= 2
    return times
