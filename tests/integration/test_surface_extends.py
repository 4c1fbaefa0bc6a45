"""Structs that extend structs are subclasses; unions are any of their values."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest

from runtime.errors import ObjectFreed
from runtime.testing import settle

from .conftest import Open
from .test_surface_exports import served, since

pytestmark = [pytest.mark.asyncio, since(122)]


@pytest.fixture
def log() -> list[str]:
    """What the guest recorded."""
    return []


@pytest.fixture
def open_surface(open_guest: Open, log: list[str]) -> Callable[[], Any]:
    """Open the guest, recording into ``log``."""

    def opener() -> Any:
        options = served()
        options["host"]["record"] = log.append
        return open_guest("surface", **options)

    return opener


async def test_a_struct_that_extends_another_is_a_subclass(open_surface: Callable[[], Any]) -> None:
    async with open_surface() as guest:
        exports = guest.exports
        assert exports.Puppy.__mro__[1:3] == (exports.Dog, exports.Animal)
        with exports.Dog("Rex", 3) as dog:
            assert isinstance(dog, exports.Animal)
            assert (dog.name, dog.legs, dog.age) == ("Rex", 4, 3)
            dog.legs = 3
            dog.rename("Max")
            assert (dog.name, dog.legs) == ("Max", 3)
            # Its own method, and the one of the struct it extends.
            assert dog.sound() == "Max barks"
            assert exports.Animal.sound(dog) == "..."
            assert exports.name_of(dog) == "Max"
        assert exports.Dog.kingdom() == "animals"


async def test_two_levels_each_with_its_own_part(
    open_surface: Callable[[], Any], log: list[str]
) -> None:
    async with open_surface() as guest:
        exports = guest.exports
        puppy = exports.make_puppy("Pup")
        assert type(puppy) is exports.Puppy
        assert (puppy.name, puppy.age, puppy.toys, puppy.sound()) == ("Pup", 0, 3, "Pup barks")
        exports.grow(puppy)
        assert puppy.age == 1
        puppy.free()
        puppy.free()
        assert log == ["dog of 1 years dropped", "animal Pup dropped"]


async def test_one_that_is_moved_takes_its_parts_along(
    open_surface: Callable[[], Any], log: list[str]
) -> None:
    async with open_surface() as guest:
        dog = guest.exports.Dog("Rex", 7)
        assert guest.exports.take_dog(dog) == 7
        assert log == ["dog of 7 years dropped", "animal Rex dropped"]
        for use in (lambda: dog.name, lambda: dog.age, dog.sound):
            with pytest.raises(ObjectFreed, match="this Dog was freed, or moved into Rust"):
                use()


async def test_a_part_cannot_be_taken_out(open_surface: Callable[[], Any], log: list[str]) -> None:
    async with open_surface() as guest:
        exports = guest.exports
        with exports.Dog("Rex", 1) as dog:
            for take in (exports.take_animal, exports.Animal.release):
                with pytest.raises(TypeError, match="Rust takes the Animal over"):
                    take(dog)
            assert dog.name == "Rex"
            assert log == []
        with pytest.raises(TypeError, match="Rust expects Dog"):
            exports.grow(exports.Animal("Tom"))
        assert exports.take_animal(exports.Animal("Kim")) == "Kim"


async def test_forgotten_ones_are_freed_whole(
    open_surface: Callable[[], Any], log: list[str]
) -> None:
    async with open_surface() as guest:
        guest.exports.make_puppy("Pup")
        gc.collect()
        await settle(guest.loop)
        assert sorted(log) == ["animal Pup dropped", "dog of 0 years dropped"]
        log.clear()
        kept = guest.exports.Dog("Rex", 2)
    assert sorted(log) == ["animal Rex dropped", "dog of 2 years dropped"]
    assert "freed" in repr(kept)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("loading", "loading"),
        ("a text", "text a text"),
        (2.5, "number 2.5"),
        (7, "number 7"),
    ],
)
async def test_a_union_is_any_of_its_values(
    open_surface: Callable[[], Any], value: object, text: str
) -> None:
    async with open_surface() as guest:
        assert guest.exports.describe_answer(value) == text


async def test_unions_with_structs_and_empty_ones(open_surface: Callable[[], Any]) -> None:
    async with open_surface() as guest:
        exports = guest.exports
        dog = exports.Dog("Rex", 5)
        assert exports.describe_answer(dog) == "dog of 5 years"
        with pytest.raises(ObjectFreed):
            dog.sound()
        assert exports.some_answer("loading") == "loading"
        assert exports.some_answer("text") == "a text"
        assert exports.some_answer("number") == 0.5
        assert exports.some_answer("") is None
