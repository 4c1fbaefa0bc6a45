"""Async functions of the host, awaited by Rust (wasm-bindgen-futures)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from runtime.errors import GuestTrap, InstanceClosed, InstancePoisoned, JsError, ThrownValue
from runtime.testing import Reports

from .conftest import Leaks, Open
from .futures_host import EVERY_RELEASE, FuturesHost

pytestmark = [pytest.mark.asyncio, EVERY_RELEASE]


@pytest.fixture
def host() -> FuturesHost:
    return FuturesHost()


async def later(x: float) -> float:
    await asyncio.sleep(0)
    return x * 10


def as_task(x: float) -> asyncio.Task[float]:
    return asyncio.ensure_future(later(x))


def as_future(x: float) -> asyncio.Future[float]:
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, x * 10)
    return future


def as_done_future(x: float) -> asyncio.Future[float]:
    future = asyncio.get_running_loop().create_future()
    future.set_result(x * 10)
    return future


class Waits:
    """Awaitable, and neither coroutine nor future."""

    def __init__(self, x: float) -> None:
        self._x = x

    def __await__(self) -> Any:
        yield from asyncio.sleep(0).__await__()
        return self._x * 10


@pytest.mark.parametrize(
    "function", [later, as_task, as_future, as_done_future, Waits], ids=lambda f: f.__name__
)
async def test_a_function_may_return_any_awaitable(
    open_guest: Open, host: FuturesHost, function: Callable[[float], Awaitable[float]]
) -> None:
    names = host.names(host_value=function, host_catch=function)
    async with open_guest("futures_cases", host=names) as guest:
        assert await guest.exports.call_host_value(1.5) == 15
        assert await guest.exports.call_host_catch(0.5) == "ok JsValue(5)"
        assert await guest.exports.pass_host_catch(2) == 20


async def test_a_function_may_return_the_promise_of_an_export(
    open_guest: Open, host: FuturesHost
) -> None:
    def value(x: float) -> Any:
        return guest.exports.number(x)

    async with open_guest("futures_cases", host=host.names(host_value=value)) as guest:
        assert await guest.exports.call_host_value(4) == 8


async def test_a_function_may_return_a_plain_value(open_guest: Open, host: FuturesHost) -> None:
    names = host.names(
        host_value=lambda x: x + 1, host_catch=lambda x: x + 2, host_unit=lambda: None
    )
    async with open_guest("futures_cases", host=names) as guest:
        assert await guest.exports.call_host_value(1) == 2
        assert await guest.exports.pass_host_catch(1) == 3
        await guest.exports.call_host_unit()


async def test_namespaces_and_methods(open_guest: Open, host: FuturesHost) -> None:
    class Service:
        async def query(self, key: str) -> str:
            return f"{key} found"

        async def tryQuery(self, key: str) -> str:
            raise KeyError(key)

    async with open_guest("futures_cases", host=host.names()) as guest:
        assert await guest.exports.call_look_up("7") == "row 7"
        service = Service()
        assert await guest.exports.call_query(service, "k") == "k found"
        assert await guest.exports.call_try_query(service, "k") == "err KeyError: k"


@pytest.mark.releases(first=130)
async def test_typed_results(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        assert await guest.exports.call_host_text() == "typed"
        assert await guest.exports.call_host_numbers() == 4


async def test_an_exception_is_the_reason_and_comes_back_itself(
    open_guest: Open, host: FuturesHost
) -> None:
    error = KeyError("the host's")

    async def catch(x: float) -> float:
        await asyncio.sleep(0)
        raise error

    async def unit() -> None:
        raise error

    names = host.names(host_catch=catch, host_catch_unit=unit)
    async with open_guest("futures_cases", host=names) as guest:
        assert await guest.exports.call_host_catch(1) == "err KeyError: the host's"
        assert await guest.exports.call_host_catch_unit() == ("err KeyError: the host's")
        with pytest.raises(KeyError) as caught:
            await guest.exports.pass_host_catch(1)
        assert caught.value is error
    error.__traceback__ = None


async def test_a_thrown_value_is_the_reason(open_guest: Open, host: FuturesHost) -> None:
    async def catch(x: float) -> float:
        raise ThrownValue({"code": 7})

    async with open_guest("futures_cases", host=host.names(host_catch=catch)) as guest:
        with pytest.raises(ThrownValue) as thrown:
            await guest.exports.pass_host_catch(1)
        assert thrown.value.value == {"code": 7}


async def test_a_function_that_raises_at_once_where_rust_does_not_catch(
    open_guest: Open, host: FuturesHost, leaks: Leaks
) -> None:
    """It throws through the guest's task, as a JavaScript function that throws would."""
    reports = Reports()

    def value(x: float) -> float:
        raise KeyError("at once")

    names = host.names(host_value=value)
    async with open_guest("futures_cases", host=names, on_error=reports) as guest:
        guest.exports.spawn_asking(1)
        await guest.idle()
        assert [type(error) for error in reports.errors] == [KeyError]
        assert guest.poisoned is None
    leaks.clear()  # the frames that it passed through dropped nothing


async def test_a_function_that_raises_at_once_where_rust_catches(
    open_guest: Open, host: FuturesHost
) -> None:
    def catch(x: float) -> float:
        if x < 0:
            raise ThrownValue(x)
        raise KeyError("at once")

    names = host.names(host_catch=catch)
    async with open_guest("futures_cases", host=names) as guest:
        assert await guest.exports.call_host_catch(1) == "err KeyError: at once"
        with pytest.raises(ThrownValue) as thrown:
            await guest.exports.pass_host_catch(-1)
        assert thrown.value.value == -1


async def test_an_exception_where_rust_does_not_catch_panics(
    open_guest: Open, host: FuturesHost, leaks: Leaks
) -> None:
    reports = Reports()

    async def value(x: float) -> float:
        raise KeyError("not caught")

    names = host.names(host_value=value)
    async with open_guest("futures_cases", host=names, on_error=reports) as guest:
        with pytest.raises((GuestTrap, InstancePoisoned)):
            await guest.exports.call_host_value(1)
        assert isinstance(guest.poisoned, GuestTrap)
        with pytest.raises(InstancePoisoned):
            guest.exports.unit()
    leaks.clear()


async def test_all_are_asked_at_once(open_guest: Open, host: FuturesHost) -> None:
    inside = most = 0

    async def value(x: float) -> float:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1
        return x

    async with open_guest("futures_cases", host=host.names(host_value=value)) as guest:
        assert await guest.exports.gather(20) == sum(range(20))
        assert most == 20


async def test_what_loses_a_select_is_dropped_and_settled_later(
    open_guest: Open, host: FuturesHost
) -> None:
    gate = asyncio.Event()

    async def value(x: float) -> float:
        if x == 0:
            await gate.wait()
        return x

    async with open_guest("futures_cases", host=host.names(host_value=value)) as guest:
        assert await guest.exports.first() == 1
        gate.set()
        await guest.idle()


async def test_a_function_that_is_cancelled(open_guest: Open, host: FuturesHost) -> None:
    def catch(x: float) -> asyncio.Task[float]:
        task = as_task(x)
        asyncio.get_running_loop().call_soon(task.cancel)
        return task

    async def cancels_itself(x: float) -> float:
        raise asyncio.CancelledError

    async with open_guest("futures_cases", host=host.names(host_catch=catch)) as guest:
        with pytest.raises(JsError) as caught:
            await guest.exports.pass_host_catch(1)
        assert caught.value.name == "AbortError"
    async with open_guest("futures_cases", host=host.names(host_catch=cancels_itself)) as guest:
        told = await guest.exports.call_host_catch(1)
        assert told.startswith("err AbortError: ")
        await asyncio.sleep(0)
        assert await guest.exports.number(4) == 8  # the block has not been cancelled with it


async def test_a_function_that_never_ends_is_cancelled_when_the_guest_is_left(
    open_guest: Open, host: FuturesHost, leaks: Leaks
) -> None:
    ended: list[str] = []

    async def value(x: float) -> float:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        return x

    async with open_guest("futures_cases", host=host.names(host_value=value)) as guest:
        promise = guest.exports.call_host_value(1)
        for _ in range(5):
            await asyncio.sleep(0)
        assert not guest.loop.is_idle
    assert ended == ["cancelled"]
    with pytest.raises(InstanceClosed):
        await promise
    leaks.clear()


async def test_a_function_that_raises_another_baseexception(
    open_guest: Open, host: FuturesHost, leaks: Leaks
) -> None:
    class Stop(BaseException):
        pass

    async def catch(x: float) -> float:
        raise Stop

    with pytest.raises(Stop):
        async with open_guest("futures_cases", host=host.names(host_catch=catch)) as guest:
            await guest.exports.call_host_catch(1)
    leaks.clear()
