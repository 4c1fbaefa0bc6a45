"""Exported `async fn`s, awaited by Python (wasm-bindgen-futures)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import runtime
from hostapi.typed_arrays import Uint8Array
from runtime.errors import JsError, ThrownValue

from .conftest import Open
from .futures_host import EVERY_RELEASE, FuturesHost

pytestmark = [pytest.mark.asyncio, EVERY_RELEASE]


@pytest.fixture
def host() -> FuturesHost:
    return FuturesHost()


async def test_values_come_back(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        exports = guest.exports
        assert await exports.unit() is None
        assert await exports.number(1.25) == 2.5
        assert await exports.text("späm 🙂") == "späm 🙂!"
        assert await exports.truth(True) is False
        assert await exports.maybe(None) is None
        assert await exports.maybe(41) == 42
        there = object()
        assert await exports.any(there) is there
        assert await exports.any(runtime.null) is runtime.null


async def test_a_typed_array_comes_back(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        array = await guest.exports.bytes(3)
        assert isinstance(array, Uint8Array)
        assert bytes(array) == b"\0\0\0"


async def test_structs_come_back_and_go_in(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        counter = await guest.exports.counter(7)
        assert type(counter) is guest.exports.Counter
        assert counter.value == 7
        assert await guest.exports.takes_counter(counter) == 7
        assert guest.exports.drops() == 1
        (await guest.exports.checked_counter(3)).free()
        assert guest.exports.drops() == 2


async def test_an_async_export_runs_unawaited(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        guest.exports.call_host_unit()
        await guest.idle()
        assert host.lines == ["start begins", "start ends", "before", "after"]


async def test_a_promise_is_awaited_by_many(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        promise = guest.exports.number(4)

        async def waits() -> Any:
            return await promise

        assert await asyncio.gather(*(waits() for _ in range(3))) == [8, 8, 8]
        assert await promise == 8


async def test_results_raise_their_errors(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        exports = guest.exports
        assert await exports.checked(5) == 5
        with pytest.raises(JsError, match="-5 is negative"):
            await exports.checked(-5)
        assert await exports.checked_unit(False) is None
        with pytest.raises(ThrownValue) as thrown:
            await exports.checked_unit(True)
        assert thrown.value.value == "just a string"
        assert await exports.checked_rust_error("12") == 12
        with pytest.raises(JsError, match="invalid digit"):
            await exports.checked_rust_error("twelve")


async def test_methods(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        counter = await guest.exports.Counter.made(1)
        assert await counter.add(2) == 3
        assert await counter.read() == 3
        assert await counter.add_later(asyncio.sleep(0, 4)) == 7
        assert await counter.finish() == 7
        assert guest.exports.drops() == 1


async def test_many_at_once(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        answers = await asyncio.gather(*(guest.exports.number(n) for n in range(100)))
        assert answers == [2 * n for n in range(100)]


@pytest.mark.releases(first=84)
async def test_arguments_are_borrowed_until_the_end(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        counter = guest.exports.Counter(9)
        assert await guest.exports.borrowed("s", 1.5, counter) == "s JsValue(1.5) 9"
        counter.free()


@pytest.mark.releases(first=130)
async def test_a_struct_that_is_borrowed_is_not_changed(
    open_guest: Open, host: FuturesHost
) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        counter = guest.exports.Counter(1)
        given: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        changing = counter.add_later(given)
        with pytest.raises(JsError, match="recursive use of an object"):
            await counter.read()
        given.set_result(5)
        assert await changing == 6
        counter.free()


async def test_cancelling_who_awaits_lets_the_guest_go_on(
    open_guest: Open, host: FuturesHost
) -> None:
    gate = asyncio.Event()

    async def value(x: float) -> float:
        await gate.wait()
        return x

    async with open_guest("futures_cases", host=host.names(host_value=value)) as guest:

        async def waits() -> Any:
            return await guest.exports.call_host_value(3)

        task = asyncio.ensure_future(waits())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        other = guest.exports.call_host_value(4)
        gate.set()
        assert await other == 4
        await guest.idle()
