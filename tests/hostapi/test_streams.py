"""ReadableStream, as guests make and read it; in Python an asynchronous iterable."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest

import hostapi
from hostapi import Realm, fetching, new_realm
from hostapi.streams.queue import JsReadableStream
from runtime.errors import ThrownValue
from runtime.loop import GuestLoop
from runtime.tasks import TaskHost
from runtime.testing import MockClock, Reports

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def realm() -> AsyncIterator[Realm]:
    reports = Reports()
    loop = GuestLoop(MockClock(), reports)
    made = new_realm()
    hostapi.defaults(loop, made)
    fetching.install(made, lambda *_: None)
    async with anyio.create_task_group() as group:
        loop.attach(group.start_soon)
        made.promises.attach(loop, TaskHost(group), reports)
        yield made
        loop.close()
        group.cancel_scope.cancel()
    assert reports.errors == []


class Numbers:
    """A source that gives numbers as they are pulled.

    Attributes:
        log: what was called.

    """

    def __init__(self, realm: Realm, count: int) -> None:
        self.log: list[object] = []
        self._realm, self._count, self._at = realm, count, 0

    def stream(self, *strategy: object) -> JsReadableStream:
        source = {"start": self._start, "pull": self._pull, "cancel": self._cancel}
        made = self._realm.constructors["ReadableStream"](source, *strategy)
        assert isinstance(made, JsReadableStream)
        return made

    def _start(self, _controller: object) -> None:
        self.log.append("start")

    async def _pull(self, controller: object) -> None:
        self._at += 1
        self.log.append(self._at)
        self._realm.call(controller, "enqueue", [self._at])
        if self._at == self._count:
            self._realm.call(controller, "close", [])

    def _cancel(self, reason: object) -> None:
        self.log.append(("cancel", reason))


async def test_python_reads_it_to_its_end(realm: Realm) -> None:
    numbers = Numbers(realm, 3)
    assert [chunk async for chunk in numbers.stream()] == [1, 2, 3]
    assert numbers.log == ["start", 1, 2, 3]


async def test_leaving_early_cancels(realm: Realm) -> None:
    numbers = Numbers(realm, 9)
    stream = numbers.stream({"highWaterMark": 0})
    chunks = stream.__aiter__()
    assert await anext(chunks) == 1
    await chunks.aclose()
    assert numbers.log == ["start", 1, ("cancel", None)]
    assert not stream.locked
    assert realm.get(stream, "locked") is False


async def test_no_more_is_pulled_than_is_to_wait(realm: Realm) -> None:
    numbers = Numbers(realm, 9)
    stream = numbers.stream({"highWaterMark": 2})
    reader = realm.call(stream, "getReader", [])
    for _ in range(20):
        await anyio.lowlevel.checkpoint()
    assert numbers.log == ["start", 1, 2]
    assert dict(await realm.call(reader, "read", [])) == {"value": 1, "done": False}
    for _ in range(20):
        await anyio.lowlevel.checkpoint()
    assert numbers.log == ["start", 1, 2, 3]
    await realm.call(reader, "cancel", ["enough"])
    assert numbers.log[-1] == ("cancel", "enough")
    assert dict(await realm.call(reader, "read", [])) == {"value": None, "done": True}
    assert await realm.get(reader, "closed") is None


async def test_reads_that_wait_are_answered_in_order(realm: Realm) -> None:
    reader = Numbers(realm, 2).stream({"highWaterMark": 0}).acquire()
    steps = [reader.read() for _ in range(3)]
    assert [(await step)["value"] for step in steps] == [1, 2, None]


async def test_an_error_fails_what_waits_and_what_comes(realm: Realm) -> None:
    kept: list[Any] = []
    stream = realm.constructors["ReadableStream"]({"start": kept.append})
    reader = stream.acquire()
    waiting = reader.read()
    realm.call(kept[0], "error", ["broken"])
    for promise in (waiting, reader.read(), reader.closed.promise):
        with pytest.raises(ThrownValue) as caught:
            await promise
        assert caught.value.value == "broken"
    assert str(realm.get(kept[0], "desiredSize")) == "Null.NULL"


async def test_a_source_that_throws_fails_the_stream(realm: Realm) -> None:
    def pull(_controller: object) -> None:
        raise KeyError("no more")

    stream = realm.constructors["ReadableStream"]({"pull": pull})
    with pytest.raises(KeyError, match="no more"):
        await stream.acquire().read()


async def test_a_released_reader_reads_nothing(realm: Realm) -> None:
    stream = Numbers(realm, 1).stream({"highWaterMark": 0})
    reader = stream.acquire()
    with pytest.raises(TypeError, match="locked"):
        stream.acquire()
    with pytest.raises(TypeError, match="locked"):
        await realm.call(stream, "cancel", [])
    realm.call(reader, "releaseLock", [])
    for promise in (reader.read(), reader.closed.promise, reader.cancel(None)):
        with pytest.raises(TypeError, match="not attached"):
            await promise
    assert [chunk async for chunk in stream] == [1]


async def test_tee_gives_both_all_and_cancels_when_both_do(realm: Realm) -> None:
    numbers = Numbers(realm, 3)
    left, right = realm.call(numbers.stream(), "tee", [])
    assert [chunk async for chunk in left] == [1, 2, 3]
    assert [chunk async for chunk in right] == [1, 2, 3]
    numbers = Numbers(realm, 9)
    left, right = realm.call(numbers.stream({"highWaterMark": 0}), "tee", [])
    first = left.cancel("a")
    assert numbers.log == ["start"]
    await right.cancel("b")
    await first
    assert numbers.log == ["start", ("cancel", ["a", "b"])]


async def test_async_iteration_as_guests_have_it(realm: Realm) -> None:
    numbers = Numbers(realm, 9)
    stream = numbers.stream({"highWaterMark": 0})
    iterator = realm.call(stream, "values", [])
    assert dict(await realm.call(iterator, "next", [])) == {"value": 1, "done": False}
    assert dict(await realm.call(iterator, "return", ["x"])) == {"value": "x", "done": True}
    assert dict(await realm.call(iterator, "next", [])) == {"value": None, "done": True}
    assert numbers.log == ["start", 1, ("cancel", "x")]
    assert not stream.locked


async def test_what_is_not_served_says_so(realm: Realm) -> None:
    new = realm.constructors["ReadableStream"]
    with pytest.raises(hostapi.errors.EvalError, match="read chunk by chunk"):
        new({"type": "bytes"})
    with pytest.raises(hostapi.errors.EvalError, match="BYOBReader is refused"):
        realm.call(new(), "getReader", [{"mode": "byob"}])
    with pytest.raises(hostapi.errors.EvalError, match="TransformStream"):
        realm.call(new(), "pipeThrough", [{}])
    with pytest.raises(hostapi.errors.EvalError, match="WritableStream"):
        await realm.call(new(), "pipeTo", [{}])
    with pytest.raises(hostapi.errors.RangeError, match="highWaterMark"):
        new({}, {"highWaterMark": -1})
    with pytest.raises(TypeError, match="no function"):
        new({}, {"size": 1})
