"""The export plan of a module, from its custom section and descriptors."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from runtime.adapters.entries import Call, Receiver
from runtime.adapters.source import ENVIRONMENT
from runtime.adapters.spelling import rust_signature
from runtime.bindgen.descriptor import Descriptor, Function, Kind
from runtime.bindgen.identity import identity_of, struct_identity
from runtime.bindgen.program import (
    BindgenSection,
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
from runtime.bindgen.symbols import (
    export_symbol,
    field_getter,
    field_setter,
    qualified_name,
    struct_free,
    struct_upcast,
)
from runtime.bindgen.versions import AbiProfile
from runtime.errors import MalformedModule
from runtime.late import pattern
from runtime.module.plan import ClassPlan, ExportPlan, Member, MemberKind
from runtime.wasm.model import WasmModule

_GENERATED = pattern(r"(a|r|p|s|n|v|data|slot|low|high|pointer|length|view|absent)[0-9]+(_[0-9]+)?")
_TAKEN = frozenset(
    {*ENVIRONMENT, "ab", "cls", "enter", "env", "error", "gate", "recovered", "self", "word"}
)


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
    plan = ExportPlan(
        tuple(planner.functions.values()),
        planner.classes(),
        planner.enums,
        planner.string_enums,
        tuple(planner.starts),
    )
    _refuse_double(plan)
    return plan


class _Planner:
    """Collects what programs export; a program that comes twice counts once.

    The linker may keep what one expansion recorded more than once, for each codegen unit.
    """

    def __init__(
        self, profile: AbiProfile, descriptors: Mapping[str, Descriptor], module: WasmModule
    ) -> None:
        self._profile = profile
        self._order = {export.name: place for place, export in enumerate(module.exports)}
        self._descriptors = descriptors
        self.functions: dict[str, Member] = {}
        self.starts: dict[str, None] = {}
        self.enums: dict[str, Enum] = {}
        self.string_enums: dict[str, tuple[str, ...]] = {}
        self._structs: dict[str, tuple[Struct, Program]] = {}
        self._members: dict[str, dict[str, Member]] = {}

    def take(self, program: Program) -> None:
        for struct in program.structs:
            key = identity_of(self._profile, program, struct)
            self._structs[key] = (struct, program)
            members = self._members.setdefault(key, {})
            for field in struct.fields:
                members.update({m.symbol: m for m in self._field(program, struct, field)})
        for export in program.exports:
            self._export(program, export)
        for enum in program.enums:
            self.enums[identity_of(self._profile, program, enum)] = enum
        for item in program.imports:
            if isinstance(item.kind, StringEnum):
                key = identity_of(self._profile, program, item.kind)
                self.string_enums[key] = item.kind.variant_values

    def _export(self, program: Program, export: Export) -> None:
        symbol = export_symbol(self._profile, program, export)
        if export.start is not StartKind.Never:
            self.starts[symbol] = None
            if export.start is StartKind.Private:
                return
        descriptor = self._descriptors.get(symbol)
        if not isinstance(descriptor, Function):
            raise MalformedModule(0, "descriptor", f"a description of the export {symbol!r}")
        member = self._member(export, symbol, descriptor)
        if export.class_name is None:
            self.functions[symbol] = member
        else:
            name = qualified_name(self._profile, export.js_namespace, export.class_name)
            key = struct_identity(self._profile, program, name)
            self._members.setdefault(key, {})[symbol] = member

    def _member(self, export: Export, symbol: str, descriptor: Function) -> Member:
        names = [argument.name for argument in export.function.args]
        settles_as = descriptor.inner_ret if export.function.asyncness else None
        parameters = _parameter_names(names, len(descriptor.args))
        call = Call(descriptor.args, descriptor.ret, parameters, settles_as)
        name, kind = export.function.name, _kind_of(export)
        operation = export.method_kind
        if not isinstance(operation, Constructor) and isinstance(operation.kind, (Getter, Setter)):
            name = operation.kind.value
        static = not isinstance(operation, Constructor) and operation.is_static
        receiver: Receiver = ""
        if kind in ("method", "getter", "setter") and not static:
            receiver = "move_struct" if export.consumed else "pointer_of"
        namespace = export.js_namespace or ()
        return Member(name, symbol, kind, call, receiver, _doc(export, call), static, namespace)

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
        """Return the structs, each after the one that it extends."""
        plans: dict[str, ClassPlan] = {}

        def add(key: str, below: tuple[str, ...] = ()) -> None:
            if key in plans:
                return
            struct, program = self._structs[key]
            if key in below:
                raise MalformedModule(0, "section", f"{struct.name!r} not to extend itself")
            parent = self._parent(struct, program)
            if parent is not None:
                add(parent, (*below, key))
            members = tuple(self._members.get(key, {}).values())
            plans[key] = ClassPlan(
                struct.name,
                key,
                members,
                struct_free(self._profile, program, struct),
                _text(struct.comments),
                struct.js_namespace or (),
                struct.private,
                self._readable(members) if struct.is_inspectable else None,
                parent,
                struct_upcast(self._profile, program, struct),
            )

        for key in self._structs:
            add(key)
        return tuple(plans.values())

    def _readable(self, members: Sequence[Member]) -> tuple[str, ...]:
        """Return what can be read of an object, in the order of the module's exports."""
        getters = [member for member in members if member.kind == "getter" and not member.static]
        return tuple(m.name for m in sorted(getters, key=lambda m: self._order.get(m.symbol, 0)))

    def _parent(self, struct: Struct, program: Program) -> str | None:
        """Return the key of the struct that another extends.

        Raises:
            MalformedModule: it is not there; the CLI refuses such a module too.

        """
        name = struct.extends_js_class or struct.extends
        if name is None:
            return None
        qualified = qualified_name(self._profile, struct.extends_js_namespace, name)
        key = struct_identity(self._profile, program, qualified)
        if key in self._structs:
            return key
        # 0.2.121 has but the parent's Rust name.
        for other, (candidate, _) in self._structs.items():
            if candidate.rust_name == name:
                return other
        raise MalformedModule(0, "section", f"a struct {name!r}, which {struct.name!r} extends")


def _refuse_double(plan: ExportPlan) -> None:
    """Refuse a module that exports two things under one name, as the CLI does.

    Raises:
        MalformedModule: it does.

    """
    enums = (
        (*(enum.js_namespace or ()), enum.name) for enum in plan.enums.values() if not enum.private
    )
    classes = (cls.path for cls in plan.classes if not cls.private)
    paths = chain((member.path for member in plan.functions), classes, enums)
    seen = set()
    for path in paths:
        if path in seen:
            name = ".".join(path)
            raise MalformedModule(
                0,
                "section",
                f"one export {name!r}, found two: rename one with js_name or js_namespace",
            )
        seen.add(path)


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
    signature = rust_signature(export.function.name, call)
    text = _text(export.comments)
    return f"{text}\n\nRust: ``{signature}``" if text else f"Rust: ``{signature}``"


def _text(comments: Sequence[str]) -> str:
    return "\n".join(comment.strip() for comment in comments).strip()
