"""``EventTarget`` (DOM, 2.7 Interface EventTarget)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from hostapi.conversions import is_nullish, is_primitive
from hostapi.dom.event import AT_TARGET, NONE, JsEvent
from hostapi.errors import DOMException
from hostapi.instances import InstanceInterface, JsInstance
from hostapi.interface import method
from runtime.core.values import is_falsy, null
from runtime.records import record

if TYPE_CHECKING:
    from hostapi.realm import Realm


@record(eq=False)
class Listener:
    """An event listener.

    Attributes:
        type: of the events it is told of.
        callback: a function, or an object with ``handleEvent``; of a `handler`, what is set now.
        capture: whether it is told before those that do not capture.
        once: whether it is told of one event only.
        passive: whether it may not prevent anything.
        handler: it is the target's event handler of this type: ``onabort``.
        removed: it is told of nothing any more.

    """

    type: str
    callback: Any
    capture: bool = False
    once: bool = False
    passive: bool = False
    handler: bool = False
    removed: bool = False


class JsEventTarget(JsInstance):
    """A target of events, for guests and for Python."""

    __slots__ = ("listeners",)

    def __init__(self) -> None:
        super().__init__()
        self.listeners: list[Listener] = []

    def add(self, listener: Listener) -> None:
        """Add a listener, unless an equal one is there."""
        if self.find(listener.type, listener.callback, listener.capture) is None:
            self.listeners.append(listener)

    def find(self, type: str, callback: object, capture: bool) -> Listener | None:
        """Return the listener that was added with these, or None."""
        return next(
            (
                each
                for each in self.listeners
                if not each.handler
                and (each.type, each.capture) == (type, capture)
                and each.callback is callback
            ),
            None,
        )

    def remove(self, listener: Listener) -> None:
        """Remove a listener, which an event that is being dispatched does not reach any more."""
        listener.removed = True
        if listener in self.listeners:
            self.listeners.remove(listener)

    def handler(self, type: str) -> Any:
        """Return the event handler for a type (HTML, 8.1.8.1 Event handlers), or None."""
        return next((each.callback for each in self._handlers(type)), None)

    def set_handler(self, type: str, value: object) -> None:
        """Set or, with what is no object, take away the event handler for a type."""
        found = next(iter(self._handlers(type)), None)
        if is_primitive(value):
            if found is not None:
                self.remove(found)
        elif found is not None:
            found.callback = value
        else:
            self.listeners.append(Listener(type, value, handler=True))

    def _handlers(self, type: str) -> list[Listener]:
        return [each for each in self.listeners if each.handler and each.type == type]

    def dispatch(self, event: JsEvent, call: Callable[[Any, JsEventTarget, JsEvent], Any]) -> bool:
        """Give an event to the listeners; return whether nobody has prevented its default action.

        Args:
            event: the event.
            call: calls a listener's callback, and lets no exception out.

        """
        event.dispatching, event.phase, event.target = True, AT_TARGET, self
        try:
            for capture in (True, False):
                chosen = [
                    each
                    for each in self.listeners
                    if each.type == event.type and each.capture is capture
                ]
                for listener in chosen:
                    if event.stopped_at_once:
                        break
                    if not listener.removed:
                        self._tell(listener, event, call)
                if event.stopped:
                    break
        finally:
            event.dispatching, event.phase = False, NONE
            event.stopped = event.stopped_at_once = False
        return not event.default_prevented

    def _tell(
        self,
        listener: Listener,
        event: JsEvent,
        call: Callable[[Any, JsEventTarget, JsEvent], Any],
    ) -> None:
        if listener.once:
            self.remove(listener)
        event.passive = listener.passive
        result = call(listener.callback, self, event)
        if listener.handler and result is False:
            event.prevent_default()
        event.passive = False


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
