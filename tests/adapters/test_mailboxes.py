"""Programs that call by mailbox, with a helper module played by Python."""

from __future__ import annotations

import gc
import struct
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from runtime.adapters.programs import entry_program
from runtime.adapters.support import text_from
from runtime.bindgen.descriptor import Descriptor, Kind, Option, Result, Vector
from runtime.bindgen.versions import profile_for
from runtime.engine.mailbox import Mailbox
from runtime.errors import InvalidValue

pytest.importorskip("runtime.engine._crossing", reason="the C extension is optional")

from runtime.engine import _crossing

from .worlds import World

PROFILE = profile_for((0, 2, 130))
AT = 512
AB = 3 | 4 << 32
INDEX = 9


class Called:
    """Closures of one type, and what has called them."""

    def __init__(self, *args: Descriptor, ret: Descriptor, kinds: bytes, wait: int = 0) -> None:
        self.world = World(PROFILE)
        self.kinds = kinds
        self.asked = 0
        self.by_arguments: list[tuple[Any, ...]] = []
        self.ended: list[tuple[Any, BaseException | None]] = []
        self.answer: Callable[[bytes], bytes] = lambda _: b""
        self.opened: Callable[[], Any] = self.mailbox
        ops = entry_program(args, ret, 0, PROFILE)
        assert ops is not None
        env = self.world.env
        assert isinstance(env.barred, _crossing.Barrier)
        self.program = _crossing.Program(
            *("closures", *ops, self._enter, self._slow, self._end),
            env.barred,
            env.handles,
            env.promise_type,
            *env.direct_memory(),
        )
        self.program.by_mailbox(self._open, wait)
        env.open_epochs.add(1)
        self.program.stack_closures(INDEX, env.open_epochs, None, True)
        self.closure = self.program(AB, 1)

    def mailbox(self) -> Mailbox:
        return self._run, AT, self.kinds, text_from

    def _open(self) -> Any:
        self.asked += 1
        return self.opened()

    def _run(self) -> None:
        data = self.world.linear.data
        answer = self.answer(bytes(data[AT : AT + 128]))
        data[AT : AT + len(answer)] = answer

    def _enter(self, *numbers: Any) -> Any:
        self.by_arguments.append(numbers)
        return 1.0

    def _slow(self, *_: Any) -> str:
        return "slow"

    def _end(self, result: Any, error: BaseException | None) -> Any:
        self.ended.append((result, error))
        if error is not None:
            raise error
        return "ended", result


def test_numbers_lie_in_the_mailbox() -> None:
    called = Called(Kind.U32, Kind.F32, Kind.I64, ret=Kind.F64, kinds=b"\3")

    def answer(found: bytes) -> bytes:
        assert struct.unpack_from("<iiiiIifiq", found) == (3, 4, INDEX, 0, 2**32 - 1, 0, 0.5, 0, -1)
        return struct.pack("<d", 2.5)

    called.answer = answer
    assert called.closure(2**32 - 1, 0.5, -1) == 2.5
    assert called.by_arguments == called.ended == []


@pytest.mark.parametrize(
    ("ret", "kinds", "left", "result"),
    [
        (Kind.UNIT, b"", b"", None),
        (Kind.I8, b"\0", b"\xff\xff\xff\xff", -1),
        (Kind.U32, b"\0", b"\xff\xff\xff\xff", 2**32 - 1),
        (Kind.BOOLEAN, b"\0", b"\1\0\0\0", True),
        (Kind.F32, b"\2", struct.pack("<f", 0.5), 0.5),
        (Option(Kind.F64), b"\1\1", struct.pack("<qd", 1, 1.5), 1.5),
        (Option(Kind.F64), b"\1\1", bytes(16), None),
        (Option(Kind.STRING), b"\1", bytes(16), None),
        (Kind.STRING, b"\1", struct.pack("<iiq", 1, 0, 0), ""),
        (Vector(Kind.U8), b"\1", struct.pack("<q", 7), ("ended", 7)),
        (Vector(Kind.U8), b"\1\1\1", struct.pack("<3q", 7, 8, 9), ("ended", (7, 8, 9))),
        (Kind.CHAR, b"\0", b"\xff\xff\xff\xff", ("ended", -1)),
        (Kind.EXTERNREF, b"\0", struct.pack("<i", PROFILE.heap_offset + 2), True),
        (Result(Kind.UNIT), b"\1", bytes(8), None),
        (Result(Kind.UNIT), b"\1", struct.pack("<ii", 7, 1), ("ended", 7 | 1 << 32)),
        (Result(Option(Kind.I64)), b"\1\1\1", struct.pack("<4q", 1, -5, 0, 0), -5),
    ],
)
def test_results_are_lifted(ret: Descriptor, kinds: bytes, left: bytes, result: object) -> None:
    called = Called(ret=ret, kinds=kinds)
    # What was there before: the upper half of a small number is not read.
    called.answer = lambda found: left + found[len(left) : 8]
    assert called.closure() == result


def test_handles_are_numbers() -> None:
    called = Called(Kind.EXTERNREF, Kind.F64, ret=Kind.UNIT, kinds=b"")
    slot = PROFILE.heap_offset + 4

    def answer(found: bytes) -> bytes:
        assert struct.unpack_from("<qqiid", found) == (AB, INDEX, slot, 0, 1.5)
        assert called.world.handles.get(slot) == "given"
        return b""

    called.answer = answer
    assert called.closure("given", 1.5) is None


def test_copied_text_is_read_and_not_freed() -> None:
    called = Called(ret=Kind.STRING, kinds=b"\1")
    called.world.linear.data[300:306] = b"x is 5"
    called.answer = lambda _: struct.pack("<iiiI", 1000, 6, 300, 0xFFFF_FFFF)
    assert called.closure() == "x is 5"
    assert called.world.freed == []


def test_text_that_was_not_copied_is_taken() -> None:
    called = Called(ret=Kind.STRING, kinds=b"\1")
    called.world.linear.data[1000:1006] = b"x is 6"
    called.answer = lambda _: struct.pack("<iiq", 1000, 6, 0)
    assert called.closure() == "x is 6"
    assert called.world.freed == [(1000, 6, 1)]


def test_copied_text_that_is_none_is_refused() -> None:
    called = Called(ret=Kind.STRING, kinds=b"\1")
    called.world.linear.data[300:302] = b"\xff\xfe"
    called.answer = lambda _: struct.pack("<iiq", 1000, 2, 300)
    with pytest.raises(InvalidValue, match="no UTF-8") as caught:
        called.closure()
    assert called.ended == [(None, caught.value)]
    assert called.world.freed == []


def test_it_is_opened_once_and_after_some_calls() -> None:
    called = Called(Kind.F64, ret=Kind.UNIT, kinds=b"", wait=2)
    for _ in range(4):
        called.closure(1.5)
    assert called.by_arguments == [(AB, INDEX, 1.5)] * 2
    assert called.asked == 1


def test_where_there_is_none_arguments_go_on() -> None:
    called = Called(Kind.F64, ret=Kind.UNIT, kinds=b"")
    called.opened = lambda: None
    for _ in range(3):
        called.closure(1.5)
    assert called.by_arguments == [(AB, INDEX, 1.5)] * 3
    assert called.asked == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RecursionError(), RuntimeError("mine")])
def test_what_opening_raises_comes_out_once(error: BaseException) -> None:
    called = Called(Kind.STRING, ret=Kind.UNIT, kinds=b"")

    def opened() -> Any:
        raise error

    called.opened = opened
    with pytest.raises(type(error)) as caught:
        called.closure("nothing is allocated for it yet")
    assert caught.value is error
    assert called.ended == []
    assert called.world.at == World(PROFILE).at
    called.closure("a")
    assert len(called.by_arguments) == called.asked == 1
    assert called.world.env.barred.entry == 0


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (("run", 1, b"", text_from, 1), TypeError),
        (("run", AT, b"\1" * 5, text_from), ValueError),
        (("run", AT, "1", text_from), TypeError),
    ],
)
def test_what_is_no_mailbox_is_refused(given: object, error: type[Exception]) -> None:
    called = Called(ret=Kind.UNIT, kinds=b"")
    called.opened = lambda: given
    with pytest.raises(error):
        called.closure()
    called.closure()
    assert called.by_arguments == [(AB, INDEX)]


def test_what_the_guest_raises_ends_the_entry() -> None:
    called = Called(ret=Kind.UNIT, kinds=b"")
    error = LookupError("inside")

    def answer(_: bytes) -> bytes:
        raise error

    called.answer = answer
    with pytest.raises(LookupError) as caught:
        called.closure()
    assert caught.value is error
    assert called.ended == [(None, error)]
    assert called.world.env.barred.entry == 0


def test_a_mailbox_out_of_reach_is_not_used() -> None:
    called = Called(ret=Kind.UNIT, kinds=b"")
    called.closure()
    called.world.linear.window.release()
    called.closure()
    assert called.by_arguments == [(AB, INDEX)]


def test_memory_that_goes_during_the_call_is_told() -> None:
    called = Called(ret=Kind.F64, kinds=b"\3")

    def answer(_: bytes) -> bytes:
        called.world.linear.window.release()
        return b""

    called.answer = answer
    with pytest.raises(MemoryError):
        called.closure()
    assert len(called.ended) == 1


def test_a_ring_through_the_mailbox_is_collected() -> None:
    called = Called(ret=Vector(Kind.U8), kinds=b"\1")
    assert called.closure() == ("ended", AB)
    gone = weakref.ref(called)
    del called
    gc.collect()
    assert gone() is None
