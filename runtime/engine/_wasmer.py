"""wasmer 1.1 as an engine: the default on CPython 3.10, the last Python that it has wheels for.

Functions are wasmer's own objects, with nothing around them. So they check no arity beyond too few
arguments, take no int for a float, and go on after `Store.close` as long as someone holds them.
"""

from __future__ import annotations

import functools
import re
from _thread import _local as local
from _thread import get_ident
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

import wasmer
import wasmer_compiler_cranelift

from runtime.engine._common import (
    CLOSED,
    PANIC_REMEDY,
    refusal,
    require_header,
    seal,
    unseal,
)
from runtime.engine._wasmer_memory import WasmerMemory
from runtime.engine.interface import (
    CompiledModule,
    Engine,
    Extern,
    Instance,
    Memory,
    Signature,
    Store,
    ValueType,
    WasmFunction,
)
from runtime.errors import GuestTrap, InstanceClosed
from runtime.late import pattern

if TYPE_CHECKING:
    from runtime.engine._frames import Frame

_TYPES: Final[Mapping[str, Any]] = {
    "i32": wasmer.Type.I32,
    "i64": wasmer.Type.I64,
    "f32": wasmer.Type.F32,
    "f64": wasmer.Type.F64,
}

_NUMBERS: Final = frozenset(_TYPES.values())

_REMEDY: Final = 'wasmtime has it: engine="wasmtime", --engine wasmtime'

# wasmer-vm's words for a trap, and the code among TRAP_CODES.
_CODES: Final[Mapping[str, str]] = {
    "unreachable": "unreachable",
    "integer divide by zero": "integer divide by zero",
    "integer overflow": "integer overflow",
    "invalid conversion to integer": "invalid conversion to integer",
    "out of bounds memory access": "out of bounds memory access",
    "misaligned heap": "unknown",
    "undefined element: out of bounds table access": "out of bounds table access",
    "out of bounds table access": "out of bounds table access",
    "indirect call type mismatch": "indirect call type mismatch",
    "uninitialized element": "uninitialized element",
    "call stack exhausted": "call stack exhausted",
    "unaligned atomic access": "unknown",
}
_TRAP: Final = pattern(rf"RuntimeError: ({'|'.join(map(re.escape, _CODES))})(?=\n    at |\Z)")
_FRAME: Final = pattern(r"    at (.+) \((.*)\[(\d+)\]:0x[0-9a-f]+\)")
# It writes Rust's names as Rust does, but with the hashes of crates and functions and with types
# behind constants, all of which `runtime.wasm.demangle` leaves out.
_TOO_MUCH: Final = pattern(
    r"::h[0-9a-f]{16}$|(?<=\w)\[[0-9a-f]{1,16}\]|(?<=\d)[iu](?:8|16|32|64|128|size)(?=[],>])"
)
_TAG_SECTION: Final = 13


class WasmerExtern(Extern):
    """An object of wasmer's: function, table, memory or global."""

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw


class WasmerInstance(Instance):
    """An instantiated module."""

    __slots__ = ("_memories", "_raw", "_store")

    def __init__(self, store: WasmerStore, raw: Any) -> None:
        self._store = store
        self._raw = raw
        self._memories: dict[str, WasmerMemory] = {}

    def function(self, name: str) -> WasmFunction:
        """Return wasmer's own function."""
        found = self._export(name, wasmer.Function)
        signature = found.type
        # wasmer panics on some references, and would hand out vectors as ints.
        if not _NUMBERS.issuperset((*signature.params, *signature.results)):
            from runtime.engine._signatures import beyond_numbers

            raise beyond_numbers(name)
        return cast(WasmFunction, found)

    def memory(self, name: str) -> Memory:
        """Return an exported memory."""
        # One for each name: the store keeps those it adopts until it is closed.
        raw = self._export(name, wasmer.Memory)
        if name not in self._memories:
            self._memories[name] = self._store.adopt(WasmerMemory(raw))
        return self._memories[name]

    def extern(self, name: str) -> Extern:
        """Return any export."""
        return WasmerExtern(self._export(name, object))

    def externs(self, names: Sequence[str]) -> list[Extern]:
        """Return many exports."""
        if self._raw is None:
            raise InstanceClosed(CLOSED)
        exports = self._raw.exports
        try:
            return [WasmerExtern(getattr(exports, name)) for name in names]
        except LookupError as error:
            raise KeyError(*error.args) from None

    def release(self) -> None:
        """Let go of wasmer's instance."""
        self._raw = None
        self._memories.clear()

    def _export(self, name: str, kind: type) -> Any:
        if self._raw is None:
            raise InstanceClosed(CLOSED)
        try:
            found = getattr(self._raw.exports, name)
        except LookupError:
            raise KeyError(name) from None
        if not isinstance(found, kind):
            raise KeyError(f"{name} is no {kind.__name__.lower()}")
        return found


class WasmerModule(CompiledModule):
    """A compiled module, and the thread that it is bound to."""

    __slots__ = ("imports", "raw", "thread", "version")

    def __init__(self, raw: Any, version: str) -> None:
        self.raw = raw
        self.version = version
        self.thread = get_ident()
        # What each module is imported for, as wasmer takes it, and the whole key beside.
        self.imports: dict[str, dict[str, tuple[str, str]]] = {}
        for item in raw.imports:
            key = item.module, item.name
            self.imports.setdefault(item.module, {})[item.name] = key

    def serialize(self) -> bytes:
        """Return the compiled code under a digest: wasmer crashes on damaged code."""
        return seal("wasmer", self.version, self.raw.serialize())


def _closed(*_arguments: object) -> NoReturn:
    raise InstanceClosed(CLOSED)


def _fill(host: Any, function: Callable[..., Any]) -> None:
    # The first is a partial; its __setstate__, by which copies are filled, is not in the types.
    host.__setstate__((function, (), {}, None))


class _FirstCalls:
    """Stands in the places of host functions until they are called: makes them then.

    Args:
        make: makes one.
        filled: where the places that are given to what was made are noted.

    Attributes:
        places: what the engine calls.

    """

    __slots__ = ("_filled", "_make", "places")

    def __init__(
        self,
        make: Callable[[int], Callable[..., Any]],
        filled: list[functools.partial[Any]],
    ) -> None:
        self._make = make
        self._filled = filled
        self.places: Sequence[functools.partial[Any]] = ()

    def __call__(self, index: int, *numbers: float) -> Any:
        function = self._make(index)
        place = self.places[index]
        self._filled.append(place)
        _fill(place, function)
        return function(*numbers)

    def close(self) -> None:
        """Let go of what makes them."""
        self._make, self.places = _closed, ()


class WasmerStore(Store):
    """A group of instances. wasmer itself has no such thing: they live while referred to."""

    __slots__ = (
        "_closed",
        "_first_calls",
        "_hosts",
        "_instances",
        "_memories",
        "_store",
        "_types",
    )

    def __init__(self, store: Any, types: dict[Signature, Any]) -> None:
        self._store = store
        self._types = types
        self._closed = False
        self._hosts: list[functools.partial[Any]] = []
        self._first_calls: list[_FirstCalls] = []
        self._instances: list[WasmerInstance] = []
        self._memories: list[WasmerMemory] = []

    def host_function(
        self, params: Sequence[ValueType], result: ValueType | None, function: Callable[..., Any]
    ) -> Extern:
        """Make a Python function importable.

        It is held in a `functools.partial` without arguments, which costs nothing that could be
        measured: the one callable that can be emptied later, and so the place to break rings that
        pass through wasmer, whose objects the collector cannot see into.
        """
        self._check_open()
        host = functools.partial(function)
        self._hosts.append(host)
        type_ = self._type(Signature(tuple(params), result))
        return WasmerExtern(wasmer.Function(self._store, host, type_))

    def host_functions(
        self, signatures: Sequence[Signature], make: Callable[[int], Callable[..., Any]]
    ) -> list[Extern]:
        """Make functions importable of which each is made when it is first called."""
        self._check_open()
        store, types = self._store, {each: self._type(each) for each in set(signatures)}
        first_calls = _FirstCalls(make, self._hosts)
        places = [functools.partial(first_calls, index) for index in range(len(signatures))]
        first_calls.places = places
        self._first_calls.append(first_calls)
        return [
            WasmerExtern(wasmer.Function(store, host, types[signature]))
            for host, signature in zip(places, signatures, strict=True)
        ]

    def _type(self, signature: Signature) -> Any:
        wasmer_type = self._types.get(signature)
        if wasmer_type is None:
            results = [] if signature.result is None else [_TYPES[signature.result]]
            params = [_TYPES[name] for name in signature.params]
            wasmer_type = self._types[signature] = wasmer.FunctionType(params, results)
        return wasmer_type

    def instantiate(
        self, module: CompiledModule, imports: Mapping[tuple[str, str], Extern]
    ) -> Instance:
        """Instantiate."""
        self._check_open()
        assert isinstance(module, WasmerModule)
        if module.thread != get_ident():
            raise RuntimeError(
                "wasmer's modules are bound to the thread that compiled them: compile it in this "
                "thread, or use wasmtime"
            )
        assert {*map(type, imports.values())} <= {WasmerExtern}
        given = cast(Mapping[tuple[str, str], WasmerExtern], imports)
        objects = wasmer.ImportObject()
        for namespace, keys in module.imports.items():
            objects.register(namespace, {name: given[key].raw for name, key in keys.items()})
        try:
            raw = wasmer.Instance(module.raw, objects)
        except RuntimeError as error:
            if str(error).startswith("Error while importing"):
                raise TypeError(str(error)) from None
            translated = self.translate(error)
            if translated is error:
                raise
            raise translated from None
        instance = WasmerInstance(self, raw)
        self._instances.append(instance)
        return instance

    def translate(self, error: BaseException) -> BaseException:
        """Return a `GuestTrap` for a trap, a RuntimeError for a panic of wasmer's, else ``error``.

        A trap is a RuntimeError with text of wasmer's that no Python statement raised.
        """
        if type(error).__name__ == "PanicException":
            return RuntimeError(
                f"wasmer panicked ({error}); its objects work only in the thread that made them"
            )
        if type(error) is not RuntimeError or len(error.args) != 1:
            return error
        text = error.args[0]
        found = _TRAP.match(text) if isinstance(text, str) else None
        if found is None or _raised_by_statement(error):
            return error
        from runtime.engine._frames import call_names  # most runs see no trap

        return GuestTrap(_CODES[found.group(1)], found.group(1), call_names(_frames(text)))

    def close(self) -> None:
        """Empty the host functions, let go of instances and memories."""
        self._closed = True
        while self._memories:
            self._memories.pop().release()
        while self._instances:
            self._instances.pop().release()
        while self._first_calls:
            self._first_calls.pop().close()
        while self._hosts:
            _fill(self._hosts.pop(), _closed)

    def adopt(self, memory: WasmerMemory) -> WasmerMemory:
        """Remember a memory, to be released with the store."""
        self._memories.append(memory)
        return memory

    def _check_open(self) -> None:
        if self._closed:
            raise InstanceClosed(CLOSED)


def _raised_by_statement(error: BaseException) -> bool:
    """Tell whether a ``raise`` of Python's is where the traceback begins."""
    trace = error.__traceback__
    if trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    import opcode

    return trace.tb_frame.f_code.co_code[trace.tb_lasti] == opcode.opmap["RAISE_VARARGS"]


def _frames(text: str) -> Iterator[Frame]:
    from runtime.engine._frames import Frame

    for found in _FRAME.finditer(text):
        name, module, index = found.groups()
        unnamed = name == "<unnamed>"
        yield Frame(module, None if unnamed else _TOO_MUCH.sub("", name), int(index))


def _has_tags(binary: bytes) -> bool:
    """Find a tag section, which wasmer's translator meets with a panic that spoils the store."""
    from runtime.wasm.leb import Cursor  # what is in the compile cache was looked at

    cursor = Cursor(binary, 8, section="module")
    while cursor.remaining > 0:
        if cursor.byte("a section") == _TAG_SECTION:
            return True
        cursor.take(cursor.u32("the section's size"), "a payload")
    return False


class WasmerEngine(Engine):
    """wasmer with the Cranelift compiler."""

    name = "wasmer"
    any_thread = False
    crossing = "native"
    checks_thread = False
    converts_numbers = True

    def __init__(self) -> None:
        self.version: str = wasmer.__version__
        self._local = local()

    def assemble(self, text: str) -> bytes:
        """Turn WebAssembly text into binary."""
        return bytes(wasmer.wat2wasm(text))

    def compile(self, binary: bytes) -> CompiledModule:
        """Validate and compile."""
        require_header(binary)
        if _has_tags(binary):
            from runtime.errors import UnsupportedFeature

            raise UnsupportedFeature(self.name, "it has a tag section (exceptions)", PANIC_REMEDY)
        try:
            raw = wasmer.Module(self._store(), binary)
        except RuntimeError as error:
            raise refusal(self.name, str(error), _REMEDY) from None
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            from runtime.errors import UnsupportedFeature

            # A panic leaves the store's lock poisoned, and all later use would panic too.
            del self._local.store
            raise UnsupportedFeature(self.name, str(error), _REMEDY) from None
        return WasmerModule(raw, self.version)

    def deserialize(self, data: bytes) -> CompiledModule:
        """Load what `CompiledModule.serialize` gave."""
        code = unseal(self.name, self.version, data)
        try:
            raw = wasmer.Module.deserialize(self._store(), code)
        except RuntimeError as error:
            raise ValueError(f"wasmer cannot load this code: {error}") from None
        return WasmerModule(raw, self.version)

    def store(self) -> Store:
        """Make an empty store."""
        store = self._store()
        return WasmerStore(store, self._local.types)

    def _store(self) -> Any:
        # One for each thread, as wasmer wants; one for all stores of ours, since function types
        # of one wasmer store are strangers in another.
        try:
            return self._local.store
        except AttributeError:
            universal = wasmer.engine.Universal(wasmer_compiler_cranelift.Compiler)
            self._local.types = {}
            self._local.store = wasmer.Store(universal)
            return self._local.store
