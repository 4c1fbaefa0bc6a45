from __future__ import annotations

import pytest

from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports


@pytest.fixture
def clock() -> MockClock:
    return MockClock(start_seconds=1000.0)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def loop(clock: MockClock, reports: Reports) -> GuestLoop:
    """A guest's loop on a clock that stands still, in the test's asyncio loop."""
    return GuestLoop(clock, reports)
