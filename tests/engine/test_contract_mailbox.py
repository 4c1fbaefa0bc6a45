"""The module that calls closures with their numbers in memory, on every engine."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from runtime.engine.helpers import MAILBOX_BYTES, STATE, trampolines_text
from runtime.engine.interface import CompiledModule, Signature, ValueType
from runtime.engine.mailbox import SHORT_TEXT, MailboxShape, mailbox_text

from .conftest import Guest

TOP = 65536
FREED_AT = 64
TEXT_AT = 1024

GUEST = f"""(module
  (import "host" "inside" (func $inside (param i32) (result i32)))
  (memory (export "memory") 2)
  (global $sp (export "sp") (mut i32) (i32.const {TOP}))
  (table (export "table") 10 funcref)
  (elem (i32.const 0)
    $nothing $i32 $i64 $f32 $f64 $words1 $words2 $words3 $words4 $calls)
  (func $nothing (param i32 i32) (i32.store (i32.const 32) (local.get 0)))
  (func $i32 (param i32 i32 i32 i64 f32 f64) (result i32)
    (i32.add (local.get 0) (i32.add (local.get 1) (local.get 2))))
  (func $i64 (param i32 i32 i32 i64 f32 f64) (result i64) (local.get 3))
  (func $f32 (param i32 i32 i32 i64 f32 f64) (result f32) (local.get 4))
  (func $f64 (param i32 i32 i32 i64 f32 f64) (result f64) (local.get 5))
  (func $words1 (param i32 i32 i32 i64) (i64.store (local.get 0) (local.get 3)))
  (func $words2 (param i32 i32 i32 i64) (call $words1 (local.get 0) (i32.const 0) (i32.const 0)
      (local.get 3))
    (i64.store offset=8 (local.get 0) (i64.add (local.get 3) (i64.const 1))))
  (func $words3 (param i32 i32 i32 i64) (call $words2 (local.get 0) (i32.const 0) (i32.const 0)
      (local.get 3))
    (i64.store offset=16 (local.get 0) (i64.add (local.get 3) (i64.const 2))))
  (func $words4 (param i32 i32 i32 i64) (call $words3 (local.get 0) (i32.const 0) (i32.const 0)
      (local.get 3))
    (i64.store offset=24 (local.get 0) (i64.add (local.get 3) (i64.const 3))))
  (func $calls (param i32 i32 i32) (result i32)
    (global.set $sp (i32.sub (global.get $sp) (i32.const 48)))
    (i32.add (local.get 2) (call $inside (local.get 2)))
    (global.set $sp (i32.add (global.get $sp) (i32.const 48))))
  (func (export "stack") (result i32) (global.get $sp))
  (func (export "free") (param i32 i32 i32)
    (i32.store (i32.const {FREED_AT}) (local.get 0))
    (i32.store offset=4 (i32.const {FREED_AT}) (local.get 1))
    (i32.store offset=8 (i32.const {FREED_AT}) (local.get 2))
    (memory.fill (local.get 0) (i32.const 0x21) (local.get 1))
    (drop (call $inside (i32.const -1)))))"""

NUMBERS: tuple[ValueType, ...] = ("i32", "i64", "f32", "f64")
OF_WORDS = Signature(("i32", "i32", "i32", "i64"), None)
CALLS = Signature(("i32", "i32", "i32"), "i32")
CODES = {"i32": "i4x", "i64": "q", "f32": "f4x", "f64": "d"}


class Mailing:
    """A guest with trampolines, called by mailbox."""

    def __init__(self, guest: Guest) -> None:
        self.guest = guest
        self.inside: Callable[[int], int] = lambda number: number
        served = guest.host(["i32"], "i32", lambda number: self.inside(number))
        self.rust = guest.instance(GUEST, {"inside": served})
        self.memory = self.rust.memory("memory")
        self.stack = self.rust.function("stack")
        text = trampolines_text([OF_WORDS], [], table="table", stack_pointer="sp")
        imports = {("guest", name): self.rust.extern(name) for name in ("table", "sp", "memory")}
        self.after = guest.store.instantiate(self._compile(text), imports)
        self._runs: dict[MailboxShape, tuple[Callable[[], object], int]] = {}

    def _compile(self, text: str) -> CompiledModule:
        return self.guest.engine.compile(self.guest.engine.assemble(text))

    def opened(self, shape: MailboxShape) -> tuple[Callable[[], object], int]:
        """Return what calls closures of a type, and where its mailbox is."""
        if shape not in self._runs:
            module = self._compile(mailbox_text(shape, aligned=True))
            imports = {("after", name): self.after.extern(name) for name in STATE}
            for name in ("table", "memory", "free"):
                imports["guest", name] = self.rust.extern(name)
            made = self.guest.store.instantiate(module, imports)
            self._runs[shape] = made.function("run"), made.function("mailbox")()
        return self._runs[shape]

    def call(
        self, shape: MailboxShape, index: int, *arguments: float, a: int = 1, b: int = 2
    ) -> bytes:
        """Call the function at a place of the table; return what the mailbox has then."""
        run, at = self.opened(shape)
        kinds = shape.shim.params[2 + (shape.words > 0) :]
        written = struct.pack("<iii4x", a, b, index)
        for kind, number in zip(kinds, arguments, strict=True):
            written += struct.pack("<" + CODES[kind], number)
        self.memory.write(at, written)
        assert not run()
        return self.memory.read(at, MAILBOX_BYTES)


@pytest.fixture
def mailing(guest: Guest) -> Mailing:
    return Mailing(guest)


def test_the_mailbox_is_kept_out_of_the_stack(mailing: Mailing) -> None:
    _, at = mailing.opened(MailboxShape(CALLS, 0, False))
    assert at == TOP - MAILBOX_BYTES == mailing.stack()
    mailing.after.function("reset")()
    assert mailing.stack() == at


@pytest.mark.parametrize("result", NUMBERS)
def test_numbers_of_every_type_cross(mailing: Mailing, result: ValueType) -> None:
    shape = MailboxShape(Signature(("i32", "i32", *NUMBERS), result), 0, False)
    assert shape.results == bytes([NUMBERS.index(result)])
    found = mailing.call(shape, 1 + NUMBERS.index(result), -7, -(2**62), 0.5, 0.1, a=-1, b=2**30)
    expected = {"i32": 2**30 - 8, "i64": -(2**62), "f32": 0.5, "f64": 0.1}[result]
    code = CODES[result][0]
    assert struct.unpack_from("<" + code, found) == (expected,)


def test_nothing_need_cross(mailing: Mailing) -> None:
    shape = MailboxShape(Signature(("i32", "i32"), None), 0, False)
    assert shape.results == b""
    mailing.call(shape, 0, a=77)
    assert mailing.memory.read(32, 4) == struct.pack("<i", 77)


@pytest.mark.parametrize("words", [1, 2, 3, 4])
def test_results_behind_a_pointer_come_as_words(mailing: Mailing, words: int) -> None:
    shape = MailboxShape(OF_WORDS, words, False)
    assert shape.results == b"\1" * words
    found = mailing.call(shape, 4 + words, 2**40)
    assert struct.unpack_from("<4q", found)[:words] == tuple(2**40 + n for n in range(words))
    assert mailing.stack() == TOP - MAILBOX_BYTES


def test_calls_in_calls_have_numbers_of_their_own(mailing: Mailing) -> None:
    shape = MailboxShape(CALLS, 0, False)

    def inside(depth: int) -> int:
        if depth == 0:
            return 0
        return int(struct.unpack_from("<i", mailing.call(shape, 9, depth - 1))[0])

    mailing.inside = inside
    assert struct.unpack_from("<i", mailing.call(shape, 9, 5)) == (15,)
    assert mailing.stack() == TOP - MAILBOX_BYTES


def test_each_entry_that_an_exception_leaves_has_a_link_to_unwind(mailing: Mailing) -> None:
    shape = MailboxShape(CALLS, 0, False)

    def inside(depth: int) -> int:
        if depth == 0:
            raise LookupError("inside")
        mailing.call(shape, 9, depth - 1)
        return 0

    mailing.inside = inside
    for _ in range(2):
        with pytest.raises(LookupError):
            mailing.call(shape, 9, 2)
        for _ in range(3):
            assert mailing.stack() < TOP - MAILBOX_BYTES
            mailing.after.function("unwind")()
        assert mailing.stack() == TOP - MAILBOX_BYTES


def test_an_entry_that_returns_restores_what_an_inner_one_left(mailing: Mailing) -> None:
    shape = MailboxShape(CALLS, 0, False)

    def inside(depth: int) -> int:
        if depth == 0:
            raise LookupError("inside")
        with pytest.raises(LookupError):
            mailing.call(shape, 9, 0)
        return 40

    mailing.inside = inside
    assert struct.unpack_from("<i", mailing.call(shape, 9, 2)) == (42,)
    assert mailing.stack() == TOP - MAILBOX_BYTES


def test_a_trap_is_one(mailing: Mailing) -> None:
    run, at = mailing.opened(MailboxShape(CALLS, 0, False))
    mailing.memory.write(at, struct.pack("<iii4xi4x", 0, 0, 1, 0))  # of another type
    assert mailing.guest.trap(run).code == "indirect call type mismatch"


# --- text ---------------------------------------------------------------------------------------

TEXT = MailboxShape(OF_WORDS, 1, True)


def told(mailing: Mailing, place: int, size: int) -> tuple[int, int, int]:
    """Have a closure return text; return pointer, size, and where the copy is."""
    mailing.memory.write(FREED_AT, bytes(12))
    found = mailing.call(TEXT, 5, place | size << 32)
    return struct.unpack_from("<IIi", found)


def freed(mailing: Mailing) -> tuple[int, ...]:
    return struct.unpack("<3i", mailing.memory.read(FREED_AT, 12))


@pytest.mark.parametrize("size", [1, 6, 16, SHORT_TEXT])
def test_short_text_is_copied_and_freed(mailing: Mailing, size: int) -> None:
    text = bytes(range(SHORT_TEXT))[:size]
    mailing.memory.write(TEXT_AT, text)
    place, length, copy = told(mailing, TEXT_AT, size)
    assert (place, length) == (TEXT_AT, size)
    assert mailing.memory.read(copy, size) == text
    assert mailing.memory.read(TEXT_AT, size) == b"!" * size
    assert freed(mailing) == (TEXT_AT, size, 1)
    assert copy + size <= mailing.stack() == TOP - MAILBOX_BYTES


@pytest.mark.parametrize(
    ("place", "size"),
    [
        (0, 5),  # None
        (1, 0),
        (TEXT_AT, SHORT_TEXT + 1),
        (TEXT_AT, 2**31 - 1),
        (2 * TOP - 5, 6),
        (2**31 - 1, 6),
    ],
)
def test_other_text_stays_where_it_is(mailing: Mailing, place: int, size: int) -> None:
    assert told(mailing, place, size) == (place, size, 0)
    assert freed(mailing) == (0, 0, 0)


def test_text_in_memory_that_has_grown(mailing: Mailing) -> None:
    assert told(mailing, 2 * TOP, 5)[2] == 0
    mailing.memory.grow(1)
    mailing.memory.write(2 * TOP, b"grown")
    copy = told(mailing, 2 * TOP, 5)[2]
    assert mailing.memory.read(copy, 5) == b"grown"


def test_an_allocator_may_call_the_host(mailing: Mailing) -> None:
    def inside(_number: int) -> int:
        if not copies:
            copies.append(0)
            mailing.memory.write(TEXT_AT + 512, b"inner text")
            copies[0] = told(mailing, TEXT_AT + 512, 10)[2]
            assert mailing.memory.read(copies[0], 10) == b"inner text"
        return 0

    copies: list[int] = []
    mailing.inside = inside
    mailing.memory.write(TEXT_AT, b"outer text")
    place, size, copy = told(mailing, TEXT_AT, 10)
    assert (place, size) == (TEXT_AT, 10)
    assert mailing.memory.read(copy, 10) == b"outer text"
    assert copies[0] < copy
