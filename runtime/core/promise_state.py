"""What a promise is inside (ECMAScript, 27.2.6 Properties of Promise Instances), to be compiled.

`runtime.core.promise.Promise` is made of it: Python awaits that, and refers to it weakly, which no
class does that mypyc compiles. What is done often are functions: of a class that others inherit
from, methods are looked up.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from contextvars import copy_context
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from runtime.core.compiling import mypyc_attr
from runtime.core.promise_host import Waiter
from runtime.core.rejections import Unlooked

if TYPE_CHECKING:
    from runtime.core.promise import Promise
    from runtime.core.promises import Promises

Handler = Callable[[Any], object]

# Found by mypyc without a look into the module's dict.
_copy_context: Final = copy_context


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
        self, fulfilled: Handler | None, rejected: Handler | None, derived: PromiseState | None
    ) -> None:
        self.fulfilled = fulfilled
        self.rejected = rejected
        self.derived = derived
        self.context = _copy_context()


@mypyc_attr(allow_interpreted_subclasses=True)
class PromiseState:
    """The internal slots of a promise.

    Args:
        promises: the realm's.

    Attributes:
        state: pending, fulfilled or rejected.
        owed: Python has it from an export.
        on_abandon: called when the last Python task that awaited it was cancelled, or None. It is
            to have the work given up: a rejection that follows is reported to nobody.
        properties: what a guest added to it, None as long as that is nothing.

    """

    __slots__ = (
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
        handle(self)

    def fulfil(self, value: Any) -> None:
        """Do as FulfillPromise; a settled promise stays as it is."""
        fulfil(self, value)

    def reject(self, reason: Any) -> None:
        """Do as RejectPromise; a settled promise stays as it is."""
        reject(self, reason)

    def wake(self) -> None:
        """Wake whoever awaits it."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)


def handle(promise: PromiseState) -> None:
    """Note that somebody looks at the outcome: a rejection is not unhandled."""
    if promise._handled:
        return
    promise._handled = True
    if promise._unlooked is not None:
        promise._unlooked.disarm()
        promise._unlooked = None


def enlist(promise: PromiseState, waiter: Waiter) -> None:
    """Note that a task of Python's awaits a pending promise."""
    handle(promise)
    promise._waiters.append(waiter)
    promise._promises.awaited.add(promise)


def dismiss(promise: PromiseState) -> None:
    """Note that a task awaits a promise no more."""
    if not promise._waiters:
        promise._promises.awaited.discard(promise)


def fulfil(promise: PromiseState, value: Any) -> None:
    """Do as FulfillPromise; a settled promise stays as it is."""
    if promise.state is _PENDING:
        promise.state = _FULFILLED
        promise._result = value
        _react(promise, False)


def reject(promise: PromiseState, reason: Any) -> None:
    """Do as RejectPromise; a settled promise stays as it is."""
    if promise.state is not _PENDING:
        return
    promise.state = _REJECTED
    promise._result = reason
    if isinstance(reason, BaseException):
        promise._traceback = reason.__traceback__
    _react(promise, True)
    if not promise._handled:
        promise._unlooked = promise._promises.rejections.track(reason, owed=promise.owed)


def _react(promise: PromiseState, rejected: bool) -> None:
    """Do as TriggerPromiseReactions, and wake whoever awaits it."""
    if promise._reactions:
        reactions, promise._reactions = promise._reactions, []
        for reaction in reactions:
            promise._promises.queue(reaction, rejected, promise._result)
    if promise._waiters:
        promise.wake()


class Capability:
    """A PromiseCapability record: a promise and its resolving functions.

    Attributes:
        promise: the promise.

    """

    __slots__ = ("_resolved", "_state", "promise")

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        # The same, known to the compiler.
        self._state: PromiseState = promise
        self._resolved = False

    def resolve(self, resolution: Any = None, *_: object) -> None:
        """Settle the promise as ``resolution`` is or will be; only the first call counts."""
        if not self._resolved:
            self._resolved = True
            promise = self._state
            promise._promises.resolve(promise, resolution)

    def reject(self, reason: Any = None, *_: object) -> None:
        """Reject the promise; only the first call counts."""
        if not self._resolved:
            self._resolved = True
            reject(self._state, reason)
