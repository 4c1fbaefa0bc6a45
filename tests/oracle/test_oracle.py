"""Every case of every case guest records here what it recorded under Node."""

from __future__ import annotations

import pytest

from tests.integration.conftest import load
from tests.oracle.cases import GOLDEN, CaseGuest, case_guests, golden
from tests.oracle.compare import compare
from tests.oracle.differences import Difference, differences

GUESTS = tuple(case_guests())


def test_every_case_guest_has_its_golden_file() -> None:
    there = {path.name for path in GOLDEN.glob("*.json")}
    assert there == {guest.golden.name for guest in GUESTS}, "run tests/oracle/record.py"


@pytest.mark.asyncio
@pytest.mark.guest_leaks("statics, closures forgotten, what Rust held when an exception passed it")
@pytest.mark.parametrize("guest", GUESTS, ids=lambda guest: guest.name)
async def test_records_what_node_recorded(engine_name: str, guest: CaseGuest) -> None:
    comparison = await compare(guest, load(guest.name, engine_name))
    report = comparison.report()
    assert not report, f"\n{report}"


@pytest.mark.parametrize("difference", differences(), ids=lambda each: f"{each.guest}:{each.case}")
def test_a_listed_difference_is_of_a_case_that_there_is(difference: Difference) -> None:
    assert difference.reason
    assert any(
        difference.covers(guest.name, case) for guest in GUESTS for case in golden(guest.golden)
    )
