"""What a module is made of, as frozen dataclasses; names are those of the WebAssembly spec."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from runtime.records import field, record

ExternKind = Literal["func", "table", "memory", "global", "tag"]
"""Kind of an import or export, as the text format spells it."""

SECTION_NAMES = (
    "custom",
    "type",
    "import",
    "function",
    "table",
    "memory",
    "global",
    "export",
    "start",
    "element",
    "code",
    "data",
    "data count",
    "tag",
)
"""Name of a section by its id (spec 3.0, "Sections")."""

SECTION_ORDER = (1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11)
"""Ids in the order in which sections must stand; custom sections may stand anywhere."""

EXPORT_SECTION = 7


@record(frozen=True)
class FuncType:
    """Signature of a function: value types such as ``i32`` and ``externref``."""

    params: tuple[str, ...]
    results: tuple[str, ...]

    def __str__(self) -> str:
        return f"({', '.join(self.params)}) -> ({', '.join(self.results)})"


@record(frozen=True)
class Limits:
    """Size bounds, in elements of a table or in pages of a memory; no ``maximum`` is None."""

    minimum: int
    maximum: int | None = None


@record(frozen=True)
class TableType:
    """Type of a table: ``element`` is ``funcref`` or ``externref``."""

    element: str
    limits: Limits


@record(frozen=True)
class MemoryType:
    """Type of a memory; ``shared`` and ``is64`` are the threads and memory64 proposals'."""

    limits: Limits
    shared: bool = False
    is64: bool = False


@record(frozen=True)
class GlobalType:
    """Type of a global."""

    value: str
    mutable: bool


ExternType = FuncType | TableType | MemoryType | GlobalType


@record(frozen=True)
class Import:
    """One import; ``type`` is the resolved type, of a function its signature."""

    module: str
    name: str
    kind: ExternKind
    type: ExternType


@record(frozen=True)
class Export:
    """One export; ``index`` counts in the kind's index space, imports first."""

    name: str
    kind: ExternKind
    index: int


@record(frozen=True)
class ElementSegment:
    """Functions that are placed in a table.

    Attributes:
        mode: ``active`` segments are written at instantiation.
        table: index of the table of an active segment, else None.
        offset: first element's place where it is an ``i32.const``, else None.
        functions: function indices; None where an item is no plain function reference.

    """

    mode: Literal["active", "passive", "declarative"]
    table: int | None
    offset: int | None
    functions: tuple[int | None, ...]


@record(frozen=True)
class CustomSection:
    """A custom section: ``offset`` is that of ``payload`` in the module, after the name."""

    name: str
    payload: bytes = field(repr=False)
    offset: int


@record(frozen=True)
class Section:
    """A section as it stands in the module.

    Attributes:
        id: as in `SECTION_NAMES`.
        offset: where the payload begins, in bytes from the beginning of the module.
        payload: the bytes, undecoded.
        size_width: bytes that the size took; linkers pad it.

    """

    id: int
    offset: int
    payload: bytes = field(repr=False)
    size_width: int = 1


@record(frozen=True)
class WasmModule:
    """A decoded module.

    ``sections`` is the whole of it; all other attributes are views of sections, in the order of
    the module, without the imported items. ``functions`` holds type indices.
    """

    sections: tuple[Section, ...]
    types: tuple[FuncType, ...] = ()
    imports: tuple[Import, ...] = ()
    functions: tuple[int, ...] = ()
    tables: tuple[TableType, ...] = ()
    memories: tuple[MemoryType, ...] = ()
    globals: tuple[GlobalType, ...] = ()
    exports: tuple[Export, ...] = ()
    start: int | None = None
    elements: tuple[ElementSegment, ...] = ()
    customs: tuple[CustomSection, ...] = ()

    @cached_property
    def function_space(self) -> tuple[FuncType, ...]:
        """Signatures by function index, imports first."""
        # A tag has a function type too: the kind decides.
        functions = (i.type for i in self.imports if i.kind == "func")
        imported = tuple(type_ for type_ in functions if isinstance(type_, FuncType))
        return imported + tuple(self.types[index] for index in self.functions)

    @cached_property
    def table_space(self) -> tuple[TableType, ...]:
        """Table types by table index, imports first."""
        return tuple(i.type for i in self.imports if isinstance(i.type, TableType)) + self.tables

    @cached_property
    def global_space(self) -> tuple[GlobalType, ...]:
        """Global types by global index, imports first."""
        return tuple(i.type for i in self.imports if isinstance(i.type, GlobalType)) + self.globals

    @cached_property
    def _exports_by_name(self) -> dict[str, Export]:
        return {export.name: export for export in self.exports}

    def export_by_name(self, name: str) -> Export | None:
        """Return the export of that name, or None."""
        return self._exports_by_name.get(name)

    def type_of_function(self, index: int) -> FuncType:
        """Return the signature of the function with that index, imports first.

        Raises:
            IndexError: there is no such function.

        """
        if index < 0:
            raise IndexError(index)
        return self.function_space[index]

    def function_type(self, name: str) -> FuncType:
        """Return the signature of the exported function ``name``.

        Raises:
            KeyError: no function is exported under that name.

        """
        export = self.export_by_name(name)
        if export is None or export.kind != "func":
            raise KeyError(name)
        return self.type_of_function(export.index)

    def customs_named(self, name: str) -> tuple[CustomSection, ...]:
        """Return the custom sections of that name, in their order."""
        return tuple(custom for custom in self.customs if custom.name == name)


@record(frozen=True)
class Internals:
    """Under which names the host finds what the linker had kept inside.

    Attributes:
        table: export name of table 0, or None where the module has no table.
        stack_pointer: export name of the shadow stack pointer, or None where there is none.

    """

    table: str | None
    stack_pointer: str | None
