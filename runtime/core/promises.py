"""Promises (ECMAScript, 27.2 Promise Objects), to be awaited by Python too.

Nothing here knows an event loop: jobs, waiting and tasks are asked of what is given to
`Promises.attach`. What an abstract operation of the specification does stands where the operation
is named.
"""

from __future__ import annotations

import enum
import weakref
from collections.abc import Awaitable, Callable, Coroutine, Generator, Mapping
from contextvars import Context, copy_context
from types import CoroutineType, MappingProxyType
from typing import Any, Final, NoReturn, Protocol

from runtime.core.rejections import Rejections, Unlooked
from runtime.errors import GuestFault, InternalError, InvalidValue, JsError, ThrownValue

Handler = Callable[[Any], object]


class State(enum.Enum):
    """The internal slot [[PromiseState]]."""

    PENDING = "pending"
    FULFILLED = "fulfilled"
    REJECTED = "rejected"

    __hash__ = object.__hash__


class Event(enum.Enum):
    """What happens to a promise: FulfillPromise and RejectPromise."""

    FULFIL = "fulfil"
    REJECT = "reject"

    __hash__ = object.__hash__


TRANSITIONS: Final[Mapping[tuple[State, Event], State]] = MappingProxyType(
    {
        (State.PENDING, Event.FULFIL): State.FULFILLED,
        (State.PENDING, Event.REJECT): State.REJECTED,
    }
)
"""What follows; a settled promise stays as it is, whatever is asked of it."""

# A member looked up on the enum costs 0.1 microseconds on Python 3.10.
_PENDING: Final = State.PENDING
_REJECTED: Final = State.REJECTED


class PromiseLoop(Protocol):
    """What promises ask of the guest's event loop; `runtime.loop.GuestLoop` is one."""

    def queue_job(self, context: Context, callback: Callable[..., object], *args: object) -> None:
        """Run the callback at the next microtask checkpoint, in that context."""
        ...

    def after_checkpoint(self, callback: Callable[[], object]) -> None:
        """Call the callback once, when the next microtask checkpoint has ended."""
        ...

    def run_task(self, callback: Callable[..., Any], /, *args: Any) -> Any:
        """Run the callback as a task, which a microtask checkpoint follows."""
        ...

    def request_safe_point(self) -> None:
        """See that the safe points are run soon; any thread may ask."""
        ...

    def at_safe_point(self, callback: Callable[[], object]) -> None:
        """Call the callback at each safe point that was requested."""
        ...

    def hold(self) -> None:
        """Keep the loop from being idle until `release`."""
        ...

    def release(self) -> None:
        """Take back one `hold`."""
        ...


class Host(Protocol):
    """What promises ask of the application's asynchronous library."""

    def spawn(self, function: Callable[..., Coroutine[Any, Any, object]], *args: object) -> None:
        """Run ``function(*args)`` in the guest's task group."""
        ...

    async def wait(self, subscribe: Callable[[Callable[[], object]], object]) -> None:
        """Give ``subscribe`` a function, and return once that was called."""
        ...


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
        on_abandon: called when the last Python task that awaited it was cancelled, or None.
        properties: what a guest added to it, None as long as that is nothing.

    """

    __slots__ = (
        "__weakref__",
        "_handled",
        "_promises",
        "_reactions",
        "_result",
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
        self._reactions: list[Reaction] = []
        self._waiters: list[Callable[[], object]] = []
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
            yield from self._promises.wait_for(self).__await__()
        return self.result()

    def result(self) -> Any:
        """Return the value, or raise the reason.

        Raises:
            InternalError: it is pending, and its guest is alive.
            HostError: it is pending, and will stay so: its guest was closed or has trapped.

        """
        if self.state is _PENDING:
            failure = self._promises.failure
            raise InternalError("a pending promise has no result") if failure is None else failure
        self.handle()
        return rethrow(self._result) if self.state is _REJECTED else self._result

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

    def settle(self, event: Event, result: Any) -> None:
        """Do as FulfillPromise or RejectPromise; a settled promise stays as it is."""
        following = TRANSITIONS.get((self.state, event))
        if following is None:
            return
        self.state = following
        self._result = result
        rejected = following is _REJECTED
        reactions, self._reactions = self._reactions, []
        promises = self._promises
        for reaction in reactions:
            promises.queue(reaction, rejected, result)
        if rejected and not self._handled:
            self._unlooked = promises.rejections.track(result, owed=self.owed)
        self.wake()

    def wake(self) -> None:
        """Wake whoever awaits it."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            waiter()

    async def wait(self, host: Host) -> None:
        """Wait until it is settled, or its guest has failed."""
        self.handle()
        woken: list[Callable[[], object]] = []

        def subscribe(wake: Callable[[], object]) -> None:
            woken.append(wake)
            self._waiters.append(wake)

        try:
            await host.wait(subscribe)
        except BaseException:
            for wake in woken:
                if wake in self._waiters:
                    self._waiters.remove(wake)
            if not self._waiters and self.state is _PENDING:
                self._handled = bool(self._reactions)  # nobody looks any more, unless they do
                if self.on_abandon is not None:
                    self.on_abandon()
            raise

    def __repr__(self) -> str:
        detail = "" if self.state is _PENDING else f" {self._result!r}"
        return f"<Promise {self.state.value}{detail}>"


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
            self.promise.settle(Event.REJECT, reason)


class Promises:
    """The promises of one guest.

    Args:
        then_of: returns the ``then`` of a value as a function of its two handlers, None where it
            has none that can be called; what it raises rejects.
        type_error: makes the error of a promise that is resolved with itself.

    Attributes:
        failure: what ended the guest, or None while it lives.
        rejections: the rejections that nobody has looked at.

    """

    def __init__(
        self,
        then_of: Callable[[Any], Callable[[Any, Any], object] | None],
        type_error: Callable[[str], BaseException],
    ) -> None:
        self._then_of = then_of
        self._type_error = type_error
        self._loop: PromiseLoop | None = None
        self._host: Host | None = None
        self.failure: BaseException | None = None
        self.rejections = Rejections()
        self._awaited: dict[int, Promise] = {}
        self._adopted: weakref.WeakKeyDictionary[Any, Promise] = weakref.WeakKeyDictionary()
        self._running = 0

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
        self._loop = loop
        self._host = host
        self.rejections.attach(loop, report)

    def __len__(self) -> int:
        """Return how many Python coroutines run, or are awaited, for a promise."""
        return self._running

    # --- making ---------------------------------------------------------------------------------

    def new(self) -> Capability:
        """Return a pending promise with its resolving functions."""
        return Capability(Promise(self))

    def resolved(self, value: Any) -> Promise:
        """Return a promise that is resolved with a value; a promise is itself (PromiseResolve)."""
        if type(value) is Promise:
            return value
        promise = Promise(self)
        self.resolve(promise, value)
        return promise

    def rejected(self, reason: Any) -> Promise:
        """Return a rejected promise."""
        promise = Promise(self)
        promise.settle(Event.REJECT, reason)
        return promise

    def resolve(self, promise: Promise, resolution: Any) -> None:
        """Do as a promise's resolve function (27.2.1.3.2), called for the first time."""
        if type(resolution) is CoroutineType:
            resolution = self.start(resolution)
        if resolution is promise:
            error = self._type_error("Chaining cycle detected for promise #<Promise>")
            promise.settle(Event.REJECT, error)
            return
        try:
            then = self._then_of(resolution)
        except Exception as error:  # noqa: BLE001 # the promise's, by the specification
            promise.settle(Event.REJECT, reason_of(error))
            return
        if then is None:
            promise.settle(Event.FULFIL, resolution)
        else:
            self._job(copy_context(), self._adopt_thenable, promise, then)

    def _adopt_thenable(self, promise: Promise, then: Callable[[Any, Any], object]) -> None:
        """Do as NewPromiseResolveThenableJob."""
        capability = Capability(promise)
        try:
            then(capability.resolve, capability.reject)
        except Exception as error:  # noqa: BLE001 # the promise's, by the specification
            capability.reject(reason_of(error))

    # --- jobs -----------------------------------------------------------------------------------

    def _job(self, context: Context, callback: Callable[..., object], *args: object) -> None:
        if self._loop is None:
            raise InternalError("a promise was used before its guest had a loop")
        self._loop.queue_job(context, callback, *args)

    def queue(self, reaction: Reaction, rejected: bool, argument: Any) -> None:
        """Queue a reaction's job (NewPromiseReactionJob)."""
        self._job(reaction.context, self._react, reaction, rejected, argument)

    def _react(self, reaction: Reaction, rejected: bool, argument: Any) -> None:
        handler = reaction.rejected if rejected else reaction.fulfilled
        derived = reaction.derived
        if handler is None:
            if derived is not None:
                if rejected:
                    derived.settle(Event.REJECT, argument)
                else:
                    self.resolve(derived, argument)
            return
        try:
            result = handler(argument)
        except Exception as error:
            # A trap is nobody's to catch: the guest is gone, and the loop's report says so.
            if derived is None or not is_catchable(error):
                raise
            derived.settle(Event.REJECT, reason_of(error))
            return
        if derived is not None:
            self.resolve(derived, result)

    # --- Python's awaitables --------------------------------------------------------------------

    def start(self, coroutine: Coroutine[Any, Any, object]) -> Promise:
        """Run a Python coroutine in the guest's task group; return the promise of its result.

        It begins when the application's loop comes to it, in a copy of the present context. The
        guest is not idle until it has ended. Closing the guest cancels it.
        """
        known = self._adopted.get(coroutine)
        if known is not None:
            return known
        if self.failure is not None or self._host is None:
            coroutine.close()
            failure = self.failure or InternalError("a coroutine was given before there is a loop")
            return self.rejected(failure)
        capability = self.new()
        self._adopted[coroutine] = capability.promise
        self._begin()
        self._host.spawn(self._run, coroutine, capability)
        return capability.promise

    def adopt(self, awaitable: Any) -> Promise:
        """Return the promise of a Python awaitable's result.

        A coroutine is started. A future or task, whatever has ``add_done_callback``, is listened
        to: it is the application's, and not cancelled with the guest.
        """
        if type(awaitable) is Promise:
            return awaitable
        if isinstance(awaitable, CoroutineType):
            return self.start(awaitable)
        try:
            known = self._adopted.get(awaitable)
        except TypeError:  # not hashable, or without weak references
            known = None
        if known is not None:
            return known
        if not hasattr(awaitable, "add_done_callback"):
            return self.start(_awaited(awaitable))
        capability = self.new()
        self._adopted[awaitable] = capability.promise
        self._begin()
        awaitable.add_done_callback(lambda done: self._done(done, capability))
        return capability.promise

    def _begin(self) -> None:
        self._running += 1
        if self._loop is not None:
            self._loop.hold()

    def _end(self, settle: Callable[[Any], None], result: Any) -> None:
        self._running -= 1
        if self._loop is not None and self.failure is None:
            try:
                self._loop.run_task(settle, result)
            finally:
                self._loop.release()

    async def _run(self, coroutine: Awaitable[object], capability: Capability) -> None:
        try:
            value = await coroutine
        except Exception as error:  # noqa: BLE001 # the promise's reason: the guest is told
            self._end(capability.reject, reason_of(error))
        except BaseException as error:
            # The cancellation goes its way; the guest gets an error of its own for it.
            self._end(capability.reject, _aborted(error))
            raise
        else:
            self._end(capability.resolve, value)

    def _done(self, future: Any, capability: Capability) -> None:
        try:
            value = future.result()
        except Exception as error:  # noqa: BLE001 # the promise's reason: the guest is told
            self._end(capability.reject, reason_of(error))
        except BaseException as error:  # noqa: BLE001 # a future that was cancelled: see `_run`
            self._end(capability.reject, _aborted(error))
        else:
            self._end(capability.resolve, value)

    # --- waiting and ends -----------------------------------------------------------------------

    async def wait_for(self, promise: Promise) -> None:
        """Wait until a promise is settled, or the guest has failed."""
        if self.failure is not None:
            return
        if self._host is None:
            raise InternalError("a promise was awaited before its guest had a loop")
        self._awaited[id(promise)] = promise
        try:
            await promise.wait(self._host)
        finally:
            if not promise._waiters:
                self._awaited.pop(id(promise), None)

    @property
    def awaited(self) -> int:
        """How many pending promises Python awaits."""
        return len(self._awaited)

    def fail(self, error: BaseException) -> None:
        """End all waiting: the guest was closed or has trapped, and no promise will be settled.

        Whoever awaits a pending promise gets ``error``, now or later.
        """
        if self.failure is None:
            self.failure = error
        awaited = list(self._awaited.values())
        self._awaited.clear()
        for promise in awaited:
            promise.wake()
        self.rejections.flush()


async def _awaited(awaitable: Awaitable[object]) -> object:
    return await awaitable


def reason_of(error: BaseException) -> Any:
    """Return the value that a guest has thrown, or else the exception itself."""
    return error.value if isinstance(error, ThrownValue) else error


def rethrow(reason: Any) -> NoReturn:
    """Raise a reason: `reason_of` undone."""
    raise reason if isinstance(reason, BaseException) else ThrownValue(reason)


def is_catchable(error: Exception) -> bool:
    """Tell whether an exception may become a promise's reason: a trap, or a fault of ours, not."""
    if isinstance(error, InvalidValue):
        return True
    return not isinstance(error, (GuestFault, InternalError))


def _aborted(error: BaseException) -> JsError:
    aborted = JsError(
        f"the host cancelled what was waited for ({type(error).__name__})", "AbortError"
    )
    aborted.__cause__ = error
    return aborted
