"""Host functions that end the program while Rust awaits them: as asyncio itself has it."""

from __future__ import annotations

import asyncio

import pytest

import runtime

from .conftest import load
from .futures_host import EVERY_RELEASE, FuturesHost

pytestmark = EVERY_RELEASE


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_what_ends_the_program_passes_unchanged(
    engine_name: str, release: str, kind: type[BaseException]
) -> None:
    raised = kind()
    seen: list[runtime.Guest] = []

    async def value(x: float) -> float:
        raise raised

    async def main() -> None:
        module = load(f"futures_cases-{release}", engine_name)
        async with runtime.open(module, host=FuturesHost().names(host_value=value)) as guest:
            seen.append(guest)
            await guest.exports.call_host_value(1)

    with pytest.raises(kind) as caught:
        asyncio.run(main())
    assert caught.value is raised
    assert seen[0].loop.is_closed
    assert seen[0].stats().timers == 0
