"""``Option`` of everything, both ways: None, Some, and values that look like a None."""

from __future__ import annotations

import array
import math
from typing import Any

import pytest

from runtime.core.values import null
from tests.guests.releases import features_of

from .conftest import Open
from .plain_hosts import values_host

pytestmark = pytest.mark.asyncio

# Values that some release uses for None of some type are among those of all the others.
NICHES = (0, 1, 2, 0x00FF_FFFF, 0x00FF_FFFE, 0xFFFF_FFFF, -1, 0x7FFF_FFFF, -0x8000_0000, 2**53 - 1)
WIDTHS = {
    "i8": (8, True),
    "u8": (8, False),
    "i16": (16, True),
    "u16": (16, False),
    "i32": (32, True),
    "u32": (32, False),
    "i64": (64, True),
    "u64": (64, False),
    "isize": (32, True),
    "usize": (32, False),
    "i128": (128, True),
    "u128": (128, False),
}


def integers(bits: int, signed: bool) -> list[int]:
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    return [value for value in (*NICHES, low, high) if low <= value <= high]


SOME: dict[str, list[Any]] = {
    **{kind: integers(*width) for kind, width in WIDTHS.items()},
    "f32": [0.0, -0.0, 0.5, math.nan, math.inf, -1.0, 16777215.0, 4294967296.0],
    "f64": [0.0, -0.0, math.nan, -math.inf, 2.0**53 - 1, 16777215.0, 0xFFFF_FFFF + 0.0],
    "bool": [False, True],
    "char": ["\0", "a", "\uffff", "🦀", "\U0010ffff"],
    "string": ["", "\0", "undefined", "é世🦀"],
    "vec_u8": [b"", b"\0", b"\xff\xff\xff\xff"],
    "vec_f64": [array.array("d"), array.array("d", [0.0, -1.5])],
}


@pytest.fixture
def ways(release: str) -> list[tuple[str, str]]:
    """Names of functions that return their Option, with its kind."""
    wide = "wide" in features_of("values", release)
    kinds = [kind for kind in SOME if wide or "128" not in kind]
    return [(f"{way}_option_{kind}", kind) for kind in kinds for way in ("echo", "call_host")]


async def test_some_comes_back_as_it_was(open_guest: Open, ways: list[tuple[str, str]]) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for name, kind in ways:
            for value in SOME[kind]:
                # repr tells -0.0 from 0.0, False from 0, and makes NaN equal to itself.
                assert repr(guest.exports[name](value)) == repr(value), name


async def test_none_comes_back_as_none(open_guest: Open, ways: list[tuple[str, str]]) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for name, _ in ways:
            assert guest.exports[name](None) is None, name
            # null is no value either, as in wasm-bindgen's isLikeNone; and undefined is the default
            assert guest.exports[name](null) is None, name
            assert guest.exports[name]() is None, name


async def test_the_host_sees_none_and_some(open_guest: Open) -> None:
    seen: list[Any] = []
    names = [f"host_option_{kind}" for kind in SOME if "128" not in kind]
    async with open_guest("values", host=values_host(**dict.fromkeys(names, seen.append))) as guest:
        for name in names:
            kind = name.removeprefix("host_option_")
            for value in (SOME[kind][0], None):
                assert guest.exports[f"call_{name}"](value) is None
                assert repr(seen.pop()) == repr(value)
    assert seen == []


async def test_the_host_may_answer_none_or_null(open_guest: Open) -> None:
    answers: list[Any] = [None, null]
    kinds = ("u8", "i32", "u64", "f64", "bool", "char", "string", "vec_u8", "js")
    host = {f"host_option_{kind}": lambda _: answers[0] for kind in kinds}
    async with open_guest("values", host=values_host(**host)) as guest:
        for _ in range(2):
            for kind in kinds:
                assert guest.exports[f"call_host_option_{kind}"](None) is None
            answers.reverse()


async def test_a_wrong_value_is_refused_as_without_option(open_guest: Open) -> None:
    cases: list[tuple[str, Any, type[Exception]]] = [
        ("u8", 256, OverflowError),
        ("u8", 0x00FF_FFFF, OverflowError),
        ("i8", "1", TypeError),
        ("u32", -1, OverflowError),
        ("u32", 2**53 - 1, OverflowError),
        ("i32", 2**31, OverflowError),
        ("u64", 2**64, OverflowError),
        ("f32", "1", TypeError),
        ("f64", "1", TypeError),
        ("char", "ab", TypeError),
        ("char", "", TypeError),
        ("string", 1, TypeError),
        ("vec_u8", [256], OverflowError),
    ]
    async with open_guest("values", host=values_host()) as guest:
        for kind, value, error in cases:
            with pytest.raises(error, match=f"argument 'value' of echo_option_{kind}"):
                guest.exports[f"echo_option_{kind}"](value)
        assert guest.exports.echo_option_u8(255) == 255


async def test_options_of_enums(open_guest: Open, release: str) -> None:
    features = features_of("values", release)
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        for way in ("echo", "call_host"):
            for kind, cls in [("colour", exports.Colour), ("level", exports.Level)]:
                for value in (*cls, None):
                    assert exports[f"{way}_option_{kind}"](value) == value
                assert exports[f"{way}_option_{kind}"](null) is None
            if "signed_enums" in features:
                for member in (*exports.Signed, None):
                    assert exports[f"{way}_option_signed"](member) is member
            if "string_enums" in features:
                for text in ("happy", "sad", None):
                    assert exports[f"{way}_option_mood"](text) == text


async def test_options_of_js_values(open_guest: Open) -> None:
    class Anything:
        pass

    async with open_guest("values", host=values_host()) as guest:
        values: list[Any] = [0, "", False, Anything(), [], 2**70, 0.5]
        for way in ("echo_option_js", "call_host_option_js"):
            for value in values:
                assert guest.exports[way](value) is value
            assert guest.exports[way](None) is None
            assert guest.exports[way]() is None


async def test_borrowed_options(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for text in ("", "é世🦀", None):
            assert guest.exports.call_host_option_str(text) == text
        for numbers in ([], [1, 2**32 - 1]):
            back = guest.exports.call_host_option_slice(numbers)
            assert back == array.array("I", numbers)
        assert guest.exports.call_host_option_slice(None) is None


async def test_rust_sees_what_was_meant(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        show = guest.exports.show_options
        assert show(1, None, 2.5, "") == 'Some(1) None Some(2.5) Some("")'
        assert show(255, 0xFFFF_FFFF, math.nan, None) == "Some(255) Some(4294967295) Some(NaN) None"
        assert show() == show(None, None, None, None) == "None None None None"
        assert show(d="d") == 'None None None Some("d")'
        # The last argument is refused: the ones before it have left nothing behind.
        with pytest.raises(TypeError, match="argument 'd' of show_options"):
            show(1, 2, 3, 4)
