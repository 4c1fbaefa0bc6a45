"""The one test that waits in real time."""

from __future__ import annotations

import time

import pytest

from runtime.clock import SystemClock
from runtime.loop import GuestLoop
from runtime.testing import Reports

pytestmark = [pytest.mark.asyncio, pytest.mark.smoke]


async def test_real_time_passes() -> None:
    reports = Reports()
    loop = GuestLoop(SystemClock(), reports)
    log: list[str] = []
    started = time.monotonic()

    def tick() -> None:
        log.append("tick")
        if len(log) == 3:
            loop.clear_timer(interval)

    interval = loop.set_timer(tick, (), 0.01, True)
    loop.set_timer(log.append, ("last",), 0.2)
    await loop.idle()
    # Later is always possible on a busy machine; earlier never is.
    assert time.monotonic() - started >= 0.2
    assert log == ["tick", "tick", "tick", "last"]
    assert reports.errors == []
