"""The helper module that calls closures one after another, without a crossing each: the relay.

Timers that are due together, and microtasks, are closures without arguments and results that the
host calls for nothing but their effects. The host leaves them in the relay's *baton*, a part of the
memory of the sink, and enters ``run``, which calls them in their order. It goes on until all are
called, or until one of them has called the host: then the host has *paused* it, put the rest back
where it came from, and looks as if it had called that one closure and no other. So nobody can tell
a relay from single calls, and a closure that calls the host costs about what it does without.

A closure may return a ``Result<(), _>``: with an ``Err`` the relay ends, and the host raises it.

A closure that queues microtasks need not even call the host for it: the sink's ``queue``
(`queue_text`) adds what it knows to the baton, behind the others, where the host has made room for
that. It knows the closures that were queued by way of the host before.
"""

from __future__ import annotations

from typing import Final

from runtime.core.relay import MOST_RELAYED
from runtime.engine.helpers import ENTER, LEAVE

KNOWN: Final = 64
"""How many handles of closures the sink knows, each in a place of its own modulo this."""

ENTRY_BYTES: Final = 32
"""An entry's ``a``, ``b``, shim and argument; its root, the entry given by the host from which it
comes; the place that it was known by, of one that was queued; and whether it returns a Result."""

ENTRIES: Final = 64
KNOWN_AT: Final = ENTRIES + ENTRY_BYTES * MOST_RELAYED

BATON_BYTES: Final = KNOWN_AT + ENTRY_BYTES * KNOWN
"""How many entries there are, the place of the one that runs, up to which number of them may be
added, an ``Err`` as it was returned, and whether there is one; then entries; then known ones, with
their handle where those have a root. Who pauses a relay sets the first and the third to 0."""

COUNT, PLACE, ROOM, ERROR, FAILED = 0, 4, 8, 16, 24
INDEX, ARGUMENT, ROOT, KNOWN_BY, FALLIBLE = 8, 12, 16, 20, 24


def _number(at: int) -> str:
    return f"(i32.load offset={at} (i32.const 0))"


def queue_text(baton: int) -> str:
    """Return the sink's function that serves ``queueMicrotask``, for handles of closures.

    Args:
        baton: where the baton lies in the memory.

    """
    size = ENTRY_BYTES.bit_length() - 1
    return f"""  (func (export "queue") (param $handle i32) (local $known i32) (local $entry i32)
    (local.set $known (i32.add (i32.const {baton + KNOWN_AT})
      (i32.shl (i32.and (local.get $handle) (i32.const {KNOWN - 1})) (i32.const {size}))))
    (if (i32.and (i32.lt_u {_number(baton + COUNT)} {_number(baton + ROOM)})
        (i32.eq (i32.load offset={ROOT} (local.get $known)) (local.get $handle)))
      (then
        (local.set $entry (i32.add (i32.const {baton + ENTRIES})
          (i32.shl {_number(baton + COUNT)} (i32.const {size}))))
        (i64.store (local.get $entry) (i64.load (local.get $known)))
        (i64.store offset={INDEX} (local.get $entry) (i64.load offset={INDEX} (local.get $known)))
        (i32.store offset={ROOT} (local.get $entry)
          (i32.load offset={baton + ENTRIES + ROOT}
            (i32.shl {_number(baton + PLACE)} (i32.const {size}))))
        (i32.store offset={KNOWN_BY} (local.get $entry)
          (i32.and (local.get $handle) (i32.const {KNOWN - 1})))
        (i32.store offset={FALLIBLE} (local.get $entry)
          (i32.load offset={FALLIBLE} (local.get $known)))
        (i32.store offset={baton + COUNT} (i32.const 0)
          (i32.add {_number(baton + COUNT)} (i32.const 1)))
        (return)))
    (call $host_queue (local.get $handle)))
"""


def relay_text(baton: int) -> str:
    """Return the text of the helper module with ``run()``.

    An entry without argument has 0 there; an argument is the handle of ``undefined``, which is
    never 0 where the host adds such entries.

    Args:
        baton: where the baton lies in the memory of the sink.

    """
    entry = f"(i32.shl (local.get $place) (i32.const {ENTRY_BYTES.bit_length() - 1}))"

    def field(at: int) -> str:
        return f"(i32.load offset={baton + ENTRIES + at} (local.get $entry))"

    def call(before: str, plain: str, given: str) -> str:
        closure = f"{before} {field(0)} {field(4)}"
        return f"""(if {field(ARGUMENT)}
            (then (call_indirect (type ${given}) {closure} {field(ARGUMENT)} {field(INDEX)}))
            (else (call_indirect (type ${plain}) {closure} {field(INDEX)})))"""

    return f"""(module $wasmloop
  (type $two (func (param i32 i32)))
  (type $three (func (param i32 i32 i32)))
  (type $four (func (param i32 i32 i32 i32)))
  (import "guest" "table" (table 0 funcref))
  (import "sink" "words" (memory 1))
  (import "after" "enter" (func $enter))
  (import "after" "sp" (global $sp (mut i32)))
  (import "after" "saved" (global $saved (mut i32)))
  (import "after" "load" (func $load (param i32) (result i64)))
  ;; The result lies where the stack was: an error's handle, and whether there is one.
  (func $fallible (param $entry i32) (result i32)
    (global.set $sp (i32.sub (global.get $sp) (i32.const 16)))
    {call("(global.get $sp)", "three", "four")}
    (i64.store offset={baton + ERROR} (i32.const 0) (call $load (global.get $sp)))
    (global.set $sp (i32.add (global.get $sp) (i32.const 16)))
    (i32.store offset={baton + FAILED} (i32.const 0)
      (i32.load offset={baton + ERROR + 4} (i32.const 0)))
    {_number(baton + FAILED)})
  (func (export "run") (local $place i32) (local $entry i32) {ENTER}
    (block $failed (loop $next
      (if (i32.lt_u (local.get $place) {_number(baton + COUNT)})
        (then
          (local.set $entry {entry})
          (if {field(FALLIBLE)}
            (then (if (call $fallible (local.get $entry)) (then (br $failed))))
            (else {call("", "two", "three")}))
          (local.set $place (i32.add (local.get $place) (i32.const 1)))
          (i32.store offset={baton + PLACE} (i32.const 0) (local.get $place))
          (br $next)))))
    {LEAVE}))
"""
