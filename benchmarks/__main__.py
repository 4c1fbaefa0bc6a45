"""``python -m benchmarks``."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import click

from benchmarks import node_peer
from benchmarks.effort import FAST, FULL, Effort
from benchmarks.guests import ENGINES, Bench, available
from benchmarks.report import as_json, as_table, circumstances
from benchmarks.suites import (
    awaiting,
    batch,
    cast,
    closure,
    crossing,
    importing,
    interval,
    microtask,
    startup,
    tasks,
    timer,
)
from runtime.engine.interface import Engine
from runtime.errors import EngineUnavailable
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
    tasks.SUITE: tasks.cases,
}

MOST_ROUNDS: Final[Mapping[str, int]] = {
    interval.SUITE: interval.MOST_ROUNDS,
    tasks.SUITE: tasks.MOST_ROUNDS,
}
"""How often suites are repeated at most whose batches take long."""


async def run(suites: Sequence[str], engines: Mapping[str, Engine], effort: Effort) -> list[Figure]:
    """Run suites, each on all engines at once, so that engines can be compared too."""
    figures: list[Figure] = []
    program = node_peer.program()
    if program is None:
        print("without Node: there is none on PATH", file=sys.stderr)
    for suite in suites:
        async with AsyncExitStack() as stack:
            node = None
            if program is not None:
                node = node_peer.Node(program)
                stack.callback(node.close)
            cases = [
                case
                for name, engine in engines.items()
                for case in await SUITES[suite](Bench(name, engine, stack, effort, node))
            ]
            rounds = min(effort.rounds, MOST_ROUNDS.get(suite, effort.rounds))
            figures += await measure(cases, rounds, effort.batch_seconds)
    return figures


@click.command()
@click.option("--suite", "suites", multiple=True, type=click.Choice(list(SUITES)))
@click.option("--engine", "engines", multiple=True, type=click.Choice(list(ENGINES)))
@click.option("--fast", is_flag=True, help="Few, short repetitions: to see that it works.")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path))
def main(suites: tuple[str, ...], engines: tuple[str, ...], fast: bool, file: Path | None) -> None:
    """Measure wasmloop against the engines' own calls and asyncio's own timers.

    Without options: every suite, on every engine that is there. --suite and --engine may be
    repeated. --json writes the figures to a file as well.
    """
    effort = FAST if fast else FULL
    try:
        found = available(engines)
    except EngineUnavailable as error:
        raise click.ClickException(str(error)) from None
    where = circumstances()
    figures = asyncio.run(run(suites or tuple(SUITES), found, effort))
    for line in as_table(where, figures):
        click.echo(line)
    if file is not None:
        text = json.dumps(as_json(where, effort, figures), indent=2, ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
