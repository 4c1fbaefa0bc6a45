"""wasmtime as an engine: the default from Python 3.11 on.

wasmtime-py configures, compiles and links. Calls cross by one of two ways: *compiled*, in a C
extension of ours on the shared library that wasmtime-py ships; or *plain*, on wasmtime-py's public
API, which gives the same results some 500 times slower.
"""

from __future__ import annotations

import ctypes
import json
import os
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Literal

import wasmtime
from wasmtime import _ffi as ffi

from runtime.engine._common import (
    CLOSED,
    SHARED_REMEDY,
    refusal,
    require_header,
    seal,
    unseal,
)
from runtime.engine._frames import Frame, all_names, call_names
from runtime.engine._signatures import beyond_numbers, survey
from runtime.engine._wasmtime_crossing import Crossing, FunctionType, FunctionTypes, close_with
from runtime.engine._wasmtime_interrupt import Epochs
from runtime.engine._wasmtime_plain import PlainCrossing
from runtime.engine.interface import (
    HELPER_NAME,
    CompiledModule,
    Engine,
    Extern,
    Frames,
    Instance,
    Memory,
    Signature,
    Store,
    ValueType,
    WasmFunction,
)
from runtime.errors import (
    EngineUnavailable,
    GuestTrap,
    InstanceClosed,
    WrongThread,
)
from runtime.late import pattern

OLDEST: Final = 45
"""The first release whose host calls survive a BaseException."""

STACK_BYTES: Final = 3 << 19
"""Stack for wasm and the Python between its calls. With wasmtime's own 512 KiB, a guest and a host
that recurse into each other trap before they meet Python's recursion limit, from which a guest
recovers. The smallest main thread's stack that CPython has anywhere is 2 MB."""

REMEDY: Final = 'pip install "wasmtime>=45,<51"'

_METADATA: Final = pattern(r"wasmtime-[0-9][0-9.]*\.dist-info")

_LACKING: Final = "no engine here has it: build the guest without it (-C target-feature=-NAME)"

_CODES: Final[Mapping[wasmtime.TrapCode, str]] = {
    wasmtime.TrapCode.UNREACHABLE: "unreachable",
    wasmtime.TrapCode.INTEGER_DIVISION_BY_ZERO: "integer divide by zero",
    wasmtime.TrapCode.INTEGER_OVERFLOW: "integer overflow",
    wasmtime.TrapCode.BAD_CONVERSION_TO_INTEGER: "invalid conversion to integer",
    wasmtime.TrapCode.MEMORY_OUT_OF_BOUNDS: "out of bounds memory access",
    wasmtime.TrapCode.TABLE_OUT_OF_BOUNDS: "out of bounds table access",
    wasmtime.TrapCode.BAD_SIGNATURE: "indirect call type mismatch",
    wasmtime.TrapCode.INDIRECT_CALL_TO_NULL: "uninitialized element",
    wasmtime.TrapCode.STACK_OVERFLOW: "call stack exhausted",
    wasmtime.TrapCode.INTERRUPT: "interrupt",
}


class WasmtimeExtern(Extern):
    """A function, table, memory or global, as the crossing has it."""

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw


class WasmtimeModule(CompiledModule):
    """A compiled module; any thread may use it."""

    __slots__ = ("_types", "_uncallable", "imports", "raw", "version")

    def __init__(
        self, raw: wasmtime.Module, version: str, uncallable: frozenset[str] | None
    ) -> None:
        self.raw = raw
        self.version = version
        self._uncallable = uncallable
        self._types: dict[str, FunctionType] = {}
        close_with(self, {"module": raw})
        self.imports = tuple((item.module, item.name or "") for item in raw.imports)

    def serialize(self) -> bytes:
        """Return the compiled code under a digest: wasmtime trusts what it loads."""
        names = None if self._uncallable is None else sorted(self._uncallable)
        header = json.dumps(names).encode() + b"\n"
        return seal("wasmtime", self.version, header + bytes(self.raw.serialize()))

    def type_of(self, name: str, item: Any, crossing: Crossing) -> FunctionType:
        """Return the type of an exported function; wasmtime is asked once.

        Raises:
            KeyError: it is no function.
            TypeError: it is not of numbers only; see `Survey`.

        """
        found = self._types.get(name)
        if found is None:
            # Before its type is asked for, which would end the process; see `_signatures`.
            if self._uncallable is None or name in self._uncallable:
                raise beyond_numbers(name)
            found = self._types[name] = crossing.type_of(item)
        return found


class WasmtimeInstance(Instance):
    """An instantiated module."""

    __slots__ = ("_module", "_raw", "_store")

    def __init__(self, store: WasmtimeStore, module: WasmtimeModule, raw: Any) -> None:
        self._store = store
        self._module = module
        self._raw = raw

    def function(self, name: str) -> WasmFunction:
        """Return an exported function."""
        item = self._item(name)
        type_ = self._module.type_of(name, item, self._store.crossing)
        return self._store.crossing.function(item, type_, name)

    def memory(self, name: str) -> Memory:
        """Return an exported memory."""
        return self._store.crossing.memory(self._item(name))

    def extern(self, name: str) -> Extern:
        """Return any export."""
        return WasmtimeExtern(self._item(name))

    def externs(self, names: Sequence[str]) -> list[Extern]:
        """Return many exports."""
        self._store.check_usable()
        export, raw = self._store.crossing.export, self._raw
        return [WasmtimeExtern(export(raw, name)) for name in names]

    def _item(self, name: str) -> Any:
        self._store.check_usable()
        return self._store.crossing.export(self._raw, name)


_PROBE: Final = f"""(module ${HELPER_NAME} (func (export "probe") unreachable))"""
"""The backtrace of a trap goes through all calls of its store that are under way, beyond host
functions too: there is no other way to one in wasmtime's C API."""


class WasmtimeStore(Store):
    """A wasmtime store and the way that calls cross in it.

    Args:
        crossing: how calls cross.
        probe_module: returns a module whose ``probe`` traps.

    """

    __slots__ = ("_closed", "_probe", "_probe_module", "_thread", "crossing")

    def __init__(self, crossing: Crossing, probe_module: Callable[[], CompiledModule]) -> None:
        self.crossing = crossing
        self._probe_module = probe_module
        self._probe: WasmFunction | None = None
        self._closed = False
        self._thread = threading.get_ident()

    def host_function(
        self, params: Sequence[ValueType], result: ValueType | None, function: Callable[..., Any]
    ) -> Extern:
        """Make a Python function importable."""
        self.check_usable()
        return WasmtimeExtern(
            self.crossing.host_function(Signature(tuple(params), result), function)
        )

    def host_functions(
        self, signatures: Sequence[Signature], make: Callable[[int], Callable[..., Any]]
    ) -> list[Extern]:
        """Make functions importable of which each is made when it is first called."""
        self.check_usable()
        return [WasmtimeExtern(item) for item in self.crossing.host_functions(signatures, make)]

    def instantiate(
        self, module: CompiledModule, imports: Mapping[tuple[str, str], Extern]
    ) -> Instance:
        """Instantiate."""
        self.check_usable()
        assert isinstance(module, WasmtimeModule)
        served = []
        for key in module.imports:
            given = imports[key]
            assert isinstance(given, WasmtimeExtern)
            served.append(given.raw)
        try:
            instance = self.crossing.instantiate(module.raw, served)
        except wasmtime.Trap as trap:
            raise self.translate(trap) from None
        except wasmtime.WasmtimeError as error:
            raise TypeError(str(error)) from None
        return WasmtimeInstance(self, module, instance)

    def translate(self, error: BaseException) -> BaseException:
        """Return a `GuestTrap` for a trap."""
        if not isinstance(error, wasmtime.Trap):
            return error
        code = error.trap_code
        # The last line is the reason; those before it are the frames once more.
        message = error.message.strip().rsplit("\n", 1)[-1].strip()
        known = _CODES.get(code, "unknown") if code is not None else "unknown"
        return GuestTrap(known, message, call_names(_frames(error)))

    def backtrace(self, *, one_call: bool = False) -> Frames | None:
        """Note which functions of guests are on the stack: those of a trap of our own."""
        if self._probe is None:
            self._probe = self.instantiate(self._probe_module(), {}).function("probe")
        try:
            self._probe()
        except wasmtime.Trap as trap:
            # It is kept: not so what its traceback and its context refer to.
            noted = trap.with_traceback(None)
            noted.__context__ = None
            names = call_names if one_call else all_names
            return lambda: names(_frames(noted))
        return None

    def close(self) -> None:
        """Free the wasmtime store, and with it every reference to a host function."""
        self.crossing.close()
        self._closed = True

    def check_usable(self) -> None:
        """Raise unless the store is open and this is the thread that made it."""
        if self._closed:
            raise InstanceClosed(CLOSED)
        if threading.get_ident() != self._thread:
            raise WrongThread


def _frames(trap: wasmtime.Trap) -> Iterator[Frame]:
    """Read the stack of a trap, innermost first; `wasmtime.Trap.frames` reads all of it at once."""
    found = ffi.wasm_frame_vec_t()
    ffi.wasm_trap_trace(trap.ptr(), ctypes.byref(found))
    try:
        for place in range(found.size):
            frame = found.data[place]
            yield Frame(
                _text(ffi.wasmtime_frame_module_name(frame)),
                _text(ffi.wasmtime_frame_func_name(frame)),
                ffi.wasm_frame_func_index(frame),
            )
    finally:
        ffi.wasm_frame_vec_delete(ctypes.byref(found))


def _text(name: Any) -> str | None:
    return ffi.to_str(name.contents) if name else None


def _release() -> str:
    """Return wasmtime-py's release, which it does not know itself.

    Its metadata's folder is named for it (PyPA, Recording installed projects); `importlib.metadata`
    takes longer to import than all of wasmtime-py.
    """
    installed = os.path.dirname(os.path.dirname(wasmtime.__file__))
    found = [name for name in os.listdir(installed) if _METADATA.fullmatch(name)]
    if len(found) == 1:
        return found[0].removeprefix("wasmtime-").removesuffix(".dist-info")
    import importlib.metadata

    return importlib.metadata.version("wasmtime")


class WasmtimeEngine(Engine):
    """wasmtime.

    Args:
        crossing: ``compiled`` or ``plain``; None takes the compiled crossing where it was built
            and its proof holds, else the plain one, with a RuntimeWarning that says why.
        interruptible: compile guests so that `interrupting` can end them.

    Raises:
        EngineUnavailable: wasmtime is too old, or ``compiled`` was asked for and is not to be had.

    """

    name = "wasmtime"
    checks_thread = True
    any_thread = True
    typed_references = True

    def __init__(
        self,
        crossing: Literal["compiled", "plain"] | None = None,
        *,
        interruptible: bool = False,
    ) -> None:
        self.version: str = _release()
        if int(self.version.split(".")[0]) < OLDEST:
            raise EngineUnavailable(self.name, f"{self.version} is too old: {REMEDY}")
        config = wasmtime.Config()
        config.wasm_exceptions = True
        config.wasm_function_references = True  # up to wasmtime 46 nobody has them unasked
        config.wasm_gc = True
        config.max_wasm_stack = STACK_BYTES
        config.epoch_interruption = interruptible
        self._engine = wasmtime.Engine(config)
        close_with(self, {"engine": self._engine})
        self._epochs = Epochs(self._engine) if interruptible else None
        self.interruptible = interruptible
        self._types = FunctionTypes()
        self._crossing = self._choose(crossing)
        self._probe: CompiledModule | None = None
        self.crossing = "plain" if self._crossing is PlainCrossing else "compiled"

    def interrupting(
        self, signals: Sequence[int], seconds: int
    ) -> AbstractContextManager[Callable[[], None]]:
        """Have signals end wasm that does not return."""
        if self._epochs is None:
            return super().interrupting(signals, seconds)
        if self.crossing == "compiled":
            return self._epochs.moved_by_handler(signals, seconds)
        return self._epochs.moved_by_thread(seconds)

    def assemble(self, text: str) -> bytes:
        """Turn WebAssembly text into binary."""
        return bytes(wasmtime.wat2wasm(text))

    def compile(self, binary: bytes) -> CompiledModule:
        """Validate and compile."""
        require_header(binary)
        try:
            raw = wasmtime.Module(self._engine, binary)
        except wasmtime.WasmtimeError as error:
            raise refusal(self.name, str(error), _LACKING) from None
        found = survey(binary)
        if found.shared_memory:
            from runtime.errors import UnsupportedFeature

            raise UnsupportedFeature(self.name, "it has a shared memory", SHARED_REMEDY)
        return WasmtimeModule(raw, self.version, found.uncallable)

    def deserialize(self, data: bytes) -> CompiledModule:
        """Load what `CompiledModule.serialize` gave."""
        header, _, code = unseal(self.name, self.version, data).partition(b"\n")
        names = json.loads(header)
        try:
            raw = wasmtime.Module.deserialize(self._engine, code)
        except wasmtime.WasmtimeError as error:
            raise ValueError(f"wasmtime cannot load this code: {error}") from None
        return WasmtimeModule(raw, self.version, None if names is None else frozenset(names))

    def store(self) -> Store:
        """Make an empty store, bound to this thread."""
        raw = wasmtime.Store(self._engine)
        if self._epochs is not None:
            self._epochs.add(raw)
        return WasmtimeStore(self._crossing(raw, self._types), self._probe_module)

    def _probe_module(self) -> CompiledModule:
        if self._probe is None:
            self._probe = self.compile(self.assemble(_PROBE))
        return self._probe

    def _choose(self, wanted: str | None) -> type[Crossing]:
        if wanted == "plain":
            return PlainCrossing
        try:
            # Here, since the extension may be absent.
            from runtime.engine import _wasmtime_compiled

            _wasmtime_compiled.prove(self._engine)
        # Whatever the proof fails with, the plain crossing serves.
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            if wanted == "compiled":
                raise EngineUnavailable(self.name, f"no compiled crossing ({reason})") from error
            warnings.warn(
                f"calls between Python and wasm are slow: no compiled crossing ({reason}); install "
                "wasmloop again with a C compiler at hand, or see the reason",
                RuntimeWarning,
                stacklevel=3,
            )
            return PlainCrossing
        return _wasmtime_compiled.CompiledCrossing
