"""What DisposableStack and AsyncDisposableStack have in common (Explicit Resource Management)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from hostapi.conversions import is_primitive
from hostapi.errors import ReferenceError as JsReferenceError
from hostapi.errors import SuppressedError
from hostapi.instances import InstanceInterface, JsInstance, shown
from hostapi.interface import getter, method
from runtime.core.members import MISSING
from runtime.core.thrown import caught
from runtime.core.values import Symbol, null

Disposal = Callable[[], object]
"""Disposes of a value; what it returns is awaited by an AsyncDisposableStack."""


class JsStack(JsInstance):
    """A stack of either kind.

    Attributes:
        disposed: whether it was disposed of, or moved.
        resources: what is to be called, the last first; None stands for nothing to dispose of.

    """

    __slots__ = ("disposed", "resources")

    def __init__(self) -> None:
        super().__init__()
        self.disposed = False
        self.resources: list[Disposal | None] = []


class StackInterface(InstanceInterface):
    """The interface of a `JsStack`.

    Attributes:
        kind: its class.

    """

    kind: ClassVar[type[JsStack]]

    def construct(self, *_: object) -> JsStack:
        return self.kind()

    def _open(self, this: object, member: str) -> JsStack:
        stack = self.receiver(this, self.kind, member)
        if stack.disposed:
            raise JsReferenceError(
                f"Cannot call {self.name}.prototype.{member} on an already-disposed DisposableStack"
            )
        return stack

    @getter
    def disposed(self, this: object) -> bool:
        return self.receiver(this, self.kind, "get disposed").disposed

    @method
    def use(self, this: object, value: object = None) -> object:
        stack = self._open(this, "use")
        if value is None or value is null:
            stack.resources.append(None)
        elif is_primitive(value):
            raise TypeError("An object is expected with `using` declarations")
        else:
            stack.resources.append(self.disposal(value))
        return value

    def disposal(self, value: Any) -> Disposal:
        """Return what disposes of a value.

        Raises:
            TypeError: nothing does.

        """
        raise NotImplementedError

    def own_disposal(self, value: Any, symbol: Symbol) -> Disposal | None:
        """Return what calls the method of a symbol; None where there is none.

        Raises:
            TypeError: it is no function.

        """
        realm = self.realm
        dispose = realm.find(value, symbol)
        if dispose is MISSING or dispose is None or dispose is null:
            return None
        if not callable(dispose):
            raise not_disposable(symbol)
        return lambda: realm.apply(dispose, value, ())

    def _function(self, value: object) -> Any:
        if not callable(value):
            raise TypeError(f"{shown(self, value)} is not a function")
        return value

    @method
    def adopt(self, this: object, value: object = None, on_dispose: object = None) -> object:
        stack, realm = self._open(this, "adopt"), self.realm
        self._function(on_dispose)
        stack.resources.append(lambda: realm.apply(on_dispose, None, (value,)))
        return value

    @method
    def defer(self, this: object, on_dispose: object = None) -> None:
        stack, realm = self._open(this, "defer"), self.realm
        self._function(on_dispose)
        stack.resources.append(lambda: realm.apply(on_dispose, None, ()))

    @method
    def move(self, this: object) -> JsStack:
        stack, moved = self._open(this, "move"), self.kind()
        moved.resources, stack.resources = stack.resources, []
        stack.disposed = True
        return moved


def not_disposable(symbol: Symbol) -> TypeError:
    """Return the error for a value that nothing disposes of."""
    return TypeError(f"{symbol!r} is not a function")


def suppressed(error: Exception, before: Exception) -> SuppressedError:
    """Return DisposeResources' error for one that came after another."""
    made = SuppressedError("An error was suppressed during disposal")
    made.error, made.suppressed = caught(error), caught(before)
    return made
