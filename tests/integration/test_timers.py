"""Timers and microtasks as real guests use them, on a clock that stands still.

The cases of the Web Platform Tests, Deno and Node are in the guest ``timer_cases``, whose README
names their originals.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest

from runtime.errors import (
    ClosureError,
    GuestTrap,
    HostError,
    InstanceClosed,
    InstancePoisoned,
    JsError,
)
from runtime.testing import MockClock, Reports, advance, advance_until_idle, settle

from .conftest import Leaks, Open

pytestmark = pytest.mark.asyncio


class Log:
    """What the guest recorded, and when (milliseconds of the mock clock)."""

    def __init__(self, clock: MockClock) -> None:
        self.lines: list[str] = []
        self.times: list[int] = []
        self._clock = clock

    def record(self, line: str) -> None:
        self.lines.append(line)
        self.times.append(round(self._clock.monotonic_seconds() * 1000))

    def block(self, millis: float) -> None:
        self._clock.advance(millis / 1000)

    @property
    def entries(self) -> list[tuple[int, str]]:
        return list(zip(self.times, self.lines, strict=True))


@pytest.fixture
def log(clock: MockClock) -> Log:
    return Log(clock)


@pytest.fixture
def host(log: Log) -> dict[str, Callable[..., Any]]:
    return {"record": log.record, "block": log.block}


CASES: dict[str, list[tuple[int, str]]] = {
    "wpt_arguments": [(10, "timeout 1 2 3"), (20, "interval 1 2 3")],
    "wpt_clear_interval_from_callback": [(10, "tick"), (100, "ticks: 1")],
    "wpt_clear_crosswise": [(50, "end")],
    "wpt_missing_delay": [(0, "timeout"), (0, "interval")],
    "wpt_negative_timeout": [(0, "-100"), (10, "10")],
    "wpt_type_long": [(0, "timeout"), (0, "interval"), (100, "100")],
    "wpt_queue_microtask": [(0, "script"), (0, "a"), (0, "b"), (0, "c")],
    "wpt_task_microtask_ordering": [
        (0, "script start"),
        (0, "script end"),
        (0, "microtask 1"),
        (0, "microtask 2"),
        (0, "timeout"),
    ],
    "wpt_order": [(0, "0 a"), (0, "0 b"), (10, "1"), (20, "2")],
    # What is set at a level above five waits for 4 ms; a microtask does not inherit the level.
    "wpt_nesting": [
        *((4 * max(0, n - 6), f"level {n}") for n in range(1, 11)),
        (17, "microtask, 1 ms"),
        (20, "timer, 1 ms"),
    ],
    "wpt_negative_interval": [(4 * max(0, n - 6), f"tick {n}") for n in range(1, 21)],
    "deno_timeout_success": [(500, "fired")],
    "deno_timeout_cancel": [],
    "deno_timeout_cancel_multiple": [],
    "deno_interval_success": [(100, "tick")],
    "deno_interval_ordering": [(1, "fired")],
    "deno_callback_takes_longer_than_interval": [
        (100, "first start"),
        (400, "first end"),
        (500, "second"),
    ],
    "deno_clear_after_next_is_due_1": [(500, "interval"), (500, "timeout")],
    "deno_clear_after_next_is_due_2": [(300, "second")],
    "deno_delay_over_max": [(0, "over"), (10, "10")],
    "deno_timer_ordering": [(0, str(n)) for n in range(1, 7)],
    "deno_basic_microtask_ordering": [(0, "de"), (0, "no")],
    "deno_nested_microtask_ordering": [(0, line) for line in "0123456789AB"],
    "node_clear_fired": [(20, "first"), (20, "second"), (40, "third")],
    "node_clear_due_in_same_turn": [(10, "first")],
    "node_two_intervals": [(10 * n, line) for n in (1, 2, 3) for line in "ab"],
    "id_shapes": [(1, "i32"), (1, "u32"), (1, "f64"), (1, "js")],
    "clear_nonsense": [],
}


FORGETFUL = {"wpt_arguments", "wpt_missing_delay"}
"""Cases whose closures are given away for good by ``forget``."""


@pytest.mark.parametrize("case", CASES)
async def test_case(
    open_guest: Open,
    clock: MockClock,
    host: dict[str, Any],
    log: Log,
    leaks: Leaks,
    case: str,
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        assert guest.exports[case]() is None
        await advance_until_idle(clock, guest.loop, 10.0)
        assert log.entries == CASES[case]
        assert (guest.stats().timers, guest.stats().microtasks) == (0, 0)
        guest.exports.release_callbacks()
    if case in FORGETFUL:
        leaks.clear()


THROWING: dict[str, tuple[list[tuple[int, str]], list[str]]] = {
    "wpt_errors": ([(100, "after")], ["timeout error", "interval error", "interval error"]),
    "wpt_microtask_error": ([(0, "next"), (0, "timeout")], ["microtask error"]),
    "node_interval_throw": ([(10, "1"), (20, "2"), (30, "3")], ["interval error"] * 3),
}


@pytest.mark.parametrize("case", THROWING)
async def test_an_exception_is_reported_and_the_rest_go_on(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log, case: str
) -> None:
    reports = Reports()
    async with open_guest("timer_cases", host=host, on_error=reports) as guest:
        guest.exports[case]()
        await advance_until_idle(clock, guest.loop, 10.0)
        entries, errors = THROWING[case]
        assert log.entries == entries
        assert list(map(str, reports.errors)) == errors
        assert all(isinstance(error, JsError) for error in reports.errors)
        assert guest.poisoned is None
        guest.exports.release_callbacks()


async def test_an_exception_of_the_host_in_a_callback_is_reported_as_itself(
    open_guest: Open, clock: MockClock
) -> None:
    error = KeyError("the host's")
    lines: list[str] = []

    def record(line: str) -> None:
        lines.append(line)
        if line == "first":
            raise error

    reports = Reports()
    host = {"record": record, "block": record}
    async with open_guest("timer_cases", host=host, on_error=reports) as guest:
        guest.exports.record_after("first", 1)
        guest.exports.record_after("second", 1)
        await advance(clock, 1, guest.loop)
        assert lines == ["first", "second"]
        assert reports.errors == [error]
        guest.exports.release_callbacks()


async def test_ids_are_distinct_positive_integers(open_guest: Open, host: dict[str, Any]) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        ids = list(guest.exports.wpt_handles())
        assert len(set(ids)) == 4
        assert all(each > 0 and float(each).is_integer() for each in ids)
        more = [guest.exports.record_after("x", 1000) for _ in range(3)]
        assert not {*more} & {*ids}
        assert guest.stats().timers == 3
        for id in more:
            guest.exports.clear(id)
        assert guest.stats().timers == 0
        guest.exports.release_callbacks()


async def test_time_passes_as_the_clock_says(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        id = guest.exports.record_every("tick", 250)
        guest.exports.record_after("once", 500)
        await advance(clock, 0.125, guest.loop)
        assert log.lines == []
        await advance(clock, 0.875, guest.loop)
        assert log.entries == [
            (250, "tick"),
            (500, "once"),
            (500, "tick"),
            (750, "tick"),
            (1000, "tick"),
        ]
        guest.exports.cancel(id)
        await advance(clock, 10, guest.loop)
        assert len(log.lines) == 5
        await guest.idle()
        assert guest.exports.release_callbacks() == 2


async def test_equal_delays_fire_in_order_of_setting(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        for n in range(20):
            guest.exports.record_after(str(n), 5)
        await advance(clock, 1, guest.loop)
        assert log.lines == [str(n) for n in range(20)]
        guest.exports.release_callbacks()


async def test_microtasks_run_when_the_call_has_returned(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        guest.exports.record_after("timer", 0)
        guest.exports.record_microtask("microtask")
        await settle(guest.loop)
        assert log.lines == ["microtask", "timer"]
        guest.exports.release_callbacks()


async def test_many_timers(open_guest: Open, clock: MockClock, host: dict[str, Any]) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        guest.exports.set_many(1000, 10)
        assert guest.stats().timers == 1000
        await advance(clock, 0.0078125, guest.loop)
        assert guest.exports.fired() == 0
        await advance(clock, 1, guest.loop)
        assert guest.exports.fired() == 1000
        assert guest.stats().timers == 0
        assert guest.exports.release_callbacks() == 1000


async def test_a_chain_does_not_starve_another_timer(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        guest.exports.node_chain(30)
        await advance_until_idle(clock, guest.loop, 10.0)
        assert [line for line in log.lines if line != "other"] == [
            f"turn {n}" for n in range(1, 31)
        ]
        assert 0 < log.lines.index("other") < 30
        guest.exports.release_callbacks()


async def test_a_struct_that_owns_its_timer(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        timer = guest.exports.owned_interval("tick", 100)
        assert timer.id > 0
        await advance(clock, 0.25, guest.loop)
        assert log.lines == ["tick", "tick"]
        timer.free()
        assert (guest.exports.drops(), guest.stats().timers) == (1, 0)
        await advance(clock, 1, guest.loop)
        assert log.lines == ["tick", "tick"]
        await guest.idle()


async def test_a_struct_that_is_collected_clears_its_timer(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        guest.exports.owned_interval("tick", 100)
        gc.collect()
        await advance(clock, 1, guest.loop)
        assert log.lines == []
        assert (guest.exports.drops(), guest.stats().timers) == (1, 0)


async def test_a_timer_that_outlives_its_closure_is_reported(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log
) -> None:
    reports = Reports()
    async with open_guest("timer_cases", host=host, on_error=reports) as guest:
        timer = guest.exports.owned_interval("tick", 100)
        await advance(clock, 0.125, guest.loop)
        timer.drop_closure()
        assert guest.exports.drops() == 1
        await advance(clock, 0.125, guest.loop)
        assert log.lines == ["tick"]
        assert len(reports.errors) == 1
        assert isinstance(reports.errors[0], ClosureError)
        timer.free()
        await advance(clock, 1, guest.loop)
        assert len(reports.errors) == 1
        assert guest.exports.drops() == 1


async def test_a_timeout_of_once_into_js_frees_itself(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log, leaks: Leaks
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        id = guest.exports.once_timeout("once", 100)
        assert isinstance(id, int)
        assert guest.exports.drops() == 0
        await advance(clock, 1, guest.loop)
        assert log.entries == [(100, "once")]
        assert guest.exports.drops() == 1
        assert guest.stats().closures == 0
        # One that is never called is never freed: it holds itself (`Closure::once_into_js`).
        guest.exports.clear(guest.exports.once_timeout("never", 100))
        gc.collect()
        await settle(guest.loop)
        await advance(clock, 1, guest.loop)
        assert log.lines == ["once"]
        assert (guest.exports.drops(), guest.stats().closures) == (1, 1)
    leaks.clear()


async def test_throwing_for_ever_harms_nobody(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log
) -> None:
    reports = Reports()
    async with open_guest("timer_cases", host=host, on_error=reports) as guest:
        thrower = guest.exports.throw_every("again", 10)
        guest.exports.record_after("other", 55)
        await advance(clock, 0.125, guest.loop)
        assert [str(error) for error in reports.errors] == ["again"] * 12
        assert log.lines.count("throwing") == 12
        assert log.lines.index("other") == 5
        guest.exports.clear(thrower)
        await guest.idle()
        guest.exports.release_callbacks()


async def test_a_panic_in_a_timer_poisons_the_guest(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log
) -> None:
    reports = Reports()
    async with open_guest("timer_cases", host=host, on_error=reports) as guest:
        guest.exports.record_every("before", 10)
        guest.exports.panic_after(25)
        guest.exports.record_after("after", 30)
        await advance(clock, 1, guest.loop)
        assert log.lines == ["before", "before"]
        assert len(reports.errors) == 1
        assert isinstance(reports.errors[0], GuestTrap)
        assert guest.poisoned is reports.errors[0]
        assert guest.stats().timers == 0
        with pytest.raises(InstancePoisoned) as caught:
            guest.exports.fired()
        assert caught.value.first_cause is guest.poisoned
        await guest.idle()


async def test_closing_ends_timers_and_microtasks(
    open_guest: Open, clock: MockClock, host: dict[str, Any], log: Log, leaks: Leaks
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        guest.exports.record_every("tick", 10)
        guest.exports.record_microtask("microtask")
        timer = guest.exports.owned_interval("owned", 10)
    loop = guest.loop
    clock.advance(10)
    await settle(loop)
    assert "tick" not in log.lines
    assert "owned" not in log.lines
    with pytest.raises((InstanceClosed, HostError)):
        _ = timer.id
    leaks.clear()  # the guest was closed with its callbacks alive
