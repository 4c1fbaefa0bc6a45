"""Coroutines given to a guest, and tasks that await it: whose they are, and how they end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from runtime.errors import InstanceClosed
from runtime.testing import settle
from tests.backends import BACKENDS

from .conftest import Leaks, Open

pytestmark = [pytest.mark.anyio, pytest.mark.releases(first=130)]


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    """Each of the three loops."""
    return request.param


class Host:
    """The host of the guest ``futures_cases``: its coroutines wait until they are told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.go_on = anyio.Event()
        self.cleaned = False

    async def host_unit(self) -> None:
        self.lines.append("asked")
        try:
            await self.go_on.wait()
        finally:
            self.lines.append("ended")

    def names(self, **more: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
        """Return what the guest imports."""
        return {"record": self.lines.append, "host_unit": self.host_unit, **more}


async def opened(open_guest: Open, host: Host, **more: Callable[..., Any]) -> Any:
    return open_guest("futures_cases", host=host.names(**more), strict=False)


async def test_an_export_is_awaited(open_guest: Open) -> None:
    host = Host()
    host.go_on.set()
    async with await opened(open_guest, host) as guest:
        await guest.idle()
        host.lines.clear()
        assert await guest.exports.number(1.5) is not None
        await guest.exports.call_host_unit()
        assert host.lines == ["before", "asked", "ended", "after"]


async def test_several_tasks_await(open_guest: Open) -> None:
    host = Host()
    answers: list[float] = []

    async def host_value(x: float) -> float:
        await host.go_on.wait()
        return x * 2

    async with await opened(open_guest, host, host_value=host_value) as guest:

        async def ask(x: float) -> None:
            answers.append(await guest.exports.call_host_value(x))

        async with anyio.create_task_group() as group:
            for x in range(5):
                group.start_soon(ask, float(x))
            await settle(guest.loop)
            assert answers == []
            host.go_on.set()
        assert sorted(answers) == [0, 2, 4, 6, 8]


async def test_cancelling_who_awaits_lets_the_guest_go_on(open_guest: Open) -> None:
    host = Host()
    async with await opened(open_guest, host) as guest:
        await guest.idle()
        host.lines.clear()
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:

                async def wait() -> None:
                    await guest.exports.call_host_unit()

                group.start_soon(wait)
                await settle(guest.loop)
                scope.cancel()
        assert scope.cancelled_caught
        assert host.lines == ["before", "asked"]
        host.go_on.set()
        await guest.idle()
        assert host.lines == ["before", "asked", "ended", "after"]


async def test_a_timeout_around_an_export(open_guest: Open) -> None:
    host = Host()
    async with await opened(open_guest, host) as guest:
        with pytest.raises(TimeoutError):
            with anyio.fail_after(0):
                await guest.exports.call_host_unit()
        host.go_on.set()
        await guest.idle()


async def test_closing_cancels_the_hosts_coroutines_and_waits_for_them(
    open_guest: Open, leaks: Leaks
) -> None:
    host = Host()

    async def host_unit() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.lowlevel.checkpoint()
                # The guest is there until all of them have ended.
                host.lines.append(f"shielded, drops: {guest.exports.drops()}")

    async with await opened(open_guest, host, host_unit=host_unit) as guest:
        await guest.idle()
        host.lines.clear()
        promise = guest.exports.call_host_unit()
        await settle(guest.loop)
        assert not guest.loop.is_idle
    assert host.lines == ["before", "shielded, drops: 0"]
    with pytest.raises(InstanceClosed):
        await promise
    leaks.clear()  # the future that waited


async def test_who_awaits_a_closed_guest_is_told(open_guest: Open, leaks: Leaks) -> None:
    host = Host()
    caught: list[BaseException] = []

    async def wait(promise: Any) -> None:
        try:
            await promise
        except InstanceClosed as error:
            caught.append(error)

    async with anyio.create_task_group() as group, await opened(open_guest, host) as guest:
        group.start_soon(wait, guest.exports.never())
        await settle(guest.loop)
        assert caught == []
    assert len(caught) == 1
    leaks.clear()  # the future that waited


@pytest.mark.guest_leaks("closed while it waits")
async def test_a_coroutine_may_close_its_guest(open_guest: Open) -> None:
    host = Host()

    async def host_unit() -> None:
        await anyio.lowlevel.checkpoint()
        guest.close()
        host.lines.append("closed it")
        await anyio.sleep_forever()

    async with await opened(open_guest, host, host_unit=host_unit) as guest:
        await guest.idle()
        host.lines.clear()
        await guest.exports.call_host_unit()
    assert host.lines == ["before", "closed it"]


class Stop(BaseException):
    """No exception that anybody catches."""


async def test_what_nobody_catches_comes_out_of_the_block(open_guest: Open, leaks: Leaks) -> None:
    host = Host()
    stop = Stop("of a coroutine")

    async def host_catch(x: float) -> None:
        await anyio.lowlevel.checkpoint()
        raise stop

    async def block() -> None:
        async with await opened(open_guest, host, host_catch=host_catch) as guest:
            host.lines.append(await guest.exports.call_host_catch(1.0))
            await anyio.sleep_forever()

    caught: BaseException | None = None
    try:
        await block()
    except BaseException as error:  # noqa: BLE001 # compared below
        caught = error
    assert caught is stop
    leaks.clear()


async def test_a_failing_coroutine_is_the_guests_to_handle(open_guest: Open) -> None:
    host = Host()
    error = KeyError("of a coroutine")

    async def host_catch(x: float) -> None:
        await anyio.lowlevel.checkpoint()
        raise error

    async with await opened(open_guest, host, host_catch=host_catch) as guest:
        assert "KeyError" in await guest.exports.call_host_catch(1.0)
        with pytest.raises(KeyError) as caught:
            await guest.exports.pass_host_catch(1.0)
        assert caught.value is error


async def test_two_guests_have_their_coroutines_each(open_guest: Open, leaks: Leaks) -> None:
    one, other = Host(), Host()
    async with await opened(open_guest, one) as first:
        mine = first.exports.call_host_unit()
        async with await opened(open_guest, other) as second:
            second.exports.call_host_unit()
            await settle(first.loop, second.loop)
        assert other.lines[-1] == "ended"
        assert "ended" not in one.lines
        one.go_on.set()
        await mine
        assert one.lines[-2:] == ["ended", "after"]
    leaks.clear()  # the second's future, which waited when it was closed


async def test_coroutines_and_reactions_run_in_the_context_of_who_asked(open_guest: Open) -> None:
    host = Host()
    mark: ContextVar[str] = ContextVar("mark", default="none")

    async def host_value(x: float) -> str:
        before = mark.get()
        await anyio.lowlevel.checkpoint()
        assert mark.get() == before
        mark.set("the coroutine's own")
        return before

    async with await opened(open_guest, host, host_value=host_value) as guest:
        found: dict[str, Any] = {}

        async def ask(name: str) -> None:
            mark.set(name)
            promise = guest.exports.call_host_value(0.0)
            promise.then(lambda _: found.__setitem__(f"{name}'s reaction", mark.get()))
            found[name] = await promise
            assert mark.get() == name

        # One after the other: Rust's executor polls all futures that wait in one microtask, which
        # has the context of the first.
        for name in ("a", "b"):
            async with anyio.create_task_group() as group:
                group.start_soon(ask, name)
        await guest.idle()
        assert found == {"a": "a", "b": "b", "a's reaction": "a", "b's reaction": "b"}
        assert mark.get() == "none"


async def test_a_cancellation_inside_wasm_comes_after_it(open_guest: Open) -> None:
    host = Host()
    lines: list[str] = []
    with anyio.CancelScope() as scope:

        def record(line: str) -> None:
            lines.append(line)
            if line == "spawned":
                scope.cancel()

        async with await opened(open_guest, host, record=record) as guest:
            await guest.idle()
            guest.exports.spawn_in_order(1)  # it records when it has spawned
            lines.append("wasm has returned")
            await anyio.sleep_forever()
    assert scope.cancelled_caught
    assert "wasm has returned" in lines[lines.index("spawned") :]


@pytest.mark.guest_leaks("closed while it waits")
@pytest.mark.parametrize("anyio_backend", [BACKENDS[0], BACKENDS[1]], indirect=True)
async def test_asyncios_own_cancellation(open_guest: Open) -> None:
    host = Host()
    started = asyncio.Event()

    async def block() -> None:
        async with await opened(open_guest, host) as guest:
            promise = guest.exports.call_host_unit()
            await settle(guest.loop)
            started.set()
            await promise

    task = asyncio.ensure_future(block())
    await started.wait()
    task.cancel("by the application")
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()
    assert host.lines[-1] == "ended"
