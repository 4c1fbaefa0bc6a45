"""What a module is, as far as it can be told without running it.

Only describe functions of the guest are run, on an instance that is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from runtime.bindgen.descriptor import Closure, Function, Ref
from runtime.bindgen.spelling import rust_name
from runtime.inspection.exports import exported_names
from runtime.inspection.imports import BY_RECEIVER, BY_WASMLOOP, imported_names
from runtime.inspection.names import ExportedName, ImportedName, Inspection
from runtime.linker.link import Raw
from runtime.module import Module
from runtime.wasm.model import SECTION_NAMES

__all__ = [
    "BY_RECEIVER",
    "BY_WASMLOOP",
    "ExportedName",
    "ImportedName",
    "Inspection",
    "exported_names",
    "inspect_module",
    "makes_heap_closures",
]


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
    imports, own = imported_names(module, host or {}, modules or {}, origins or {})
    descriptors = module.descriptors.values()
    closures = sorted({text for item in descriptors for text in _closures(item)})
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
