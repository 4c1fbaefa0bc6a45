"""What is shown of the figures is what was recorded; nothing is measured here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import plots, readme
from benchmarks.record import as_benchmarks, figures_of, loaded, rounded
from benchmarks.suites import growth
from benchmarks.tables import head_rows, kept, number, outcome_of, target_table
from benchmarks.targets import COMPILED, ENGINES, ROWS, WASMER
from runtime.measuring import Figure, Key

WHERE: dict[str, str | int] = {"wasmer_version": "1.1.0"}


def made_up() -> list[Figure]:
    """Return figures for the bound of a row that is kept, one that is missed, and a curve."""
    kept_row, missed_row = head_rows()[:2]
    found: dict[Key, Figure] = {}
    for row, value in ((kept_row, 1.0), (missed_row, 9.0)):
        target = row.target(WASMER)
        assert target is not None
        for key, values in ((target.key, (value, value)), (target.peer, (1.0, 2.0))):
            found[key] = Figure(key, 10, values)
    for count in (100, 1000):
        key = Key(growth.SUITE, growth.live(growth.HANDLE, count), COMPILED)
        found[key] = Figure(key, count, (1.123456789e-6, 2e-6))
    return [*found.values()]


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    file = tmp_path / "figures.json"
    as_benchmarks(made_up(), WHERE).dump(str(file))
    return file


def identifier(svg: str) -> str | None:
    found = re.search(r"sha256:[0-9a-f]{64}", svg)
    return None if found is None else found[0]


@pytest.mark.parametrize("path", readme.SECTIONS, ids=lambda path: path.parent.name)
def test_the_readmes_show_what_is_recorded(path: Path) -> None:
    text = path.read_text("utf-8")
    begin, end = readme.between_marks(text)
    lines = readme.SECTIONS[path](*readme.recorded())
    assert text[begin:end] == "\n".join(lines), "run `python -m benchmarks.readme`"


def test_the_plots_show_what_is_recorded() -> None:
    _, figures = readme.recorded()
    there = {
        path.name: identifier(path.read_text("utf-8")) for path in readme.RECORDED.glob("*.svg")
    }
    assert there == plots.digests(figures), "run `python -m benchmarks.readme`"


def test_every_bound_of_the_readme_is_recorded() -> None:
    _, figures = readme.recorded()
    for row in head_rows():
        for engine in row.limits:
            assert outcome_of(row, engine, figures) is not None, (row.what, engine)


def test_a_table_marks_what_is_missed_and_leaves_out_what_was_not_measured() -> None:
    rows, figures = head_rows()[:2], made_up()
    head, _, first, second = target_table(rows, figures)
    assert head == "| what | against | wasmtime | wasmer | at most |"
    assert first.endswith("| - | 0.75 (0.62 to 0.88) | 0.35 / 1.7 |")
    assert second.endswith("| - | **missed:** 6.75 (5.62 to 7.88) | 1 / 2.8 |")
    assert kept(rows, figures) == (1, 2)


@pytest.mark.parametrize(
    ("ratio", "text"), [(12.345, "12.35"), (0.5, "0.50"), (0.0123, "0.012"), (0.004, "0.004")]
)
def test_small_ratios_have_more_decimals(ratio: float, text: str) -> None:
    assert number(ratio) == text


def test_the_rows_of_the_readme_have_bounds_and_words() -> None:
    assert all(row.limits.keys() <= set(ENGINES) and row.limits for row in ROWS)
    assert len({(row.what, row.against) for row in ROWS}) == len(ROWS)


def test_plots_are_the_same_each_time_and_name_their_data(file: Path, tmp_path: Path) -> None:
    drawn = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        done = CliRunner().invoke(plots.main, [str(file), str(folder)])
        assert (done.exit_code, done.output) == (0, "")
        drawn.append({path.name: path.read_text("utf-8") for path in folder.iterdir()})
    assert drawn[0] == drawn[1]
    figures = figures_of(loaded(file))
    assert {name: identifier(svg) for name, svg in drawn[0].items()} == plots.digests(figures)
    for svg in drawn[0].values():
        assert "<dc:date>" not in svg
        assert "#777777" in svg
    assert "closure Fn(u32) -&gt; String" in drawn[0]["ratios.svg"]
    assert "handle made and dropped" in drawn[0]["growth.svg"]


def test_another_figure_is_another_plot() -> None:
    one, other = (plots.digests([*made_up()[:-1], each]) for each in made_up()[-2:])
    assert one["growth.svg"] != other["growth.svg"]
    assert one["ratios.svg"] == other["ratios.svg"]


def test_what_is_recorded_is_rounded_and_shown(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = tmp_path / "README.md"
    shown.write_text(f"before\n{readme.BEGIN}\n\n{readme.END}\nafter\n")
    monkeypatch.setattr(readme, "RECORDED", tmp_path / "recorded")
    monkeypatch.setattr(readme, "RECORDING", tmp_path / "recorded" / "figures.json")
    monkeypatch.setattr(readme, "SECTIONS", {shown: readme.short})
    done = CliRunner().invoke(readme.main, [str(file)])
    assert (done.exit_code, done.output) == (0, "")
    text = shown.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith(f"\n{readme.END}\nafter\n")
    assert "1 of 2 bounds are kept" in text.replace("\n", " ")
    _, figures = readme.recorded()
    assert {figure.values[0] for figure in figures} >= {1.0, 9.0, 1.123e-06}
    again = CliRunner().invoke(readme.main, [])
    assert again.exit_code == 0
    assert shown.read_text("utf-8") == text


def test_rounding_keeps_all_but_digits(file: Path) -> None:
    suite = loaded(file)
    one, other = suite.get_benchmarks()[0], rounded(suite).get_benchmarks()[0]
    assert other.get_runs()[0].get_metadata() == one.get_runs()[0].get_metadata()
    assert other.get_values() == one.get_values()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": "1.0", "benchmarks": [{}]}'])
def test_what_is_no_recording_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(text)
    for command, arguments in ((readme.main, []), (plots.main, [str(tmp_path)])):
        done = CliRunner().invoke(command, [str(file), *arguments])
        assert done.exit_code == 1
        assert "is no file of pyperf's" in done.output
