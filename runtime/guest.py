"""Opening a guest inside an asyncio application: the embedding API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio

import hostapi
from hostapi.realm import Realm
from runtime.clock import Clock, SystemClock
from runtime.engine.interface import Engine
from runtime.instance.exports import Exports
from runtime.instance.plain import PlainInstance
from runtime.instance.running import Instance
from runtime.linker.scope import HostScope, global_scope
from runtime.loop import GuestLoop
from runtime.module import Module, Source

OnError = Callable[[BaseException, Mapping[str, object]], None]
"""Told of an exception that left a callback of the guest's, and of what was running."""


@dataclass(frozen=True)
class GuestStats:
    """What a guest holds at one moment.

    Attributes:
        closures: heap closures neither dropped nor collected.
        closures_made: heap closures ever made.
        handles: values that the guest holds in its JavaScript heap.
        objects: exported structs that Python owns.
        scopes: imported calls with stack closures that have not returned.
        timers: active timers.
        microtasks: microtasks that wait.
        memory_bytes: size of the guest's linear memory.

    """

    closures: int
    closures_made: int
    handles: int
    objects: int
    scopes: int
    timers: int
    microtasks: int
    memory_bytes: int


class Guest:
    """A running guest; made by `open`, and of use only inside its ``async with`` block.

    It belongs to the thread and the asyncio loop that opened it.

    Attributes:
        exports: its functions, classes and enums by their JavaScript names.
        module: what it was made of.
        realm: its JavaScript objects: ``guest.realm.get(value, "size")``, ``call`` and ``iterate``
            act on a value as the guest would.

    """

    def __init__(
        self, module: Module, instance: Instance | PlainInstance, loop: GuestLoop, realm: Realm
    ) -> None:
        self.module = module
        self.realm = realm
        self._instance = instance
        self._loop = loop

    @property
    def exports(self) -> Exports:
        """Functions, classes and enums of the guest, by their JavaScript names."""
        return self._instance.exports

    @property
    def loop(self) -> GuestLoop:
        """Its event loop; `runtime.testing.advance` moves time on it."""
        return self._loop

    @property
    def poisoned(self) -> BaseException | None:
        """The first trap, after which the guest cannot be used; None while all is well."""
        return self._instance.gate.first_cause

    async def idle(self) -> None:
        """Wait until nothing is left to do: no timer, no microtask, no promise waited for."""
        await self._loop.idle()

    def stats(self) -> GuestStats:
        """Return what the guest holds."""
        instance, loop = self._instance.stats(), self._loop.stats()
        return GuestStats(
            closures=instance.closures,
            closures_made=instance.closures_made,
            handles=instance.handles,
            objects=instance.objects,
            scopes=instance.scopes,
            timers=loop.timers,
            microtasks=loop.microtasks,
            memory_bytes=instance.memory_bytes,
        )

    def __repr__(self) -> str:
        return f"<Guest {self.module.name}: {', '.join(self.exports) or 'no exports'}>"


@asynccontextmanager
async def open(  # `runtime.open` is the name that DESIGN gives it
    source: Source | Module,
    *,
    host: object = None,
    modules: Mapping[str, object] | None = None,
    engine: str | Engine | None = None,
    on_error: OnError | None = None,
    strict: bool = True,
    clock: Clock | None = None,
) -> AsyncIterator[Guest]:
    """Open a guest for the length of an ``async with`` block.

    Its start functions have run when the block begins. When it ends, timers are cancelled, every
    exported struct that is left is freed (its Drop runs), and the guest is gone.

    Args:
        source: a path, the bytes of a raw module, or a `Module` that is opened many times.
        host: names for the guest's global scope, joined to hostapi's defaults: a mapping, a
            module, any object with public attributes, or a list of such.
        modules: namespaces for ``#[wasm_bindgen(module = "name")]`` imports, by name.
        engine: ``"wasmer"``, ``"wasmtime"``, an engine, or None for the one that suits.
        on_error: told of each exception that leaves a callback; without it asyncio's exception
            handler is.
        strict: refuse to open while imports are missing; if False, each raises when it is called.
        clock: what the timers go by; for tests.

    Yields:
        the guest.

    Raises:
        ModuleError: the module cannot be loaded, or (`LinkError`) imports are missing.
        EngineUnavailable: the engine asked for is not there.
        GuestTrap: a start function trapped.

    """
    module = Module.load(source, engine=engine)
    report = on_error or _asyncio_report()
    loop = GuestLoop(clock or SystemClock(), report)
    realm = hostapi.new_realm(clock, module.engine.compile)
    names = global_scope(hostapi.defaults(loop, realm), host)
    scope = HostScope(names, dict(modules or {}), realm)
    instance = (
        Instance(module, scope, loop, strict=strict)
        if module.section is not None
        else PlainInstance(module, loop)
    )
    try:
        loop.attach()
        loop.at_safe_point(instance.reach_safe_point)
        loop.run_task(instance.run_start_functions)
        yield Guest(module, instance, loop, realm)
    finally:
        # First the loop: a Drop may set a timer no more, but may clear one.
        loop.close()
        instance.free_all(lambda error: report(error, {"message": "a Drop raised at closing"}))
        instance.close()


def _asyncio_report() -> OnError:
    host_loop = asyncio.get_running_loop()

    def report(error: BaseException, details: Mapping[str, object]) -> None:
        message = f"exception in a guest: {details.get('message', '')}"
        host_loop.call_exception_handler({**details, "message": message, "exception": error})

    return report


def run(
    source: Source | Module,
    function: str | None = None,
    *args: Any,
    host: object = None,
    modules: Mapping[str, object] | None = None,
    engine: str | Engine | None = None,
    on_error: OnError | None = None,
    strict: bool = True,
    clock: Clock | None = None,
) -> Any:
    """Open a guest in an asyncio loop of its own, call a function, and wait until it is idle.

    Args:
        source: as for `open`.
        function: the export to call; None calls none.
        args: its arguments.
        host: as for `open`, and so are the rest.
        modules: see there.
        engine: see there.
        on_error: see there.
        strict: see there.
        clock: see there.

    Returns:
        what the function returned (awaited, if it is awaitable). An exported struct is kept until
        the guest is idle, and is freed when this returns.

    Raises:
        KeyError: there is no such export.
        Exception: what `open` and the function raise.

    """

    async def main() -> Any:
        async with open(
            source,
            host=host,
            modules=modules,
            engine=engine,
            on_error=on_error,
            strict=strict,
            clock=clock,
        ) as guest:
            result = guest.exports[function](*args) if function is not None else None
            if isinstance(result, Awaitable):
                result = await result
            await guest.idle()
            return result

    return anyio.run(main)
