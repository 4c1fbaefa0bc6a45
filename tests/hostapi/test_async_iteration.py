"""Asynchronous iteration both ways: Python's iterators for guests, guests' iterators for Python."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import anyio
import pytest
import pytest_asyncio

from hostapi import JsObject, Realm, new_realm
from runtime.core.values import SYMBOL_ASYNC_DISPOSE, SYMBOL_ASYNC_ITERATOR, SYMBOL_ITERATOR
from runtime.errors import InstanceClosed, JsError
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports
from tests.core.test_promises import Host

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def realm() -> AsyncIterator[Realm]:
    made, reports = new_realm(), Reports()
    loop = GuestLoop(MockClock(), reports)
    loop.attach()
    made.promises.attach(loop, Host(), reports)
    yield made
    loop.close()
    assert reports.errors == []


def plain(step: JsObject) -> tuple[object, object]:
    return step.own("value"), step.own("done")


class Countdown:
    """An asynchronous iterator that is no generator, and does not like to be hurried."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.busy = self.closed = False

    def __aiter__(self) -> Countdown:
        return self

    async def __anext__(self) -> int:
        assert not self.busy
        self.busy = True
        await anyio.lowlevel.checkpoint()
        self.busy = False
        self.count -= 1
        if self.count < 0:
            raise StopAsyncIteration
        return self.count

    async def aclose(self) -> None:
        self.closed = True


async def test_an_iterator_of_python_is_asked_one_thing_at_a_time(realm: Realm) -> None:
    countdown = Countdown(2)
    begin = realm.get(countdown, SYMBOL_ASYNC_ITERATOR)
    assert realm.apply(begin, countdown, ()) is countdown
    asked = [realm.call(countdown, "next", ()) for _ in range(4)]
    assert [plain(await promise) for promise in asked] == [
        (1, False),
        (0, False),
        (None, True),
        (None, True),
    ]
    assert plain(await realm.call(countdown, "return", (5,))) == (5, True)
    assert countdown.closed


async def test_an_iterable_of_both_kinds(realm: Realm) -> None:
    class Both:
        def __iter__(self) -> Any:
            return iter("ab")

        def __aiter__(self) -> Countdown:
            return Countdown(1)

    both = Both()
    begin = realm.get(both, SYMBOL_ITERATOR)
    assert list(realm.drive(realm.apply(begin, both, ()))) == ["a", "b"]
    assert await realm.constructors["Array"].properties.own("fromAsync")(both) == [0]


async def test_a_generator_of_python_is_disposed_of(realm: Realm) -> None:
    seen: list[str] = []

    async def generator() -> AsyncGenerator[int, None]:
        try:
            yield 1
        finally:
            seen.append("ended")

    made = generator()
    await realm.call(made, "next", ())
    await realm.call(made, SYMBOL_ASYNC_DISPOSE, ())
    assert seen == ["ended"]


async def test_what_was_cancelled_does_not_keep_the_others_waiting(realm: Realm) -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    class Waiting:
        asked = 0

        async def __anext__(self) -> int:
            self.asked += 1
            return await future if self.asked == 1 else self.asked

    waiting = Waiting()
    first, second = (realm.call(waiting, "next", ()) for _ in range(2))
    await anyio.lowlevel.checkpoint()
    future.cancel()
    with pytest.raises(JsError, match="cancelled"):
        await first
    assert plain(await second) == (2, False)
    assert len(realm.promises) == 0


async def test_nothing_is_asked_of_a_closed_guest(realm: Realm) -> None:
    failure = InstanceClosed("over")
    realm.promises.fail(failure)
    with pytest.raises(InstanceClosed):
        await realm.call(Countdown(1), "next", ())


def counting(realm: Realm, seen: list[object], count: int) -> JsObject:
    """Return an async iterable as a guest makes it."""
    numbers = iter(range(count))

    def following() -> Any:
        number = next(numbers, None)
        return realm.promise(JsObject(value=realm.promise(number), done=number is None))

    iterator = JsObject(next=following)
    iterator["return"] = lambda *_: seen.append("return")
    return JsObject({SYMBOL_ASYNC_ITERATOR: lambda: iterator})


async def test_python_iterates_over_what_a_guest_made(realm: Realm) -> None:
    seen: list[object] = []
    made = realm.iterate_async(counting(realm, seen, 3))
    assert [await item async for item in made] == [0, 1, 2]
    assert seen == []
    assert [item async for item in realm.iterate_async([1, realm.promise(2)])] == [1, 2]
    assert [item async for item in realm.iterate_async(Countdown(2))] == [1, 0]


async def test_leaving_early_closes_the_iterator_of_a_guest(realm: Realm) -> None:
    seen: list[object] = []
    items: Any = realm.iterate_async(counting(realm, seen, 3))
    await items.__anext__()
    await items.aclose()
    assert seen == ["return"]


@pytest.mark.parametrize("value", [None, 5, JsObject(), JsObject({SYMBOL_ASYNC_ITERATOR: int})])
async def test_what_python_cannot_iterate_over(realm: Realm, value: object) -> None:
    with pytest.raises(TypeError):
        await realm.iterate_async(value).__anext__()


async def test_a_step_that_is_rejected_reaches_python(realm: Realm) -> None:
    error = JsError("no more")
    iterator = JsObject(next=lambda: realm.promises.rejected(error))
    value = JsObject({SYMBOL_ASYNC_ITERATOR: lambda: iterator})
    with pytest.raises(JsError) as caught:
        await realm.iterate_async(value).__anext__()
    assert caught.value is error


async def test_context_managers_of_python_are_left(realm: Realm) -> None:
    seen: list[str] = []

    class Sync:
        def __exit__(self, *_: object) -> None:
            seen.append("sync")

    class Async:
        async def __aexit__(self, *_: object) -> None:
            await anyio.lowlevel.checkpoint()
            seen.append("async")

    stack = realm.constructors["AsyncDisposableStack"]()
    realm.call(stack, "use", (Sync(),))
    realm.call(stack, "use", (Async(),))
    await realm.call(stack, "disposeAsync", ())
    assert seen == ["async", "sync"]
