"""``Performance`` (High Resolution Time; Performance Timeline; User Timing)."""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.conversions import is_primitive
from hostapi.errors import DOMException
from hostapi.instances import InstanceInterface, shown
from hostapi.interface import getter, method
from hostapi.performance_entries import (
    JsPerformanceEntry,
    JsPerformanceMark,
    JsPerformanceMeasure,
    clone_detail,
)
from hostapi.performance_timeline import JsPerformance
from hostapi.plain_objects import JsObject
from runtime.core.values import null


class Performance(InstanceInterface):
    """The guest's clock."""

    name = "Performance"
    types: ClassVar[tuple[type, ...]] = (JsPerformance,)
    parent = "EventTarget"
    constructor_parent = "EventTarget"
    tag = "Performance"

    def _performance(self, this: object) -> JsPerformance:
        if not isinstance(this, JsPerformance):
            raise TypeError(f"{shown(self, this)} is not a Performance")
        return this

    @method
    def now(self, this: object) -> float:
        return self._performance(this).now()

    @getter
    def timeOrigin(self, this: object) -> float:
        return self._performance(this).time_origin

    @method
    def toJSON(self, this: object) -> JsObject:
        return JsObject(timeOrigin=self._performance(this).time_origin)

    # --- the timeline ---------------------------------------------------------------------------

    @method
    def getEntries(self, this: object) -> list[JsPerformanceEntry]:
        return self._performance(this).selected()

    @method
    def getEntriesByType(self, this: object, *args: Any) -> list[JsPerformanceEntry]:
        performance = self._performance(this)
        return performance.selected(entry_type=self._required("type", args))

    @method
    def getEntriesByName(self, this: object, *args: Any) -> list[JsPerformanceEntry]:
        performance = self._performance(this)
        name = self._required("name", args)
        kind = None if len(args) < 2 or args[1] is None else self.realm.to_string(args[1])
        return performance.selected(name, kind)

    def _required(self, parameter: str, args: tuple[Any, ...]) -> str:
        if not args:
            raise TypeError(f'The "{parameter}" argument must be specified')
        return self.realm.to_string(args[0])

    @method
    def clearMarks(self, this: object, name: Any = None) -> None:
        self._clear(this, "mark", name)

    @method
    def clearMeasures(self, this: object, name: Any = None) -> None:
        self._clear(this, "measure", name)

    def _clear(self, this: object, entry_type: str, name: Any) -> None:
        wanted = None if name is None else self.realm.to_string(name)
        self._performance(this).clear(entry_type, wanted)

    # A guest loads no resources of which there could be entries.

    @method
    def clearResourceTimings(self, this: object) -> None:
        self._performance(this)

    @method
    def setResourceTimingBufferSize(self, this: object, _size: Any = None) -> None:
        self._performance(this)

    # --- marks and measures ---------------------------------------------------------------------

    @method
    def mark(self, this: object, *args: Any) -> JsPerformanceMark:
        performance = self._performance(this)
        made: JsPerformanceMark = self.realm.constructors["PerformanceMark"](*args)
        performance.add_entry(made)
        return made

    @method
    def measure(self, this: object, *args: Any) -> JsPerformanceMeasure:
        performance = self._performance(this)
        name = self._required("name", args)
        start_or_options, end_mark = (*args, None, None)[1:3]
        is_options = is_primitive(start_or_options) is False or start_or_options is null
        options = self._options(start_or_options, end_mark) if is_options else {}
        end = self._end(performance, options, end_mark)
        start = options.get("start")
        if start is not None:
            began = self._timestamp(performance, start)
        elif "duration" in options and "end" in options:
            began = end - self._number(options["duration"])
        elif not is_options and start_or_options is not None:
            began = self._timestamp(performance, self.realm.to_string(start_or_options))
        else:
            began = 0
        detail = clone_detail(self, options.get("detail"))
        made = JsPerformanceMeasure(name, began, end - began, detail)
        performance.add_entry(made)
        return made

    def _options(self, given: Any, end_mark: Any) -> dict[str, Any]:
        """Return those of the options that there are (User Timing, measure, step 1).

        Raises:
            TypeError: they contradict each other.

        """
        if given is null:
            return {}
        keys = ("start", "end", "duration", "detail")
        found = {key: self.realm.get(given, key) for key in keys}
        options = {key: value for key, value in found.items() if value is not None}
        if not options:
            return {}
        if end_mark is not None:
            raise TypeError("endMark must not be specified")
        if "start" not in options and "end" not in options:
            raise TypeError("One of options.start or options.end must be specified")
        if {"start", "end", "duration"} <= options.keys():
            raise TypeError(
                "Must not have options.start, options.end, and options.duration specified"
            )
        return options

    def _end(self, performance: JsPerformance, options: dict[str, Any], end_mark: Any) -> float:
        if end_mark is not None:
            return self._timestamp(performance, self.realm.to_string(end_mark))
        if "end" in options:
            return self._timestamp(performance, options["end"])
        if "start" in options and "duration" in options:
            start = self._timestamp(performance, options["start"])
            return start + self._number(options["duration"])
        return performance.now()

    def _number(self, value: Any) -> float:
        return self.realm.to_number(value)

    def _timestamp(self, performance: JsPerformance, mark: Any) -> float:
        """Return when a mark was, or a number of milliseconds (convert a mark to a timestamp).

        Raises:
            DOMException: ``SyntaxError``: there is no such mark.
            TypeError: the number is negative.

        """
        if isinstance(mark, (int, float)) and not isinstance(mark, bool):
            if not mark >= 0:
                raise TypeError(f"{self.realm.to_string(mark)} is not a valid timestamp")
            return mark
        name = self.realm.to_string(mark)
        found = performance.newest_mark(name)
        if found is None:
            raise DOMException(f'The "{name}" performance mark has not been set', "SyntaxError")
        return found.start_time
