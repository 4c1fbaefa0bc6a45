"""What was measured, as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from itertools import groupby
from typing import Final

from benchmarks.targets import outcomes
from runtime.measuring import BYTE, Figure, Spread

VERSIONS: Final = ("wasmloop", "wasmer", "wasmtime", "uvloop", "node")

_SCALES: Final = {BYTE: 1.0}
"""Seconds are shown as microseconds."""


def circumstances(metadata: Mapping[str, object]) -> Iterator[str]:
    """Yield lines that say where and with what was measured, by pyperf's metadata."""
    python = f"Python {metadata['python_version']}"
    where = (metadata.get("cpu_model_name"), f"{metadata['cpu_count']} cores", metadata["platform"])
    yield ", ".join(str(each) for each in (*where, python) if each)
    yield ", ".join(f"{name} {metadata.get(f'{name}_version', '-')}" for name in VERSIONS)


def as_table(metadata: Mapping[str, object], figures: Sequence[Figure]) -> Iterator[str]:
    """Yield everything as lines of text.

    Args:
        metadata: what is the same of all, as pyperf has it.
        figures: of each suite together.

    """
    yield from circumstances(metadata)
    by_suite = sorted(figures, key=lambda figure: figure.key.suite)
    for suite, of_suite in groupby(by_suite, lambda figure: figure.key.suite):
        listed = sorted(of_suite, key=lambda figure: figure.key.engine)
        width = max(len(figure.key.name) for figure in listed)
        unit = "bytes" if listed[0].unit == BYTE else "µs"
        yield ""
        yield f"{suite:{width}}  {'engine':17} {unit:>11} {'quartiles':>23} {'x peer':>8} quartiles"
        for figure in listed:
            scale, ratio = _SCALES.get(figure.unit, 1e6), figure.ratio
            spread = Spread(*(scale * value for value in astuple(figure.spread)))
            yield (
                f"{figure.key.name:{width}}  {figure.key.engine:17} {spread.median:11.3f} "
                f"{spread.low:11.3f} {spread.high:11.3f} "
                + ("" if ratio is None else _times(ratio))
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
