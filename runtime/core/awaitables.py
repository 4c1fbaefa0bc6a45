"""Python's awaitables as promises: coroutines, tasks and futures."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from types import CoroutineType
from typing import TYPE_CHECKING, Any

from runtime.core.promise import Capability, Promise
from runtime.core.thrown import caught
from runtime.errors import HostError, InternalError, JsError

if TYPE_CHECKING:
    from runtime.core.promises import Promises


_Turn = tuple[Callable[[], Coroutine[Any, Any, object]], Capability]
"""What is to be run, and what its result settles."""


class Awaitables:
    """Those of one guest.

    Args:
        promises: the guest's.

    Attributes:
        running: how many run, or are awaited, for a promise.

    """

    def __init__(self, promises: Promises) -> None:
        self._promises = promises
        # Weak on both sides: a reason's traceback may have the awaitable that it came of.
        self._adopted: weakref.WeakKeyDictionary[Any, weakref.ref[Promise]]
        self._adopted = weakref.WeakKeyDictionary()
        self._turns: dict[int, deque[_Turn]] = {}
        self._listened: dict[int, tuple[Any, Callable[[Any], object]]] = {}
        self.running = 0

    def start(self, coroutine: Coroutine[Any, Any, object]) -> Promise:
        """Run a Python coroutine in the guest's task group; return the promise of its result.

        It begins when the application's loop comes to it, in a copy of the present context. The
        guest is not idle until it has ended. Closing the guest cancels it.
        """
        known = self._known(coroutine)
        if known is not None:
            return known
        promises = self._promises
        if promises.failure is not None or promises.host is None:
            coroutine.close()
            failure = promises.failure
            return promises.rejected(
                failure or InternalError("a coroutine was given before there is a loop")
            )
        capability = promises.new()
        self._adopted[coroutine] = weakref.ref(capability.promise)
        self._begin()
        promises.host.spawn(self._run, coroutine, capability)
        return capability.promise

    def adopt(self, awaitable: Any) -> Promise:
        """Return the promise of a Python awaitable's result.

        A coroutine is started. A future or task, whatever has ``add_done_callback``, is listened
        to: it is the application's, and not cancelled with the guest.
        """
        if isinstance(awaitable, CoroutineType):
            return self.start(awaitable)
        known = self._known(awaitable)
        if known is not None:
            return known
        if not hasattr(awaitable, "add_done_callback"):
            promise = self.start(_awaited(awaitable))
            with suppress(TypeError):  # not hashable, or without weak references
                self._adopted[awaitable] = weakref.ref(promise)
            return promise
        host, capability = self._promises.host, self._promises.new()
        if host is not None and not host.owns(awaitable):
            error = RuntimeError(f"a guest was given {awaitable!r}, which is another loop's")
            return self._promises.rejected(error)

        def done(future: Any) -> None:
            self._listened.pop(id(future), None)
            self._done(future, capability)

        try:
            awaitable.add_done_callback(done)
        except Exception as error:  # noqa: BLE001 # the loop that it belongs to is closed, say
            return self._promises.rejected(error)
        self._listened[id(awaitable)] = awaitable, done
        self._adopted[awaitable] = weakref.ref(capability.promise)
        self._begin()
        return capability.promise

    def stop_listening(self) -> None:
        """Let go of all futures: the guest has ended, and they may go on for long.

        What they end with is again the application's alone to look at.
        """
        listened, self._listened = list(self._listened.values()), {}
        for awaitable, done in listened:
            if hasattr(awaitable, "remove_done_callback"):
                awaitable.remove_done_callback(done)
                self.running -= 1
                if self._promises.loop is not None:
                    self._promises.loop.release()

    def _known(self, awaitable: Any) -> Promise | None:
        """Return the promise that was made of an awaitable, if anything still has it."""
        try:
            known = self._adopted.get(awaitable)
        except TypeError:  # not hashable, or without weak references
            return None
        return None if known is None else known()

    def in_turn(self, owner: object, begin: Callable[[], Coroutine[Any, Any, object]]) -> Promise:
        """Run the coroutine that ``begin()`` returns, once no other of the owner's runs.

        Args:
            owner: what is to be asked one thing at a time.
            begin: asks it.

        Returns:
            the promise of its result.

        """
        promises = self._promises
        capability = promises.new()
        if promises.failure is not None or promises.host is None:
            capability.reject(promises.failure or InternalError("there is no loop yet"))
            return capability.promise
        self._begin()
        waiting = self._turns.get(id(owner))
        if waiting is None:
            waiting = self._turns[id(owner)] = deque()
            promises.host.spawn(self._take_turns, owner, waiting)
        waiting.append((begin, capability))
        return capability.promise

    async def _take_turns(self, owner: object, waiting: deque[_Turn]) -> None:
        try:
            while waiting:
                begin, capability = waiting.popleft()
                await self._run(begin(), capability)
        finally:
            host = self._promises.host
            if waiting and host is not None and self._promises.failure is None:
                # One was cancelled, which is no matter of the others.
                host.spawn(self._take_turns, owner, waiting)
            else:
                del self._turns[id(owner)]

    def _begin(self) -> None:
        self.running += 1
        if self._promises.loop is not None:
            self._promises.loop.hold()

    def _end(self, settle: Callable[[Any], None], result: Any) -> None:
        self.running -= 1
        loop = self._promises.loop
        if loop is None:
            return
        try:
            if self._promises.failure is None:
                loop.run_task(settle, result)
        finally:
            loop.release()

    async def _run(self, coroutine: Awaitable[object], capability: Capability) -> None:
        try:
            value = await coroutine
        except Exception as error:  # noqa: BLE001 # the promise's reason: the guest is told
            if self._promises.failure is not None and not isinstance(error, HostError):
                self._promises.rejections.lost(error)
            self._end(capability.reject, caught(error))
        except BaseException as error:
            # The cancellation goes its way; the guest gets an error of its own for it.
            self._end(capability.reject, _aborted(error))
            raise
        else:
            self._end(capability.resolve, value)
        finally:
            # A reason's traceback has this frame: it would keep the promise that has the reason.
            del coroutine, capability

    def _done(self, future: Any, capability: Capability) -> None:
        try:
            value = future.result()
        except Exception as error:  # noqa: BLE001 # the promise's reason: the guest is told
            self._end(capability.reject, caught(error))
        except BaseException as error:  # noqa: BLE001 # a future that was cancelled: see `_run`
            self._end(capability.reject, _aborted(error))
        else:
            self._end(capability.resolve, value)
        finally:
            del future, capability  # see `_run`


async def _awaited(awaitable: Awaitable[object]) -> object:
    return await awaitable


def _aborted(error: BaseException) -> JsError:
    aborted = JsError(
        f"the host cancelled what was waited for ({type(error).__name__})", "AbortError"
    )
    aborted.__cause__ = error
    return aborted
