"""serde-wasm-bindgen, unmodified, with values of Python's: dicts, lists, bytes, and JavaScript's.

What it makes of values that the guest made itself is compared with Node (tests/oracle).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest

from hostapi import JsMap, JsObject, JsSet
from hostapi.typed_arrays import Uint8Array
from runtime import BigInt, null
from runtime.errors import JsError
from tests.integration.conftest import Open

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.parametrize("release", ["0.2.100", "0.2.130"]),
    pytest.mark.guest_leaks("the crate keeps the names of fields as strings", "handle"),
]


def everything() -> dict[str, Any]:
    """Return what `Everything::example` of the guest is, as an application would write it."""
    return {
        "flag": True,
        "small": -5,
        "large": 4_000_000_000,
        "wide": -9_007_199_254_740_991,
        "unsigned": 9_007_199_254_740_991,
        "float": 0.25,
        "letter": "ß",
        "text": "text 🦀",
        "some": 7,
        "none": None,
        "list": [{"x": 1, "y": -1}, {"x": 2, "y": -2}],
        "tuple": (3, "three", False),
        "map": {"a": 1, "b": 2},
        "set": [1, 2, 3],
        "bytes": b"\x00\x7f\xff",
        "shapes": [
            "Empty",
            {"Circle": 1.5},
            {"Line": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
            {"Box": {"width": 2, "height": 3}},
        ],
        "unit": None,
    }


async def test_pythons_values_are_read(open_guest: Open) -> None:
    async with open_guest("cases_serde", host={"record": print}) as guest:
        is_everything = guest.exports.is_everything
        assert is_everything(everything())
        assert is_everything(everything() | {"map": JsMap({"a": 1, "b": 2})})
        assert is_everything(everything() | {"set": {1, 2, 3}, "list": tuple(everything()["list"])})
        assert is_everything(everything() | {"set": JsSet([3, 2, 1]), "bytes": bytearray(3)}) is (
            False
        )
        assert is_everything(everything() | {"bytes": memoryview(b"\x00\x7f\xff")})
        assert is_everything(everything() | {"bytes": [0, 127, 255], "none": null, "unit": null})
        assert is_everything(everything() | {"wide": BigInt(-9_007_199_254_740_991)})
        assert is_everything(MappingProxyType(everything()))
        assert is_everything(JsObject(everything()))


async def test_what_a_guest_makes_is_pythons(open_guest: Open) -> None:
    async with open_guest("cases_serde", host={"record": print}) as guest:
        made = guest.exports.make_everything()
        assert isinstance(made["map"], JsMap)
        assert dict(made["map"].items()) == {"a": 1, "b": 2}
        assert isinstance(made["bytes"], Uint8Array)
        assert bytes(made["bytes"]) == b"\x00\x7f\xff"
        wanted = everything()
        for key in wanted.keys() - {"map", "bytes", "tuple"}:
            assert made[key] == wanted[key], key
        assert made["tuple"] == [3, "three", False]
        assert guest.exports.is_everything(made), "and goes back"


async def test_as_json_would_have_it(open_guest: Open) -> None:
    async with open_guest("cases_serde", host={"record": print}) as guest:
        made = guest.exports.make_everything_as_json()
        assert made["map"] == {"a": 1, "b": 2}
        assert made["none"] is null
        assert made["unit"] is null
        assert made["bytes"] == [0, 127, 255]
        assert guest.exports.is_everything(made)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "Nothing"),
        (null, "Nothing"),
        (True, "Bool(true)"),
        (5, "Signed(5)"),
        (5.0, "Signed(5)"),
        (0.5, "Float(0.5)"),
        (BigInt(5), "Signed(5)"),
        (2**63, "Unsigned(9223372036854775808)"),
        ("text", 'Text("text")'),
        (b"\1\2", "Bytes([1, 2])"),
        (array("B", b"\3"), "Bytes([3])"),
        ([1, [None, "x"]], 'List([Signed(1), List([Nothing, Text("x")])])'),
        ((1, 2), "List([Signed(1), Signed(2)])"),
        ({"a": {"b": [1]}}, 'Map([(Text("a"), Map([(Text("b"), List([Signed(1)]))]))])'),
        (JsMap([(1, "one")]), 'Map([(Signed(1), Text("one"))])'),
        ({}, "Map([])"),
        ([], "List([])"),
    ],
)
async def test_any_value_of_pythons(open_guest: Open, value: Any, shown: str) -> None:
    async with open_guest("cases_serde", host={"record": print}) as guest:
        assert guest.exports.show_any(value) == shown


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -7,
        0.125,
        "text",
        [1, [2, ["three"]], {"four": [None]}],
        {"name": "Ada", "list": [{"a": 1}, {"b": None}], "flag": False},
        {"ä": "🦀", "": ""},
    ],
)
async def test_values_come_back_as_they_were(open_guest: Open, value: Any) -> None:
    async with open_guest("cases_serde", host={"record": print}) as guest:
        assert guest.exports.echo_any_as_objects(value) == value


async def test_bytes_and_maps_come_back(open_guest: Open) -> None:
    async with open_guest("cases_serde", host={"record": print}) as guest:
        assert bytes(guest.exports.echo_any(b"\0\1\xff")) == b"\0\1\xff"
        made = guest.exports.echo_any({"a": 1})
        assert isinstance(made, JsMap)
        assert list(made.items()) == [("a", 1)]
        assert guest.exports.echo_any_as_objects(2**64 - 1) == 2**64 - 1


@dataclass
class Named:
    """An object of the application's, whose attributes are its properties."""

    name: str
    object: dict[str, int]


async def test_objects_are_kept_as_they_are(open_guest: Open) -> None:
    async with open_guest("cases_serde", host={"record": print}) as guest:
        inner = {"a": 1}
        made = guest.exports.preserve({"name": "n", "object": inner})
        assert made["object"] is inner
        assert guest.exports.preserve(Named("m", inner)) == {"name": "m", "object": inner}
        with pytest.raises(JsError, match="incompatible JS value"):
            guest.exports.preserve({"name": "n", "object": 5})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"flag": 1}, "invalid type: floating point `1.0`, expected a boolean"),
        ({"small": 500}, "invalid value: integer `500`, expected i8"),
        ({"large": -1}, "invalid type: floating point `-1.0`, expected u32"),
        ({"wide": 2**64}, "Couldn't deserialize i64 from a BigInt"),
        ({"letter": "ab"}, 'invalid type: string "ab", expected a character'),
        ({"text": None}, "invalid type: unit value, expected a string"),
        ({"text": b"x"}, "invalid type: byte array, expected a string"),
        ({"list": [{"x": 1}]}, "missing field `y`"),
        ({"list": {}}, "expected a sequence"),
        ({"map": {"a": "b"}}, 'invalid type: string "b", expected i32'),
        ({"shapes": ["Round"]}, "unknown variant `Round`, expected one of"),
        ({"shapes": [{"Circle": 1, "Empty": 2}]}, "expected"),
        ({"tuple": [1]}, "invalid length 1, expected a tuple of size 3"),
    ],
)
async def test_bad_values_are_errors_that_say_where(
    open_guest: Open, change: dict[str, Any], message: str
) -> None:
    async with open_guest("cases_serde", host={"record": print}) as guest:
        with pytest.raises(JsError) as caught:
            guest.exports.show_everything(everything() | change)
        assert message in str(caught.value)
        assert isinstance(caught.value, JsError)


@pytest.mark.parametrize("value", [5, "text", [], None, object()])
async def test_what_is_no_struct_at_all(open_guest: Open, value: Any) -> None:
    async with open_guest("cases_serde", host={"record": print}) as guest:
        with pytest.raises(JsError):
            guest.exports.show_everything(value)


async def test_what_the_host_raises_comes_through(open_guest: Open) -> None:
    def broken() -> Iterator[Any]:
        yield from everything()["list"]
        raise LookupError("the third is lost")

    async with open_guest("cases_serde", host={"record": print}) as guest:
        with pytest.raises(LookupError, match="the third is lost"):
            guest.exports.show_everything(everything() | {"list": broken()})
