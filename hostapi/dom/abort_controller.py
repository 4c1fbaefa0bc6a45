"""``AbortController`` (DOM, 3.1 Interface AbortController)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.dom.abort_signal import JsAbortSignal
from hostapi.instances import InstanceInterface, JsInstance
from hostapi.interface import getter, method


class JsAbortController(JsInstance):
    """Aborts its signal.

    Args:
        signal: the signal.

    """

    __slots__ = ("signal",)

    def __init__(self, signal: JsAbortSignal) -> None:
        super().__init__()
        self.signal = signal

    def abort(self, reason: object = None) -> None:
        """Abort the signal; see `JsAbortSignal.abort`."""
        self.signal.abort(reason)


class AbortController(InstanceInterface):
    """The interface of `JsAbortController`."""

    name = "AbortController"
    tag = "AbortController"
    types: ClassVar[tuple[type, ...]] = (JsAbortController,)

    def construct(self, *_: Any) -> JsAbortController:
        return JsAbortController(JsAbortSignal(self.realm))

    @getter
    def signal(self, this: object) -> JsAbortSignal:
        return self.receiver(this, JsAbortController, "get signal").signal

    @method
    def abort(self, this: object, reason: object = None) -> None:
        self.receiver(this, JsAbortController, "abort").abort(reason)
