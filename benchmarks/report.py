"""What was measured, as a table for people and as JSON for programs."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime, timezone
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from benchmarks.effort import Effort
from benchmarks.targets import outcomes
from runtime.measuring import Figure, Key, Spread

MICROSECONDS: Final = 1e6

SCHEMA: Final = 1
"""Version of the JSON's shape; raised when a reader of the old one would misread it."""


@dataclass(frozen=True)
class Circumstances:
    """Where and with what was measured.

    Attributes:
        date: when, in UTC, ISO 8601.
        cpu: the processor's name.
        cores: how many cores this process may use.
        system: operating system, release, architecture.
        python: implementation and version.
        wasmloop: its version.
        wasmer: its version; None if it is not installed.
        wasmtime: its version; None if it is not installed.

    """

    date: str
    cpu: str
    cores: int
    system: str
    python: str
    wasmloop: str | None
    wasmer: str | None
    wasmtime: str | None


def circumstances() -> Circumstances:
    """Look where we are."""
    return Circumstances(
        date=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        cpu=_cpu(),
        cores=_cores(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        wasmloop=_version("wasmloop"),
        wasmer=_version("wasmer"),
        wasmtime=_version("wasmtime"),
    )


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:  # not Linux
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def as_json(where: Circumstances, effort: Effort, figures: Sequence[Figure]) -> dict[str, Any]:
    """Return everything as what `json` can write; times are in seconds."""
    return {
        "schema": SCHEMA,
        **asdict(where),
        "effort": asdict(effort),
        "figures": [_figure(figure) for figure in figures],
        "targets": [
            {
                "text": outcome.target.text,
                "case": _key(outcome.target.key),
                "peer": _key(outcome.target.peer),
                "limit": outcome.target.limit,
                "ratio": asdict(outcome.ratio),
                "met": outcome.met,
            }
            for outcome in outcomes(figures)
        ],
    }


def _key(key: Key) -> dict[str, str]:
    return key._asdict()


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        **_key(figure.key),
        "repetitions": len(figure.values),
        "times_per_repetition": figure.times,
        "seconds": asdict(figure.spread),
        "peer": None if figure.peer is None else _key(figure.peer),
        "ratio": None if figure.ratio is None else asdict(figure.ratio),
    }


def as_table(where: Circumstances, figures: Sequence[Figure]) -> Iterator[str]:
    """Return everything as lines of text."""
    yield f"{where.cpu}, {where.cores} cores, {where.system}; {where.python}; {where.date}"
    versions = {"wasmloop": where.wasmloop, "wasmer": where.wasmer, "wasmtime": where.wasmtime}
    yield ", ".join(f"{name} {version or '-'}" for name, version in versions.items())
    for suite, of_suite in groupby(figures, lambda figure: figure.key.suite):
        listed = sorted(of_suite, key=lambda figure: figure.key.engine)
        width = max(len(figure.key.name) for figure in listed)
        yield ""
        yield f"{suite:{width}}  {'engine':17} {'µs':>9} {'quartiles':>19} {'x peer':>8} quartiles"
        for figure in listed:
            micros = Spread(*(MICROSECONDS * value for value in astuple(figure.spread)))
            ratio = figure.ratio
            yield (
                f"{figure.key.name:{width}}  {figure.key.engine:17} {micros.median:9.3f} "
                f"{micros.low:9.3f} {micros.high:9.3f} " + ("" if ratio is None else _times(ratio))
            ).rstrip()
    yield from _targets(figures)


def _targets(figures: Sequence[Figure]) -> Iterator[str]:
    found = list(outcomes(figures))
    if found:
        yield ""
        yield "targets"
    for outcome in found:
        word = "met   " if outcome.met else "MISSED"
        yield f"{word} {_times(outcome.ratio)} of {outcome.target.limit:g}: {outcome.target.text}"


def _times(ratio: Spread) -> str:
    return f"{ratio.median:8.2f} {ratio.low:.2f}-{ratio.high:.2f}"
