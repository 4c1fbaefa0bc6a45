"""Promises alone: their order, who hears of rejections, what Python awaits."""

from __future__ import annotations

import asyncio
import gc
import traceback
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from typing import Any

import anyio
import pytest
import pytest_asyncio

from runtime.core.promise import Promise, State
from runtime.core.promise_host import Waiter
from runtime.core.promises import Promises
from runtime.errors import GuestTrap, InstanceClosed, InternalError, JsError, ThrownValue
from runtime.loop import GuestLoop
from runtime.testing import MockClock, Reports, settle

pytestmark = pytest.mark.asyncio


class World:
    """A guest's promises on a loop, without a guest."""

    def __init__(self) -> None:
        self.reports = Reports()
        self.loop = GuestLoop(MockClock(), self.reports)
        self.promises = Promises(self._then_of, TypeError)
        self.log: list[Any] = []

    def _then_of(self, value: Any) -> Callable[[Any, Any], object] | None:
        if isinstance(value, Promise):
            return lambda resolve, reject: value.react(resolve, reject, None)
        then = getattr(value, "then", None)
        return then if callable(then) else None

    def counting(self, count: int) -> Callable[[object], object]:
        return lambda _: self.log.append(count)

    def note(self, name: object) -> Callable[[object], object]:
        def noted(value: object) -> object:
            self.log.append((name, value))
            return value

        return noted


class Host:
    """Asyncio, as plainly as can be."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def spawn(self, function: Callable[..., Coroutine[Any, Any, object]], *args: object) -> None:
        self._tasks.add(asyncio.get_running_loop().create_task(function(*args)))

    def waiter(self) -> Waiter:
        return asyncio.get_running_loop().create_future()

    def wait(self, waiter: Waiter) -> Generator[Any, Any, None]:
        return waiter.__await__()

    def owns(self, future: asyncio.Future[object]) -> bool:
        return future.get_loop() is asyncio.get_running_loop()


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    made.loop.attach()
    made.promises.attach(made.loop, Host(), made.reports)
    yield made
    made.loop.close()


async def test_a_settled_promise_stays_as_it_is(world: World) -> None:
    fulfilled, rejected = Promise(world.promises), Promise(world.promises)
    assert fulfilled.state is rejected.state is State.PENDING
    fulfilled.fulfil(1)
    rejected.reject(2)
    for promise in (fulfilled, rejected):
        promise.fulfil(3)
        promise.reject(4)
    assert (fulfilled.state, fulfilled.outcome) == (State.FULFILLED, 1)
    assert (rejected.state, rejected.outcome) == (State.REJECTED, 2)
    with pytest.raises(ThrownValue, match="2"):
        await rejected


async def test_handlers_run_as_microtasks_in_order(world: World) -> None:
    promise = world.promises.resolved(1)
    promise.then(world.note("a")).then(world.note("c"))
    promise.then(world.note("b")).then(world.note("d"))
    assert world.log == []
    await settle(world.loop)
    assert world.log == [("a", 1), ("b", 1), ("c", 1), ("d", 1)]


async def test_a_promise_as_a_result_takes_two_more_turns_of_the_queue(world: World) -> None:
    resolved = world.promises.resolved
    resolved(None).then(lambda _: resolved("inner")).then(world.note("adopted"))
    chain = resolved(None)
    for count in range(5):
        chain = chain.then(world.counting(count))
    await settle(world.loop)
    assert world.log == [0, 1, 2, ("adopted", "inner"), 3, 4]


async def test_only_the_first_resolution_counts(world: World) -> None:
    capability = world.promises.new()
    capability.resolve(1)
    capability.reject(JsError("late"))
    capability.resolve(2)
    assert await capability.promise == 1


async def test_resolved_with_itself(world: World) -> None:
    capability = world.promises.new()
    capability.resolve(capability.promise)
    with pytest.raises(TypeError, match="Chaining cycle"):
        await capability.promise


async def test_a_thenable_that_throws_after_it_resolved(world: World) -> None:
    class Thenable:
        def then(self, resolve: Any, reject: Any) -> None:
            resolve("first")
            raise JsError("ignored")

    class Thrower:
        def then(self, resolve: Any, reject: Any) -> None:
            raise JsError("told")

    assert await world.promises.resolved(Thenable()) == "first"
    with pytest.raises(JsError, match="told"):
        await world.promises.resolved(Thrower())


async def test_a_reason_that_is_no_exception(world: World) -> None:
    with pytest.raises(ThrownValue) as caught:
        await world.promises.rejected("no")
    assert caught.value.value == "no"


async def test_finally_passes_the_outcome_on(world: World) -> None:
    resolved, rejected = world.promises.resolved, world.promises.rejected
    assert await resolved(5).finally_(lambda: world.log.append("one")) == 5
    with pytest.raises(JsError, match="kept"):
        await rejected(JsError("kept")).finally_(lambda: world.log.append("two"))
    with pytest.raises(JsError, match="new"):
        await resolved(5).finally_(lambda: rejected(JsError("new")))
    assert world.log == ["one", "two"]


async def test_an_unhandled_rejection_is_reported_after_the_checkpoint(world: World) -> None:
    reason = JsError("unseen")
    world.loop.run_task(lambda: world.promises.rejected(reason))
    assert world.reports.errors == [reason]


async def test_a_rejection_handled_within_the_checkpoint_is_not(world: World) -> None:
    def task() -> None:
        promise = world.promises.rejected(JsError("seen"))
        world.loop.queue_microtask(lambda: promise.catch(world.note("caught")))

    world.loop.run_task(task)
    await settle(world.loop)
    assert world.reports.errors == []
    assert [name for name, _ in world.log] == ["caught"]


async def test_what_python_has_from_an_export_may_be_looked_at_later(world: World) -> None:
    promise = world.promises.rejected(JsError("later")).hand_out()
    await settle(world.loop)
    assert world.reports.errors == []
    with pytest.raises(JsError, match="later"):
        await promise
    del promise
    gc.collect()
    await settle(world.loop)
    assert world.reports.errors == []


async def test_what_nobody_ever_looked_at_is_reported_when_it_goes(world: World) -> None:
    promise = world.promises.new().promise.hand_out()
    promise.reject(JsError("gone"))
    await settle(world.loop)
    del promise
    gc.collect()
    await settle(world.loop)
    assert [str(error) for error in world.reports.errors] == ["gone"]


async def test_a_coroutine_is_a_promise_and_holds_the_loop(world: World) -> None:
    event = anyio.Event()

    async def work() -> int:
        await event.wait()
        return 7

    promise = world.promises.start(work())
    assert "holds=1" in repr(world.loop.stats())
    await settle(world.loop)
    assert repr(promise) == "<Promise pending>"
    event.set()
    assert await world.promises.resolved(promise) == 7
    assert "holds=0" in repr(world.loop.stats())
    assert len(world.promises) == 0


def frames_of(error: BaseException) -> int:
    return len(traceback.extract_tb(error.__traceback__))


@pytest.mark.parametrize("closed", [False, True])
async def test_a_reason_awaited_often_has_the_frames_of_one_awaiting(
    world: World, closed: bool
) -> None:
    promise = world.promises.new().promise if closed else world.promises.rejected(KeyError("k"))
    if closed:
        world.promises.fail(InstanceClosed("closed"))
    counts = []
    for _ in range(3):
        with pytest.raises((KeyError, InstanceClosed)) as caught:
            await promise
        counts.append(frames_of(caught.value))
    assert counts[0] == counts[1] == counts[2]


async def test_a_future_of_another_loop_is_refused(world: World) -> None:
    async def make() -> asyncio.Future[int]:
        return asyncio.get_running_loop().create_future()

    future = await asyncio.to_thread(asyncio.run, make())
    with pytest.raises(RuntimeError, match="another loop's"):
        await world.promises.adopt(future)
    assert len(world.promises) == 0


async def test_an_end_lets_go_of_futures(world: World) -> None:
    future = asyncio.get_running_loop().create_future()
    promise = world.promises.adopt(future)
    assert (len(world.promises), world.loop.stats().holds) == (1, 1)
    world.promises.fail(InstanceClosed("closed"))
    assert (len(world.promises), world.loop.stats().holds) == (0, 0)
    gone = weakref.ref(promise)
    del promise
    gc.collect()
    assert gone() is None
    future.cancel()


async def test_what_a_coroutine_raises_after_the_end_is_reported(world: World) -> None:
    go = asyncio.Event()

    async def work(error: Exception) -> None:
        await go.wait()
        raise error

    lost = KeyError("in cleaning up")
    world.promises.start(work(lost))
    world.promises.start(work(InstanceClosed("known already")))
    await asyncio.sleep(0)
    world.promises.fail(InstanceClosed("closed"))
    go.set()
    for _ in range(3):
        await asyncio.sleep(0)
    assert world.reports.errors == [lost]


async def test_a_coroutine_that_raises(world: World) -> None:
    error = KeyError("mine")

    async def work() -> None:
        raise error

    with pytest.raises(KeyError) as caught:
        await world.promises.start(work())
    assert caught.value is error


async def test_a_future_that_is_cancelled_rejects_with_an_abort_error(world: World) -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    promise = world.promises.adopt(future)
    assert world.promises.adopt(future) is promise
    future.cancel()
    with pytest.raises(JsError) as caught:
        await promise
    assert caught.value.name == "AbortError"


async def test_cancelling_who_awaits_tells_the_promise(world: World) -> None:
    capability = world.promises.new()
    capability.promise.on_abandon = lambda: world.log.append("abandoned")
    with anyio.move_on_after(0):
        await capability.promise
    assert world.log == ["abandoned"]
    capability.resolve(1)
    assert await capability.promise == 1


async def test_a_failed_guest_wakes_who_awaits(world: World) -> None:
    failure = InstanceClosed("over")
    pending = world.promises.new().promise
    caught: list[BaseException] = []

    async def wait() -> None:
        try:
            await pending
        except InstanceClosed as error:
            caught.append(error)

    async with anyio.create_task_group() as group:
        group.start_soon(wait)
        await settle(world.loop)
        assert len(world.promises.awaited) == 1
        world.promises.fail(failure)
    assert caught == [failure]
    with pytest.raises(InstanceClosed):
        await pending


async def test_a_pending_promise_has_no_result(world: World) -> None:
    with pytest.raises(InternalError):
        world.promises.new().promise.result()


# --- bad input -----------------------------------------------------------------------------------


async def test_an_interrupt_in_a_handler_passes_and_leaves_the_queue_whole(world: World) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    derived: list[Promise] = []

    def task() -> None:
        promise = world.promises.resolved(1)
        derived.append(promise.then(interrupt))
        promise.then(world.note("next"))

    with pytest.raises(KeyboardInterrupt):
        world.loop.run_task(task)
    await settle(world.loop)
    assert world.log == [("next", 1)]
    assert derived[0].state is State.PENDING


async def test_an_interrupt_in_a_thenable_passes_too(world: World) -> None:
    class Thenable:
        def then(self, resolve: Any, reject: Any) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.loop.run_task(lambda: world.promises.resolved(Thenable()))


async def test_a_trap_in_a_handler_is_no_reason(world: World) -> None:
    trap = GuestTrap("unreachable", "unreachable")

    def fail(_: object) -> None:
        raise trap

    derived = world.promises.resolved(1).then(fail)
    await settle(world.loop)
    assert world.reports.errors == [trap]
    assert derived.state is State.PENDING


async def test_a_trap_can_be_a_reason(world: World) -> None:
    trap = GuestTrap("unreachable", "unreachable")
    with pytest.raises(GuestTrap) as caught:
        await world.promises.rejected(trap)
    assert caught.value is trap


async def test_a_then_that_cannot_be_had_rejects(world: World) -> None:
    class Thenable:
        @property
        def then(self) -> object:
            raise JsError("in the getter")

    class NotCallable:
        then = 5

    with pytest.raises(JsError, match="in the getter"):
        await world.promises.resolved(Thenable())
    value = NotCallable()
    assert await world.promises.resolved(value) is value


async def test_a_trap_in_a_thenable_is_no_reason(world: World) -> None:
    trap = GuestTrap("unreachable", "unreachable")

    class Thenable:
        def then(self, resolve: Any, reject: Any) -> None:
            raise trap

    promise = world.promises.resolved(Thenable())
    await settle(world.loop)
    assert world.reports.errors == [trap]
    assert promise.state is State.PENDING


async def test_a_promise_whose_reason_is_itself_can_be_shown(world: World) -> None:
    capability = world.promises.new()
    capability.reject(capability.promise)
    assert repr(capability.promise) == "<Promise rejected <Promise ...>>"
    with pytest.raises(ThrownValue, match="Promise"):
        await capability.promise


async def test_a_reason_too_deep_to_be_shown(world: World) -> None:
    reason: list[Any] = []
    for _ in range(100_000):
        reason = [reason]
    with pytest.raises(ThrownValue, match="deeply nested list"):
        await world.promises.rejected(reason)
