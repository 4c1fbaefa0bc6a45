"""A guest that begins again: what is left of its former generation, and what goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest

import runtime
from hostapi import Capability
from runtime.errors import (
    GuestRunning,
    GuestTrap,
    InstanceClosed,
    InstancePoisoned,
    StaleGeneration,
)
from runtime.leaks import GuestLeakWarning
from runtime.testing import MockClock, advance, settle
from tests.backends import BACKENDS

from .closures_host import ClosureHost, Function, conformance
from .conftest import BUILT, Leaks, Open

pytestmark = [pytest.mark.anyio, pytest.mark.releases(first=130)]

UPSTREAM = "Cannot invoke closure from previous WASM instance"


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    """Each of the three loops."""
    return request.param


def stale(caught: pytest.ExceptionInfo[StaleGeneration], came_from: int, present: int) -> str:
    """Return an error's text, of which the generations are as told."""
    error = caught.value
    assert (error.generation, error.present) == (came_from, present)
    assert f"generation {came_from} of the guest" in str(error)
    assert f"is now generation {present}" in str(error)
    assert UPSTREAM in str(error)
    assert isinstance(error, InstanceClosed)
    return str(error)


# --- after a trap -------------------------------------------------------------------------------


async def test_after_a_trap_it_begins_again(open_guest: Open) -> None:
    host = ClosureHost()
    async with conformance(open_guest, host) as guest:
        assert (guest.generation, host.lines) == (1, ["start"])
        exports = guest.exports
        exports.keep_and_forget()
        kept = exports.still_alive
        counter, given = exports.Counter(1), exports.closure_into_js()
        with pytest.raises(GuestTrap) as trapped:
            exports.trap_unreachable()
        for use in (host.kept[0], given, kept, counter.value):
            with pytest.raises(InstancePoisoned) as poisoned:
                use()
            assert poisoned.value.first_cause is trapped.value
            assert "await guest.restart()" in str(poisoned.value)
        await guest.restart()
        assert guest.generation == 2
        assert guest.poisoned is None
        assert host.lines == ["start", "start"]
        assert guest.exports.still_alive() == 1
        assert guest.exports is not exports
        for use, what in (
            (host.kept[0], "heap closure #1 `Closure<dyn FnMut() -> u32>`"),
            (given, "heap closure #2 `Closure<dyn FnMut() -> u32>`"),
            (kept, "this function or object"),
            (counter.value, "this function or object"),
            (lambda: exports.Counter(2), "this function or object"),
            (lambda: exports.trap_memory(), "this function or object"),
        ):
            with pytest.raises(StaleGeneration) as caught:
                use()
            text = stale(caught, 1, 2)
            assert text.startswith(f"{what} is of generation 1")
            assert caught.value.__cause__ is trapped.value
            assert "trapped" in text
        counter.free()
        assert guest.exports.Counter(5).value() == 5


async def test_a_second_trap_and_a_second_time(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        uses = []
        for generation in range(1, 5):
            uses.append(guest.exports.still_alive)
            with pytest.raises(GuestTrap):
                guest.exports.trap_memory()
            await guest.restart()
            assert guest.generation == generation + 1
        for number, use in enumerate(uses, 1):
            with pytest.raises(StaleGeneration) as caught:
                use()
            stale(caught, number, 5)


@pytest.mark.guest_leaks("restarted while it waits")
async def test_nothing_of_a_guest_that_was_waits_for_ever(open_guest: Open) -> None:
    go_on = anyio.Event()
    ended: list[str] = []

    async def host_unit() -> None:
        try:
            await go_on.wait()
        finally:
            ended.append("host_unit")

    async with open_guest(
        "futures_cases", host={"record": print, "host_unit": host_unit}, strict=False
    ) as guest:
        caught: list[BaseException] = []

        async def wait() -> None:
            try:
                await guest.exports.call_host_unit()
            except StaleGeneration as error:
                caught.append(error)

        async with anyio.create_task_group() as group:
            group.start_soon(wait)
            await settle(guest.loop)
            assert guest.stats().coroutines == 1
            group.start_soon(guest.idle)
            await settle(guest.loop)
            await guest.restart()
        # The task group ended: neither of them waits any more.
        (error,) = caught
        assert isinstance(error, StaleGeneration)
        assert "this promise is of generation 1" in str(error)
        await settle(guest.loop)
        assert ended == ["host_unit"]
        assert guest.stats().coroutines == 0
        await guest.idle()
        go_on.set()
        await guest.exports.call_host_unit()


async def test_promises_of_a_trapped_guest_fail_at_once(open_guest: Open) -> None:
    async def host_unit() -> None:
        await anyio.sleep_forever()

    async def wait() -> None:
        with pytest.raises(InstancePoisoned) as caught:
            await guest.exports.call_host_unit()
        assert caught.value.first_cause is guest.poisoned
        ended.append("wait")

    ended: list[str] = []
    reported: list[BaseException] = []
    async with open_guest(
        "futures_cases",
        host={"record": print, "host_unit": host_unit},
        strict=False,
        on_error=lambda error, details: reported.append(error),
    ) as guest:
        promise = guest.exports.call_host_unit()
        async with anyio.create_task_group() as group:
            group.start_soon(wait)
            await settle(guest.loop)
            traps = guest.exports.panics()
            await settle(guest.loop)
        assert [type(error) for error in reported] == [GuestTrap]
        with pytest.raises(InstancePoisoned):
            await traps
        assert ended == ["wait"]
        with pytest.raises(InstancePoisoned):
            await promise
        await guest.restart()
        with pytest.raises(StaleGeneration, match="this promise is of generation 1"):
            await promise
        await guest.idle()


# --- of a healthy guest -------------------------------------------------------------------------


async def test_a_healthy_guest_is_closed_first(
    open_guest: Open, clock: MockClock, leaks: Leaks
) -> None:
    lines: list[str] = []
    async with open_guest(
        "timer_cases", host={"record": lines.append, "block": lambda millis: None}
    ) as guest:
        kept = guest.exports.owned_interval("owned", 10)
        guest.exports.record_every("tick", 10)
        await advance(clock, 0.010, guest.loop)
        assert sorted(lines) == ["owned", "tick"]
        await guest.restart()
        assert guest.stats().timers == 0
        await advance(clock, 0.100, guest.loop)
        assert sorted(lines) == ["owned", "tick"]
        kept.free()
        (report,) = leaks
        assert [leak.kind for leak in report.leaks] == ["timer", "closure"]
        leaks.clear()
        guest.exports.record_after("again", 5)
        await advance(clock, 0.005, guest.loop)
        assert lines[-1] == "again"
        guest.exports.release_callbacks()


async def test_debug_mode_warns_of_each_generation(open_guest: Open, leaks: Leaks) -> None:
    options = {"host": {"record": print, "block": print}, "debug": True}
    async with open_guest("timer_cases", **options) as guest:
        guest.exports.record_every("tick", 10)
        with pytest.raises(GuestLeakWarning, match="1 timer"):
            await guest.restart()
        assert guest.generation == 2
        assert guest.exports.release_callbacks() == 0
    leaks.clear()


async def test_objects_of_the_former_are_not_the_latters(open_guest: Open) -> None:
    async with conformance(open_guest, ClosureHost()) as guest:
        old = guest.exports.Counter(1)
        with pytest.raises(GuestTrap):
            guest.exports.trap_unreachable()
        await guest.restart()
        new = guest.exports.Counter(2)
        assert type(old) is not type(new)
        with pytest.raises(StaleGeneration) as caught:
            type(new).value(old)
        assert "Counter" in stale(caught, 1, 2)
        with pytest.raises(TypeError):
            type(new).value(5)
        new.free()


# --- by whom and when ---------------------------------------------------------------------------


async def test_not_while_rust_runs(open_guest: Open) -> None:
    async def restart() -> None:
        await guest.restart()

    def call_0(f: Function) -> int:
        coroutine = restart()
        with pytest.raises(GuestRunning):
            coroutine.send(None)
        return int(f())

    async with conformance(open_guest, ClosureHost(), call_0=call_0) as guest:
        guest.exports.stack_fn_0(1)
        assert guest.generation == 1
        assert guest.exports.still_alive() == 1


async def test_not_twice_at_once_and_not_after_the_end(open_guest: Open) -> None:
    class Slow(Capability):
        @asynccontextmanager
        async def give(self, realm: object, loop: object) -> AsyncIterator[Mapping[str, object]]:
            await gate.wait()
            yield {}

    gate = anyio.Event()
    gate.set()
    host = ClosureHost()
    async with open_guest("conformance", host=[host.names(), Slow()], strict=False) as guest:
        gate = anyio.Event()
        kept = guest.exports.still_alive
        async with anyio.create_task_group() as group:
            group.start_soon(guest.restart)
            await settle(guest.loop)
            with pytest.raises(RuntimeError, match="already"):
                await guest.restart()
            with pytest.raises(StaleGeneration, match="is being restarted"):
                kept()
            gate.set()
        assert guest.generation == 2
    with pytest.raises(InstanceClosed):
        await guest.restart()


async def test_capabilities_are_given_anew(open_guest: Open) -> None:
    events: list[str] = []

    class Numbered(Capability):
        @asynccontextmanager
        async def give(self, realm: object, loop: object) -> AsyncIterator[Mapping[str, object]]:
            number = len(events)
            events.append(f"given {number}")
            yield {"record": lambda line: events.append(f"{line} {number}")}
            events.append(f"ended {number}")

    host = {"call_0": print}
    async with open_guest("conformance", host=[host, Numbered()], strict=False) as guest:
        await guest.restart()
        assert events == ["given 0", "start 0", "ended 0", "given 3", "start 3"]
    assert events[-1] == "ended 3"


async def test_a_start_function_that_fails(open_guest: Open) -> None:
    lines: list[str] = []

    def record(line: str) -> None:
        lines.append(line)
        if len(lines) == 2:
            raise LookupError("not again")

    async with open_guest("conformance", host={"record": record}, strict=False) as guest:
        with pytest.raises(LookupError, match="not again"):
            await guest.restart()
        assert guest.generation == 2
        await guest.restart()
        assert (guest.generation, guest.exports.still_alive()) == (3, 1)


async def test_a_module_without_wasm_bindgen(engine_name: str) -> None:
    module = runtime.Module.load(BUILT / "plain.wasm", engine=engine_name)
    async with runtime.open(module) as guest:
        add = guest.exports.add
        await guest.restart()
        assert guest.exports.add(2, 3) == 5
        with pytest.raises(StaleGeneration):
            add(2, 3)


# --- by the guest's own wish --------------------------------------------------------------------


async def test_a_guest_may_ask_for_it(open_guest: Open, clock: MockClock) -> None:
    lines: list[str] = []
    async with open_guest("reinit", host={"record": lines.append}) as guest:
        assert (guest.exports.count(), guest.exports.count()) == (1, 2)
        ask = guest.exports.ask
        assert ask() == 3
        assert ask() == 4
        await settle(guest.loop)
        assert (guest.generation, guest.exports.count()) == (2, 1)
        with pytest.raises(StaleGeneration):
            ask()
        with pytest.raises(GuestTrap):
            guest.exports.ask_and_trap()
        await settle(guest.loop)
        assert (guest.generation, guest.exports.count()) == (3, 1)
        guest.exports.ask()
        await guest.restart()  # which is what it wants
        await settle(guest.loop)
        assert (guest.generation, lines) == (4, ["start"] * 4)


@pytest.mark.guest_leaks("the callback is forgotten")
async def test_a_callback_may_ask_for_it(open_guest: Open, clock: MockClock) -> None:
    async with open_guest("reinit", host={"record": print}) as guest:
        guest.exports.ask_later(10)
        await advance(clock, 0.010, guest.loop)
        await settle(guest.loop)
        assert guest.generation == 2


async def test_a_handler_of_aborts_is_not_called(open_guest: Open) -> None:
    """As with panic=abort in JavaScript, unless the CLI was told otherwise."""
    lines: list[str] = []
    async with open_guest("reinit", host={"record": lines.append}) as guest:
        guest.exports.handle_aborts()
        with pytest.raises(GuestTrap):
            guest.exports.ask_and_trap()
        await settle(guest.loop)
        assert lines == ["start", "start"]
