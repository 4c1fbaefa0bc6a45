"""Figures as pyperf's benchmarks, which `pyperf compare_to` and its other commands read.

pyperf's own runner measures one benchmark after the other, each in processes of its own. That would
put minutes between a case and its peer, and on a machine that does other work too their ratio would
say as much of that work. So what is taken of pyperf is its model (a run for each process, with what
it knows of machine and Python), its file and its tools; a process measures a whole suite, one batch
of each case in turn, by `runtime.measuring`. The values of a case and of its peer are pairs, run by
run and value by value, and so the file has the ratios with their spread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import pyperf

from runtime.measuring import Figure, Key, ratio_of

_PRIVATE: Final = frozenset(
    {"hostname", "python_executable", "python_config_args", "python_cflags", "boot_time", "uptime"}
)
"""What pyperf collects that is nobody's affair, or says nothing."""

_DIGITS: Final = 4

_SUITE, _CASE, _ENGINE = "suite", "case", "engine"
_PEER, _PEERS_ENGINE = "peer", "peer_engine"


def as_benchmarks(
    figures: Iterable[Figure], metadata: dict[str, str | int]
) -> pyperf.BenchmarkSuite:
    """Return what one process measured.

    Args:
        figures: its figures.
        metadata: what is to be known of it beside what pyperf collects.

    """
    collected = pyperf.Run([1.0]).get_metadata()
    known: dict[str, Any] = {
        name: value for name, value in collected.items() if name not in _PRIVATE
    }
    return pyperf.BenchmarkSuite([_benchmark(figure, {**known, **metadata}) for figure in figures])


def _benchmark(figure: Figure, known: dict[str, Any]) -> pyperf.Benchmark:
    key, peer = figure.key, figure.peer
    metadata = {
        **known,
        "name": f"{key.suite}: {key.name} [{key.engine}]",
        "unit": figure.unit,
        "loops": figure.times,
        _SUITE: key.suite,
        _CASE: key.name,
        _ENGINE: key.engine,
    }
    if peer is not None:
        metadata |= {_PEER: peer.name, _PEERS_ENGINE: peer.engine}
    run = pyperf.Run(figure.values, metadata=metadata, collect_metadata=False)
    return pyperf.Benchmark([run])


def loaded(file: Path) -> pyperf.BenchmarkSuite:
    """Return what a file has.

    Raises:
        ValueError: it is not pyperf's.
        OSError: it cannot be read.

    """
    try:
        return pyperf.BenchmarkSuite.load(str(file))
    # It trusts in what it reads.
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{file} is no file of pyperf's: {error}") from error


def rounded(suite: pyperf.BenchmarkSuite) -> pyperf.BenchmarkSuite:
    """Return the same with no more digits than say anything: half the size, to be kept."""
    return pyperf.BenchmarkSuite([_rounded(benchmark) for benchmark in suite.get_benchmarks()])


def _rounded(benchmark: pyperf.Benchmark) -> pyperf.Benchmark:
    runs = [
        pyperf.Run(
            [float(f"{value:.{_DIGITS}g}") for value in run.values],
            metadata=run.get_metadata(),
            collect_metadata=False,
        )
        for run in benchmark.get_runs()
    ]
    return pyperf.Benchmark(runs)


def merged(files: Sequence[Path]) -> pyperf.BenchmarkSuite:
    """Return what several processes measured, a run of each."""
    first, *rest = (pyperf.BenchmarkSuite.load(str(file)) for file in files)
    for suite in rest:
        first.add_runs(suite)
    return first


def figures_of(suite: pyperf.BenchmarkSuite) -> list[Figure]:
    """Return the figures that a suite of benchmarks was made of, in the order of their names.

    Raises:
        ValueError: they are not of this runner.

    """
    found: dict[Key, Figure] = {}
    for benchmark in suite.get_benchmarks():
        known = benchmark.get_metadata()
        if not {_SUITE, _CASE, _ENGINE} <= known.keys():
            raise ValueError(f"{benchmark.get_name()} was not measured by python -m benchmarks")
        key = Key(known[_SUITE], known[_CASE], known[_ENGINE])
        peer = Key(key.suite, known[_PEER], known[_PEERS_ENGINE]) if _PEER in known else None
        values = tuple(benchmark.get_values())
        loops = benchmark.get_runs()[0].get_metadata()["loops"]
        found[key] = Figure(key, loops, values, peer, None, known["unit"])
    return [_with_ratio(figure, found) for figure in found.values()]


def _with_ratio(figure: Figure, found: dict[Key, Figure]) -> Figure:
    if figure.peer is None:
        return figure
    ratio = ratio_of(figure.values, found[figure.peer].values)
    return Figure(figure.key, figure.times, figure.values, figure.peer, ratio, figure.unit)
