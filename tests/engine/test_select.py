from __future__ import annotations

import importlib.metadata
import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from wasmtime import _ffi as ffi

import runtime.engine
from runtime.engine import select
from runtime.engine._wasmtime import WasmtimeEngine
from runtime.errors import EngineUnavailable

from .conftest import EXTENSION_IS_BUILT

needs_extension = pytest.mark.skipif(not EXTENSION_IS_BUILT, reason="the C extension was not built")


@pytest.fixture(autouse=True)
def _fresh_choice() -> Iterator[None]:
    def clear() -> None:
        select._why_not.cache_clear()
        select._engine.cache_clear()

    clear()
    yield
    clear()


def without(monkeypatch: pytest.MonkeyPatch, package: str, adapter: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, f"runtime.engine.{adapter}", raising=False)
    monkeypatch.delattr(runtime.engine, adapter, raising=False)


def test_the_default_is_wasmer_where_it_is_to_be_had() -> None:
    expected = "wasmer" if sys.version_info < (3, 11) else "wasmtime"
    name, reason = select.explain_choice()
    assert name == expected
    assert "wasmer" in reason
    with warnings.catch_warnings():
        # That the extension is absent is not what this is about.
        warnings.simplefilter("ignore")
        assert select.select_engine().name == expected


def test_wasmtime_steps_in_for_wasmer(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "wasmer", "_wasmer")
    name, reason = select.explain_choice()
    assert name == "wasmtime"
    with pytest.raises(EngineUnavailable) as caught:
        select.select_engine("wasmer")
    expected = "pip install wasmer==1.1.0" if sys.version_info < (3, 11) else "CPython 3.10"
    assert expected in caught.value.remedy
    assert expected in reason


def test_a_missing_wasmtime_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "wasmtime", "_wasmtime")
    with pytest.raises(EngineUnavailable, match='pip install "wasmtime'):
        select.select_engine("wasmtime")


def test_an_unknown_engine_is_told_the_known_ones() -> None:
    with pytest.raises(EngineUnavailable, match="wasmer and wasmtime"):
        select.select_engine("v8")


@needs_extension
def test_one_engine_of_each_name() -> None:
    assert select.select_engine("wasmtime") is select.select_engine("wasmtime")


@needs_extension
def test_the_compiled_crossing_is_used_where_it_was_built() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert WasmtimeEngine().crossing == "compiled"


@pytest.mark.skipif("CI" not in os.environ, reason="a compiler is promised in CI only")
@pytest.mark.skipif(sys.implementation.name != "cpython", reason="the extension is for CPython")
def test_the_extension_was_built() -> None:
    assert EXTENSION_IS_BUILT


def test_without_the_extension_the_plain_crossing_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "runtime.engine._crossing", "_wasmtime_compiled")
    monkeypatch.delattr(runtime.engine, "_crossing", raising=False)
    with pytest.warns(RuntimeWarning, match="no compiled crossing .*_crossing"):
        engine = WasmtimeEngine()
    assert engine.crossing == "plain"
    with pytest.raises(EngineUnavailable, match="no compiled crossing"):
        WasmtimeEngine("compiled")


@needs_extension
def test_a_failed_proof_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from runtime.engine import _wasmtime_compiled

    monkeypatch.setattr(_wasmtime_compiled, "_SIZES", {"wasmtime_func_t": 24})
    with pytest.warns(RuntimeWarning, match="wasmtime_func_t: 16, not 24"):
        assert WasmtimeEngine().crossing == "plain"


def test_wasmtimes_release_is_that_of_its_metadata() -> None:
    assert WasmtimeEngine("plain").version == importlib.metadata.version("wasmtime")


def test_a_wasmtime_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.engine._wasmtime._release", lambda: "44.0.0")
    with pytest.raises(EngineUnavailable, match=r"44[.]0[.]0 is too old"):
        WasmtimeEngine()


@needs_extension
@pytest.mark.parametrize(
    ("told", "before", "after"),
    [
        ("failed: arguments of a host call", "$mix (local.get 0)", "$mix (i32.const 5)"),
        ("failed: trap", "unreachable", "nop"),
        ("the linear memory cannot grow", "1)\n  (data", "1 1)\n  (data"),
        ("failed: memory", '"ok"', '"ok" "") (data (i32.const 65533) "x"'),
    ],
)
def test_each_part_of_the_proof_can_fail(
    told: str, before: str, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from runtime.engine import _wasmtime_compiled

    # As a release would that does otherwise.
    text = _wasmtime_compiled._PROOF
    assert before in text
    monkeypatch.setattr(_wasmtime_compiled, "_PROOF", text.replace(before, after))
    with pytest.warns(RuntimeWarning, match=told) as warned:
        engine = WasmtimeEngine()
    assert (engine.crossing, len(warned)) == ("plain", 1)


@needs_extension
@pytest.mark.parametrize("symbol", ["wasmtime_func_call_unchecked", "wasmtime_memory_data"])
def test_a_library_without_a_symbol_falls_back(
    symbol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = ffi.dll

    class Lacking:
        def __getattr__(self, name: str) -> Any:
            if name == symbol:
                raise AttributeError(f"undefined symbol: {name}")
            return getattr(library, name)

    monkeypatch.setattr(ffi, "dll", Lacking())
    with pytest.warns(RuntimeWarning, match=f"undefined symbol: {symbol}") as warned:
        engine = WasmtimeEngine()
    assert (engine.crossing, len(warned)) == ("plain", 1)
    module = engine.compile(
        engine.assemble('(module (func (export "f") (result i32) i32.const 7))')
    )
    store = engine.store()
    assert store.instantiate(module, {}).function("f")() == 7
    store.close()
