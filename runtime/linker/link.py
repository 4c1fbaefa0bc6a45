"""Linking: every wasm import joined to what serves it, or reported missing, all at once."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from runtime.bindgen.descriptor import Descriptor, Function, Kind, Option, Ref
from runtime.bindgen.discovery import discover
from runtime.bindgen.identity import identity_of
from runtime.bindgen.program import (
    Import,
    ImportFunction,
    ImportStatic,
    ImportString,
    ImportType,
    Program,
    RawNamed,
)
from runtime.bindgen.section import BindgenSection
from runtime.bindgen.spelling import rust_name
from runtime.bindgen.symbols import struct_new, struct_unwrap
from runtime.bindgen.versions import AbiProfile
from runtime.core.members import MISSING
from runtime.errors import MissingImport
from runtime.linker.intrinsics import FIXED_SIGNATURES, PREFIX
from runtime.linker.scope import HostScope
from runtime.linker.targets import (
    Unserved,
    dotted,
    function_target,
    instanceof_target,
    module_of,
    static_target,
)
from runtime.wasm.model import FuncType, WasmModule

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
    TRANSFORM = EXTERNREF_TRANSFORM


RAW_NAMES = frozenset(raw.value for raw in Raw)


@dataclass(frozen=True)
class Served:
    """An import that a Python function serves, through a generated adapter.

    Attributes:
        name: what to call it in messages.
        args: Rust types of the arguments, a receiver first.
        ret: Rust type of the result.
        function: gets lifted values.
        catch: Rust wants exceptions as ``Err``.

    """

    name: str
    args: tuple[Descriptor, ...]
    ret: Descriptor
    function: Callable[..., Any]
    catch: bool = False


@dataclass(frozen=True)
class StructNew:
    """``__wbg_<struct>_new(pointer) -> handle``, of a struct by its identity."""

    struct: str


@dataclass(frozen=True)
class StructUnwrap:
    """``__wbg_<struct>_unwrap(handle) -> pointer``, of a struct by its identity."""

    struct: str


@dataclass(frozen=True)
class Unlinked:
    """Nothing serves it: calling it raises `MissingImportCalled`."""

    missing: MissingImport


@dataclass(frozen=True)
class Generic:
    """An import that is bound once for each use of it, whose types come when it is called.

    It is no wasm import: the guest names it by ``shim`` (``experimental_generic_mono``,
    0.2.128 and later).

    Attributes:
        name: what to call it in messages.
        function: gets lifted values.
        catch: Rust wants exceptions as ``Err``.

    """

    name: str
    function: Callable[..., Any]
    catch: bool


Link = Raw | Served | StructNew | StructUnwrap | Unlinked


@dataclass
class Links:
    """The outcome of linking.

    Attributes:
        links: by wasm module and name.
        generics: by shim, those that the module declares. What nothing serves is among
            ``missing`` where its code shows that it is used.
        reexports: what the guest exports of what it imports, by the name under which it does.
        missing: what nothing serves; in ``links`` each of them is an `Unlinked`.

    """

    links: dict[tuple[str, str], Link] = field(default_factory=dict)
    generics: dict[str, Generic | Unlinked] = field(default_factory=dict)
    reexports: dict[str, object] = field(default_factory=dict)
    missing: list[MissingImport] = field(default_factory=list)


class Linker:
    """Links one module against one host.

    Args:
        section: what the macro recorded, or None for a module without.
        descriptors: Rust types by symbol.
        scope: what the host serves.
        intrinsics: functions by name, without prefix.

    """

    def __init__(
        self,
        section: BindgenSection | None,
        descriptors: Mapping[str, Descriptor],
        scope: HostScope,
        intrinsics: Mapping[str, Callable[..., Any]],
    ) -> None:
        self._profile = section.profile if section else None
        self._descriptors = descriptors
        self._scope = scope
        self._intrinsics = intrinsics
        self._imports: dict[str, tuple[Import, Any]] = {}
        self._structs: dict[str, Link] = {}
        self._reexports: dict[str, Import] = {}
        self._snippets: dict[str, str] = {}
        self._linked: dict[str, str] = {}
        self._prefixes: dict[str, tuple[str, ...]] = {}
        for program in section.programs if section else ():
            self._index(program, section.profile)  # type: ignore[union-attr] # not None here

    def _index(self, program: Program, profile: AbiProfile) -> None:
        for item in program.imports:
            kind = item.kind
            if item.reexport is not None:
                self._reexports[item.reexport] = item
            if isinstance(kind, (ImportFunction, ImportStatic, ImportString)):
                self._imports[kind.shim] = (item, kind)
            elif isinstance(kind, ImportType):
                self._imports[kind.instanceof_shim] = (item, kind)
                if kind.vendor_prefixes:
                    self._prefixes[kind.name] = kind.vendor_prefixes
        self._snippets.update({item.identifier: item.contents for item in program.local_modules})
        for linked in program.linked_modules:
            self._linked[linked.link_function_name] = str(linked.module.value)
        for struct in program.structs:
            name = identity_of(profile, program, struct)
            self._structs[struct_new(profile, program, struct)] = StructNew(name)
            unwrap = struct_unwrap(profile, program, struct)
            if unwrap is not None:
                self._structs[unwrap] = StructUnwrap(name)

    def link(self, module: WasmModule) -> Links:
        """Link every function that ``module`` imports."""
        result = Links()
        for wasm_import in module.imports:
            if not isinstance(wasm_import.type, FuncType):
                name = f"{wasm_import.module}.{wasm_import.name}"
                kind_text = f"{wasm_import.kind} (none can be given)"
                result.missing.append(MissingImport(name, kind_text))
            elif (wasm_import.module, wasm_import.name) not in result.links:
                key = (wasm_import.module, wasm_import.name)
                result.links[key] = self._link(*key, wasm_import.type, result)
        for item, kind in self._imports.values():
            if isinstance(kind, ImportFunction) and kind.generic_per_mono:
                result.generics[kind.shim] = self._generic(item, kind)
        unserved = {s: link for s, link in result.generics.items() if isinstance(link, Unlinked)}
        if unserved and self._profile is not None:
            used = {cast.key for cast in discover(module, self._profile).casts}
            result.missing += [link.missing for shim, link in unserved.items() if shim in used]
        for name, item in self._reexports.items():
            self._reexport(name, item, result)
        return result

    def _reexport(self, name: str, item: Import, result: Links) -> None:
        """Find what a module exports of its host, whether or not it uses it itself."""
        kind = item.kind
        named = (
            kind.function.name if isinstance(kind, ImportFunction) else getattr(kind, "name", "")
        )
        module, path = module_of(item), (*(item.js_namespace or ()), named)
        found = self._scope.find(module, path)
        if found is not MISSING:
            result.reexports[name] = found
        elif not any(missing.name == ".".join(path) for missing in result.missing):
            result.missing.append(self._missing(Unserved(module, path), f"export of {named}"))

    def _generic(self, item: Import, kind: ImportFunction) -> Generic | Unlinked:
        name = dotted(item, kind)
        try:
            return Generic(
                name, function_target(self._scope, item, kind, self._prefixes), kind.catch
            )
        except Unserved as unserved:
            return Unlinked(self._missing(unserved, f"fn {name.rpartition('.')[2]}<..>(..)"))

    def _link(self, module: str, name: str, wasm_type: FuncType, result: Links) -> Link:
        if module == EXTERNREF_TRANSFORM:
            return Raw.STATICS_END if name == Raw.STATICS_END.value else Raw.TRANSFORM
        if module == PLACEHOLDER:
            if name in RAW_NAMES:
                return Raw(name)
            fixed = self._fixed_intrinsic(name)
            if fixed is not None:
                return fixed
            if name in self._structs:
                return self._structs[name]
            if name in self._linked:
                return self._link_to(name, result)
            if name in self._imports:
                return self._from_section(name, wasm_type, result)
        return _unserved(MissingImport(f"{module}.{name}", f"wasm function {wasm_type}"), result)

    def _fixed_intrinsic(self, name: str) -> Served | None:
        bare = name.removeprefix(PREFIX)
        if not name.startswith(PREFIX) or bare not in FIXED_SIGNATURES:
            return None
        function = self._intrinsics.get(bare)
        if function is None:
            return None
        args, ret = FIXED_SIGNATURES[bare]
        return Served(name, tuple(args), ret, function)

    def _link_to(self, name: str, result: Links) -> Link:
        """Serve ``link_to!``: the URL of a module, which is the module itself, as a data URL."""
        module = self._linked[name]
        text = self._snippets.get(module)
        if text is None:
            missing = MissingImport(f"link_to!({module!r})", "fn() -> String", module)
            return _unserved(missing, result)
        # What ECMAScript's encodeURIComponent leaves as it is, beside letters and digits.
        url = "data:application/javascript," + quote(text, safe="-_.!~*'()")
        return Served(name, (), Kind.STRING, lambda: url)

    def _from_section(self, shim: str, wasm_type: FuncType, result: Links) -> Link:
        item, kind = self._imports[shim]
        if isinstance(kind, ImportString):
            text = kind.string
            return Served(shim, (), Kind.EXTERNREF, lambda: text)
        if isinstance(kind, ImportType):
            test = instanceof_target(self._scope, item, kind)
            return Served(f"instanceof {kind.name}", (Ref(Kind.EXTERNREF),), Kind.BOOLEAN, test)
        descriptor = self._descriptors.get(shim)
        if isinstance(kind, ImportStatic):
            return self._static(item, kind, descriptor or Kind.EXTERNREF, result)
        if not isinstance(descriptor, Function):
            missing = MissingImport(dotted(item, kind), f"wasm function {wasm_type}, undescribed")
            return _unserved(missing, result)
        return self._function(item, kind, descriptor, result)

    def _static(
        self, item: Import, static: ImportStatic, descriptor: Descriptor, result: Links
    ) -> Link:
        try:
            optional = isinstance(descriptor, Option)
            target = static_target(self._scope, item, static, optional)
        except Unserved as unserved:
            missing = self._missing(unserved, f"static {static.name}: {rust_name(descriptor)}")
            return _unserved(missing, result)
        return Served(static.name, (), descriptor, target)

    def _function(
        self, item: Import, kind: ImportFunction, descriptor: Function, result: Links
    ) -> Link:
        name = dotted(item, kind)
        bare = kind.function.name.removeprefix(PREFIX)
        own = isinstance(item.module, RawNamed) and item.module.value == PLACEHOLDER
        if (own or bare == "_wbg_cb_unref") and bare in self._intrinsics:
            function = self._intrinsics[bare]
            # From 0.2.102 to 0.2.104 it is described as lent, but nobody drops it afterwards.
            args = (Kind.EXTERNREF,) if bare == "cb_drop" else descriptor.args
            return Served(name, args, descriptor.ret, function, kind.catch)
        try:
            target = function_target(self._scope, item, kind, self._prefixes)
        except Unserved as unserved:
            signature = _rust_signature(name, descriptor)
            missing = self._missing(unserved, signature)
            return _unserved(missing, result)
        return Served(name, descriptor.args, descriptor.ret, target, kind.catch)

    def _missing(self, unserved: Unserved, signature: str) -> MissingImport:
        nearest = self._scope.nearest(unserved.module, unserved.path)
        name = ".".join(unserved.path)
        reason = self._scope.members.refusal(name) if unserved.module is None else None
        snippet = unserved.module in self._snippets
        return MissingImport(name, signature, unserved.module, nearest, reason, snippet)


def _unserved(missing: MissingImport, result: Links) -> Unlinked:
    result.missing.append(missing)
    return Unlinked(missing)


def _rust_signature(name: str, function: Function) -> str:
    bare = name.rpartition(".")[2].removeprefix("new ")
    arguments = ", ".join(rust_name(argument) for argument in function.args)
    arrow = "" if function.ret is Kind.UNIT else f" -> {rust_name(function.ret)}"
    return f"fn {bare}({arguments}){arrow}"
