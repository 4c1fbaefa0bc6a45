"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Effort:
    """How long to measure, and of how many things.

    Attributes:
        processes: how many processes measure each suite, one after the other.
        rounds: how many batches of each case in each of them.
        batch_seconds: how long a batch takes at least.
        timers: how many timers, intervals or microtasks are there together.
        elements: how many a closure is mapped over.
        live: how many of something there are, for what it costs to have more.
        tasks: how many tasks of a guest's run at once.
        nap_millis: how long they sleep at a time.
        requests: how many requests a server is asked beside them.

    """

    processes: int
    rounds: int
    batch_seconds: float
    timers: int
    elements: int
    live: tuple[int, ...]
    tasks: int
    nap_millis: int
    requests: int


FULL: Final = Effort(
    processes=4,
    # Many short batches: on a machine that does other work, most of them are not interrupted.
    rounds=25,
    batch_seconds=0.001,
    timers=1000,
    elements=100_000,
    live=(100, 1000, 10_000, 100_000, 1_000_000),
    tasks=10_000,
    nap_millis=2000,
    requests=1000,
)
FAST: Final = Effort(
    processes=1,
    rounds=3,
    batch_seconds=0.0002,
    timers=50,
    elements=1000,
    live=(10, 100),
    tasks=100,
    nap_millis=20,
    requests=20,
)
