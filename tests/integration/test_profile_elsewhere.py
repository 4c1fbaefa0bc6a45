"""A profile under each loop that an application may run, of a guest in a task of its own."""

from __future__ import annotations

import io
from typing import Any

import anyio.lowlevel
import pytest

import runtime
from tests.backends import BACKENDS
from tests.timeline.reading import Profile

from .conftest import BUILT
from .futures_host import FuturesHost

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("release", ["0.2.130"])]


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> Any:
    """Each of the three loops."""
    return request.param


async def slow_value(x: float) -> float:
    await anyio.lowlevel.checkpoint()
    return x


async def test_every_loop(engine_name: str, release: str) -> None:
    binary = BUILT / f"futures_cases-{release}.wasm"
    names = FuturesHost().names(host_value=slow_value)
    with io.StringIO() as file:
        opening = runtime.open(binary, host=names, engine=engine_name, profile=file)
        async with anyio.create_task_group() as group:
            guest = await group.start(opening.serve)
            assert await guest.exports.call_host_value(5.0) == 5.0
            guest.close()
        profile = Profile(file.getvalue())
    lasting = profile.lasting("promise")
    assert "coroutine slow_value" in lasting
    assert "Python awaits a promise" in lasting
    (read, *_) = profile.of("load")
    assert read.args == {"path": str(binary)}
