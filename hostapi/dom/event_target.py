"""``EventTarget`` (DOM, 2.7 Interface EventTarget)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hostapi.conversions import is_nullish, is_primitive
from hostapi.dom.event import JsEvent
from hostapi.dom.targets import JsEventTarget, Listener
from hostapi.errors import DOMException
from hostapi.instances import InstanceInterface
from hostapi.interface import method
from runtime.core.values import is_falsy, null

if TYPE_CHECKING:
    from hostapi.realm import Realm


def dispatch(realm: Realm, target: JsEventTarget, event: JsEvent) -> bool:
    """Dispatch an event in a realm; exceptions of listeners are reported (DOM, 2.9)."""

    def call(callback: Any, this: JsEventTarget, event: JsEvent) -> Any:
        try:
            if callable(callback):
                return realm.apply(callback, this, (event,))
            return realm.call(callback, "handleEvent", (event,))
        except Exception as error:  # noqa: BLE001 # reported: the other listeners go on
            realm.report_exception(error)
        return None

    return target.dispatch(event, call)


class EventTarget(InstanceInterface):
    """The interface of `JsEventTarget`."""

    name = "EventTarget"
    tag = "EventTarget"
    types: ClassVar[tuple[type, ...]] = (JsEventTarget,)

    def construct(self, *_: Any) -> JsEventTarget:
        return JsEventTarget()

    def _target(self, this: object, member: str) -> JsEventTarget:
        return self.receiver(this, JsEventTarget, member)

    def _flag(self, options: Any, name: str) -> bool:
        """Return a member of the options; a boolean alone is ``capture``."""
        if is_primitive(options):
            return name == "capture" and not is_falsy(options)
        return not is_falsy(self.realm.get(options, name))

    @method("addEventListener")
    def add_event_listener(
        self, this: object, type: object = None, callback: object = None, options: Any = None
    ) -> None:
        target = self._target(this, "addEventListener")
        if is_nullish(callback):
            return
        if is_primitive(callback):
            raise TypeError("addEventListener: the listener is neither a function nor an object")
        listener = Listener(
            self.realm.to_string(type),
            callback,
            *(self._flag(options, name) for name in ("capture", "once", "passive")),
        )
        signal = None if is_primitive(options) else self.realm.get(options, "signal")
        if signal is None:
            target.add(listener)
            return
        from hostapi.dom.abort_signal import JsAbortSignal  # it is a target of events itself

        if not isinstance(signal, JsAbortSignal):
            raise TypeError("addEventListener: the signal is no AbortSignal")
        if not signal.aborted:
            target.add(listener)
            signal.add_algorithm(lambda: target.remove(listener))

    @method("removeEventListener")
    def remove_event_listener(
        self, this: object, type: object = None, callback: object = None, options: Any = None
    ) -> None:
        target = self._target(this, "removeEventListener")
        capture = self._flag(options, "capture")
        found = target.find(self.realm.to_string(type), callback, capture)
        if found is not None:
            target.remove(found)

    @method("dispatchEvent")
    def dispatch_event(self, this: object, event: object = None) -> bool:
        target = self._target(this, "dispatchEvent")
        if not isinstance(event, JsEvent):
            raise TypeError("dispatchEvent: the argument is no Event")
        if event.dispatching:
            raise DOMException("The event is already being dispatched.", "InvalidStateError")
        event.trusted = False
        return dispatch(self.realm, target, event)

    def _handler(self, this: object, type: str) -> Any:
        """Return the value of the attribute ``on<type>``."""
        found = self._target(this, f"get on{type}").handler(type)
        return null if found is None else found

    def _set_handler(self, this: object, type: str, value: object) -> None:
        """Set the attribute ``on<type>``."""
        self._target(this, f"set on{type}").set_handler(type, value)
