"""What linking a module needs of it, worked out once: what each of its imports is.

An instance asks its host for each import anew (`runtime.linker.link`), since no two hosts need
serve the same.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from runtime.bindgen.descriptor import Descriptor, Function, Kind, Option, Ref
from runtime.bindgen.identity import identity_of
from runtime.bindgen.program import (
    BindgenSection,
    Import,
    ImportFunction,
    ImportStatic,
    ImportString,
    ImportType,
    Program,
    RawNamed,
)
from runtime.bindgen.spelling import rust_name
from runtime.core.thrown import caught, is_catchable
from runtime.engine.interface import Signature
from runtime.errors import InternalError, MissingImport
from runtime.linker.intrinsics import FIXED_SIGNATURES, PREFIX
from runtime.linker.targets import (
    Finder,
    Lookup,
    Path,
    Target,
    dotted,
    function_finder,
    instanceof_finder,
    module_of,
    static_finder,
)
from runtime.module import Module
from runtime.module.plan import signature_of
from runtime.records import record
from runtime.wasm.model import FuncType, WasmModule

_UNREF = (Ref(Kind.EXTERNREF),), Kind.UNIT

PLACEHOLDER = "__wbindgen_placeholder__"
EXTERNREF_TRANSFORM = "__wbindgen_externref_xform__"


class Raw(enum.Enum):
    """Imports that the instance serves itself, number by number."""

    DESCRIBE = "__wbindgen_describe"
    DESCRIBE_CLOSURE = "__wbindgen_describe_closure"
    DESCRIBE_CAST = "__wbindgen_describe_cast"
    DESCRIBE_GENERIC_IMPORT = "__wbindgen_describe_generic_import"
    CLONE_REF = "__wbindgen_object_clone_ref"
    DROP_REF = "__wbindgen_object_drop_ref"
    STATICS_END = "__wbindgen_externref_statics_end"
    UNREF = "_wbg_cb_unref"
    TRANSFORM = EXTERNREF_TRANSFORM


RAW_NAMES = frozenset(raw.value for raw in Raw)
IN_SINK = (
    *(Raw.DESCRIBE, Raw.DESCRIBE_CAST, Raw.DESCRIBE_GENERIC_IMPORT),
    *(Raw.STATICS_END, Raw.UNREF, Raw.DROP_REF),
)
"""Those of them that functions in wasm serve."""


@record(frozen=True)
class Served:
    """An import that a Python function serves, through a generated adapter.

    Attributes:
        name: what to call it in messages.
        args: Rust types of the arguments, a receiver first.
        ret: Rust type of the result.
        find: finds the function, which gets lifted values, in a host.
        wanted: what the guest wants of it, for messages.
        catch: Rust wants exceptions as ``Err``.

    """

    name: str
    args: tuple[Descriptor, ...]
    ret: Descriptor
    find: Finder
    wanted: str = ""
    catch: bool = False


@record(frozen=True)
class StructNew:
    """``__wbg_<struct>_new(pointer) -> handle``, of a struct by its identity."""

    struct: str


@record(frozen=True)
class StructUnwrap:
    """``__wbg_<struct>_unwrap(handle) -> pointer``, of a struct by its identity."""

    struct: str


@record(frozen=True)
class Unlinked:
    """Nothing serves it: calling it raises `MissingImportCalled`."""

    missing: MissingImport


@record(frozen=True)
class Generic:
    """An import that is bound once for each use of it, whose types come when it is called.

    It is no wasm import: the guest names it by ``shim`` (``experimental_generic_mono``,
    0.2.128 and later).

    Attributes:
        name: what to call it in messages.
        find: finds the function, which gets lifted values, in a host.
        wanted: what the guest wants of it, for messages.
        catch: Rust wants exceptions as ``Err``.

    """

    name: str
    find: Finder
    wanted: str
    catch: bool


@record(frozen=True)
class Reexport:
    """What the guest exports of what it imports.

    Attributes:
        name: under which it does.
        module: where the host has it.
        path: likewise.
        wanted: what the guest wants of it, for messages.

    """

    name: str
    module: str | None
    path: Path
    wanted: str


Link = Raw | Served | StructNew | StructUnwrap | Unlinked
Key = tuple[str, str]
"""A wasm import: module and name."""


@record(frozen=True)
class LinkPlan:
    """What each import of a module is.

    Attributes:
        links: of everything that is imported. An `Unlinked` can be served by no host.
        signatures: of those that host functions serve.
        in_sink: those that functions of the sink serve.
        generics: by shim, imports that are bound for each use.
        reexports: what the module exports of its host.
        snippets: modules of JavaScript that the guest's crates bring with them.
        wasm: the module.
        section: what wasm-bindgen recorded in it.

    """

    links: Mapping[Key, Link]
    signatures: Mapping[Key, Signature]
    in_sink: tuple[tuple[Key, Raw], ...]
    generics: Mapping[str, Generic]
    reexports: tuple[Reexport, ...]
    snippets: frozenset[str]
    wasm: WasmModule
    section: BindgenSection

    @cached_property
    def used_generics(self) -> frozenset[str]:
        """Shims of those generic imports that the module's code shows to be used."""
        from runtime.bindgen.discovery import discover  # few guests have such imports

        return frozenset(cast.key for cast in discover(self.wasm, self.section.profile).casts)


def plan_links(module: Module) -> LinkPlan:
    """Return what each import of a module is; for `Module.once`."""
    if module.section is None:
        raise InternalError("imports of a module without wasm-bindgen")
    planner = _Planner(module.section, module.descriptors, module.destroys_in_wasm)
    return planner.plan(module.wasm)


class _Planner:
    """Plans the links of one module.

    Args:
        section: what the macro recorded.
        descriptors: Rust types by symbol.
        destroys_in_wasm: the sink drops closures.

    """

    def __init__(
        self,
        section: BindgenSection,
        descriptors: Mapping[str, Descriptor],
        destroys_in_wasm: bool,
    ) -> None:
        self._section = section
        self._descriptors = descriptors
        self._destroys_in_wasm = destroys_in_wasm
        self._imports: dict[str, tuple[Import, Any]] = {}
        self._structs: dict[str, Link] = {}
        self._reexports: dict[str, Reexport] = {}
        self._snippets: dict[str, str] = {}
        self._linked: dict[str, str] = {}
        self._prefixes: dict[str, tuple[str, ...]] = {}
        for program in section.programs:
            self._index(program)

    def _index(self, program: Program) -> None:
        for item in program.imports:
            kind = item.kind
            if item.reexport is not None:
                self._reexports[item.reexport] = _reexport(item, item.reexport)
            if isinstance(kind, (ImportFunction, ImportStatic, ImportString)):
                self._imports[kind.shim] = (item, kind)
            elif isinstance(kind, ImportType):
                self._imports[kind.instanceof_shim] = (item, kind)
                if kind.vendor_prefixes:
                    self._prefixes[kind.name] = kind.vendor_prefixes
        self._snippets.update({item.identifier: item.contents for item in program.local_modules})
        for linked in program.linked_modules:
            self._linked[linked.link_function_name] = str(linked.module.value)
        if program.structs:
            self._index_structs(program)

    def _index_structs(self, program: Program) -> None:
        from runtime.bindgen.symbols import struct_new, struct_unwrap  # many guests export none

        profile = self._section.profile
        for struct in program.structs:
            name = identity_of(profile, program, struct)
            self._structs[struct_new(profile, program, struct)] = StructNew(name)
            unwrap = struct_unwrap(profile, program, struct)
            if unwrap is not None:
                self._structs[unwrap] = StructUnwrap(name)

    def plan(self, wasm: WasmModule) -> LinkPlan:
        """Plan every link of ``wasm``."""
        links: dict[Key, Link] = {}
        signatures: dict[Key, Signature] = {}
        in_sink: list[tuple[Key, Raw]] = []
        for wasm_import in wasm.imports:
            key = wasm_import.module, wasm_import.name
            if key in links:
                continue
            if isinstance(wasm_import.type, FuncType):
                link = links[key] = self._link(*key, wasm_import.type)
                if isinstance(link, Raw) and link in IN_SINK:
                    in_sink.append((key, link))
                else:
                    signatures[key] = signature_of(wasm_import.type)
            else:
                wanted = f"{wasm_import.kind} (none can be given)"
                links[key] = Unlinked(MissingImport(".".join(key), wanted))
        generics = {
            kind.shim: self._generic(item, kind)
            for item, kind in self._imports.values()
            if isinstance(kind, ImportFunction) and kind.generic_per_mono
        }
        return LinkPlan(
            links,
            signatures,
            tuple(in_sink),
            generics,
            tuple(self._reexports.values()),
            frozenset(self._snippets),
            wasm,
            self._section,
        )

    def _generic(self, item: Import, kind: ImportFunction) -> Generic:
        name = dotted(item, kind)
        find = function_finder(item, kind, self._prefixes)
        return Generic(name, find, f"fn {name.rpartition('.')[2]}<..>(..)", kind.catch)

    def _link(self, module: str, name: str, wasm_type: FuncType) -> Link:
        if module == EXTERNREF_TRANSFORM:
            return Raw.STATICS_END if name == Raw.STATICS_END.value else Raw.TRANSFORM
        if module == PLACEHOLDER:
            if name in RAW_NAMES:
                return Raw(name)
            bare = name.removeprefix(PREFIX)
            if bare != name and bare in FIXED_SIGNATURES:
                args, ret = FIXED_SIGNATURES[bare]
                return Served(name, tuple(args), ret, partial(_intrinsic, bare))
            if name in self._structs:
                return self._structs[name]
            if name in self._linked:
                return self._link_to(name)
            if name in self._imports:
                return self._from_section(name, wasm_type)
        return Unlinked(MissingImport(f"{module}.{name}", f"wasm function {wasm_type}"))

    def _link_to(self, name: str) -> Link:
        """Serve ``link_to!``: the URL of a module, which is the module itself, as a data URL."""
        module = self._linked[name]
        text = self._snippets.get(module)
        if text is None:
            return Unlinked(MissingImport(f"link_to!({module!r})", "fn() -> String", module))
        from urllib.parse import quote  # hardly a guest has one

        # What ECMAScript's encodeURIComponent leaves as it is, beside letters and digits.
        url = "data:application/javascript," + quote(text, safe="-_.!~*'()")
        return Served(name, (), Kind.STRING, partial(_constant, url))

    def _from_section(self, shim: str, wasm_type: FuncType) -> Link:
        item, kind = self._imports[shim]
        if isinstance(kind, ImportString):
            return Served(shim, (), Kind.EXTERNREF, partial(_constant, kind.string))
        if isinstance(kind, ImportType):
            test, args = instanceof_finder(item, kind), (Ref(Kind.EXTERNREF),)
            return Served(f"instanceof {kind.name}", args, Kind.BOOLEAN, test)
        descriptor = self._descriptors.get(shim)
        if isinstance(kind, ImportStatic):
            ret = descriptor or Kind.EXTERNREF
            find = static_finder(item, kind, isinstance(ret, Option))
            return Served(kind.name, (), ret, find, f"static {kind.name}: {rust_name(ret)}")
        if not isinstance(descriptor, Function):
            wanted = f"wasm function {wasm_type}, undescribed"
            return Unlinked(MissingImport(dotted(item, kind), wanted))
        return self._function(item, kind, descriptor)

    def _function(self, item: Import, kind: ImportFunction, descriptor: Function) -> Link:
        name, args = dotted(item, kind), descriptor.args
        find = function_finder(item, kind, self._prefixes)
        bare = kind.function.name.removeprefix(PREFIX)
        if bare == Raw.UNREF.value and self._destroys_in_wasm and (args, descriptor.ret) == _UNREF:
            return Raw.UNREF
        own = isinstance(item.module, RawNamed) and item.module.value == PLACEHOLDER
        if own or bare == Raw.UNREF.value:
            find = partial(_intrinsic_or_host, bare, find)
            if bare == "cb_drop":
                # From 0.2.102 to 0.2.104 it is described as lent, but nobody drops it afterwards.
                args = (Kind.EXTERNREF,)
        wanted = _rust_signature(name, descriptor)
        if not kind.function.asyncness:
            return Served(name, args, descriptor.ret, find, wanted, kind.catch)
        # Whatever its type is said to be: what crosses is a promise, which Rust awaits. It looks
        # at that alone: an exception kept for it as for other calls would be the next one's.
        find = partial(_promising, find, kind.catch)
        return Served(name, args, Kind.EXTERNREF, find, wanted)


def _intrinsic(bare: str, lookup: Lookup) -> Target:
    return lookup.intrinsics[bare]


def _intrinsic_or_host(bare: str, find: Finder, lookup: Lookup) -> Target:
    return lookup.intrinsics.get(bare) or find(lookup)


def _promising(find: Finder, catch: bool, lookup: Lookup) -> Target:
    """Return what serves an ``async fn``: a function that may give a value, or an awaitable.

    Where Rust wants exceptions as an ``Err``, one that the function raises is the promise's reason.
    """
    target, members = find(lookup), lookup.scope.members
    promise = members.promise
    if not catch:
        return lambda *args: promise(target(*args))

    def catching(*args: Any) -> Any:
        try:
            return promise(target(*args))
        except Exception as error:
            if not is_catchable(error):
                raise
            return members.rejected(caught(error))

    return catching


def _constant(value: str, _: Lookup) -> Target:
    return lambda: value


def _reexport(item: Import, name: str) -> Reexport:
    kind = item.kind
    named = kind.function.name if isinstance(kind, ImportFunction) else getattr(kind, "name", "")
    path = (*(item.js_namespace or ()), named)
    return Reexport(name, module_of(item), path, f"export of {named}")


def _rust_signature(name: str, function: Function) -> str:
    bare = name.rpartition(".")[2].removeprefix("new ")
    arguments = ", ".join(rust_name(argument) for argument in function.args)
    arrow = "" if function.ret is Kind.UNIT else f" -> {rust_name(function.ret)}"
    return f"fn {bare}({arguments}){arrow}"
