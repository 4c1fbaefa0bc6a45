"""A module read, checked and compiled once, to be opened any number of times."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from runtime.adapters.cache import AdapterCache
from runtime.bindgen.descriptor import Descriptor
from runtime.bindgen.versions import NEWEST_RELEASE, profile_for
from runtime.core.handles import RESERVED
from runtime.engine.helpers import ExportEntry, trampolines_text
from runtime.engine.interface import CompiledModule, Engine, Signature
from runtime.engine.select import select_engine
from runtime.engine.sink import MOST_CASTS, DropRef, Sink, Unref, sink_text
from runtime.errors import InternalError
from runtime.module.compile_cache import CompileCache
from runtime.module.plan import (
    DESTROY_CLOSURE,
    ExportPlan,
    destroys_in_wasm,
    entries_of,
    signature_of,
)
from runtime.module.prepared import Prepared, keep_prepared, load_prepared
from runtime.timeline import step

if TYPE_CHECKING:
    from runtime.bindgen.program import BindgenSection
    from runtime.wasm.model import Internals, WasmModule

Made = TypeVar("Made")

Source = str | os.PathLike[str] | bytes | bytearray | memoryview


class Module:
    """A guest's code: the raw ``.wasm`` that cargo wrote, ready to be opened.

    Made by `load`. What it holds is shared by all its instances and never changes.

    Attributes:
        name: the file's name, or ``<bytes>``.
        engine: the engine it was compiled by.
        wasm: the module, decoded.
        section: what wasm-bindgen recorded in it; None for a module without wasm-bindgen.
        internals: under which names its table and shadow stack pointer were exported.
        size: bytes of the file.

    """

    def __init__(
        self,
        name: str,
        engine: Engine,
        wasm: WasmModule,
        section: BindgenSection | None,
        binary: bytes,
        cache: CompileCache | None = None,
        prepared: Prepared | None = None,
    ) -> None:
        self.name = name
        self.engine = engine
        self.wasm = wasm
        self.section = section
        self.size = len(binary)
        self.internals: Internals
        if prepared is None:
            edited, self.internals = _edited(wasm, binary, section)
        else:
            edited, self.internals = prepared.edited, prepared.internals
            # In the place of the properties of these names.
            self.__dict__.update(descriptors=prepared.descriptors, plan=prepared.plan)
        self._cache = cache
        self._unkept = None if cache is None or prepared is not None else (binary, edited)
        self.compiled: CompiledModule = self._compile(edited)
        self._helpers: dict[str, CompiledModule] = {}
        self._once: dict[Callable[[Module], Any], Any] = {}

    @classmethod
    def load(
        cls,
        source: Source | Module,
        *,
        engine: str | Engine | None = None,
        cache: CompileCache | bool = True,
    ) -> Module:
        """Read, check and compile a module, or take the compiled code from the cache.

        Args:
            source: a path, the bytes themselves, or a `Module` (which is returned as it is).
            engine: ``"wasmer"``, ``"wasmtime"``, an engine, or None for the one that suits.
            cache: where compiled code is kept; True is the user's (the environment variable
                ``WASMLOOP_CACHE`` names another folder, or says ``off``), False none.

        Returns:
            the module, for `runtime.open`.

        Raises:
            OSError: the file cannot be read.
            ModuleError: it cannot be loaded; each subclass says what is wrong and what to do.
            EngineUnavailable: the engine asked for is not there.

        """
        if isinstance(source, Module):
            return source
        if isinstance(source, (bytes, bytearray, memoryview)):
            name, binary = "<bytes>", bytes(source)
        else:
            path = os.fspath(source)
            with step("read", path=path), open(path, "rb") as file:
                name, binary = os.path.basename(path), file.read()
        kept = _cache(cache)
        with step("decode", bytes=len(binary)):
            prepared = None if kept is None else load_prepared(kept, binary)
            if prepared is None:
                wasm, section = _decoded(binary)
            else:
                wasm, section = prepared.wasm, prepared.section
        if section is None:
            _check_runs_alone(wasm)
        chosen = engine if isinstance(engine, Engine) else select_engine(engine)
        return cls(name, chosen, wasm, section, binary, kept, prepared)

    def _compile(self, source: bytes | str) -> CompiledModule:
        if self._cache is not None:
            return self._cache.compile(self.engine, source)
        binary = self.engine.assemble(source) if isinstance(source, str) else source
        with step("compile", bytes=len(binary), engine=self.engine.name):
            return self.engine.compile(binary)

    @property
    def casts(self) -> int:
        """How many functions of the guest's table the sink has a place for."""
        tables = self.wasm.table_space
        return min(tables[0].limits.minimum, MOST_CASTS) if tables else 0

    @cached_property
    def sink(self) -> CompiledModule:
        """The helper module before the guest."""
        offset = 0 if self.section is None else self.section.profile.heap_offset
        return self.helper(sink_text(self.casts, offset + RESERVED))

    def helper(self, text: str) -> CompiledModule:
        """Return a helper module; each text is compiled once."""
        if text not in self._helpers:
            with step("helper module"):
                self._helpers[text] = self._compile(text)
        return self._helpers[text]

    def once(self, make: Callable[[Module], Made]) -> Made:
        """Return what ``make(module)`` returned the first time.

        Layers above keep here what they work out of the module for all its instances.
        """
        if make not in self._once:
            self._once[make] = make(self)
        made: Made = self._once[make]
        return made

    @cached_property
    def plan(self) -> ExportPlan:
        """What the module exports; asking runs its describe functions, once.

        Raises:
            SignatureMismatch: a wasm type is not what is described.

        """
        if self.section is None:
            return ExportPlan((), (), {}, {}, ())
        # Here, since a module that was prepared before needs none of it; and so below.
        from runtime.module.planner import plan_exports
        from runtime.module.signatures import check_signatures

        descriptors = self.descriptors
        with step("plan exports"):
            plan = plan_exports(self.section, descriptors, self.wasm)
            check_signatures(self.section, descriptors, plan, self.wasm)
        self._keep_prepared(self.section, plan)
        return plan

    def _keep_prepared(self, section: BindgenSection, plan: ExportPlan) -> None:
        if self._cache is None or self._unkept is None:
            return
        (binary, edited), self._unkept = self._unkept, None
        with step("keep in the compile cache"):
            prepared = Prepared(self.wasm, section, edited, self.internals, self.descriptors, plan)
            keep_prepared(self._cache, binary, prepared)

    @cached_property
    def descriptors(self) -> dict[str, Descriptor]:
        """Rust types by symbol; asking runs the describe functions, once."""
        if self.section is None:
            return {}
        from runtime.module.describe import describe

        store = self.engine.store()
        try:
            with step("describe"):
                sink = Sink(store, self.sink, _no_casts, _NoDrops(), _no_queue)
                return describe(store, sink, self.wasm, self.compiled, self.section.profile)
        finally:
            store.close()

    @cached_property
    def entries(self) -> list[ExportEntry]:
        """The exports that Python enters, in the trampolines' order."""
        if self.section is None:
            return []
        return entries_of(self.plan, self.wasm, self.section.profile)

    @cached_property
    def table_signatures(self) -> frozenset[Signature]:
        """Types of the functions in the guest's table, which trampolines can call."""
        in_table = {
            self.wasm.type_of_function(index)
            for segment in self.wasm.elements
            for index in segment.functions
            if index is not None
        }
        return frozenset(signature_of(t) for t in in_table if _of_numbers(t))

    @cached_property
    def destroys_in_wasm(self) -> bool:
        """Whether the sink frees the boxes of closures that Rust drops."""
        return self.section is not None and destroys_in_wasm(self.wasm, self.section.profile)

    @cached_property
    def trampolines(self) -> CompiledModule:
        """The helper module after the guest."""
        text = trampolines_text(
            self.table_signatures,
            self.entries,
            table=self.internals.table,
            stack_pointer=self.internals.stack_pointer,
            destructor=DESTROY_CLOSURE if self.destroys_in_wasm else None,
        )
        return self.helper(text)

    @cached_property
    def adapters(self) -> AdapterCache:
        """Compiled adapters, shared by the instances."""
        section = self.section
        profile = section.profile if section else profile_for(NEWEST_RELEASE)
        return AdapterCache(profile, checks_thread=self.engine.checks_thread)

    def __repr__(self) -> str:
        version = self.section.version_text if self.section else "none"
        return f"<Module {self.name} wasm-bindgen={version} engine={self.engine.name}>"


def _cache(wanted: CompileCache | bool) -> CompileCache | None:
    if isinstance(wanted, CompileCache):
        return wanted
    return CompileCache.of_the_user() if wanted else None


def _of_numbers(wasm_type: object) -> bool:
    params, results = getattr(wasm_type, "params", ()), getattr(wasm_type, "results", ())
    return len(results) <= 1 and {*params, *results} <= {"i32", "i64", "f32", "f64"}


def _no_casts(*_: int) -> int:
    raise InternalError("describing a type made a cast")


class _NoDrops:
    """Stands for what drops things while types are described."""

    def unref(self) -> Unref:
        raise InternalError("describing a type dropped a closure")

    def drop_ref(self) -> DropRef:
        raise InternalError("describing a type dropped a value")


def _no_queue() -> Callable[[int], object]:
    raise InternalError("describing a type queued a microtask")


def _decoded(binary: bytes) -> tuple[WasmModule, BindgenSection | None]:
    from runtime.bindgen.section import read_section
    from runtime.bindgen.snippets import name_snippets
    from runtime.records import replace
    from runtime.wasm.reader import decode_module

    wasm = decode_module(binary)
    section = read_section(wasm)
    if section is not None:
        section = replace(section, programs=name_snippets(section.programs))
    return wasm, section


def _edited(
    wasm: WasmModule, binary: bytes, section: BindgenSection | None
) -> tuple[bytes, Internals]:
    from runtime.wasm.edit import export_internals
    from runtime.wasm.model import Internals

    return export_internals(wasm) if section else (binary, Internals(None, None))


def _check_runs_alone(wasm: WasmModule) -> None:
    """Refuse a module without wasm-bindgen section that needs a host of its own.

    Raises:
        PostProcessedModule: the CLI has been at it.
        NotBindgen: it has imports.

    """
    from runtime.bindgen.detect import post_processed_evidence
    from runtime.errors import NotBindgen, PostProcessedModule

    evidence = post_processed_evidence(wasm)
    if evidence is not None:
        raise PostProcessedModule(evidence)
    if wasm.imports:
        raise NotBindgen(f"{item.module}.{item.name}" for item in wasm.imports)
