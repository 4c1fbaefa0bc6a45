"""Imports that the host does not serve: refused all at once, or each when it is called."""

from __future__ import annotations

from typing import Any

import pytest

import runtime
from runtime.errors import HostError, LinkError, MissingImportCalled, ModuleError
from runtime.linker.scope import HostScope

from .conftest import Open, load
from .plain_hosts import conformance_options

pytestmark = pytest.mark.asyncio

MISSING = {
    "missing_function": "fn missing_function(u32) -> u32",
    "MissingSpace.missing_in_namespace": "fn missing_in_namespace(&str)",
    "missing_catch": "fn missing_catch() -> f64",
    "missing_takes_closure": "fn missing_takes_closure(&dyn Fn(u32) -> u32) -> u32",
    "MissingClass": "fn MissingClass(&str) -> ",
    "missing_in_module": "fn missing_in_module() -> String",
}

SERVED: dict[str, Any] = {
    "missing_function": lambda x: x + 1,
    "MissingSpace": {"missing_in_namespace": len},
    "missing_catch": lambda: 2.5,
    "missing_takes_closure": lambda f: f(10),
    "MissingClass": type("MissingClass", (), {"__init__": lambda s, n: None, "size": lambda s: 4}),
}
MODULES = {"missing-module": {"missing_in_module": lambda: "from the module"}}


@pytest.fixture(params=("0.2.83", "0.2.130"))
def lonely(request: pytest.FixtureRequest, engine_name: str) -> runtime.Module:
    """A guest whose imports no host serves."""
    return load(f"lonely-{request.param}", engine_name)


async def refused(source: runtime.Module, **options: Any) -> LinkError:
    with pytest.raises(LinkError) as caught:
        async with runtime.open(source, **options):
            raise AssertionError("it opened")
    assert isinstance(caught.value, ModuleError)
    return caught.value


async def test_all_that_is_missing_is_named_at_once(lonely: runtime.Module) -> None:
    error = await refused(lonely)
    missing = {item.name: item for item in error.missing}
    assert len(error.missing) == len(MISSING)
    assert missing.keys() == MISSING.keys()
    for name, signature in MISSING.items():
        assert missing[name].signature.startswith(signature)
        assert f"{name}" in str(error)
        assert missing[name].signature in str(error)
    in_module = missing["missing_in_module"]
    assert in_module.module == "missing-module"
    assert "missing_in_module from module 'missing-module': fn" in str(error)
    assert all(item.module is None for name, item in missing.items() if item is not in_module)
    for help_text in ("host=", "--host", "modules=", "strict=False", "6 import(s)"):
        assert help_text in str(error)


async def test_the_nearest_name_is_told(lonely: runtime.Module) -> None:
    error = await refused(
        lonely,
        host={
            "Missing_Function": print,
            "missing_catsh": print,
            "MissingSpace": {"missing_in_namespaces": print},
            "missing_takes_closure": print,
            "MissingClas": print,
        },
        modules={"missing_module": {}},
    )
    nearest = {item.name: item.nearest for item in error.missing}
    assert nearest == {
        "missing_function": "Missing_Function",
        "missing_catch": "missing_catsh",
        "MissingSpace.missing_in_namespace": "MissingSpace.missing_in_namespaces",
        "MissingClass": "MissingClas",
        "missing_in_module": "missing_module",
    }
    assert "(there is 'Missing_Function')" in str(error)


async def test_what_only_shares_letters_is_not_near() -> None:
    scope = HostScope({"RegExp": object(), "keeper": print}, {})
    assert scope.nearest(None, ["keep"]) == "keeper"
    assert HostScope({"RegExp": object()}, {}).nearest(None, ["keep"]) is None


async def test_only_what_is_missing_is_named(lonely: runtime.Module) -> None:
    error = await refused(lonely, host=SERVED)
    assert [item.name for item in error.missing] == ["missing_in_module"]
    error = await refused(lonely, host=SERVED, modules={"missing-module": {}})
    assert [item.name for item in error.missing] == ["missing_in_module"]
    without = {**SERVED, "missing_function": "not a function"}
    error = await refused(lonely, host=without, modules=MODULES)
    assert [item.name for item in error.missing] == ["missing_function"]


async def test_with_everything_served_it_runs(lonely: runtime.Module) -> None:
    async with runtime.open(lonely, host=SERVED, modules=MODULES) as guest:
        exports = guest.exports
        assert exports.add(1, 2) == 3
        assert exports.use_function(1) == 2
        assert exports.use_namespace("text") is None
        assert exports.use_catch() == 2.5
        assert exports.use_closure(5) == 15
        assert exports.use_class("name") == 4.0
        assert exports.use_module() == "from the module"


async def test_not_strict_each_raises_when_it_is_called(lonely: runtime.Module) -> None:
    calls: dict[str, tuple[tuple[Any, ...], str]] = {
        "use_function": ((1,), "missing_function"),
        "use_namespace": (("text",), "MissingSpace.missing_in_namespace"),
        "use_closure": ((1,), "missing_takes_closure"),
        "use_class": (("name",), "MissingClass"),
        "use_module": ((), "missing_in_module"),
    }
    async with runtime.open(lonely, strict=False) as guest:
        for _ in range(3):
            assert guest.exports.add(1, 2) == 3
            for function, (arguments, name) in calls.items():
                with pytest.raises(MissingImportCalled) as caught:
                    guest.exports[function](*arguments)
                assert caught.value.missing.name == name
                assert MISSING[name] in str(caught.value)
                assert isinstance(caught.value, HostError)
        assert guest.poisoned is None


async def test_a_missing_import_with_catch_is_no_err(lonely: runtime.Module) -> None:
    # The guest could mistake it for a failure of the host's function: it never hears of it.
    async with runtime.open(lonely, strict=False) as guest:
        with pytest.raises(MissingImportCalled, match="missing_catch"):
            guest.exports.use_catch()
        assert guest.exports.add(1, 2) == 3


async def test_not_strict_and_partly_served(lonely: runtime.Module) -> None:
    host = {"missing_function": lambda x: x * 2}
    async with runtime.open(lonely, host=host, strict=False) as guest:
        assert guest.exports.use_function(4) == 8
        with pytest.raises(MissingImportCalled):
            guest.exports.use_module()


async def test_an_absent_export_is_named(lonely: runtime.Module) -> None:
    async with runtime.open(lonely, strict=False) as guest:
        with pytest.raises(AttributeError, match="no 'use_functoin'; did you mean 'use_function'"):
            _ = guest.exports.use_functoin
        with pytest.raises(KeyError, match="the guest exports no 'nothing like it'"):
            _ = guest.exports["nothing like it"]
        assert "add" in guest.exports
        assert set(guest.exports) == {"add", *("use_" + n for n in USES)}


USES = ("function", "namespace", "catch", "closure", "class", "module")


async def test_imports_of_every_kind(open_guest: Open) -> None:
    options = conformance_options()
    removed = {"Shape", "HOST_NUMBER", "HOST_TEXT", "sum_all", "Toolbox", "setTimeout"}
    host = {name: value for name, value in options["host"].items() if name not in removed}
    with pytest.raises(LinkError) as caught:
        async with open_guest("conformance", host=host):
            raise AssertionError("it opened")
    missing = {item.name: item.signature for item in caught.value.missing}
    assert {"HOST_NUMBER", "HOST_TEXT", "sum_all", "Toolbox.twice"} <= missing.keys()
    assert {"Toolbox.inner.thrice", "Toolbox.renamedInToolbox", "Shape"} <= missing.keys()
    assert {"module_add", "nested.module_twice", "ModuleThing"} <= missing.keys()
    assert missing["HOST_NUMBER"] == "static HOST_NUMBER: f64"
    assert missing["sum_all"] == "fn sum_all(f64, &[f64]) -> f64"
    # What the guest does not call, and what hostapi serves.
    assert "never_called" not in missing
    assert "setTimeout" not in missing
