"""A promise (ECMAScript, 27.2 Promise Objects), to be awaited by Python too.

What an abstract operation of the specification does stands where the operation is named.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from reprlib import recursive_repr
from types import coroutine
from typing import Any, Final, NoReturn

from runtime.core.promise_host import Host, Waiter
from runtime.core.promise_state import (
    Capability,
    Handler,
    PromiseState,
    Reaction,
    State,
    dismiss,
    enlist,
    handle,
)
from runtime.core.thrown import thrown
from runtime.errors import InternalError

__all__ = ["Capability", "Promise", "Reaction", "State", "is_pending", "rethrow"]

_PENDING: Final = State.PENDING
_REJECTED: Final = State.REJECTED


class Promise(PromiseState):
    """A promise of one guest's realm, which Python awaits: ``value = await promise``.

    Awaited, it gives the value. A reason that is an exception is raised as it is, any other in
    `runtime.errors.ThrownValue`. Cancelling who awaits it does not settle it: what the guest does
    for it goes on, unless `on_abandon` tells it.

    What it is inside, and its attributes, are a `PromiseState`'s.

    Args:
        promises: the realm's.

    """

    __slots__ = ("__weakref__",)

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

    @coroutine
    def settled(self) -> Generator[Any, Any, None]:
        """Wait until it is settled, or its guest has failed."""
        host = self._promises.host_for_waiting()
        if host is not None and self.state is _PENDING:
            yield from self.waiting(host)

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
        handle(self)
        if self.state is not _REJECTED:
            return self._result
        if isinstance(self._result, BaseException):
            raise self._result.with_traceback(self._traceback)
        return rethrow(self._result)

    # --- for the realm --------------------------------------------------------------------------

    def handle(self) -> None:
        """Note that somebody looks at the outcome: a rejection is not unhandled."""
        handle(self)

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

    def waiting(self, host: Host) -> Generator[Any, Any, None]:
        """Wait until it is settled, or its guest has failed."""
        waiter = host.waiter()
        enlist(self, waiter)
        try:
            yield from host.wait(waiter)
        except BaseException:
            self._leave(waiter)
            raise
        finally:
            dismiss(self)

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


def rethrow(reason: Any) -> NoReturn:
    """Raise a reason."""
    raise thrown(reason)
