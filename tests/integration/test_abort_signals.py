"""What becomes of an async export when the Python task that awaits it is cancelled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Any

import anyio
import pytest

import hostapi
import runtime
from hostapi.errors import DOMException
from tests.backends import BACKENDS
from tests.http_server import Exchange, Server, running_server

from .conftest import Open

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("release", ["0.2.130"])]


class Slow:
    """A server whose ``/slow`` answers when it is told to.

    Attributes:
        url: of that path.
        arrived: a request is there.
        answer: set by the test to have it answered.
        gone: the client has closed the connection.

    """

    def __init__(self, server: Server) -> None:
        self.base = server.url
        self.url = f"{server.url}/slow"
        self.arrived, self.answer, self.gone = anyio.Event(), anyio.Event(), anyio.Event()
        server.handlers["/slow"] = self._serve

    async def _serve(self, exchange: Exchange) -> None:
        self.arrived.set()
        async with anyio.create_task_group() as group:

            async def answer() -> None:
                await self.answer.wait()
                await exchange.send("late")
                group.cancel_scope.cancel()

            async def watch() -> None:
                await exchange.gone.wait()
                self.gone.set()
                group.cancel_scope.cancel()

            group.start_soon(answer)
            group.start_soon(watch)


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
async def slow() -> AsyncIterator[Slow]:
    async with running_server() as server:
        yield Slow(server)


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def host(lines: list[str]) -> list[object]:
    return [{"record": lines.append}, hostapi.fetch()]


async def cancelled_once(arrived: anyio.Event, awaitable: Awaitable[object]) -> None:
    """Await something in a task that is cancelled when a request has arrived."""
    async with anyio.create_task_group() as group:

        async def wait() -> None:
            await awaitable

        group.start_soon(wait)
        await arrived.wait()
        group.cancel_scope.cancel()


TOLD = "told AbortError: This operation was aborted"


async def test_the_rust_future_is_told_by_the_signal_that_it_asked_for(
    open_guest: Open, slow: Slow, host: list[object], lines: list[str]
) -> None:
    async with open_guest("fetch_cases", host=host) as guest:
        await cancelled_once(slow.arrived, guest.exports.get_until(slow.url))
        await slow.gone.wait()
        await guest.idle()
    assert lines == ["aborted false", TOLD]


async def test_an_optional_signal_is_given_unless_it_is_refused(
    open_guest: Open, slow: Slow, host: list[object], lines: list[str]
) -> None:
    async with open_guest("fetch_cases", host=host) as guest:
        ask = guest.exports.get_until_if_asked
        await cancelled_once(slow.arrived, ask(None, slow.url))
        await slow.gone.wait()
        await guest.idle()
        assert lines == ["a signal true", TOLD]
        lines.clear()
        slow.arrived = anyio.Event()
        promise = ask(runtime.null, url=slow.url)
        await cancelled_once(slow.arrived, promise)
        slow.answer.set()
        assert await promise == "late"
    assert lines == ["a signal false"]


async def test_a_future_that_asked_for_none_runs_on(
    open_guest: Open, slow: Slow, host: list[object], lines: list[str]
) -> None:
    async with open_guest("fetch_cases", host=host) as guest:
        await cancelled_once(slow.arrived, guest.exports.get_anyway(slow.url))
        assert lines == []
        slow.answer.set()
        await guest.idle()
    assert lines == ["got late"]


async def test_a_signal_of_the_applications_own_is_its_to_abort(
    open_guest: Open, slow: Slow, host: list[object], lines: list[str]
) -> None:
    async with open_guest("fetch_cases", host=host) as guest:
        controller = guest.realm.construct(guest.realm.constructors["AbortController"], [])
        promise = guest.exports.get_until(slow.url, controller.signal)
        await cancelled_once(slow.arrived, promise)
        assert lines == ["aborted false"]
        controller.abort("enough")
        with pytest.raises(runtime.errors.ThrownValue) as caught:
            await promise
        assert caught.value.value == "enough"
        await guest.idle()
    assert lines[1:] == ['told JsValue("enough")']


async def test_methods_have_signals_too(
    open_guest: Open, slow: Slow, host: list[object], lines: list[str]
) -> None:
    async with open_guest("fetch_cases", host=host) as guest:
        client = guest.exports.Client(slow.base)
        promise = client.get("/slow")
        await cancelled_once(slow.arrived, promise)
        await slow.gone.wait()
        with pytest.raises(DOMException) as caught:
            await promise
        assert caught.value.name == "AbortError"
    assert lines == [TOLD]


async def test_what_ends_by_itself_is_not_aborted(
    open_guest: Open, slow: Slow, host: list[object], lines: list[str]
) -> None:
    slow.answer.set()
    async with open_guest("fetch_cases", host=host) as guest:
        assert await guest.exports.get_until(slow.url) == "late"
        assert await guest.exports.get_until_if_asked(url=slow.url, signal=None) == "late"
        assert guest.exports.takes_signal() is False
    assert lines == ["aborted false", "a signal true"]


async def test_only_the_last_of_several_that_await_it_aborts(
    open_guest: Open, slow: Slow, host: list[object], lines: list[str]
) -> None:
    async with open_guest("fetch_cases", host=host) as guest:
        promise = guest.exports.get_until(slow.url)
        async with anyio.create_task_group() as group:

            async def wait() -> None:
                assert await promise == "late"

            group.start_soon(wait)
            await cancelled_once(slow.arrived, promise)
            slow.answer.set()
    assert lines == ["aborted false"]
