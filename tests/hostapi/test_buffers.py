"""Buffers, Atomics and ``WebAssembly``: where Node cannot be asked, or Python asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hostapi import Realm, new_realm
from hostapi.buffers import ArrayBuffer, SharedArrayBuffer
from hostapi.errors import EvalError, RangeError
from hostapi.memory import GuestMemory
from hostapi.typed_arrays import Int32Array, Uint8Array
from hostapi.webassembly_errors import CompileError
from runtime.errors import MalformedModule

EMPTY = b"\0asm\1\0\0\0"


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def call(realm: Realm, owner: object, name: str, *args: Any) -> Any:
    return realm.call(owner, name, args)


def test_python_reads_a_buffer() -> None:
    buffer = ArrayBuffer(3)
    buffer.view[1] = 7
    assert (bytes(buffer), len(buffer), bool(ArrayBuffer(0))) == (b"\0\7\0", 3, True)
    assert repr(SharedArrayBuffer(2)) == "SharedArrayBuffer(2)"
    for length in (-1, 2**53, 2**40):
        with pytest.raises(RangeError):
            ArrayBuffer(length)


def test_transfer_detaches(realm: Realm) -> None:
    buffer = ArrayBuffer(bytearray(b"\1\2\3"))
    view = Uint8Array(buffer)
    moved = call(realm, buffer, "transfer", 5)
    assert bytes(moved) == b"\1\2\3\0\0"
    assert (realm.get(buffer, "detached"), realm.get(buffer, "byteLength")) == (True, 0)
    assert (realm.get(view, "length"), realm.get(view, "0")) == (0, None)
    attempts: list[Callable[[], Any]] = [
        lambda: call(realm, view, "fill", 1),
        lambda: call(realm, buffer, "slice", 0),
        lambda: call(realm, buffer, "transfer"),
        lambda: realm.construct(realm.constructors["Uint8Array"], [buffer]),
        lambda: realm.construct(realm.constructors["DataView"], [buffer]),
        lambda: call(realm, realm.namespaces["Atomics"], "load", view, 0),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError, match="on a detached ArrayBuffer"):
            attempt()


def test_transfer_keeps_or_drops_the_maximum(realm: Realm) -> None:
    buffer = ArrayBuffer(2, 8)
    buffer.view[0] = 9
    moved = call(realm, buffer, "transfer")
    assert (realm.get(moved, "resizable"), realm.get(moved, "maxByteLength")) == (True, 8)
    fixed = call(realm, moved, "transferToFixedLength", 1)
    assert (realm.get(fixed, "resizable"), bytes(fixed)) == (False, b"\x09")
    assert realm.get(moved, "maxByteLength") == 0


def test_a_buffer_that_shrank_forgets_its_bytes(realm: Realm) -> None:
    buffer = ArrayBuffer(4, 4)
    buffer.view[3] = 1
    call(realm, buffer, "resize", 2)
    call(realm, buffer, "resize", 4)
    assert bytes(buffer) == bytes(4)


def test_nobody_waits(realm: Realm) -> None:
    atomics = realm.namespaces["Atomics"]
    shared = Int32Array(SharedArrayBuffer(4))
    for name in ("wait", "waitAsync"):
        with pytest.raises(TypeError, match=f"Atomics.{name}"):
            call(realm, atomics, name, shared, 0, 0)
    assert call(realm, atomics, "pause") is None


class EngineMemory:
    """A memory of an engine's, of a bytearray."""

    def __init__(self) -> None:
        self.data = bytearray(65536)

    def read(self, offset: int, size: int) -> bytes:
        return bytes(self.data[offset : offset + size])

    def write(self, offset: int, data: bytes) -> None:
        self.data[offset : offset + len(data)] = data

    def size(self) -> int:
        return len(self.data)

    def grow(self, pages: int) -> int:
        if pages > 1:
            raise MemoryError
        self.data += bytes(65536 * pages)
        return len(self.data) // 65536 - pages


def test_views_of_a_guests_memory_follow_it(realm: Realm) -> None:
    engine = EngineMemory()
    memory = realm.memory_object(engine)
    assert isinstance(memory, GuestMemory)
    view = realm.memory_view("Uint16", memory, 4, 2)
    whole = realm.construct(realm.constructors["Uint8Array"], [realm.get(memory, "buffer")])
    view[1] = 0x0102
    assert engine.data[6:8] == b"\2\1"
    engine.data[4] = 9
    assert view.tolist() == [9, 0x0102]
    assert call(realm, memory, "grow", 1) == 1
    assert (len(whole), view.tolist()) == (2 * 65536, [9, 0x0102])
    assert realm.get(realm.get(memory, "buffer"), "byteLength") == 2 * 65536
    with pytest.raises(RangeError, match="Maximum memory size exceeded"):
        call(realm, memory, "grow", 2)
    with pytest.raises(BufferError, match="copy what you need"):
        _ = view.view
    with pytest.raises(TypeError, match="cannot be detached"):
        call(realm, view.buffer, "transfer")
    with pytest.raises(IndexError):
        realm.memory_view("Uint8", memory, 2 * 65536 - 1, 2)


def test_modules_are_compiled_by_the_engine_that_the_host_lends() -> None:
    compiled = []

    def compile_module(binary: bytes) -> None:
        compiled.append(binary)
        if len(binary) > len(EMPTY):
            raise MalformedModule(8, "section", "none")

    realm = new_realm(compile_module=compile_module)
    webassembly, module = realm.namespaces["WebAssembly"], realm.constructors["WebAssembly.Module"]
    assert call(realm, webassembly, "validate", EMPTY) is True
    assert call(realm, webassembly, "validate", EMPTY[:7]) is False
    assert call(realm, webassembly, "validate", ArrayBuffer(bytearray(EMPTY + b"\0\1\0"))) is False
    assert realm.construct(module, [Uint8Array(EMPTY)])
    with pytest.raises(CompileError):
        realm.construct(module, [EMPTY[:5]])
    assert compiled[0] == EMPTY


def test_a_host_that_lends_no_engine_refuses(realm: Realm) -> None:
    with pytest.raises(EvalError, match="lets no guest compile"):
        realm.construct(realm.constructors["WebAssembly.Module"], [EMPTY])
