"""Closures that the guest drops, whose boxes the sink has it free, on every engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runtime.engine.helpers import ExportEntry, trampolines_text
from runtime.engine.interface import CompiledModule, Signature
from runtime.engine.sink import DropRef, Sink, Unref, sink_text

from .conftest import Guest, no_queue

A, B = -5, 0x8000_0001
BOX = (A & 0xFFFF_FFFF | B << 32) - (1 << 64)

GUEST = """(module
  (import "sink" "unref" (func $unref (param i32)))
  (import "sink" "drop_ref" (func $drop_ref (param i32)))
  (import "host" "free" (func $free (param i32 i32)))
  (memory (export "memory") 1)
  (global $sp (export "sp") (mut i32) (i32.const 4096))
  (global $depth (mut i32) (i32.const 0))
  (func (export "depth") (result i32) (global.get $depth))
  (func (export "drop_ref") (param $handle i32) (call $drop_ref (local.get $handle)))
  (func $drop (export "drop") (param $handle i32)
    (call $unref (local.get $handle))
    (call $drop_ref (local.get $handle)))
  (func $destroy (export "destroy") (param $a i32) (param $b i32)
    (global.set $sp (i32.sub (global.get $sp) (i32.const 32)))
    (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
    (if (i32.eqz (local.get $b)) (then unreachable))
    (if (i32.eq (local.get $b) (i32.const 1))
      (then (if (i32.gt_s (local.get $a) (i32.const 1))
        (then (call $drop (i32.sub (local.get $a) (i32.const 1))))))
      (else (call $free (local.get $a) (local.get $b))))
    (global.set $sp (i32.add (global.get $sp) (i32.const 32)))))"""

ENTRIES = (
    ExportEntry("drop", Signature(("i32",), None), 0),
    ExportEntry("destroy", Signature(("i32", "i32"), None), 0),
)


class Dropping:
    """A guest that drops closures and handles, and the host that says what to free."""

    def __init__(self, guest: Guest) -> None:
        self.seen: list[object] = []
        self.box: Callable[[int], int] = lambda handle: 0
        self.free: Callable[[], None] = lambda: None

        def compiled(text: str) -> CompiledModule:
            return guest.engine.compile(guest.engine.assemble(text))

        sink = Sink(guest.store, compiled(sink_text(4, 1028)), lambda *_: 0, self, no_queue)
        made = guest.store.instantiate(
            compiled(GUEST),
            {
                ("sink", "unref"): sink.unref,
                ("sink", "drop_ref"): sink.drop_ref,
                ("host", "free"): guest.host(("i32", "i32"), None, self._free),
            },
        )
        text = trampolines_text(
            [], ENTRIES, table=None, stack_pointer="sp", destructor=ENTRIES[1].name
        )
        imports = {("guest", name): made.extern(name) for name in ("memory", "sp")}
        imports |= {("guest", each.name): made.extern(each.name) for each in ENTRIES}
        imports["sink", "destructor"] = sink.destructor
        after = guest.store.instantiate(compiled(text), imports)
        self.drop = after.function("export_0")
        self.unwind = after.function("unwind")
        self.drop_handle = made.function("drop_ref")
        self.depth = made.function("depth")
        watch = compiled(
            '(module (import "guest" "sp" (global $sp (mut i32)))'
            ' (func (export "get") (result i32) (global.get $sp)))'
        )
        self.stack_pointer = guest.store.instantiate(watch, imports).function("get")

    def unref(self) -> Unref:
        return self._unref

    def drop_ref(self) -> DropRef:
        return lambda handle: self.seen.append(f"handle {handle}")

    def _unref(self, handle: int) -> int:
        self.seen.append(handle)
        return self.box(handle)

    def _free(self, a: int, b: int) -> None:
        self.seen.append((a, b))
        self.free()


@pytest.fixture
def dropping(guest: Guest) -> Dropping:
    return Dropping(guest)


def test_the_box_that_the_host_names_is_freed_within_the_drop(dropping: Dropping) -> None:
    dropping.box = lambda handle: BOX
    dropping.drop(1028)
    dropping.seen.append("returned")
    assert dropping.seen == [1028, (A, B - (1 << 32)), "returned"]


def test_where_it_names_none_nothing_is_freed(dropping: Dropping) -> None:
    dropping.drop(1028)
    assert (dropping.seen, dropping.depth()) == ([1028], 0)


def test_what_is_freed_may_drop_another_and_so_on(dropping: Dropping) -> None:
    # No Python runs in between: its recursion limit is no matter.
    dropping.box = lambda handle: handle | 1 << 32
    dropping.drop(2000)
    assert dropping.seen == list(range(2000, 0, -1))
    assert dropping.depth() == 2000


def test_a_closures_handle_goes_with_it_and_others_do_not(dropping: Dropping) -> None:
    dropping.drop(1028)
    dropping.drop_handle(1029)
    dropping.drop_handle(1028)  # once more: the host knows that there is none
    assert dropping.seen == [1028, "handle 1029", "handle 1028"]


def test_an_exception_in_it_comes_out_as_itself_and_one_entry_is_unwound(
    dropping: Dropping,
) -> None:
    error = KeyboardInterrupt()

    def fail() -> None:
        raise error

    before = dropping.stack_pointer()
    dropping.box, dropping.free = lambda handle: BOX, fail
    with pytest.raises(KeyboardInterrupt) as caught:
        dropping.drop(1028)
    assert caught.value is error
    assert dropping.stack_pointer() < before
    dropping.unwind()
    assert dropping.stack_pointer() == before
    dropping.drop_handle(1028)
    assert dropping.seen[2:] == ["handle 1028"]


def test_so_does_one_of_the_host_that_was_to_name_it(dropping: Dropping) -> None:
    def fail(handle: int) -> int:
        raise LookupError(handle)

    dropping.box = fail
    with pytest.raises(LookupError):
        dropping.drop(1028)
    assert dropping.depth() == 0


def test_a_trap_in_it_is_one_of_the_entry(guest: Guest, dropping: Dropping) -> None:
    dropping.box = lambda handle: 8
    assert guest.trap(dropping.drop, 1028).code == "unreachable"
