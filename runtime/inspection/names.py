"""What is known of a module, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from runtime.adapters.entries import Call
from runtime.module import Module
from runtime.records import record

ExportKind = Literal["function", "class", "enum"]


@record(frozen=True)
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


@record(frozen=True)
class ImportedName:
    """One name that a module imports from its host.

    Attributes:
        name: where it is looked for, as in ``console.log``.
        rust: its signature as Rust writes it.
        python: what a Python function in its place gets and gives.
        module: the JavaScript module it is taken from, None for the global scope.
        served_by: who serves it, None if nobody does.
        nearest: of one that is missing, the nearest name there is.
        refused: why it is not served on purpose: what it asks for is not to be had here.

    """

    name: str
    rust: str
    python: str
    module: str | None
    served_by: str | None
    nearest: str | None = None
    refused: str | None = None


@record(frozen=True)
class Snippet:
    """JavaScript that the guest's crate brings along, and that only a JavaScript engine could run.

    Attributes:
        kind: a file of the crate, or text in its source.
        name: the module's name, under which its functions can be served instead.
        served_by: who serves that module, None if nobody does.

    """

    kind: Literal["file", "inline"]
    name: str
    served_by: str | None


@record(frozen=True)
class EngineChoice:
    """Which engine serves.

    Attributes:
        name: ``wasmer`` or ``wasmtime``.
        version: its release.
        crossing: how calls cross: ``native``, ``compiled`` or ``plain``.
        why: why it was taken.
        others: the others, each with why it was not.

    """

    name: str
    version: str
    crossing: str
    why: str
    others: tuple[tuple[str, str], ...]


@record(frozen=True)
class Sizes:
    """How large things are, in bytes.

    Attributes:
        file: the whole module.
        sections: of each kind of section the contents, custom ones under their own names.
        memory: the linear memory at the start, 0 without one.
        memory_maximum: what it may grow to, None where nothing bounds it.

    """

    file: int
    sections: Mapping[str, int]
    memory: int
    memory_maximum: int | None


@record(frozen=True)
class Inspection:
    """What a module is.

    Attributes:
        module: the module.
        engine: which engine serves, and why.
        exports: by kind and name.
        refused_exports: exports that cannot be called, by name, each with the reason.
        starts: names of the exports that run at the start.
        imports: those that a host can serve; missing ones first.
        own_imports: how many more imports wasm-bindgen's crate makes and wasmloop serves.
        closures: Rust types of the stack closures that imports get, without repetition.
        heap_closures: Rust types of the closures that the guest can make to be kept.
        casts: other types of which wasm-bindgen makes a JsValue, by no import.
        unread: how many functions make casts or heap closures whose types cannot be read.
        strings: string constants that the guest imports.
        snippets: JavaScript that the guest brings along.
        sizes: how large it is.

    """

    module: Module
    engine: EngineChoice
    exports: tuple[ExportedName, ...]
    refused_exports: tuple[tuple[str, str], ...]
    starts: tuple[str, ...]
    imports: tuple[ImportedName, ...]
    own_imports: int
    closures: tuple[str, ...]
    heap_closures: tuple[str, ...]
    casts: tuple[str, ...]
    unread: int
    strings: tuple[str, ...]
    snippets: tuple[Snippet, ...]
    sizes: Sizes

    @property
    def refused(self) -> tuple[ImportedName, ...]:
        """The imports that are not served on purpose."""
        return tuple(item for item in self.imports if item.refused is not None)

    @property
    def missing(self) -> tuple[ImportedName, ...]:
        """The imports that nobody serves, though somebody could."""
        return tuple(
            item for item in self.imports if item.served_by is None and item.refused is None
        )

    @property
    def served(self) -> tuple[ImportedName, ...]:
        """The imports that somebody serves."""
        return tuple(
            item for item in self.imports if item.served_by is not None and item.refused is None
        )
