"""The loop of a guest that has the process for itself."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextvars import copy_context
from functools import partial

import pytest

from runtime.alarm import Alarm
from runtime.bare_loop import BareLoop
from runtime.clock import SystemClock
from runtime.late_tasks import LateGroup
from runtime.loop import GuestLoop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX")


@pytest.fixture
def loop() -> Iterator[BareLoop]:
    loop = BareLoop()
    yield loop
    loop.close()


@pytest.fixture(params=["bare", "handed over"])
def any_loop(request: pytest.FixtureRequest, loop: BareLoop) -> BareLoop:
    if request.param == "handed over":
        loop.hand_over()
    return loop


def never() -> bool:
    return False


def test_calls_are_made_in_order_of_time(any_loop: BareLoop) -> None:
    made: list[str] = []
    for name, delay in (("late", 0.004), ("soon", 0.0), ("later", 0.002)):
        any_loop.call_later(delay, partial(made.append, name), context=copy_context())
    any_loop.call_soon(lambda: made.append("none"), context=copy_context()).cancel()
    while len(made) < 3:
        any_loop.step()
    assert made == ["soon", "later", "late"]


def test_a_call_that_is_set_in_a_step_waits_for_the_next(loop: BareLoop) -> None:
    made: list[int] = []

    def again() -> None:
        made.append(len(made))
        loop.call_soon(again, context=copy_context())

    loop.call_soon(again, context=copy_context())
    for _ in range(3):
        loop.step()
    assert made == [0, 1, 2]


def test_what_a_callback_raises_is_logged(loop: BareLoop, caplog: pytest.LogCaptureFixture) -> None:
    made: list[str] = []
    loop.call_soon(lambda: 1 / 0, context=copy_context())
    loop.call_soon(lambda: made.append("next"), context=copy_context())
    with caplog.at_level(logging.ERROR):
        loop.step()
    assert made == ["next"]
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_what_ends_the_program_comes_out(any_loop: BareLoop, error: type[BaseException]) -> None:
    def leave() -> None:
        raise error

    any_loop.call_soon(leave, context=copy_context())
    with pytest.raises(error):
        any_loop.step()


def test_another_thread_wakes_it(any_loop: BareLoop) -> None:
    made: list[str] = []
    context = copy_context()

    def ask() -> None:
        any_loop.call_soon_threadsafe(lambda: made.append("asked"), context=context)

    thread = threading.Thread(target=ask)
    thread.start()
    while not made:
        any_loop.step()
    thread.join()
    assert made == ["asked"]


def test_a_signal_ends_a_wait(any_loop: BareLoop) -> None:
    came: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda signum, _: came.append(signum))
    fd = signal.set_wakeup_fd(any_loop.descriptor)
    try:
        pid, ident = signal.SIGUSR1, threading.main_thread().ident
        assert ident is not None
        thread = threading.Thread(target=signal.pthread_kill, args=(ident, pid))
        thread.start()
        any_loop.step()
        thread.join()
    finally:
        signal.set_wakeup_fd(fd)
        signal.signal(signal.SIGUSR1, before)
    assert came == [signal.SIGUSR1]


def test_what_is_armed_goes_over_to_asyncio(loop: BareLoop) -> None:
    made: list[object] = []
    for delay in (0.0, 0.002):
        loop.call_later(
            delay, lambda: made.append(asyncio.get_running_loop()), context=copy_context()
        )
    cancelled = loop.call_later(0.001, lambda: made.append(None), context=copy_context())
    taken = loop.hand_over()
    assert loop.hand_over() is taken
    cancelled.cancel()
    while len(made) < 2:
        loop.step()
    assert made == [taken, taken]


def test_a_coroutine_is_driven(any_loop: BareLoop) -> None:
    future = any_loop.create_future()

    async def wait() -> None:
        await future

    any_loop.call_later(0.001, lambda: future.set_result(None), context=copy_context())
    assert any_loop.drive(wait(), never)
    assert any_loop.drive(wait(), never)  # it is done already


def test_a_coroutine_is_cut_off(any_loop: BareLoop) -> None:
    ended: list[str] = []

    async def wait() -> None:
        try:
            await any_loop.create_future()
        finally:
            ended.append("closed")

    any_loop.call_at_last(0.001, lambda: ended.append("over"))
    assert not any_loop.drive(wait(), lambda: "over" in ended)
    assert ended == ["over", "closed"]


def test_what_a_coroutine_raises_comes_out(loop: BareLoop) -> None:
    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        loop.drive(fail(), never)


def test_an_alarm_rings_in_it(loop: BareLoop) -> None:
    rung: list[str] = []
    alarm = Alarm(lambda: rung.append("rung"), loop)
    assert alarm.attach() is loop
    alarm.set(0.001, 0.0)
    loop.step()
    assert rung == ["rung"]


def test_a_guests_loop_is_driven_until_it_is_idle(any_loop: BareLoop) -> None:
    fired: list[int] = []
    guest = GuestLoop(SystemClock(), lambda *_: None, host=any_loop)
    for millis in (3, 1, 2):
        guest.set_timer(lambda millis=millis: fired.append(millis), delay_seconds=millis / 1000)
    assert any_loop.drive(guest.idle(), never)
    assert fired == [1, 2, 3]
    guest.close()


# --- tasks ---------------------------------------------------------------------------------------


def test_the_first_task_brings_asyncio(loop: BareLoop) -> None:
    group = LateGroup(loop)
    tasks, ran = group.tasks(), []

    async def task(name: str) -> None:
        await asyncio.sleep(0)
        ran.append((name, asyncio.get_running_loop()))
        if name == "first":
            group.tasks().spawn(task, "of another generation")

    tasks.spawn(task, "first")
    tasks.spawn(task, "second")
    while len(ran) < 3:
        loop.step()
    assert [name for name, _ in ran] == ["first", "second", "of another generation"]
    assert {running for _, running in ran} == {loop.hand_over()}
    group.end()


def test_the_end_cancels_what_runs(loop: BareLoop) -> None:
    group = LateGroup(loop)
    tasks, ran = group.tasks(), []

    async def task() -> None:
        ran.append("begun")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ran.append("cancelled")
            raise

    tasks.spawn(task)
    over: list[str] = []
    loop.call_at_last(0.005, lambda: over.append("over"))
    while not over:
        loop.step()
    group.end()
    assert ran == ["begun", "cancelled"]
    with pytest.raises(RuntimeError, match="being closed"):
        group.tasks().spawn(task)


def test_the_end_comes_before_the_first_step(loop: BareLoop) -> None:
    group, ran = LateGroup(loop), []

    async def task() -> None:
        ran.append("begun")

    group.tasks().spawn(task)
    group.end()
    assert not ran


def test_tasks_of_one_generation_are_cancelled(loop: BareLoop) -> None:
    group, ended = LateGroup(loop), []
    former, present = group.tasks(), group.tasks()

    async def task(name: str) -> None:
        try:
            await asyncio.sleep(0.002)
        finally:
            ended.append(name)

    present.spawn(task, "present")
    former.spawn(task, "former")
    former.cancel()
    while "present" not in ended:
        loop.step()
    assert not group.failed
    group.end()
    assert ended[-1] == "present"


def test_a_task_that_fails_ends_the_group(loop: BareLoop) -> None:
    class Ends(BaseException):
        pass

    group = LateGroup(loop)

    async def task() -> None:
        raise Ends

    group.tasks().spawn(task)
    while not group.failed:
        loop.step()
    with pytest.raises(BaseException, match=r"Ends|unhandled errors in a TaskGroup"):
        group.end()


def test_without_tasks_there_is_nothing_to_end(loop: BareLoop) -> None:
    group = LateGroup(loop)
    assert not group.failed
    group.end()
