from __future__ import annotations

import gc

import pytest

from runtime.engine.interface import Memory

from .conftest import Guest

PAGE = 65536

TEXT = """(module (memory (export "memory") 1)
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0))))"""


@pytest.fixture
def memory(guest: Guest) -> Memory:
    return guest.instance(TEXT).memory("memory")


def test_reading_and_writing(memory: Memory) -> None:
    assert memory.size() == PAGE
    assert memory.read(0, 4) == b"\0\0\0\0"
    memory.write(1, b"abc")
    memory.write(4, bytearray(b"de"))
    memory.write(6, memoryview(b"xfgx")[1:3])
    assert memory.read(0, 9) == b"\0abcdefg\0"
    assert type(memory.read(0, 1)) is bytes


def test_reading_into_a_buffer(memory: Memory) -> None:
    memory.write(PAGE - 4, b"abcd")
    target = bytearray(b"......")
    memory.read_into(PAGE - 4, memoryview(target)[1:5])
    assert target == b".abcd."
    memory.read_into(PAGE, memoryview(bytearray()))
    for offset in (PAGE - 5, -1, 2**70):
        with pytest.raises(IndexError):
            memory.read_into(offset, memoryview(target))
    assert target == b".abcd."
    with pytest.raises((BufferError, TypeError)):
        memory.read_into(0, memoryview(b"readonly"))


def test_the_edges(memory: Memory) -> None:
    memory.write(PAGE - 2, b"ok")
    assert memory.read(PAGE - 2, 2) == b"ok"
    assert memory.read(PAGE, 0) == b""
    memory.write(PAGE, b"")
    assert len(memory.read(0, PAGE)) == PAGE


def test_asking_often_keeps_nothing(guest: Guest) -> None:
    instance = guest.instance(TEXT)

    def memories() -> int:
        gc.collect()
        return sum(isinstance(thing, Memory) for thing in gc.get_objects())

    instance.memory("memory")
    before = memories()
    for _ in range(20):
        assert instance.memory("memory").size() == PAGE
    assert memories() <= before


@pytest.mark.parametrize(
    ("offset", "size"),
    [(PAGE - 1, 2), (PAGE, 1), (PAGE + 1, 0), (-1, 1), (-1, 4), (0, PAGE + 1), (2**70, 1)],
)
def test_no_access_outside(memory: Memory, offset: int, size: int) -> None:
    with pytest.raises(IndexError):
        memory.read(offset, size)
    with pytest.raises(IndexError):
        memory.write(offset, b"x" * size)
    assert memory.read(0, PAGE) == bytes(PAGE)


@pytest.mark.parametrize("size", [-1, -8, 2**70])
def test_no_impossible_sizes(memory: Memory, size: int) -> None:
    with pytest.raises(IndexError):
        memory.read(4, size)


def test_growth_is_seen(guest: Guest) -> None:
    instance = guest.instance(TEXT)
    memory, same = instance.memory("memory"), instance.memory("memory")
    memory.write(10, b"kept")
    assert instance.function("grow")(2) == 1
    memory.write(3 * PAGE - 4, b"last")
    assert memory.size() == 3 * PAGE
    assert same.read(3 * PAGE - 4, 4) == b"last"
    assert same.read(PAGE - 2, 4) == bytes(4)
    assert memory.read(10, 4) == b"kept"
    assert instance.function("load")(3 * PAGE - 1) == ord("t")
    with pytest.raises(IndexError):
        memory.read(3 * PAGE - 3, 4)


def test_what_wasm_writes_is_read_at_once(guest: Guest) -> None:
    instance = guest.instance(
        """(module (memory (export "memory") 1)
             (func (export "store") (param i32) (i32.store (i32.const 0) (local.get 0))))"""
    )
    memory = instance.memory("memory")
    for value in (1, 2):
        instance.function("store")(value)
        assert memory.read(0, 1) == bytes([value])


def test_a_memory_without_pages(guest: Guest) -> None:
    instance = guest.instance(
        """(module (memory (export "memory") 0 1)
             (func (export "grow") (result i32) (memory.grow (i32.const 1))))"""
    )
    memory = instance.memory("memory")
    assert memory.size() == 0
    assert memory.read(0, 0) == b""
    with pytest.raises(IndexError):
        memory.read(0, 1)
    instance.function("grow")()
    memory.write(0, b"x")
    assert memory.read(0, 1) == b"x"


def test_growth_from_outside(guest: Guest) -> None:
    memory = guest.instance(
        '(module (memory (export "memory") 1 3) (func (export "size") (result i32) (memory.size)))'
    )
    linear, size = memory.memory("memory"), memory.function("size")
    linear.write(PAGE - 1, b"x")
    assert linear.grow(0) == 1
    assert linear.grow(1) == 1
    assert (linear.size(), size()) == (2 * PAGE, 2)
    assert linear.read(PAGE - 1, 2) == b"x\0"
    linear.write(2 * PAGE - 1, b"y")
    for pages in (2, 70000, 2**40):
        with pytest.raises(MemoryError):
            linear.grow(pages)
    assert linear.size() == 2 * PAGE
