"""A loop for a guest that has the process for itself: the command line's, unless it needs asyncio.

Importing asyncio takes longer than reading, linking and running a small guest. A guest whose host
is no file of Python's needs none of it, as long as no coroutine is started for it: it needs one
callback at a moment, and to be woken. When a coroutine comes, asyncio's loop takes over.
"""

from __future__ import annotations

import os
import select
from _thread import get_ident  # importing threading costs more than this loop
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from runtime.late import logger

if TYPE_CHECKING:
    import asyncio

_LOGGER: Final = logger("asyncio")


class ArmedCall:
    """A call to come, at a moment of the loop's clock.

    Args:
        seconds: when.
        callback: what is called.
        context: in which it is.

    Attributes:
        seconds: the same.

    """

    __slots__ = ("_callback", "_context", "seconds")

    def __init__(self, seconds: float, callback: Callable[[], object], context: Context) -> None:
        self.seconds = seconds
        self._callback: Callable[[], object] | None = callback
        self._context = context

    def cancel(self) -> None:
        """Take it back; it wakes nobody: a task that wakes for nothing sleeps again."""
        self._callback = None

    @property
    def cancelled(self) -> bool:
        """Whether it was taken back."""
        return self._callback is None

    def __call__(self) -> None:
        """Make the call, unless it was taken back."""
        if self._callback is not None:
            self._context.run(self._callback)


class BareFuture:
    """What is used of an asyncio future, for coroutines that `BareLoop.drive` drives."""

    __slots__ = ("_done",)

    def __init__(self) -> None:
        self._done = False

    def done(self) -> bool:
        """Tell whether it was told to be done."""
        return self._done

    def set_result(self, _result: None, /) -> None:
        """Be done."""
        self._done = True

    def __await__(self) -> Generator[BareFuture, None, None]:
        if not self._done:
            yield self


class BareLoop:
    """What is used of an asyncio loop, on a POSIX system: see `runtime.hosts`.

    As in asyncio, what a callback raises is logged, and the others go on; only KeyboardInterrupt
    and SystemExit come out. A step makes the calls that were due when it began.

    Attributes:
        descriptor: a byte written to it, by a signal say, ends a wait; it does not block.

    """

    def __init__(self) -> None:
        self._end, self.descriptor = os.pipe()
        os.set_blocking(self._end, False)
        os.set_blocking(self.descriptor, False)
        self._thread = get_ident()
        self._armed: list[ArmedCall] = []
        self._asked: deque[ArmedCall] = deque()
        self._asyncio: asyncio.AbstractEventLoop | None = None

    # --- as asyncio's -----------------------------------------------------------------------

    def call_soon(self, callback: Callable[[], object], /, *, context: Context) -> ArmedCall:
        """Call back in the next step."""
        return self.call_later(0.0, callback, context=context)

    def call_later(
        self, delay: float, callback: Callable[[], object], /, *, context: Context
    ) -> ArmedCall:
        """Call back after so many seconds."""
        call = ArmedCall(monotonic() + delay, callback, context)
        if self._asyncio is None:
            self._armed.append(call)
        else:
            self._asyncio.call_later(delay, self._make, call)
        return call

    def call_soon_threadsafe(
        self, callback: Callable[[], object], /, *, context: Context
    ) -> ArmedCall:
        """Call back soon, asked from any thread."""
        call = ArmedCall(-inf, callback, context)
        if self._asyncio is not None:
            self._asyncio.call_soon_threadsafe(self._make, call)
            return call
        self._asked.append(call)
        if get_ident() != self._thread:
            self.wake()
        return call

    def call_at_last(self, seconds: float, callback: Callable[[], object]) -> ArmedCall:
        """Call back after so many seconds, in a context of its own: for whoever drives the loop."""
        return self.call_later(seconds, callback, context=Context())

    def create_future(self) -> BareFuture:
        """Return what a coroutine can await until it is told to be done."""
        return BareFuture()

    # --- driving ----------------------------------------------------------------------------

    def drive(
        self,
        coroutine: Coroutine[Any, Any, object] | Generator[Any, Any, object],
        cut_off: Callable[[], bool],
    ) -> bool:
        """Run a coroutine that awaits nothing but what `create_future` gave, and steps meanwhile.

        Args:
            coroutine: what is to be run.
            cut_off: asked before each step; where it says True the coroutine is closed.

        Returns:
            whether it came to its end.

        Raises:
            BaseException: what the coroutine raises.

        """
        try:
            while True:
                future = coroutine.send(None)
                while not future.done():
                    if cut_off():
                        return False
                    self.step()
                self._let_others_begin()
        except StopIteration:
            return True
        finally:
            coroutine.close()

    def step(self) -> None:
        """Wait for the first call, or to be woken; make what is due."""
        if self._asyncio is not None:
            self._asyncio.run_forever()
            return
        self._armed = [call for call in self._armed if not call.cancelled]
        first = -inf if self._asked else min((call.seconds for call in self._armed), default=inf)
        self._wait(first - monotonic())
        for _ in range(len(self._asked)):
            if self._asked:  # else asyncio's loop has got them
                self._make(self._asked.popleft())
        now = monotonic()
        due = sorted((c for c in self._armed if c.seconds <= now), key=lambda c: c.seconds)
        for call in due:
            if call in self._armed:  # else asyncio's loop has got it
                self._armed.remove(call)
                self._make(call)

    def wake(self) -> None:
        """End a wait: from any thread, or a signal's handler."""
        if self._asyncio is not None:
            self._asyncio.call_soon_threadsafe(self._asyncio.stop)
        else:
            os.write(self.descriptor, b"\0")

    def hand_over(self) -> asyncio.AbstractEventLoop:
        """Let an asyncio loop of our own make the calls from the next step on; return it."""
        if self._asyncio is None:
            import asyncio

            self._asyncio = loop = asyncio.new_event_loop()
            loop.add_reader(self._end, self._woken)
            for call in (*self._asked, *sorted(self._armed, key=lambda c: c.seconds)):
                loop.call_later(max(0.0, call.seconds - monotonic()), self._make, call)
            self._asked.clear()
            self._armed.clear()
        return self._asyncio

    def finish(self, task: asyncio.Task[Any]) -> None:
        """Let a task of asyncio's, which has taken over, come to its end.

        Raises:
            BaseException: what the task raises.

        """
        task.add_done_callback(lambda _: self.wake())
        while not task.done():
            self.step()
        task.result()

    def close(self) -> None:
        """Make no more calls."""
        self._armed.clear()
        self._asked.clear()
        if self._asyncio is not None:
            self.finish(self._asyncio.create_task(self._asyncio.shutdown_asyncgens()))
            self._asyncio.close()
        os.close(self._end)
        os.close(self.descriptor)

    def _let_others_begin(self) -> None:
        """Have tasks that were spawned before a coroutine was woken run before it, as in asyncio.

        The group of `runtime.late_tasks` takes one round to begin, and its tasks another.
        """
        for _ in range(2 if self._asyncio is not None else 0):
            assert self._asyncio is not None
            self._asyncio.call_soon(self._asyncio.stop)
            self._asyncio.run_forever()

    def _wait(self, seconds: float) -> None:
        timeout = None if seconds == inf else max(0.0, seconds)
        if timeout != 0.0 and select.select((self._end,), (), (), timeout)[0]:
            os.read(self._end, 4096)

    def _woken(self) -> None:
        assert self._asyncio is not None
        os.read(self._end, 4096)
        self._asyncio.stop()

    def _make(self, call: ArmedCall) -> None:
        try:
            call()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # as in asyncio, which logs it under this name
            _LOGGER.error("exception in a guest's loop", exc_info=True)
        finally:
            if self._asyncio is not None:
                # Whoever drives this loop asks whether there is anything left to wait for.
                self._asyncio.stop()
