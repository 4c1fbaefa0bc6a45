"""What the engine alone takes to cross: the measure of what everything else costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from runtime.engine.interface import Signature, Store, ValueType
from runtime.module import Module
from runtime.module.plan import signature_of

_ZERO: Final[dict[ValueType, float]] = {"i32": 0, "i64": 0, "f32": 0.0, "f64": 0.0}


def wasm_signature(module: Module, function: str) -> Signature | None:
    """Return the wasm type behind an export, a class's is its constructor's; None if it has none.

    Args:
        module: the module.
        function: the export's name, as ``run`` takes it.

    """
    symbol = function if module.section is None else _symbol(module, function)
    return None if symbol is None else signature_of(module.wasm.function_type(symbol))


def _symbol(module: Module, function: str) -> str | None:
    symbols = {member.path: member.symbol for member in module.plan.functions}
    for cls in module.plan.classes:
        constructors = [member.symbol for member in cls.members if member.kind == "constructor"]
        symbols.update((cls.path, symbol) for symbol in constructors)
    return symbols.get(tuple(function.split(".")))


def empty_function(
    module: Module, store: Store, signature: Signature
) -> tuple[Callable[..., Any], tuple[float, ...]]:
    """Return a wasm function that does nothing, as the engine has it, and arguments for it.

    Args:
        module: whose engine is taken.
        store: where the function is to live.
        signature: its type.

    """
    params = f"(param {' '.join(signature.params)})" if signature.params else ""
    result, body = "", ""
    if signature.result is not None:
        result, body = f"(result {signature.result})", f"({signature.result}.const 0)"
    text = f'(module (func (export "empty") {params} {result} {body}))'
    function = store.instantiate(module.helper(text), {}).function("empty")
    return function, tuple(_ZERO[param] for param in signature.params)


def in_words(signature: Signature) -> str:
    """Return a type as the WebAssembly spec writes it, more or less: ``(i32, f64) -> f64``."""
    arrow = f" -> {signature.result}" if signature.result else ""
    return f"({', '.join(signature.params)}){arrow}"
