from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hostapi.microtasks import microtasks
from hostapi.timers import timers
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, advance, advance_until_idle


class Page:
    """What a script sees, and the clock it runs by."""

    def __init__(self) -> None:
        self.clock = MockClock()
        self.reports = Reports()
        self.loop = GuestLoop(self.clock, self.reports)
        self.log: Any = []
        names: dict[str, Any] = {**timers(self.loop), **microtasks(self.loop)}
        self.setTimeout: Callable[..., int] = names["setTimeout"]
        self.setInterval: Callable[..., int] = names["setInterval"]
        self.clearTimeout = names["clearTimeout"]
        self.clearInterval = names["clearInterval"]
        self.cancelInterval = names["cancelInterval"]
        self.queueMicrotask = names["queueMicrotask"]

    @property
    def now_ms(self) -> float:
        return round(self.clock.monotonic_seconds() * 1000, 6)

    def note(self, *args: object) -> None:
        self.log.append(args)

    def note_time(self) -> None:
        self.log.append(self.now_ms)

    async def wait(self, milliseconds: float) -> None:
        await advance(self.clock, milliseconds / 1000, self.loop)

    async def end(self) -> float:
        """Run until nothing is left; return the milliseconds that took."""
        return round(await advance_until_idle(self.clock, self.loop, 3600.0) * 1000, 6)


@pytest.fixture
def page() -> Page:
    return Page()
