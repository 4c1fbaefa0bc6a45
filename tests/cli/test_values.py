from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import BigInt, Symbol, null
from runtime.cli.values import parse_argument, result_text
from runtime.errors import JsError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("-2.5e3", -2500.0),
        ("true", True),
        ("null", null),
        ('"5"', "5"),
        ("[1, null, {}]", [1, null, {}]),
        ('{"a": null}', {"a": null}),
        ("hello", "hello"),
        ("", ""),
        ("--x", "--x"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("01", "01"),
        ("[" * 100_000, "[" * 100_000),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_an_argument_is_json_or_else_a_string(text: str, value: object) -> None:
    parsed = parse_argument(text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("as it is\n", "as it is\n"),
        (null, "null"),
        (True, "true"),
        (2, "2"),
        (2.5, "2.5"),
        (BigInt(2**64), "18446744073709551616"),
        ([1, None, null, "ä"], '[1, null, null, "ä"]'),
        (b"\x01\x02", "[1, 2]"),
        (array("d", [0.5]), "[0.5]"),
        ({"a": [1]}, '{"a": [1]}'),
        (Symbol("s"), "<Symbol(s)>"),
        (JsError("no"), "<JsError('no')>"),
    ],
)
def test_a_result_is_a_string_or_json_or_a_repr(value: object, text: str | None) -> None:
    assert result_text(value) == text


def test_a_repr_with_angle_brackets_gets_no_second_pair() -> None:
    thing = object()
    assert result_text([thing]) == f"<[{thing!r}]>"
    assert result_text(thing) == repr(thing)


def test_a_list_that_contains_itself_has_a_repr() -> None:
    ring: list[object] = []
    ring.append(ring)
    assert result_text(ring) == "<[[...]]>"


@given(st.text())
def test_every_text_is_an_argument(text: str) -> None:
    value = parse_argument(text)
    if value != text:
        json.loads(text)
