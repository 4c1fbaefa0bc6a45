"""`spawn_local`, channels and streams, and tasks that end badly (wasm-bindgen-futures)."""

from __future__ import annotations

import asyncio

import pytest

from runtime.errors import GuestTrap, InstanceClosed, InstancePoisoned
from runtime.testing import Reports, settle

from .conftest import Leaks, Open
from .futures_host import EVERY_RELEASE, FuturesHost

pytestmark = [pytest.mark.asyncio, EVERY_RELEASE]


@pytest.fixture
def host() -> FuturesHost:
    return FuturesHost()


async def test_an_async_start_function(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()):
        assert host.lines == ["start begins", "start ends"]


async def test_tasks_run_in_order_in_the_microtask_after_the_call(
    open_guest: Open, host: FuturesHost
) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        host.lines.clear()
        guest.exports.spawn_in_order(3)
        assert host.lines == ["spawned"]
        await settle(guest.loop)
        assert host.lines == ["spawned", "task 0", "task 1", "task 2"]
        assert guest.loop.is_idle


async def test_tasks_that_yield_take_turns(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        host.lines.clear()
        guest.exports.take_turns(3, 2)
        await settle(guest.loop)
        assert host.lines == ["0.0", "1.0", "2.0", "0.1", "1.1", "2.1"]


async def test_a_task_that_asks_the_host_keeps_the_guest_from_being_idle(
    open_guest: Open, host: FuturesHost
) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        host.lines.clear()
        guest.exports.spawn_asking(5)
        assert host.lines == []
        assert not guest.loop.is_idle
        await guest.idle()
        assert host.lines == ["answer JsValue(5)"]


async def test_streams(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        assert await guest.exports.stream_sum(5, 20) == 5 * 210
        told = "JsValue(0) JsValue(1) JsValue(2) JsValue(3) JsValue(4)"
        assert await guest.exports.stream_of_answers(5) == told


async def test_oneshots(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        assert await guest.exports.oneshots(100) == 4950
        assert await guest.exports.oneshot_without_sender() == "Err(Canceled)"


async def test_a_task_that_works_until_python_says_stop(
    open_guest: Open, host: FuturesHost
) -> None:
    """Microtasks that never end: the application has its turns all the same."""
    stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    async with open_guest("futures_cases", host=host.names()) as guest:
        lines = guest.exports.until(stop)
        for _ in range(3):
            await asyncio.sleep(0)
        stop.set_result(None)
        assert await lines > 1000
        await guest.idle()


async def test_a_panic_in_a_task_poisons_the_guest(
    open_guest: Open, host: FuturesHost, leaks: Leaks
) -> None:
    reports = Reports()
    async with open_guest("futures_cases", host=host.names(), on_error=reports) as guest:
        waiting = asyncio.ensure_future(_awaited(guest.exports.never()))
        await asyncio.sleep(0)
        guest.exports.spawn_panics()
        await guest.idle()
        assert [type(error) for error in reports.errors] == [type(guest.poisoned)]
        assert isinstance(guest.poisoned, GuestTrap)
        with pytest.raises((GuestTrap, InstancePoisoned)):
            await waiting
        with pytest.raises(InstancePoisoned):
            guest.exports.unit()
    leaks.clear()


async def test_a_panic_in_an_export_ends_who_awaits_it(
    open_guest: Open, host: FuturesHost, leaks: Leaks
) -> None:
    reports = Reports()
    async with open_guest("futures_cases", host=host.names(), on_error=reports) as guest:
        with pytest.raises((GuestTrap, InstancePoisoned)):
            await guest.exports.panics()
        assert isinstance(guest.poisoned, GuestTrap)
    leaks.clear()


async def test_who_awaits_what_never_comes_learns_that_the_guest_was_closed(
    open_guest: Open, host: FuturesHost, leaks: Leaks
) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        waiting = asyncio.ensure_future(_awaited(guest.exports.never()))
        await asyncio.sleep(0)
        # Nothing will ever settle it, and nothing is left to do: as in Node.
        await guest.idle()
    with pytest.raises(InstanceClosed):
        await waiting
    leaks.clear()


async def _awaited(promise: object) -> object:
    return await promise  # type: ignore[misc] # a promise
