"""What a guest exports, worked out from its custom section and descriptors; no engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Literal

from runtime.adapters.entries import Call, Receiver, return_words
from runtime.bindgen.program import Enum
from runtime.bindgen.versions import AbiProfile, ClosureDestructor
from runtime.engine.helpers import ExportEntry
from runtime.engine.interface import Signature, ValueType
from runtime.errors import MalformedModule, UnsupportedType
from runtime.records import record
from runtime.wasm.model import FuncType, WasmModule

DESTROY_CLOSURE = "__wbindgen_destroy_closure"
_DESTROY_TYPE = FuncType(("i32", "i32"), ())
FREE = "__wbindgen_free"

MemberKind = Literal["function", "constructor", "method", "static", "getter", "setter"]


@record(frozen=True)
class Member:
    """One exported function, or member of a class.

    Attributes:
        name: its JavaScript name.
        symbol: its wasm export.
        kind: what it is.
        static: it is of the class, not of its objects.
        call: its signature, without the receiver.
        receiver: how the receiver crosses: not at all, by reference or by value.
        doc: what Rust's documentation says, and its Rust signature.
        namespace: of a function: where it stands, its own name not included.

    """

    name: str
    symbol: str
    kind: MemberKind
    call: Call
    receiver: Receiver
    doc: str
    static: bool = False
    namespace: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """Where a function stands in ``guest.exports``."""
        return (*self.namespace, self.name)


@record(frozen=True)
class ClassPlan:
    """One exported struct.

    Attributes:
        name: its JavaScript name.
        key: its `runtime.bindgen.identity`.
        members: everything it has.
        free_symbol: the export that frees one.
        doc: Rust's documentation.
        namespace: where it stands, its own name not included.
        private: it is no part of ``guest.exports``: only its objects are seen.
        readable: what it shows of itself, in order; None if it is not inspectable.
        parent: key of the struct that it extends, or None.
        upcast_symbol: the export that makes a pointer to the parent of one to it.

    """

    name: str
    key: str
    members: tuple[Member, ...]
    free_symbol: str
    doc: str
    namespace: tuple[str, ...] = ()
    private: bool = False
    readable: tuple[str, ...] | None = None
    parent: str | None = None
    upcast_symbol: str | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """Where it stands in ``guest.exports``."""
        return (*self.namespace, self.name)


@record(frozen=True)
class ExportPlan:
    """Everything that a guest exports.

    Attributes:
        functions: by JavaScript name.
        classes: structs.
        enums: C-like enums, by `runtime.bindgen.identity`.
        string_enums: values of string enums, likewise.
        starts: exports to be run at instantiation, in order.

    """

    functions: tuple[Member, ...]
    classes: tuple[ClassPlan, ...]
    enums: Mapping[str, Enum]
    string_enums: Mapping[str, tuple[str, ...]]
    starts: tuple[str, ...]

    @cached_property
    def function_paths(self) -> Mapping[tuple[str, ...], Member]:
        """The functions, by where they stand in ``guest.exports``."""
        return {member.path: member for member in self.functions}

    def members(self) -> Iterable[tuple[Member, str]]:
        """Yield each member with the key of its class, empty for a function."""
        for member in self.functions:
            yield member, ""
        for cls in self.classes:
            for member in cls.members:
                yield member, cls.key


def entries_of(plan: ExportPlan, module: WasmModule, profile: AbiProfile) -> list[ExportEntry]:
    """Return every export that Python enters, for the trampolines around the guest.

    Raises:
        MalformedModule: one is not there.

    """
    sizes = {m.symbol: _words(m.call, profile) for m, _ in plan.members()}
    raw: list[str] = [cls.free_symbol for cls in plan.classes] + list(plan.starts)
    raw += [cls.upcast_symbol for cls in plan.classes if cls.upcast_symbol is not None]
    if module.export_by_name(DESTROY_CLOSURE) is not None:
        raw.append(DESTROY_CLOSURE)
    if is_main(module):
        raw.append("main")
    for symbol in raw:
        sizes.setdefault(symbol, 0)
    entries = []
    for symbol, words in sizes.items():
        try:
            signature = signature_of(module.function_type(symbol))
        except KeyError:
            raise MalformedModule(0, "export", f"the export {symbol!r}") from None
        entries.append(ExportEntry(symbol, signature, words))
    return entries


def _words(call: Call, profile: AbiProfile) -> int:
    try:
        return return_words(call.ret, profile)
    except UnsupportedType:
        return 0  # the export is there, and says so when it is called


def destroys_in_wasm(module: WasmModule, profile: AbiProfile) -> bool:
    """Tell whether the sink frees the boxes of closures that Rust drops, by the guest's export."""
    if profile.closure_destructor is not ClosureDestructor.EXPORT:
        return False
    if module.export_by_name(DESTROY_CLOSURE) is None:
        return False
    return module.function_type(DESTROY_CLOSURE) == _DESTROY_TYPE


def is_main(module: WasmModule) -> bool:
    """Tell whether the module is a program with a ``main``, which the CLI runs at start."""
    export = module.export_by_name("main")
    if export is None or export.kind != "func":
        return False
    return module.function_type("main") == FuncType(("i32", "i32"), ("i32",))


@lru_cache(maxsize=256)  # asked for each import of each instance; a guest has some dozens of types
def signature_of(wasm_type: FuncType) -> Signature:
    """Return a function type of numbers.

    Raises:
        MalformedModule: it has other types, or several results, which Rust's C ABI never makes.

    """
    numbers: dict[str, ValueType] = {"i32": "i32", "i64": "i64", "f32": "f32", "f64": "f64"}
    try:
        params = tuple(numbers[p] for p in wasm_type.params)
        results = tuple(numbers[r] for r in wasm_type.results)
    except KeyError as error:
        raise MalformedModule(0, "type", f"number types, found {error}") from None
    if len(results) > 1:
        raise MalformedModule(0, "type", f"at most one result, found {wasm_type}")
    return Signature(params, results[0] if results else None)
