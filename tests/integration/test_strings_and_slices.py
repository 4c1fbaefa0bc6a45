"""Strings, vectors and slices, owned and borrowed, both ways."""

from __future__ import annotations

import array
import math
from collections.abc import Callable
from typing import Any

import pytest

from hostapi.buffers import ArrayBuffer
from hostapi.typed_arrays import Int16Array, Uint8Array
from runtime.core.values import null
from runtime.errors import ObjectFreed
from tests.guests.releases import features_of

from .conftest import Open
from .plain_hosts import NUMBERS, values_host

pytestmark = pytest.mark.asyncio

STRINGS = [
    "",
    "a",
    "a\0b",
    "\ufeffwith a mark",
    "é世🦀",
    "\U0010ffff\ue000\ud7ff",
    "e\u0301",
    "x" * 4097,
    "🦀" * 1000,
]

TYPECODES = dict(zip(NUMBERS, "bBhHiIqQiIfd", strict=True))

ITEMS: dict[str, list[Any]] = {
    "i8": [-128, -1, 0, 127],
    "u8": [0, 1, 128, 255],
    "i16": [-32768, -1, 32767],
    "u16": [0, 65535],
    "i32": [-(2**31), -1, 2**31 - 1],
    "u32": [0, 2**31, 2**32 - 1],
    "i64": [-(2**63), -1, 2**63 - 1],
    "u64": [0, 2**63, 2**64 - 1],
    "isize": [-(2**31), 2**31 - 1],
    "usize": [0, 2**32 - 1],
    "f32": [0.5, -0.0, math.inf, math.nan, 3.4028234663852886e38],
    "f64": [0.1, -0.0, -math.inf, math.nan, 5e-324],
}


def as_guest_gives(kind: str, items: Any) -> Any:
    return bytes(items) if kind == "u8" else array.array(TYPECODES[kind], items)


def alike(left: Any, right: Any) -> bool:
    # NaN is not equal to itself, and -0.0 is equal to 0.0.
    return type(left) is type(right) and repr(left) == repr(right)


# --- strings ---------------------------------------------------------------------------------


async def test_strings_come_back_as_they_were(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        for way in ("echo_string", "call_host_string", "echo_str", "call_host_str"):
            assert list(map(exports[way], STRINGS)) == STRINGS
        for text in STRINGS:
            assert exports.string_bytes(text) == len(text.encode())
            assert exports.string_chars(text) == len(text)
            assert exports.call_host_two_str(text, "b") == text
        assert exports.odd_string() == 'a\0"é世🦀'
        assert exports.repeat_string("é世", 3) == "é世é世é世"


async def test_a_long_string_makes_memory_grow(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        before = guest.stats().memory_bytes
        long = "aé世🦀" * 100_000
        assert len(long.encode()) == 1_000_000
        assert guest.exports.echo_string(long) == long
        assert guest.exports.call_host_string(long) == long
        assert guest.exports.repeat_string("0123456789", 100_000) == "0123456789" * 100_000
        assert guest.stats().memory_bytes > before


async def test_what_is_no_rust_string_is_refused(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for wrong in (b"bytes", 1, None, null, ["a"]):
            for way in ("echo_string", "call_host_str"):
                with pytest.raises(TypeError, match=f"argument 'value' of {way}"):
                    guest.exports[way](wrong)
        assert guest.exports.echo_string("still here") == "still here"


async def test_a_lone_surrogate_is_replaced_on_its_way_into_rust(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        assert guest.exports.echo_string("a\ud800b\udfff") == "a\ufffdb\ufffd"
        assert guest.exports.echo_string("\ud83e\udd80") == "🦀"


# --- numbers ---------------------------------------------------------------------------------


async def test_vectors_of_every_number_type_come_back(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for kind in NUMBERS:
            for items in (ITEMS[kind], [], ITEMS[kind] * 1000):
                expected = as_guest_gives(kind, items)
                for way in ("echo_vec", "call_host_vec", "call_host_slice", "call_host_fill"):
                    assert alike(guest.exports[f"{way}_{kind}"](items), expected), (way, kind)
            total = guest.exports[f"total_{kind}"]([1, 2, 3] * 5)
            assert (total, type(total)) == (30.0, float)
        boxed = guest.exports.echo_boxed_u32([1, 2**32 - 1])
        assert alike(boxed, array.array("I", [1, 2**32 - 1]))
        assert guest.exports.call_host_boxed_u32([]) == array.array("I")
        assert guest.exports.echo_clamped([0, 255]) == b"\0\xff"
        assert guest.exports.call_host_clamped(b"\1\2") == b"\1\2"


async def test_anything_like_a_sequence_of_numbers_is_accepted(open_guest: Open) -> None:
    six = array.array("h", range(6))
    forms: list[Callable[[], Any]] = [
        lambda: [1, 2, 3],
        lambda: (1, 2, 3),
        lambda: range(1, 4),
        lambda: iter([1, 2, 3]),
        lambda: b"\1\2\3",
        lambda: bytearray(b"\1\2\3"),
        lambda: memoryview(b"\1\2\3"),
        lambda: array.array("d", [1, 2, 3]).tolist(),
        lambda: array.array("q", [1, 2, 3]),
        lambda: memoryview(six)[1:4],
    ]
    async with open_guest("values", host=values_host()) as guest:
        for kind in NUMBERS:
            expected = as_guest_gives(kind, [1, 2, 3])
            for number, form in enumerate(forms):
                if number == 7 and not kind.startswith("f"):
                    continue  # floats, even integral ones, are no elements of integers
                assert guest.exports[f"echo_vec_{kind}"](form()) == expected, (kind, number)
        # With gaps in memory.
        assert guest.exports.echo_vec_i16(memoryview(six)[::2]) == array.array("h", [0, 2, 4])
        assert guest.exports.echo_vec_i16(memoryview(six)[::-1]).tolist() == [5, 4, 3, 2, 1, 0]


async def test_what_is_no_such_sequence_is_refused(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for kind in NUMBERS:
            for wrong in ("123", None, 5, [1, "2"], [None], {"a": 1}):
                with pytest.raises(TypeError, match=f"argument 'value' of echo_vec_{kind}"):
                    guest.exports[f"echo_vec_{kind}"](wrong)
        for kind, items in [("u8", [256]), ("u8", [-1]), ("i8", [128]), ("i64", [2**63])]:
            with pytest.raises(OverflowError, match=f"argument 'value' of echo_vec_{kind}"):
                guest.exports[f"echo_vec_{kind}"](items)
        assert guest.exports.echo_vec_u8(b"still here") == b"still here"


async def test_a_long_vector_makes_memory_grow(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        before = guest.stats().memory_bytes
        counted = guest.exports.count_to(300_000)
        assert counted == array.array("I", range(300_000))
        assert guest.exports.echo_vec_u32(counted) == counted
        # Views of the memory that were made before it grew are stale.
        assert guest.exports.grow_memory(1_000_000) == 1_000_000
        assert guest.exports.call_host_slice_u32(counted) == counted
        assert guest.stats().memory_bytes > before


async def test_the_host_gets_copies(open_guest: Open) -> None:
    seen: list[Any] = []

    def keep(values: Any) -> Any:
        seen.append(values)
        return values

    async with open_guest("values", host=values_host(host_slice_u16=keep)) as guest:
        guest.exports.call_host_slice_u16([1, 2])
        guest.exports.grow_memory(100_000)
        guest.exports.call_host_slice_u16([3, 4])
    assert seen == [array.array("H", [1, 2]), array.array("H", [3, 4])]


# --- &mut [T] --------------------------------------------------------------------------------


async def test_a_mutable_slice_changes_the_hosts_buffer(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        for kind in NUMBERS:
            double = guest.exports[f"double_in_place_{kind}"]
            buffer = array.array(TYPECODES[kind], [1, 2, 50])
            assert double(buffer) is None
            assert buffer == array.array(TYPECODES[kind], [2, 4, 100]), kind
            double(memoryview(buffer)[1:])
            if kind not in ("i8", "u8"):
                assert buffer == array.array(TYPECODES[kind], [2, 8, 200]), kind
            double(array.array(TYPECODES[kind]))
        data = bytearray(b"\1\2\3")
        guest.exports.double_in_place_u8(data)
        assert data == b"\2\4\6"


async def test_what_cannot_be_written_back_is_refused_before_the_guest_is_entered(
    open_guest: Open,
) -> None:
    async with open_guest("values", host=values_host()) as guest:
        double = guest.exports.double_in_place_u8
        for wrong in (b"\1\2", [1, 2], memoryview(b"\1"), "12", None, array.array("H", [1])):
            with pytest.raises(TypeError, match="argument 'values' of double_in_place_u8"):
                double(wrong)
        strided = bytearray(4)
        with pytest.raises(TypeError, match="argument 'values' of double_in_place_u8"):
            double(memoryview(strided)[::2])
        data = bytearray(b"\1")
        double(data)
        assert data == b"\2"


async def test_the_host_may_write_into_a_mutable_slice(open_guest: Open) -> None:
    def fill(values: Any) -> None:
        for index in range(len(values)):
            values[index] = index + 10

    host = {f"host_fill_{kind}": fill for kind in NUMBERS}
    async with open_guest("values", host=values_host(**host)) as guest:
        for kind in NUMBERS:
            filled = guest.exports[f"call_host_fill_{kind}"]([1, 2, 3])
            assert filled == as_guest_gives(kind, [10, 11, 12])


# --- JsValues, strings and structs in vectors -----------------------------------------------


async def test_vectors_of_js_values(open_guest: Open, release: str) -> None:
    class Anything:
        pass

    items = [1, "two", None, null, True, 0.5, Anything(), [3], print]
    vectors = "vectors" in features_of("values", release)
    names = ["boxed_js", "vec_js"] if vectors else ["boxed_js"]
    async with open_guest("values", host=values_host()) as guest:
        for name in names:
            for way in ("echo", "call_host"):
                back = guest.exports[f"{way}_{name}"](items)
                assert len(back) == len(items)
                assert all(a is b for a, b in zip(back, items, strict=True))
                assert guest.exports[f"{way}_{name}"](iter(())) == []
            for wrong in (None, 5, "text"):
                with pytest.raises(TypeError, match=f"argument 'value' of echo_{name}"):
                    guest.exports[f"echo_{name}"](wrong)


async def test_vectors_of_strings_and_enums(open_guest: Open, release: str) -> None:
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        if "vectors" not in features_of("values", release):
            assert "echo_vec_string" not in exports
            return
        kinds = {"colour": [*exports.Colour, exports.Colour.Red]}
        if "signed_enums" in features_of("values", release):
            kinds["signed"] = [*exports.Signed, exports.Signed.Below]
        for way in ("echo", "call_host"):
            for items in (STRINGS, []):
                assert exports[f"{way}_vec_string"](items) == items
            for kind, members in kinds.items():
                assert exports[f"{way}_vec_{kind}"](members) == members
                assert exports[f"{way}_vec_{kind}"]([]) == []
        for kind in kinds:
            with pytest.raises(TypeError, match=f"argument 'value' of echo_vec_{kind}"):
                exports[f"echo_vec_{kind}"](5)


async def test_vectors_of_structs_move(open_guest: Open, release: str) -> None:
    async with open_guest("values", host=values_host()) as guest:
        exports = guest.exports
        if "vectors" not in features_of("values", release):
            assert "make_items" not in exports
            return
        items = exports.make_items(4)
        assert [item.number for item in items] == [0, 1, 2, 3]
        assert exports.sum_items(items) == 6
        with pytest.raises(ObjectFreed):
            _ = items[0].number
        for way in ("echo", "call_host"):
            given = [exports.Item(7), exports.Item(8)]
            back = exports[f"{way}_vec_item"](given)
            assert [item.number for item in back] == [7, 8]
            with pytest.raises(ObjectFreed):
                _ = given[1].number
        assert exports.sum_items([]) == 0


# --- typed arrays ------------------------------------------------------------------------------


async def test_a_typed_array_is_taken_for_a_vector_and_written_back(open_guest: Open) -> None:
    async with open_guest("values", host=values_host()) as guest:
        words = Int16Array([1, -2])
        assert guest.exports.echo_vec_i16(words) == array.array("h", [1, -2])
        assert guest.exports.echo_vec_i32(words) == array.array("i", [1, -2])
        assert guest.exports.double_in_place_i16(words) is None
        assert words.tolist() == [2, -4]
        part = Uint8Array(ArrayBuffer(bytearray(b"\1\2\3\4")), 1, 2)
        guest.exports.double_in_place_u8(part)
        assert bytes(part.buffer) == b"\1\4\6\4"
        for wrong in (words, Uint8Array(ArrayBuffer(b"\1"))):
            with pytest.raises(TypeError, match="argument 'values' of double_in_place_u8"):
                guest.exports.double_in_place_u8(wrong)
