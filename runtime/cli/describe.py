"""What ``inspect`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runtime.inspection import ExportedName, ImportedName, Inspection, makes_heap_closures

KIBIBYTE = 1024


def inspection_lines(found: Inspection, why_engine: str) -> Iterator[str]:
    """Yield what is known of a module, in lines.

    Args:
        found: what is known.
        why_engine: why its engine was taken.

    """
    module = found.module
    section = module.section
    yield f"module        {module.name}"
    if section is None:
        yield "wasm-bindgen  none: numbers in, a number out"
    else:
        yield f"wasm-bindgen  {section.version_text} (schema {section.schema})"
    crossing = getattr(module.engine, "crossing", "")
    how = f", {crossing} crossing" if crossing else ""
    yield f"engine        {module.engine.name}{how}: {why_engine}"
    yield f"size          {_size(module.size)}, of it {_sections(found)}"
    yield f"memory        {_size(found.memory_bytes)} at the start"
    yield ""
    yield from _exports(found)
    yield ""
    yield from _imports(found)
    yield ""
    yield from _closures(found)


def names_lines(names: Sequence[ExportedName]) -> Iterator[str]:
    """Yield a line for each name: its Rust signature and its Python signature."""
    for name in names:
        yield f"  {name.rust}"
        yield f"      {name.python}"


def _exports(found: Inspection) -> Iterator[str]:
    yield f"exports ({len(found.exports)})"
    for name in found.exports:
        yield from names_lines([name])
        for member in name.members:
            yield f"    {member.rust}"
            yield f"        {member.python}"
    if found.starts:
        yield f"  at the start: {', '.join(found.starts)}"


def _imports(found: Inspection) -> Iterator[str]:
    missing = found.missing
    served = [item for item in found.imports if item.served_by is not None]
    if missing:
        yield f"imports missing ({len(missing)})"
        for item in missing:
            hint = f" (there is {item.nearest!r})" if item.nearest else ""
            yield f"  {item.name}{_where(item)}: {item.rust}{hint}"
            if item.python:
                yield f"      Python: {item.python}"
    yield f"imports served ({len(served)})"
    for item in served:
        yield f"  {item.name}{_where(item)}: {item.rust}"
        yield f"      Python: {item.python}; by {item.served_by}"
    if found.own_imports:
        yield f"  and {found.own_imports} of wasm-bindgen's own, by wasmloop"


def _where(item: ImportedName) -> str:
    return f" from module {item.module!r}" if item.module is not None else ""


def _closures(found: Inspection) -> Iterator[str]:
    yield f"closures in signatures ({len(found.closures)})"
    for text in found.closures:
        yield f"  {text}"
    if makes_heap_closures(found.module):
        yield "  A heap closure (Closure<dyn ...>) crosses as a JsValue; its type is known once"
        yield "  the guest makes the first of its kind."


def _sections(found: Inspection) -> str:
    largest = sorted(found.section_bytes.items(), key=lambda item: -item[1])[:5]
    return ", ".join(f"{name} {_size(size)}" for name, size in largest)


def _size(count: int) -> str:
    return f"{count} bytes" if count < KIBIBYTE else f"{count / KIBIBYTE:.1f} KiB"
