"""A process that measures one suite, on all engines and beside all peers, and writes its runs.

    python -m benchmarks.worker SUITE FILE JSON

JSON has the engines' names and the effort. A process is new for each suite, and there are several
for each, because what differs between processes (where memory lies, the seed of hashes) is the same
for as long as one lives.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Final

from benchmarks import node_peer
from benchmarks.effort import Effort
from benchmarks.guests import Bench, Modules, available
from benchmarks.record import as_benchmarks
from benchmarks.suites import (
    awaiting,
    batch,
    cast,
    closure,
    crossing,
    growth,
    importing,
    interval,
    memory,
    microtask,
    startup,
    tasks,
    timer,
)
from runtime.engine.interface import Engine
from runtime.measuring import Case, Figure, measure

SUITES: Final[Mapping[str, Callable[[Bench], Awaitable[list[Case]]]]] = {
    crossing.SUITE: crossing.cases,
    closure.SUITE: closure.cases,
    importing.SUITE: importing.cases,
    timer.SUITE: timer.cases,
    interval.SUITE: interval.cases,
    microtask.SUITE: microtask.cases,
    awaiting.SUITE: awaiting.cases,
    cast.SUITE: cast.cases,
    batch.SUITE: batch.cases,
    startup.SUITE: startup.cases,
    memory.SUITE: memory.cases,
    growth.SUITE: growth.cases,
    tasks.SUITE: tasks.cases,
}

MOST_ROUNDS: Final[Mapping[str, int]] = {
    module.SUITE: module.MOST_ROUNDS
    for module in (interval, awaiting, startup, memory, growth, tasks)
}
"""How often suites are repeated at most whose batches take long."""

MOST_PROCESSES: Final[Mapping[str, int]] = {
    module.SUITE: module.MOST_PROCESSES for module in (memory, growth, tasks)
}
"""How many processes at most measure suites that take minutes."""

VERSIONS: Final = ("wasmloop", "wasmer", "wasmtime", "uvloop")


async def run(
    suite: str,
    engines: Mapping[str, Engine],
    effort: Effort,
    node: node_peer.Node | None = None,
    modules: Modules | None = None,
) -> list[Figure]:
    """Run one suite on all engines at once, so that engines can be compared too.

    Args:
        suite: its name.
        engines: by their names.
        effort: how long.
        node: Node as a peer, if it is there.
        modules: what is loaded already.

    """
    loaded = modules or Modules()
    async with AsyncExitStack() as stack:
        cases = [
            case
            for name, engine in engines.items()
            for case in await SUITES[suite](Bench(name, engine, stack, effort, node, loaded))
        ]
        rounds = min(effort.rounds, MOST_ROUNDS.get(suite, effort.rounds))
        return await measure(cases, rounds, effort.batch_seconds)


def versions(node: node_peer.Node | None) -> dict[str, str | int]:
    """Return the versions of what takes part."""
    found: dict[str, str | int] = {}
    for name in VERSIONS:
        try:
            found[f"{name}_version"] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    if node is not None:
        found["node_version"] = node.version.removeprefix("v")
    return found


def request(engines: Sequence[str], effort: Effort) -> str:
    """Return the last argument of the command line."""
    return json.dumps({"engines": engines, "effort": asdict(effort)})


def main(suite: str, file: str, requested: str) -> None:
    """Measure a suite and write pyperf's file of it."""
    asked = json.loads(requested)
    effort = Effort(**{**asked["effort"], "live": tuple(asked["effort"]["live"])})
    program = node_peer.program()
    node = None if program is None else node_peer.Node(program)
    try:
        engines = available(tuple(asked["engines"]))
        figures = asyncio.run(run(suite, engines, effort, node))
        as_benchmarks(figures, versions(node)).dump(file)
    finally:
        if node is not None:
            node.close()


def command(suite: str, file: Path, requested: str) -> list[str]:
    """Return the command that measures a suite."""
    return [sys.executable, "-m", "benchmarks.worker", suite, str(file), requested]


if __name__ == "__main__":
    main(*sys.argv[1:])
