"""``DisposableStack`` (ECMAScript, Explicit Resource Management)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from hostapi.conversions import is_primitive
from hostapi.errors import ReferenceError as JsReferenceError
from hostapi.errors import SuppressedError
from hostapi.instances import InstanceInterface, JsInstance, function, shown
from hostapi.interface import getter, method
from runtime.adapters.support import caught
from runtime.core.members import MISSING
from runtime.core.values import SYMBOL_DISPOSE, null
from runtime.errors import GuestFault


class JsDisposableStack(JsInstance):
    """A DisposableStack of JavaScript's.

    Attributes:
        disposed: whether it was disposed of, or moved.
        resources: what is to be called, the last first.

    """

    __slots__ = ("disposed", "resources")

    def __init__(self) -> None:
        super().__init__()
        self.disposed = False
        self.resources: list[Callable[[], object]] = []


class DisposableStack(InstanceInterface):
    """The interface of `JsDisposableStack`.

    What has no ``[Symbol.dispose]`` but is a context manager of Python's is left as one.
    """

    name = "DisposableStack"
    tag = "DisposableStack"
    types: ClassVar[tuple[type, ...]] = (JsDisposableStack,)

    def construct(self, *_: object) -> JsDisposableStack:
        return JsDisposableStack()

    def _open(self, this: object, member: str) -> JsDisposableStack:
        stack = self.receiver(this, JsDisposableStack, member)
        if stack.disposed:
            raise JsReferenceError("Cannot add values to a disposed stack!")
        return stack

    @getter
    def disposed(self, this: object) -> bool:
        return self.receiver(this, JsDisposableStack, "get disposed").disposed

    @method
    def use(self, this: object, value: object = None) -> object:
        stack = self._open(this, "use")
        if value is not None and value is not null:
            stack.resources.append(self._disposal(value))
        return value

    def _disposal(self, value: Any) -> Callable[[], object]:
        """Return what disposes of a value.

        Raises:
            TypeError: nothing does.

        """
        realm = self.realm
        if is_primitive(value):
            raise TypeError(f"{shown(self, value)} is not an object")
        dispose = realm.find(value, SYMBOL_DISPOSE)
        if callable(dispose):
            return lambda: realm.apply(dispose, value, ())
        leave = getattr(type(value), "__exit__", None)
        if dispose in (MISSING, None, null) and leave is not None:
            return lambda: leave(value, None, None, None)
        raise TypeError(f"The Symbol.dispose property of {shown(self, value)} is not a function")

    @method
    def adopt(self, this: object, value: object = None, on_dispose: object = None) -> object:
        stack, realm = self._open(this, "adopt"), self.realm
        function(on_dispose)
        stack.resources.append(lambda: realm.apply(on_dispose, None, (value,)))
        return value

    @method
    def defer(self, this: object, on_dispose: object = None) -> None:
        stack, realm = self._open(this, "defer"), self.realm
        function(on_dispose)
        stack.resources.append(lambda: realm.apply(on_dispose, None, ()))

    @method
    def move(self, this: object) -> JsDisposableStack:
        stack, moved = self._open(this, "move"), JsDisposableStack()
        moved.resources, stack.resources = stack.resources, []
        stack.disposed = True
        return moved

    @method(SYMBOL_DISPOSE)
    @method
    def dispose(self, this: object) -> None:
        stack = self.receiver(this, JsDisposableStack, "dispose")
        stack.disposed = True
        failure: Exception | None = None
        while stack.resources:
            try:
                stack.resources.pop()()
            except GuestFault:
                raise  # the guest is no more: nothing of it can be called
            except Exception as error:  # noqa: BLE001 # raised below, when all were called
                failure = error if failure is None else _suppressed(error, failure)
        if failure is not None:
            raise failure


def _suppressed(error: Exception, before: Exception) -> SuppressedError:
    """Return DisposeResources' error for one that came after another."""
    made = SuppressedError("An error was suppressed during disposal")
    made.error, made.suppressed = caught(error), caught(before)
    return made
