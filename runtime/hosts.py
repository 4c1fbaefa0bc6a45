"""The application's loop, as the guest's asks of it: asyncio's own, uvloop's, or trio's.

An asyncio loop is used as it is, so that nothing stands in the way of a timer. For trio a task in
the guest's nursery does the same: it sleeps until the one moment that is armed, or until it is
woken. Where a guest has the process for itself, `runtime.bare_loop` does it.
"""

from __future__ import annotations

import math
import sys
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from typing import TYPE_CHECKING, Any, TypeAlias

from runtime.bare_loop import ArmedCall, BareFuture, BareLoop

if TYPE_CHECKING:
    import asyncio

    import trio

StartSoon = Callable[[Callable[[], Coroutine[Any, Any, None]]], object]
"""Starts a task that the guest's end cancels: a task group's or nursery's ``start_soon``."""


class TrioHost:
    """What is used of an asyncio loop, done by a task of trio's.

    One call at most is armed for a moment, as `runtime.alarm.Alarm` has it: another replaces it.

    Args:
        token: of the trio run.

    Attributes:
        token: the same.

    """

    def __init__(self, token: trio.lowlevel.TrioToken) -> None:
        self.token = token
        self._armed: ArmedCall | None = None
        self._asked: deque[ArmedCall] = deque()
        self._sleep: trio.CancelScope | None = None

    async def run(self) -> None:
        """Make the calls; until it is cancelled."""
        import trio

        while True:
            deadline = self._armed.seconds if self._armed is not None else math.inf
            with trio.CancelScope(deadline=deadline) as self._sleep:
                if self._asked:
                    self._sleep.cancel()
                await trio.sleep_forever()
            self._sleep = None
            for _ in range(len(self._asked)):
                self._asked.popleft()()
            armed = self._armed
            if armed is not None and armed.seconds <= trio.current_time():
                self._armed = None
                armed()

    def call_soon(self, callback: Callable[[], object], /, *, context: Context) -> ArmedCall:
        """Call back in the next round."""
        return self._arm(ArmedCall(-math.inf, callback, context))

    def call_later(
        self, delay: float, callback: Callable[[], object], /, *, context: Context
    ) -> ArmedCall:
        """Call back after so many seconds."""
        import trio

        return self._arm(ArmedCall(trio.current_time() + delay, callback, context))

    def call_soon_threadsafe(
        self, callback: Callable[[], object], /, *, context: Context
    ) -> ArmedCall:
        """Call back soon, asked from any thread; RuntimeError where the run has ended."""
        call = ArmedCall(-math.inf, callback, context)
        self._asked.append(call)
        self.token.run_sync_soon(self._wake, idempotent=True)
        return call

    def create_future(self) -> TrioFuture:
        """Return what can be awaited until it is told to be done."""
        return TrioFuture()

    def _arm(self, call: ArmedCall) -> ArmedCall:
        self._armed = call
        if self._sleep is not None:
            self._sleep.deadline = call.seconds
        return call

    def _wake(self) -> None:
        if self._sleep is not None:
            self._sleep.cancel()


class TrioFuture:
    """What is used of an asyncio future, by trio's event."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        import trio

        self._event = trio.Event()

    def done(self) -> bool:
        """Tell whether who waits was woken."""
        return self._event.is_set()

    def set_result(self, _result: None, /) -> None:
        """Wake who waits."""
        self._event.set()

    def __await__(self) -> Generator[Any, Any, None]:
        return self._event.wait().__await__()


Waiter: TypeAlias = "asyncio.Future[None] | TrioFuture | BareFuture"
"""What a loop's ``create_future`` returns."""

HostLoop: TypeAlias = "asyncio.AbstractEventLoop | TrioHost | BareLoop"
"""A loop of the application's; asyncio's may be uvloop's."""

Armed: TypeAlias = "asyncio.Handle | ArmedCall"
"""A call to come, which ``cancel()`` takes back."""


def running_host(known: HostLoop | None, start_soon: StartSoon | None) -> HostLoop:
    """Return the loop that runs.

    Args:
        known: the one found before, or None.
        start_soon: starts the task that trio needs; asyncio has no use for it.

    Raises:
        RuntimeError: none runs, it is not ``known``, or trio's came without ``start_soon``.

    """
    if isinstance(known, BareLoop):
        return known  # nobody else runs there
    host = _trio_host(known, start_soon) if _in_trio() else asyncio_host()
    if known is not None and known is not host:
        raise RuntimeError(
            "this guest belongs to another asyncio loop or trio run; open it in the one that uses "
            "it"
        )
    return host


def asyncio_host() -> asyncio.AbstractEventLoop:
    """Return asyncio's loop that runs.

    Raises:
        RuntimeError: none does.

    """
    # Where nobody has imported asyncio, it does not run.
    if "asyncio" not in sys.modules:
        raise RuntimeError("no running event loop")
    import asyncio

    return asyncio.get_running_loop()


def _in_trio() -> bool:
    # Where nobody has imported trio, it does not run.
    if "trio" not in sys.modules:
        return False
    import trio

    return trio.lowlevel.in_trio_task()


def _trio_host(known: HostLoop | None, start_soon: StartSoon | None) -> HostLoop:
    import trio

    token = trio.lowlevel.current_trio_token()
    if isinstance(known, TrioHost) and known.token is token:
        return known
    if start_soon is None:
        raise RuntimeError("a guest's loop is to be attached in a nursery before trio uses it")
    host = TrioHost(token)
    if known is None:
        start_soon(host.run)
    return host


async def wait_while(
    begin: Callable[[], tuple[HostLoop, int]],
    waits: Callable[[int], bool],
    waiters: set[Waiter],
) -> None:
    """Wait, each time until a waiter is woken, for as long as there is something to wait for.

    It stands apart from the loop that is compiled: mypyc's coroutines pass exceptions on in the way
    that Python 3.12 deprecates.

    Args:
        begin: called once; returns the loop that runs, and what ``waits`` is given.
        waits: whether to wait on.
        waiters: where each waiter stands while it waits.

    """
    host, generation = begin()
    while waits(generation):
        waiter: Waiter = host.create_future()
        waiters.add(waiter)
        try:
            await waiter
        finally:
            waiters.discard(waiter)
