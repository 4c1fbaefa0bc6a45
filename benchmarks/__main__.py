"""``python -m benchmarks``."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks import node_peer
from benchmarks.effort import FAST, FULL, Effort
from benchmarks.guests import CHECKOUT, ENGINES, available
from benchmarks.record import figures_of, merged
from benchmarks.report import as_table
from benchmarks.worker import MOST_PROCESSES, SUITES, command, request
from runtime.errors import EngineUnavailable


def measured(
    suites: Iterable[str], engines: Iterable[str], effort: Effort, folder: Path
) -> list[Path]:
    """Run the processes that measure, one after the other; return what each wrote.

    The first of each suite come before the second of any: what else the machine does for a while
    does not then meet all of one suite.

    Args:
        suites: which.
        engines: their names among `ENGINES`.
        effort: how much.
        folder: where the files are put.

    Raises:
        click.ClickException: one failed, having said why.

    """
    requested = request(list(engines), effort)
    files = []
    for number, suite in product(range(effort.processes), suites):
        if number >= MOST_PROCESSES.get(suite, effort.processes):
            continue
        click.echo(f"{suite}, process {number + 1} of {effort.processes}", err=True)
        files.append(folder / f"{suite}-{number}.json")
        done = subprocess.run(command(suite, files[-1], requested), cwd=CHECKOUT, check=False)
        if done.returncode:
            raise click.ClickException(f"the suite {suite} failed")
    return files


@click.command()
@click.option("--suite", "suites", multiple=True, type=click.Choice(list(SUITES)))
@click.option("--engine", "engines", multiple=True, type=click.Choice(list(ENGINES)))
@click.option("--fast", is_flag=True, help="Few, short repetitions: to see that it works.")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path))
def main(suites: tuple[str, ...], engines: tuple[str, ...], fast: bool, file: Path | None) -> None:
    """Measure wasmloop against the engines' own calls, asyncio, uvloop, and Node.

    Without options: every suite, on every engine that is there, beside every peer that is there.
    --suite and --engine may be repeated. --json writes the figures to a file as well, which
    `python -m pyperf` reads: two of them are compared by `python -m pyperf compare_to`.
    """
    effort = FAST if fast else FULL
    try:
        found = available(engines)
    except EngineUnavailable as error:
        raise click.ClickException(str(error)) from None
    if node_peer.program() is None:
        click.echo("without Node: there is none on PATH", err=True)
    with TemporaryDirectory() as folder:
        benchmarks = merged(measured(suites or tuple(SUITES), found, effort, Path(folder)))
    for line in as_table(benchmarks.get_metadata(), figures_of(benchmarks)):
        click.echo(line)
    if file is not None:
        benchmarks.dump(str(file), replace=True)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
