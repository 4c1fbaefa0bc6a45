"""``closure.map``: a closure of numbers called for whole buffers."""

from __future__ import annotations

import ctypes
import gc
import itertools
from array import array
from typing import Any

import numpy as np
import pytest

from runtime.errors import (
    ClosureRunning,
    GuestTrap,
    InstanceClosed,
    InstancePoisoned,
    JsError,
    ScopeEnded,
)
from runtime.instance.batches import MOST_ELEMENTS

from .conftest import Leaks, Open

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.parametrize("release", ["0.2.130"]),
]

TYPES = [
    ("half", "d", [3.0, -1.0], [1.5, -0.5]),
    ("half_narrow", "f", [3.0, -1.0], [1.5, -0.5]),
    ("negate_i8", "b", [1, -128, 127], [-1, -128, -127]),
    ("next_u8", "B", [0, 255], [1, 0]),
    ("negate_i16", "h", [5, -7], [-5, 7]),
    ("next_u16", "H", [0, 65535], [1, 0]),
    ("negate_i32", "i", [5, -(2**31) + 1], [-5, 2**31 - 1]),
    ("next_u32", "I", [2**31, 2**32 - 1], [2**31 + 1, 0]),
    ("negate_i64", "q", [2**60, -3], [-(2**60), 3]),
    ("next_u64", "Q", [2**63, 2**64 - 1], [2**63 + 1, 0]),
]


@pytest.mark.parametrize(("name", "code", "given", "expected"), TYPES)
async def test_every_type(
    open_guest: Open, name: str, code: str, given: list[Any], expected: list[Any]
) -> None:
    async with open_guest("batch", strict=False) as guest:
        closure = guest.exports[name]()
        assert closure.map(array(code, given)) == array(code, expected)
        assert closure.map(given) == array(code, expected)
        assert closure.map(array(code)) == array(code)
        out = array(code, [0] * len(given))
        assert closure.map(array(code, given), out=out) is out
        assert out == array(code, expected)
        del closure


async def test_numpy_arrays_in_and_out(open_guest: Open) -> None:
    async with open_guest("batch", strict=False) as guest:
        half = guest.exports.half()
        grid = np.arange(12.0).reshape(3, 4)
        assert np.array_equal(half.map(grid), grid / 2)
        assert np.array_equal(half.map(grid[:, ::2]), grid[:, ::2] / 2)  # copied, as it has gaps
        out = np.empty((3, 4))
        half.map(grid, out=out)
        assert np.array_equal(out, grid / 2)
        whole = guest.exports.truncate().map(grid)
        assert whole.dtype == np.int32
        del half


async def test_two_arguments_and_more_elements_than_go_at_once(open_guest: Open) -> None:
    async with open_guest("batch", strict=False) as guest:
        count = MOST_ELEMENTS + 3
        x, n = np.arange(count, dtype=float), np.arange(count, dtype=np.int32)
        assert np.array_equal(guest.exports.scale().map(x, n), x * n)


async def test_an_exception_in_a_later_portion_leaves_out_as_it_was(
    open_guest: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.instance.batches.MOST_ELEMENTS", 100)
    calls = itertools.count(1)

    def between() -> None:
        if next(calls) == 201:
            raise JsError("the last")

    async with open_guest("batch", host={"between": between}, strict=False) as guest:
        closure = guest.exports.by_way_of_the_host()
        values, out = np.arange(201, dtype=np.uint32), np.full(201, 7, dtype=np.uint32)
        with pytest.raises(JsError, match="the last"):
            closure.map(values, out=out)
        assert (out == 7).all()
        assert closure.map(values, out=out) is out
        assert (out == values + 1).all()
        assert (closure.map(values) == out).all()
        del closure


async def test_buffers_of_any_make(open_guest: Open) -> None:
    async with open_guest("batch", strict=False) as guest:
        half, empty = guest.exports.half(), np.empty((0, 3))
        given, out = (ctypes.c_double * 2)(3.0, -1.0), (ctypes.c_double * 2)()
        assert half.map(given, out=out) is out
        assert list(out) == [1.5, -0.5]
        assert half.map(np.float64(3.0)) == array("d", [1.5])
        assert half.map(np.asfortranarray([[1.0, 2.0], [3.0, 4.0]])).tolist() == [
            [0.5, 1],
            [1.5, 2],
        ]
        assert half.map(np.array(3.0)).shape == ()
        assert half.map(empty).shape == (0, 3)
        assert half.map(empty, out=empty) is empty
        same = np.array([1.0, 2.0])
        assert half.map(same, out=same).tolist() == [0.5, 1.0]
        with pytest.raises(TypeError, match="buffer has '>d'"):
            half.map(np.array([1.0]).astype(">f8"))
        assert guest.exports.negate_i64().map(np.array([5, -7])).dtype == np.int64
        del half


async def test_maps_within_a_map(open_guest: Open) -> None:
    closures: list[Any] = []
    inner: list[Any] = []

    def between() -> None:
        if closures:
            values = np.arange(20_000, dtype=np.uint32)  # more than a page
            inner.append(closures.pop().map(values))

    async with open_guest("batch", host={"between": between}, strict=False) as guest:
        closure = guest.exports.by_way_of_the_host()
        closures.append(closure)
        assert closure.map([7, 8]) == array("I", [8, 9])
        assert np.array_equal(inner[0], np.arange(1, 20_001))
        del closure


async def test_memory_that_grows_midway(open_guest: Open) -> None:
    """The guest's views move; the elements lie elsewhere, and stay."""
    sizes: list[int] = []
    made: list[Any] = []

    def between() -> None:
        before = guest.stats().memory_bytes
        while guest.stats().memory_bytes == before:
            made.append(guest.exports.sum())  # Rust keeps a number in a box for each
        sizes.append(guest.stats().memory_bytes)

    async with open_guest("batch", host={"between": between}, strict=False) as guest:
        closure = guest.exports.by_way_of_the_host()
        values, out = np.array([7, 2**31, 2**32 - 2], dtype=np.uint32), array("I", [0, 0, 0])
        assert closure.map(values, out=out) is out
        assert out == array("I", [8, 2**31 + 1, 2**32 - 1])
        assert values.tolist() == [7, 2**31, 2**32 - 2]
        assert len(sizes) == len(set(sizes)) == 3
        assert closure.map(values[:1]).tolist() == [8]
        made.clear()
        del closure


async def test_a_closure_that_returns_nothing(open_guest: Open) -> None:
    totals: list[object] = []
    async with open_guest("batch", host={"take": totals.append}, strict=False) as guest:
        total = guest.exports.sum()
        assert total.map([1.0, 2.5, 3.0, 0.0]) is None
        assert totals == [6.5]
        with pytest.raises(TypeError, match="returns nothing"):
            total.map([1.0], out=array("d", [0.0]))
        del total


async def test_stack_closures(open_guest: Open) -> None:
    kept: list[Any] = []

    def use_f64(closure: Any) -> None:
        kept.append(closure)
        assert list(closure.map([1.0, 2.0, 3.0])) == [1.0, 4.0, 9.0]

    def use_mut(closure: Any) -> None:
        assert list(closure.map([1, 2, 3])) == [1, 3, 6]

    host = {"use_f64": use_f64, "use_mut": use_mut}
    async with open_guest("batch", host=host, strict=False) as guest:
        guest.exports.run_stack()
        with pytest.raises(ScopeEnded):
            kept[0].map([1.0])


async def test_buffers_that_do_not_fit(open_guest: Open) -> None:
    async with open_guest("batch", strict=False) as guest:
        half, scale = guest.exports.half(), guest.exports.scale()
        with pytest.raises(TypeError, match=r"elements 'd'.* the buffer has 'f': convert it"):
            half.map(array("f", [1.0]))
        with pytest.raises(TypeError, match="takes 1 buffer"):
            half.map([1.0], [2.0])
        with pytest.raises(TypeError, match="map"):
            half.map("text")
        with pytest.raises(ValueError, match="different lengths"):
            scale.map([1.0], [1, 2])
        with pytest.raises(TypeError, match="writable, contiguous"):
            half.map([1.0], out=array("f", [0.0]))
        with pytest.raises(TypeError, match="writable, contiguous"):
            half.map([1.0], out=memoryview(bytes(8)).cast("d"))
        with pytest.raises(TypeError, match="writable, contiguous"):
            half.map([1.0, 2.0], out=np.empty(4)[::2])
        with pytest.raises(ValueError, match="length"):
            half.map([1.0], out=array("d", [0.0, 0.0]))
        with pytest.raises(OverflowError):
            guest.exports.next_u8().map([256])
        assert not hasattr(guest.exports.text(), "map")
        del half, scale


async def test_buffers_that_change_meanwhile(open_guest: Open) -> None:
    values, out = array("I", [1, 2, 3]), array("I", [0, 0, 0])
    refused: list[BaseException] = []

    def between() -> None:
        values.append(4)  # what the closure gets was copied
        try:
            out.append(4)
        except BufferError as error:
            refused.append(error)

    async with open_guest("batch", host={"between": between}, strict=False) as guest:
        guest.exports.by_way_of_the_host().map(values, out=out)
        assert out == array("I", [2, 3, 4])
        assert len(refused) == 3


async def test_an_exception_midway_leaves_out_as_it_was(open_guest: Open) -> None:
    calls: list[None] = []

    def between() -> None:
        calls.append(None)
        if len(calls) == 2:
            raise JsError("enough")

    async with open_guest("batch", host={"between": between}, strict=False) as guest:
        closure = guest.exports.by_way_of_the_host()
        out = array("I", [7, 7, 7])
        with pytest.raises(JsError, match="enough"):
            closure.map([1, 2, 3], out=out)
        assert out == array("I", [7, 7, 7])
        assert closure.map([1]) == array("I", [2])
        del closure


async def test_recursion_and_ends(open_guest: Open, leaks: Leaks) -> None:
    errors: list[BaseException] = []

    def take(total: object) -> None:
        try:
            closure.map([1.0])
        except ClosureRunning as error:
            errors.append(error)

    async with open_guest("batch", host={"take": take}, strict=False) as guest:
        closure = guest.exports.sum()
        closure.map([0.0])
        assert len(errors) == 1
    with pytest.raises(InstanceClosed):
        closure.map([1.0])
    leaks.clear()  # it was kept, to be called when all is over


async def test_a_trap_midway(open_guest: Open, leaks: Leaks) -> None:
    async with open_guest("batch", strict=False) as guest:
        closure = guest.exports.until_three()
        with pytest.raises(GuestTrap):
            closure.map([1, 2, 3, 4])
        with pytest.raises(InstancePoisoned):
            closure.map([1])
    gc.collect()
    leaks.clear()


async def test_elements_of_no_number_type(open_guest: Open) -> None:
    async with open_guest("batch", strict=False) as guest:
        half, next_u8 = guest.exports.half(), guest.exports.next_u8()
        released = memoryview(bytes(8))
        released.release()
        pairs = np.zeros(2, dtype=[("a", "<f4"), ("b", "<f4")])
        for given in (np.zeros(2, dtype=bool), np.zeros(2, dtype=complex), pairs):
            with pytest.raises(TypeError, match="convert it"):
                half.map(given)
        with pytest.raises(TypeError, match="convert it"):
            next_u8.map(np.zeros(2, dtype=bool))
        with pytest.raises(ValueError, match="released"):
            half.map(released)
        with pytest.raises((TypeError, ValueError)):
            half.map(np.array(["x"], dtype=object))
        assert next_u8.map(memoryview(b"ab").cast("c")) == array("B", b"bc")
        assert list(half.map(np.array([2.0, 4.0, 6.0])[::-1])) == [3.0, 2.0, 1.0]
        del half, next_u8


async def test_input_and_output_that_overlap(open_guest: Open) -> None:
    async with open_guest("batch", strict=False) as guest:
        half, narrow = guest.exports.half(), guest.exports.truncate()
        for given, taken in ((slice(0, 3), slice(1, 4)), (slice(1, 4), slice(0, 3))):
            values = array("d", [2.0, 4.0, 6.0, 8.0])
            expected = [value / 2 for value in values[given]]
            view = memoryview(values)
            half.map(view[given], out=view[taken])
            assert values[taken].tolist() == expected
        room = bytearray(array("d", [2.5, 4.5]).tobytes())
        narrow.map(memoryview(room).cast("d"), out=memoryview(room)[4:12].cast("i"))
        assert memoryview(room)[4:12].cast("i").tolist() == [2, 4]
        del half, narrow


async def test_what_ends_the_application_midway(open_guest: Open) -> None:
    calls = itertools.count(1)

    def between() -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt

    async with open_guest("batch", host={"between": between}, strict=False) as guest:
        closure = guest.exports.by_way_of_the_host()
        out = array("I", [7, 7, 7])
        with pytest.raises(KeyboardInterrupt):
            closure.map([1, 2, 3], out=out)
        assert out == array("I", [7, 7, 7])
        out.append(7)  # it is let go
        assert closure.map([1, 2, 3]) == array("I", [2, 3, 4])
        del closure


async def test_a_closure_that_everybody_lets_go_midway(open_guest: Open) -> None:
    closures: list[Any] = []
    collected: list[int] = []

    def between() -> None:
        closures.clear()
        collected.append(gc.collect())

    async with open_guest("batch", host={"between": between}, strict=False) as guest:
        closures.append(guest.exports.by_way_of_the_host())
        assert closures[0].map([1, 2, 3]) == array("I", [2, 3, 4])
        assert len(collected) == 3
