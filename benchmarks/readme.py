"""The figures that are shown: tables and plots, made from what was recorded.

    python -m benchmarks --json FILE && python -m benchmarks.readme FILE

makes of FILE the recording, ``benchmarks/recorded/figures.json``. Without FILE the recording that
there is is shown anew. Written are the parts of ``README.md`` and ``benchmarks/README.md`` between
the marks, and the plots beside the recording.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click
import pyperf

from benchmarks.guests import CHECKOUT
from benchmarks.plots import PLOTS, write_plots
from benchmarks.record import figures_of, loaded, rounded
from benchmarks.report import circumstances
from benchmarks.tables import head_rows, kept, target_table
from benchmarks.targets import ROWS
from runtime.measuring import Figure

BEGIN: Final = "<!-- figures: python -m benchmarks.readme -->"
END: Final = "<!-- end of figures -->"

RECORDED: Final = CHECKOUT / "benchmarks" / "recorded"
RECORDING: Final = RECORDED / "figures.json"

_WIDTH: Final = 100

_ABOUT: Final = {
    "ratios.svg": "Ratios to the peers, with quartiles and bounds",
    "growth.svg": "What a timer, a closure or a handle costs among 100 to a million",
}

Lines = Iterator[str]


def recorded() -> tuple[pyperf.BenchmarkSuite, list[Figure]]:
    """Return the recording, and its figures."""
    suite = loaded(RECORDING)
    return suite, figures_of(suite)


def short(suite: pyperf.BenchmarkSuite, figures: Sequence[Figure]) -> Lines:
    """Yield the README's lines."""
    rows = head_rows()
    within, measured = kept(rows, figures)
    yield from _wrapped(
        "How many times as much as a peer something costs, on wasmtime with the C extension and on "
        "wasmer: medians and quartiles of batches taken in turn, in one run on one machine. "
        f"{within} of {measured} bounds are kept. [benchmarks/README.md](benchmarks/README.md) "
        "says how it is measured, and has the rest."
    )
    yield ""
    yield from target_table(rows, figures)
    yield from _plots("benchmarks/recorded/")
    yield ""
    yield from _wrapped(_where(suite))


def long(suite: pyperf.BenchmarkSuite, figures: Sequence[Figure]) -> Lines:
    """Yield the lines of the benchmarks' own README."""
    yield from target_table((row for row in ROWS if not row.head), figures)
    yield ""
    yield from _wrapped(_where(suite))


SECTIONS: Final[dict[Path, Callable[[pyperf.BenchmarkSuite, Sequence[Figure]], Lines]]] = {
    CHECKOUT / "README.md": short,
    CHECKOUT / "benchmarks" / "README.md": long,
}
"""What each file has between its marks."""


def between_marks(text: str) -> tuple[int, int]:
    """Return where in a file's text the part begins and ends."""
    return text.index(BEGIN) + len(BEGIN) + 1, text.index(END) - 1


def _plots(folder: str) -> Lines:
    for name in PLOTS:
        yield ""
        yield f"![{_ABOUT[name]}]({folder}{name})"


def _where(suite: pyperf.BenchmarkSuite) -> str:
    machine, versions = circumstances(suite.get_metadata())
    first, _ = suite.get_dates()
    return f"Measured on {first:%Y-%m-%d}: {machine}; {versions}."


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_on_hyphens=False, break_long_words=False)


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def main(file: Path | None) -> None:
    """Make of FILE, which `python -m benchmarks --json FILE` wrote, what the READMEs show.

    Without FILE, show again what is recorded.
    """
    try:
        if file is not None:
            suite = loaded(file)
            figures_of(suite)  # else it is not ours to record
            RECORDED.mkdir(exist_ok=True)
            rounded(suite).dump(str(RECORDING), replace=True)
        suite, figures = recorded()
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
    write_plots(figures, RECORDED)
    for path, lines in SECTIONS.items():
        text = path.read_text("utf-8")
        begin, end = between_marks(text)
        path.write_text(text[:begin] + "\n".join(lines(suite, figures)) + text[end:], "utf-8")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.readme")
