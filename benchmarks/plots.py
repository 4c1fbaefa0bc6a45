"""Plots of what was measured: ratios with their spread, and what things cost as they grow.

    python -m benchmarks.plots FILE FOLDER

FILE is what ``python -m benchmarks --json FILE`` wrote. The same file gives the same bytes with one
release of matplotlib. They have no background and colours that can be read on a light page and on a
dark one.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

import click
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D

from benchmarks.node_peer import NODE
from benchmarks.record import figures_of, loaded
from benchmarks.suites import growth
from benchmarks.tables import SHOWN, head_rows, outcome_of
from benchmarks.targets import COMPILED, ENGINES, WASMER
from runtime.measuring import Figure, Spread

INK: Final = "#777777"
"""Four times as bright, or as dark, as either background of GitHub's."""

COLOURS: Final = {COMPILED: "#2f81f7", WASMER: "#d9822b", NODE: "#3c9a5f"}

STYLE: Final = {
    # Names of elements are hashes of what they are, salted at random without this.
    "svg.hashsalt": "wasmloop",
    # Text stays text: smaller, and searched for and read aloud as such.
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 8,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": INK,
    "grid.alpha": 0.25,
    "axes.grid": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}


@dataclass(frozen=True)
class Ratio:
    """A mark among the ratios.

    Attributes:
        label: what is compared with what.
        engine: on which engine.
        spread: the ratio.
        limit: its bound.

    """

    label: str
    engine: str
    spread: Spread
    limit: float


@dataclass(frozen=True)
class Point:
    """A point of a curve of growth.

    Attributes:
        kind: what there is more and more of.
        engine: on which engine, or Node.
        count: how many there are.
        seconds: what one takes.

    """

    kind: str
    engine: str
    count: int
    seconds: Spread


def ratios(figures: Sequence[Figure]) -> list[Ratio]:
    """Return the marks of the plot of ratios."""
    return [
        Ratio(
            f"{row.what}\nagainst {row.against}".replace("`", ""),
            engine,
            outcome.ratio,
            outcome.target.limit,
        )
        for row in head_rows()
        for engine in ENGINES
        if (outcome := outcome_of(row, engine, figures)) is not None
    ]


def points(figures: Sequence[Figure]) -> list[Point]:
    """Return the points of the curves of growth."""
    found = [
        Point(*_kind_first(figure), figure.spread)
        for figure in figures
        if figure.key.suite == growth.SUITE and figure.key.engine in COLOURS
    ]
    return sorted(found, key=lambda point: (point.kind, point.engine, point.count))


def _kind_first(figure: Figure) -> tuple[str, str, int]:
    kind, count = growth.parts_of(figure.key.name)
    return kind, figure.key.engine, count


def digest(data: Sequence[Ratio] | Sequence[Point]) -> str:
    """Return what identifies the data of a plot, which the plot carries in its metadata."""
    # Of numbers four digits, as Pythons may differ in the last.
    rows = [
        [f"{value:.4g}" if isinstance(value, float) else value for value in _flat(each)]
        for each in data
    ]
    return f"sha256:{hashlib.sha256(json.dumps(rows).encode()).hexdigest()}"


def _flat(mark: Ratio | Point) -> Iterator[object]:
    for value in vars(mark).values():
        yield from astuple(value) if isinstance(value, Spread) else (value,)


def draw_ratios(data: Sequence[Ratio]) -> bytes:
    """Draw ratios with their quartiles, and the bounds; return SVG."""
    labels = list(dict.fromkeys(each.label for each in data))
    drawing = Drawing(figsize=(9, 0.6 + 0.38 * len(labels)), layout="constrained")
    axes = drawing.add_subplot()
    for each in data:
        height = labels.index(each.label) + (0.17 if each.engine == WASMER else -0.17)
        spread, colour = each.spread, COLOURS[each.engine]
        missed = spread.median > each.limit
        axes.plot([spread.low, spread.high], [height, height], color=colour, linewidth=1.5)
        axes.plot(spread.median, height, "x" if missed else "o", color=colour, markersize=4.5)
        axes.plot(each.limit, height, "|", color=INK, markersize=8)
    axes.axvline(1, color=INK, linewidth=0.8)
    axes.set_xscale("log")
    axes.minorticks_off()
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("times as much as the peer: median and quartiles")
    marks = {"within the bound": "o", "missed": "x", "bound": "|"}
    handles = [_handle(name, INK, marker, "none") for name, marker in marks.items()]
    handles += [_handle(SHOWN[engine], COLOURS[engine], "", "-") for engine in ENGINES]
    drawing.legend(handles=handles, loc="outside upper right", ncols=len(handles))
    return _as_svg(drawing, "Costs as multiples of a peer's", digest(data))


def draw_points(data: Sequence[Point]) -> bytes:
    """Draw a curve for each kind and engine, on log axes; return SVG."""
    drawing = Drawing(figsize=(9, 4.5), layout="constrained")
    *grid, last = drawing.subplots(2, 3, sharex=True, sharey=True).flat
    for kind, axes in zip(growth.KINDS, grid, strict=True):
        _draw_kind(axes, kind, [point for point in data if point.kind == kind])
    last.axis("off")
    names = {**SHOWN, NODE: "Node"}
    engines = [engine for engine in COLOURS if any(point.engine == engine for point in data)]
    last.legend(
        handles=[_handle(names[engine], COLOURS[engine], ".", "-") for engine in engines],
        loc="center",
    )
    drawing.supxlabel("how many are alive", color=INK, fontsize=8)
    drawing.supylabel("µs for one: median and quartiles", color=INK, fontsize=8)
    return _as_svg(drawing, "What one costs among more and more", digest(data))


def _draw_kind(axes: Axes, kind: str, data: Sequence[Point]) -> None:
    for engine, colour in COLOURS.items():
        curve = [point for point in data if point.engine == engine]
        counts = [point.count for point in curve]
        low, median, high = (
            [1e6 * getattr(point.seconds, name) for point in curve]
            for name in ("low", "median", "high")
        )
        if curve:
            axes.loglog(counts, median, ".-", color=colour, linewidth=1.2)
            axes.fill_between(counts, low, high, color=colour, alpha=0.25, linewidth=0)
    axes.minorticks_off()
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_title(kind.replace(", one by one", ",\none by one"))


def _handle(name: str, colour: str, marker: str, line: str) -> Line2D:
    return Line2D([], [], color=colour, marker=marker, linestyle=line, label=name)


def _as_svg(drawing: Drawing, title: str, identifier: str) -> bytes:
    buffer = io.BytesIO()
    known = {"Title": title, "Identifier": identifier, "Date": None, "Creator": None}
    drawing.savefig(buffer, format="svg", transparent=True, metadata=known)
    return buffer.getvalue()


PLOTS: Final[dict[str, Callable[[Sequence[Figure]], bytes]]] = {
    "ratios.svg": lambda figures: draw_ratios(ratios(figures)),
    "growth.svg": lambda figures: draw_points(points(figures)),
}
"""How each plot is made, by the name of its file."""


def digests(figures: Sequence[Figure]) -> dict[str, str]:
    """Return what identifies the data of each plot, by the name of its file."""
    return {"ratios.svg": digest(ratios(figures)), "growth.svg": digest(points(figures))}


def write_plots(figures: Sequence[Figure], folder: Path) -> None:
    """Write all plots into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        for name, draw in PLOTS.items():
            (folder / name).write_bytes(draw(figures))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def main(file: Path, folder: Path) -> None:
    """Draw what `python -m benchmarks --json FILE` measured, as SVG in FOLDER."""
    try:
        figures = figures_of(loaded(file))
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    write_plots(figures, folder)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.plots")
