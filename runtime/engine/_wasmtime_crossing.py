"""What the two ways of crossing on wasmtime must do."""

from __future__ import annotations

import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import wasmtime

from runtime.engine.interface import Memory, Signature, WasmFunction

FunctionType = tuple[Sequence[str], Sequence[str]]
"""Value types of the parameters and of the results, by their names in the spec."""


Closable = wasmtime.Engine | wasmtime.Module | wasmtime.FuncType


def close_with(owner: object, held: Mapping[Any, Closable]) -> None:
    """Close objects of wasmtime-py when their owner goes, and at exit at the latest.

    Else their own finalizers may come when the interpreter has taken wasmtime-py half apart, which
    Python tells on stderr. What was made of them in wasmtime keeps them alive there.

    Args:
        owner: who holds them.
        held: by any keys; looked at when it goes.

    """
    weakref.finalize(owner, _close_all, held)


def _close_all(held: Mapping[Any, Closable]) -> None:
    for each in held.values():
        each.close()


class FunctionTypes:
    """wasmtime's function types by signature.

    Each is made once for all stores: that takes longer than making a function.
    """

    def __init__(self) -> None:
        self._made: dict[Signature, wasmtime.FuncType] = {}
        close_with(self, self._made)

    def of(self, signature: Signature) -> wasmtime.FuncType:
        """Return the type of a signature."""
        found = self._made.get(signature)
        if found is None:
            results = [] if signature.result is None else [signature.result]
            found = self._made[signature] = wasmtime.FuncType(
                [_value_type(name) for name in signature.params],
                [_value_type(name) for name in results],
            )
        return found


def _value_type(name: str) -> wasmtime.ValType:
    make: Callable[[], wasmtime.ValType] | None = getattr(wasmtime.ValType, name, None)
    if make is None:
        raise TypeError(f"only numbers cross, which {name} is not")
    return make()


class Crossing(ABC):
    """How calls cross in one store.

    An instance, and what is imported and exported (an *item*), are what the crossing makes them.

    Args:
        raw: the store, which it owns from here on.
        types: function types.

    """

    __slots__ = ()

    @abstractmethod
    def __init__(self, raw: wasmtime.Store, types: FunctionTypes) -> None: ...

    @abstractmethod
    def host_function(self, signature: Signature, function: Callable[..., Any]) -> Any:
        """Return a Python function as an item to import."""

    @abstractmethod
    def host_functions(
        self, signatures: Sequence[Signature], make: Callable[[int], Callable[..., Any]]
    ) -> list[Any]:
        """Return items to import, of which each is made when it is first called."""

    @abstractmethod
    def instantiate(self, module: wasmtime.Module, imports: Sequence[Any]) -> Any:
        """Return an instance; exceptions of host functions and traps come out."""

    @abstractmethod
    def export(self, instance: Any, name: str) -> Any:
        """Return an exported item; `KeyError` where there is none."""

    @abstractmethod
    def type_of(self, item: Any) -> FunctionType:
        """Return the type of a function of numbers; `KeyError` if the item is none."""

    @abstractmethod
    def function(self, item: Any, type_: FunctionType, name: str) -> WasmFunction:
        """Make a function of wasm callable."""

    @abstractmethod
    def memory(self, item: Any) -> Memory:
        """Make a memory readable; `KeyError` if the item is none."""

    @abstractmethod
    def close(self) -> None:
        """Free the wasmtime store.

        Raises:
            RuntimeError: a call into it is under way.

        """
