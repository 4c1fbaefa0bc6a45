"""The helper module before the guest: what that describes, its casts, its closures' Drops.

From 0.2.102 on the functions behind ``wbg_cast`` describe their types each time they run, then
call a marker import (wasm-bindgen ``src/rt/mod.rs``). Here the words cost no crossing, and neither
does finding out which cast it is: a table, with a place for each function of the guest's, holds the
dispatch function of each cast that the host has learned. That is made by a small module of the
cast's own (`cast_text`): it takes the numbers out of the guest's memory and calls the one host
function that is meant.

A heap closure whose box the host owns is dropped by way of here too: the host says which box is to
be freed, and the guest's export that frees one is called without leaving wasm. It is found in a
table, since the guest comes after this module. The closure's handle goes in the same call: what
Rust does next is drop that (wasm-bindgen ``src/closure.rs``, Drop of ``ScopedClosure``), which then
is no crossing.

Nor is it one to drop a number that was given out not long ago, such as a timer's id: its slot is
noted in the memory here, and so is that it was dropped (``runtime/engine/_crossing_handles.c``).

A constant that guests ask for whenever they drop a JsValue is in here as well.
"""

from __future__ import annotations

import array
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from runtime.core.numerals import MAX_SAFE_INTEGER
from runtime.engine.interface import (
    CompiledModule,
    Extern,
    Instance,
    Memory,
    Signature,
    Store,
    ValueType,
)
from runtime.engine.relay import queue_text
from runtime.errors import MalformedModule

SINK_CAPACITY: Final = 14848
"""How many words one description may have: with what lies behind them a page."""

NUMBERS_AT: Final = 4 * SINK_CAPACITY
"""Where the notes on numbers lie."""

NUMBER_NOTES: Final = 256
"""How many there are, each two words: the slot while it is held, and once it was dropped."""

BATON: Final = NUMBERS_AT + 8 * NUMBER_NOTES
"""Where the relay's baton lies (`runtime.engine.relay`)."""

MOST_CASTS: Final = 1 << 16
"""The largest table of casts; functions beyond it are asked about each time."""

Marker = Callable[[int, int, int], int]
"""``marker(function, numbers, count)``: answers what no dispatch function was made for.

The arguments are an index in the guest's table, the address of the numbers, and how many words
were described; the result is the address of the cast's result.
"""

Unref = Callable[[int], int]
"""``unref(handle)``: drops a heap closure, and the handle.

It returns ``a`` in the low and ``b`` in the high 32 bits of the box that is to be freed now, 0 for
none: the pointer ``a`` never is.
"""

DropRef = Callable[[int], None]
"""``drop_ref(handle)``: drops a handle."""

_UNREF: Final = Signature(("i32",), "i64")
_DROP_REF: Final = Signature(("i32",), None)
_QUEUE: Final = Signature(("i32",), None)

_TEXT: Final = """(module $wasmloop
  (import "host" "marker" (func $host (param i32 i32 i32) (result i32)))
  (import "host" "unref" (func $unref (param i32) (result i64)))
  (import "host" "drop_ref" (func $drop_ref (param i32)))
  (import "host" "queue" (func $host_queue (param i32)))
  (type $destroy (func (param i32 i32)))
  (type $dispatch (func (param i32 i32) (result i32)))
  (memory (export "words") 1)
  (table $casts (export "casts") {size} funcref)
  (table $destructor (export "destructor") 1 funcref)
  ;; Words described; beyond the capacity they are counted only.
  (global $count (mut i32) (i32.const 0))
  (global $described (mut i32) (i32.const 0))
  (func (export "describe") (param $word i32)
    (if (i32.lt_u (global.get $count) (i32.const {capacity}))
      (then (i32.store (i32.shl (global.get $count) (i32.const 2)) (local.get $word))))
    (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (func $take (export "take") (result i32)
    (global.get $count)
    (global.set $count (i32.const 0)))
  (func $unknown (param $function i32) (param $numbers i32) (result i32)
    (call $host (local.get $function) (local.get $numbers) (global.get $described)))
  (func (export "marker") (param $function i32) (param $numbers i32) (result i32)
    (global.set $described (call $take))
    (if (i32.ge_u (local.get $function) (i32.const {size}))
      (then (return (call $unknown (local.get $function) (local.get $numbers)))))
    (call_indirect $casts (type $dispatch)
      (local.get $function) (local.get $numbers) (local.get $function)))
  ;; The handle that `unref` took from the guest, until that drops it too.
  (global $taken (mut i32) (i32.const 0))
  (func (export "unref") (param $closure i32) (local $box i64)
    (local.set $box (call $unref (local.get $closure)))
    (if (i64.ne (local.get $box) (i64.const 0))
      (then (call_indirect $destructor (type $destroy)
        (i32.wrap_i64 (local.get $box))
        (i32.wrap_i64 (i64.shr_u (local.get $box) (i64.const 32)))
        (i32.const 0))))
    (global.set $taken (local.get $closure)))
  (func (export "drop_ref") (param $handle i32) (local $note i32)
    (if (i32.eq (local.get $handle) (global.get $taken))
      (then (global.set $taken (i32.const 0)) (return)))
    (local.set $note
      (i32.shl (i32.and (local.get $handle) (i32.const {last_note})) (i32.const 3)))
    (if (i32.ne (i32.load offset={numbers} (local.get $note)) (local.get $handle))
      (then (call $drop_ref (local.get $handle)) (return)))
    (i32.store offset={numbers} (local.get $note) (i32.const 0))
    (i32.store offset={numbers_dropped} (local.get $note) (local.get $handle)))
  (func (export "statics_end") (result i32) (i32.const {statics_end}))
  (elem declare func $unknown)
  (func $fill (table.fill $casts (i32.const 0) (ref.func $unknown) (i32.const {size})))
  (start $fill)
{queue})
"""


def sink_text(functions: int, statics_end: int) -> str:
    """Return the text of the module before the guest.

    Args:
        functions: size of the table of casts: those functions of the guest's that have a place.
        statics_end: the first slot behind the constants of the JavaScript heap.

    """
    return _TEXT.format(
        size=functions,
        capacity=SINK_CAPACITY,
        statics_end=statics_end,
        queue=queue_text(BATON),
        numbers=NUMBERS_AT,
        numbers_dropped=NUMBERS_AT + 4,
        last_note=NUMBER_NOTES - 1,
    )


def cast_text(numbers: Sequence[tuple[ValueType, int]], results: Sequence[ValueType]) -> str:
    """Return the text of the module that a learned cast is served by.

    It imports the guest's memory, the sink's table, and the host function ``host.cast``, which gets
    the numbers, and before them, if there are several results, where to write those. Its export
    ``install(function, scratch)`` puts the dispatch function in its place; the result is left in
    ``scratch``.

    Args:
        numbers: types and offsets of the numbers in memory.
        results: types of the results.

    """
    params = ["i32"] * (len(results) > 1) + [kind for kind, _ in numbers]
    loads = [f"({kind}.load offset={at} (local.get 1))" for kind, at in numbers]
    if len(results) > 1:
        loads.insert(0, "(global.get $scratch)")
    call = f"(call $cast {' '.join(loads)})"
    if len(results) == 1:
        call = f"({results[0]}.store (global.get $scratch) {call})"
    return _module([_host_import("cast", params, results)], [call])


def number_cast_text(kind: ValueType, result: ValueType) -> str:
    """Return the same for a cast of one ``f64`` or ``f32``, which is often an integer.

    It imports a second host function, ``host.integer``, which gets an ``i64`` instead wherever the
    number is one and safe (ECMAScript, Number.isSafeInteger), but for negative zero: Python would
    take longer to find out than a whole crossing takes.
    """
    load = f"({kind}.load (local.get 1))"
    as_f64 = load if kind == "f64" else f"(f64.promote_f32 {load})"
    back = "(i64.reinterpret_f64 (f64.convert_i64_s (local.get $integer)))"
    return _module(
        [_host_import("cast", [kind], [result]), _host_import("integer", ["i64"], [result])],
        [
            "(local $number f64) (local $integer i64)",
            f"(local.set $number {as_f64})",
            "(local.set $integer (i64.trunc_sat_f64_s (local.get $number)))",
            f"({result}.store (global.get $scratch) (if (result {result})",
            f"  (i32.and (i64.eq (i64.reinterpret_f64 (local.get $number)) {back})",
            f"    (i64.lt_u (i64.add (local.get $integer) (i64.const {MAX_SAFE_INTEGER}))",
            f"      (i64.const {2 * MAX_SAFE_INTEGER + 1})))",
            "  (then (call $integer (local.get $integer)))",
            f"  (else (call $cast {load}))))",
        ],
    )


def _host_import(name: str, params: Sequence[str], results: Sequence[str]) -> str:
    types = f" (param {' '.join(params)})" if params else ""
    types += f" (result {results[0]})" if len(results) == 1 else ""
    return f'(import "host" "{name}" (func ${name}{types}))'


def _module(imports: Sequence[str], dispatch: Sequence[str]) -> str:
    return "\n".join(
        (
            "(module $wasmloop",
            '  (import "guest" "memory" (memory 0))',
            '  (import "sink" "casts" (table $casts 0 funcref))',
            *(f"  {line}" for line in imports),
            "  (global $scratch (mut i32) (i32.const 0))",
            "  (func $dispatch (param i32 i32) (result i32)",
            *(f"    {line}" for line in dispatch),
            "    (global.get $scratch))",
            "  (elem declare func $dispatch)",
            '  (func (export "install") (param $function i32) (param $at i32)',
            "    (global.set $scratch (local.get $at))",
            "    (table.set $casts (local.get $function) (ref.func $dispatch))))",
        )
    )


class Drops(Protocol):
    """Makes what drops things of the guest's, when the first is dropped."""

    def unref(self) -> Unref:
        """Return what drops closures."""
        ...

    def drop_ref(self) -> DropRef:
        """Return what drops handles."""
        ...


class Sink:
    """An instance of the module before the guest.

    Args:
        store: where the guest will live.
        compiled: what `sink_text` is compiled to.
        marker: answers casts that were not installed.
        drops: makes what drops closures and handles.
        queue: makes what serves ``queueMicrotask`` where the relay does not.

    Attributes:
        describe: what serves ``__wbindgen_describe``.
        marker: what serves ``__wbindgen_describe_cast`` and its successor.
        statics_end: what serves ``__wbindgen_externref_statics_end`` (wasm-bindgen
            ``src/externref.rs``, 0.2.130).
        unref: what serves ``_wbg_cb_unref``, where the host frees by an export.
        drop_ref: what serves ``__wbindgen_object_drop_ref``.
        casts: the table of dispatch functions.
        destructor: the table whose one place is for that export.
        queue: what serves ``queueMicrotask``.
        words: the memory in which those lie, notes and the baton, to be imported.
        memory: the same.

    """

    def __init__(
        self,
        store: Store,
        compiled: CompiledModule,
        marker: Marker,
        drops: Drops,
        queue: Callable[[], Callable[[int], object]],
    ) -> None:
        makers: tuple[Callable[[], Callable[[int], object]], ...]
        makers = drops.unref, drops.drop_ref, queue
        made = store.host_functions((_UNREF, _DROP_REF, _QUEUE), lambda place: makers[place]())
        imports = {
            ("host", "marker"): store.host_function(("i32", "i32", "i32"), "i32", marker),
            ("host", "unref"): made[0],
            ("host", "drop_ref"): made[1],
            ("host", "queue"): made[2],
        }
        instance: Instance = store.instantiate(compiled, imports)
        self.queue: Extern = instance.extern("queue")
        self.words: Extern = instance.extern("words")
        self.describe: Extern = instance.extern("describe")
        self.marker: Extern = instance.extern("marker")
        self.statics_end: Extern = instance.extern("statics_end")
        self.unref: Extern = instance.extern("unref")
        self.drop_ref: Extern = instance.extern("drop_ref")
        self.casts: Extern = instance.extern("casts")
        self.destructor: Extern = instance.extern("destructor")
        self._take = instance.function("take")
        self.memory: Memory = instance.memory("words")

    def take(self) -> list[int]:
        """Return the words described since the last `take`, or cast.

        Raises:
            MalformedModule: there were more than any type needs.

        """
        return self.described(self._take())

    def described(self, count: int) -> list[int]:
        """Return the first ``count`` words of what was described last.

        Raises:
            MalformedModule: there were more than any type needs.

        """
        count &= 0xFFFF_FFFF
        if count > SINK_CAPACITY:
            raise MalformedModule(count, "descriptor", f"at most {SINK_CAPACITY} words")
        return array.array("I", self.memory.read(0, 4 * count)).tolist()
