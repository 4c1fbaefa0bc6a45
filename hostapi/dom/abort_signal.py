"""``AbortSignal`` (DOM, 3.2 Interface AbortSignal)."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from hostapi.dom.event import JsEvent
from hostapi.dom.event_target import EventTarget, dispatch
from hostapi.dom.targets import JsEventTarget, Listener
from hostapi.errors import DOMException
from hostapi.interface import getter, method, setter, static
from hostapi.timers import MILLISECONDS_PER_SECOND
from runtime.core.thrown import thrown
from runtime.core.values import to_number

if TYPE_CHECKING:
    from hostapi.realm import Realm

MAX_SAFE_MILLISECONDS = 2**53 - 1


class JsAbortSignal(JsEventTarget):
    """Tells whoever works on something that it is not wanted any more.

    In Python: ``signal.aborted``, ``signal.reason``, and `add_algorithm` to be told.

    Args:
        realm: where its events are dispatched.

    Attributes:
        aborted: whether it was aborted.
        reason: why, any value; None (undefined) before that.

    """

    __slots__ = ("_algorithms", "_dependents", "_kept", "_realm", "_sources", "aborted", "reason")

    def __init__(self, realm: Realm) -> None:
        super().__init__()
        self._realm = realm
        self.aborted = False
        self.reason: Any = None
        self._algorithms: list[Callable[[], object]] = []
        # Signals that follow this one. Nobody else may know of one that somebody listens to.
        self._dependents: weakref.WeakKeyDictionary[JsAbortSignal, None] = (
            weakref.WeakKeyDictionary()
        )
        self._kept: set[JsAbortSignal] = set()
        self._sources: tuple[JsAbortSignal, ...] = ()

    def add_algorithm(self, algorithm: Callable[[], object]) -> None:
        """Call ``algorithm()`` when it is aborted, before its event; not if it was already."""
        if not self.aborted:
            self._algorithms.append(algorithm)
            self._keep()

    def remove_algorithm(self, algorithm: Callable[[], object]) -> None:
        """Take back `add_algorithm`."""
        if algorithm in self._algorithms:
            self._algorithms.remove(algorithm)
            self._release()

    def add(self, listener: Listener) -> None:
        super().add(listener)
        self._keep()

    def remove(self, listener: Listener) -> None:
        super().remove(listener)
        self._release()

    def set_handler(self, type: str, value: object) -> None:
        super().set_handler(type, value)
        self._keep()
        self._release()

    def _keep(self) -> None:
        if self._algorithms or self.listeners:
            for source in self._sources:
                source._kept.add(self)

    def _release(self) -> None:
        if not (self._algorithms or self.listeners):
            for source in self._sources:
                source._kept.discard(self)

    def abort(self, reason: object = None) -> None:
        """Do as "signal abort": set the reason, run the algorithms, fire the event ``abort``.

        Args:
            reason: why; None stands for an AbortError.

        """
        if self.aborted:
            return
        if reason is None:
            reason = DOMException("This operation was aborted", "AbortError")
        dependents = [each for each in self._dependents if not each.aborted]
        for each in (self, *dependents):
            each.aborted, each.reason = True, reason
        for each in (self, *dependents):
            each._run_abort_steps()

    def _run_abort_steps(self) -> None:
        algorithms, self._algorithms = self._algorithms, []
        for algorithm in algorithms:
            try:
                algorithm()
            except Exception as error:  # noqa: BLE001 # reported: the rest must be told too
                self._realm.report_exception(error)
        dispatch(self._realm, self, JsEvent("abort", trusted=True))
        for source in self._sources:
            source._kept.discard(self)

    def throw_if_aborted(self) -> None:
        """Raise the reason if it was aborted.

        Raises:
            Exception: the reason, or a `ThrownValue` with it.

        """
        if self.aborted:
            raise thrown(self.reason)

    @classmethod
    def following(cls, realm: Realm, signals: Iterable[JsAbortSignal]) -> JsAbortSignal:
        """Return a signal that is aborted when one of these is ("create a dependent signal")."""
        made, sources = cls(realm), list(signals)
        for each in sources:
            if each.aborted:
                made.aborted, made.reason = True, each.reason
                return made
        direct = [source for each in sources for source in (each._sources or (each,))]
        made._sources = tuple(dict.fromkeys(direct))
        for source in made._sources:
            source._dependents[made] = None
        return made

    def __repr__(self) -> str:
        return f"<AbortSignal{f' aborted: {self.reason!r}' if self.aborted else ''}>"


class AbortSignal(EventTarget):
    """The interface of `JsAbortSignal`."""

    name = "AbortSignal"
    tag = "AbortSignal"
    types: ClassVar[tuple[type, ...]] = (JsAbortSignal,)
    parent = "EventTarget"
    constructor_parent = "EventTarget"
    constructible = False

    def construct(self, *_: Any) -> Any:
        raise TypeError("Illegal constructor")

    def _signal(self, this: object, member: str) -> JsAbortSignal:
        return self.receiver(this, JsAbortSignal, member)

    @static
    def abort(self, reason: object = None) -> JsAbortSignal:
        made = JsAbortSignal(self.realm)
        made.abort(reason)
        return made

    @static
    def timeout(self, milliseconds: object = None) -> JsAbortSignal:
        wide = to_number(self.realm.to_primitive(milliseconds, "number"))
        if not 0 <= wide <= MAX_SAFE_MILLISECONDS:
            raise TypeError(
                "Failed to execute 'timeout' on 'AbortSignal': the value is outside the "
                "'unsigned long long' value range."
            )
        made = JsAbortSignal(self.realm)
        loop = self.realm.loop
        if loop is not None:
            # As Node has it, waiting for this alone does not keep the guest from being idle.
            loop.unref(loop.set_timer(_time_out, (made,), int(wide) / MILLISECONDS_PER_SECOND))
        return made

    @static
    def any(self, signals: Any = None) -> JsAbortSignal:
        listed = list(self.realm.iterate(signals))
        for each in listed:
            if not isinstance(each, JsAbortSignal):
                raise TypeError(
                    "Failed to execute 'any' on 'AbortSignal': Failed to convert value to "
                    "'AbortSignal'."
                )
        return JsAbortSignal.following(self.realm, listed)

    @getter
    def aborted(self, this: object) -> bool:
        return self._signal(this, "get aborted").aborted

    @getter
    def reason(self, this: object) -> Any:
        return self._signal(this, "get reason").reason

    @method("throwIfAborted")
    def throw_if_aborted(self, this: object) -> None:
        self._signal(this, "throwIfAborted").throw_if_aborted()

    @getter
    def onabort(self, this: object) -> Any:
        return self._handler(this, "abort")

    @setter("onabort")
    def set_onabort(self, this: object, value: object = None) -> None:
        self._set_handler(this, "abort", value)


def _time_out(signal: JsAbortSignal) -> None:
    signal.abort(DOMException("The operation was aborted due to timeout", "TimeoutError"))
