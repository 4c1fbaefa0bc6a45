"""A profile read as its viewers do: events by time, spans in each other, and nothing left over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

Event = dict[str, Any]

_CATEGORIES: Final = {
    "closure",
    "drop",
    "export",
    "gc",
    "host",
    "load",
    "loop",
    "microtask",
    "promise",
    "timer",
}

# By phase, which fields an event has beside its process, thread and time, and which it may have.
_FIELDS: Final[dict[str, tuple[set[str], set[str]]]] = {
    "B": ({"name", "cat"}, {"args"}),
    "E": (set(), {"args"}),
    "M": ({"name", "args"}, set()),
    "i": ({"name", "cat", "s"}, {"args"}),
    "s": ({"name", "cat", "id"}, set()),
    "f": ({"name", "cat", "id", "bp"}, set()),
    "b": ({"name", "cat", "id"}, {"args"}),
    "e": ({"name", "cat", "id"}, set()),
}


@dataclass
class Span:
    """One span.

    Attributes:
        name: its name.
        category: its category.
        args: what stands beside it, from both its ends.
        begin: when it began, in microseconds.
        end: when it ended.
        inner: the spans in it.

    """

    name: str
    category: str
    args: dict[str, Any]
    begin: float
    end: float = 0.0
    inner: list[Span] = field(default_factory=list)

    def shape(self) -> Any:
        """Return its name, and with it the shapes of those inside, where there are any."""
        return (self.name, [span.shape() for span in self.inner]) if self.inner else self.name


class Profile:
    """A whole profile, of which each event was looked at.

    Args:
        text: what was written.

    Attributes:
        events: all events, by time.
        spans: the outermost spans, without those of Python's garbage collector.

    """

    def __init__(self, text: str) -> None:
        events: list[Event] = json.loads(text)
        assert isinstance(events, list)
        for event in events:
            _check(event)
        self.events = sorted(events, key=lambda event: float(event["ts"]))
        self.spans = [span for thread in self._threads() for span in self._spans_of(thread)]

    def _threads(self) -> Iterator[int]:
        threads = {event["tid"] for event in self.events if event["ph"] != "M"}
        named = {
            event["tid"]
            for event in self.events
            if event["name" if "name" in event else "ph"] == "thread_name"
        }
        assert threads <= named
        yield from sorted(threads)

    def _spans_of(self, thread: int) -> Iterable[Span]:
        outermost: list[Span] = []
        open_spans: list[Span] = []
        for event in self.events:
            if event["tid"] != thread:
                continue
            args = event.get("args", {})
            if event["ph"] == "B":
                span = Span(event["name"], event["cat"], dict(args), event["ts"])
                # The collector comes in between anywhere.
                if span.category != "gc":
                    (open_spans[-1].inner if open_spans else outermost).append(span)
                open_spans.append(span)
            elif event["ph"] == "E":
                span = open_spans.pop()
                span.end = event["ts"]
                span.args.update(args)
        assert open_spans == [], "spans without an end"
        return outermost

    def of(self, *categories: str) -> list[Span]:
        """Return the outermost spans of some categories, seen through those of others."""
        return _only(self.spans, set(categories))

    def shapes(self, *categories: str) -> list[Any]:
        """Return their shapes, of those categories alone."""
        return [span.shape() for span in self.of(*categories)]

    def marks(self, category: str) -> list[str]:
        """Return the names of what only happened, in order."""
        return [e["name"] for e in self.events if e["ph"] == "i" and e["cat"] == category]

    def lasting(self, category: str) -> list[str]:
        """Return the names of what lasted beyond a call; each has ended after it began."""
        begun: dict[int, Event] = {}
        ended: list[str] = []
        for event in self.events:
            if event.get("cat") != category or event["ph"] not in "be":
                continue
            if event["ph"] == "b":
                assert event["id"] not in begun
                begun[event["id"]] = event
            else:
                ended.append(event["name"])
                assert begun.pop(event["id"])["name"] == event["name"]
        assert begun == {}
        return ended


def _check(event: Event) -> None:
    needed, allowed = _FIELDS[event["ph"]]
    always = {"ph", "pid", "tid", "ts"}
    assert needed | always <= event.keys() <= needed | allowed | always, event
    assert isinstance(event["pid"], int)
    assert isinstance(event["tid"], int)
    assert event["ts"] >= 0
    assert event.get("cat", "gc") in _CATEGORIES
    assert isinstance(event.get("args", {}), dict)
    assert event.get("s", "t") == "t"
    assert event.get("bp", "e") == "e"


def _only(spans: list[Span], categories: set[str]) -> list[Span]:
    found = []
    for span in spans:
        inner = _only(span.inner, categories)
        if span.category in categories:
            found.append(Span(span.name, span.category, span.args, span.begin, span.end, inner))
        else:
            found += inner
    return found
