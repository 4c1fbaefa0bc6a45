"""A guest's time, and what it notes of it: each has one, of which few ask more than the time.

Time begins when the guest is opened, and goes by the clock of its loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hostapi.dom.targets import JsEventTarget
from runtime.clock import Clock, WallClock
from runtime.late import logger

if TYPE_CHECKING:
    from hostapi.performance_entries import JsPerformanceEntry, JsPerformanceMark

LOGGER: Final = logger("hostapi.performance")

MANY_ENTRIES: Final = 1_000_000
"""So many marks or measures are taken for a leak, as in Node, and a warning says so once."""


class JsPerformance(JsEventTarget):
    """A guest's clock, and the entries of its timeline.

    Args:
        clock: tells the time.
        wall: tells what time of day the guest's time begins at.

    Attributes:
        clock: the same.
        time_origin: when its time began, in milliseconds since 1970.
        entries: its marks and measures, in the order they were made.

    """

    __slots__ = ("_start_seconds", "clock", "entries", "time_origin")

    def __init__(self, clock: Clock, wall: WallClock) -> None:
        super().__init__()
        self.clock = clock
        self._start_seconds = clock.monotonic_seconds()
        self.time_origin = wall.unix_seconds() * 1000
        self.entries: list[JsPerformanceEntry] = []

    def now(self) -> float:
        """Return how many milliseconds have passed since the guest was opened."""
        return (self.clock.monotonic_seconds() - self._start_seconds) * 1000

    def add_entry(self, entry: JsPerformanceEntry) -> None:
        """Put an entry into the timeline."""
        self.entries.append(entry)
        if len(self.entries) == MANY_ENTRIES:
            LOGGER.warning(
                "a guest keeps %d performance entries, the newest of them %r: it should clear them "
                "(performance.clearMarks, clearMeasures)",
                len(self.entries),
                entry,
            )

    def selected(
        self, name: str | None = None, entry_type: str | None = None
    ) -> list[JsPerformanceEntry]:
        """Return the entries of a name and a type, None for all, by when they began."""
        found = [
            each
            for each in self.entries
            if name in (None, each.name) and entry_type in (None, each.entry_type)
        ]
        return sorted(found, key=lambda each: each.start_time)

    def clear(self, entry_type: str, name: str | None) -> None:
        """Drop the entries of a type, and of a name unless that is None."""
        self.entries = [
            each
            for each in self.entries
            if each.entry_type != entry_type or name not in (None, each.name)
        ]

    def newest_mark(self, name: str) -> JsPerformanceMark | None:
        """Return the mark of a name that was made last."""
        from hostapi.performance_entries import JsPerformanceMark  # there are no others before

        for entry in reversed(self.entries):
            if isinstance(entry, JsPerformanceMark) and entry.name == name:
                return entry
        return None

    def __repr__(self) -> str:
        return f"<Performance since {self.time_origin} ms, {len(self.entries)} entries>"
