"""Closures of real guests called many in one crossing, and what nobody may notice of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import pytest

import runtime
from runtime.adapters.programs import HAVE_PROGRAMS, effect_program
from runtime.core.relay import MOST_RELAYED
from runtime.errors import GuestTrap
from runtime.instance import relays
from runtime.testing import MockClock, advance, settle

from .conftest import Leaks, Open, load

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(not HAVE_PROGRAMS, reason="needs the C extension"),
]

VARIABLE: ContextVar[str] = ContextVar("variable", default="outside")


class Runs:
    """Counts the crossings of relays."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._really = effect_program
        monkeypatch.setattr(relays, "effect_program", self._counting)

    def _counting(self, env: Any, name: str, enter: Callable[..., Any], failing: Any) -> Any:
        def counting() -> None:
            self.count += 1
            enter()

        return self._really(env, name, counting, failing)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(monkeypatch)


@asynccontextmanager
async def timer_cases(
    open_guest: Open, record: Callable[[str], object] = print, **options: Any
) -> AsyncIterator[runtime.Guest]:
    """Open the guest with timers, and have it drop the callbacks that it keeps at the end."""
    host = {"record": record, "block": print}
    async with open_guest("timer_cases", host=host, **options) as guest:
        yield guest
        if guest.poisoned is None and not guest.loop.is_closed:
            guest.exports.release_callbacks()


async def test_timers_that_are_due_together(open_guest: Open, runs: Runs) -> None:
    async with timer_cases(open_guest) as guest:
        guest.exports.set_many(10 * MOST_RELAYED, 0)
        await guest.idle()
        assert guest.exports.fired() == guest.loop.stats().timers_fired == 10 * MOST_RELAYED
        # Of 2, 3, 5, 9, 17 closures, and then of as many as can be.
        assert runs.count == 14


@pytest.mark.parametrize("after", [0, 40])
async def test_one_is_opened_when_it_pays(
    open_guest: Open, runs: Runs, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "RELAYED_AFTER", after)
    async with timer_cases(open_guest) as guest:
        guest.exports.set_many(40 + MOST_RELAYED, 0)
        await guest.idle()
    assert runs.count == (7 if after == 0 else 5)


async def test_a_guest_whose_calls_are_timed_has_none(
    open_guest: Open, runs: Runs, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.get_running_loop().set_debug(True)
    async with timer_cases(open_guest) as guest:
        guest.exports.set_many(5, 0)
        await guest.idle()
        assert guest.exports.fired() == 5
    assert runs.count == 0


async def test_each_timer_has_its_own_context(open_guest: Open, runs: Runs) -> None:
    seen: list[tuple[str, str]] = []

    def record(text: str) -> None:
        seen.append((text, VARIABLE.get()))
        VARIABLE.set(f"changed by {text}")

    async with timer_cases(open_guest, record) as guest:
        exports = guest.exports
        for text in "abc":
            VARIABLE.set(f"for {text}")
            exports.set_many(3, 0)
            exports.record_after(text, 0)
        VARIABLE.set("at the end")
        await guest.idle()
        assert seen == [(text, f"for {text}") for text in "abc"]
        assert VARIABLE.get() == "at the end"
        assert exports.fired() == 9
        assert runs.count > 0


async def test_what_the_host_sees_is_one_timers_task(open_guest: Open) -> None:
    seen: list[tuple[int, int, float | None]] = []

    def record(text: str) -> None:
        stats = guest.loop.stats()
        seen.append((stats.timers, stats.timers_fired, guest.loop.next_deadline()))

    async with timer_cases(open_guest, record) as guest:
        guest.exports.set_many(3, 0)
        guest.exports.record_after("a", 0)
        guest.exports.set_many(3, 0)
        now = guest.loop.next_deadline()
        await guest.idle()
    assert seen == [(4, 4, now)]


async def test_an_exception_of_the_host_is_the_timers_whose_closure_called_it(
    open_guest: Open,
) -> None:
    reported: list[tuple[str, object]] = []

    def record(text: str) -> None:
        raise ValueError(text)

    def note(error: BaseException, details: Any) -> None:
        reported.append((str(error), details["timer_id"]))

    async with timer_cases(open_guest, record, on_error=note) as guest:
        guest.exports.set_many(3, 0)
        failing = [guest.exports.record_after(text, 0) for text in "ab"]
        guest.exports.set_many(3, 0)
        await guest.idle()
        assert reported == list(zip("ab", failing, strict=True))
        assert (guest.exports.fired(), guest.loop.stats().timers) == (6, 0)


async def test_a_trap_ends_the_rest(open_guest: Open) -> None:
    reported: list[BaseException] = []
    async with timer_cases(open_guest, on_error=lambda error, _: reported.append(error)) as guest:
        guest.exports.set_many(3, 0)
        guest.exports.panic_after(0)
        guest.exports.set_many(3, 0)
        await guest.idle()
        assert isinstance(guest.poisoned, GuestTrap)
        assert [type(error) for error in reported] == [GuestTrap]
        assert (guest.loop.stats().timers, guest.loop.stats().timers_fired) == (0, 4)


@pytest.mark.parametrize("end", ["close", "restart"])
async def test_the_guest_ends_while_its_closures_are_called(
    open_guest: Open, end: str, leaks: Leaks
) -> None:
    async def restart() -> None:
        await guest.restart()

    tasks: list[asyncio.Task[None]] = []

    def record(text: str) -> None:
        if end == "close":
            guest.close()
        else:
            tasks.append(asyncio.ensure_future(restart()))

    async with timer_cases(open_guest, record) as guest:
        guest.exports.set_many(3, 0)
        guest.exports.record_after("a", 0)
        guest.exports.set_many(3, 1000)
        await settle(guest.loop)
        if end == "restart":
            await asyncio.gather(*tasks)
            guest.exports.set_many(40, 0)
            await settle(guest.loop)
            assert (guest.generation, guest.exports.fired()) == (2, 40)
        assert guest.loop.stats().timers == 0
    leaks.clear()  # the guest that ends has no time to drop its closures


async def test_intervals_go_on(open_guest: Open, clock: MockClock, runs: Runs) -> None:
    lines: list[str] = []
    async with timer_cases(open_guest, lines.append) as guest:
        ids = [guest.exports.record_every(text, 10) for text in "ab"]
        await advance(clock, 0.035, guest.loop)
        for each in ids:
            guest.exports.clear(each)
    assert lines == ["a", "b"] * 3


# --- microtasks, of a guest that queues itself ----------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, MOST_RELAYED, 1000])
async def test_a_chain_crosses_rarely(
    engine_name: str, runs: Runs, count: int, leaks: Leaks
) -> None:
    said: list[str] = []

    def done() -> None:
        said.append(VARIABLE.get())
        VARIABLE.set("changed")

    module = load("bench-0.2.130", engine_name)
    async with runtime.open(module, host={"done": done}, strict=False) as guest:
        for text in "ab":
            VARIABLE.set(text)
            guest.exports.chain_microtasks(count)
            await guest.idle()
        stats = guest.loop.stats()
    leaks.clear()  # its link is in a static of Rust's
    assert said == ["a", "b"]
    assert (stats.microtasks_performed, stats.microtasks) == (2 * count, 0)
    assert runs.count <= 4 + 2 * (count // (MOST_RELAYED - 1))


async def test_tasks_of_rust_wake_each_other_within_a_crossing(
    engine_name: str, runs: Runs
) -> None:
    said: list[str] = []
    module = load("bench-0.2.130", engine_name)
    host = {"done": lambda: said.append(VARIABLE.get())}
    async with runtime.open(module, host=host, strict=False) as guest:
        VARIABLE.set("inside")
        guest.exports.switch_tasks(3, 500)
        VARIABLE.set("outside")
        await guest.idle()
    assert said == ["inside"]
    assert 0 < runs.count < 40


async def test_a_queue_of_the_hosts_own_is_asked_each_time(
    engine_name: str, runs: Runs, leaks: Leaks
) -> None:
    queued: list[Callable[[], object]] = []
    said: list[str] = []
    host = {"done": lambda: said.append("done"), "queueMicrotask": queued.append}
    module = load("bench-0.2.130", engine_name)
    async with runtime.open(module, host=host, strict=False) as guest:
        guest.exports.chain_microtasks(5)
        for number in range(5):
            assert len(queued) == number + 1
            queued[number]()
        queued.clear()
    leaks.clear()
    assert (said, runs.count) == (["done"], 0)
