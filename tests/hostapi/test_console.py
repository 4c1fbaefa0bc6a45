from __future__ import annotations

import io
import logging
import sys
from array import array
from collections.abc import AsyncGenerator
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostapi import JsDate, JsMap, JsObject, JsRegExp, JsSet, new_realm
from hostapi.console import Console, LogConsole, format_message, neutralise
from hostapi.inspect import inspect
from hostapi.properties import PLAIN, Accessor
from runtime.core.values import Symbol, null
from runtime.errors import JsError
from runtime.testing import MockClock


class Screen:
    def __init__(self) -> None:
        self.out = io.StringIO()
        self.err = io.StringIO()
        self.clock = MockClock()
        self.console = Console(self.out, self.err, self.clock)

    def read(self) -> tuple[str, str]:
        return self.out.getvalue(), self.err.getvalue()


@pytest.fixture
def screen() -> Screen:
    return Screen()


def named(a: int) -> int:
    return a


CIRCULAR: list[object] = [1]
CIRCULAR.append(CIRCULAR)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "undefined"),
        (null, "null"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (-5, "-5"),
        (2**53, "9007199254740992n"),
        (1.0, "1"),
        (0.5, "0.5"),
        (-0.0, "-0"),
        (100.0, "100"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (-1.25e-7, "-1.25e-7"),
        (12345.678, "12345.678"),
        (5e-324, "5e-324"),
        (nan, "NaN"),
        (inf, "Infinity"),
        (-inf, "-Infinity"),
        ("it", "'it'"),
        ("it's", '"it\'s"'),
        ("a\n\tb\\", "'a\\n\\tb\\\\'"),
        ("'\"`", "'\\'\"`'"),
        ([], "[]"),
        ([1, "a", None], "[ 1, 'a', undefined ]"),
        ((1, 2), "[ 1, 2 ]"),
        ({}, "{}"),
        ({"a": 1, "b c": [True], 3: 4}, "{ a: 1, 'b c': [ true ], '3': 4 }"),
        ([[[[1]]]], "[ [ [ [Array] ] ] ]"),
        ([[[[]]]], "[ [ [ [] ] ] ]"),
        ([[[{"a": 1}]]], "[ [ [ [Object] ] ] ]"),
        (CIRCULAR, "[ 1, [Circular] ]"),
        (JsMap({"a": 1, 2: []}), "Map(2) { 'a' => 1, 2 => [] }"),
        (JsSet([1, "x"]), "Set(2) { 1, 'x' }"),
        ([JsMap(), set(), frozenset({1})], "[ Map(0) {}, Set(0) {}, Set(1) { 1 } ]"),
        ([[[JsMap({1: 2}), JsSet("a")]]], "[ [ [ [Map], [Set] ] ] ]"),
        (b"\x01\xff", "Uint8Array(2) [ 1, 255 ]"),
        (memoryview(b""), "Uint8Array(0) []"),
        (array("d", [0.5, 2.0]), "Float64Array(2) [ 0.5, 2 ]"),
        (list(range(101)), f"[ {', '.join(map(str, range(100)))}, ... 1 more item ]"),
        (ValueError("bad"), "ValueError: bad"),
        (ValueError(), "ValueError"),
        (JsError("bad", "RangeError"), "RangeError: bad"),
        (Symbol("s"), "Symbol(s)"),
        (named, "[Function: named]"),
        (Screen, "[class Screen]"),
        (1j, "1j"),
    ],
)
def test_inspect(value: object, text: str) -> None:
    assert inspect(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_their_value(value: float) -> None:
    assert float(inspect(value).removesuffix("n")) == value


@given(st.recursive(st.none() | st.text() | st.floats(), lambda inner: st.lists(inner)))
def test_every_value_has_one_line(value: object) -> None:
    assert "\n" not in inspect(value)


@pytest.mark.parametrize(
    ("args", "text"),
    [
        ((), ""),
        (("a",), "a"),
        (("a", "b", 1, [2]), "a b 1 [ 2 ]"),
        ((1, "a"), "1 a"),
        ((1, "%s", "a"), "1 %s a"),
        (("100%% %s",), "100%% %s"),
        (("100%% of %s", "it"), "100% of it"),
        (("%s and %s", "a"), "a and %s"),
        (("%s", "a", "b", None), "a b undefined"),
        (("%s|%s|%s", None, {"a": 1}, "x"), "undefined|{ a: 1 }|x"),
        (("%d %i", 42.9, "42abc"), "42 42"),
        (("%d %d %d %d", "no", None, nan, True), "NaN NaN NaN NaN"),
        (("%d", -1.5), "-1"),
        (("%d %d", 1e300, 2**60), "1e+300 1152921504606846976n"),
        (("%d", "9007199254740993"), "9007199254740992"),
        (("%i", "9" * 5000), "Infinity"),
        (("%f %f %f", "3.25kg", 1, "-.5"), "3.25 1 -0.5"),
        (("%f %f", "no", [1]), "NaN NaN"),
        (("%o %O", "a", {"b": "c"}), "'a' { b: 'c' }"),
        (("%cred", "color: red"), "red"),
        (("%x %s", "a"), "%x a"),
        (("%s", "%s", "a"), "%s a"),
    ],
)
def test_format_message(args: tuple[object, ...], text: str) -> None:
    assert format_message(args) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain äß€😀\n\ttext", "plain äß€😀\n\ttext"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\r\x00\x07\x7f\x9b1m", "\\x0d\\x00\\x07\\x7f\\x9b1m"),
        ("\ud800", "\ufffd"),
    ],
)
def test_neutralise(text: str, shown: str) -> None:
    assert neutralise(text) == shown


@given(st.text())
def test_nothing_that_steers_a_terminal_gets_through(text: str) -> None:
    assert all(
        char.isprintable() or ord(char) > 0x9F or char in "\n\t" for char in neutralise(text)
    )


@pytest.mark.parametrize(
    ("method", "stream"),
    [
        ("log", 0), ("info", 0), ("debug", 0), ("dirxml", 0), ("group", 0), ("groupCollapsed", 0),
        ("warn", 1), ("error", 1),
    ],
)  # fmt: skip
def test_where_messages_go(screen: Screen, method: str, stream: int) -> None:
    getattr(screen.console, method)("n = %d", 5, "\x1b[2J")
    assert screen.read()[stream] == "n = 5 \\x1b[2J\n"
    assert screen.read()[1 - stream] == ""


def test_trace(screen: Screen) -> None:
    screen.console.trace("at %s", "once")
    screen.console.trace()
    screen.console.trace("100%")
    assert screen.read() == ("", "Trace: at once\nTrace\nTrace: 100%\n")


def test_assert(screen: Screen) -> None:
    check = getattr(screen.console, "assert")
    values: list[object] = [True, 1, "x", [], {}]
    for truthy in values:
        check(truthy, "not written")
    check()
    check(0, "n is %d", 5)
    check(null, {"a": 1})
    assert screen.read() == (
        "",
        "Assertion failed\nAssertion failed: n is 5\nAssertion failed { a: 1 }\n",
    )


def test_groups_indent_every_line(screen: Screen) -> None:
    console = screen.console
    console.group("outer")
    console.log("a\nb")
    console.group()
    console.error("c")
    console.groupEnd()
    console.log("d")
    console.groupEnd()
    console.groupEnd()
    console.log("e")
    console.group()
    console.clear()
    console.log("f")
    assert screen.read() == ("outer\n  a\n  b\n  d\ne\nf\n", "    c\n")


def test_count(screen: Screen) -> None:
    console = screen.console
    console.count()
    console.count("x")
    console.count()
    console.countReset()
    console.count()
    console.countReset("never")
    assert screen.read() == (
        "default: 1\nx: 1\ndefault: 2\ndefault: 1\n",
        "Count for 'never' does not exist\n",
    )


def test_an_undefined_label_is_the_default(screen: Screen) -> None:
    console = screen.console
    console.count(None)
    console.countReset(None)
    console.count()
    console.time(None)
    console.timeLog(None, "so far")
    console.timeEnd(None)
    assert screen.read() == (
        "default: 1\ndefault: 1\ndefault: 0.000ms so far\ndefault: 0.000ms\n",
        "",
    )


@pytest.mark.skipif(
    not hasattr(sys, "set_int_max_str_digits"), reason="this Python converts any number of digits"
)
def test_a_bigint_with_more_digits_than_python_converts() -> None:
    assert inspect(16**5000) == f"0x1{'0' * 5000}n"


def test_time(screen: Screen) -> None:
    console = screen.console
    console.time()
    screen.clock.advance(0.0125)
    console.timeLog("default", "so far", [1])
    screen.clock.advance(1)
    console.timeEnd()
    console.timeEnd()
    console.time("x")
    console.time("x")
    assert screen.read() == (
        "default: 12.500ms so far [ 1 ]\ndefault: 1012.500ms\n",
        "Timer 'default' does not exist\nTimer 'x' already exists\n",
    )


def test_dir_shows_the_value_alone(screen: Screen) -> None:
    screen.console.dir("a%s", {"depth": 0})
    assert screen.read()[0] == "'a%s'\n"


@pytest.mark.parametrize(
    ("args", "lines"),
    [
        (([],), ["(index)", "-------"]),
        (("text",), ["text"]),
        (
            ([{"a": 1, "b": "x"}, {"a": 2.5}, 7],),
            [
                "(index) | a   | b   | Values",
                "------- | --- | --- | ------",
                "0       | 1   | 'x' |",
                "1       | 2.5 |     |",
                "2       |     |     | 7",
            ],
        ),
        (
            ({"row": [1, 2]}, ["1"]),
            ["(index) | 1", "------- | -", "row     | 2"],
        ),
    ],
)
def test_table(screen: Screen, args: tuple[object, ...], lines: list[str]) -> None:
    screen.console.table(*args)
    assert screen.read()[0].splitlines() == lines


def test_standard_streams_are_looked_up_when_something_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = Console()
    console.log("out")
    console.error("err")
    assert capsys.readouterr() == ("out\n", "err\n")


def test_a_console_that_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "hostapi.console")
    console = LogConsole("interval", MockClock())
    console.log("a %s", "b", {"c": 1})
    console.info("an info")
    console.debug("a debug")
    console.warn("a warning")
    console.error("an error")
    console.trace("a trace")
    check = getattr(console, "assert")
    check(False, "an assertion")
    check(True, "nothing")
    console.group("a group")
    console.count()
    console.groupEnd()
    console.log("\x1b[31mred\x1b[0m\nand a 100 %")
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert told == [
        ("INFO", "a b { c: 1 }"),
        ("INFO", "an info"),
        ("DEBUG", "a debug"),
        ("WARNING", "a warning"),
        ("ERROR", "an error"),
        ("DEBUG", "Trace: a trace"),
        ("ERROR", "Assertion failed: an assertion"),
        ("INFO", "a group"),
        ("INFO", "  default: 1"),
        ("INFO", "\\x1b[31mred\\x1b[0m\nand a 100 %"),
    ]
    assert {(record.name, record.__dict__["guest"]) for record in caplog.records} == {
        ("hostapi.console", "interval")
    }


def test_what_nobody_wants_to_see_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "hostapi.console")
    LogConsole().log("nothing")
    assert caplog.records == []


def test_the_library_has_no_handlers() -> None:
    names = ("runtime", "hostapi", "hostapi.console", "runtime.slow", "runtime.guest")
    assert all(logging.getLogger(name).handlers == [] for name in names)


def test_no_standard_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    Console().log("nowhere")


def test_a_stream_that_cannot_encode() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Console(stream).log("5 €")
    assert raw.getvalue() == b"5 \\u20ac\n"


def test_objects_of_javascript() -> None:
    realm = new_realm()
    made = JsObject({"a": 1, Symbol("s"): 2})
    made.define("hidden", 3)
    made.define("computed", Accessor(named), PLAIN)
    made["later"] = JsMap({"k": {1: [2]}})
    assert (
        inspect(made)
        == "{ a: 1, computed: [Getter], later: Map(1) { 'k' => { '1': [Array] } }, [Symbol(s)]: 2 }"
    )
    ring = JsSet([1])
    ring.add(ring)
    assert inspect(ring) == "Set(2) { 1, [Circular] }"
    scope: dict[str, Any] = realm.globals()
    assert inspect(scope["Array"]) == "[Function: Array]"
    assert inspect(realm.get([], "push")) == "[Function: push]"
    assert inspect(realm.call(named, "bind", ())) == "[Function: bound named]"
    assert inspect(realm.construct(scope["Number"], (5,))) == "[Number: 5]"
    assert inspect(realm.call(scope["Object"], "create", (null,))) == "[Object: null prototype] {}"
    assert inspect(realm.call([1], "values", ())) == "Object [Array Iterator] {}"
    assert inspect(scope["Reflect"]) == "Object [Reflect] {}"
    assert inspect(JsDate(0)) == "1970-01-01T00:00:00.000Z"
    assert inspect(JsDate(nan)) == "Invalid Date"
    assert inspect(JsRegExp("a+", "g")) == "/a+/g"
    assert inspect(realm.construct(scope["RangeError"], ("far",))) == "RangeError: far"


def test_promises() -> None:
    promises = new_realm().promises
    pending = promises.new()
    assert inspect(pending.promise) == "Promise { <pending> }"
    kept = promises.resolved(5)
    assert inspect(kept) == "Promise { 5 }"
    kept.properties = JsObject(mine=1)
    assert inspect([kept]) == "[ Promise { 5, mine: 1 } ]"
    assert inspect(promises.rejected("no")) == "Promise { <rejected> 'no' }"
    assert inspect(promises.rejected(JsError("no"))) == "Promise { <rejected> Error: no }"
    assert inspect([[[promises.resolved([1])]]]) == "[ [ [ [Promise] ] ] ]"
    ring: list[object] = []
    ring.append(promises.resolved(ring))
    assert inspect(ring[0]) == "Promise { [ [Circular] ] }"

    async def generator() -> AsyncGenerator[int, None]:
        yield 1

    assert inspect(generator()) == "Object [AsyncGenerator] {}"


@pytest.mark.parametrize(
    "name",
    [
        *("assert", "clear", "count", "countReset", "debug", "dir", "dirxml", "error", "group"),
        *("groupCollapsed", "groupEnd", "info", "log", "profile", "profileEnd", "table", "time"),
        *("timeEnd", "timeLog", "timeStamp", "trace", "warn"),
    ],
)
def test_every_function_ignores_what_it_has_no_use_for(screen: Screen, name: str) -> None:
    """web-sys has each of them with up to seven arguments."""
    for count in range(8):
        getattr(screen.console, name)(*[1] * count)
