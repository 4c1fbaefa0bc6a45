"""What ``inspect`` prints for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from runtime.bindgen.versions import Era
from runtime.inspection import ExportedName, ImportedName, Inspection

KIBIBYTE: Final = 1024
WIDTH: Final = 100
"""Longer lines are broken, but for one word that is longer."""

_LABEL: Final = 14
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"

_ERAS: Final = {
    Era.DESCRIBE_CLOSURE: "A: heap closures by __wbindgen_describe_closure, intrinsics by name",
    Era.DESCRIBE_CAST: "B: casts by __wbindgen_describe_cast, intrinsics by hash",
    Era.DESCRIBE_GENERIC_IMPORT: "C: casts by __wbindgen_describe_generic_import, generic imports",
}


def inspection_lines(found: Inspection) -> Iterator[str]:
    """Yield what is known of a module, in lines."""
    yield from _head(found)
    for part in (_exports, _imports, _closures, _strings, _snippets):
        lines = list(part(found))
        if lines:
            yield ""
            yield from lines


def names_lines(names: Sequence[ExportedName]) -> Iterator[str]:
    """Yield a line for each name: its Rust signature and its Python signature."""
    for name in names:
        yield from _wrapped(name.rust, 2)
        yield from _wrapped(name.python, 6)


def _head(found: Inspection) -> Iterator[str]:
    section, engine, sizes = found.module.section, found.engine, found.sizes
    yield from _labelled("module", found.module.name)
    if section is None:
        yield from _labelled("wasm-bindgen", "none: numbers in, a number out")
    else:
        yield from _labelled("wasm-bindgen", f"{section.version_text} (schema {section.schema})")
        yield from _labelled("era", _ERAS[section.profile.era])
    crossing = f"{engine.name} {engine.version}, {engine.crossing} crossing"
    yield from _labelled("engine", f"{crossing}: {engine.why}")
    for name, why in engine.others:
        # What kept the best one from being taken is why the other was.
        if why not in engine.why:
            yield from _labelled("", f"not {name}: {why}")
    parts = sorted(sizes.sections.items(), key=lambda item: -item[1])
    shown = [item for item in parts if item[1] >= KIBIBYTE or item[0] in ("code", "data")]
    listed = ", ".join(f"{name} {_size(size)}" for name, size in shown)
    yield from _labelled("size", f"{_size(sizes.file)}, of it {listed}")
    most = (
        "no maximum" if sizes.memory_maximum is None else f"at most {_size(sizes.memory_maximum)}"
    )
    yield from _labelled("memory", f"{_size(sizes.memory)} at the start, {most}")


def _exports(found: Inspection) -> Iterator[str]:
    yield f"exports ({len(found.exports)})"
    for name in found.exports:
        yield from names_lines([name])
        for member in name.members:
            yield from _wrapped(member.rust, 4)
            yield from _wrapped(member.python, 8)
    if found.starts:
        yield from _wrapped(f"at the start: {', '.join(found.starts)}", 2)
    if found.refused_exports:
        yield f"exports refused ({len(found.refused_exports)})"
        for refused, reason in found.refused_exports:
            yield from _wrapped(f"{refused}: {reason}", 2)


def _imports(found: Inspection) -> Iterator[str]:
    if found.missing:
        yield f"imports missing ({len(found.missing)})"
        for item in found.missing:
            hint = f" (there is {item.nearest!r})" if item.nearest else ""
            yield from _wrapped(f"{_name(item)}: {item.rust}{hint}", 2)
            if item.python:
                yield from _wrapped(f"Python: {item.python}", 6)
    if found.refused:
        yield f"imports refused ({len(found.refused)})"
        for item in found.refused:
            yield from _wrapped(f"{_name(item)}: {item.rust}", 2)
            yield from _wrapped(f"{item.refused}", 6)
    yield f"imports served ({len(found.served)})"
    for item in found.served:
        yield from _wrapped(f"{_name(item)}: {item.rust}", 2)
        yield from _wrapped(f"Python: {item.python}; by {item.served_by}", 6)
    if found.own_imports:
        yield f"  and {found.own_imports} of wasm-bindgen's own, by wasmloop"


def _name(item: ImportedName) -> str:
    where = f" from module {item.module!r}" if item.module is not None else ""
    return f"{item.name}{where}"


def _closures(found: Inspection) -> Iterator[str]:
    yield from _listed("closures in signatures", found.closures)
    yield from _listed("heap closures that it can make", found.heap_closures)
    if found.unread:
        yield f"  and {found.unread} function(s) that make closures or casts as yet unknown"
    if found.casts:
        yield f"casts ({len(found.casts)})"
        kept_whole = ", ".join(cast.replace(" ", _NO_BREAK) for cast in found.casts)
        yield from (line.replace(_NO_BREAK, " ") for line in _wrapped(kept_whole, 2, 0))


def _strings(found: Inspection) -> Iterator[str]:
    if found.strings:
        yield from _listed("string constants", map(repr, found.strings))


def _snippets(found: Inspection) -> Iterator[str]:
    if not found.snippets:
        return
    yield f"JavaScript snippets ({len(found.snippets)}), which no engine here runs"
    for snippet in found.snippets:
        served = (
            f"served by {snippet.served_by}"
            if snippet.served_by
            else f"serve it with --host '{snippet.name}=FILE', modules={{{snippet.name!r}: ...}}"
        )
        yield from _wrapped(f"{snippet.name} ({snippet.kind}): {served}", 2)


def _listed(title: str, items: Iterable[str]) -> Iterator[str]:
    texts = list(items)
    yield f"{title} ({len(texts)})"
    for text in texts:
        yield from _wrapped(text, 2)


def _labelled(label: str, text: str) -> Iterator[str]:
    lines = textwrap.wrap(text, WIDTH - _LABEL, break_long_words=False, break_on_hyphens=False)
    for number, line in enumerate(lines or [""]):
        yield f"{'' if number else label:{_LABEL}}{line}"


def _wrapped(text: str, indent: int, hanging: int = 8) -> Iterator[str]:
    if len(text) + indent <= WIDTH:
        yield " " * indent + text
        return
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _size(count: int) -> str:
    return f"{count} bytes" if count < KIBIBYTE else f"{count / KIBIBYTE:.1f} KiB"
