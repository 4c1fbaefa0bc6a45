"""What is a target of events, as a Python object (DOM, 2.7 Interface EventTarget).

Every guest has one, its ``performance``; few have events.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hostapi.conversions import is_primitive
from hostapi.instances import JsInstance
from runtime.records import record

if TYPE_CHECKING:
    from hostapi.dom.event import JsEvent

NONE: Final = 0
AT_TARGET: Final = 2
"""Phases of an event: before and after it is dispatched, and while it is."""


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
