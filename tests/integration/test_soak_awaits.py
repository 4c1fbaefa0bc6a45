"""A hundred thousand awaits in each of the ways: every registry comes back to its start."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace

import pytest

import runtime
from runtime.testing import MockClock, advance_until_idle

from .conftest import load
from .futures_host import FuturesHost
from .test_soak import SLACK_BYTES, resident_bytes

pytestmark = [pytest.mark.soak, pytest.mark.asyncio, pytest.mark.timeout(240)]

PORTIONS = 4
"""In portions: what memory grows by is seen between them."""

PORTION = {"wasmtime": 25_000, "wasmer": 2_500}
"""What is counted is above the engines, and the same for both: one of them is tried at length."""


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


IN_RUST: dict[str, tuple[int, Callable[[int], int]]] = {
    "soak_host": (1, lambda times: sum(range(times))),
    "soak_oneshots": (1, lambda times: sum(range(times))),
    "soak_stream": (1, lambda times: sum(range(times))),
    "soak_host_raising": (10, lambda times: times),
    "soak_resolved": (10, lambda times: sum(range(times))),
    "soak_own_promises": (10, lambda times: times // 2),
}
"""What the guest awaits in loops of its own: which part of a portion, and what that gives."""


@pytest.mark.parametrize("path", IN_RUST)
async def test_awaits_of_rust(engine_name: str, path: str) -> None:
    part, expected = IN_RUST[path]
    times = PORTION[engine_name] // part
    host = FuturesHost().names(host_catch=raising)
    async with runtime.open(load("futures_cases-0.2.130", engine_name), host=host) as guest:
        watch = Watch(guest)
        for _ in range(PORTIONS):
            assert await guest.exports[path](times) == expected(times)
            watch.portion_ended()
        watch.ended()


async def test_awaits_of_python(engine_name: str) -> None:
    host = FuturesHost().names()
    async with runtime.open(load("futures_cases-0.2.130", engine_name), host=host) as guest:
        watch, unit = Watch(guest), guest.exports.unit
        for _ in range(PORTIONS):
            for _ in range(PORTION[engine_name]):
                await unit()
            watch.portion_ended()
        watch.ended()


@pytest.mark.parametrize("path", ["soak_sleeps", "soak_sleeping_tasks"])
async def test_tasks_that_sleep(engine_name: str, path: str) -> None:
    module, clock = load("gloo_cases-0.2.130", engine_name), MockClock()
    host = {"record": lambda line: None}
    times = PORTION[engine_name] // (1 if path == "soak_sleeping_tasks" else 5)
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
    module, times = load("channel_cases-0.2.130", engine_name), PORTION[engine_name]
    async with runtime.open(module, host={"pause": raising}) as guest:
        watch = Watch(guest)
        for _ in range(PORTIONS):
            assert await guest.exports.soak_questions(times) == sum(range(times))
            watch.portion_ended()
        watch.ended()
