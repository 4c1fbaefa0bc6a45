"""What is known of a module, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from runtime.adapters.entries import Call
from runtime.module import Module

ExportKind = Literal["function", "class", "enum"]


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
