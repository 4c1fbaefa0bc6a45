"""Compiling beside the application: `runtime.compile`."""

from __future__ import annotations

from functools import partial

import anyio.to_thread

from runtime.engine.interface import Engine
from runtime.engine.select import select_engine
from runtime.module import CompileCache, Module, Source


async def compile(  # as WebAssembly.compile, which it is like
    source: Source | Module,
    *,
    engine: str | Engine | None = None,
    cache: CompileCache | bool = True,
) -> Module:
    """Load a module without keeping the application's loop waiting, where the engine allows that.

    wasmtime compiles in a worker thread. wasmer's modules are bound to the thread that compiled
    them, so it compiles here, and the loop waits: take the module from the cache, or load it
    before the loop starts.

    Args:
        source: as for `Module.load`, and so are the rest.
        engine: see there.
        cache: see there.

    Raises:
        OSError: the file cannot be read.
        ModuleError: it cannot be loaded.
        EngineUnavailable: the engine asked for is not there.

    """
    chosen = engine if isinstance(engine, Engine) else select_engine(engine)
    make_ready = partial(_make_ready, source, chosen, cache)
    return await anyio.to_thread.run_sync(make_ready) if chosen.any_thread else make_ready()


def _make_ready(source: Source | Module, engine: Engine, cache: CompileCache | bool) -> Module:
    module = Module.load(source, engine=engine, cache=cache)
    if module.section is not None:
        # What opening would do first: the helper modules, and a run of the describe functions.
        _ = module.sink, module.plan, module.trampolines
    return module
