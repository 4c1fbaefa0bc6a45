"""The promises of one guest together: their jobs, who waits for them, what nobody looked at.

Nothing here knows an event loop: jobs, waiting and tasks are asked of what is given to
`Promises.attach`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from contextvars import copy_context
from types import CoroutineType
from typing import Any, Final

from runtime.core.awaitables import Awaitables
from runtime.core.promise import Capability, Promise, Reaction
from runtime.core.promise_host import Host, PromiseLoop
from runtime.core.promise_state import PromiseState, fulfil, reject
from runtime.core.rejections import Rejections
from runtime.core.thrown import caught, is_catchable
from runtime.errors import InternalError

_PRIMITIVES: Final = frozenset({type(None), bool, int, float, str})
"""Types of values that are no objects: these have no ``then``."""


class Promises:
    """The promises of one guest.

    Args:
        then_of: returns the ``then`` of a value as a function of its two handlers, None where it
            has none that can be called; what it raises rejects.
        type_error: makes the error of a promise that is resolved with itself.

    Attributes:
        loop: where jobs run, None before `attach`.
        host: where coroutines run and wait, likewise.
        failure: what ended the guest, or None while it lives.
        rejections: the rejections that nobody has looked at.
        awaited: the pending promises that Python awaits.

    """

    def __init__(
        self,
        then_of: Callable[[Any], Callable[[Any, Any], object] | None],
        type_error: Callable[[str], BaseException],
    ) -> None:
        self._then_of = then_of
        self._type_error = type_error
        self.loop: PromiseLoop | None = None
        self.host: Host | None = None
        self.failure: BaseException | None = None
        self.rejections = Rejections()
        self.awaited: set[PromiseState] = set()
        self._awaitables = Awaitables(self)

    def attach(
        self,
        loop: PromiseLoop,
        host: Host,
        report: Callable[[BaseException, Mapping[str, object]], None],
    ) -> None:
        """Use the guest's loop and the application's library.

        Args:
            loop: where jobs run.
            host: where coroutines run and wait.
            report: told of each rejection that nobody has looked at, as of exceptions.

        """
        self.loop = loop
        self.host = host
        self.rejections.attach(loop, report)

    def __len__(self) -> int:
        """Return how many Python coroutines run, or are awaited, for a promise."""
        return self._awaitables.running

    # --- making ---------------------------------------------------------------------------------

    def new(self) -> Capability:
        """Return a pending promise with its resolving functions."""
        return Capability(Promise(self))

    def resolved(self, value: Any) -> Promise:
        """Return a promise that is resolved with a value (PromiseResolve).

        A promise is itself, and a coroutine the promise of its result, as an async function's call
        is one in JavaScript.
        """
        if type(value) is Promise and value._promises is self:
            return value
        if type(value) is CoroutineType:
            return self.start(value)
        promise = Promise(self)
        self.resolve(promise, value)
        return promise

    def rejected(self, reason: Any) -> Promise:
        """Return a rejected promise."""
        promise = Promise(self)
        reject(promise, reason)
        return promise

    def resolve(self, promise: PromiseState, resolution: Any) -> None:
        """Do as a promise's resolve function (27.2.1.3.2), called for the first time."""
        if type(resolution) in _PRIMITIVES:
            fulfil(promise, resolution)
            return
        if type(resolution) is CoroutineType:
            resolution = self.start(resolution)
        elif type(resolution) is Promise:
            resolution = self.adopt(resolution)
        if resolution is promise:
            promise.owed = False  # a handler that returned it owes it to nobody
            error = self._type_error("Chaining cycle detected for promise #<Promise>")
            reject(promise, error)
            return
        try:
            then = self._then_of(resolution)
        except Exception as error:
            if not is_catchable(error):
                raise
            reject(promise, caught(error))
            return
        if then is None:
            fulfil(promise, resolution)
        else:
            self._attached().queue_job(copy_context(), self._adopt_thenable, promise, then)

    def _adopt_thenable(self, promise: PromiseState, then: Callable[[Any, Any], object]) -> None:
        """Do as NewPromiseResolveThenableJob."""
        capability = Capability(promise)  # type: ignore[arg-type] # every state is a promise's
        try:
            then(capability.resolve, capability.reject)
        except Exception as error:
            if not is_catchable(error):
                raise
            capability.reject(caught(error))

    # --- jobs -----------------------------------------------------------------------------------

    def _attached(self) -> PromiseLoop:
        if self.loop is None:
            raise InternalError("a promise was used before its guest had a loop")
        return self.loop

    def queue(self, reaction: Reaction, rejected: bool, argument: Any) -> None:
        """Queue a reaction's job (NewPromiseReactionJob)."""
        self._attached().queue_job(reaction.context, self._react, reaction, rejected, argument)

    def _react(self, reaction: Reaction, rejected: bool, argument: Any) -> None:
        handler = reaction.rejected if rejected else reaction.fulfilled
        derived = reaction.derived
        if handler is None:
            if derived is not None:
                if rejected:
                    reject(derived, argument)
                else:
                    self.resolve(derived, argument)
            return
        try:
            result = handler(argument)
        except Exception as error:
            # A trap is nobody's to catch: the guest is gone, and the loop's report says so.
            if derived is None or not is_catchable(error):
                raise
            reject(derived, caught(error))
            return
        if derived is not None:
            self.resolve(derived, result)

    # --- Python's awaitables --------------------------------------------------------------------

    def start(self, coroutine: Coroutine[Any, Any, object]) -> Promise:
        """Run a Python coroutine in the guest's task group; return the promise of its result."""
        return self._awaitables.start(coroutine)

    def in_turn(self, owner: object, begin: Callable[[], Coroutine[Any, Any, object]]) -> Promise:
        """Run the coroutine that ``begin()`` returns, once no other of the owner's runs."""
        return self._awaitables.in_turn(owner, begin)

    def adopt(self, awaitable: Any) -> Promise:
        """Return the promise of a Python awaitable's result; a promise of ours is itself.

        Another guest's is awaited: should that guest end, whoever waits for it here is told.
        """
        if type(awaitable) is Promise and awaitable._promises is self:
            return awaitable
        return self._awaitables.adopt(awaitable)

    # --- waiting and ends -----------------------------------------------------------------------

    def host_for_waiting(self) -> Host | None:
        """Return where a pending promise can be awaited, None where none will ever be settled."""
        if self.failure is not None:
            return None
        if self.host is None:
            raise InternalError("a promise was awaited before its guest had a loop")
        return self.host

    def fail(self, error: BaseException) -> None:
        """End all waiting: the guest was closed or has trapped, and no promise will be settled.

        Whoever awaits a pending promise gets ``error``, now or later.
        """
        if self.failure is None:
            self.failure = error
        awaited = list(self.awaited)
        self.awaited.clear()
        for promise in awaited:
            promise.wake()
        self._awaitables.stop_listening()
        self.rejections.flush()
