"""`JsFuture` and `future_to_promise`, and promises that do not keep to what is usual."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from runtime.errors import InstanceClosed, ThrownValue
from runtime.testing import Reports

from .conftest import Leaks, Open
from .futures_host import EVERY_RELEASE, FuturesHost

pytestmark = [pytest.mark.asyncio, EVERY_RELEASE]


@pytest.fixture
def host() -> FuturesHost:
    return FuturesHost()


async def raising(error: BaseException) -> None:
    await asyncio.sleep(0)
    raise error


async def test_a_python_awaitable_is_a_promise(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        exports = guest.exports
        assert await exports.await_promise(asyncio.sleep(0, "slept")) == "slept"
        task = asyncio.ensure_future(asyncio.sleep(0, "task"))
        assert await exports.await_promise(task) == "task"
        assert await exports.await_promise(task) == "task"
        assert await exports.outcome(asyncio.sleep(0, 5)) == "ok JsValue(5)"
        assert await exports.outcome(6) == "ok JsValue(6)"
        with pytest.raises(ValueError, match="no good"):
            await exports.await_promise(raising(ValueError("no good")))
        assert await exports.outcome(raising(ValueError("bad"))) == "err ValueError: bad"


async def test_promises_of_futures(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        exports = guest.exports
        value = object()
        assert await exports.promise_of(value) is value
        assert await exports.await_own(value) is value
        assert await exports.await_own_rejected("why") == 'err JsValue("why")'
        with pytest.raises(ThrownValue) as thrown:
            await exports.promise_rejected(5)
        assert thrown.value.value == 5


async def test_a_promise_of_another_guest_is_awaited(
    open_guest: Open, host: FuturesHost, leaks: Leaks
) -> None:
    names = host.names()
    async with open_guest("futures_cases", host=names) as guest:
        async with open_guest("futures_cases", host=names) as other:
            assert await guest.exports.await_promise(other.exports.number(4)) == 8
            never = other.realm.promises.new().promise
            waiting = guest.exports.outcome(never)
            await asyncio.sleep(0)
            assert not guest.loop.is_idle
        assert (await waiting).startswith("err InstanceClosed: the guest was closed before ")
        with pytest.raises(InstanceClosed):
            await guest.exports.await_promise(never)
    leaks.clear()


async def test_a_promise_goes_to_rust_and_back(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        promise = guest.exports.promise_of("there")
        assert await guest.exports.any(promise) == "there"
        assert await guest.exports.await_promise(promise) == "there"


async def test_a_rejection_that_nobody_looks_at_is_reported(
    open_guest: Open, host: FuturesHost
) -> None:
    reports = Reports()
    async with open_guest("futures_cases", host=host.names(), on_error=reports) as guest:
        guest.exports.promise_rejected("unseen")
        await guest.idle()
    assert [getattr(error, "value", None) for error in reports.errors] == ["unseen"]


async def test_join_and_select(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        exports = guest.exports
        both = exports.both(asyncio.sleep(0, 1), raising(ValueError("x")))
        assert await both == "ok JsValue(1), err ValueError: x"
        never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        either = exports.either(never, asyncio.sleep(0, 2))
        assert await either == "right ok JsValue(2)"
        never.set_result(None)
        await guest.idle()


@pytest.mark.guest_leaks("the loser of a race runs on", "promise")
async def test_all_and_race(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        exports = guest.exports
        assert await exports.all([asyncio.sleep(0, 1), 2]) == "ok JsValue([1, 2])"
        assert await exports.all([raising(ValueError("x")), 2]) == "err ValueError: x"
        assert await exports.race([asyncio.sleep(0, 1), 2]) == "ok JsValue(2)"


async def test_a_future_that_is_dropped_before_its_promise_is_settled(
    open_guest: Open, host: FuturesHost
) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        for result in (None, ValueError("nobody's")):
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            guest.exports.drop_unawaited(future)
            if result is None:
                future.set_result(None)
            else:
                future.set_exception(result)
            await guest.idle()
        assert guest.poisoned is None


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("vv", "ok JsValue(1)"),
        ("ve", "ok JsValue(1)"),
        ("ev", "err JsValue(1)"),
        ("ee", "err JsValue(1)"),
    ],
)
async def test_a_promise_settled_twice(
    open_guest: Open, host: FuturesHost, how: str, told: str
) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        assert await guest.exports.settled_twice(how) == told


async def test_a_promise_resolved_with_itself(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        told = await guest.exports.resolved_with_itself()
        assert told == "err TypeError: Chaining cycle detected for promise #<Promise>"


async def test_a_thenable_of_the_guest_that_throws(
    open_guest: Open, host: FuturesHost, leaks: Leaks
) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        assert await guest.exports.throwing_thenable(False) == "err Error: thrown by then"
        assert await guest.exports.throwing_thenable(True) == 'ok JsValue("kept")'
    leaks.clear()  # what throws through Rust's frames drops nothing


async def test_a_thenable_of_python(open_guest: Open, host: FuturesHost) -> None:
    class Thenable:
        def __init__(self, act: Callable[[Any, Any], None]) -> None:
            self.act = act

        def then(self, resolve: Any, reject: Any) -> None:
            self.act(resolve, reject)

    def raises(resolve: Any, reject: Any) -> None:
        raise ValueError("by then")

    async with open_guest("futures_cases", host=host.names()) as guest:
        outcome = guest.exports.outcome
        assert await outcome(Thenable(lambda resolve, _: resolve(3))) == "ok JsValue(3)"
        assert await outcome(Thenable(lambda _, reject: reject(4))) == "err JsValue(4)"
        assert await outcome(Thenable(raises)) == "err ValueError: by then"


async def test_an_executor_that_throws(open_guest: Open, host: FuturesHost, leaks: Leaks) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        assert await guest.exports.throwing_executor() == "err Error: thrown by the executor"
    leaks.clear()  # see above


async def test_handlers_of_rust(open_guest: Open, host: FuturesHost) -> None:
    async with open_guest("futures_cases", host=host.names()) as guest:
        assert await guest.exports.chained(asyncio.sleep(0, 1)) == "ok JsValue(undefined)"
        assert await guest.exports.chained(raising(ValueError("x"))) == "ok JsValue(undefined)"
        assert host.lines[2:] == ["then JsValue(1)", "catch, err ValueError: x"]
