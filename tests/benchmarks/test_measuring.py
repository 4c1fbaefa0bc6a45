"""How figures are made of batches; nothing here looks at a clock."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.measuring import (
    Batch,
    Case,
    Key,
    Spread,
    calls,
    counted,
    measure,
    ratio_of,
    time_calls,
    without_collector,
)

PEER = Key("suite", "peer", "an engine")
OWN = Key("suite", "own", "an engine")


def costing(seconds: float, log: list[str], name: str) -> Batch:
    async def batch(times: int) -> float:
        log.append(f"{name} {times}")
        return seconds * times

    return batch


async def figures_of(cases: list[Case], rounds: int) -> dict[Key, float | None]:
    figures = await measure(cases, rounds, 0.5)
    return {figure.key: None if figure.ratio is None else figure.ratio.median for figure in figures}


@pytest.mark.asyncio
async def test_cases_alternate_and_the_ratio_is_taken_round_by_round() -> None:
    log: list[str] = []
    own = Case(OWN, costing(0.25, log, "own"), PEER, times=3)
    peer = Case(PEER, costing(0.125, log, "peer"), times=2)
    assert await figures_of([own, peer], 2) == {OWN: 2.0, PEER: None}
    warm_up = ["own 3", "peer 2"]
    assert log == [*warm_up, "own 3", "peer 2", "peer 2", "own 3"]


@pytest.mark.asyncio
async def test_a_batch_grows_until_it_takes_long_enough() -> None:
    log: list[str] = []
    await figures_of([Case(PEER, costing(0.015625, log, "peer"))], 1)
    warm_up = ["peer 10"]
    assert log == [*warm_up, "peer 10", "peer 20", "peer 40", "peer 40", "peer 40"]


@pytest.mark.asyncio
async def test_a_batch_that_was_interrupted_is_not_taken_for_a_long_one() -> None:
    taken = iter([0.0, 0.75, 0.25, 0.5, 0.5, 1.0])

    async def batch(times: int) -> float:
        return next(taken)

    (figure,) = await measure([Case(PEER, batch)], 1, 0.5)
    assert (figure.times, figure.values) == (20, (0.05,))


@pytest.mark.asyncio
async def test_figures_are_seconds_for_one_time() -> None:
    case = Case(PEER, costing(0.25, [], "peer"), times=4)
    (figure,) = await measure([case], 3, 0.5)
    assert figure.values == (0.25,) * 3
    assert figure.times == 4
    assert figure.spread == Spread(0.25, 0.25, 0.25)


@pytest.mark.parametrize(("times", "made"), [(1, 1), (3, 3), (10, 10), (15, 20)])
def test_many_calls_are_made_in_tens(times: int, made: int) -> None:
    log: list[object] = []
    given = object()
    assert time_calls(log.append, times, given) >= 0
    assert log == [given] * made
    pairs: list[tuple[object, ...]] = []
    assert time_calls(lambda *both: pairs.append(both), times, given, 1.5) >= 0
    assert pairs == [(given, 1.5)] * made
    assert time_calls(lambda: log.append(None), times) >= 0
    assert len(log) == 2 * made


@pytest.mark.asyncio
async def test_batches_of_both_kinds() -> None:
    log: list[float] = []
    assert await calls(log.append, 2.0)(10) >= 0
    assert await counted(log.append)(7) >= 0
    assert log == [2.0] * 10 + [7]


def test_the_collector_is_as_it_was_afterwards() -> None:
    assert gc.isenabled()
    with without_collector():
        assert not gc.isenabled()
        with without_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


@given(st.lists(st.floats(0, 1e9), min_size=1))
def test_a_spread_lies_within_its_values(values: list[float]) -> None:
    spread = Spread.of(values)
    assert min(values) <= spread.low <= spread.median <= spread.high <= max(values)


def test_a_ratio_has_the_spread_of_its_rounds() -> None:
    assert ratio_of([1.0, 4.0, 9.0], [1.0, 2.0, 3.0]) == Spread(2.0, 1.5, 2.5)
