"""The plain crossing: nothing but wasmtime-py's public API. Slow and right."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import wasmtime

from runtime.engine._common import CLOSED
from runtime.engine._wasmtime_crossing import Crossing, FunctionType, FunctionTypes
from runtime.engine.interface import Memory, Signature, WasmFunction
from runtime.errors import InstanceClosed, WrongThread

Result = TypeVar("Result")

_BITS: Final = {"i32": 32, "i64": 64}


def _lower(kind: str, value: Any) -> float:
    """Make a number what wasmtime-py takes: a signed int, or a float."""
    bits = _BITS.get(kind)
    if bits is None:
        if not hasattr(value, "__float__"):
            raise TypeError(f"an {kind} must be a number, not {type(value).__name__}")
        return float(value)
    if not hasattr(value, "__index__"):
        raise TypeError(f"an {kind} must be an int, not {type(value).__name__}")
    number = value.__index__()
    half = 1 << (bits - 1)
    if not -half <= number < 2 * half:
        raise OverflowError(f"the integer does not fit in {kind}, signed or unsigned")
    return int(number - 2 * half if number >= half else number)


class _Host:
    """A host function.

    wasmtime-py keeps what it is given in a table of the process, so it gets a function that holds
    this weakly; the store's crossing holds it.
    """

    __slots__ = ("__weakref__", "crossing", "function", "result")

    def __init__(
        self, crossing: PlainCrossing, function: Callable[..., Any], result: str | None
    ) -> None:
        self.crossing = crossing
        self.function = function
        self.result = result

    def importable(self) -> Callable[..., Any]:
        """Return what wasmtime-py may keep."""
        held = weakref.ref(self)

        def call(*values: float) -> float | None:
            host = held()
            if host is None:
                raise InstanceClosed(CLOSED)
            return host.call(values)

        return call

    def call(self, values: tuple[float, ...]) -> float | None:
        """Call it, and note what it raises for the wasm call that is to raise it again."""
        try:
            result = self.function(*values)
            return None if self.result is None else _lower(self.result, result)
        except BaseException as error:
            self.crossing.raised = error
            raise


class PlainFunction:
    """A function of wasm."""

    __slots__ = ("_crossing", "_params", "_raw", "_tuple", "name")

    def __init__(
        self,
        crossing: PlainCrossing,
        raw: wasmtime.Func,
        params: Sequence[str],
        several: bool,
        name: str,
    ) -> None:
        self._crossing = crossing
        self._raw = raw
        self._params = tuple(params)
        self._tuple = several
        self.name = name

    def __repr__(self) -> str:
        return f"<wasm function {self.name!r}>"

    def __call__(self, *arguments: float) -> Any:
        """Call it."""
        if len(arguments) != len(self._params):
            raise TypeError(
                f"{self!r} takes {len(self._params)} argument(s), and was given {len(arguments)}"
            )
        values = [_lower(kind, value) for kind, value in zip(self._params, arguments, strict=True)]
        result = self._crossing.run(lambda store: self._raw(store, *values))
        return tuple(result) if self._tuple else result


class PlainMemory(Memory):
    """A linear memory."""

    __slots__ = ("_crossing", "_raw")

    def __init__(self, crossing: PlainCrossing, raw: wasmtime.Memory) -> None:
        self._crossing = crossing
        self._raw = raw

    def read(self, offset: int, size: int) -> bytes:
        """Copy ``size`` bytes out."""
        store = self._inside(offset, size)
        return bytes(self._raw.read(store, offset, offset + size)) if size else b""

    def read_into(self, offset: int, target: memoryview) -> None:
        """Copy bytes out into a buffer."""
        target[:] = self.read(offset, target.nbytes)

    def write(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """Copy ``data`` in."""
        content = bytearray(data)
        store = self._inside(offset, len(content))
        if content:
            self._raw.write(store, content, offset)

    def size(self) -> int:
        """Return the present size in bytes."""
        return self._raw.data_len(self._crossing.usable())

    def grow(self, pages: int) -> int:
        """Add pages."""
        try:
            return self._raw.grow(self._crossing.usable(), pages)
        except wasmtime.WasmtimeError:
            raise MemoryError("the linear memory cannot grow so much") from None

    def _inside(self, offset: int, size: int) -> wasmtime.Store:
        store = self._crossing.usable()
        limit = self._raw.data_len(store)
        if not 0 <= offset <= offset + size <= limit:
            raise IndexError(
                f"{size} bytes at {offset} lie outside the linear memory of {limit} bytes"
            )
        return store


FRAMES_TO_THE_HOST: Final = 60
"""So many of Python's frames must be free before wasm is entered from within a host function: where
one is refused between wasm and our `_Host.call`, ctypes drops the exception and wasm goes on with a
result that nobody gave."""


def _need_frames(count: int) -> None:
    """Raise the RecursionError here that would be lost on the way from wasm to the host."""
    if count:
        _need_frames(count - 1)


class PlainCrossing(Crossing):
    """The crossings of one store.

    Attributes:
        raised: what a host function raised, on its way through wasm to the nearest call. One slot
            will do, since wasm cannot catch it. wasmtime-py has one slot for the whole process,
            which calls of other threads can take.

    """

    __slots__ = ("_depth", "_hosts", "_store", "_thread", "_types", "raised")

    def __init__(self, raw: wasmtime.Store, types: FunctionTypes) -> None:
        self._store: wasmtime.Store | None = raw
        self._types = types
        self._thread = threading.get_ident()
        self._hosts: list[_Host] = []
        self._depth = 0
        self.raised: BaseException | None = None

    def usable(self) -> wasmtime.Store:
        """Return the store, if it is open and this is its thread."""
        if self._store is None:
            raise InstanceClosed(CLOSED)
        if threading.get_ident() != self._thread:
            raise WrongThread
        return self._store

    def run(self, step: Callable[[wasmtime.Store], Result]) -> Result:
        """Run what runs wasm: raise what a host function raised in place of its trap."""
        store = self.usable()
        if self._depth:
            _need_frames(FRAMES_TO_THE_HOST)
        self._depth += 1
        try:
            return step(store)
        except BaseException as error:
            # What the host raised is in the slot: wasmtime-py makes another of a StopIteration.
            if self.raised is None:
                # The collector may finalize the wasmtime store of a ring before its callers.
                if isinstance(error, ValueError):
                    raise InstanceClosed(CLOSED) from None
                raise
        finally:
            self._depth -= 1
            raised, self.raised = self.raised, None
        assert raised is not None
        raise raised

    def host_function(self, signature: Signature, function: Callable[..., Any]) -> Any:
        """Return a Python function as an item to import."""
        return self._host(_Host(self, function, signature.result), signature)

    def host_functions(
        self, signatures: Sequence[Signature], make: Callable[[int], Callable[..., Any]]
    ) -> list[Any]:
        """Return items to import, of which each is made when it is first called."""

        def host(place: int, signature: Signature) -> _Host:
            def first_call(*numbers: float) -> Any:
                waiting.function = make(place)
                return waiting.function(*numbers)

            waiting = _Host(self, first_call, signature.result)
            return waiting

        return [
            self._host(host(place, signature), signature)
            for place, signature in enumerate(signatures)
        ]

    def _host(self, host: _Host, signature: Signature) -> wasmtime.Func:
        self._hosts.append(host)
        return wasmtime.Func(self.usable(), self._types.of(signature), host.importable())

    def instantiate(self, module: wasmtime.Module, imports: Sequence[Any]) -> Any:
        """Return the exports, by name."""
        instance = self.run(lambda store: wasmtime.Instance(store, module, imports))
        return instance.exports(self.usable())

    def export(self, instance: Any, name: str) -> Any:
        """Return an exported item."""
        return instance[name]

    def type_of(self, item: Any) -> FunctionType:
        """Return the type of a function of numbers."""
        if not isinstance(item, wasmtime.Func):
            raise KeyError("no function")
        found = item.type(self.usable())
        return [str(kind) for kind in found.params], [str(kind) for kind in found.results]

    def function(self, item: Any, type_: FunctionType, name: str) -> WasmFunction:
        """Make a function of wasm callable."""
        params, results = type_
        return PlainFunction(self, item, params, len(results) > 1, name)

    def memory(self, item: Any) -> Memory:
        """Make a memory readable."""
        if not isinstance(item, wasmtime.Memory):
            raise KeyError("no memory")
        return PlainMemory(self, item)

    def close(self) -> None:
        """Free the wasmtime store."""
        if self._depth:
            raise RuntimeError("a store cannot be closed while a call into it runs")
        store, self._store = self._store, None
        if store is not None:
            store.close()
        self._hosts.clear()
