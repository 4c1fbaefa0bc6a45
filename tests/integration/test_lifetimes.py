"""What belongs to a guest's block, and how the block ends: under asyncio, uvloop and trio."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import Any

import anyio
import pytest

import runtime
from runtime.errors import GuestRunning, GuestTrap, InstanceClosed, LinkError
from runtime.testing import MockClock, advance, advance_until_idle, settle
from tests.backends import BACKENDS

from .conftest import Leaks, Open, load
from .plain_hosts import conformance_options

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup

pytestmark = [pytest.mark.anyio, pytest.mark.releases(first=130)]

busy = pytest.mark.guest_leaks("closed while its timers and their callbacks are alive")


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    """Each of the three loops."""
    return request.param


@pytest.fixture
def lines() -> list[str]:
    """What the guest recorded."""
    return []


@pytest.fixture
def host(lines: list[str], clock: MockClock) -> dict[str, Callable[..., Any]]:
    """The host of the guest ``timer_cases``; the line "fail" is a KeyError."""

    def record(line: str) -> None:
        lines.append(line)
        if line.startswith("fail"):
            raise KeyError(line)

    return {"record": record, "block": lambda millis: clock.advance(millis / 1000)}


# --- the same program -------------------------------------------------------------------------


async def test_timers_and_microtasks_are_the_same_everywhere(
    open_guest: Open, clock: MockClock, host: dict[str, Any], lines: list[str]
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        id = guest.exports.record_every("interval", 250)
        guest.exports.record_after("once", 500)
        guest.exports.record_microtask("microtask")
        await settle(guest.loop)
        assert lines == ["microtask"]
        await advance(clock, 0.75, guest.loop)
        assert lines == ["microtask", "interval", "once", "interval", "interval"]
        guest.exports.cancel(id)
        await guest.idle()
        guest.exports.release_callbacks()


@pytest.mark.parametrize(
    "case", ["wpt_nesting", "deno_nested_microtask_ordering", "node_two_intervals"]
)
async def test_it_is_idle_after_the_last(
    open_guest: Open, clock: MockClock, host: dict[str, Any], case: str
) -> None:
    async with open_guest("timer_cases", host=host) as guest, anyio.create_task_group() as group:
        guest.exports[case]()
        idle = anyio.Event()

        async def wait() -> None:
            await guest.idle()
            idle.set()

        group.start_soon(wait)
        await settle(guest.loop)
        if guest.loop.next_deadline() is not None:
            assert not idle.is_set()
        await advance_until_idle(clock, guest.loop, 10.0)
        await idle.wait()
        guest.exports.release_callbacks()


async def test_the_machines_clock_wakes_it(
    open_guest: Open, host: dict[str, Any], lines: list[str]
) -> None:
    async with open_guest("timer_cases", host=host, clock=None) as guest:
        guest.exports.record_after("at once", 0)
        guest.exports.record_after("later", 2)
        await guest.idle()
        assert lines == ["at once", "later"]
        guest.exports.release_callbacks()


@busy
async def test_two_guests_do_not_disturb_each_other(
    open_guest: Open, clock: MockClock, lines: list[str], host: dict[str, Any]
) -> None:
    others: list[str] = []
    other_host = {**host, "record": others.append}
    async with open_guest("timer_cases", host=host) as one:
        async with open_guest("timer_cases", host=other_host) as other:
            one.exports.record_every("one", 10)
            other.exports.record_every("other", 15)
            await advance(clock, 0.030, one.loop, other.loop)
            assert (lines, others) == (["one"] * 3, ["other"] * 2)
            other.close()
            one.exports.record_after("more", 0)
            await anyio.sleep_forever()
        await advance(clock, 0.010, one.loop)
        assert lines == [*["one"] * 3, "more", "one"]
        assert others == ["other"] * 2
        one.exports.release_callbacks()


# --- failures -----------------------------------------------------------------------------------


async def test_what_the_block_raises_is_itself(open_guest: Open, host: dict[str, Any]) -> None:
    error = KeyError("the application's")
    with pytest.raises(KeyError) as caught:
        async with open_guest("timer_cases", host=host):
            raise error
    assert caught.value is error
    assert error.__context__ is None


async def test_a_trap_in_the_block_is_itself(open_guest: Open) -> None:
    with pytest.raises(GuestTrap):
        async with open_guest("conformance", **conformance_options()) as guest:
            guest.exports.trap_unreachable()


async def test_what_opening_raises_is_itself(engine_name: str) -> None:
    with pytest.raises(LinkError):
        async with runtime.open(load("timer_cases-0.2.130", engine_name)):
            pass


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)], ids=repr)
async def test_an_exit_is_itself(
    open_guest: Open, host: dict[str, Any], error: BaseException
) -> None:
    # Caught here: a loop would take it for its own.
    caught: BaseException | None = None
    try:
        async with open_guest("timer_cases", host=host):
            raise error
    except BaseException as left:  # noqa: BLE001 # compared below
        caught = left
    assert caught is error


@busy
async def test_raise_lets_the_first_failure_end_the_block(
    open_guest: Open, clock: MockClock, host: dict[str, Any], lines: list[str]
) -> None:
    async def block() -> None:
        async with open_guest("timer_cases", host=host, on_error="raise") as guest:
            guest.exports.record_after("fail", 10)
            guest.exports.record_after("later", 20)
            clock.advance(0.010)
            guest.loop.poke()
            await anyio.sleep_forever()

    with pytest.raises(KeyError, match="fail"):
        await block()
    assert lines == ["fail"]


@busy
async def test_several_failures_are_a_group(
    open_guest: Open, clock: MockClock, host: dict[str, Any]
) -> None:
    async def block() -> None:
        async with open_guest("timer_cases", host=host, on_error="raise") as guest:
            guest.exports.record_after("fail 1", 10)
            guest.exports.record_after("fail 2", 10)
            clock.advance(0.010)
            guest.loop.poke()
            try:
                await anyio.sleep_forever()
            finally:
                raise ValueError("the block's")

    with pytest.raises(ExceptionGroup) as caught:
        await block()
    errors = [str(error) for error in caught.value.exceptions]
    assert errors == ["the block's", "'fail 1'", "'fail 2'"]


async def test_a_trap_of_a_callback_comes_out_once(open_guest: Open, clock: MockClock) -> None:
    async def block() -> None:
        options = conformance_options()
        async with open_guest("conformance", **options, on_error="raise") as guest:
            guest.loop.set_timer(guest.exports.trap_unreachable)
            try:
                await anyio.sleep_forever()
            finally:
                guest.exports.add_one(1)  # InstancePoisoned, of the same cause

    with pytest.raises(GuestTrap):
        await block()


async def test_failures_are_reported_where_one_looks_for_them(
    engine_name: str,
    clock: MockClock,
    host: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    anyio_backend_name: str,
) -> None:
    contexts: list[dict[str, Any]] = []
    if anyio_backend_name == "asyncio":
        asyncio.get_running_loop().set_exception_handler(lambda loop, told: contexts.append(told))
    module = load("timer_cases-0.2.130", engine_name)
    async with runtime.open(module, host=host, clock=clock) as guest:
        guest.exports.record_after("fail", 1)
        with caplog.at_level(logging.ERROR):
            await advance(clock, 1, guest.loop)
        guest.exports.release_callbacks()
    expected = "exception in a guest: a timer's callback raised"
    if anyio_backend_name == "asyncio":
        [context] = contexts
        assert (context["message"], context["timer_id"]) == (expected, 1)
        assert isinstance(context["exception"], KeyError)
    else:
        [record] = caplog.records
        assert (record.name, record.getMessage()) == ("runtime.guest", expected)
        assert record.exc_info is not None
        assert isinstance(record.exc_info[1], KeyError)


# --- cancellation and closing -----------------------------------------------------------------


async def test_a_cancelled_block_closes_its_guest(
    open_guest: Open, clock: MockClock, host: dict[str, Any], lines: list[str]
) -> None:
    with anyio.CancelScope() as scope:
        async with open_guest("timer_cases", host=host) as guest:
            guest.exports.release_callbacks()
            kept = guest.exports.owned_interval("tick", 10)
            scope.cancel()
            await anyio.sleep_forever()
    assert scope.cancelled_caught
    assert lines == []
    with pytest.raises(InstanceClosed):
        guest.exports.drops()
    kept.free()  # it was, with the guest
    assert guest.loop.is_closed


@busy
async def test_a_timeout_around_idle(
    open_guest: Open, clock: MockClock, host: dict[str, Any], lines: list[str]
) -> None:
    async with open_guest("timer_cases", host=host) as guest:
        guest.exports.record_every("tick", 10)
        with anyio.move_on_after(0) as scope:
            await guest.idle()
        assert scope.cancelled_caught
        await advance(clock, 0.010, guest.loop)
        assert lines == ["tick"]
        guest.exports.release_callbacks()


@pytest.mark.parametrize("place", ["timer", "microtask", "drop", "export"])
async def test_closing_from_inside(
    open_guest: Open, clock: MockClock, lines: list[str], place: str, leaks: Leaks
) -> None:
    opened: list[runtime.Guest] = []

    def record(line: str) -> None:
        lines.append(line)
        opened[0].close()
        opened[0].close()

    def clear_interval(id: float) -> None:
        if place == "drop":
            record("drop")

    host = {"record": record, "block": record, "clearInterval": clear_interval}
    async with open_guest("timer_cases", host=host) as guest:
        opened.append(guest)
        exports = guest.exports
        owned = exports.owned_interval("tick", 1000)
        if place == "timer":
            exports.record_after("timer", 0)
        elif place == "microtask":
            exports.record_microtask("microtask")
        elif place == "drop":
            owned.free()
        else:
            guest.loop.run_task(record, "export")
        exports.record_after("never", 0)
        await anyio.sleep_forever()
    assert lines == [place]
    with pytest.raises(InstanceClosed):
        exports.fired()
    leaks.clear()


async def test_closing_again_while_it_closes(
    open_guest: Open, host: dict[str, Any], lines: list[str], leaks: Leaks
) -> None:
    # The Drop of what is left runs while the block is left.
    opened: list[runtime.Guest] = []

    def clear_interval(id: float) -> None:
        lines.append("dropped")
        opened[0].close()
        opened[0].loop.close()

    host = {**host, "clearInterval": clear_interval}
    async with open_guest("timer_cases", host=host) as guest:
        opened.append(guest)
        kept = guest.exports.owned_interval("tick", 1000)
    assert lines == ["dropped"]
    del kept
    leaks.clear()  # it was there when the block ended


async def test_an_exception_of_a_drop_at_closing(
    open_guest: Open, host: dict[str, Any], leaks: Leaks
) -> None:
    def clear_interval(id: float) -> None:
        raise KeyError("of a Drop")

    host = {**host, "clearInterval": clear_interval}
    with pytest.raises(KeyError, match="of a Drop"):
        async with open_guest("timer_cases", host=host, on_error="raise") as guest:
            kept = guest.exports.owned_interval("tick", 1000)
    del kept
    leaks.clear()


@pytest.mark.parametrize("anyio_backend", BACKENDS[:2], indirect=True)
async def test_leaving_the_block_from_inside_the_guest_is_refused(
    engine_name: str, clock: MockClock
) -> None:
    # As nest_asyncio would have it, which runs the application's loop again inside of a callback.
    failures: list[BaseException] = []

    def clear_interval(id: float) -> None:
        leaving = opening.__aexit__(None, None, None)
        try:
            while True:
                leaving.send(None)
        except GuestRunning as error:
            failures.append(error)

    module = load("timer_cases-0.2.130", engine_name)
    host = {"record": print, "block": print, "clearInterval": clear_interval}
    opening = runtime.open(module, host=host, clock=clock)
    guest = await opening.__aenter__()
    owned = guest.exports.owned_interval("tick", 1000)
    owned.free()  # Rust goes on after its call, and returns
    assert len(failures) == 1
    assert "guest.close()" in str(failures[0])
    with pytest.raises(InstanceClosed):
        guest.exports.fired()


# --- serve --------------------------------------------------------------------------------------


@busy
async def test_serve_gives_the_guest_and_ends_with_the_group(
    engine_name: str, clock: MockClock, host: dict[str, Any], lines: list[str]
) -> None:
    module = load("timer_cases-0.2.130", engine_name)
    async with anyio.create_task_group() as group:
        guest: runtime.Guest = await group.start(runtime.open(module, host=host, clock=clock).serve)
        guest.exports.record_after("timer", 10)
        await advance(clock, 0.010, guest.loop)
        assert lines == ["timer"]
        group.cancel_scope.cancel()
    with pytest.raises(InstanceClosed):
        guest.exports.fired()


@pytest.mark.parametrize("way", ["trigger", "close"])
async def test_serve_ends_when_it_is_told(
    engine_name: str, clock: MockClock, host: dict[str, Any], way: str
) -> None:
    module = load("timer_cases-0.2.130", engine_name)
    told, ended = anyio.Event(), anyio.Event()
    opening = runtime.open(module, host=host, clock=clock)

    async def serve(*, task_status: anyio.abc.TaskStatus[runtime.Guest]) -> None:
        await opening.serve(
            shutdown_trigger=told.wait if way == "trigger" else None, task_status=task_status
        )
        ended.set()

    async with anyio.create_task_group() as group:
        guest: runtime.Guest = await group.start(serve)
        if way == "close":
            guest.close()
        else:
            told.set()
        await ended.wait()
    with pytest.raises(InstanceClosed):
        guest.exports.fired()


async def test_serve_fails_where_it_is_started(engine_name: str) -> None:
    opening = runtime.open(load("timer_cases-0.2.130", engine_name))
    with pytest.raises(LinkError):
        await _start(opening)


async def _start(opening: runtime.Opening) -> None:
    failure: LinkError | None = None
    async with anyio.create_task_group() as group:
        try:
            await group.start(opening.serve)
        except LinkError as error:
            failure = error
    if failure is not None:
        raise failure


async def test_serve_without_a_task_group(engine_name: str, host: dict[str, Any]) -> None:
    opening = runtime.open(load("timer_cases-0.2.130", engine_name), host=host)
    with anyio.move_on_after(0) as scope:
        await opening.serve()
    assert scope.cancelled_caught
