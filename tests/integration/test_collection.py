"""Rings of closures, host functions and a guest go when the guest is closed and nobody has them."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from .conftest import Leaks, Open, load

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.parametrize("release", ["0.2.130"]),
]


class Host:
    """Serves imports, and keeps whatever it is given."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def take(self, value: object) -> None:
        self.kept.append(value)

    def between(self) -> None:
        self.kept.append(None)

    def use_f64(self, closure: Any) -> None:
        assert closure(3.0) == 9.0
        self.kept.append(closure)

    def use_mut(self, closure: Any) -> None:
        assert closure(3) == 3
        self.kept.append(closure)


async def rings(open_guest: Open) -> list[weakref.ref[Any]]:
    host = Host()
    names = ("take", "between", "use_f64", "use_mut")
    served = {name: getattr(host, name) for name in names}
    async with open_guest("batch", host=served, strict=False) as guest:
        closures = [guest.exports.half(), guest.exports.sum(), guest.exports.by_way_of_the_host()]
        guest.exports.run_stack()
        closures[1](0.0)
        assert closures[2](1) == 2
        closures[0].map([1.0])
        closures += [each for each in host.kept if callable(each)]
        for closure in closures:
            closure.host = host  # an attribute of the application's
            closure.itself = closure
        host.kept += [*closures, guest, guest.exports.half, served]
        return [weakref.ref(host), *map(weakref.ref, closures)]


async def test_all_kinds_of_rings_are_collected(
    open_guest: Open, engine_name: str, release: str, leaks: Leaks
) -> None:
    load(f"batch-{release}", engine_name)  # it keeps what is there from being collected
    found = await rings(open_guest)
    leaks.clear()  # they were kept beyond the guest, and the reports have them
    assert len(found) == 6
    gc.collect()
    assert [each() for each in found] == [None] * 6
