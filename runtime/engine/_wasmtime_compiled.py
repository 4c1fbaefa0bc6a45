"""The compiled crossing: wasmtime's shared library, called by the C extension.

What wasmtime-py keeps to itself (handles, addresses) is used here and nowhere else; `prove` tells
whether this release of it is as expected.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

import wasmtime
from wasmtime import _ffi as ffi

from runtime.engine import _crossing
from runtime.engine._wasmtime_crossing import Crossing, FunctionType, FunctionTypes
from runtime.engine.interface import Memory, Signature, WasmFunction
from runtime.errors import InstanceClosed, WrongThread

SYMBOLS: Final = (
    "wasmtime_func_call_unchecked",
    "wasmtime_func_new_unchecked",
    "wasmtime_instance_new",
    "wasmtime_instance_export_get",
    "wasmtime_memory_data",
    "wasmtime_memory_data_size",
    "wasmtime_memory_grow",
    "wasmtime_trap_new",
    "wasm_trap_delete",
    "wasmtime_error_delete",
)
"""In the order of ``wasmtime_api`` in ``_crossing.h``."""

_SIZES: Final = {
    "wasmtime_func_t": 16,
    "wasmtime_memory_t": 24,
    "wasmtime_extern_t": 32,
    "wasmtime_instance_t": 16,
    "wasmtime_val_raw_t": 16,
}

_KINDS: Final = ("i32", "i64", "f32", "f64")

_PROOF: Final = """(module
  (import "host" "mix" (func $mix (param i32 i64 f32 f64) (result f64)))
  (memory (export "memory") 1)
  (data (i32.const 65534) "ok")
  (func (export "mix") (param i32 i64 f32 f64) (result f64)
    (call $mix (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func (export "reverse") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
    (local.get 3) (local.get 2) (local.get 1) (local.get 0))
  (func (export "trap") unreachable))"""


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _kinds(types: Sequence[str]) -> bytes:
    try:
        return bytes(_KINDS.index(name) for name in types)
    except ValueError:
        raise TypeError(f"only numbers cross, not all of {', '.join(types)}") from None


def _make_trap(address: int) -> BaseException:
    return wasmtime.Trap._from_ptr(ctypes.cast(address, ctypes.POINTER(ffi.wasm_trap_t)))


def _make_error(address: int) -> BaseException:
    pointer = ctypes.cast(address, ctypes.POINTER(ffi.wasmtime_error_t))
    return wasmtime.WasmtimeError._from_ptr(pointer)


class CompiledCrossing(Crossing):
    """The crossings of one store, in C.

    An item is the bytes of a ``wasmtime_extern_t``, an instance those of a ``wasmtime_instance_t``:
    ctypes would take longer with one than wasmtime does.
    """

    __slots__ = ("_raw", "_store", "_types")

    def __init__(self, raw: wasmtime.Store, types: FunctionTypes) -> None:
        self._raw = raw
        self._types = types
        symbols = tuple(_address(getattr(ffi.dll, name)) for name in SYMBOLS)
        self._store = _crossing.Store(
            raw,
            _address(raw._context()),
            symbols,
            _make_trap,
            _make_error,
            InstanceClosed,
            WrongThread,
        )

    def _type(self, signature: Signature) -> _crossing.FunctionType:
        results = () if signature.result is None else (signature.result,)
        address = _address(self._types.of(signature).ptr())
        return address, _kinds(signature.params), _kinds(results)

    def host_function(self, signature: Signature, function: Callable[..., Any]) -> bytes:
        """Return a Python function as an item to import."""
        return self._store.host_function(self._type(signature), function)

    def host_functions(
        self, signatures: Sequence[Signature], make: Callable[[int], Callable[..., Any]]
    ) -> list[Any]:
        """Return items to import, of which each is made when it is first called."""
        types = {signature: self._type(signature) for signature in dict.fromkeys(signatures)}
        return [*self._store.host_functions([types[each] for each in signatures], make)]

    def instantiate(self, module: wasmtime.Module, imports: Sequence[bytes]) -> bytes:
        """Return an instance."""
        return self._store.instantiate(_address(module.ptr()), b"".join(imports))

    def export(self, instance: bytes, name: str) -> bytes:
        """Return an exported item.

        wasmtime-py lists them all, in time that grows with their number squared: a guest with
        js-sys has a thousand.
        """
        found = self._store.export(instance, name)
        if found is None:
            raise KeyError(name)
        return found

    def type_of(self, item: bytes) -> FunctionType:
        """Return the type of a function of numbers."""
        if item[0] != ffi.WASMTIME_EXTERN_FUNC.value:
            raise KeyError("no function")
        extern = ffi.wasmtime_extern_t.from_buffer_copy(item)
        found = wasmtime.Func._from_raw(extern.of.func).type(self._raw)
        return [str(kind) for kind in found.params], [str(kind) for kind in found.results]

    def function(self, item: bytes, type_: FunctionType, name: str) -> WasmFunction:
        """Make a function of wasm callable."""
        params, results = type_
        return self._store.function(item, _kinds(params), _kinds(results), name)

    def memory(self, item: bytes) -> Memory:
        """Make a memory readable."""
        if item[0] != ffi.WASMTIME_EXTERN_MEMORY.value:
            raise KeyError("no memory")
        # It has the methods of `Memory`; a base class made in Python would cost it its speed.
        return cast(Memory, self._store.memory(item))

    def close(self) -> None:
        """Free the wasmtime store."""
        self._store.close()


def prove(engine: wasmtime.Engine) -> None:
    """Check names, sizes and both crossings on a module of our own, before a guest is met.

    Raises:
        Exception: of any kind, if something is not as expected.

    """
    for name, size in _SIZES.items():
        found = ctypes.sizeof(getattr(ffi, name))
        _expect(name, found, size)
    raw = wasmtime.Store(engine)
    raw.set_epoch_deadline(1)  # else all would trap, of an interruptible engine
    crossing = CompiledCrossing(raw, FunctionTypes())
    seen: list[tuple[float, ...]] = []

    def mix(*values: float) -> float:
        seen.append(values)
        if values[0] == 0:
            raise LookupError("expected")
        return 0.5

    host = crossing.host_functions([Signature(_KINDS, "f64")], lambda _place: mix)
    instance = crossing.instantiate(wasmtime.Module(engine, _PROOF), host)
    _expect("what is not exported", _raised(crossing.export, instance, "none"), KeyError)

    def function(name: str, params: Sequence[str], results: Sequence[str]) -> WasmFunction:
        item = crossing.export(instance, name)
        type_ = crossing.type_of(item)
        _expect(f"type of {name}", type_, ([*params], [*results]))
        return crossing.function(item, type_, name)

    values = (-7, -(2**40), 1.5, -2.25)
    _expect("results", function("reverse", _KINDS, _KINDS[::-1])(*values), values[::-1])
    call = function("mix", _KINDS, ["f64"])
    _expect("result of a host call", call(*values), 0.5)
    _expect("arguments of a host call", seen, [values])
    _expect("exception", _raised(call, 0, *values[1:]), LookupError)
    _expect("trap", _raised(function("trap", [], [])), wasmtime.Trap)
    memory = crossing.memory(crossing.export(instance, "memory"))
    _expect("size of the memory", memory.size(), 1 << 16)
    _expect("growth", (memory.grow(1), memory.size()), (1, 2 << 16))
    memory.write(65534, b"OK")
    _expect("memory", memory.read(65533, 3), b"\0OK")
    _expect("end of the memory", _raised(memory.read, 131070, 3), IndexError)
    crossing.close()


def _raised(function: Callable[..., Any], *arguments: Any) -> type[BaseException] | None:
    try:
        function(*arguments)
    except (LookupError, wasmtime.Trap) as error:
        return type(error)
    return None


def _expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise RuntimeError(f"the proof of the crossing failed: {what}: {found!r}, not {expected!r}")
