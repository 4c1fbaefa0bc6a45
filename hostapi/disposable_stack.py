"""``DisposableStack`` (ECMAScript, Explicit Resource Management)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.disposal import Disposal, JsStack, StackInterface, not_disposable, suppressed
from hostapi.interface import method
from runtime.core.values import SYMBOL_DISPOSE
from runtime.errors import GuestFault


class JsDisposableStack(JsStack):
    """A DisposableStack of JavaScript's."""

    __slots__ = ()


class DisposableStack(StackInterface):
    """The interface of `JsDisposableStack`.

    What has no ``[Symbol.dispose]`` but is a context manager of Python's is left as one.
    """

    name = "DisposableStack"
    tag = "DisposableStack"
    types: ClassVar[tuple[type, ...]] = (JsDisposableStack,)
    kind = JsDisposableStack

    def disposal(self, value: Any) -> Disposal:
        dispose = self.own_disposal(value, SYMBOL_DISPOSE)
        if dispose is not None:
            return dispose
        leave = getattr(type(value), "__exit__", None)
        if leave is None:
            raise not_disposable(SYMBOL_DISPOSE)
        return lambda: leave(value, None, None, None)

    @method(SYMBOL_DISPOSE)
    @method
    def dispose(self, this: object) -> None:
        stack = self.receiver(this, JsDisposableStack, "dispose")
        stack.disposed = True
        failure: Exception | None = None
        while stack.resources:
            dispose = stack.resources.pop()
            try:
                if dispose is not None:
                    dispose()
            except GuestFault:
                raise  # the guest is no more: nothing of it can be called
            except Exception as error:  # noqa: BLE001 # raised below, when all were called
                failure = error if failure is None else suppressed(error, failure)
        if failure is not None:
            raise failure
