"""What was measured of the targets, as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from benchmarks.targets import COMPILED, ENGINES, ROWS, WASMER, Outcome, Row, outcomes
from runtime.measuring import Figure, Spread

SHOWN: Final = {COMPILED: "wasmtime", WASMER: "wasmer"}
"""What engines are called here."""

_NONE: Final = "-"


def head_rows() -> tuple[Row, ...]:
    """Return the rows that the README shows."""
    return tuple(row for row in ROWS if row.head)


def outcome_of(row: Row, engine: str, figures: Sequence[Figure]) -> Outcome | None:
    """Return what was measured of a row on an engine; None where there is no target, or nothing."""
    target = row.target(engine)
    return None if target is None else next(outcomes(figures, [target]), None)


def target_table(rows: Iterable[Row], figures: Sequence[Figure]) -> Iterator[str]:
    """Yield the lines of a table of ratios: what, against what, on each engine, and the bounds.

    Args:
        rows: its rows.
        figures: what was measured.

    """
    yield f"| what | against | {' | '.join(SHOWN[engine] for engine in ENGINES)} | at most |"
    yield f"|{'---|' * (3 + len(ENGINES))}"
    for row in rows:
        cells = [_cell(outcome_of(row, engine, figures)) for engine in ENGINES]
        bounds = " / ".join(
            f"{row.limits[engine]:g}" if engine in row.limits else _NONE for engine in ENGINES
        )
        yield f"| {row.what} | {row.against} | {' | '.join(cells)} | {bounds} |"


def kept(rows: Iterable[Row], figures: Sequence[Figure]) -> tuple[int, int]:
    """Return how many bounds of some rows are kept, and how many there are."""
    found = [outcome_of(row, engine, figures) for row in rows for engine in ENGINES]
    measured = [outcome for outcome in found if outcome is not None]
    return sum(outcome.met for outcome in measured), len(measured)


def _cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return _NONE
    spread = outcome.ratio
    text = f"{number(spread.median)} ({_quartiles(spread)})"
    return text if outcome.met else f"**missed:** {text}"


def _quartiles(spread: Spread) -> str:
    return f"{number(spread.low)} to {number(spread.high)}"


def number(ratio: float) -> str:
    """Return a ratio as a text: with two decimals, or as many as a small one needs."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"
