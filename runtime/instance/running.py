"""One instance of a guest, from linking to closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from runtime.adapters.entries import closure_signature, return_words
from runtime.adapters.imports import stack_closures
from runtime.bindgen.descriptor import Closure, Function, decode_cast, decode_descriptor
from runtime.bindgen.versions import ClosureDestructor
from runtime.core.closures import ClosureTable
from runtime.core.gate import Gate
from runtime.core.handles import RESERVED, HandleTable
from runtime.core.objects import ObjectTable
from runtime.core.scopes import CallScopes
from runtime.engine.helpers import Signature, closure_entry, table_entry
from runtime.engine.interface import Extern, Store
from runtime.engine.interface import Instance as EngineInstance
from runtime.errors import InternalError, LinkError, MalformedModule, MissingImportCalled
from runtime.instance.environment import Environment, ExportedObject
from runtime.instance.exports import Exports, build_exports
from runtime.instance.heap_closures import HeapClosures
from runtime.instance.memory import GuestMemory
from runtime.linker.intrinsics import intrinsics
from runtime.linker.link import (
    Link,
    Linker,
    Links,
    Raw,
    Served,
    StructNew,
    StructUnwrap,
    Unlinked,
)
from runtime.linker.scope import HostScope
from runtime.module import Module
from runtime.module.describe import Sink
from runtime.module.plan import DESTROY_CLOSURE, is_main, signature_of
from runtime.wasm.model import FuncType

_SCRATCH_BYTES = 32
_OWN_STACK_BYTES = 4096
_MASK = 0xFFFF_FFFF


class Loop(Protocol):
    """What an instance asks of its event loop."""

    def request_safe_point(self) -> None:
        """See that the safe points are run soon; any thread may ask."""
        ...

    def cancel_all(self) -> None:
        """Forget every timer and microtask."""
        ...


@dataclass(frozen=True)
class InstanceStats:
    """What an instance holds at one moment.

    Attributes:
        closures: heap closures neither dropped nor collected.
        closures_made: heap closures ever made.
        handles: slots of the JavaScript heap in use.
        scopes: call scopes open.
        objects: exported structs that Python owns.
        memory_bytes: size of the guest's linear memory.

    """

    closures: int
    closures_made: int
    handles: int
    scopes: int
    objects: int
    memory_bytes: int


class Instance:
    """A running guest that was made with wasm-bindgen.

    Args:
        module: the module.
        scope: what the host serves.
        loop: its event loop.
        strict: refuse to start when an import is not served.

    Raises:
        LinkError: imports are missing, and ``strict`` asks for them.

    Attributes:
        exports: functions and classes.
        gate: whether it may be entered.

    """

    def __init__(self, module: Module, scope: HostScope, loop: Loop, *, strict: bool) -> None:
        section = module.section
        if section is None:
            raise InternalError("an instance of a module without wasm-bindgen")
        self._module = module
        self._profile = section.profile
        self._loop = loop
        self.gate = Gate()
        self._handles = HandleTable(self._profile.heap_offset)
        self._scopes = CallScopes()
        self._objects = ObjectTable(loop.request_safe_point)
        self._closures = ClosureTable(loop.request_safe_point)
        self._memory = GuestMemory(self._profile.malloc_has_align, self._handles)
        self._store: Store = module.engine.store()
        self._env = Environment(
            self._store,
            self.gate,
            self._handles,
            self._scopes,
            self._objects,
            self._memory,
            self._poisoned,
        )
        self._heap_closures = HeapClosures(
            self._env, self._closures, module.adapters, self._profile
        )
        self._frees: dict[str, tuple[Callable[..., Any], bool]] = {}
        self._makers: dict[int, Callable[[int, int], object]] = {}
        self._casts: dict[int, Callable[[int], int]] = {}
        self._scratch = 0
        self._attachments: list[tuple[Callable[..., None], Served]] = []
        try:
            self._start(scope, strict)
        except BaseException:
            self._store.close()
            raise

    # --- making ------------------------------------------------------------------------------

    def _start(self, scope: HostScope, strict: bool) -> None:
        module = self._module
        services = intrinsics(self, boolean_is_option=self._profile.boolean_get_is_option)
        linker = Linker(module.section, module.descriptors, scope, services)
        links = linker.link(module.wasm)
        if links.missing and strict:
            raise LinkError(links.missing)
        self.missing = tuple(links.missing)
        self._sink = Sink(self._store.instantiate(module.sink, {}))
        self._guest = self._store.instantiate(module.compiled, self._imports(links))
        self._after = self._store.instantiate(module.trampolines, self._guest_externs())
        self._entries = {entry.name: n for n, entry in enumerate(module.entries)}
        self._attach()
        self.exports: Exports = build_exports(
            module.plan, self._env, module.adapters, self._entry, self._objects, self._free
        )
        for cls in module.plan.classes:
            two = self._profile.struct_free_params > 1
            self._frees[cls.key] = (self._entry(cls.free_symbol), two)

    def _imports(self, links: Links) -> dict[tuple[str, str], Extern]:
        imports = {}
        for item in self._module.wasm.imports:
            key = (item.module, item.name)
            if key in imports or not isinstance(item.type, FuncType):
                continue
            link = links.links[key]
            if link is Raw.DESCRIBE:
                imports[key] = self._sink.extern
            else:
                signature = signature_of(item.type)
                function = self._serve(link, item.name)
                imports[key] = self._store.host_function(
                    signature.params, signature.result, function
                )
        return imports

    def _serve(self, link: Link, name: str) -> Callable[..., Any]:
        """Return the function, of numbers, that the engine calls for an import."""
        if isinstance(link, Served):
            bind = self._module.adapters.imported(link.name, link.args, link.ret, link.catch)
            function, attach = bind(self._env, link.function)
            if attach is not None:
                self._attachments.append((attach, link))
            served: Callable[..., Any] = function
            return served
        if isinstance(link, Unlinked):
            missing = link.missing

            def unlinked(*_: Any) -> None:
                raise MissingImportCalled(missing)

            return self._guarded(unlinked)
        if isinstance(link, StructNew):
            struct = link.struct
            return self._guarded(
                lambda pointer: self._handles.add(self._env.wrap_struct(struct, pointer))
            )
        if isinstance(link, StructUnwrap):
            struct = link.struct
            return self._guarded(lambda handle: self._unwrap(struct, handle))
        return self._guarded(self._raw(link, name))

    def _raw(self, link: Raw, name: str) -> Callable[..., Any]:
        def unexpected(*_: Any) -> None:
            raise InternalError(f"the guest called {name}, which only JavaScript glue serves")

        table: dict[Raw, Callable[..., Any]] = {
            Raw.CLONE_REF: self._clone_ref,
            Raw.DROP_REF: self._drop_ref,
            # One past the constants of the heap (wasm-bindgen `src/externref.rs`, 0.2.130).
            Raw.STATICS_END: lambda: self._profile.heap_offset + RESERVED,
            Raw.DESCRIBE_CLOSURE: self._describe_closure,
            Raw.DESCRIBE_CAST: self._cast,
            Raw.DESCRIBE_GENERIC_IMPORT: self._cast,
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

    def _guest_externs(self) -> dict[tuple[str, str], Extern]:
        internals = self._module.internals
        names = ["memory", *(entry.name for entry in self._module.entries)]
        names += [name for name in (internals.table, internals.stack_pointer) if name]
        return {("guest", name): self._guest.extern(name) for name in names}

    def _attach(self) -> None:
        guest, exports = self._guest, self._module.wasm.export_by_name
        if exports("__wbindgen_malloc") and exports("__wbindgen_free"):
            self._memory.attach(
                guest.memory("memory"),
                guest.function("__wbindgen_malloc"),
                guest.function("__wbindgen_free"),
            )
        else:
            self._memory.attach(guest.memory("memory"), _no_allocator, _no_allocator)
        if self._module.internals.stack_pointer is None and exports("__wbindgen_malloc"):
            own_stack = self._memory.allocate(_OWN_STACK_BYTES, 8)
            self._after.function("set_stack_pointer")(own_stack + _OWN_STACK_BYTES)
        store = "__wbindgen_exn_store"
        self._env.attach(
            self._after.function("unwind"), guest.function(store) if exports(store) else None
        )
        by_export = self._profile.closure_destructor is ClosureDestructor.EXPORT
        destroy = self._entry(DESTROY_CLOSURE) if by_export and exports(DESTROY_CLOSURE) else None
        self._heap_closures.attach(self._after.function, destroy)
        for attach, link in self._attachments:
            attach(
                *[
                    self._stack_maker(f, mutable, link.name)
                    for f, mutable in stack_closures(link.args)
                ]
            )
        self._attachments.clear()

    def _stack_maker(self, function: Function, mutable: bool, origin: str) -> Callable[..., Any]:
        signature = closure_signature(function, self._profile)
        enter = self._after.function(
            closure_entry(signature, return_words(function.ret, self._profile))
        )
        bind = self._module.adapters.stack_closure(function, mutable)
        maker: Callable[..., Any] = bind(self._env, enter, origin)
        return maker

    def _entry(self, symbol: str) -> Callable[..., Any]:
        return self._after.function(f"export_{self._entries[symbol]}")

    def run_start_functions(self) -> None:
        """Run ``#[wasm_bindgen(start)]`` functions, in order, and ``main`` where there is one."""
        for symbol in self._module.plan.starts:
            self._enter(self._entry(symbol))
        if is_main(self._module.wasm):
            self._enter(self._entry("main"), 0, 0)

    def _enter(self, function: Callable[..., Any], *numbers: int) -> Any:
        try:
            return function(*numbers)
        except BaseException as error:
            recovered = self._env.recover(error)
            if recovered is error:
                raise
            raise recovered from None

    # --- what the guest asks of us -------------------------------------------------------------

    def _clone_ref(self, handle: int) -> int:
        return self._handles.add(self._handles.get(handle))

    def _drop_ref(self, handle: int) -> None:
        self._handles.take(handle)

    def _unwrap(self, struct: str, handle: int) -> int:
        value = self._handles.get(handle)
        if not isinstance(value, self._env.classes[struct]):
            return 0
        return self._env.move_struct(value, struct, f"a value turned into {struct}")

    def _describe_closure(self, a: int, b: int, describe: int) -> int:
        make = self._makers.get(describe)
        if make is None:
            # The words of whoever was describing before are not this closure's.
            self._sink.clear()
            self._after.function(table_entry(Signature((), None)))(describe)
            closure = decode_descriptor(self._sink.take(), self._profile)
            if not isinstance(closure, Closure):
                raise MalformedModule(0, "descriptor", f"a closure, found {closure!r}")
            make = self._makers[describe] = self._heap_closures.maker(closure)
        return self._handles.add(make(a, b))

    def _cast(self, function: int, numbers: int) -> int:
        cast = self._casts.get(function)
        if cast is None:
            cast = self._casts[function] = self._new_cast()
        else:
            self._sink.clear()
        return cast(numbers)

    def _new_cast(self) -> Callable[[int], int]:
        described = decode_cast(self._sink.take(), self._profile)
        if described.key:
            raise InternalError(f"the import {described.key} is generic, which is not served yet")
        if not self._scratch:
            self._scratch = self._memory.allocate(_SCRATCH_BYTES, 8) & _MASK
        source, target = described.signature.args[0], described.signature.ret
        make = self._heap_closures.maker(source) if isinstance(source, Closure) else None
        bind = self._module.adapters.cast(source, target)
        cast: Callable[[int], int] = bind(self._env, self._scratch, make)
        return cast

    def drop_for_rust(self, closure: object) -> bool:
        """Serve ``__wbindgen_cb_drop``."""
        return self._heap_closures.drop_for_rust(closure)

    def unref(self, closure: object) -> None:
        """Serve ``_wbg_cb_unref``."""
        self._heap_closures.unref(closure)

    def live_handles(self) -> int:
        """Serve ``__wbindgen_externref_heap_live_count``."""
        return len(self._handles)

    def memory_object(self) -> object:
        """Serve ``__wbindgen_memory``."""
        return self._guest.memory("memory")

    # --- ends ----------------------------------------------------------------------------------

    def _poisoned(self) -> None:
        """After a trap nothing of the guest may run: its borrow flags and stack are as they fell.

        Upstream's word for it is ``__instance_terminated`` (guide, handling aborts).
        """
        self._scopes.end_all()
        self._closures.end_all()
        self._loop.cancel_all()

    def _free(self, class_key: str, pointer: int, delayed: bool) -> None:
        if self.gate.shut is not None or class_key not in self._frees:
            return
        free, two = self._frees[class_key]
        self._enter(free, *((pointer, int(delayed)) if two else (pointer,)))

    def reach_safe_point(self) -> None:
        """Run the destructors that waited until no wasm frame is on the stack."""
        if self.gate.shut is not None:
            return
        self._heap_closures.run_destructors()
        waiting = self._objects.unreachable
        while waiting:
            ref = waiting.popleft()
            self._free(ref.class_name, ref.pointer, True)

    def close(self, report: Callable[[BaseException], None]) -> None:
        """Free what Python still owns, so that each Drop runs; then let go of the engine.

        Args:
            report: told of each exception that a Drop let out; the rest is freed all the same.

        """
        if self.gate.shut is None:
            for ref in self._objects.take_all():
                owner = ref()
                if isinstance(owner, ExportedObject):
                    owner._pointer = 0
                try:
                    self._free(ref.class_name, ref.pointer, False)
                except Exception as error:  # noqa: BLE001 # closing goes on, the error is reported
                    report(error)
            try:
                self.reach_safe_point()
            except Exception as error:  # noqa: BLE001 # as above
                report(error)
        self._objects.take_all()
        self.gate.close()
        self._scopes.end_all()
        self._closures.end_all()
        self._handles.clear()
        self._heap_closures.detach()
        self._env.detach()
        self._memory.detach()
        self._casts.clear()
        self._makers.clear()
        self._frees.clear()
        self._store.close()

    def stats(self) -> InstanceStats:
        """Return what the instance holds."""
        return InstanceStats(
            closures=len(self._closures),
            closures_made=self._closures.made,
            handles=max(len(self._handles), 0),
            scopes=len(self._scopes),
            objects=len(self._objects),
            memory_bytes=self._guest.memory("memory").size() if self._open else 0,
        )

    @property
    def _open(self) -> bool:
        return self.gate.shut is None

    def engine_instance(self) -> EngineInstance:
        """Return the engine's own instance: for benchmarks, which measure against it."""
        return self._guest


def _no_allocator(*_: Any) -> Any:
    raise MalformedModule(0, "export", "__wbindgen_malloc and __wbindgen_free")
