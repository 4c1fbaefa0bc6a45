"""Exported structs as classes: construction, fields, properties, methods."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.errors import ObjectFreed, ThrownValue
from tests.guests.releases import features_of

from .conftest import Open
from .plain_hosts import conformance_options

pytestmark = pytest.mark.asyncio


async def test_a_struct_is_a_class(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        point, counter = guest.exports.Point, guest.exports.Counter
        made = point(3, y=-4)
        assert type(made) is point
        assert isinstance(made, point)
        assert not isinstance(made, counter)
        assert (made.x, made.y) == (3, -4)
        assert repr(made) == "<Point of guest>"
        assert "test uses" not in (counter.__doc__ or "")
        assert "most functions here use" in counter.__doc__
        assert counter.value.__name__ == "value"
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'y'"):
            point(1)
        with pytest.raises(TypeError, match="argument 'x' of"):
            point("1", 2)
        with pytest.raises(TypeError, match="Holder has no #\\[wasm_bindgen\\(constructor\\)\\]"):
            guest.exports.Holder()


async def test_fields(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        counter = guest.exports.Counter(5)
        fields: dict[str, tuple[Any, Any]] = {
            "step": (1, -(2**31)),
            "ratio": (0.5, 2.25),
            "flag": (False, True),
            "letter": ("a", "🦀"),
            "maybe": (None, 1.5),
            "small": (None, 255),
            "big": (2**40, -(2**63)),
        }
        for name, (initial, other) in fields.items():
            assert repr(getattr(counter, name)) == repr(initial)
            setattr(counter, name, other)
            assert repr(getattr(counter, name)) == repr(other)
        counter.maybe = counter.small = None
        assert (counter.maybe, counter.small) == (None, None)
        for name, wrong, error in [
            ("step", 2**31, OverflowError),
            ("small", 256, OverflowError),
            ("letter", "ab", TypeError),
            ("ratio", "1", TypeError),
        ]:
            with pytest.raises(error):
                setattr(counter, name, wrong)
        assert (counter.step, counter.small, counter.letter) == (-(2**31), None, "🦀")


async def test_a_readonly_field_refuses_to_be_set(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        counter = guest.exports.Counter(5)
        assert counter.id == 1
        with pytest.raises(AttributeError):
            counter.id = 2
        with pytest.raises(AttributeError):
            counter.nonsense = 2
        with pytest.raises(AttributeError):
            _ = counter.nonsense
        assert counter.id == 1


async def test_a_field_of_a_struct_type_is_a_copy(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        counter = guest.exports.Counter(5)
        first, second = counter.point, counter.point
        assert first is not second
        first.x = 100
        assert (counter.point.x, second.x, first.x) == (1, 1, 100)
        moved = guest.exports.Point(7, 8)
        counter.point = moved
        assert (counter.point.x, counter.point.y) == (7, 8)
        with pytest.raises(ObjectFreed):
            _ = moved.x
        with pytest.raises(TypeError, match="Rust expects Point"):
            counter.point = counter


async def test_getters_and_setters(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        counter = guest.exports.Counter(5)
        assert (counter.doubled, counter.textValue) == (10, "5")
        counter.doubled = 42
        assert (counter.value(), counter.textValue) == (21, "21")
        counter.textValue = "-3"
        assert counter.value() == -3
        counter.textValue = "no number"
        assert counter.value() == -1
        with pytest.raises(TypeError):
            counter.textValue = 5


async def test_methods(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        counter = guest.exports.Counter(5)
        assert [counter.value(), counter.increment(), counter.increment()] == [5, 6, 7]
        counter.step = 10
        assert counter.increment() == 17
        assert counter.addMany([1, 2, 3]) == 23
        assert counter.checked(23) == 23
        with pytest.raises(ThrownValue) as caught:
            counter.checked(22)
        assert caught.value.value == "over the limit"
        assert counter.value() == 23
        with pytest.raises(TypeError, match="argument 'values' of addMany"):
            counter.addMany("12")


async def test_static_methods_and_names(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        stepping = exports.Counter.with_step(1, 10)
        assert (stepping.id, stepping.step, stepping.increment()) == (2, 10, 11)
        assert exports.Counter.describe("a text") == "Counter: a text"
        assert exports.RenamedThing(4).theNumber() == 4
        assert exports.RenamedThing.fromText("12345").theNumber() == 5
        assert "Internal" not in exports


async def test_fields_that_are_cloned(open_guest: Open, release: str) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        if "cloned_fields" not in features_of("conformance", release):
            assert "Named" not in guest.exports
            return
        named = guest.exports.Named("a name")
        assert (named.name, named.bytes, named.note) == ("a name", b"\1\2\3", None)
        named.name, named.bytes, named.note = "é世🦀", [4, 5], "noted"
        assert (named.name, named.bytes, named.note) == ("é世🦀", b"\4\5", "noted")
        assert named.name == "é世🦀"
