"""The engines that are there, and the guests that are measured on them."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import runtime
from benchmarks.effort import Effort
from benchmarks.node_peer import NODE, Node
from runtime.engine.interface import Engine
from runtime.engine.interface import Instance as EngineInstance
from runtime.engine.select import select_engine
from runtime.errors import EngineUnavailable
from runtime.instance.running import Instance
from runtime.measuring import SECOND, Case, Key
from runtime.module.plan import signature_of
from runtime.wasm.model import FuncType

CHECKOUT: Final = Path(__file__).resolve().parents[1]

BUILT: Final = CHECKOUT / "tests" / "guests" / "built"

BENCH: Final = BUILT / "bench-0.2.130.wasm"
BENCH_START: Final = BUILT / "bench_start-0.2.130.wasm"
CASTS: Final = BUILT / "bench_casts-0.2.130.wasm"
TASKS: Final = BUILT / "bench_tasks-0.2.130.wasm"


def _wasmtime(crossing: Any) -> Engine:
    try:
        from runtime.engine._wasmtime import WasmtimeEngine
    except (ImportError, RuntimeError, OSError):
        select_engine("wasmtime")  # says what is wrong and what to do
        raise
    return WasmtimeEngine(crossing)


ENGINES: Final[Mapping[str, Callable[[], Engine]]] = {
    "wasmer": lambda: select_engine("wasmer"),
    "wasmtime-compiled": lambda: _wasmtime("compiled"),
    "wasmtime-plain": lambda: _wasmtime("plain"),
}
"""How each engine, and each way of crossing of wasmtime, is had."""


def available(names: tuple[str, ...] = ()) -> dict[str, Engine]:
    """Return the engines that are there; what is not there is told on stderr.

    Args:
        names: which are wanted; none means all.

    Raises:
        EngineUnavailable: none of them is there; the error is that of the last.

    """
    found: dict[str, Engine] = {}
    refused: EngineUnavailable | None = None
    for name in names or ENGINES:
        try:
            found[name] = ENGINES[name]()
        except EngineUnavailable as error:
            refused = error
            print(f"without {name}: {error}", file=sys.stderr)
    if not found and refused is not None:
        raise refused
    return found


class Modules:
    """Loaded modules, by engine and path: each is loaded once."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[Engine, Path], runtime.Module] = {}

    def load(self, engine: Engine, path: Path) -> runtime.Module:
        """Return a module, loaded."""
        key = engine, path
        if key not in self._loaded:
            self._loaded[key] = runtime.Module.load(path, engine=engine)
        return self._loaded[key]


@dataclass(frozen=True)
class Bench:
    """What a suite gets: one engine, and a place for guests that are closed afterwards.

    Attributes:
        name: the engine's name among `ENGINES`.
        engine: the engine.
        stack: closes the guests.
        effort: how long is measured.
        node: Node as a peer; None where it is missing.
        modules: what is loaded already.

    """

    name: str
    engine: Engine
    stack: AsyncExitStack
    effort: Effort
    node: Node | None = None
    modules: Modules = field(default_factory=Modules)

    async def open(
        self, path: Path, host: Mapping[str, Callable[..., object]] | None = None
    ) -> runtime.Guest:
        """Open a guest; host functions that no benchmark uses may be missing."""
        module = self.modules.load(self.engine, path)
        opened = runtime.open(module, host=dict(host or {}), strict=False)
        return await self.stack.enter_async_context(opened)

    def by_node(
        self,
        suite: str,
        names: Mapping[str, str],
        *arguments: int,
        times: int = 0,
        unit: str = SECOND,
    ) -> Iterator[Case]:
        """Yield what Node does of a suite, if it is there.

        Args:
            suite: the suite.
            names: of the cases, each with what it is called in ``node/cases.mjs``.
            arguments: for all of them.
            times: how often a batch does it, as in `Case`.
            unit: of what they give.

        """
        if self.node is not None:
            for name, case in names.items():
                batch = self.node.batch(case, *arguments)
                yield Case(Key(suite, name, NODE), batch, None, times, unit)

    def bare(
        self, guest: runtime.Guest, host: Mapping[str, Callable[..., Any]] | None = None
    ) -> EngineInstance:
        """Instantiate a guest's module with the engine alone: the peer of everything.

        Args:
            guest: whose module.
            host: host functions of numbers, by JavaScript name; what is not here must not be
                called.

        """
        store = self.engine.store()
        self.stack.callback(store.close)
        imports = {}
        for item in guest.module.wasm.imports:
            assert isinstance(item.type, FuncType), item
            signature = signature_of(item.type)
            function = _served(item.name, host or {})
            imports[item.module, item.name] = store.host_function(
                signature.params, signature.result, function
            )
        return store.instantiate(guest.module.compiled, imports)


class Done:
    """The host function by which a guest says that what is waited for has happened."""

    def __init__(self) -> None:
        self._happened: asyncio.Future[None] | None = None

    def __call__(self) -> None:
        """Serve the import."""
        if self._happened is not None:
            self._happened.set_result(None)

    async def after(self, run: Callable[..., object], *arguments: object) -> None:
        """Call something of the guest's and wait until it has happened."""
        self._happened = asyncio.get_running_loop().create_future()
        run(*arguments)
        await self._happened
        self._happened = None


def _served(shim: str, host: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    for name, function in host.items():
        if re.fullmatch(rf"__wbg_{name}_[0-9a-f]{{16}}", shim):
            return function

    def not_served(*_: object) -> None:
        raise NotImplementedError(f"a bare guest called {shim}")

    return not_served


def below(guest: runtime.Guest) -> EngineInstance:
    """Return the engine's own instance under a guest."""
    instance = guest._instance
    assert isinstance(instance, Instance)
    return instance.engine_instance()


def export(guest: runtime.Guest, instance: EngineInstance, name: str) -> Callable[..., Any]:
    """Return the engine's own function for an export, whose symbol may end in the crate's hash."""
    for item in guest.module.wasm.exports:
        if re.fullmatch(rf"{name}(_[0-9a-f]{{16}})?", item.name):
            return instance.function(item.name)
    raise KeyError(name)
