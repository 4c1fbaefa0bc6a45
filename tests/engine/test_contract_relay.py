"""The module that calls closures one after another, on every engine."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from runtime.core.relay import MOST_RELAYED
from runtime.engine import relay
from runtime.engine.helpers import STATE, trampolines_text
from runtime.engine.interface import CompiledModule
from runtime.engine.relay import BATON_BYTES, ENTRY_BYTES, relay_text
from runtime.engine.sink import BATON, Sink, sink_text
from runtime.errors import GuestTrap

from .conftest import Guest, NoDrops

TOP = 65536
PLAIN, GIVEN, RESULT, GIVEN_RESULT, HOST, TRAPS, QUEUES = range(7)

GUEST = f"""(module
  (import "host" "called" (func $called (param i32 i32 i32)))
  (import "host" "queue" (func $queue (param i32)))
  (memory (export "memory") 2)
  (global $sp (export "sp") (mut i32) (i32.const {TOP}))
  (table (export "table") 7 funcref)
  (elem (i32.const 0) $plain $given $result $given_result $host $traps $queues)
  ;; What was called is written down from 1024 on: their a.
  (global $count (mut i32) (i32.const 0))
  (func $note (param i32)
    (i32.store offset=1024 (i32.shl (global.get $count) (i32.const 2)) (local.get 0))
    (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (func $plain (param i32 i32) (call $note (local.get 0)))
  (func $given (param i32 i32 i32)
    (call $note (i32.add (local.get 0) (local.get 2))))
  (func $result (param i32 i32 i32)
    (call $note (local.get 1))
    (i32.store (local.get 0) (i32.const 99))
    (i32.store offset=4 (local.get 0) (local.get 2)))
  (func $given_result (param i32 i32 i32 i32)
    (call $note (i32.add (local.get 1) (local.get 3)))
    (i32.store (local.get 0) (i32.const 77))
    (i32.store offset=4 (local.get 0) (local.get 2)))
  (func $host (param i32 i32)
    (global.set $sp (i32.sub (global.get $sp) (i32.const 48)))
    (call $note (local.get 0))
    (call $called (local.get 0) (local.get 1) (global.get $sp))
    (global.set $sp (i32.add (global.get $sp) (i32.const 48))))
  (func $traps (param i32 i32) (unreachable))
  (func $queues (param i32 i32) (call $note (local.get 0)) (call $queue (local.get 1)))
  (func (export "called") (result i32) (global.get $count))
  (func (export "stack") (result i32) (global.get $sp)))"""

Entry = tuple[int, int, int]
"""A function of the table, and its ``a`` and ``b``."""


class Relayed:
    """A guest with trampolines, a sink and a relay."""

    def __init__(self, guest: Guest) -> None:
        self.guest = guest
        self.called: Callable[[int, int], object] = lambda a, b: None
        self.queued: list[int] = []
        store = guest.store
        compiled = self._compile(sink_text(0, 0))
        self.sink = Sink(store, compiled, _no_casts, NoDrops(), lambda: self._queue)
        served = guest.host(["i32", "i32", "i32"], None, lambda a, b, _sp: self.called(a, b))
        self.rust = guest.instance(GUEST, {"called": served, "queue": self.sink.queue})
        text = trampolines_text([], [], table="table", stack_pointer="sp")
        imports = {("guest", name): self.rust.extern(name) for name in ("table", "sp", "memory")}
        after = store.instantiate(self._compile(text), imports)
        self.unwind = after.function("unwind")
        imports |= {("after", name): after.extern(name) for name in STATE}
        imports["sink", "words"] = self.sink.words
        self.run = store.instantiate(self._compile(relay_text(BATON)), imports).function("run")
        self.stack = self.rust.function("stack")
        self.sink.memory.write(BATON, bytes(BATON_BYTES))

    def _compile(self, text: str) -> CompiledModule:
        return self.guest.engine.compile(self.guest.engine.assemble(text))

    def _queue(self, handle: int) -> None:
        self.queued.append(handle)

    def number(self, at: int) -> int:
        """Return a number of the baton's."""
        found: int = struct.unpack("<i", self.sink.memory.read(BATON + at, 4))[0]
        return found

    def write(self, at: int, *numbers: int) -> None:
        """Write numbers into the baton."""
        self.sink.memory.write(BATON + at, struct.pack(f"<{len(numbers)}i", *numbers))

    def give(self, *entries: Entry, room: int | None = None) -> None:
        """Give closures to be called; of those that take a value it is 1000."""
        for place, entry in enumerate(entries):
            self.write(relay.ENTRIES + ENTRY_BYTES * place, *self._fields(entry, place))
        room = len(entries) if room is None else room
        self.write(0, len(entries), 0, room, 1, 0, 0, 0)

    def know(self, handle: int, entry: Entry) -> None:
        """Have the sink know a closure by its handle."""
        place = handle % relay.KNOWN
        self.write(relay.KNOWN_AT + ENTRY_BYTES * place, *self._fields(entry, handle))

    @staticmethod
    def _fields(entry: Entry, root: int) -> tuple[int, ...]:
        index, a, b = entry
        takes, fallible = index in (GIVEN, GIVEN_RESULT), index in (RESULT, GIVEN_RESULT)
        return a, b, index, 1000 * takes, root, 0, fallible, 0

    @property
    def log(self) -> list[int]:
        """What was called, by ``a``."""
        count = self.rust.function("called")()
        return list(struct.unpack(f"<{count}i", self.rust.memory("memory").read(1024, 4 * count)))


def _no_casts(*_: int) -> int:
    raise AssertionError


@pytest.fixture
def relayed(guest: Guest) -> Relayed:
    return Relayed(guest)


def test_all_are_called_in_their_order(relayed: Relayed) -> None:
    before = relayed.stack()
    relayed.give((PLAIN, 5, 0), (GIVEN, 6, 0), (RESULT, 7, 0), (GIVEN_RESULT, 8, 0), (PLAIN, 9, 0))
    relayed.run()
    assert relayed.log == [5, 1006, 7, 1008, 9]
    assert (relayed.number(relay.PLACE), relayed.number(relay.FAILED)) == (5, 0)
    assert relayed.stack() == before


def test_it_ends_after_the_one_at_which_it_is_stopped(relayed: Relayed) -> None:
    def stop(a: int, b: int) -> None:
        assert relayed.number(relay.PLACE) == 1
        relayed.write(relay.COUNT, 0)

    relayed.called = stop
    relayed.give((PLAIN, 1, 0), (HOST, 2, 0), (PLAIN, 3, 0))
    relayed.run()
    assert relayed.log == [1, 2]
    assert relayed.number(relay.PLACE) == 2


@pytest.mark.parametrize(("index", "error"), [(RESULT, 99), (GIVEN_RESULT, 77)])
def test_an_err_ends_it_and_is_left(relayed: Relayed, index: int, error: int) -> None:
    before = relayed.stack()
    relayed.give((PLAIN, 1, 0), (index, 2, 1), (PLAIN, 3, 0))
    relayed.run()
    assert relayed.log[0] == 1
    assert len(relayed.log) == 2
    assert relayed.number(relay.PLACE) == 1
    assert (relayed.number(relay.FAILED), relayed.number(relay.ERROR)) == (1, error)
    assert relayed.stack() == before


def test_a_trap_says_where_it_was(relayed: Relayed) -> None:
    relayed.give((PLAIN, 1, 0), (TRAPS, 2, 0))
    with pytest.raises(Exception, match="unreachable") as caught:
        relayed.run()
    assert isinstance(relayed.guest.store.translate(caught.value), GuestTrap)
    assert (relayed.log, relayed.number(relay.PLACE)) == ([1], 1)


def test_the_stack_is_given_back_after_an_exception(relayed: Relayed) -> None:
    def fails(a: int, b: int) -> None:
        raise ValueError(a)

    before = relayed.stack()
    relayed.called = fails
    relayed.give((HOST, 2, 0))
    with pytest.raises(ValueError, match="2"):
        relayed.run()
    assert relayed.stack() < before
    relayed.unwind()
    assert relayed.stack() == before


def test_what_is_known_is_queued_behind_the_others(relayed: Relayed) -> None:
    handle = 1030
    relayed.know(handle, (GIVEN, 40, 0))
    relayed.give((PLAIN, 1, 0), (QUEUES, 2, handle), (PLAIN, 3, 0), room=MOST_RELAYED)
    relayed.run()
    assert (relayed.log, relayed.queued) == ([1, 2, 3, 1040], [])
    assert relayed.number(relay.COUNT) == 4
    root, known_by = struct.unpack(
        "<ii", relayed.sink.memory.read(BATON + relay.ENTRIES + 3 * ENTRY_BYTES + relay.ROOT, 8)
    )
    assert (root, known_by) == (1, handle % relay.KNOWN)


def test_what_is_queued_has_the_root_of_what_queues_it(relayed: Relayed) -> None:
    first, second = 1030, 1031
    relayed.know(first, (QUEUES, 40, second))
    relayed.know(second, (RESULT, 50, 1))
    relayed.give((PLAIN, 1, 0), (QUEUES, 2, first), room=MOST_RELAYED)
    relayed.run()
    assert relayed.log == [1, 2, 40, 50]
    assert relayed.number(relay.ENTRIES + 3 * ENTRY_BYTES + relay.ROOT) == 1
    assert (relayed.number(relay.FAILED), relayed.number(relay.PLACE)) == (1, 3)


@pytest.mark.parametrize("handle", [0, 1031, 1030 + relay.KNOWN, -1])
def test_the_host_is_asked_where_a_handle_is_not_known(relayed: Relayed, handle: int) -> None:
    relayed.know(1030, (PLAIN, 40, 0))
    for place in range(relay.KNOWN):  # as where the host has not said yet that it knows any
        if place != 1030 % relay.KNOWN:
            relayed.know(-1 - 64 * 5 + place, (PLAIN, 41, 0))
    relayed.give((QUEUES, 2, handle), room=MOST_RELAYED)
    relayed.run()
    assert (relayed.log, relayed.queued) == ([2], [handle])


def test_the_host_is_asked_where_there_is_no_room(relayed: Relayed) -> None:
    relayed.know(1030, (PLAIN, 40, 0))
    relayed.give((QUEUES, 2, 1030), (QUEUES, 3, 1030), room=3)
    relayed.run()
    assert (relayed.log, relayed.queued) == ([2, 3, 40], [1030])


def test_the_host_is_asked_outside_of_a_relay(relayed: Relayed) -> None:
    relayed.know(1030, (PLAIN, 40, 0))
    relayed.give((HOST, 2, 0), (PLAIN, 3, 0), room=MOST_RELAYED)

    def queue(a: int, b: int) -> None:
        relayed.write(relay.COUNT, 0)

    relayed.called = queue
    relayed.run()
    relayed.write(relay.ENTRIES, QUEUES)
    assert relayed.log == [2]
    relayed.give((QUEUES, 2, 1030))
    relayed.run()
    assert relayed.queued == [1030]


def test_a_chain_goes_on_until_there_is_no_room(relayed: Relayed) -> None:
    relayed.know(1030, (QUEUES, 40, 1030))
    relayed.give((QUEUES, 40, 1030), room=MOST_RELAYED)
    relayed.run()
    assert relayed.log == [40] * MOST_RELAYED
    assert relayed.queued == [1030]
