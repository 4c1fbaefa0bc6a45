"""``Event`` (DOM, 2.2 Interface Event)."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from hostapi.conversions import is_nullish, is_primitive
from hostapi.dom.targets import AT_TARGET, NONE
from hostapi.instances import InstanceInterface, JsInstance
from hostapi.interface import getter, method, setter
from hostapi.timers import MILLISECONDS_PER_SECOND
from runtime.core.values import is_falsy, null

_PHASES: Final[dict[str, object]] = {
    "NONE": NONE,
    "CAPTURING_PHASE": 1,
    "AT_TARGET": AT_TARGET,
    "BUBBLING_PHASE": 3,
}


class JsEvent(JsInstance):
    """An event, for guests and for Python.

    There is no tree of targets here: an event is at its target, or nowhere.

    Args:
        type: its name.
        bubbles: kept, though nothing is above a target.
        cancelable: whether `default_prevented` can be set.
        composed: kept.
        time_stamp_ms: when it was made, on the guest's clock.
        trusted: whether it was made by the host.

    Attributes:
        target: where it was dispatched, None before.
        phase: `AT_TARGET` while it is dispatched.
        dispatching: whether it is.
        default_prevented: a listener has called ``preventDefault``.
        stopped: a listener has called ``stopPropagation``.
        stopped_at_once: one has called ``stopImmediatePropagation``.
        passive: the listener that runs may not prevent anything.

    """

    __slots__ = (
        *("bubbles", "cancelable", "composed", "default_prevented", "dispatching", "passive"),
        *("phase", "stopped", "stopped_at_once", "target", "time_stamp_ms", "trusted", "type"),
    )

    def __init__(
        self,
        type: str,
        *,
        bubbles: bool = False,
        cancelable: bool = False,
        composed: bool = False,
        time_stamp_ms: float = 0.0,
        trusted: bool = False,
    ) -> None:
        super().__init__()
        self.type = type
        self.bubbles = bubbles
        self.cancelable = cancelable
        self.composed = composed
        self.time_stamp_ms = time_stamp_ms
        self.trusted = trusted
        self.target: Any = None
        self.phase = NONE
        self.dispatching = False
        self.default_prevented = False
        self.stopped = False
        self.stopped_at_once = False
        self.passive = False

    def prevent_default(self) -> None:
        """Set the canceled flag, where that may be."""
        if self.cancelable and not self.passive:
            self.default_prevented = True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.type!r}>"


class Event(InstanceInterface):
    """The interface of `JsEvent`."""

    name = "Event"
    tag = "Event"
    types: ClassVar[tuple[type, ...]] = (JsEvent,)
    length = 1
    constants = _PHASES
    prototype_constants = _PHASES

    def construct(self, *args: Any) -> JsEvent:
        """Return ``new Event(type, eventInitDict)``.

        Raises:
            TypeError: there is no type, or the second is no dictionary.

        """
        if not args:
            raise TypeError("Failed to construct 'Event': 1 argument required, but only 0 present.")
        init = args[1] if len(args) > 1 else None
        if is_primitive(init) and not is_nullish(init):
            raise TypeError("Failed to construct 'Event': the eventInitDict is no object")
        return self.made(self.realm.to_string(args[0]), init)

    def made(self, type: str, init: Any) -> JsEvent:
        """Return an event with what a dictionary says of it."""
        flags = {
            flag: not is_nullish(init) and not is_falsy(self.realm.get(init, flag))
            for flag in ("bubbles", "cancelable", "composed")
        }
        return JsEvent(type, **flags, time_stamp_ms=self.now_ms())

    def now_ms(self) -> float:
        """Return the time on the guest's clock, 0 where it has none."""
        loop = self.realm.loop
        return 0.0 if loop is None else loop.clock.monotonic_seconds() * MILLISECONDS_PER_SECOND

    def _event(self, this: object, member: str) -> JsEvent:
        return self.receiver(this, JsEvent, member)

    @getter
    def type(self, this: object) -> str:
        return self._event(this, "get type").type

    @getter("srcElement")
    @getter
    def target(self, this: object) -> Any:
        target = self._event(this, "get target").target
        return null if target is None else target

    @getter("currentTarget")
    def current_target(self, this: object) -> Any:
        event = self._event(this, "get currentTarget")
        return event.target if event.dispatching else null

    @getter("eventPhase")
    def event_phase(self, this: object) -> int:
        return self._event(this, "get eventPhase").phase

    @getter
    def bubbles(self, this: object) -> bool:
        return self._event(this, "get bubbles").bubbles

    @getter
    def cancelable(self, this: object) -> bool:
        return self._event(this, "get cancelable").cancelable

    @getter
    def composed(self, this: object) -> bool:
        return self._event(this, "get composed").composed

    @getter("defaultPrevented")
    def default_prevented(self, this: object) -> bool:
        return self._event(this, "get defaultPrevented").default_prevented

    @getter("returnValue")
    def return_value(self, this: object) -> bool:
        return not self._event(this, "get returnValue").default_prevented

    @setter("returnValue")
    def set_return_value(self, this: object, value: object) -> None:
        if is_falsy(value):
            self._event(this, "set returnValue").prevent_default()

    @getter("isTrusted")
    def is_trusted(self, this: object) -> bool:
        return self._event(this, "get isTrusted").trusted

    @getter("timeStamp")
    def time_stamp(self, this: object) -> float:
        return self._event(this, "get timeStamp").time_stamp_ms

    @getter("cancelBubble")
    def cancel_bubble(self, this: object) -> bool:
        return self._event(this, "get cancelBubble").stopped

    @setter("cancelBubble")
    def set_cancel_bubble(self, this: object, value: object) -> None:
        event = self._event(this, "set cancelBubble")
        event.stopped = event.stopped or not is_falsy(value)

    @method("composedPath")
    def composed_path(self, this: object) -> list[Any]:
        event = self._event(this, "composedPath")
        return [event.target] if event.dispatching else []

    @method("preventDefault")
    def prevent_default(self, this: object) -> None:
        self._event(this, "preventDefault").prevent_default()

    @method("stopPropagation")
    def stop_propagation(self, this: object) -> None:
        self._event(this, "stopPropagation").stopped = True

    @method("stopImmediatePropagation")
    def stop_immediate_propagation(self, this: object) -> None:
        event = self._event(this, "stopImmediatePropagation")
        event.stopped = event.stopped_at_once = True

    @method("initEvent")
    def init_event(
        self, this: object, type: object = None, bubbles: object = None, cancelable: object = None
    ) -> None:
        event = self._event(this, "initEvent")
        if not event.dispatching:
            event.type = self.realm.to_string(type)
            event.bubbles, event.cancelable = not is_falsy(bubbles), not is_falsy(cancelable)
            event.target, event.trusted = None, False
            event.stopped = event.stopped_at_once = event.default_prevented = False
