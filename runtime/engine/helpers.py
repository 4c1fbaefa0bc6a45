"""The helper module that stands after each guest, as WebAssembly text: trampolines.

No engine's Python face calls through a table fast (wasmer's not at all), and each entry must save
the shadow stack pointer: an exception that unwinds wasm frames leaves it low (wasm-bindgen
``transforms/export_sp_restore.rs`` mends the same for JavaScript). A result that Rust returns
through a pointer is made on the guest's own shadow stack and handed back as whole ``i64`` words,
so that no memory is read from Python.

The module before the guest is `runtime.engine.sink`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from runtime.engine.interface import Signature, ValueType
from runtime.records import record

RETURN_WORDS: Final = (1, 2, 3, 4)
"""Sizes that a result returned through a pointer can have, in words of eight bytes."""

ENTER: Final = (
    "(local $sp0 i32) (local $saved0 i32) (local.set $sp0 (global.get $sp)) "
    "(local.set $saved0 (global.get $saved)) (call $enter)"
)
"""How a function that Python calls begins: the stack pointer is saved."""
LEAVE: Final = "(global.set $sp (local.get $sp0)) (global.set $saved (local.get $saved0))"
"""How it ends."""

STATE: Final = ("enter", "sp", "saved", "mailbox", "load")
"""What other helper modules that Python enters import for that, and what else they use."""

MAILBOX_BYTES: Final = 128
"""Kept at the beginning of the shadow stack: room that no allocator has to be asked for."""


@record(frozen=True)
class ExportEntry:
    """An export of the guest that Python calls.

    Attributes:
        name: its name in the guest.
        signature: its wasm type.
        return_words: size of the result behind the pointer that is its first parameter, in words
            of eight bytes; 0 where it returns directly.

    """

    name: str
    signature: Signature
    return_words: int


def closure_entry(signature: Signature, return_words: int) -> str:
    """Return the trampoline's name for closures whose invoke shim has ``signature``.

    It takes ``(ab: i64, index: i32, arguments...)``, where ``signature`` has, after a pointer to
    the result if ``return_words`` is not 0, the two halves of ``ab`` before the arguments.
    """
    return f"closure{return_words}_{signature.key}"


def table_entry(signature: Signature) -> str:
    """Return the name of the trampoline that takes ``(arguments..., index: i32)``."""
    return f"table_{signature.key}"


def trampolines_text(
    table_signatures: Iterable[Signature],
    exports: Sequence[ExportEntry],
    *,
    table: str | None,
    stack_pointer: str | None,
    destructor: str | None = None,
) -> str:
    """Return the text of the module after the guest.

    Args:
        table_signatures: types of the functions in the guest's table.
        exports: exports to be entered; the n-th is exported again as ``export_n``.
        table: the guest's name for its table, None if it has none.
        stack_pointer: the guest's name for its shadow stack pointer, None if it has none, in
            which case ``set_stack_pointer`` must be told of memory that may be used instead.
        destructor: that of ``exports`` which the sink calls, None if it calls none.

    """
    signatures = sorted(set(table_signatures), key=lambda s: s.key) if table else []
    lines = ["(module $wasmloop"]
    if table:
        lines.append(f'  (import "guest" {_quoted(table)} (table $table 0 funcref))')
    if stack_pointer:
        lines.append(f'  (import "guest" {_quoted(stack_pointer)} (global $sp (mut i32)))')
    lines.append('  (import "guest" "memory" (memory 0))')
    for number, entry in enumerate(exports):
        lines.append(
            f'  (import "guest" {_quoted(entry.name)} (func $e{number} '
            f"{_params(entry.signature.params)}{_result(entry.signature.result)}))"
        )
    if destructor:
        number = [entry.name for entry in exports].index(destructor)
        lines += [
            '  (import "sink" "destructor" (table $destructor 1 funcref))',
            f"  (elem (table $destructor) (i32.const 0) func $e{number})",
        ]
    lines.extend(_state_lines(stack_pointer is None))
    for signature in signatures:
        lines.append(
            f"  (type $t_{signature.key} (func {_params(signature.params)}"
            f"{_result(signature.result)}))"
        )
        lines.extend(_table_functions(signature))
    for number, entry in enumerate(exports):
        lines.append(_export_function(number, entry))
    lines.append(")")
    return "\n".join(lines)


def _state_lines(own_stack: bool) -> list[str]:
    """Return what entries share.

    Saved stack pointers are a chain on the shadow stack itself, of pairs (stack pointer, address
    of the pair before), so that nesting has no bound of its own. Only ``unwind`` reads it: an
    entry that returns restores both from its locals, whatever an inner one may have left behind.
    """
    lines = []
    if own_stack:
        lines.append("  (global $sp (mut i32) (i32.const 0))")
        lines.append(
            '  (func (export "set_stack_pointer") (param i32)'
            " (global.set $sp (local.get 0)) (call $remember))"
        )
    else:
        lines.append("  (start $remember)")
    lines += [
        # Address of the newest pair; 0: none.
        "  (global $saved (mut i32) (i32.const 0))",
        # For helper modules that are entered themselves.
        '  (export "sp" (global $sp))',
        '  (export "saved" (global $saved))',
        "  (global $mailbox (mut i32) (i32.const 0))",
        '  (export "mailbox" (global $mailbox))',
        '  (func $enter (export "enter")',
        "    (i32.store offset=0 (i32.sub (global.get $sp) (i32.const 16)) (global.get $sp))",
        "    (i32.store offset=4 (i32.sub (global.get $sp) (i32.const 16)) (global.get $saved))",
        "    (global.set $sp (i32.sub (global.get $sp) (i32.const 16)))",
        "    (global.set $saved (global.get $sp)))",
        # For those that have another memory.
        '  (func (export "load") (param i32) (result i64) (i64.load (local.get 0)))',
        # After an exception has left one entry.
        '  (func (export "unwind")',
        "    (global.set $sp (i32.load offset=0 (global.get $saved)))",
        "    (global.set $saved (i32.load offset=4 (global.get $saved))))",
        # Where the stack begins, below the mailbox.
        "  (global $base (mut i32) (i32.const 0))",
        "  (func $remember",
        f"    (global.set $mailbox (i32.sub (global.get $sp) (i32.const {MAILBOX_BYTES})))",
        "    (global.set $base (global.get $mailbox))",
        "    (global.set $sp (global.get $mailbox)))",
        # When no wasm frame is on the stack: as it was, whatever was missed.
        '  (func (export "reset")',
        "    (global.set $sp (global.get $base))",
        "    (global.set $saved (i32.const 0)))",
    ]
    return lines


def _table_functions(signature: Signature) -> list[str]:
    arguments = " ".join(f"(local.get {n})" for n in range(len(signature.params)))
    index = len(signature.params)
    call = f"(call_indirect (type $t_{signature.key}) {arguments} (local.get {index}))"
    lines = [
        f'  (func (export "{table_entry(signature)}") {_params((*signature.params, "i32"))}'
        f"{_entered(call, signature.result, 0)}"
    ]
    if signature.params[:2] == ("i32", "i32"):
        lines.append(_closure_function(signature, 0))
    if signature.returns_by_pointer and signature.params[1:3] == ("i32", "i32"):
        lines.extend(_closure_function(signature, words) for words in RETURN_WORDS)
    return lines


def _closure_function(signature: Signature, words: int) -> str:
    plain = signature.params[2 + (words > 0) :]
    arguments = " ".join(f"(local.get {2 + n})" for n in range(len(plain)))
    call = (
        f"(call_indirect (type $t_{signature.key}) {_return_pointer(words)}"
        "(i32.wrap_i64 (local.get 0)) "
        "(i32.wrap_i64 (i64.shr_u (local.get 0) (i64.const 32))) "
        f"{arguments} (local.get 1))"
    )
    head = f'  (func (export "{closure_entry(signature, words)}") '
    return head + _params(("i64", "i32", *plain)) + _entered(call, signature.result, words)


def _export_function(number: int, entry: ExportEntry) -> str:
    words = entry.return_words
    plain = entry.signature.params[1 if words else 0 :]
    arguments = " ".join(f"(local.get {n})" for n in range(len(plain)))
    call = f"(call $e{number} {_return_pointer(words)}{arguments})"
    head = f'  (func (export "export_{number}") '
    return head + _params(plain) + _entered(call, entry.signature.result, words)


def _return_pointer(words: int) -> str:
    return "(global.get $sp) " if words else ""


def _entered(call: str, result: ValueType | None, words: int) -> str:
    """Wrap a call: save the stack pointer, make room for the result, load it, give all back."""
    if not words:
        return f"{_result(result)} {ENTER} {call} {LEAVE})"
    room = f"(global.set $sp (i32.sub (global.get $sp) (i32.const {8 * words + 8 * (words % 2)})))"
    # The callee gives the stack pointer back as it got it: the result lies at it.
    loads = " ".join(f"(i64.load offset={8 * n} (global.get $sp))" for n in range(words))
    results = " (result" + " i64" * words + ")"
    return f"{results} {ENTER} {room} {call} {loads} {LEAVE})"


def _params(types: Sequence[ValueType]) -> str:
    return f"(param {' '.join(types)})" if types else ""


def _result(result: ValueType | None) -> str:
    return f" (result {result})" if result else ""


def _quoted(name: str) -> str:
    return '"' + "".join(f"\\{byte:02x}" for byte in name.encode()) + '"'
