from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import wasmtime

from runtime.engine.interface import Engine, Extern, Instance, Store, ValueType, WasmFunction
from runtime.engine.sink import DropRef, Unref
from runtime.errors import GuestTrap

ENGINES = ("wasmer", "wasmtime-compiled", "wasmtime-plain")

EXTENSION_IS_BUILT = importlib.util.find_spec("runtime.engine._crossing") is not None


@dataclass
class Guest:
    """A store, and short words for what the tests do with it."""

    engine: Engine
    store: Store

    def host(
        self, params: Sequence[ValueType], result: ValueType | None, function: Callable[..., Any]
    ) -> Extern:
        return self.store.host_function(params, result, function)

    def instance(self, text: str, imports: Mapping[str, Extern] | None = None) -> Instance:
        """Instantiate a module, all of whose imports are from ``host``."""
        module = self.engine.compile(self.engine.assemble(text))
        served = {("host", name): extern for name, extern in (imports or {}).items()}
        return self.store.instantiate(module, served)

    def trap(self, function: WasmFunction, *arguments: float) -> GuestTrap:
        """Call, and return the trap that it must end in."""
        with pytest.raises((RuntimeError, wasmtime.Trap)) as caught:
            function(*arguments)
        translated = self.store.translate(caught.value)
        assert isinstance(translated, GuestTrap), repr(caught.value)
        return translated

    @property
    def is_wasmer(self) -> bool:
        return self.engine.name == "wasmer"


def make_engine(name: str) -> Engine:
    if name == "wasmer":
        if sys.version_info >= (3, 11):
            pytest.skip("wasmer has wheels up to CPython 3.10")
        from runtime.engine._wasmer import WasmerEngine

        return WasmerEngine()
    from runtime.engine._wasmtime import WasmtimeEngine

    if name == "wasmtime-plain":
        return WasmtimeEngine("plain")
    if not EXTENSION_IS_BUILT:
        pytest.skip("the C extension was not built")
    return WasmtimeEngine("compiled")


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return make_engine(request.param)


@pytest.fixture
def guest(engine: Engine) -> Iterator[Guest]:
    made = Guest(engine, engine.store())
    yield made
    made.store.close()


class NoDrops:
    """Nothing is dropped here."""

    def unref(self) -> Unref:
        raise AssertionError("a closure was dropped")

    def drop_ref(self) -> DropRef:
        raise AssertionError("a handle was dropped")


def no_queue() -> Callable[[int], object]:
    """Nothing is queued here."""
    raise AssertionError("a microtask was queued")
