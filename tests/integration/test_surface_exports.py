"""Exports beyond functions and classes: namespaces, private items, reexports, members."""

from __future__ import annotations

from typing import Any

import pytest

import runtime
from runtime.errors import LinkError, MissingImportCalled
from tests.guests.releases import SURFACE_RELEASES, patch

from .conftest import Open, load

pytestmark = pytest.mark.asyncio


def since(first: int) -> pytest.MarkDecorator:
    """Run a test with each release from one on that the guest is built with."""
    releases = [release for release in SURFACE_RELEASES if patch(release) >= first]
    return pytest.mark.parametrize("release", releases)


class Tool:
    """A class of the host's that the guest exports again."""


TOOLBOX: dict[str, object] = {"helper": lambda x: x * 3, "other": len, "Tool": Tool}
INLINE: dict[str, object] = {"first": lambda x: x + 1, "second": lambda x: x + 2}
SNIPPETS: dict[str, object] = {
    # Which of the two is which the linker decides.
    "surface/inline0.js": INLINE,
    "surface/inline1.js": INLINE,
    "surface/js/local.js": {
        "fromFile": lambda x: f"from Python: {x}",
        "Local": type("Local", (), {"__init__": lambda self, x: setattr(self, "x", x)}),
    },
    "surface_helper/inline0.js": {"inlined": lambda x: x + 1000},
    "raw-module": {"default": lambda x: x + 10},
}


def served() -> dict[str, Any]:
    """Return all that the guest needs."""
    return {"host": {"record": lambda line: None}, "modules": {"toolbox": TOOLBOX, **SNIPPETS}}


# --- namespaces ------------------------------------------------------------------------------


@since(107)
async def test_exports_stand_in_their_namespaces(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        exports = guest.exports
        assert exports.count() == 5
        assert exports.shapes.count() == 2
        assert exports.shapes.flat.area(2, 3.5) == 7
        assert exports["shapes.flat.area"](2, 3) == 6
        assert not {"area", "Circle"} & set(exports)
        assert set(exports.shapes) == {"count", "flat", "Circle", "Corner"}


@since(107)
async def test_a_class_in_a_namespace(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        exports = guest.exports
        with exports.shapes.Circle(1.5) as circle, circle.doubled() as double:
            assert double.radius == 3
            assert type(double) is exports.shapes.Circle
            assert exports.radius_of(circle) == 1.5
        with exports.shapes.Circle.unit() as unit:
            unit.radius = 4
            assert unit.radius == 4
        corner = exports.shapes.Corner
        assert exports.round(corner.Sharp) is corner.Round


@since(107)
async def test_what_is_not_in_a_namespace_is_said_to_be_not(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        with pytest.raises(AttributeError, match=r"no 'counts'; did you mean 'count'\?"):
            _ = guest.exports.shapes.counts
        with pytest.raises(KeyError, match="no 'volume'"):
            _ = guest.exports["shapes.flat.volume"]


@since(107)
async def test_private_items_are_used_and_not_exported(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        exports = guest.exports
        assert not {"Hidden", "HiddenLevel"} & set(exports)
        hidden = exports.make_hidden(7)
        assert (type(hidden).__name__, hidden.number) == ("Hidden", 7)
        assert exports.take_hidden(hidden) == 7
        level = exports.hidden_level()
        assert (level, level.name) == (2, "High")


@since(128)
async def test_private_items_of_one_name_in_two_crates(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        exports = guest.exports
        with exports.own_twin() as own, exports.helper_twin() as other:
            assert (own.own_number, other.helper_number) == (1, 2)
            assert type(own) is not type(other)
            assert exports.take_own_twin(own) == 1
            assert exports.take_helper_twin(other) == 2
            with pytest.raises(TypeError, match="Rust expects Twin"):
                exports.take_own_twin(other)
        assert exports.own_side().name == "Left"
        assert exports.helper_side().name == "HelperRight"


@since(107)
async def test_this_is_the_first_argument(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        assert guest.exports.property_of_this("this", " and more") == "this and more"


@since(107)
async def test_imports_are_exported_again(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        exports = guest.exports
        assert exports.helper is TOOLBOX["helper"]
        assert exports.renamedHelper is len
        assert exports.Tool is Tool
        assert exports.use_helper(2) == 6


@since(107)
async def test_what_would_be_exported_again_must_be_there(engine_name: str, release: str) -> None:
    options = served()
    options["modules"]["toolbox"] = {"helper": TOOLBOX["helper"], "Tool": Tool}
    with pytest.raises(LinkError, match="other from module 'toolbox'"):
        async with runtime.open(load(f"surface-{release}", engine_name), **options):
            raise AssertionError("it opened")


# --- members ---------------------------------------------------------------------------------


@since(100)
async def test_accessors_of_the_class_itself(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        settings = guest.exports.Settings
        assert settings.limit == 10
        settings.limit = 20
        assert settings.limit == 20
        with settings("a") as one:
            assert not hasattr(one, "limit")


@since(100)
async def test_an_inspectable_struct_shows_its_fields(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        settings = guest.exports.Settings("näme")
        settings.tags = ["x", "y"]
        assert settings.toJSON() == {
            "class": None,
            "name": "näme",
            "tags": ["x", "y"],
            "version": 3,
        }
        # What is undefined is left out, as JSON.stringify does.
        assert str(settings) == '{"name":"näme","tags":["x","y"],"version":3}'
        assert settings.toString() == str(settings)
        assert "version=3" in repr(settings)
        settings.free()
        assert repr(settings) == "<Settings (freed) of guest>"


@since(100)
async def test_an_inspectable_struct_may_have_words_of_its_own(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        with guest.exports.Worded(3) as worded:
            assert str(worded) == worded.toString() == "number 3"
            assert worded.toJSON() == {"number": 3}


@since(100)
async def test_fields_that_are_cloned_named_oddly_or_skipped(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        with guest.exports.Settings("a") as settings:
            settings.name += "b"
            assert settings.name == "ab"
            setattr(settings, "class", "odd")
            assert getattr(settings, "class") == "odd"  # no name in Python
            assert not hasattr(settings, "secret")
            with pytest.raises(AttributeError):
                settings.version = 4


# --- arguments -------------------------------------------------------------------------------


@since(100)
async def test_clamped_bytes_and_pointers(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        exports = guest.exports
        assert exports.echo_clamped(bytearray(b"\x00\xff")) == b"\x00\xff"
        assert exports.pointer_plus(2**32 - 1, 3) == 2
        assert exports.echo_non_null(2**32 - 4) == 2**32 - 4
        assert exports.echo_option_non_null(None) is None
        assert exports.echo_option_non_null(8) == 8
        with pytest.raises(OverflowError):
            exports.pointer_plus(-1, 0)


@since(100)
async def test_no_null_for_a_pointer_that_is_not_null(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        with pytest.raises(ValueError, match="NonNull"):
            guest.exports.echo_non_null(0)


@since(100)
async def test_vectors_of_structs_and_of_strings(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        exports = guest.exports
        given = [exports.Gadget(5), exports.Gadget(2)]
        sorted_gadgets = exports.sort_gadgets(given)
        assert [gadget.weight for gadget in sorted_gadgets] == [2, 5]
        assert "freed" in repr(given[0])
        assert exports.join(("a", "b", ""), "-") == "a-b-"
        with exports.Gadget(3) as gadget:
            assert exports.helper_weigh(gadget) == 3


# --- JavaScript that the crate brings ----------------------------------------------------------


@since(100)
async def test_the_crates_own_javascript_is_served_in_python(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        exports = guest.exports
        assert exports.use_inline(5) == 607
        assert exports.use_file(4) == "from Python: 4 4"
        assert exports.helper_inline(1) == 1001
        assert exports.use_raw(1) == 11


@since(100)
async def test_the_crates_own_javascript_is_asked_for_by_name(
    engine_name: str, release: str
) -> None:
    with pytest.raises(LinkError) as caught:
        async with runtime.open(load(f"surface-{release}", engine_name)):
            raise AssertionError("it opened")
    missing = {(item.module, item.name): item for item in caught.value.missing}
    for module, names in SNIPPETS.items():
        assert isinstance(names, dict)
        found = {name for of, name in missing if of == module}
        assert found
        assert found <= set(names)
        assert all(
            item.snippet is (module != "raw-module")
            for (of, _), item in missing.items()
            if of == module
        )
    text = str(caught.value)
    assert (
        "fromFile from the crate's own JavaScript 'surface/js/local.js': fn fromFile(u32)" in text
    )
    assert "no JavaScript is run here" in text
    assert "modules={'" in text


@since(100)
async def test_one_that_is_not_served_raises_when_it_is_called(
    engine_name: str, release: str
) -> None:
    async with runtime.open(load(f"surface-{release}", engine_name), strict=False) as guest:
        with pytest.raises(MissingImportCalled, match=r"'surface_helper/inline0\.js'"):
            guest.exports.helper_inline(1)


@since(100)
async def test_a_link_to_a_file_is_the_file(open_guest: Open) -> None:
    async with open_guest("surface", **served()) as guest:
        url = guest.exports.link_to_file()
        assert url.startswith("data:application/javascript,export%20function%20fromFile(x)%20%7B")
        assert "%E2%80%93%20%C3%BC" in url
