"""The host functions of one instance: what its imports call, number by number."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from runtime.adapters.entries import closure_signature, return_words
from runtime.adapters.import_programs import CLONE, QUEUE, import_program, import_signature
from runtime.adapters.imports import stack_closures
from runtime.bindgen.descriptor import Cast, Closure, Descriptor, Function, Ref, decode_descriptor
from runtime.bindgen.spelling import rust_name
from runtime.core.handles import Handles
from runtime.core.operations import Operations
from runtime.engine.glue import new_import
from runtime.engine.helpers import closure_entry, table_entry
from runtime.engine.interface import Extern, Signature, Store
from runtime.errors import (
    InternalError,
    MalformedModule,
    MissingImportCalled,
    UnsupportedType,
)
from runtime.instance.casts import CastServer
from runtime.instance.environment import Environment, ExportedObject
from runtime.instance.heap_closures import HeapClosures
from runtime.instance.relays import Relays
from runtime.linker.link import Links
from runtime.linker.plan import (
    Generic,
    Key,
    Link,
    Raw,
    Served,
    StructNew,
    StructUnwrap,
    Unlinked,
    plan_links,
)
from runtime.module import Module


class ImportServer:
    """Makes host functions of links, and answers what a guest asks of its glue.

    Args:
        env: the instance's environment.
        handles: its JavaScript heap.
        heap_closures: its heap closures.
        relays: its relay.
        module: what it is an instance of.

    """

    def __init__(
        self,
        env: Environment,
        handles: Handles,
        heap_closures: HeapClosures,
        relays: Relays,
        module: Module,
    ) -> None:
        if module.section is None:
            raise InternalError("imports of a module without wasm-bindgen")
        self._env = env
        self._handles = handles
        self._heap_closures = heap_closures
        self._relays = relays
        self._adapters = module.adapters
        self._profile = module.section.profile
        self._module = module
        self._trampoline: Callable[[str], Callable[..., Any]] | None = None
        # By table index, of the function that describes a closure.
        self._makers: dict[int, Callable[[int, int], object]] = {}
        self._waiting: list[Callable[[], None]] = []

    def serve(
        self, links: Links, store: Store, casts: CastServer, operations: Operations, *, strict: bool
    ) -> dict[Key, Extern]:
        """Return what the guest is to be instantiated with.

        Args:
            links: what serves each of its imports.
            store: where the host functions live.
            casts: its casts, and where it describes types.
            operations: which global functions are the loop's own.
            strict: refuse an import with a type that does not cross now, not when it is called.

        Raises:
            UnsupportedType: there is such an import.
            MalformedModule: one takes a closure that can be none of this guest's.

        """
        for key, fault in self._module.once(_faults).items():
            error = fault()
            lenient = not strict and isinstance(error, UnsupportedType)
            if not lenient and not isinstance(links.targets[key], Unlinked):
                raise error
        self._links = links
        self._casts = casts
        self._operations = operations
        signatures = links.plan.signatures
        self._keys = tuple(signatures)
        made = store.host_functions(tuple(signatures.values()), self._make)
        imports = dict(zip(self._keys, made, strict=True))
        sink = casts.sink
        in_sink = {
            Raw.DESCRIBE: sink.describe,
            Raw.STATICS_END: sink.statics_end,
            Raw.UNREF: sink.unref,
            Raw.DROP_REF: sink.drop_ref,
        }
        for key, raw in links.plan.in_sink:
            imports[key] = in_sink.get(raw, sink.marker)
        if self._relays.relay is not None:
            imports.update(dict.fromkeys(self._queues(), sink.queue))
        return imports

    def _queues(self) -> list[Key]:
        """Return the imports that a relay can stand for: ``queueMicrotask(&closure)``."""
        return [
            key
            for key, link in self._links.plan.links.items()
            if isinstance(link, Served)
            and self._links.targets[key] is self._operations.queue_microtask
            and import_program(link.args, link.ret, self._profile) == QUEUE
        ]

    def queue(self) -> Callable[[int], object]:
        """Return what serves ``queueMicrotask`` where the relay does not; as `_make`."""
        return self._make(self._keys.index(self._queues()[0]))

    def attach(self, trampoline: Callable[[str], Callable[..., Any]]) -> None:
        """Take what exists only once the guest is instantiated.

        Args:
            trampoline: finds a trampoline by name.

        """
        self._trampoline = trampoline
        for attach in self._waiting:
            attach()
        self._waiting.clear()

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._trampoline = None
        self._makers.clear()

    def _make(self, place: int) -> Callable[..., Any]:
        """Return the function, of numbers, that the engine calls for an import.

        Asked for when the guest first calls it.
        """
        key = self._keys[place]
        try:
            return self._serve(key, self._links.plan.links[key])
        except BaseException as error:
            self._env.leaving(error)
            raise

    def _serve(self, key: Key, link: Link) -> Callable[..., Any]:
        if isinstance(link, Served):
            target = self._links.targets[key]
            if isinstance(target, Unlinked):
                return self._unlinked(target)
            try:
                return self._adapted(link, link.args, link.ret, target)
            except UnsupportedType as error:
                return self._guarded(_refusing(error))
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
        if link is Raw.CLONE_REF:
            return self._cloning()
        return self._guarded(self._raw(link, key[1]))

    def _adapted(
        self,
        link: Served | Generic,
        args: tuple[Descriptor, ...],
        ret: Descriptor,
        target: Callable[..., Any],
    ) -> Callable[..., Any]:
        """Return what calls a Python function: a program where there is one for its types."""
        own = self._operations
        relay = self._relays.relay if target is own.queue_microtask else None
        target = own.for_arguments(target, len(args))
        target = self._env.observer.imported(target, link.name, link.wanted)
        target = self._env.panics.watched(link.name, target)
        generic = partial(self._generated, link, args, ret, target)
        glue, ops = self._env.glue, import_program(args, ret, self._profile)
        signature = import_signature(args, ret, self._profile)
        if glue is None or ops is None:
            return self._relays.pausing(generic(), signature)

        def both() -> tuple[Callable[..., Any], Callable[..., Any]]:
            return generic(), self._adapters.returned(link.name, ret, link.catch)(self._env)

        made = new_import(glue, target, signature, ops, link.catch, both)
        if relay is not None and ops == QUEUE:
            made.notes_for(relay)
        self._give_makers(link.name, args, lambda *makers: made.attach(makers))
        return made

    def _generated(
        self,
        link: Served | Generic,
        args: tuple[Descriptor, ...],
        ret: Descriptor,
        target: Callable[..., Any],
    ) -> Callable[..., Any]:
        """Return the generated adapter around a Python function."""
        bind = self._adapters.imported(link.name, args, ret, link.catch)
        function, attach = bind(self._env, target)
        if attach is not None:
            self._give_makers(link.name, args, attach)
        adapted: Callable[..., Any] = function
        return adapted

    def _give_makers(
        self, name: str, args: tuple[Descriptor, ...], attach: Callable[..., None]
    ) -> None:
        """Give an adapter what makes its stack closures, once the guest is there."""
        found = stack_closures(args)

        def give() -> None:
            attach(*[self._stack_maker(each, mutable, name) for each, mutable in found])

        if self._trampoline is None:  # wasm's own start function runs
            self._waiting.append(give)
        else:
            give()

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
        target = self._links.generics.get(cast.key)
        if target is None:
            raise MalformedModule(0, "descriptor", f"a generic import, found {cast.key!r}")
        if isinstance(target, Unlinked):
            return self._unlinked(target)
        link, signature = self._links.plan.generics[cast.key], cast.signature
        return self._adapted(link, signature.args, signature.ret, target)

    def _raw(self, link: Raw, name: str) -> Callable[..., Any]:
        def unexpected(*_: Any) -> None:
            raise InternalError(f"the guest called {name}, which only JavaScript glue serves")

        return self._describe_closure if link is Raw.DESCRIBE_CLOSURE else unexpected

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
        enter = self._entry(closure_entry(signature, return_words(function.ret, self._profile)))
        bind = self._adapters.stack_closure(function, mutable)
        batch = self._heap_closures.batches.of(function, signature)
        maker: Callable[..., Any] = bind(self._env, enter, origin, batch)
        rust_type = rust_name(Ref(function, mutable=mutable))
        return self._env.observer.stack_closures(maker, rust_type, mutable)

    def _entry(self, name: str) -> Callable[..., Any]:
        if self._trampoline is None:
            raise InternalError(f"the trampoline {name!r} was wanted of a guest that is not there")
        return self._trampoline(name)

    def _clone_ref(self, handle: int) -> int:
        return self._handles.add(self._handles.get(handle))

    def _cloning(self) -> Callable[[int], int]:
        """Return what gives the value of a handle another; a program leaves it what is wrong."""
        glue, function = self._env.glue, self._guarded(self._clone_ref)
        if glue is None:
            return function
        signature = Signature(("i32",), "i32")
        return new_import(
            glue, None, signature, CLONE, False, lambda: (function, self._guarded(_same))
        )

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
            self._entry(table_entry(Signature((), None)))(describe)
            closure = decode_descriptor(self._casts.sink.take(), self._profile)
            if not isinstance(closure, Closure):
                raise MalformedModule(0, "descriptor", f"a closure, found {closure!r}")
            make = self._makers[describe] = self._heap_closures.maker(closure)
        return self._handles.add(make(a, b))


def _same(value: object) -> object:
    return value


def _refusing(error: UnsupportedType) -> Callable[..., Any]:
    """Return what stands for an import of which a type does not cross: the rest goes on."""
    descriptor = error.descriptor

    def refused(*_: Any) -> Any:
        raise UnsupportedType(descriptor)

    return refused


def absent_entry(name: str) -> MalformedModule:
    """Return the error for a trampoline that there is not."""
    return MalformedModule(0, "table", f"a function of the type that a closure's has: {name}")


Fault = Callable[[], MalformedModule | UnsupportedType]


def _faults(module: Module) -> dict[Key, Fault]:
    """Return what is wrong with imports of a module: makes the error, by import."""
    faults: dict[Key, Fault] = {}
    for key, link in module.once(plan_links).links.items():
        if isinstance(link, Served):
            try:
                if import_program(link.args, link.ret, module.adapters.profile) is None:
                    module.adapters.imported(link.name, link.args, link.ret, link.catch)
                absent = _absent_entries(link, module)
            except UnsupportedType as error:
                faults[key] = partial(UnsupportedType, error.descriptor)
            else:
                faults.update((key, partial(absent_entry, name)) for name in absent)
    return faults


def _absent_entries(link: Served, module: Module) -> list[str]:
    """Return the trampolines that an import's stack closures need, and that there are not."""
    absent, profile = [], module.adapters.profile
    for function, mutable in stack_closures(link.args):
        module.adapters.stack_closure(function, mutable)
        signature = closure_signature(function, profile)
        if signature not in module.table_signatures:
            absent.append(closure_entry(signature, return_words(function.ret, profile)))
    return absent
