"""Imports of every kind: functions, namespaces, statics, classes, modules, exceptions."""

from __future__ import annotations

import types
from typing import Any

import pytest

from runtime.core.values import null

from .conftest import Leaks, Open
from .plain_hosts import SOME_MODULE, HostError, Shape, Square, Store, Toolbox, conformance_options

pytestmark = pytest.mark.asyncio


async def test_functions_by_name_and_namespace(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        assert exports.use_global_function(1, 2) == 3
        assert exports.use_duplicate_function(3, 4) == 7
        assert exports.use_namespace(1.5) == 3
        assert exports.use_nested_namespace(1.5) == 4.5
        assert exports.use_namespace_rename(1.5) == 6
        assert exports.use_rename(1.5) == 2


async def test_a_namespace_may_be_a_mapping_an_object_or_a_module(
    open_guest: Open, leaks: Leaks
) -> None:
    functions: dict[str, Any] = {
        "twice": lambda x: x * 20,
        "inner": {"thrice": lambda x: x * 30},
        "renamedInToolbox": lambda x: x * 40,
        "version": 5,
        "Square": Square,
    }
    module = types.ModuleType("toolbox")
    module.__dict__.update(functions)
    for toolbox in (functions, types.SimpleNamespace(**functions), module):
        async with open_guest("conformance", **conformance_options(Toolbox=toolbox)) as guest:
            assert guest.exports.use_namespace(1) == 20
            assert guest.exports.use_nested_namespace(1) == 30
            assert guest.exports.use_namespace_rename(1) == 40
            assert guest.exports.toolbox_version() == 5
    leaks.clear()  # the static


async def test_the_host_may_be_an_object_a_module_or_several(open_guest: Open) -> None:
    options = conformance_options()
    names = options["host"]
    module = types.ModuleType("host")
    module.__dict__.update(names)
    overriding = {"renamedHostFunction": lambda x: -x}
    for host in (types.SimpleNamespace(**names), module, [names, None, overriding]):
        async with open_guest("conformance", **{**options, "host": host}) as guest:
            expected = -2 if isinstance(host, list) else 2.5
            assert guest.exports.use_rename(2) == expected


# A static is fetched once, and the guest keeps it: one handle each, until it is closed.


async def test_statics(open_guest: Open, leaks: Leaks) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        number = guest.exports.host_number()
        assert (number, type(number)) == (2.5, float)
        assert guest.exports.host_text() == "a text of the host"
        assert guest.exports.toolbox_version() == "1.2"
        assert guest.exports.host_text() == "a text of the host"
    marker = object()
    async with open_guest(
        "conformance", **conformance_options(HOST_TEXT=marker, HOST_NUMBER=3)
    ) as guest:
        assert guest.exports.host_text() is marker
        assert guest.exports.host_text() is marker
        assert guest.exports.host_number() == 3.0
        assert guest.stats().handles == 1
    leaks.clear()


async def test_statics_that_are_null(open_guest: Open, leaks: Leaks) -> None:
    async with open_guest("conformance", **conformance_options(HOST_TEXT=null)) as guest:
        assert guest.exports.host_text() is null
    leaks.clear()


async def test_an_exception_that_rust_does_not_catch(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        for _ in range(3):
            with pytest.raises(HostError) as caught:
                guest.exports.not_caught(-1)
            assert caught.value.args == (-1.0,)
        assert guest.exports.not_caught(1) is None


async def test_catch(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        assert exports.catch_unit(1) is None
        assert isinstance(exports.catch_unit(-1), HostError)
        assert [exports.catch_f64(2.5), exports.catch_f64(-2.5)] == [2.5, -1.0]
        assert [exports.catch_i64(5), exports.catch_i64(-5)] == [5, -1]
        assert [exports.catch_string(5), exports.catch_string(-5)] == ["5.0", "caught"]
        assert exports.catch_js(5) == 5
        assert isinstance(exports.catch_js(-5), HostError)
        assert exports.catch_many(100) == 100
        assert exports.catch_and_rethrow(5) == 5.0
        with pytest.raises(HostError):
            exports.catch_and_rethrow(-5)


async def test_catch_keeps_the_very_exception(open_guest: Open) -> None:
    error = HostError("one of its kind")

    def fail(_: float) -> None:
        raise error

    async with open_guest("conformance", **conformance_options(may_fail=fail)) as guest:
        assert guest.exports.catch_unit(1) is error
        assert guest.exports.catch_js(1) is error
        with pytest.raises(HostError) as caught:
            guest.exports.catch_and_rethrow(1)
        assert caught.value is error


async def test_a_wrong_result_is_caught_as_well(open_guest: Open) -> None:
    async with open_guest(
        "conformance", **conformance_options(may_fail=lambda _: "no number")
    ) as guest:
        assert guest.exports.catch_f64(1) == -1.0
        with pytest.raises(TypeError, match="the result of may_fail"):
            guest.exports.catch_and_rethrow(1)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
async def test_an_interruption_is_not_the_guests_to_catch(
    open_guest: Open, kind: type[BaseException]
) -> None:
    def interrupt(_: float) -> None:
        raise kind

    async with open_guest("conformance", **conformance_options(may_fail=interrupt)) as guest:
        with pytest.raises(kind):
            guest.exports.catch_f64(1)
        assert guest.exports.still_alive() == 1


async def test_variadic(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        assert guest.exports.use_variadic([]) == 1.0
        assert guest.exports.use_variadic([2, 3.5]) == 6.5
        assert guest.exports.use_variadic_js() == "'a'|1|True"


async def test_modules(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        assert exports.use_module_function(1, 2) == 3
        assert exports.use_module_same_name(1, 2) == 102
        assert exports.use_global_function(1, 2) == 3
        assert exports.use_module_default() == "the default export"
        assert exports.use_module_namespace(2) == 4
        assert exports.use_module_class("text") == "TEXT"
    options = conformance_options()
    module = types.ModuleType("some_module")
    module.__dict__.update(SOME_MODULE)
    async with open_guest(
        "conformance", host=options["host"], modules={"some-module": module}
    ) as guest:
        assert guest.exports.use_module_same_name(1, 2) == 102


# --- classes ---------------------------------------------------------------------------------


async def test_constructors_and_methods(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        shape = exports.make_shape("box", 3)
        assert type(shape) is Shape
        assert (shape.shapeName, shape.size) == ("box", 3.0)
        assert exports.shape_area(shape) == 9.0
        scaled = exports.shape_scaled(shape, 2)
        assert (type(scaled), scaled.size) == (Shape, 6.0)
        assert exports.unit_shape().shapeName == "unit"
        assert exports.shape_fail(shape, "a text") is True
        assert exports.square_side_and_area(4) == "4 16"


async def test_structural_and_final_methods(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        shape: Any = Shape("s", 1)
        assert guest.exports.shape_label(shape) == "shape s"
        shape.label = lambda: "its own"
        assert guest.exports.shape_label(shape) == "its own"
        assert guest.exports.shape_class_label(shape) == "shape s"
        # Structural: anything with such a method will do.
        duck = types.SimpleNamespace(label=lambda: "quack", area=lambda: 2)
        assert guest.exports.shape_label(duck) == "quack"


async def test_a_method_that_is_not_there(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        with pytest.raises(TypeError, match=r"SimpleNamespace\.label is not a function"):
            guest.exports.shape_label(types.SimpleNamespace())
        with pytest.raises(TypeError, match="Cannot read properties of undefined"):
            guest.exports.shape_label(None)
        # An argument is refused after the receiver: nothing stays lent.
        with pytest.raises(TypeError, match="argument 'factor' of shape_scaled"):
            guest.exports.shape_scaled(Shape("s", 1), "2")
        assert guest.stats().handles == 0


async def test_properties(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        shape: Any = Shape("s", 1.5)
        assert exports.shape_size(shape) == 1.5
        exports.shape_set_size(shape, 2.5)
        assert shape.size == 2.5
        assert exports.shape_name(shape) == "s"
        assert exports.shape_extra(shape) is None
        shape.extra = 7
        assert exports.shape_extra(shape) == 7.0
        # A mapping's items are its properties.
        assert exports.shape_extra({"extra": 1}) == 1.0
        record: dict[str, Any] = {}
        exports.shape_set_size(record, 4)
        assert record == {"size": 4.0}


async def test_static_properties(open_guest: Open) -> None:
    class Own(Shape):
        made = 3

    async with open_guest("conformance", **conformance_options(Shape=Own)) as guest:
        assert guest.exports.shape_made(10) == 3
        assert Own.made == 10
        assert guest.exports.shape_made(11) == 10


async def test_indexing(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        assert guest.exports.use_index("key") == "Some(1.5) None None"
        store = Store(key=2.5)
        assert guest.exports.get_index(store, "key") == 2.5
        assert guest.exports.get_index(store, "other") is None


async def test_instanceof(open_guest: Open) -> None:
    async with open_guest("conformance", **conformance_options()) as guest:
        exports = guest.exports
        shape, square = Shape("s", 2), Square(3)
        cases: list[tuple[Any, bool, bool]] = [
            (shape, True, False),
            (square, True, True),
            (5, False, False),
            (None, False, False),
            ({}, False, False),
        ]
        for value, is_shape, is_square in cases:
            assert exports.is_shape(value) is is_shape
            assert exports.is_square(value) is is_square
        assert exports.area_if_shape(square) == 9.0
        assert exports.area_if_shape("no shape") == -1.0
        assert exports.option_shape(shape) is shape
        assert exports.option_shape(None) is None


async def test_instanceof_what_is_no_class(open_guest: Open) -> None:
    def shape(name: str, size: float) -> Shape:
        return Shape(name, size)

    shape.unit = Shape.unit  # type: ignore[attr-defined] # a function with attributes, as in JS
    shape.label = Shape.label  # type: ignore[attr-defined] # as above
    async with open_guest("conformance", **conformance_options(Shape=shape)) as guest:
        made = guest.exports.make_shape("s", 1)
        assert guest.exports.is_shape(made) is False


async def test_the_host_is_left_as_it_was(open_guest: Open) -> None:
    options = conformance_options()
    before = dict(options["host"])
    async with open_guest("conformance", **options) as guest:
        guest.exports.use_namespace(1)
    assert options["host"] == before
    assert options["host"]["Toolbox"] is Toolbox
