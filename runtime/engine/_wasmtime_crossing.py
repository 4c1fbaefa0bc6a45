"""What the two ways of crossing on wasmtime must do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import wasmtime

from runtime.engine.interface import Memory, WasmFunction

Exports = Callable[[str], Any]


class Crossing(ABC):
    """How calls cross in one store. Kinds are value types by their names in the spec."""

    __slots__ = ()

    @abstractmethod
    def host_function(
        self, params: Sequence[str], result: str | None, function: Callable[..., Any]
    ) -> wasmtime.Func:
        """Make a Python function importable."""

    @abstractmethod
    def function(
        self, raw: wasmtime.Func, params: Sequence[str], results: Sequence[str], name: str
    ) -> WasmFunction:
        """Make a function of wasm callable."""

    @abstractmethod
    def memory(self, raw: wasmtime.Memory) -> Memory:
        """Make a memory readable."""

    @abstractmethod
    def instantiate(self, module: wasmtime.Module, imports: Sequence[Any]) -> wasmtime.Instance:
        """Instantiate; exceptions of host functions and traps come out."""

    def exports(self, instance: wasmtime.Instance, store: wasmtime.Store) -> Exports:
        """Return what finds an export by its name; `KeyError` where there is none."""
        return instance.exports(store).__getitem__

    @abstractmethod
    def close(self) -> None:
        """Free the wasmtime store.

        Raises:
            RuntimeError: a call into it is under way.

        """
