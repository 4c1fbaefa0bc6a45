"""What a module is, as far as it can be told without running it.

Only describe functions of the guest are run, on an instance that is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

import hostapi
from runtime.adapters.generate import Call, accepts_undefined
from runtime.bindgen.descriptor import Closure, Descriptor, Function, Kind, Ref
from runtime.bindgen.program import (
    Import,
    ImportFunction,
    ImportStatic,
    ImportType,
    MethodData,
    Operation,
)
from runtime.bindgen.section import BindgenSection
from runtime.bindgen.spelling import python_name, rust_name
from runtime.clock import SystemClock
from runtime.errors import MissingImport
from runtime.instance.plain import plain_call
from runtime.linker.intrinsics import intrinsics
from runtime.linker.link import Link, Linker, Raw, Served, Unlinked
from runtime.linker.scope import HostScope, global_scope
from runtime.linker.targets import dotted, module_of
from runtime.loop import GuestLoop
from runtime.module import Module
from runtime.module.plan import ClassPlan, Member
from runtime.wasm.model import SECTION_NAMES

ExportKind = Literal["function", "class", "enum"]

BY_WASMLOOP = "wasmloop"
BY_RECEIVER = "the object it is called on"


@dataclass(frozen=True)
class ExportedName:
    """One name that a module exports.

    Attributes:
        kind: what it is.
        name: its JavaScript name.
        rust: its signature as Rust writes it.
        python: the same as Python does.
        call: how it is called, None if it cannot be (an enum, a struct without constructor).
        members: of a class, what it has.

    """

    kind: ExportKind
    name: str
    rust: str
    python: str
    call: Call | None
    members: tuple[ExportedName, ...] = ()


@dataclass(frozen=True)
class ImportedName:
    """One name that a module imports from its host.

    Attributes:
        name: where it is looked for, as in ``console.log``.
        rust: its signature as Rust writes it.
        python: what a Python function in its place gets and gives.
        module: the JavaScript module it is taken from, None for the global scope.
        served_by: who serves it, None if nobody does.
        nearest: of one that is missing, the nearest name there is.

    """

    name: str
    rust: str
    python: str
    module: str | None
    served_by: str | None
    nearest: str | None = None


@dataclass(frozen=True)
class Inspection:
    """What a module is.

    Attributes:
        module: the module.
        exports: by kind and name.
        imports: those that a host can serve; missing ones first.
        own_imports: how many more imports wasm-bindgen's crate makes and wasmloop serves.
        closures: signatures of the closures that imports get, without repetition.
        starts: names of the exports that run at the start.
        section_bytes: sizes of sections by name.
        memory_bytes: linear memory at the start, 0 without one.

    """

    module: Module
    exports: tuple[ExportedName, ...]
    imports: tuple[ImportedName, ...]
    own_imports: int
    closures: tuple[str, ...]
    starts: tuple[str, ...]
    section_bytes: Mapping[str, int]
    memory_bytes: int

    @property
    def missing(self) -> tuple[ImportedName, ...]:
        """The imports that nobody serves."""
        return tuple(item for item in self.imports if item.served_by is None)


def inspect_module(
    module: Module,
    *,
    host: Mapping[str, object] | None = None,
    modules: Mapping[str, object] | None = None,
    origins: Mapping[str, str] | None = None,
) -> Inspection:
    """Return what a module exports and imports, and which imports are served.

    Args:
        module: the module.
        host: names that join the global scope.
        modules: namespaces of modules, by name.
        origins: where names of ``host``, and modules, are from, for `ImportedName.served_by`.

    Raises:
        MalformedModule: a description of a type makes no sense.

    """
    imports, own = _Imports(module, host or {}, modules or {}, origins or {}).inspect()
    descriptors = [module.descriptors[key] for key in sorted(module.descriptors)]
    closures = dict.fromkeys(text for item in descriptors for text in _closures(item))
    sizes: dict[str, int] = {}
    for section in module.wasm.sections:
        name = SECTION_NAMES[section.id]
        if name != "custom":
            sizes[name] = sizes.get(name, 0) + len(section.payload)
    for custom in module.wasm.customs:
        sizes[custom.name] = sizes.get(custom.name, 0) + len(custom.payload)
    pages = sum(memory.limits.minimum for memory in module.wasm.memories)
    return Inspection(
        module,
        exported_names(module),
        tuple(sorted(imports, key=lambda i: (i.served_by is not None, i.module or "", i.name))),
        own,
        tuple(closures),
        module.plan.starts,
        sizes,
        pages * 65_536,
    )


# --- exports ---------------------------------------------------------------------------------


def exported_names(module: Module) -> tuple[ExportedName, ...]:
    """Return what ``guest.exports`` will have, without opening the module."""
    if module.section is None:
        return tuple(_plain_exports(module))
    plan = module.plan
    functions = [_function(member) for member in plan.functions]
    classes = [_class(item) for item in plan.classes]
    enums = []
    for item in plan.enums.values():
        values = ", ".join(f"{v.name} = {item.value_of(v)}" for v in item.variants)
        enums.append(
            ExportedName("enum", item.name, f"enum {item.name} {{ {values} }}", "IntEnum", None)
        )
    return tuple(functions + classes + enums)


def arity(call: Call) -> tuple[int, int]:
    """Return how many arguments a call takes, at least and at most."""
    least = len(call.args)
    while least and accepts_undefined(call.args[least - 1]):
        least -= 1
    return least, len(call.args)


def _plain_exports(module: Module) -> Iterator[ExportedName]:
    for export in module.wasm.exports:
        if export.kind == "func":
            call = plain_call(module.wasm.type_of_function(export.index))
            if call is not None:
                yield ExportedName(
                    "function",
                    export.name,
                    _rust_function(export.name, call),
                    _python_function(export.name, call),
                    call,
                )


def _function(member: Member) -> ExportedName:
    rust = _rust_function(member.name, member.call)
    python = _python_function(member.name, member.call)
    return ExportedName("function", member.name, rust, python, member.call)


def _class(plan: ClassPlan) -> ExportedName:
    members = tuple(_member(plan, member) for member in plan.members if member.kind != "setter")
    calls = [member.call for member in plan.members if member.kind == "constructor"]
    python = _python_parameters(calls[0]) if calls else "(cannot be constructed)"
    name = plan.name
    return ExportedName(
        "class", name, f"struct {name}", f"class {name}{python}", next(iter(calls), None), members
    )


def _member(plan: ClassPlan, member: Member) -> ExportedName:
    name, call = member.name, member.call
    if member.kind == "getter":
        writable = any(m.kind == "setter" and m.name == name for m in plan.members)
        note = "" if writable else "  # read only"
        rust, python = rust_name(call.ret), python_name(call.ret)
        return ExportedName(
            "function", name, f"{name}: {rust}", f"{name}: {python}{note}", call
        )
    receiver = {"method": "self" if member.receiver == "move_struct" else "&self"}
    rust = _rust_function(name, call, receiver.get(member.kind, ""))
    if member.kind == "constructor":
        python = f"{plan.name}{_python_parameters(call)}"
    else:
        python = _python_function(name, call, "self" if member.kind == "method" else "")
    return ExportedName("function", name, rust, python, call)


def _rust_function(name: str, call: Call, receiver: str = "") -> str:
    named = [f"{n}: {rust_name(arg)}" for n, arg in zip(call.names, call.args, strict=True)]
    arguments = ", ".join([receiver, *named] if receiver else named)
    arrow = "" if call.ret is Kind.UNIT else f" -> {rust_name(call.ret)}"
    return f"fn {name}({arguments}){arrow}"


def _python_function(name: str, call: Call, receiver: str = "") -> str:
    return f"def {name}{_python_parameters(call, receiver)} -> {python_name(call.ret)}"


def _python_parameters(call: Call, receiver: str = "") -> str:
    least, _ = arity(call)
    parts = [receiver] if receiver else []
    for number, (name, descriptor) in enumerate(zip(call.names, call.args, strict=True)):
        default = "" if number < least else " = None"
        parts.append(f"{name}: {python_name(descriptor)}{default}")
    return f"({', '.join(parts)})"


# --- imports ---------------------------------------------------------------------------------


class _NoServices:
    """Stands for the instance that intrinsics need when they are called, which none is here."""

    def drop_for_rust(self, closure: object) -> bool:
        raise NotImplementedError

    def unref(self, closure: object) -> None:
        raise NotImplementedError

    def live_handles(self) -> int:
        raise NotImplementedError

    def memory_object(self) -> object:
        raise NotImplementedError


class _Imports:
    """Links a module that is not opened, to see what its host lacks."""

    def __init__(
        self,
        module: Module,
        host: Mapping[str, object],
        modules: Mapping[str, object],
        origins: Mapping[str, str],
    ) -> None:
        self._module = module
        self._host = host
        self._origins = origins
        loop = GuestLoop(SystemClock(), lambda _error, _details: None)
        self._scope = HostScope(global_scope(hostapi.defaults(loop), host), modules)
        self._items = dict(_items(module.section))

    def inspect(self) -> tuple[list[ImportedName], int]:
        """Return the imports that a host serves, and how many others there are."""
        module = self._module
        section = module.section
        if section is None:
            return [], 0
        option = section.profile.boolean_get_is_option
        services = intrinsics(_NoServices(), boolean_is_option=option)
        linker = Linker(section, module.descriptors, self._scope, services)
        links = linker.link(module.wasm)
        found, own = [], 0
        for (_, name), link in links.links.items():
            named = self._imported(name, link)
            if named is None:
                own += 1
            else:
                found.append(named)
        found += [
            _missing(item, None)
            for item in links.missing
            if not any(isinstance(each, Unlinked) and each.missing is item
                       for each in links.links.values())
        ]
        return found, own

    def _imported(self, shim: str, link: Link) -> ImportedName | None:
        if isinstance(link, Unlinked):
            descriptor = self._module.descriptors.get(shim)
            return _missing(link.missing, descriptor)
        if not isinstance(link, Served) or shim not in self._items:
            return None
        item, kind = self._items[shim]
        module = module_of(item)
        if isinstance(kind, ImportType):
            found = self._scope.find(module, (*(item.js_namespace or ()), kind.name))
            by = self._origin(item, kind.name)
            if not isinstance(found, type):
                by = f"{BY_WASMLOOP}: there is no such class, so no value is one"
            return ImportedName(f"instanceof {kind.name}", "-> bool", "-> bool", module, by)
        python = _python_import(link.args, link.ret)
        if isinstance(kind, ImportStatic):
            name = ".".join((*(item.js_namespace or ()), kind.name))
            rust = f"static {kind.name}: {rust_name(link.ret)}"
            by = self._origin(item, kind.name)
            return ImportedName(name, rust, python_name(link.ret), module, by)
        if module is not None and module not in self._scope.modules:
            return None  # an intrinsic
        first = kind.method.class_name if kind.method else kind.function.name
        is_own = kind.function.name.startswith(("__wbindgen_", "_wbg_"))
        if is_own and first not in self._scope.names:
            return None
        by = BY_RECEIVER if _of_receiver(self._scope, item, kind) else self._origin(item, first)
        rust = _rust_import(dotted(item, kind), link.args, link.ret)
        return ImportedName(dotted(item, kind), rust, python, module, by)

    def _origin(self, item: Import, first: str) -> str:
        module = module_of(item)
        if module is not None:
            return self._origins.get(module, f"the host's module {module!r}")
        root = (*(item.js_namespace or ()), first)[0]
        if root in self._host:
            return self._origins.get(root, "the host")
        return BY_WASMLOOP


Kinds = ImportFunction | ImportStatic | ImportType


def _items(section: BindgenSection | None) -> Iterator[tuple[str, tuple[Import, Kinds]]]:
    """Yield what the section says of each import, by the name of the wasm import."""
    for program in section.programs if section else ():
        for item in program.imports:
            if isinstance(item.kind, (ImportFunction, ImportStatic)):
                yield item.kind.shim, (item, item.kind)
            elif isinstance(item.kind, ImportType):
                yield item.kind.instanceof_shim, (item, item.kind)


def _of_receiver(scope: HostScope, item: Import, kind: ImportFunction) -> bool:
    """Tell whether a method is looked up on whatever object the guest calls it on."""
    method = kind.method
    if not isinstance(method, MethodData) or not isinstance(method.kind, Operation):
        return False
    if method.kind.is_static:
        return False
    path = (*(item.js_namespace or ()), method.class_name, kind.function.name)
    return kind.structural or not callable(scope.find(module_of(item), path))


def _missing(item: MissingImport, descriptor: Descriptor | None) -> ImportedName:
    python = ""
    if isinstance(descriptor, Function):
        python = _python_import(descriptor.args, descriptor.ret)
    elif descriptor is not None:
        python = python_name(descriptor)
    return ImportedName(item.name, item.signature, python, item.module, None, item.nearest)


def _rust_import(name: str, args: Sequence[Descriptor], ret: Descriptor) -> str:
    bare = name.rpartition(".")[2].removeprefix("new ")
    arrow = "" if ret is Kind.UNIT else f" -> {rust_name(ret)}"
    return f"fn {bare}({', '.join(map(rust_name, args))}){arrow}"


def _python_import(args: Sequence[Descriptor], ret: Descriptor) -> str:
    return f"({', '.join(map(python_name, args))}) -> {python_name(ret)}"


# --- closures --------------------------------------------------------------------------------


def _closures(descriptor: object) -> Iterator[str]:
    """Yield the Rust types of the closures within a type."""
    if isinstance(descriptor, Closure):
        yield rust_name(descriptor)
    if isinstance(descriptor, Ref) and isinstance(descriptor.inner, Function):
        yield rust_name(descriptor)
    if isinstance(descriptor, tuple):
        for each in descriptor:
            yield from _closures(each)
    elif is_dataclass(descriptor):
        for each in fields(descriptor):
            yield from _closures(getattr(descriptor, each.name))


def makes_heap_closures(module: Module) -> bool:
    """Tell whether the module imports what makes heap closures.

    Their types are described when the first of a kind is made, so nothing more is known before.
    From 0.2.102 on the same import serves other casts too.
    """
    makers = (Raw.DESCRIBE_CLOSURE, Raw.DESCRIBE_CAST, Raw.DESCRIBE_GENERIC_IMPORT)
    return any(item.name == raw.value for item in module.wasm.imports for raw in makers)
