"""Host functions that end the program while Rust awaits them: as asyncio and trio have it."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

import runtime
from tests.backends import BACKENDS

from .conftest import load
from .futures_host import EVERY_RELEASE, FuturesHost

pytestmark = EVERY_RELEASE


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("export", ["call_host_value", "pass_host_catch"])
@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_what_ends_the_program_passes_unchanged(
    engine_name: str, release: str, kind: type[BaseException], backend: Any, export: str
) -> None:
    raised = kind()
    seen: list[runtime.Guest] = []

    async def value(x: float) -> float:
        raise raised

    async def main() -> None:
        module = load(f"futures_cases-{release}", engine_name)
        async with runtime.open(
            module, host=FuturesHost().names(host_value=value, host_catch=value)
        ) as guest:
            seen.append(guest)
            await getattr(guest.exports, export)(1)

    with pytest.raises(kind) as caught:
        anyio.run(main, backend=backend[0], backend_options=backend[1])
    assert caught.value is raised
    assert seen[0].loop.is_closed
    assert seen[0].stats().timers == 0
