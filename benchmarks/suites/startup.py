"""A module is loaded once, and opened for each guest that is wanted of it.

The guest imports some three hundred functions, most of them JavaScript's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from timeit import default_timer
from typing import Final

import runtime
from benchmarks import node_peer
from benchmarks.guests import BENCH_START, BUILT, CHECKOUT, Bench
from runtime.measuring import Batch, Case, Key, without_collector
from runtime.module import Module
from runtime.module.compile_cache import CompileCache

SUITE = "startup"

LARGE: Final = BUILT / "cases_text-0.2.130.wasm"

LOADED = "module loaded: read, checked and compiled"
CACHED = "module loaded from the compile cache"
PROCESS = "whole process that runs a small guest, warm cache"
OPENED = "a further guest of a loaded module, opened and closed"

COMMAND_LINE: Final = {"wasmer": "wasmer", "wasmtime-compiled": "wasmtime"}
"""What the command line calls them; wasmtime's plain crossing it takes only where it must."""

MOST_ROUNDS: Final = 7
"""A round takes seconds."""

AT_ONCE = 10
"""How many guests a batch opens: opening takes far longer than a batch must at least."""


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine."""
    folder = Path(bench.stack.enter_context(TemporaryDirectory()))
    module = Module.load(LARGE, engine=bench.engine)
    peer = Key(SUITE, LOADED, bench.name)
    found = [
        Case(peer, _loaded(bench, None), times=1),
        Case(Key(SUITE, CACHED, bench.name), _loaded(bench, CompileCache(folder)), peer, 1),
        Case(Key(SUITE, OPENED, bench.name), _opened(module), peer, AT_ONCE),
    ]
    if bench.name in COMMAND_LINE:
        command = [sys.executable, "-m", "runtime", "run", str(BENCH_START), "greet", "you"]
        command += ["--engine", COMMAND_LINE[bench.name]]
        process = _process(command, {"WASMLOOP_CACHE": str(folder)})
        found.append(Case(Key(SUITE, PROCESS, bench.name), process, times=1))
    node = node_peer.program()
    if node is not None:
        run = _process([node, str(node_peer.FOLDER / "run.cjs"), "greet", "you"], {})
        found.append(Case(Key(SUITE, PROCESS, node_peer.NODE), run, times=1))
    return found


def _process(command: Sequence[str], environment: Mapping[str, str]) -> Batch:
    """Return the batch that runs a command to its end."""
    # Nothing else is to run meanwhile, so the loop may stand still.
    # As installed: compiled sources are kept, whatever this process was told.
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    run = partial(
        subprocess.run,
        command,
        env=inherited | dict(environment),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )

    async def batch(times: int) -> float:
        start = default_timer()
        for _ in range(times):
            done = run()
            if done.returncode or done.stdout.strip() != "hello, you":
                raise RuntimeError(f"{command} failed: {done.stderr}")
        return default_timer() - start

    return batch


def _loaded(bench: Bench, cache: CompileCache | None) -> Batch:
    async def batch(times: int) -> float:
        with without_collector():
            start = default_timer()
            for _ in range(times):
                Module.load(LARGE, engine=bench.engine, cache=cache or False)
            return default_timer() - start

    return batch


def _opened(module: Module) -> Batch:
    async def batch(times: int) -> float:
        with without_collector():
            start = default_timer()
            for _ in range(times):
                async with runtime.open(module, host={"record": print}, strict=False):
                    pass
            return default_timer() - start

    return batch
