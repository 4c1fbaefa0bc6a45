"""``python -m benchmarks``: what it prints and writes. No figure is compared with another."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benchmarks.__main__ import SUITES, main
from benchmarks.effort import FAST, Effort
from benchmarks.guests import BENCH_START, ENGINES, available
from benchmarks.report import as_json, as_table, circumstances
from benchmarks.targets import TARGETS
from runtime.errors import EngineUnavailable
from runtime.measuring import Figure, Key, Spread

pytestmark = pytest.mark.guest_leaks("what is timed is closures that are kept")

TINY = Effort(
    processes=1,
    rounds=2,
    batch_seconds=0.0,
    timers=3,
    elements=10,
    live=(2, 4),
    tasks=5,
    nap_millis=2,
    requests=4,
)


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``--fast`` be faster still."""
    monkeypatch.setattr("benchmarks.__main__.FAST", TINY)
    monkeypatch.setattr("benchmarks.suites.startup.LARGE", BENCH_START)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--fast", *arguments])


def written(path: Path, *arguments: str) -> Any:
    result = run("--json", str(path), *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("suite", SUITES)
def test_each_suite_on_each_engine(suite: str, tmp_path: Path) -> None:
    found = written(tmp_path / "figures.json", "--suite", suite)
    engines = set(available())
    figures = found["figures"]
    keys = {(f["name"], f["engine"]) for f in figures}
    assert {f["suite"] for f in figures} == {suite}
    assert {f["engine"] for f in figures} >= engines
    for figure in figures:
        peer = figure["peer"]
        assert (figure["ratio"] is None) == (peer is None)
        assert peer is None or (peer["name"], peer["engine"]) in keys
        assert figure["repetitions"] == TINY.rounds
        assert figure["times_per_repetition"] > 0
        for spread in filter(None, (figure["seconds"], figure["ratio"])):
            assert 0 < spread["low"] <= spread["median"] <= spread["high"]


def test_the_circumstances_are_told(tmp_path: Path) -> None:
    found = written(tmp_path / "figures.json", "--suite", "crossing")
    assert found["schema"] == 1
    assert datetime.fromisoformat(found["date"]).tzinfo is not None
    assert found["cores"] >= 1
    for name in ("cpu", "system", "python"):
        assert found[name]
    assert {"wasmloop", "wasmer", "wasmtime"} <= found.keys()
    assert found["effort"]["rounds"] == 2


def test_one_engine_alone(tmp_path: Path) -> None:
    engine = next(iter(available()))
    found = written(tmp_path / "figures.json", "--suite", "closure", "--engine", engine)
    assert {f["engine"] for f in found["figures"]} - {"node"} == {engine}


def test_the_table_has_a_line_for_each_figure() -> None:
    result = run("--suite", "closure")
    assert result.exit_code == 0, result.output
    for engine in available():
        assert len(re.findall(rf"  {engine} +\d+\.\d{{3}} ", result.output)) == 6


@pytest.mark.parametrize("arguments", [("--suite", "nonsense"), ("--engine", "nonsense")])
def test_what_there_is_not_is_refused_with_what_there_is(arguments: Sequence[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "is not one of" in result.output


def test_without_any_engine_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> Any:
        raise EngineUnavailable("an engine", "install it")

    monkeypatch.setattr("benchmarks.guests.ENGINES", {"wasmer": absent})
    result = run()
    assert result.exit_code == 1
    assert "install it" in result.output


def figure(key: Key, *values: float) -> Figure:
    return Figure(key, 10, values)


def test_targets_are_compared_across_engines() -> None:
    target = next(t for t in TARGETS if t.key.engine != t.peer.engine and t.limit == 1.0)
    figures = [figure(target.key, 1.0, 4.0, 2.0), figure(target.peer, 4.0, 4.0, 4.0)]
    (outcome,) = as_json(circumstances(), FAST, figures)["targets"]
    assert outcome["ratio"] == {"median": 0.5, "low": 0.375, "high": 0.75}
    assert outcome["limit"] == 1.0
    assert outcome["met"]
    lines = list(as_table(circumstances(), figures))
    assert lines[-1] == f"met        0.50 0.38-0.75 of 1: {target.text}"


def test_a_missed_target_is_told() -> None:
    target = TARGETS[0]
    figures = [figure(target.key, 3.0), figure(target.peer, 1.0)]
    assert list(as_table(circumstances(), figures))[-1].startswith("MISSED")


def test_a_target_without_its_engines_is_left_out() -> None:
    figures = [figure(TARGETS[0].key, 1.0)]
    assert as_json(circumstances(), FAST, figures)["targets"] == []


def test_every_target_names_an_engine_that_can_be_measured() -> None:
    for target in TARGETS:
        assert target.key.engine in ENGINES
        assert target.key.suite in SUITES
        assert target.peer.suite == target.key.suite


def test_equal_values_have_no_spread() -> None:
    assert Spread.of([2.0, 2.0]) == Spread(2.0, 2.0, 2.0)
