"""The helper module that calls one closure for each element of buffers, in one crossing.

It has a memory of its own, in which the elements lie: the guest's allocator is not asked for any,
and a guest that is out of memory, or that has trapped, has nothing to do with it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from runtime.engine.helpers import ENTER, LEAVE
from runtime.engine.interface import Signature, ValueType
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
_SIZES: Final = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "q": 8, "Q": 8, "f": 4, "d": 8}


@record(frozen=True)
class Element:
    """A number type as it lies in memory and as it crosses.

    Attributes:
        code: of ``array`` and ``struct``.
        type: the wasm type that carries it.

    """

    code: str
    type: ValueType

    @cached_property
    def size(self) -> int:
        """Bytes of one."""
        return _SIZES[self.code]


@record(frozen=True)
class Shape:
    """What a helper module goes through, and whom it calls.

    Attributes:
        shim: type of the closure's invoke shim.
        arguments: of the closure.
        result: of the closure, or None.

    """

    shim: Signature
    arguments: tuple[Element, ...]
    result: Element | None

    @cached_property
    def results_at(self) -> int:
        """Which of `arrays` the results are: the first, if they are as large as its elements."""
        replaced = self.result is not None and self.result.size == self.arguments[0].size
        return 0 if replaced else len(self.arguments)

    @cached_property
    def arrays(self) -> tuple[Element, ...]:
        """The elements of each array in the module's memory: arguments, then results."""
        if self.result is None or not self.results_at:
            return self.arguments
        return (*self.arguments, self.result)


def batch_text(shape: Shape, *, typed_references: bool) -> str:
    """Return the text of a module with ``map(ab, index, end, array...)``.

    It calls the function at ``index`` in the guest's table with the two halves of ``ab`` and an
    element of each array of arguments, until the first array ends at ``end``. The arrays lie in the
    module's ``memory``, at the addresses given. The whole is entered and left as a single call is:
    what Rust returns from has given the stack back.

    Args:
        shape: what it goes through.
        typed_references: whether the function is looked up and its type compared once, for which
            the engine must have typed references (`Engine.typed_references`), or at each call.

    """
    result = shape.result
    loads = " ".join(
        f"({_LOADS[each.code]} (local.get $p{n}))" for n, each in enumerate(shape.arguments)
    )
    callee, found = "call_indirect (type $shim)", "(local.get $index)"
    local, find = "", ""
    if typed_references:
        callee, found = "call_ref $shim", "(local.get $f)"
        local = "(local $f (ref null $shim))"
        find = "(local.set $f (ref.cast (ref $shim) (table.get 0 (local.get $index))))"
    call = f"({callee} (local.get $a) (local.get $b) {loads} {found})"
    if result:
        call = f"({_STORES[result.code]} (local.get $p{shape.results_at}) {call})"
    pointers = " ".join(f"(param $p{n} i32)" for n in range(len(shape.arrays)))
    steps = " ".join(
        f"(local.set $p{n} (i32.add (local.get $p{n}) (i32.const {each.size})))"
        for n, each in enumerate(shape.arrays)
    )
    returns = f" (result {result.type})" if result else ""
    return f"""(module $wasmloop
  (type $shim (func (param {" ".join(shape.shim.params)}){returns}))
  (import "guest" "table" (table 0 funcref))
  (import "after" "enter" (func $enter))
  (import "after" "sp" (global $sp (mut i32)))
  (import "after" "saved" (global $saved (mut i32)))
  (memory (export "memory") 1)
  (func (export "map") (param $ab i64) (param $index i32) (param $end i32) {pointers}
    (local $a i32) (local $b i32) {local} {ENTER}
    (local.set $a (i32.wrap_i64 (local.get $ab)))
    (local.set $b (i32.wrap_i64 (i64.shr_u (local.get $ab) (i64.const 32))))
    {find}
    (loop $next
      (if (i32.ne (local.get $p0) (local.get $end)) (then
        {call}
        {steps}
        (br $next))))
    {LEAVE}))
"""
