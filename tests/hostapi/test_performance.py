"""``Performance`` on a clock that stands still; its marks and measures are as in Node."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from hostapi import JsObject, Realm, errors, new_realm
from hostapi.performance_entries import JsPerformanceMark, JsPerformanceMeasure
from hostapi.performance_timeline import JsPerformance
from runtime.core.values import Symbol, null
from runtime.testing import MockClock


@pytest.fixture
def clock() -> MockClock:
    return MockClock(1000.0)


@pytest.fixture
def realm(clock: MockClock) -> Realm:
    return new_realm(clock)


def call(realm: Realm, name: str, *args: Any) -> Any:
    return realm.call(realm.performance, name, args)


def measured(realm: Realm, *args: Any) -> tuple[float, float, Any]:
    made = call(realm, "measure", "m", *args)
    return made.start_time, made.duration, made.detail


def test_time_begins_when_the_guest_is_opened(realm: Realm, clock: MockClock) -> None:
    assert realm.get(realm.performance, "timeOrigin") == 1_000_000
    assert call(realm, "now") == 0
    clock.advance(0.25)
    assert call(realm, "now") == 250
    assert call(realm, "toJSON") == {"timeOrigin": 1_000_000}


def test_a_mark_is_a_moment(realm: Realm, clock: MockClock) -> None:
    clock.advance(2)
    made = call(realm, "mark", "here", JsObject(detail=JsObject(a=[1])))
    get = realm.get
    assert isinstance(made, JsPerformanceMark)
    assert (get(made, "name"), get(made, "entryType")) == ("here", "mark")
    assert (get(made, "startTime"), get(made, "duration")) == (2000, 0)
    assert get(made, "detail") == {"a": [1]}
    assert get(call(realm, "mark", "plain"), "detail") is null
    assert get(call(realm, "mark", "then", JsObject(startTime=5)), "startTime") == 5
    text = '{"name":"here","entryType":"mark","startTime":2000,"duration":0,"detail":{"a":[1]}}'
    assert realm.to_json(made) == text


def test_a_detail_is_a_copy(realm: Realm) -> None:
    given = JsObject(a=1)
    made = call(realm, "mark", "m", JsObject(detail=given))
    given["a"] = 2
    assert made.detail == {"a": 1}
    with pytest.raises(errors.DOMException, match="could not be cloned") as caught:
        call(realm, "mark", "m", JsObject(detail=print))
    assert caught.value.name == "DataCloneError"


def test_a_measure_lies_between_marks_or_numbers(realm: Realm, clock: MockClock) -> None:
    clock.advance(1)
    call(realm, "mark", "a")
    clock.advance(1)
    call(realm, "mark", "b")
    clock.advance(1)
    assert measured(realm) == (0, 3000, null)
    assert measured(realm, "a") == (1000, 2000, null)
    assert measured(realm, "a", "b") == (1000, 1000, null)
    assert measured(realm, None, "b") == (0, 2000, null)
    assert measured(realm, null) == (0, 3000, null)
    assert measured(realm, JsObject()) == (0, 3000, null)
    assert measured(realm, JsObject(start="a", end="b", detail=7)) == (1000, 1000, 7)
    assert measured(realm, JsObject(start=5, duration=7)) == (5, 7, null)
    assert measured(realm, JsObject(end="b", duration=500)) == (1500, 500, null)
    assert measured(realm, JsObject(start="a")) == (1000, 2000, null)
    call(realm, "mark", "a")
    assert measured(realm, "a") == (3000, 0, null), "of several marks the newest"


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("nope",), 'The "nope" performance mark has not been set'),
        ((None, "nope"), 'The "nope" performance mark has not been set'),
        ((7,), 'The "7" performance mark has not been set'),
        ((JsObject(start=-1),), "-1 is not a valid timestamp"),
        ((JsObject(start=1), "b"), "endMark must not be specified"),
        ((JsObject(detail=1),), "options.start or options.end must be specified"),
        ((JsObject(start=1, end=2, duration=3),), "Must not have options.start"),
    ],
)
def test_a_measure_without_sense_is_refused(realm: Realm, args: Any, text: str) -> None:
    with pytest.raises(errors.DOMException if "has not" in text else TypeError, match=text):
        call(realm, "measure", "m", *args)
    assert call(realm, "getEntries") == []


def test_a_mark_without_sense_is_refused(realm: Realm) -> None:
    with pytest.raises(TypeError, match="-1 is not a valid timestamp"):
        call(realm, "mark", "m", JsObject(startTime=-1))
    with pytest.raises(TypeError, match='"name" argument must be specified'):
        call(realm, "mark")
    with pytest.raises(TypeError, match="Cannot convert a Symbol value to a string"):
        call(realm, "mark", Symbol("s"))
    assert call(realm, "getEntries") == []


def test_the_timeline_is_in_order_of_time(realm: Realm) -> None:
    for name, start in (("late", 9), ("early", 1), ("late", 5)):
        call(realm, "mark", name, JsObject(startTime=start))
    call(realm, "measure", "early", JsObject(start=2, end=4))

    def names(entries: Any) -> list[tuple[str, float]]:
        return [(each.name, each.start_time) for each in entries]

    assert names(call(realm, "getEntries")) == [
        ("early", 1), ("early", 2), ("late", 5), ("late", 9),
    ]  # fmt: skip
    assert names(call(realm, "getEntriesByType", "measure")) == [("early", 2)]
    assert names(call(realm, "getEntriesByType", "other")) == []
    assert names(call(realm, "getEntriesByName", "early")) == [("early", 1), ("early", 2)]
    assert names(call(realm, "getEntriesByName", "early", "mark")) == [("early", 1)]
    call(realm, "clearMarks", "late")
    assert names(call(realm, "getEntries")) == [("early", 1), ("early", 2)]
    call(realm, "clearMarks")
    assert names(call(realm, "getEntries")) == [("early", 2)]
    call(realm, "clearMeasures")
    assert call(realm, "getEntries") == []


def test_classes(realm: Realm) -> None:
    scope: dict[str, Any] = realm.globals()
    mark = scope["PerformanceMark"]("q", JsObject(startTime=1))
    assert realm.instance_of(mark, scope["PerformanceMark"])
    assert realm.instance_of(mark, scope["PerformanceEntry"])
    assert not realm.instance_of(mark, scope["PerformanceMeasure"])
    assert realm.instance_of(realm.performance, scope["Performance"])
    assert realm.instance_of(realm.performance, scope["EventTarget"])
    assert call(realm, "getEntries") == [], "what is constructed is in no timeline"
    for name in ("PerformanceEntry", "PerformanceMeasure", "Performance"):
        with pytest.raises(TypeError, match="Illegal constructor"):
            scope[name]()
    with pytest.raises(TypeError, match="is not a Performance"):
        realm.apply(realm.get(realm.performance, "now"), JsObject(), ())


def test_entries_are_readable_in_python() -> None:
    assert repr(JsPerformanceMark("m", 5)) == "<mark 'm' at 5 ms>"
    assert repr(JsPerformanceMeasure("m", 5, 2.5)) == "<measure 'm' at 5 ms for 2.5 ms>"


def test_a_timeline_that_only_grows_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, clock: MockClock
) -> None:
    monkeypatch.setattr("hostapi.performance_timeline.MANY_ENTRIES", 3)
    performance = JsPerformance(clock, clock)
    with caplog.at_level(logging.WARNING, "hostapi"):
        for _ in range(5):
            performance.add_entry(JsPerformanceMark("again", 1))
    assert [record.getMessage() for record in caplog.records] == [
        "a guest keeps 3 performance entries, the newest of them <mark 'again' at 1 ms>: it should "
        "clear them (performance.clearMarks, clearMeasures)"
    ]
