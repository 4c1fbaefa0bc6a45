"""What a module is, as far as it can be told without running it.

Only describe functions of the guest are run, on an instance that is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from runtime.bindgen.descriptor import Closure
from runtime.bindgen.discovery import Discovered, discover
from runtime.bindgen.program import ImportString
from runtime.bindgen.spelling import rust_name
from runtime.engine.select import explain_choice, explain_others
from runtime.errors import UnsupportedType
from runtime.inspection.closures import closure_types, heap_closures, stack_closures
from runtime.inspection.document import FORMAT, as_document, as_error
from runtime.inspection.exports import exported_names
from runtime.inspection.imports import BY_RECEIVER, BY_WASMLOOP, does_not_cross, imported_names
from runtime.inspection.names import (
    EngineChoice,
    ExportedName,
    ImportedName,
    Inspection,
    Sizes,
    Snippet,
)
from runtime.module import Module
from runtime.wasm.model import SECTION_NAMES

__all__ = [
    "BY_RECEIVER",
    "BY_WASMLOOP",
    "FORMAT",
    "EngineChoice",
    "ExportedName",
    "ImportedName",
    "Inspection",
    "Sizes",
    "Snippet",
    "as_document",
    "as_error",
    "closure_types",
    "exported_names",
    "inspect_module",
]

_PAGE = 65_536


def inspect_module(
    module: Module,
    *,
    host: Mapping[str, object] | None = None,
    modules: Mapping[str, object] | None = None,
    origins: Mapping[str, str] | None = None,
    why: str | None = None,
) -> Inspection:
    """Return what a module exports and imports, and which imports are served.

    Args:
        module: the module.
        host: names that join the global scope.
        modules: namespaces of modules, by name.
        origins: where names of ``host``, and modules, are from, for `ImportedName.served_by`.
        why: why the module's engine was taken; None: because it suits best.

    Raises:
        MalformedModule: a description of a type makes no sense.

    """
    origins = origins or {}
    found = discover(module.wasm, module.section.profile) if module.section else Discovered()
    generics = [cast for cast in found.casts if cast.key]
    imports, own = imported_names(module, host or {}, modules or {}, origins, generics)
    order = sorted(imports, key=lambda i: (i.served_by is not None, i.module or "", i.name))
    return Inspection(
        module=module,
        engine=_engine(module, why),
        exports=exported_names(module),
        refused_exports=tuple(_refused_exports(module)),
        starts=module.plan.starts,
        imports=tuple(order),
        own_imports=own,
        closures=tuple(sorted(stack_closures(tuple(module.descriptors.values())))),
        heap_closures=tuple(sorted(heap_closures(found))),
        casts=tuple(sorted(_casts(found))),
        unread=found.unread,
        strings=tuple(sorted(_strings(module))),
        snippets=tuple(_snippets(module, modules or {}, origins)),
        sizes=_sizes(module),
    )


def _engine(module: Module, why: str | None) -> EngineChoice:
    engine = module.engine
    reason = explain_choice()[1] if why is None else why
    others = explain_others(engine.name)
    return EngineChoice(engine.name, engine.version, engine.crossing, reason, others)


def _refused_exports(module: Module) -> Iterator[tuple[str, str]]:
    for member, class_key in module.plan.members():
        try:
            module.adapters.export(member.name, member.call, member.receiver, class_key)
        except UnsupportedType as error:
            name = f"{class_key}.{member.name}" if class_key else member.name
            yield name, does_not_cross(error)


def _casts(found: Discovered) -> set[str]:
    return {
        f"{rust_name(cast.source)} -> {rust_name(cast.target)}"
        for cast in found.casts
        if not cast.key and not isinstance(cast.source, Closure)
    }


def _strings(module: Module) -> set[str]:
    """Return the string constants that the linker left in the module."""
    wanted = {item.name for item in module.wasm.imports}
    programs = module.section.programs if module.section else ()
    kinds = (item.kind for program in programs for item in program.imports)
    return {k.string for k in kinds if isinstance(k, ImportString) and k.shim in wanted}


def _snippets(
    module: Module, modules: Mapping[str, object], origins: Mapping[str, str]
) -> Iterator[Snippet]:
    kinds: dict[str, Literal["file", "inline"]] = {}
    for program in module.section.programs if module.section else ():
        names = [local.identifier for local in program.local_modules]
        files = len(names) - len(program.inline_js)  # the inline ones stand behind them
        kinds.update(dict.fromkeys(names[:files], "file"))
        kinds.update(dict.fromkeys(names[files:], "inline"))
    for name, kind in kinds.items():
        by = origins.get(name, f"the host's module {name!r}") if name in modules else None
        yield Snippet(kind, name, by)


def _sizes(module: Module) -> Sizes:
    sections: dict[str, int] = {}
    for section in module.wasm.sections:
        name = SECTION_NAMES[section.id]
        if name != "custom":
            sections[name] = sections.get(name, 0) + len(section.payload)
    for custom in module.wasm.customs:
        sections[custom.name] = sections.get(custom.name, 0) + len(custom.payload)
    limits = [memory.limits for memory in module.wasm.memories]
    maximum = sum(each.maximum or 0 for each in limits)
    bounded = all(each.maximum is not None for each in limits)
    return Sizes(
        module.size,
        sections,
        sum(each.minimum for each in limits) * _PAGE,
        maximum * _PAGE if bounded else None,
    )
