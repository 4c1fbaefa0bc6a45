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
from wasmtime._extern import wrap_extern

from runtime.engine import _crossing
from runtime.engine._wasmtime_crossing import Crossing, Exports
from runtime.engine.interface import Memory, WasmFunction
from runtime.errors import InstanceClosed

SYMBOLS: Final = (
    "wasmtime_func_call_unchecked",
    "wasmtime_func_new_unchecked",
    "wasmtime_instance_new",
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
    """The crossings of one store, in C."""

    __slots__ = ("_signatures", "_store")

    def __init__(self, raw: wasmtime.Store) -> None:
        # Making one takes longer than making the function; a guest's imports share a few dozen.
        self._signatures: dict[tuple[bytes, bytes], wasmtime.FuncType] = {}
        symbols = tuple(_address(getattr(ffi.dll, name)) for name in SYMBOLS)
        self._store = _crossing.Store(
            raw, _address(raw._context()), symbols, _make_trap, _make_error, InstanceClosed
        )

    def host_function(
        self, params: Sequence[str], result: str | None, function: Callable[..., Any]
    ) -> wasmtime.Func:
        """Make a Python function importable."""
        results = [] if result is None else [result]
        kinds = _kinds(params), _kinds(results)
        signature = self._signatures.get(kinds)
        if signature is None:
            signature = self._signatures[kinds] = wasmtime.FuncType(
                [_value_type(name) for name in params], [_value_type(name) for name in results]
            )
        handle = self._store.host_function(_address(signature.ptr()), *kinds, function)
        return wasmtime.Func._from_raw(ffi.wasmtime_func_t.from_buffer_copy(handle))

    def function(
        self, raw: wasmtime.Func, params: Sequence[str], results: Sequence[str], name: str
    ) -> WasmFunction:
        """Make a function of wasm callable."""
        return self._store.function(bytes(raw._func), _kinds(params), _kinds(results), name)

    def memory(self, raw: wasmtime.Memory) -> Memory:
        """Make a memory readable."""
        # It has the methods of `Memory`; a base class made in Python would cost it its speed.
        return cast(Memory, self._store.memory(bytes(raw._memory)))

    def instantiate(self, module: wasmtime.Module, imports: Sequence[Any]) -> wasmtime.Instance:
        """Instantiate."""
        externs = (ffi.wasmtime_extern_t * len(imports))(*(item._as_extern() for item in imports))
        instance = ffi.wasmtime_instance_t()
        self._store.instantiate(
            _address(module.ptr()),
            ctypes.addressof(externs),
            len(imports),
            ctypes.addressof(instance),
        )
        return wasmtime.Instance._from_raw(instance)

    def exports(self, instance: wasmtime.Instance, store: wasmtime.Store) -> Exports:
        """Return what finds an export by its name.

        wasmtime-py lists them all, in time that grows with their number squared: a guest with
        js-sys has a thousand.
        """

        def find(name: str) -> Any:
            found, key = ffi.wasmtime_extern_t(), name.encode()
            there = ffi.wasmtime_instance_export_get(
                store._context(),
                ctypes.byref(instance._instance),
                ctypes.create_string_buffer(key, len(key)),
                len(key),
                ctypes.byref(found),
            )
            if not there:
                raise KeyError(name)
            return wrap_extern(found)

        return find

    def close(self) -> None:
        """Free the wasmtime store."""
        self._store.close()


def _value_type(name: str) -> wasmtime.ValType:
    make: Callable[[], wasmtime.ValType] = getattr(wasmtime.ValType, name)
    return make()


def prove(engine: wasmtime.Engine) -> None:
    """Check names, sizes and both crossings on a module of our own, before a guest is met.

    Raises:
        Exception: of any kind, if something is not as expected.

    """
    for name, size in _SIZES.items():
        found = ctypes.sizeof(getattr(ffi, name))
        _expect(name, found, size)
    raw = wasmtime.Store(engine)
    crossing = CompiledCrossing(raw)
    seen: list[tuple[float, ...]] = []

    def mix(*values: float) -> float:
        seen.append(values)
        if values[0] == 0:
            raise LookupError("expected")
        return 0.5

    host = crossing.host_function(_KINDS, "f64", mix)
    instance = crossing.instantiate(wasmtime.Module(engine, _PROOF), [host])
    exports = crossing.exports(instance, raw)
    values = (-7, -(2**40), 1.5, -2.25)
    reverse = crossing.function(exports("reverse"), _KINDS, _KINDS[::-1], "reverse")
    _expect("results", reverse(*values), values[::-1])
    call = crossing.function(exports("mix"), _KINDS, ["f64"], "mix")
    _expect("result of a host call", call(*values), 0.5)
    _expect("arguments of a host call", seen, [values])
    _expect("exception", _raised(call, 0, *values[1:]), LookupError)
    trap = crossing.function(exports("trap"), [], [], "trap")
    _expect("trap", _raised(trap), wasmtime.Trap)
    memory = crossing.memory(exports("memory"))
    _expect("size of the memory", memory.size(), 1 << 16)
    _expect("growth", (memory.grow(1), memory.size()), (1, 2 << 16))
    memory.write(65534, b"OK")
    _expect("memory", memory.read(65533, 3), b"\0OK")
    _expect("end of the memory", _raised(memory.read, 131070, 3), IndexError)
    crossing.close()


def _raised(function: Callable[..., Any], *arguments: float) -> type[BaseException] | None:
    try:
        function(*arguments)
    except (LookupError, wasmtime.Trap) as error:
        return type(error)
    return None


def _expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise RuntimeError(f"the proof of the crossing failed: {what}: {found!r}, not {expected!r}")
