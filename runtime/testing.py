"""For tests of guests and hosts: a clock that stands still, and ways to let time pass on it.

::

    clock = MockClock()
    loop = GuestLoop(clock, report)
    loop.set_timer(print, ("an hour is over",), 3600)
    await advance(clock, 3600, loop)       # takes no time

Nothing else in wasmloop knows of this module: the loop compares deadlines with whatever clock it
was given, and is told by ``poke`` to look at it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import anyio.lowlevel

from runtime.clock import Zone
from runtime.loop import GuestLoop

QUIET_ROUNDS: Final = 5
"""After so many rounds of the application's loop without anything due, the guest has settled: what
it woke in the application has had that many rounds to answer."""

MOST_ROUNDS: Final = 100_000
"""So many rounds without rest mean that it never settles."""


class MockClock:
    """A clock that moves only when it is told to.

    Args:
        start_seconds: the moment it shows at first.

    """

    def __init__(self, start_seconds: float = 0.0) -> None:
        self._now_seconds = start_seconds

    def monotonic_seconds(self) -> float:
        """Return the moment it was moved to."""
        return self._now_seconds

    def unix_seconds(self) -> float:
        """Return the same moment, as one since 1970."""
        return self._now_seconds

    def zone_at(self, unix_seconds: int) -> Zone:
        """Return UTC."""
        return Zone(0, "UTC")

    def advance(self, seconds: float) -> None:
        """Move on; called in a callback, this is how long the callback takes.

        Loops are not told: `runtime.testing.advance` does that too.

        Raises:
            ValueError: ``seconds`` is negative.

        """
        if not seconds >= 0:
            raise ValueError(f"a monotonic clock cannot advance by {seconds} seconds")
        self._now_seconds += seconds

    def _advance_to(self, moment_seconds: float) -> None:
        # No sum: rounding could end short of the deadline that is meant.
        self._now_seconds = max(self._now_seconds, moment_seconds)


class Reports:
    """A ``report`` for `GuestLoop` that keeps what it is told.

    Attributes:
        errors: the exceptions, in order.
        details: what was said about each.

    """

    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.details: list[dict[str, object]] = []

    def __call__(self, error: BaseException, details: Mapping[str, object]) -> None:
        """Keep one report."""
        self.errors.append(error)
        self.details.append(dict(details))


async def settle(*loops: GuestLoop) -> None:
    """Let the loops run what is due at this moment of their clocks, and what follows from it.

    Raises:
        RuntimeError: it does not end: something sets a timer without delay again and again, where
            no nesting level lengthens it.

    """
    quiet = 0
    for _ in range(MOST_ROUNDS):
        await anyio.lowlevel.checkpoint()
        quiet = 0 if any(loop.is_due for loop in loops) else quiet + 1
        if quiet >= QUIET_ROUNDS:
            return
    raise RuntimeError("the guest does not settle: it has something due without time passing")


async def advance(clock: MockClock, seconds: float, *loops: GuestLoop) -> None:
    """Let time pass: stop at each deadline on the way, and run there what is due.

    Args:
        clock: the clock of all the loops.
        seconds: how much time passes; 0 runs what is due now. Binary fractions add up exactly,
            others may not: ten times 0.1 can fall short of a deadline in 1.0.
        loops: the loops to run.

    Raises:
        ValueError: ``seconds`` is negative.
        RuntimeError: see `settle`.

    """
    if not seconds >= 0:
        raise ValueError(f"time cannot pass by {seconds} seconds")
    end = clock.monotonic_seconds() + seconds
    await _run_at(clock, clock.monotonic_seconds(), loops)
    while True:
        deadlines = [loop.next_deadline() for loop in loops]
        deadline = min((each for each in deadlines if each is not None), default=end)
        if deadline >= end:
            break
        await _run_at(clock, deadline, loops)
    await _run_at(clock, end, loops)


async def advance_until_idle(clock: MockClock, loop: GuestLoop, limit_seconds: float) -> float:
    """Let time pass, deadline by deadline, until the loop is idle.

    Args:
        clock: the loop's clock.
        loop: the loop to run.
        limit_seconds: after so long it should have been idle.

    Returns:
        how many seconds have passed.

    Raises:
        TimeoutError: it is not idle after ``limit_seconds``, or waits for something that is no
            timer.
        RuntimeError: see `settle`.

    """
    start = clock.monotonic_seconds()
    await _run_at(clock, start, (loop,))
    while not loop.is_idle:
        deadline = loop.next_deadline()
        if deadline is None or deadline - start > limit_seconds:
            raise TimeoutError(f"not idle after {limit_seconds} seconds: {loop.stats()}")
        await _run_at(clock, deadline, (loop,))
    return clock.monotonic_seconds() - start


async def _run_at(clock: MockClock, moment_seconds: float, loops: tuple[GuestLoop, ...]) -> None:
    clock._advance_to(moment_seconds)
    for loop in loops:
        loop.poke()
    await settle(*loops)
