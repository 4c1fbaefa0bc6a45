"""What a guest is told of its own garbage, which no oracle can be asked for."""

from __future__ import annotations

import asyncio

import pytest

from runtime.core.values import SYMBOL_ITERATOR
from tests.integration.conftest import Leaks, Open

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("release", ["0.2.130"])]


async def test_a_finalization_registry_calls_back_once_the_guest_rests(
    open_guest: Open, leaks: Leaks
) -> None:
    lines: list[str] = []
    async with open_guest("cases_collections", host={"record": lines.append}) as guest:
        guest.exports["case_finalization_registry"]()
        told = 'collected "held"'
        assert told not in lines
        for _ in range(10):
            await asyncio.sleep(0)
        assert lines.count(told) == 1
    assert len(leaks) == 1, "the case forgets its closure"
    leaks.clear()


async def test_a_weak_ref_lets_go_once_the_guest_rests(open_guest: Open) -> None:
    lines: list[str] = []
    case = "case_weak_ref_keeps_its_target_during_the_job"
    async with open_guest("cases_collections", host={"record": lines.append}) as guest:
        guest.exports[case]()
    assert lines == ["true", 'Some("[1.0]")']


async def test_the_application_reaches_values_as_the_guest_does(open_guest: Open) -> None:
    counted = {"at": 0}

    def following() -> dict[str, object]:
        counted["at"] += 1
        return {"done": counted["at"] > 2, "value": counted["at"]}

    async with open_guest("cases_collections", host={"record": print}) as guest:
        realm = guest.realm
        iterable = realm.construct(realm.constructors["Object"], [])
        realm.set(iterable, SYMBOL_ITERATOR, lambda: {"next": following})
        assert list(realm.iterate(iterable)) == [1, 2]
        seen = realm.construct(realm.constructors["Set"], [[1, "a", 1]])
        assert realm.get(seen, "size") == 2
        assert realm.call(seen, "has", ["a"]) is True
