"""What a module imports, and who serves it: linking without opening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import hostapi
from hostapi.refusals import refusal
from runtime.bindgen.descriptor import Cast, Descriptor, Function, Kind
from runtime.bindgen.program import (
    BindgenSection,
    Import,
    ImportFunction,
    ImportStatic,
    ImportType,
    MethodData,
    Operation,
)
from runtime.bindgen.spelling import python_name, rust_name
from runtime.clock import SystemClock
from runtime.errors import MissingImport, UnsupportedType
from runtime.inspection.names import ImportedName
from runtime.linker.intrinsics import intrinsics
from runtime.linker.link import Links, link
from runtime.linker.plan import Link, Served, Unlinked, plan_links
from runtime.linker.scope import HostScope, global_scope
from runtime.linker.targets import dotted, module_of
from runtime.loop import GuestLoop
from runtime.module import Module
from runtime.records import replace

BY_WASMLOOP = "wasmloop"
BY_RECEIVER = "the object it is called on"


def imported_names(
    module: Module,
    host: Mapping[str, object],
    modules: Mapping[str, object],
    origins: Mapping[str, str],
    generics: Sequence[Cast] = (),
) -> tuple[list[ImportedName], int]:
    """Return the imports that a host serves, or should, and how many others there are.

    Args:
        module: the module.
        host: names that join the global scope.
        modules: namespaces of modules, by name.
        origins: where names of ``host``, and modules, are from.
        generics: uses of imports that are generic, which are no wasm imports.

    """
    return _Imports(module, host, modules, origins).inspect(generics)


def does_not_cross(error: UnsupportedType) -> str:
    """Return why something is refused that has a type which does not cross."""
    descriptor: Descriptor = error.descriptor  # type: ignore[assignment] # errors know no types
    return f"its signature has {rust_name(descriptor)}, which does not cross here"


class _NoServices:
    """Stands for the instance that intrinsics need when they are called, which none is here."""

    def drop_for_rust(self, closure: object, /) -> bool:
        raise NotImplementedError

    def unref(self, closure: object, /) -> None:
        raise NotImplementedError

    def live_handles(self) -> int:
        raise NotImplementedError

    def schedule_reinit(self) -> None:
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
        realm = hostapi.new_realm()
        names = global_scope(hostapi.defaults(loop, realm), host)
        self._scope = HostScope(names, modules, realm)
        self._items = dict(_items(module.section))

    def inspect(self, generics: Sequence[Cast]) -> tuple[list[ImportedName], int]:
        """Return the imports that a host serves, and how many others there are."""
        module = self._module
        section = module.section
        if section is None:
            return [], 0
        services = intrinsics(_NoServices(), self._scope.members, section.profile)
        links = link(module.once(plan_links), self._scope, services)
        found, own = [], 0
        for key, planned in links.plan.links.items():
            target = links.targets.get(key)
            named = self._imported(key[1], target if isinstance(target, Unlinked) else planned)
            if named is None:
                own += 1
            else:
                found.append(named)
        shown = [
            each.missing
            for each in (
                *links.plan.links.values(),
                *links.targets.values(),
                *links.generics.values(),
            )
            if isinstance(each, Unlinked)
        ]
        found += [
            _missing(item, None)
            for item in links.missing
            if not any(item is each for each in shown)
        ]
        found += [named for cast in generics if (named := self._generic(cast, links)) is not None]
        return found, own

    def _generic(self, cast: Cast, links: Links) -> ImportedName | None:
        target, signature = links.generics.get(cast.key), cast.signature
        if target is None:
            return None
        if isinstance(target, Unlinked):
            rust = _rust_import(target.missing.name, signature.args, signature.ret)
            return replace(_missing(target.missing, signature), rust=rust)
        generic = links.plan.generics[cast.key]
        served = Served(
            generic.name, signature.args, signature.ret, generic.find, catch=generic.catch
        )
        return self._crossing(cast.key, served)

    def _imported(self, shim: str, link: Link) -> ImportedName | None:
        if isinstance(link, Unlinked):
            descriptor = self._module.descriptors.get(shim)
            return _missing(link.missing, descriptor)
        if not isinstance(link, Served) or shim not in self._items:
            return None
        return self._crossing(shim, link)

    def _crossing(self, shim: str, link: Served) -> ImportedName | None:
        named = self._served(shim, link)
        try:
            self._module.adapters.imported(link.name, link.args, link.ret, link.catch)
        except UnsupportedType as error:
            named = named or ImportedName(
                link.name, _rust_import(link.name, link.args, link.ret), "", None, BY_WASMLOOP
            )
            return replace(named, refused=does_not_cross(error))
        return named

    def _served(self, shim: str, link: Served) -> ImportedName | None:
        item, kind = self._items[shim]
        module = module_of(item)
        if isinstance(kind, ImportType):
            found = self._scope.find(module, (*(item.js_namespace or ()), kind.name))
            by = self._origin(item, kind.name)
            if not callable(found):
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
        name = dotted(item, kind).removeprefix("new ")
        return ImportedName(name, rust, python, module, by)

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
    reason = refusal(item.name) if item.module is None else None
    if reason is not None:
        reason = f"{reason}; a host function of that name would serve"
    return ImportedName(item.name, item.signature, python, item.module, None, item.nearest, reason)


def _rust_import(name: str, args: Sequence[Descriptor], ret: Descriptor) -> str:
    bare = name.rpartition(".")[2].removeprefix("new ")
    arrow = "" if ret is Kind.UNIT else f" -> {rust_name(ret)}"
    return f"fn {bare}({', '.join(map(rust_name, args))}){arrow}"


def _python_import(args: Sequence[Descriptor], ret: Descriptor) -> str:
    return f"({', '.join(map(python_name, args))}) -> {python_name(ret)}"
