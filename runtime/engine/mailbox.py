"""The helper module that calls closures of one type, their numbers in memory.

wasmer makes an object and a value of its own of every number that crosses, which takes it half as
long as the call itself. Here none does: ``run`` takes what it calls, and with what, from the
mailbox, and leaves the result there. It has read all of it before the guest runs, and nothing runs
between its return and the caller's look at the result: so one mailbox serves calls in calls.

Text is taken in the same call. A second one would have to free it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from runtime.engine.glue import KINDS
from runtime.engine.helpers import ENTER, LEAVE
from runtime.engine.interface import Signature
from runtime.records import record

SHORT_TEXT: Final = 256
"""So many bytes of text are copied at most: the stack must have room for them."""

Mailbox = tuple[Callable[[], object], int, bytes, Callable[[bytes], str]]
"""``run``, the mailbox's address, kinds of the results, and what raises on text that is none."""


@record(frozen=True)
class MailboxShape:
    """What a helper module calls.

    Attributes:
        shim: type of the closure's invoke shim.
        words: size of a result behind a pointer, in words of eight bytes; 0: it returns directly.
        text: the result is owned text, or none.

    """

    shim: Signature
    words: int
    text: bool

    @property
    def results(self) -> bytes:
        """The kinds of what is left in the mailbox."""
        if self.words:
            return bytes([KINDS.index("i64")]) * self.words
        return b"" if self.shim.result is None else bytes([KINDS.index(self.shim.result)])


def mailbox_text(shape: MailboxShape, *, aligned: bool) -> str:
    """Return the text of a module with ``run()`` and ``mailbox() -> address``.

    The mailbox has a number in each eight bytes: ``a`` and ``b`` of the closure, the shim's index,
    the arguments; and afterwards the results. Beside the words of text stands where on the stack
    its copy lies, untouched until wasm runs again, or 0 if the guest's own is to be taken and
    freed.

    Args:
        shape: what it calls.
        aligned: the guest's ``__wbindgen_free`` has a parameter ``align``.

    """
    shim, words = shape.shim, shape.words
    arguments = " ".join(
        f"({kind}.load offset={16 + 8 * place} (global.get $mailbox))"
        for place, kind in enumerate(shim.params[2 + (words > 0) :])
    )
    call = (
        f"(call_indirect (type $shim) {'(global.get $sp) ' if words else ''}"
        "(i32.load (global.get $mailbox)) (i32.load offset=4 (global.get $mailbox)) "
        f"{arguments} (i32.load offset=8 (global.get $mailbox)))"
    )
    if not words and shim.result:
        call = f"({shim.result}.store (global.get $mailbox) {call})"
    returns = f" (result {shim.result})" if shim.result else ""
    free = " i32" * (3 if aligned else 2)
    return "\n".join(
        (
            "(module $wasmloop",
            f"  (type $shim (func (param {' '.join(shim.params)}){returns}))",
            '  (import "guest" "table" (table 0 funcref))',
            '  (import "guest" "memory" (memory 0))',
            '  (import "after" "enter" (func $enter))',
            *(
                f'  (import "after" "{name}" (global ${name} (mut i32)))'
                for name in ("sp", "saved", "mailbox")
            ),
            *([f'  (import "guest" "free" (func $free (param{free})))'] if shape.text else []),
            '  (func (export "mailbox") (result i32) (global.get $mailbox))',
            f'  (func (export "run") {_TEXT_LOCALS if shape.text else ""}',
            f"    {ENTER}",
            f"    {_room(words)} {call}",
            *([_take_text(aligned)] if shape.text else _give_words(words)),
            f"    {LEAVE}))",
        )
    )


def _room(words: int) -> str:
    if not words:
        return ""
    return f"(global.set $sp (i32.sub (global.get $sp) (i32.const {8 * (words + words % 2)})))"


def _give_words(words: int) -> list[str]:
    return [
        f"    (i64.store offset={8 * n} (global.get $mailbox)"
        f" (i64.load offset={8 * n} (global.get $sp)))"
        for n in range(words)
    ]


_TEXT_LOCALS: Final = "(local $text i32) (local $size i32) (local $copy i32)"


def _take_text(aligned: bool) -> str:
    """Return what copies short text to the stack and frees it, if it lies where text can.

    The copy stays above the stack pointer while the guest frees, and the mailbox is written when
    that is done: an allocator of the guest's own may call the host.
    """
    inside = (
        "(i64.le_u (i64.add (i64.extend_i32_u (local.get $text)) "
        "(i64.extend_i32_u (local.get $size))) "
        "(i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))"
    )
    return f"""    (local.set $text (i32.load (global.get $sp)))
    (local.set $size (i32.load offset=4 (global.get $sp)))
    (if (i32.and (i32.ne (local.get $text) (i32.const 0))
        (i32.lt_u (i32.sub (local.get $size) (i32.const 1)) (i32.const {SHORT_TEXT})))
      (then (if {inside}
        (then
          (local.set $copy
            (i32.and (i32.sub (global.get $sp) (local.get $size)) (i32.const -16)))
          (global.set $sp (local.get $copy))
          (memory.copy (local.get $copy) (local.get $text) (local.get $size))
          (call $free (local.get $text) (local.get $size){" (i32.const 1)" if aligned else ""})))))
    (i32.store (global.get $mailbox) (local.get $text))
    (i32.store offset=4 (global.get $mailbox) (local.get $size))
    (i32.store offset=8 (global.get $mailbox) (local.get $copy))"""
