"""A promise (ECMAScript, 27.2 Promise Objects), to be awaited by Python too.

What an abstract operation of the specification does stands where the operation is named.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Generator
from contextvars import copy_context
from reprlib import recursive_repr
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from runtime.core.promise_host import Host, Waiter
from runtime.core.rejections import Unlooked
from runtime.core.thrown import thrown
from runtime.errors import InternalError

if TYPE_CHECKING:
    from runtime.core.promises import Promises

Handler = Callable[[Any], object]


class State(enum.Enum):
    """The internal slot [[PromiseState]]."""

    PENDING = "pending"
    FULFILLED = "fulfilled"
    REJECTED = "rejected"

    __hash__ = object.__hash__


# A member looked up on the enum costs 0.1 microseconds on Python 3.10.
_PENDING: Final = State.PENDING
_FULFILLED: Final = State.FULFILLED
_REJECTED: Final = State.REJECTED


class Reaction:
    """A PromiseReaction record, for either outcome.

    Attributes:
        fulfilled: called with the value, or None to pass it on.
        rejected: called with the reason, or None to pass it on.
        derived: the promise that follows.
        context: where the handler is called: that of who asked.

    """

    __slots__ = ("context", "derived", "fulfilled", "rejected")

    def __init__(
        self, fulfilled: Handler | None, rejected: Handler | None, derived: Promise | None
    ) -> None:
        self.fulfilled = fulfilled
        self.rejected = rejected
        self.derived = derived
        self.context = copy_context()


class Promise:
    """A promise of one guest's realm, which Python awaits: ``value = await promise``.

    Awaited, it gives the value. A reason that is an exception is raised as it is, any other in
    `runtime.errors.ThrownValue`. Cancelling who awaits it does not settle it: what the guest does
    for it goes on, unless `on_abandon` tells it.

    Args:
        promises: the realm's.

    Attributes:
        state: pending, fulfilled or rejected.
        on_abandon: called when the last Python task that awaited it was cancelled, or None. It is
            to have the work given up: a rejection that follows is reported to nobody.
        properties: what a guest added to it, None as long as that is nothing.

    """

    __slots__ = (
        "__weakref__",
        "_handled",
        "_promises",
        "_reactions",
        "_result",
        "_traceback",
        "_unlooked",
        "_waiters",
        "on_abandon",
        "owed",
        "properties",
        "state",
    )

    def __init__(self, promises: Promises) -> None:
        self._promises = promises
        self.state = _PENDING
        self._result: Any = None
        # That of a reason when it came: each awaiting adds its own frames, for itself alone.
        self._traceback: TracebackType | None = None
        self._reactions: list[Reaction] = []
        self._waiters: list[Waiter] = []
        self._handled = False
        self._unlooked: Unlooked | None = None
        self.owed = False
        self.on_abandon: Callable[[], object] | None = None
        self.properties: Any = None

    # --- for Python -----------------------------------------------------------------------------

    def then(self, fulfilled: Handler | None = None, rejected: Handler | None = None) -> Promise:
        """Return a promise of what the handlers make of this one's outcome.

        Args:
            fulfilled: called with the value; its result settles the promise returned.
            rejected: called with the reason, any value; likewise.

        """
        derived = Promise(self._promises)
        self.react(fulfilled, rejected, derived)
        return derived

    def catch(self, rejected: Handler) -> Promise:
        """Return a promise of this one's value, or of what the handler makes of its reason."""
        return self.then(None, rejected)

    def finally_(self, settled: Callable[[], object]) -> Promise:
        """Return a promise with this one's outcome, after ``settled()`` was called and awaited."""
        resolved = self._promises.resolved

        def fulfilled(value: Any) -> Promise:
            return resolved(settled()).then(lambda _: value)

        def rejected(reason: Any) -> Promise:
            return resolved(settled()).then(lambda _: rethrow(reason))

        return self.then(fulfilled, rejected)

    def __await__(self) -> Generator[Any, Any, Any]:
        if self.state is _PENDING:
            host = self._promises.host_for_waiting()
            if host is not None:
                yield from self.waiting(host)
        return self.result()

    def result(self) -> Any:
        """Return the value, or raise the reason.

        Raises:
            InternalError: it is pending, and its guest is alive.
            HostError: it is pending, and will stay so: its guest was closed or has trapped.

        """
        if self.state is _PENDING:
            failure = self._promises.failure
            if failure is None:
                raise InternalError("a pending promise has no result")
            raise failure.with_traceback(None)  # not with the frames of all who have awaited
        self.handle()
        if self.state is not _REJECTED:
            return self._result
        if isinstance(self._result, BaseException):
            raise self._result.with_traceback(self._traceback)
        return rethrow(self._result)

    # --- for the realm --------------------------------------------------------------------------

    @property
    def outcome(self) -> Any:
        """The value or the reason; None while it is pending ([[PromiseResult]])."""
        return self._result

    def react(
        self, fulfilled: Handler | None, rejected: Handler | None, derived: Promise | None
    ) -> None:
        """Do as PerformPromiseThen."""
        reaction = Reaction(fulfilled, rejected, derived)
        if self.state is _PENDING:
            self._reactions.append(reaction)
        else:
            self._promises.queue(reaction, self.state is _REJECTED, self._result)
        self.handle()

    def handle(self) -> None:
        """Note that somebody looks at the outcome: a rejection is not unhandled."""
        if self._handled:
            return
        self._handled = True
        if self._unlooked is not None:
            self._unlooked.disarm()
            self._unlooked = None

    def hand_out(self) -> Promise:
        """Note that Python has it from an export, and return it.

        Whoever has it may look at it later than at the end of a checkpoint, as at any awaitable of
        Python's: its rejection is unhandled only if it goes without anybody having looked.
        """
        if not self.owed:
            self.owed = True
            if self._unlooked is not None:
                self._unlooked.owed = True
        return self

    def fulfil(self, value: Any) -> None:
        """Do as FulfillPromise; a settled promise stays as it is."""
        if self.state is _PENDING:
            self.state = _FULFILLED
            self._result = value
            self._settled(rejected=False)

    def reject(self, reason: Any) -> None:
        """Do as RejectPromise; a settled promise stays as it is."""
        if self.state is not _PENDING:
            return
        self.state = _REJECTED
        self._result = reason
        if isinstance(reason, BaseException):
            self._traceback = reason.__traceback__
        self._settled(rejected=True)
        if not self._handled:
            self._unlooked = self._promises.rejections.track(reason, owed=self.owed)

    def _settled(self, *, rejected: bool) -> None:
        """Do as TriggerPromiseReactions, and wake whoever awaits it."""
        reactions = self._reactions
        if reactions:
            self._reactions = []
            for reaction in reactions:
                self._promises.queue(reaction, rejected, self._result)
        if self._waiters:
            self.wake()

    def wake(self) -> None:
        """Wake whoever awaits it."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def waiting(self, host: Host) -> Generator[Any, Any, None]:
        """Wait until it is settled, or its guest has failed."""
        self.handle()
        waiter, awaited = host.waiter(), self._promises.awaited
        self._waiters.append(waiter)
        awaited.add(self)
        try:
            yield from host.wait(waiter)
        except BaseException:
            self._leave(waiter)
            raise
        finally:
            if not self._waiters:
                awaited.discard(self)

    def _leave(self, waiter: Waiter) -> None:
        """Note that a task that awaited it was cancelled."""
        if waiter in self._waiters:
            self._waiters.remove(waiter)
        if not self._waiters and self.state is _PENDING:
            # Nobody looks any more, unless they do; what was told so may fail for it.
            self._handled = bool(self._reactions) or self.on_abandon is not None
            if self.on_abandon is not None:
                self.on_abandon()

    def __repr__(self) -> str:
        return _shown(self)


@recursive_repr("<Promise ...>")
def _shown(promise: Promise) -> str:
    detail = "" if promise.state is _PENDING else f" {promise._result!r}"
    return f"<Promise {promise.state.value}{detail}>"


def is_pending(value: object) -> bool:
    """Tell whether a value is a promise that is pending."""
    return isinstance(value, Promise) and value.state is _PENDING


class Capability:
    """A PromiseCapability record: a promise and its resolving functions.

    Attributes:
        promise: the promise.

    """

    __slots__ = ("_resolved", "promise")

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        self._resolved = False

    def resolve(self, resolution: Any = None, *_: object) -> None:
        """Settle the promise as ``resolution`` is or will be; only the first call counts."""
        if not self._resolved:
            self._resolved = True
            self.promise._promises.resolve(self.promise, resolution)

    def reject(self, reason: Any = None, *_: object) -> None:
        """Reject the promise; only the first call counts."""
        if not self._resolved:
            self._resolved = True
            self.promise.reject(reason)


def rethrow(reason: Any) -> NoReturn:
    """Raise a reason."""
    raise thrown(reason)
