"""``AsyncDisposableStack`` (ECMAScript, Explicit Resource Management)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.async_functions import Steps, run_steps
from hostapi.disposal import Disposal, JsStack, StackInterface, not_disposable, suppressed
from hostapi.interface import method
from runtime.core.promise import Promise
from runtime.core.thrown import caught, is_catchable
from runtime.core.values import SYMBOL_ASYNC_DISPOSE, SYMBOL_DISPOSE


class JsAsyncDisposableStack(JsStack):
    """An AsyncDisposableStack of JavaScript's."""

    __slots__ = ()


class AsyncDisposableStack(StackInterface):
    """The interface of `JsAsyncDisposableStack`.

    What has none of JavaScript's methods for it but is a context manager of Python's, asynchronous
    or not, is left as one.
    """

    name = "AsyncDisposableStack"
    tag = "AsyncDisposableStack"
    types: ClassVar[tuple[type, ...]] = (JsAsyncDisposableStack,)
    kind = JsAsyncDisposableStack

    def disposal(self, value: Any) -> Disposal:
        dispose = self.own_disposal(value, SYMBOL_ASYNC_DISPOSE)
        if dispose is not None:
            return dispose
        at_once = self.own_disposal(value, SYMBOL_DISPOSE)
        if at_once is not None:
            return lambda: self._called(at_once)
        leave = getattr(type(value), "__aexit__", None) or getattr(type(value), "__exit__", None)
        if leave is None:
            raise not_disposable(SYMBOL_DISPOSE)
        return lambda: leave(value, None, None, None)

    def _called(self, dispose: Disposal) -> Promise:
        """Return a promise of nothing, once a synchronous method was called (GetDisposeMethod)."""
        try:
            dispose()
        except Exception as error:
            if not is_catchable(error):
                raise
            return self.realm.promises.rejected(caught(error))
        return self.realm.promises.resolved(None)

    @method(SYMBOL_ASYNC_DISPOSE)
    @method
    def disposeAsync(self, this: object) -> Promise:
        promises = self.realm.promises
        if not isinstance(this, JsAsyncDisposableStack):
            return promises.rejected(TypeError("Receiver is not an AsyncDisposableStack"))
        if this.disposed:
            return promises.resolved(None)
        this.disposed = True
        resources, this.resources = this.resources, []
        return run_steps(promises, _dispose(resources))


def _dispose(resources: list[Disposal | None]) -> Steps:
    """Do as DisposeResources."""
    failure: Exception | None = None
    owes_turn = has_waited = False
    while resources:
        dispose = resources.pop()
        if dispose is None:
            owes_turn = True
            continue
        try:
            result = dispose()
            has_waited = True
            yield result
        except Exception as error:
            if not is_catchable(error):
                raise
            failure = error if failure is None else suppressed(error, failure)
    if owes_turn and not has_waited:
        yield None
    if failure is not None:
        raise failure
