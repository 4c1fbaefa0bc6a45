"""What ``bench`` prints: for people, and as one JSON document."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from runtime.measuring import Figure, Key, Spread
from runtime.module import Module
from runtime.records import record

FORMAT: Final = 1
"""Version of the document's shape; raised when a reader of the old one would misread it."""

_MICRO: Final = 1e6


@record(frozen=True)
class Result:
    """What was measured.

    Attributes:
        module: of which module.
        function: the export.
        figures: the export, closures, and their peers.
        left_out: what was not measured, and why.

    """

    module: Module
    function: str
    figures: Sequence[Figure]
    left_out: Sequence[tuple[str, str]]


def as_lines(result: Result) -> Iterator[str]:
    """Yield what was measured as lines of text."""
    engine = result.module.engine
    yield (
        f"{result.function} of {result.module.name}, on {engine.name} {engine.version} "
        f"({engine.crossing} crossing), Python {platform.python_version()}"
    )
    width = max(len(figure.key.name) for figure in result.figures)
    yield f"{'':{width}} {'µs':>11} {'quartiles':>23} {'calls/s':>12} {'x engine':>9} quartiles"
    for figure in result.figures:
        low, median, high = (
            f"{_MICRO * value:11.3f}"
            for value in (figure.spread.low, figure.spread.median, figure.spread.high)
        )
        line = f"{figure.key.name:{width}} {median} {low} {high} {_per_second(figure):12,.0f}"
        yield line if figure.ratio is None else f"{line} {_ratio(figure.ratio)}"
    for what, why in result.left_out:
        yield f"not measured: {what}: {why}"


def _per_second(figure: Figure) -> float:
    return 1 / figure.spread.median


def _ratio(ratio: Spread) -> str:
    return f"{ratio.median:9.2f} {ratio.low:.2f} to {ratio.high:.2f}"


def as_document(result: Result) -> dict[str, Any]:
    """Return what was measured as what `json` can write.

    Keys may be added without notice; those that are here stay, and mean what they mean::

        format        FORMAT
        module        name
        engine        name, version, crossing
        python        release
        function      FUNCTION
        measured      [name, seconds: SPREAD, calls_per_second, times, rounds,
                       engine_alone (or null): name, seconds: SPREAD, ratio: SPREAD]
        not_measured  [name, reason]

    where SPREAD has median, low and high (the quartiles), and brackets around names stand for a
    list of objects with those keys.

    Args:
        result: what was measured.

    """
    engine = result.module.engine
    by_key = {figure.key: figure for figure in result.figures}
    peers = {figure.peer for figure in result.figures}
    return {
        "format": FORMAT,
        "module": {"name": result.module.name},
        "engine": {"name": engine.name, "version": engine.version, "crossing": engine.crossing},
        "python": platform.python_version(),
        "function": result.function,
        "measured": [
            _measured(figure, by_key) for figure in result.figures if figure.key not in peers
        ],
        "not_measured": [{"name": what, "reason": why} for what, why in result.left_out],
    }


def _measured(figure: Figure, by_key: dict[Key, Figure]) -> dict[str, Any]:
    alone = None
    if figure.peer is not None and figure.ratio is not None:
        peer = by_key[figure.peer]
        alone = {
            "name": peer.key.name,
            "seconds": asdict(peer.spread),
            "ratio": asdict(figure.ratio),
        }
    return {
        "name": figure.key.name,
        "seconds": asdict(figure.spread),
        "calls_per_second": _per_second(figure),
        "times": figure.times,
        "rounds": len(figure.values),
        "engine_alone": alone,
    }
