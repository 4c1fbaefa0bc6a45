"""Entries of the performance timeline (Performance Timeline, 4; User Timing, 3.2 and 3.3)."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from hostapi.instances import InstanceInterface, JsInstance, shown
from hostapi.interface import getter, method
from hostapi.plain_objects import JsObject
from runtime.core.values import null

_Entry = TypeVar("_Entry", bound="JsPerformanceEntry")


class JsPerformanceEntry(JsInstance):
    """Something that took time, or a moment.

    Args:
        name: what the guest called it.
        start_time: when it began, in milliseconds since the time origin.
        duration: how long it took, in milliseconds.
        detail: what the guest attached to it.

    Attributes:
        name: the same.
        start_time: the same.
        duration: the same.
        detail: the same.

    """

    __slots__ = ("detail", "duration", "name", "start_time")
    entry_type: ClassVar[str]

    def __init__(
        self, name: str, start_time: float, duration: float = 0, detail: Any = null
    ) -> None:
        super().__init__()
        self.name = name
        self.start_time = start_time
        self.duration = duration
        self.detail = detail

    def __repr__(self) -> str:
        lasted = f" for {self.duration} ms" if self.duration else ""
        return f"<{self.entry_type} {self.name!r} at {self.start_time} ms{lasted}>"


class JsPerformanceMark(JsPerformanceEntry):
    """A moment that has a name."""

    __slots__ = ()
    entry_type = "mark"


class JsPerformanceMeasure(JsPerformanceEntry):
    """The time between two moments."""

    __slots__ = ()
    entry_type = "measure"


class PerformanceEntry(InstanceInterface):
    """What all entries have."""

    name = "PerformanceEntry"
    types: ClassVar[tuple[type, ...]] = (JsPerformanceEntry,)
    tag = "PerformanceEntry"

    def _entry(self, this: object, cls: type[_Entry]) -> _Entry:
        if not isinstance(this, cls):
            raise TypeError(f"{shown(self, this)} is not a {self.name}")
        return this

    def call(self, *_: Any) -> Any:
        raise TypeError(f"Class constructor {self.name} cannot be invoked without 'new'")

    @getter("name")
    def get_name(self, this: object) -> str:
        return self._entry(this, JsPerformanceEntry).name

    @getter
    def entryType(self, this: object) -> str:
        return self._entry(this, JsPerformanceEntry).entry_type

    @getter
    def startTime(self, this: object) -> float:
        return self._entry(this, JsPerformanceEntry).start_time

    @getter
    def duration(self, this: object) -> float:
        return self._entry(this, JsPerformanceEntry).duration

    @method
    def toJSON(self, this: object) -> JsObject:
        entry = self._entry(this, JsPerformanceEntry)
        made = JsObject(
            name=entry.name,
            entryType=entry.entry_type,
            startTime=entry.start_time,
            duration=entry.duration,
        )
        if isinstance(entry, (JsPerformanceMark, JsPerformanceMeasure)):
            made["detail"] = entry.detail
        return made


class PerformanceMark(PerformanceEntry):
    """A mark; one that is constructed is in no timeline."""

    name = "PerformanceMark"
    types: ClassVar[tuple[type, ...]] = (JsPerformanceMark,)
    parent = "PerformanceEntry"
    constructor_parent = "PerformanceEntry"
    tag = "PerformanceMark"
    length = 1

    def construct(self, *args: Any) -> JsPerformanceMark:
        """Return ``new PerformanceMark(name, options)`` (User Timing, 3.2.1)."""
        if not args:
            raise TypeError('The "name" argument must be specified')
        name, options = self.realm.to_string(args[0]), (*args, None)[1]
        start, detail = None, None
        if options is not None and options is not null:
            start, detail = (self.realm.get(options, key) for key in ("startTime", "detail"))
        time = self.realm.performance.now() if start is None else self.realm.to_number(start)
        if not time >= 0:
            raise TypeError(f"{self.realm.to_string(time)} is not a valid timestamp")
        return JsPerformanceMark(name, time, 0, clone_detail(self, detail))

    @getter
    def detail(self, this: object) -> Any:
        return self._entry(this, JsPerformanceMark).detail


class PerformanceMeasure(PerformanceEntry):
    """A measure; only `Performance.measure` makes one."""

    name = "PerformanceMeasure"
    types: ClassVar[tuple[type, ...]] = (JsPerformanceMeasure,)
    parent = "PerformanceEntry"
    constructor_parent = "PerformanceEntry"
    tag = "PerformanceMeasure"

    @getter
    def detail(self, this: object) -> Any:
        return self._entry(this, JsPerformanceMeasure).detail


def clone_detail(interface: InstanceInterface, detail: Any) -> Any:
    """Return what an entry keeps of a ``detail``: a copy, null where there is none."""
    if detail is None:
        return null
    from hostapi.structured_clone import structured_clone

    return structured_clone(interface.realm, detail)
