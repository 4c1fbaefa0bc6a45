"""What a guest exports, worked out from its custom section and descriptors; no engine."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from runtime.adapters.entries import Call, Receiver, return_words
from runtime.adapters.source import ENVIRONMENT
from runtime.bindgen.descriptor import Descriptor, Function, Kind
from runtime.bindgen.program import (
    Constructor,
    Enum,
    Export,
    Getter,
    Program,
    Setter,
    StartKind,
    StringEnum,
    Struct,
    StructField,
)
from runtime.bindgen.section import BindgenSection
from runtime.bindgen.spelling import rust_name
from runtime.bindgen.symbols import (
    export_symbol,
    field_getter,
    field_setter,
    item_name,
    qualified_name,
    struct_free,
)
from runtime.bindgen.versions import AbiProfile
from runtime.engine.helpers import ExportEntry, Signature
from runtime.engine.interface import ValueType
from runtime.errors import MalformedModule, UnsupportedType
from runtime.wasm.model import FuncType, WasmModule

DESTROY_CLOSURE = "__wbindgen_destroy_closure"

MemberKind = Literal["function", "constructor", "method", "static", "getter", "setter"]

_GENERATED = re.compile(r"(a|r|p|s|n|v|data|slot|low|high|pointer|length|view)[0-9]+(_[0-9]+)?")
_TAKEN = frozenset(
    {*ENVIRONMENT, "ab", "cls", "enter", "env", "error", "gate", "recovered", "self", "word"}
)


@dataclass(frozen=True)
class Member:
    """One exported function, or member of a class.

    Attributes:
        name: its JavaScript name.
        symbol: its wasm export.
        kind: what it is.
        call: its signature, without the receiver.
        receiver: how the receiver crosses: not at all, by reference or by value.
        doc: what Rust's documentation says, and its Rust signature.

    """

    name: str
    symbol: str
    kind: MemberKind
    call: Call
    receiver: Receiver
    doc: str


@dataclass(frozen=True)
class ClassPlan:
    """One exported struct.

    Attributes:
        name: its JavaScript name.
        key: its name in descriptors.
        members: everything it has.
        free_symbol: the export that frees one.
        doc: Rust's documentation.

    """

    name: str
    key: str
    members: tuple[Member, ...]
    free_symbol: str
    doc: str


@dataclass(frozen=True)
class ExportPlan:
    """Everything that a guest exports.

    Attributes:
        functions: by JavaScript name.
        classes: structs.
        enums: C-like enums, by the name in descriptors.
        string_enums: values of string enums, by name.
        starts: exports to be run at instantiation, in order.

    """

    functions: tuple[Member, ...]
    classes: tuple[ClassPlan, ...]
    enums: Mapping[str, Enum]
    string_enums: Mapping[str, tuple[str, ...]]
    starts: tuple[str, ...]

    def members(self) -> Iterable[tuple[Member, str]]:
        """Yield each member with the key of its class, empty for a function."""
        for member in self.functions:
            yield member, ""
        for cls in self.classes:
            for member in cls.members:
                yield member, cls.key


def plan_exports(
    section: BindgenSection, descriptors: Mapping[str, Descriptor], module: WasmModule
) -> ExportPlan:
    """Work out what a wasm-bindgen guest exports.

    Raises:
        MalformedModule: an export of the section has no descriptor, or is not there.

    """
    planner = _Planner(section.profile, descriptors, module)
    for program in section.programs:
        planner.take(program)
    enums, strings = {}, {}
    for program in section.programs:
        for enum in program.enums:
            enums[item_name(section.profile, enum)] = enum
        for item in program.imports:
            if isinstance(item.kind, StringEnum):
                strings[item.kind.name] = item.kind.variant_values
    return ExportPlan(
        tuple(planner.functions), planner.classes(), enums, strings, tuple(planner.starts)
    )


class _Planner:
    def __init__(
        self, profile: AbiProfile, descriptors: Mapping[str, Descriptor], module: WasmModule
    ) -> None:
        self._profile = profile
        self._descriptors = descriptors
        self._module = module
        self.functions: list[Member] = []
        self.starts: list[str] = []
        self._structs: dict[str, tuple[Struct, Program]] = {}
        self._members: dict[str, list[Member]] = {}

    def take(self, program: Program) -> None:
        for struct in program.structs:
            key = item_name(self._profile, struct)
            self._structs[key] = (struct, program)
            members = self._members.setdefault(key, [])
            for field in struct.fields:
                members.extend(self._field(program, struct, field))
        for export in program.exports:
            self._export(program, export)

    def _export(self, program: Program, export: Export) -> None:
        symbol = export_symbol(self._profile, program, export)
        if export.start is not StartKind.Never:
            self.starts.append(symbol)
            if export.start is StartKind.Private:
                return
        descriptor = self._descriptors.get(symbol)
        if not isinstance(descriptor, Function):
            raise MalformedModule(0, "descriptor", f"a description of the export {symbol!r}")
        member = self._member(export, symbol, descriptor)
        if export.class_name is None:
            self.functions.append(member)
        else:
            key = export.class_name
            if self._profile.namespaced_structs:
                key = qualified_name(self._profile, export.js_namespace, key)
            self._members.setdefault(key, []).append(member)

    def _member(self, export: Export, symbol: str, descriptor: Function) -> Member:
        names = [argument.name for argument in export.function.args]
        call = Call(descriptor.args, descriptor.ret, _parameter_names(names, len(descriptor.args)))
        name, kind = export.function.name, _kind_of(export)
        operation = export.method_kind
        if not isinstance(operation, Constructor) and isinstance(operation.kind, (Getter, Setter)):
            name = operation.kind.value
        receiver: Receiver = ""
        if kind in ("method", "getter", "setter") and export.class_name is not None:
            receiver = "move_struct" if export.consumed else "pointer_of"
        return Member(name, symbol, kind, call, receiver, _doc(export, call))

    def _field(self, program: Program, struct: Struct, field: StructField) -> Iterable[Member]:
        getter = field_getter(self._profile, program, struct, field)
        descriptor = self._descriptors.get(getter)
        if descriptor is None:
            raise MalformedModule(0, "descriptor", f"a description of the field {getter!r}")
        doc = _text(field.comments)
        yield Member(field.name, getter, "getter", Call((), descriptor, ()), "pointer_of", doc)
        if not field.readonly:
            setter = field_setter(self._profile, program, struct, field)
            call = Call((descriptor,), Kind.UNIT, ("new",))
            yield Member(field.name, setter, "setter", call, "pointer_of", doc)

    def classes(self) -> tuple[ClassPlan, ...]:
        plans = []
        for key, (struct, program) in self._structs.items():
            free = struct_free(self._profile, program, struct)
            members = tuple(self._members.get(key, ()))
            plans.append(ClassPlan(struct.name, key, members, free, _text(struct.comments)))
        return tuple(plans)


def _kind_of(export: Export) -> MemberKind:
    if export.class_name is None:
        return "function"
    if isinstance(export.method_kind, Constructor):
        return "constructor"
    if isinstance(export.method_kind.kind, Getter):
        return "getter"
    if isinstance(export.method_kind.kind, Setter):
        return "setter"
    return "static" if export.method_kind.is_static else "method"


def _parameter_names(names: Sequence[str], count: int) -> tuple[str, ...]:
    """Return Python parameter names: Rust's own where they can be had."""
    chosen: list[str] = []
    for number in range(count):
        name = names[number] if number < len(names) else f"argument_{number}"
        if not name.isidentifier() or keyword.iskeyword(name):
            name = f"argument_{number}"
        while name in _TAKEN or name in chosen or _GENERATED.fullmatch(name):
            name += "_"
        chosen.append(name)
    return tuple(chosen)


def _doc(export: Export, call: Call) -> str:
    arguments = ", ".join(
        f"{name}: {rust_name(arg)}" for name, arg in zip(call.names, call.args, strict=True)
    )
    arrow = "" if call.ret is Kind.UNIT else f" -> {rust_name(call.ret)}"
    signature = f"fn {export.function.name}({arguments}){arrow}"
    text = _text(export.comments)
    return f"{text}\n\nRust: ``{signature}``" if text else f"Rust: ``{signature}``"


def _text(comments: Sequence[str]) -> str:
    return "\n".join(comment.strip() for comment in comments).strip()


def entries_of(plan: ExportPlan, module: WasmModule, profile: AbiProfile) -> list[ExportEntry]:
    """Return every export that Python enters, for the trampolines around the guest.

    Raises:
        MalformedModule: one is not there.

    """
    sizes = {m.symbol: _words(m.call, profile) for m, _ in plan.members()}
    raw = [cls.free_symbol for cls in plan.classes] + list(plan.starts)
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


def is_main(module: WasmModule) -> bool:
    """Tell whether the module is a program with a ``main``, which the CLI runs at start."""
    export = module.export_by_name("main")
    if export is None or export.kind != "func":
        return False
    return module.function_type("main") == FuncType(("i32", "i32"), ("i32",))


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
