"""An inspection as one document, for programs: what ``inspect --json`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from runtime.errors import HostError
from runtime.inspection.names import ExportedName, ImportedName, Inspection

FORMAT: Final = 1
"""Version of the document's shape; raised when a reader of the old one would misread it."""


def as_document(found: Inspection) -> dict[str, Any]:
    """Return what is known of a module as what `json` can write.

    Keys may be added without notice; those that are here stay, and mean what they mean::

        format            FORMAT
        module            name
        wasm_bindgen      null, or release, schema, era ("A", "B" or "C")
        engine            name, version, crossing, why, others: [name, why_not]
        sizes             file, sections: {name: bytes}, memory, memory_maximum (or null)
        exports           [kind ("function", "class", "enum"), name, rust, python, members: [...]]
        exports_refused   [name, reason]
        starts            [symbol]
        imports           served: [name, module (or null), rust, python, served_by]
                          missing: [name, module, rust, python, nearest (or null)]
                          refused: [name, module, rust, python, reason]
                          own: how many more are wasm-bindgen's own
        closures          stack: [Rust type], heap: [Rust type],
                          unread: how many functions make some of a type that cannot be read
        casts             ["f64 -> JsValue"]
        strings           [text]
        snippets          [kind ("file", "inline"), name, served_by (or null)]

    where brackets around names stand for a list of objects with those keys.

    Args:
        found: what is known.

    """
    section = found.module.section
    about = section and {
        "release": section.version_text,
        "schema": section.schema,
        "era": section.profile.era.value,
    }
    engine = asdict(found.engine)
    engine["others"] = [{"name": name, "why_not": why} for name, why in found.engine.others]
    return {
        "format": FORMAT,
        "module": {"name": found.module.name},
        "wasm_bindgen": about,
        "engine": engine,
        "sizes": {**asdict(found.sizes), "sections": dict(found.sizes.sections)},
        "exports": [_export(item) for item in found.exports],
        "exports_refused": [
            {"name": name, "reason": reason} for name, reason in found.refused_exports
        ],
        "starts": list(found.starts),
        "imports": {
            "served": _imports(found.served, "served_by"),
            "missing": _imports(found.missing, "nearest"),
            "refused": _imports(found.refused, "refused", "reason"),
            "own": found.own_imports,
        },
        "closures": {
            "stack": list(found.closures),
            "heap": list(found.heap_closures),
            "unread": found.unread,
        },
        "casts": list(found.casts),
        "strings": list(found.strings),
        "snippets": [asdict(snippet) for snippet in found.snippets],
    }


def as_error(error: HostError) -> dict[str, Any]:
    """Return the document of a module that is refused: ``error`` has its type and message."""
    return {"format": FORMAT, "error": {"type": type(error).__name__, "message": str(error)}}


def _export(item: ExportedName) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "name": item.name,
        "rust": item.rust,
        "python": item.python,
        "members": [_export(member) for member in item.members],
    }


def _imports(items: Sequence[ImportedName], what: str, key: str = "") -> list[dict[str, Any]]:
    return [
        {
            "name": item.name,
            "module": item.module,
            "rust": item.rust,
            "python": item.python,
            key or what: getattr(item, what),
        }
        for item in items
    ]
