"""One instance of a guest, from linking to closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from runtime.adapters.programs import new_closure_list
from runtime.bindgen.versions import ClosureDestructor
from runtime.core.closures import ClosureState, ClosureTable
from runtime.core.gate import Gate
from runtime.core.handles import Handles
from runtime.core.objects import ObjectRef, ObjectTable
from runtime.core.operations import Operations
from runtime.core.promise import is_pending
from runtime.core.relay import Relay
from runtime.core.scopes import CallScopes
from runtime.engine.barrier import new_barrier
from runtime.engine.glue import new_handles, note_numbers
from runtime.engine.helpers import STATE
from runtime.engine.interface import Extern, Store
from runtime.engine.interface import Instance as EngineInstance
from runtime.errors import InternalError, MalformedModule
from runtime.instance.batches import Batches
from runtime.instance.casts import CastServer
from runtime.instance.drops import HostDrops
from runtime.instance.environment import Environment, ExportedObject
from runtime.instance.exports import Exports, build_exports
from runtime.instance.heap_closures import A_CLOSURE, HeapClosures
from runtime.instance.mailboxes import Mailboxes
from runtime.instance.memory import GuestMemory
from runtime.instance.observer import Observer
from runtime.instance.relays import Relays
from runtime.instance.serving import ImportServer, absent_entry
from runtime.linker.intrinsics import intrinsics
from runtime.linker.link import link
from runtime.linker.plan import Key, plan_links
from runtime.linker.scope import HostScope
from runtime.module import Module
from runtime.module.plan import DESTROY_CLOSURE, FREE, is_main
from runtime.records import record
from runtime.timeline import step

if TYPE_CHECKING:
    from runtime.instance.slow_calls import SlowCalls
    from runtime.origins import Origin, Tracer

_OWN_STACK_BYTES = 4096

_CRATE_HASH_DIGITS = 16


class Loop(Protocol):
    """What an instance asks of its event loop."""

    def request_safe_point(self) -> None:
        """See that the safe points are run soon; any thread may ask."""
        ...

    def cancel_all(self) -> None:
        """Forget every timer and microtask."""
        ...

    @property
    def operations(self) -> Operations:
        """Which global functions are its own."""
        ...

    def use_relay(self, relay: Relay | None) -> None:
        """Call closures by a relay, where it takes them."""
        ...


@record(frozen=True)
class InstanceStats:
    """What an instance holds at one moment.

    Attributes:
        closures: heap closures neither dropped nor collected.
        closures_made: heap closures ever made.
        handles: slots of the JavaScript heap in use.
        scopes: call scopes open.
        objects: exported structs that Python owns.
        promises: pending promises among the handles.
        memory_bytes: size of the guest's linear memory.

    """

    closures: int
    closures_made: int
    handles: int
    scopes: int
    objects: int
    promises: int
    memory_bytes: int


@record(frozen=True)
class Held:
    """What Rust holds of its host, one by one.

    Attributes:
        closures: heap closures neither dropped nor collected, and their functions.
        handles: slot, value and origin of each value in the JavaScript heap.
        scopes: how many call scopes are open.

    """

    closures: tuple[tuple[ClosureState, Any], ...]
    handles: tuple[tuple[int, object, Origin | None], ...]
    scopes: int


class Instance:
    """A running guest that was made with wasm-bindgen.

    Args:
        module: the module.
        scope: what the host serves.
        loop: its event loop.
        strict: refuse to start when an import is not served.
        tracer: takes note of where closures and handles are made; None takes none.
        reinit: called when the guest asks for another instance in its place.
        slow_calls: times what enters the guest; None times nothing.
        observer: is shown each function before anything calls it; None changes none.

    Raises:
        LinkError: imports are missing, and ``strict`` asks for them.

    Attributes:
        exports: functions and classes.
        gate: whether it may be entered.

    """

    def __init__(
        self,
        module: Module,
        scope: HostScope,
        loop: Loop,
        *,
        strict: bool,
        tracer: Tracer | None = None,
        reinit: Callable[[], object] | None = None,
        slow_calls: SlowCalls | None = None,
        observer: Observer | None = None,
    ) -> None:
        section = module.section
        if section is None:
            raise InternalError("an instance of a module without wasm-bindgen")
        self._module = module
        self._profile = section.profile
        self._loop = loop
        self._members = scope.members
        self._memory_object: object = None
        self._reinit = reinit
        self.gate = Gate(new_barrier())
        offset = self._profile.heap_offset
        self._handles: Handles = (
            new_handles(offset) if tracer is None else _traced_handles(offset, tracer)
        )
        self._scopes = CallScopes()
        self._objects = ObjectTable(loop.request_safe_point)
        self._closures = ClosureTable(loop.request_safe_point, new_closure_list())
        self._memory = GuestMemory(self._profile.malloc_has_align, self._handles)
        self._store: Store = module.engine.store()
        if tracer is not None:
            tracer.attach(self._store.backtrace)
        self._env = Environment(
            module.engine,
            self._store,
            self.gate,
            self._handles,
            self._scopes,
            self._objects,
            self._memory,
            scope.members,
            self._poisoned,
            loop.request_safe_point,
        )
        self._batches = Batches(self._env, self._store, module)
        self._mailboxes = Mailboxes(self._store, module)
        self._relays = Relays(
            self._env, self._closures, self._store, module, observed=bool(observer or slow_calls)
        )
        if module.engine.converts_numbers and slow_calls is None:
            self._env.mailbox = self._mailboxes.open
        if slow_calls is not None:
            self._env.watched = slow_calls.watched
        if observer is not None:
            self._env.observer = observer
        self._heap_closures = HeapClosures(
            self._env, self._closures, module.adapters, self._profile, self._batches, tracer
        )
        self.drop_for_rust, self.unref = self._heap_closures.droppers
        self._frees: dict[str, tuple[Callable[..., Any], bool]] = {}
        try:
            self._start(scope, strict)
        except BaseException:
            self._store.close()
            raise

    # --- making ------------------------------------------------------------------------------

    def _start(self, scope: HostScope, strict: bool) -> None:
        module = self._module
        plan = module.plan  # before linking: it says what is wrong with the module itself
        services = intrinsics(self, scope.members, self._profile)
        with step("link"):
            links = link(module.once(plan_links), scope, services)
        if links.missing and strict:
            from runtime.errors import LinkError

            raise LinkError(links.missing)
        env, heap_closures = self._env, self._heap_closures
        drops = HostDrops(env, self._handles, heap_closures, module.adapters)
        self._imports = ImportServer(env, self._handles, heap_closures, self._relays, module)
        queue = self._imports.queue
        self._casts = CastServer(
            *(env, self._memory, heap_closures, self._store, module), drops, queue
        )
        note_numbers(self._handles, self._casts.sink)
        operations = self._loop.operations
        served = self._imports.serve(links, self._store, self._casts, operations, strict=strict)
        with step("instantiate"):
            self._guest = self._store.instantiate(module.compiled, served)
            self._after = self._store.instantiate(module.trampolines, self._guest_externs())
        self._entries = module.once(_entry_names)
        self._attach()
        self.exports: Exports = build_exports(
            plan,
            self._env,
            module.adapters,
            self._entry,
            self._objects,
            self._free,
            links.reexports,
        )
        for cls in plan.classes:
            two = self._profile.struct_free_params > 1
            free = self._env.observer.destructor(self._entry(cls.free_symbol), cls.name)
            self._frees[cls.key] = (free, two)

    def _guest_externs(self) -> dict[tuple[str, str], Extern]:
        keys = self._module.once(_trampoline_imports)
        found = self._guest.externs([name for _, name in keys])
        sink = {("sink", "destructor"): self._casts.sink.destructor}
        return sink | dict(zip(keys, found, strict=True))

    def _helper_imports(self) -> dict[tuple[str, str], Extern]:
        """Return what the helper modules of closures import."""
        imports = {("after", name): self._after.extern(name) for name in STATE}
        given = {"table": self._module.internals.table, "memory": "memory"}
        if self._module.wasm.export_by_name(FREE):
            given["free"] = FREE
        for name, export in given.items():
            if export is not None:
                imports["guest", name] = self._guest.extern(export)
        return imports

    def _attach(self) -> None:
        guest, exports = self._guest, self._module.wasm.export_by_name
        self._linear_memory = guest.memory("memory")
        malloc = free = _no_allocator
        if exports("__wbindgen_malloc") and exports(FREE):
            malloc = guest.function("__wbindgen_malloc")
            free = guest.function(FREE)
        self._memory.attach(self._linear_memory, malloc, free)
        if self._env.glue is not None:
            self._env.glue.attach(*self._memory.direct())
        if self._module.internals.stack_pointer is None and exports("__wbindgen_malloc"):
            own_stack = self._memory.allocate(_OWN_STACK_BYTES, 8)
            self._after.function("set_stack_pointer")(own_stack + _OWN_STACK_BYTES)
        store = "__wbindgen_exn_store"
        self._env.attach(
            self._after.function("unwind"),
            self._after.function("reset"),
            guest.function(store) if exports(store) else None,
            self.memory_object,
        )
        by_export = self._profile.closure_destructor is ClosureDestructor.EXPORT
        destroy = self._entry(DESTROY_CLOSURE) if by_export and exports(DESTROY_CLOSURE) else None
        if destroy is not None:
            destroy = self._env.observer.destructor(destroy, A_CLOSURE)
        self._env.observer.attach(self._module, self._memory.read)
        self._heap_closures.attach(self._trampoline, destroy)
        self._casts.attach(guest.extern("memory"), self._imports.generic)
        self._imports.attach(self._trampoline)
        imports = self._helper_imports()
        self._batches.attach(imports)
        self._mailboxes.attach(imports)
        self._relays.attach(imports, self._casts.sink)
        self._loop.use_relay(self._relays.relay)

    def _trampoline(self, name: str) -> Callable[..., Any]:
        """Return a trampoline; there is one for each type of function in the guest's table.

        Raises:
            MalformedModule: the table has none of the type that a closure is described to have.

        """
        try:
            return self._after.function(name)
        except KeyError:
            raise absent_entry(name) from None

    def _entry(self, symbol: str) -> Callable[..., Any]:
        entry = self._after.function(self._entries[symbol])
        return self._env.watched(entry, f"the export `{_without_hash(symbol)}`")

    def run_start_functions(self) -> None:
        """Run ``#[wasm_bindgen(start)]`` functions, in order, and ``main`` where there is one."""
        observed = self._env.observer.entry
        for symbol in self._module.plan.starts:
            self._env.enter(observed(self._entry(symbol), _without_hash(symbol)))
        if is_main(self._module.wasm):
            self._env.enter(observed(self._entry("main"), "main"), 0, 0)

    # --- what the intrinsics ask of us ----------------------------------------------------------

    def live_handles(self) -> int:
        """Serve ``__wbindgen_externref_heap_live_count``."""
        return len(self._handles)

    def schedule_reinit(self) -> None:
        """Serve ``__wbindgen_reinit``: soon another instance takes this one's place."""
        if self._reinit is not None:
            self._reinit()

    def memory_object(self) -> object:
        """Serve ``__wbindgen_memory``: made when it is first asked for, which it seldom is."""
        if self._memory_object is None:
            self._memory_object = self._members.memory_object(self._linear_memory)
        return self._memory_object

    # --- ends ----------------------------------------------------------------------------------

    def _poisoned(self) -> None:
        """After a trap nothing of the guest may run: its borrow flags and stack are as they fell.

        Upstream's word for it is ``__instance_terminated`` (guide, handling aborts).
        """
        self._scopes.end_all()
        self._closures.end_all()
        self._loop.cancel_all()
        self._members.guest_failed(self.gate.refusal())

    def _free(self, class_key: str, pointer: int, delayed: bool) -> None:
        if self.gate.shut is not None or class_key not in self._frees:
            return
        free, two = self._frees[class_key]
        self._env.enter(free, *((pointer, int(delayed)) if two else (pointer,)))

    def _free_all(self, ref: ObjectRef, *, delayed: bool) -> None:
        """Free an object, and give back what it held of those that its struct extends."""
        for class_key, pointer in ref.ancestors:
            self._free(class_key, pointer, True)
        self._free(ref.class_name, ref.pointer, delayed)

    def reach_safe_point(self) -> None:
        """Run the destructors that waited until no wasm frame is on the stack."""
        waiting, env = self._objects.unreachable, self._env
        env.panics.forget()
        suspect = env.unrecovered or env.stack_suspect
        if not (waiting or self._closures.unreachable or suspect):
            return  # after nearly every timer
        if self.gate.shut is not None:
            return
        if suspect:
            env.repair_stack()
        self._heap_closures.run_destructors()
        while waiting:
            ref = waiting.popleft()
            self._free_all(ref, delayed=True)

    @property
    def is_running(self) -> bool:
        """Whether Rust runs, having called who asks: then the instance cannot be closed."""
        return self._env.is_entered

    def free_all(self, report: Callable[[BaseException], None]) -> None:
        """Free what Python still owns, so that each Drop runs; the guest is closing.

        Args:
            report: told of each exception that a Drop let out; the rest is freed all the same.

        """
        if self.gate.shut is not None:
            return
        for ref in self._objects.take_all():
            owner = ref()
            if isinstance(owner, ExportedObject):
                owner._pointer = 0
            try:
                self._free_all(ref, delayed=False)
            except Exception as error:  # noqa: BLE001 # closing goes on, the error is reported
                report(error)
        try:
            self.reach_safe_point()
        except Exception as error:  # noqa: BLE001 # as above
            report(error)

    def held(self) -> Held:
        """Return what Rust holds, and where it was made if that was noted."""
        handles = self._handles
        return Held(
            tuple(self._closures.live()),
            tuple((slot, value, handles.origin(slot)) for slot, value in handles.owned()),
            len(self._scopes),
        )

    def close(self) -> None:
        """Let go of the engine."""
        self._objects.take_all()
        self.gate.close()
        self._scopes.end_all()
        self._closures.end_all()
        self._handles.clear()
        self._heap_closures.detach()
        self._env.detach()
        self._memory.detach()
        self._imports.detach()
        self._casts.detach()
        self._batches.detach()
        self._mailboxes.detach()
        self._relays.detach()
        self._frees.clear()
        self._store.close()

    def stats(self) -> InstanceStats:
        """Return what the instance holds."""
        return InstanceStats(
            closures=len(self._closures),
            closures_made=self._closures.made,
            handles=len(self._handles),
            scopes=len(self._scopes),
            objects=len(self._objects),
            promises=sum(is_pending(value) for _, value in self._handles.owned()),
            memory_bytes=self._linear_memory.size() if self.gate.shut is None else 0,
        )

    def engine_instance(self) -> EngineInstance:
        """Return the engine's own instance: for benchmarks, which measure against it."""
        return self._guest


def _no_allocator(*_: Any) -> Any:
    raise MalformedModule(0, "export", "__wbindgen_malloc and __wbindgen_free")


def _entry_names(module: Module) -> dict[str, str]:
    """Return the trampolines' names for what Python enters, by export; for `Module.once`."""
    return {entry.name: f"export_{n}" for n, entry in enumerate(module.entries)}


def _trampoline_imports(module: Module) -> list[Key]:
    """Return what the trampolines import of the guest; for `Module.once`."""
    internals = module.internals
    names = ["memory", *(entry.name for entry in module.entries)]
    names += [name for name in (internals.table, internals.stack_pointer) if name]
    return [("guest", name) for name in names]


def _traced_handles(offset: int, tracer: Tracer) -> Handles:
    from runtime.core.traced import TracedHandleTable  # of a guest that is debugged

    return TracedHandleTable(offset, tracer)


def _without_hash(symbol: str) -> str:
    """Return an export's symbol without the hash of its crate, in which it ends since 0.2.128."""
    name, _, tail = symbol.rpartition("_")
    is_hash = len(tail) == _CRATE_HASH_DIGITS and set(tail) <= set("0123456789abcdef")
    return name if is_hash else symbol
