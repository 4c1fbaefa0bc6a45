"""The host functions of one instance: what its imports call, number by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from runtime.adapters.entries import closure_signature, return_words
from runtime.adapters.imports import stack_closures
from runtime.bindgen.descriptor import Cast, Closure, Function, decode_descriptor
from runtime.core.handles import RESERVED, HandleTable
from runtime.engine.helpers import Signature, closure_entry, table_entry
from runtime.engine.interface import Extern, Store
from runtime.errors import (
    InternalError,
    MalformedModule,
    MissingImportCalled,
    UnsupportedType,
)
from runtime.instance.casts import CastServer
from runtime.instance.environment import Environment, ExportedObject
from runtime.instance.heap_closures import HeapClosures
from runtime.linker.link import Generic, Link, Links, Raw, Served, StructNew, StructUnwrap, Unlinked
from runtime.module import Module
from runtime.module.plan import signature_of
from runtime.wasm.model import FuncType, WasmModule


class ImportServer:
    """Makes host functions of links, and answers what a guest asks of its glue.

    Args:
        env: the instance's environment.
        handles: its JavaScript heap.
        heap_closures: its heap closures.
        casts: its casts, and where it describes types.
        module: what it is an instance of.

    """

    def __init__(
        self,
        env: Environment,
        handles: HandleTable,
        heap_closures: HeapClosures,
        casts: CastServer,
        module: Module,
    ) -> None:
        if module.section is None:
            raise InternalError("imports of a module without wasm-bindgen")
        self._env = env
        self._handles = handles
        self._heap_closures = heap_closures
        self._casts = casts
        self._adapters = module.adapters
        self._profile = module.section.profile
        self._trampoline: Callable[[str], Callable[..., Any]] = _no_trampoline
        # By table index, of the function that describes a closure.
        self._makers: dict[int, Callable[[int, int], object]] = {}
        self._waiting: list[tuple[Callable[..., None], Served]] = []
        self._generics: Mapping[str, Generic | Unlinked] = {}

    def serve(
        self, wasm: WasmModule, links: Links, store: Store, *, strict: bool
    ) -> dict[tuple[str, str], Extern]:
        """Return what the guest is to be instantiated with.

        Args:
            wasm: the guest.
            links: what serves each of its imports.
            store: where the host functions live.
            strict: refuse an import with a type that does not cross now, not when it is called.

        Raises:
            UnsupportedType: there is such an import.

        """
        imports = {}
        self._generics = links.generics
        for item in wasm.imports:
            key = (item.module, item.name)
            if key in imports or not isinstance(item.type, FuncType):
                continue
            link = links.links[key]
            if link is Raw.DESCRIBE:
                imports[key] = self._casts.sink.describe
            elif link in (Raw.DESCRIBE_CAST, Raw.DESCRIBE_GENERIC_IMPORT):
                imports[key] = self._casts.sink.marker
            else:
                signature = signature_of(item.type)
                try:
                    function = self._serve(link, item.name)
                except UnsupportedType as error:
                    if strict:
                        raise
                    function = self._guarded(_refusing(error))
                imports[key] = store.host_function(signature.params, signature.result, function)
        return imports

    def attach(self, trampoline: Callable[[str], Callable[..., Any]]) -> None:
        """Take what exists once the guest is instantiated.

        Args:
            trampoline: finds a trampoline by name.

        """
        self._trampoline = trampoline
        for attach, link in self._waiting:
            found = stack_closures(link.args)
            attach(*[self._stack_maker(f, mutable, link.name) for f, mutable in found])
        self._waiting.clear()

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._trampoline = _no_trampoline
        self._makers.clear()

    def _serve(self, link: Link, name: str) -> Callable[..., Any]:
        """Return the function, of numbers, that the engine calls for an import."""
        if isinstance(link, Served):
            bind = self._adapters.imported(link.name, link.args, link.ret, link.catch)
            function, attach = bind(self._env, link.function)
            if attach is not None:
                self._waiting.append((attach, link))
            served: Callable[..., Any] = function
            return served
        if isinstance(link, Unlinked):
            return self._unlinked(link)
        if isinstance(link, StructNew):
            struct = link.struct
            return self._guarded(
                lambda pointer: self._handles.add(self._env.wrap_struct(struct, pointer))
            )
        if isinstance(link, StructUnwrap):
            struct = link.struct
            return self._guarded(lambda handle: self._unwrap(struct, handle))
        if link is Raw.DROP_REF:
            return self._dropping()
        return self._guarded(self._raw(link, name))

    def _unlinked(self, link: Unlinked) -> Callable[..., Any]:
        def unlinked(*_: Any) -> None:
            raise MissingImportCalled(link.missing)

        return self._guarded(unlinked)

    def generic(self, cast: Cast) -> Callable[..., Any]:
        """Return the function, of numbers, that serves a generic import for some types.

        Args:
            cast: what the guest described: the import's shim, and the types.

        Raises:
            MalformedModule: there is no such import.

        """
        link = self._generics.get(cast.key)
        if link is None:
            raise MalformedModule(0, "descriptor", f"a generic import, found {cast.key!r}")
        if isinstance(link, Unlinked):
            return self._unlinked(link)
        args, ret = cast.signature.args, cast.signature.ret
        bind = self._adapters.imported(link.name, args, ret, link.catch)
        function, attach = bind(self._env, link.function)
        if attach is not None:
            found = stack_closures(args)
            attach(*[self._stack_maker(f, mutable, link.name) for f, mutable in found])
        served: Callable[..., Any] = function
        return served

    def _raw(self, link: Raw, name: str) -> Callable[..., Any]:
        def unexpected(*_: Any) -> None:
            raise InternalError(f"the guest called {name}, which only JavaScript glue serves")

        table: dict[Raw, Callable[..., Any]] = {
            Raw.CLONE_REF: self._clone_ref,
            # One past the constants of the heap (wasm-bindgen `src/externref.rs`, 0.2.130).
            Raw.STATICS_END: lambda: self._profile.heap_offset + RESERVED,
            Raw.DESCRIBE_CLOSURE: self._describe_closure,
        }
        return table.get(link, unexpected)

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Note an exception that leaves ``function`` into wasm, as generated adapters do."""
        leaving = self._env.leaving

        def guarded(*numbers: Any) -> Any:
            try:
                return function(*numbers)
            except BaseException as error:
                leaving(error)
                raise

        return guarded

    def _stack_maker(self, function: Function, mutable: bool, origin: str) -> Callable[..., Any]:
        signature = closure_signature(function, self._profile)
        enter = self._trampoline(
            closure_entry(signature, return_words(function.ret, self._profile))
        )
        bind = self._adapters.stack_closure(function, mutable)
        maker: Callable[..., Any] = bind(self._env, enter, origin)
        return maker

    def _clone_ref(self, handle: int) -> int:
        return self._handles.add(self._handles.get(handle))

    def _dropping(self) -> Callable[[int], None]:
        """Return what drops a handle. Nothing is asked more often: it does nothing else."""
        take, leaving = self._handles.take, self._env.leaving

        def drop_ref(handle: int) -> None:
            try:
                take(handle)
            except BaseException as error:
                leaving(error)
                raise

        return drop_ref

    def _unwrap(self, struct: str, handle: int) -> int:
        value = self._handles.get(handle)
        # Of an object of a subclass nothing can be taken: Rust gets no pointer, as from the glue.
        if not isinstance(value, ExportedObject) or value._key != struct:
            return 0
        name = self._env.classes[struct].__name__
        pointer = self._env.move_struct(value, struct, f"a value turned into {name}")
        if self._profile.struct_unwrap_takes:
            self._handles.take(handle)
        return pointer

    def _describe_closure(self, a: int, b: int, describe: int) -> int:
        make = self._makers.get(describe)
        if make is None:
            # The words of whoever was describing before are not this closure's.
            self._casts.sink.take()
            self._trampoline(table_entry(Signature((), None)))(describe)
            closure = decode_descriptor(self._casts.sink.take(), self._profile)
            if not isinstance(closure, Closure):
                raise MalformedModule(0, "descriptor", f"a closure, found {closure!r}")
            make = self._makers[describe] = self._heap_closures.maker(closure)
        return self._handles.add(make(a, b))


def _refusing(error: UnsupportedType) -> Callable[..., Any]:
    """Return what stands for an import of which a type does not cross: the rest goes on."""
    descriptor = error.descriptor

    def refused(*_: Any) -> Any:
        raise UnsupportedType(descriptor)

    return refused


def _no_trampoline(name: str) -> Callable[..., Any]:
    raise InternalError(f"the trampoline {name!r} was wanted of a guest that is not there")
