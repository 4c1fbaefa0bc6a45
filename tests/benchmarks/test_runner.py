"""``python -m benchmarks``: what it prints and writes. No figure is compared with another."""

from __future__ import annotations

import asyncio
import gc
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyperf
import pytest
from click.testing import CliRunner, Result

from benchmarks import node_peer
from benchmarks.__main__ import main
from benchmarks.effort import Effort
from benchmarks.guests import BENCH, BENCH_START, ENGINES, Modules, available
from benchmarks.record import as_benchmarks, figures_of, merged
from benchmarks.report import as_table
from benchmarks.targets import TARGETS, outcomes
from benchmarks.worker import MOST_ROUNDS, SUITES, run, versions
from runtime.engine.interface import Engine
from runtime.errors import EngineUnavailable
from runtime.measuring import Figure, Key, Spread

pytestmark = pytest.mark.guest_leaks("what is timed is closures that are kept")

TINY = Effort(
    processes=2,
    rounds=2,
    batch_seconds=0.0,
    timers=3,
    elements=10,
    live=(2, 4),
    tasks=5,
    nap_millis=2,
    requests=4,
)

KNOWN: dict[str, object] = {"python_version": "3", "cpu_count": 2, "platform": "a machine"}


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything be small."""
    monkeypatch.setattr("benchmarks.__main__.FAST", TINY)
    monkeypatch.setattr("benchmarks.suites.growth.LEAST", 4)
    monkeypatch.setattr("benchmarks.suites.startup.LARGE", BENCH_START)


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--fast", *arguments])


@pytest.fixture(scope="module", name="engines")
def _engines() -> dict[str, Engine]:
    return available()


@pytest.fixture(scope="module", name="modules")
def _modules(engines: dict[str, Engine]) -> Modules:
    modules = Modules()
    for engine in engines.values():
        modules.load(engine, BENCH)
    gc.collect()
    gc.freeze()  # the suite `memory` collects before and after each batch
    return modules


@pytest.fixture(scope="module", name="node")
def _node() -> Iterator[node_peer.Node | None]:
    program = node_peer.program()
    if program is None:
        yield None
        return
    node = node_peer.Node(program)
    yield node
    node.close()


BESIDE_NODE = ("closure", "interval", "memory", "growth")
"""Suites that run beside Node here; the others do as where there is none."""


@pytest.mark.parametrize("suite", SUITES)
def test_each_suite_on_each_engine(
    suite: str, engines: dict[str, Engine], modules: Modules, node: node_peer.Node | None
) -> None:
    peer = node if suite in BESIDE_NODE else None
    figures = asyncio.run(run(suite, engines, TINY, peer, modules))
    keys = {figure.key for figure in figures}
    assert {key.suite for key in keys} == {suite}
    assert {key.engine for key in keys} & {*engines}
    assert peer is None or node_peer.NODE in {key.engine for key in keys}
    for figure in figures:
        assert (figure.ratio is None) == (figure.peer is None)
        assert figure.peer is None or figure.peer in keys
        assert len(figure.values) == min(TINY.rounds, MOST_ROUNDS.get(suite, TINY.rounds))
        assert figure.times > 0
        if figure.key.engine == node_peer.NODE:
            assert figure.spread.median != 0
            continue
        for spread in filter(None, (figure.spread, figure.ratio)):
            assert 0 < spread.low <= spread.median <= spread.high


def test_node_says_what_it_cannot_do_and_who_it_is(node: node_peer.Node | None) -> None:
    if node is None:
        pytest.skip("there is no Node")
    with pytest.raises(RuntimeError, match="there is no case nonsense"):
        node.take("nonsense", 1)
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(versions(node)["node_version"]))


def test_what_is_written_is_pyperfs(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    engine = next(iter(available()))
    result = command("--suite", "crossing", "--engine", engine, "--json", str(file))
    assert result.exit_code == 0, result.output
    found = pyperf.BenchmarkSuite.load(str(file))
    names = set(found.get_benchmark_names())
    assert f"crossing: guest.exports, f64 -> f64 [{engine}]" in names
    for benchmark in found:
        assert benchmark.get_nrun() == TINY.processes
        assert benchmark.get_nvalue() == TINY.processes * TINY.rounds
        assert benchmark.get_unit() == "second"
        assert benchmark.get_metadata()["wasmloop_version"]
    assert "hostname" not in file.read_text("utf-8")
    lines = [line for line in result.output.splitlines() if f"  {engine} " in line]
    assert len(lines) == len([name for name in names if name.endswith(f"[{engine}]")])


@pytest.mark.parametrize("arguments", [("--suite", "nonsense"), ("--engine", "nonsense")])
def test_what_there_is_not_is_refused_with_what_there_is(arguments: Sequence[str]) -> None:
    result = command(*arguments)
    assert result.exit_code == 2
    assert "is not one of" in result.output


def test_without_any_engine_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> object:
        raise EngineUnavailable("an engine", "install it")

    monkeypatch.setattr("benchmarks.guests.ENGINES", {"wasmer": absent})
    result = command()
    assert result.exit_code == 1
    assert "install it" in result.output


def test_a_process_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.__main__.command", lambda *_: ["false"])
    result = command("--suite", "crossing")
    assert result.exit_code == 1
    assert "the suite crossing failed" in result.output


def figure(key: Key, *values: float, peer: Key | None = None) -> Figure:
    return Figure(key, 10, values, peer)


def test_figures_come_back_from_the_file_with_their_ratios(tmp_path: Path) -> None:
    own, peer = Key("a", "own", "wasmer"), Key("a", "peer", "node")
    files = []
    for number, figures in enumerate(
        (
            [figure(own, 2.0, 4.0, peer=peer), figure(peer, 1.0, 4.0)],
            [figure(own, 9.0, 8.0, peer=peer), figure(peer, 3.0, 2.0)],
        )
    ):
        files.append(tmp_path / f"{number}.json")
        as_benchmarks(figures, {"node_version": "20"}).dump(str(files[-1]))
    found = {each.key: each for each in figures_of(merged(files))}
    assert found[own].values == (2.0, 4.0, 9.0, 8.0)
    assert found[own].ratio == Spread.of([2.0, 1.0, 3.0, 4.0])
    assert found[peer] == Figure(peer, 10, (1.0, 4.0, 3.0, 2.0))


def test_benchmarks_of_another_runner_are_refused() -> None:
    run = pyperf.Run([1.0], metadata={"name": "another's"}, collect_metadata=False)
    with pytest.raises(ValueError, match="another's was not measured by"):
        figures_of(pyperf.BenchmarkSuite([pyperf.Benchmark([run])]))


def test_targets_are_compared_across_engines() -> None:
    target = next(t for t in TARGETS if t.key.engine != t.peer.engine and t.limit == 1.0)
    figures = [figure(target.key, 1.0, 4.0, 2.0), figure(target.peer, 4.0, 4.0, 4.0)]
    (outcome,) = outcomes(figures)
    assert outcome.ratio == Spread(0.5, 0.375, 0.75)
    assert outcome.met
    lines = list(as_table(KNOWN, figures))
    assert lines[-1] == f"met        0.50 0.38-0.75 of 1: {target.text}"


def test_a_missed_target_is_told() -> None:
    target = TARGETS[0]
    figures = [figure(target.key, 3.0), figure(target.peer, 1.0)]
    assert list(as_table(KNOWN, figures))[-1].startswith("MISSED")


def test_a_target_without_its_engines_is_left_out() -> None:
    assert not list(outcomes([figure(TARGETS[0].key, 1.0)]))


def test_every_target_names_an_engine_that_can_be_measured() -> None:
    for target in TARGETS:
        assert target.key.engine in ENGINES
        assert target.key.suite in SUITES
        assert target.peer.suite == target.key.suite


def test_equal_values_have_no_spread() -> None:
    assert Spread.of([2.0, 2.0]) == Spread(2.0, 2.0, 2.0)
