"""KeyboardInterrupt and its like, raised by a host function deep inside a guest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import pytest

import runtime
from tests.backends import BACKENDS

from .conftest import load


@pytest.mark.guest_leaks("closed while its timers and their callbacks are alive")
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("place", ["timer", "microtask", "export", "coroutine"])
def test_it_passes_and_leaves_the_guest_whole(
    engine_name: str,
    backend: tuple[str, dict[str, Any]],
    error: type[BaseException],
    place: str,
) -> None:
    lines: list[str] = []
    opened: list[runtime.Guest] = []

    def record(line: str) -> None:
        lines.append(line)
        if line == "interrupt":
            raise error

    async def coroutine(guest: runtime.Guest) -> None:
        await anyio.lowlevel.checkpoint()
        record("interrupt")

    def begin(guest: runtime.Guest) -> None:
        exports = guest.exports
        starts: dict[str, Callable[[], object]] = {
            "timer": lambda: exports.record_after("interrupt", 0),
            "microtask": lambda: exports.record_microtask("interrupt"),
            "export": lambda: guest.loop.run_task(record, "interrupt"),
            "coroutine": lambda: guest.realm.promises.start(coroutine(guest)),
        }
        starts[place]()

    async def main() -> None:
        host = {"record": record, "block": record, "clearInterval": lambda id: record("dropped")}
        module = load("timer_cases-0.2.130", engine_name)
        async with runtime.open(module, host=host) as guest:
            opened.append(guest)
            opened.append(guest.exports.owned_interval("tick", 10_000))
            begin(guest)
            await anyio.sleep_forever()

    caught: BaseException | None = None
    try:
        anyio.run(main, backend=backend[0], backend_options=backend[1])
    except BaseException as left:  # noqa: BLE001 # compared below
        caught = left
    assert type(caught) is error
    assert lines == ["interrupt", "dropped"]
    assert opened[0].poisoned is None
    assert opened[0].loop.is_closed
