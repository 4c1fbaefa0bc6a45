"""The helper module that calls one closure for each element of a buffer, in one crossing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from runtime.engine.interface import ValueType
from runtime.records import record

_LOADS: Final = {
    "b": "i32.load8_s",
    "B": "i32.load8_u",
    "h": "i32.load16_s",
    "H": "i32.load16_u",
    "i": "i32.load",
    "I": "i32.load",
    "q": "i64.load",
    "Q": "i64.load",
    "f": "f32.load",
    "d": "f64.load",
}
_STORES: Final = {
    "b": "i32.store8",
    "B": "i32.store8",
    "h": "i32.store16",
    "H": "i32.store16",
    "i": "i32.store",
    "I": "i32.store",
    "q": "i64.store",
    "Q": "i64.store",
    "f": "f32.store",
    "d": "f64.store",
}
SIZES: Final = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "q": 8, "Q": 8, "f": 4, "d": 8}
"""Bytes of an element, by its code as in ``array``."""


@record(frozen=True)
class Element:
    """A number type as it lies in memory and as it crosses.

    Attributes:
        code: of ``array`` and ``struct``.
        type: the wasm type that carries it.

    """

    code: str
    type: ValueType


def batch_text(arguments: Sequence[Element], result: Element | None) -> str:
    """Return the text of a module with ``map(ab, index, count, result, argument...)``.

    It calls the closure's trampoline, which it imports as ``closure``, ``count`` times. The n-th
    argument is taken from an array of its own, at the address given for it; results are written to
    ``result``. Every call is entered and left as a single one is.

    Args:
        arguments: of the closure.
        result: of the closure, or None.

    """
    types = " ".join(("i64", "i32", *(each.type for each in arguments)))
    returns = f" (result {result.type})" if result else ""
    pointers = [f"$p{n}" for n in range(len(arguments))]
    loads = " ".join(
        f"({_LOADS[each.code]} (local.get {pointer}))"
        for pointer, each in zip(pointers, arguments, strict=True)
    )
    call = f"(call $closure (local.get $ab) (local.get $index) {loads})"
    steps = [
        f"(local.set {pointer} (i32.add (local.get {pointer}) (i32.const {SIZES[each.code]})))"
        for pointer, each in zip(pointers, arguments, strict=True)
    ]
    if result:
        call = f"({_STORES[result.code]} (local.get $out) {call})"
        steps.append(
            f"(local.set $out (i32.add (local.get $out) (i32.const {SIZES[result.code]})))"
        )
    parameters = " ".join(f"(param {pointer} i32)" for pointer in pointers)
    return f"""(module $wasmloop
  (import "guest" "memory" (memory 0))
  (import "after" "closure" (func $closure (param {types}){returns}))
  (func (export "map") (param $ab i64) (param $index i32) (param $count i32) (param $out i32)
    {parameters}
    (block $end
      (br_if $end (i32.eqz (local.get $count)))
      (loop $next
        {call}
        {" ".join(steps)}
        (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))))
"""
