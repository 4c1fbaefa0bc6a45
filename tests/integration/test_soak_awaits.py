"""A hundred thousand awaits in each way: every registry comes back to its start."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest

import runtime
from runtime.testing import MockClock, advance_until_idle

from .conftest import load
from .futures_host import FuturesHost
from .test_soak import SLACK_BYTES, resident_bytes

pytestmark = [pytest.mark.soak, pytest.mark.asyncio, pytest.mark.timeout(240)]

PORTIONS = 4
PORTION = 25_000
"""In portions: what memory grows by is seen between them."""


class Watch:
    """Sees whether a guest holds what it held at first, and its process no more than before."""

    def __init__(self, guest: runtime.Guest) -> None:
        self._guest = guest
        self._at_first = self._held()
        self._sizes: list[int] = []

    def _held(self) -> runtime.guest.GuestStats:
        return replace(self._guest.stats(), closures_made=0)

    def portion_ended(self) -> None:
        assert self._held() == self._at_first
        gc.collect()
        self._sizes.append(resident_bytes())

    def ended(self) -> None:
        assert len(self._guest.realm.promises) == 0
        assert self._sizes[-1] - self._sizes[1] < SLACK_BYTES, self._sizes


async def raising(x: float) -> float:
    raise KeyError(x)


IN_RUST: dict[str, tuple[int, object]] = {
    "soak_host": (PORTION, sum(range(PORTION))),
    "soak_oneshots": (PORTION, sum(range(PORTION))),
    "soak_stream": (PORTION, sum(range(PORTION))),
    "soak_host_raising": (PORTION // 10, PORTION // 10),
    "soak_resolved": (PORTION // 10, sum(range(PORTION // 10))),
    "soak_own_promises": (PORTION // 10, PORTION // 20),
}
"""What the guest awaits in loops of its own: how often a portion, and what that gives."""


@pytest.mark.parametrize("path", IN_RUST)
async def test_awaits_of_rust(engine_name: str, path: str) -> None:
    times, expected = IN_RUST[path]
    host = FuturesHost().names(host_catch=raising)
    async with runtime.open(load("futures_cases-0.2.130", engine_name), host=host) as guest:
        watch = Watch(guest)
        for _ in range(PORTIONS):
            assert await guest.exports[path](times) == expected
            watch.portion_ended()
        watch.ended()


async def test_awaits_of_python(engine_name: str) -> None:
    host = FuturesHost().names()
    async with runtime.open(load("futures_cases-0.2.130", engine_name), host=host) as guest:
        watch, unit = Watch(guest), guest.exports.unit
        for _ in range(PORTIONS):
            for _ in range(PORTION):
                await unit()
            watch.portion_ended()
        watch.ended()


@pytest.mark.parametrize("path", ["soak_sleeps", "soak_sleeping_tasks"])
async def test_tasks_that_sleep(engine_name: str, path: str) -> None:
    module, clock = load("gloo_cases-0.2.130", engine_name), MockClock()
    host = {"record": lambda line: None}
    times = PORTION if path == "soak_sleeping_tasks" else PORTION // 5
    async with runtime.open(module, host=host, clock=clock) as guest:
        watch = Watch(guest)
        for _ in range(PORTIONS):
            slept = guest.exports[path](times // 250, 250)
            await advance_until_idle(clock, guest.loop, 3600)
            assert await slept == times
            del slept
            watch.portion_ended()
        watch.ended()


async def test_questions_over_channels(engine_name: str) -> None:
    module = load("channel_cases-0.2.130", engine_name)
    async with runtime.open(module, host={"pause": raising}) as guest:
        watch = Watch(guest)
        for _ in range(PORTIONS):
            assert await guest.exports.soak_questions(PORTION) == sum(range(PORTION))
            watch.portion_ended()
        watch.ended()
