"""Of a guest that is debugged, calls that last are told; of another nothing is timed."""

from __future__ import annotations

import asyncio
import logging

import pytest

from runtime.testing import MockClock
from tests.guests.releases import NEW, OLD

from .conftest import Leaks, Open
from .failures_host import Function, failures

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("release", [OLD, NEW])]


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "runtime.slow"]


async def test_a_slow_call_is_told(
    open_guest: Open, clock: MockClock, caplog: pytest.LogCaptureFixture, leaks: Leaks
) -> None:
    asyncio.get_running_loop().set_debug(True)
    caplog.set_level(logging.WARNING, "runtime.slow")
    kept: list[Function] = []

    def host_step(depth: int) -> int:
        clock.advance(depth / 1000)
        return depth

    def host_calls(f: Function) -> int:
        return int(f(200))

    async with failures(
        open_guest, host_step=host_step, host_calls=host_calls, host_keeps=kept.append
    ) as guest:
        guest.exports.call_host(100)
        assert told(caplog) == []
        guest.exports.call_host(150)
        (line,) = told(caplog)
        assert line.startswith(f"the export `call_host` of the guest {guest.module.name} took 0.15")
        caplog.clear()
        # The closure that is called inside is part of the call.
        guest.exports.call_host_in_closure()
        (line,) = told(caplog)
        assert line.startswith("the export `call_host_in_closure` of the guest")
        caplog.clear()
        guest.exports.keep_host()
        kept[0](300)
        (line,) = told(caplog)
        assert line.startswith("the closure `Closure<dyn FnMut(u32) -> u32>` of the guest")
        kept.clear()
    leaks.clear()  # the closure was forgotten in Rust


async def test_what_raises_is_told_too(
    open_guest: Open, clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.get_running_loop().set_debug(False)

    def host_step(depth: int) -> int:
        clock.advance(1)
        raise LookupError

    async with failures(open_guest, host_step=host_step, options={"debug": True}) as guest:
        for _ in range(2):
            with pytest.raises(LookupError):
                guest.exports.call_host(1)
        assert len(told(caplog)) == 2


async def test_without_debugging_nothing_is_timed(
    open_guest: Open, clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    def host_step(depth: int) -> int:
        clock.advance(1)
        return depth

    asyncio.get_running_loop().set_debug(False)
    async with failures(open_guest, host_step=host_step) as guest:
        guest.exports.call_host(1)
    assert told(caplog) == []
