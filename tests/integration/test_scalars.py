"""Numbers, booleans, characters and enums, both ways."""

from __future__ import annotations

import math
from typing import Any

import pytest

from runtime.core.values import BigInt
from runtime.errors import JsError
from tests.guests.releases import features_of, patch

from .conftest import Open
from .plain_hosts import values_host

pytestmark = pytest.mark.asyncio

SMALLEST_F32 = 1.401298464324817e-45
LARGEST_F32 = 3.4028234663852886e38


def integers(bits: int, signed: bool) -> list[int]:
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    inside = {low, low + 1, -1, 0, 1, 2, 127, 128, high // 2, high - 1, high}
    return sorted(value for value in inside if low <= value <= high)


WIDTHS = {
    "i8": (8, True),
    "u8": (8, False),
    "i16": (16, True),
    "u16": (16, False),
    "i32": (32, True),
    "u32": (32, False),
    "i64": (64, True),
    "u64": (64, False),
    "i128": (128, True),
    "u128": (128, False),
    # Nothing in a module for wasm32 tells usize from u32.
    "isize": (32, True),
    "usize": (32, False),
}

VALUES: dict[str, list[Any]] = {
    **{kind: integers(*width) for kind, width in WIDTHS.items()},
    "f32": [0.0, -0.0, 0.5, math.inf, -math.inf, math.nan, LARGEST_F32, SMALLEST_F32, -(2.0**127)],
    "f64": [0.0, -0.0, 0.1, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, math.nan, 2.0**53],
    "bool": [True, False],
    "char": [
        "\0",
        "a",
        "\x7f",
        "é",
        "\ud7ff",
        "\ue000",
        "\uffff",
        "\U00010000",
        "🦀",
        "\U0010ffff",
    ],
}


async def test_every_value_comes_back_as_it_was(open_guest: Open, release: str) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for kind, values in VALUES.items():
            if kind in ("i128", "u128") and "wide" not in features_of("values", release):
                assert f"echo_{kind}" not in guest.exports
                continue
            for way in (f"echo_{kind}", f"call_host_{kind}"):
                # repr tells -0.0 from 0.0, True from 1, and makes NaN equal to itself.
                assert list(map(repr, map(guest.exports[way], values))) == list(map(repr, values))


async def test_the_host_sees_the_value_as_rust_has_it(open_guest: Open) -> None:
    seen: list[Any] = []

    def see(value: Any) -> Any:
        seen.append(value)
        return value

    kinds = [kind for kind in VALUES if "128" not in kind]
    async with open_guest(
        "values", host=values_host(**{f"host_{kind}": see for kind in kinds})
    ) as guest:
        for kind in kinds:
            for value in VALUES[kind]:
                guest.exports[f"call_host_{kind}"](value)
    assert list(map(repr, seen)) == [repr(value) for kind in kinds for value in VALUES[kind]]


async def test_numbers_that_are_equal_are_accepted(open_guest: Open) -> None:
    class Indexed:
        def __index__(self) -> int:
            return 7

    async with open_guest("values", host=values_host()) as guest:
        for kind in ("i8", "u16", "i32", "u32", "i64", "u64"):
            echo = guest.exports[f"echo_{kind}"]
            for given, expected in [(5.0, 5), (True, 1), (BigInt(9), 9), (Indexed(), 7)]:
                assert (echo(given), type(echo(given))) == (expected, int)
        for kind in ("f32", "f64"):
            result = guest.exports[f"echo_{kind}"](3)
            assert (result, type(result)) == (3.0, float)
        assert guest.exports.echo_bool([]) is False
        assert guest.exports.echo_bool("x") is True


async def test_f32_rounds_to_the_nearest(open_guest: Open) -> None:
    cases = {
        0.1: 0.10000000149011612,
        16777217: 16777216.0,
        16777219: 16777220.0,
        SMALLEST_F32 / 2: 0.0,
        LARGEST_F32 * 1.000000001: LARGEST_F32,
        3.5e38: math.inf,
        -1e300: -math.inf,
    }
    async with open_guest("values", host=values_host()) as guest:
        for given, expected in cases.items():
            assert guest.exports.echo_f32(given) == expected
            assert guest.exports.call_host_f32(given) == expected


WRONG_TYPES: dict[str, list[Any]] = {
    **{kind: ["1", None, 1.5, math.nan, math.inf, [], 1j, b"1"] for kind in WIDTHS},
    "f32": ["1", None, [], 1j, b"1"],
    "f64": ["1", None, [], 1j, b"1"],
    "char": ["", "ab", 97, None, b"a", "\ud800", "\udfff"],
}
RUST_NAMES = {"isize": "i32", "usize": "u32", "u128": "u128", "i128": "i128"}


async def test_a_wrong_type_is_refused_before_the_guest_is_entered(open_guest: Open) -> None:
    seen: list[Any] = []
    host = values_host(**{f"host_{kind}": seen.append for kind in WRONG_TYPES})
    async with open_guest("values", host=host) as guest:
        for kind, values in WRONG_TYPES.items():
            if f"call_host_{kind}" not in guest.exports:
                continue
            for value in values:
                with pytest.raises(TypeError) as caught:
                    guest.exports[f"call_host_{kind}"](value)
                assert f"argument 'value' of call_host_{kind}" in str(caught.value)
                assert RUST_NAMES.get(kind, kind) in str(caught.value)
                assert repr(value) in str(caught.value)
        assert seen == []
        assert guest.exports.echo_i32(1) == 1


async def test_an_integer_that_does_not_fit_is_refused(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for kind, (bits, signed) in WIDTHS.items():
            if f"echo_{kind}" not in guest.exports:
                continue
            low, *_, high = integers(bits, signed)
            for value in (low - 1, high + 1, 10**50, -(10**50), float(2**200)):
                with pytest.raises(OverflowError) as caught:
                    guest.exports[f"echo_{kind}"](value)
                assert f"argument 'value' of echo_{kind}" in str(caught.value)
                assert RUST_NAMES.get(kind, kind) in str(caught.value)
            assert guest.exports[f"echo_{kind}"](high) == high
        for kind in ("f32", "f64"):
            with pytest.raises(OverflowError, match=f"argument 'value' of echo_{kind}.*{kind}"):
                guest.exports[f"echo_{kind}"](10**400)


async def test_what_the_host_returns_is_checked_alike(open_guest: Open, release: str) -> None:
    answers: dict[str, Any] = {}
    kinds = ("u8", "i64", "f64", "char", "string", "colour", "vec_u8")
    host = {f"host_{kind}": lambda _, kind=kind: answers[kind] for kind in kinds}
    async with open_guest("values", host=values_host(**host)) as guest:
        cases: list[tuple[str, Any, Any, type[Exception]]] = [
            ("u8", 1, 256, OverflowError),
            ("u8", 1, "1", TypeError),
            ("i64", 1, 2**63, OverflowError),
            ("f64", 1, None, TypeError),
            ("char", "a", "ab", TypeError),
            ("string", "a", 1, TypeError),
            ("colour", 5, 1, ValueError),
            ("vec_u8", b"", [256], OverflowError),
            ("vec_u8", b"", 5, TypeError),
        ]
        for kind, argument, answer, error in cases:
            if kind == "colour" and patch(release) < 88:
                continue  # see test_enums_of_the_oldest_releases
            answers[kind] = answer
            with pytest.raises(error, match=f"the result of host_{kind}"):
                guest.exports[f"call_host_{kind}"](argument)
        answers["u8"] = 255
        assert guest.exports.call_host_u8(1) == 255


async def test_arguments_have_their_rust_names(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        shown = exports.show_scalars(-8, 65535, -32, 2**64 - 1, 0.5, -0.0, True, "🦀")
        assert shown == "-8 65535 -32 18446744073709551615 0.5 -0 true 🦀"
        named = exports.show_scalars(h="x", g=False, f=1, e=2, d=3, c=4, b=5, a=6)
        assert named == "6 5 4 3 2 1 false x"
        assert exports.nothing() is None
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'value'"):
            exports.echo_i32()
        with pytest.raises(TypeError, match="takes 1 positional argument but 2 were given"):
            exports.echo_i32(1, 2)
        with pytest.raises(TypeError, match="argument 'h' of show_scalars"):
            exports.show_scalars(1, 2, 3, 4, 5, 6, True, "too long")


@pytest.mark.releases(first=88)
async def test_an_enum_is_an_int_enum(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        colour, level = guest.exports.Colour, guest.exports.Level
        assert [(member.name, member.value) for member in colour] == [
            ("Red", 0),
            ("Green", 5),
            ("Blue", 6),
        ]
        for member in colour:
            assert guest.exports.colour_name(member) == member.name
            assert guest.exports.colour_name(int(member)) == member.name
            assert guest.exports.echo_colour(member) is member
            assert guest.exports.call_host_colour(member) is member
        assert guest.exports.echo_level(20) is level.High
        for wrong in (1, 7, -1, 255, "Red", None, 2**40):
            with pytest.raises(ValueError, match=r"argument 'colour' of colour_name.*Colour"):
                guest.exports.colour_name(wrong)


@pytest.mark.releases(last=87)
async def test_enums_of_the_oldest_releases(open_guest: Open) -> None:
    """Their signatures say that there is an enum, and not which one."""
    async with open_guest("values", host=values_host()) as guest:
        colour = guest.exports.Colour
        for member in colour:
            assert guest.exports.colour_name(member) == member.name
            assert guest.exports.echo_colour(member) == member
            assert guest.exports.call_host_colour(member) == member
        with pytest.raises(JsError, match="invalid enum value passed"):
            guest.exports.colour_name(1)
        with pytest.raises(TypeError, match="argument 'colour' of colour_name"):
            guest.exports.colour_name("Red")
        assert guest.exports.colour_name(colour.Blue) == "Blue"


async def test_enums_with_negative_values(open_guest: Open, release: str) -> None:
    async with open_guest("values", host=values_host()) as guest:
        if "signed_enums" not in features_of("values", release):
            assert "Signed" not in guest.exports
            return
        signed = guest.exports.Signed
        assert {member.name: member.value for member in signed} == {
            "Below": -1,
            "Zero": 0,
            "Above": 1,
        }
        for member in signed:
            assert guest.exports.echo_signed(member) is member
            assert guest.exports.call_host_signed(member) is member


async def test_enums_of_strings(open_guest: Open, release: str) -> None:
    async with open_guest("values", host=values_host()) as guest:
        if "string_enums" not in features_of("values", release):
            assert "mood_name" not in guest.exports
            return
        for text, name in [("happy", "Happy"), ("sad", "Sad"), ("angry", "neither")]:
            assert guest.exports.mood_name(text) == name
        for text in ("happy", "sad"):
            assert guest.exports.echo_mood(text) == text
            assert guest.exports.call_host_mood(text) == text


async def test_pointers_are_addresses(open_guest: Open, release: str) -> None:
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        pointer = exports.pointer_to_bytes()
        assert pointer > 0
        assert [exports.byte_behind(pointer, n) for n in range(4)] == [11, 22, 33, 44]
        # Releases before 0.2.88 describe a pointer as an i32.
        addresses = (0, 4, 2**31 - 4) if patch(release) < 88 else (0, 4, 2**31, 2**32 - 4)
        for address in addresses:
            assert exports.echo_mut_pointer(address) == address
        for wrong, error in [(2**32, OverflowError), (-(2**40), OverflowError), ("0", TypeError)]:
            with pytest.raises(error, match="argument 'pointer' of echo_mut_pointer"):
                exports.echo_mut_pointer(wrong)
