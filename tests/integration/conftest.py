"""Guests for the integration tests: every release on every engine, none may leave anything."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import runtime
from runtime.adapters import programs
from runtime.engine.interface import Engine
from runtime.engine.select import select_engine
from runtime.errors import EngineUnavailable
from runtime.instance import relays
from runtime.leaks import LeakReport
from runtime.testing import MockClock
from tests.guests.releases import MAIN_RELEASES, MATRIX_RELEASES, patch

BUILT = Path(__file__).parents[1] / "guests" / "built"
ENGINES = ("wasmer", "wasmtime")

Open = Callable[..., AbstractAsyncContextManager[runtime.Guest]]
Leaks = list[LeakReport]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests that ask for a `release` once for each that there are guests of.

    The marker `releases(first=N, last=N)` narrows them; `among=RELEASES` says which there are of a
    guest that is built with others. Those of the matrix are added, with its marker, only where
    `-m` speaks of it: they are five times the others.
    """
    if "release" not in metafunc.fixturenames:
        return
    marks = list(metafunc.definition.iter_markers())
    if any(mark.name == "parametrize" and mark.args[0] == "release" for mark in marks):
        return
    limits: dict[str, Any] = {}
    for mark in reversed(marks):  # a test's own comes first, and wins
        limits |= mark.kwargs if mark.name == "releases" else {}
    chosen = [pytest.param(each, id=each) for each in limits.get("among", MAIN_RELEASES)]
    if "among" not in limits and "matrix" in metafunc.config.option.markexpr:
        chosen += [
            pytest.param(release, id=release, marks=pytest.mark.matrix)
            for release in MATRIX_RELEASES
        ]
    first, last = limits.get("first", 0), limits.get("last", 1000)
    chosen = [value for value in chosen if first <= patch(str(value.id)) <= last]
    metafunc.parametrize("release", chosen)


@cache
def load(guest: str, engine: str, folder: Path = BUILT) -> runtime.Module:
    """Return a built guest, compiled once for the whole session."""
    module = runtime.Module.load(folder / f"{guest}.wasm", engine=engine)
    # What is there now outlives the test: the collections below need not look at it again.
    gc.collect()
    gc.freeze()
    return module


@pytest.fixture(scope="session", autouse=True)
def _unload() -> Iterator[None]:
    """Let go of the modules while the engines are still whole: at exit they are half gone."""
    yield
    load.cache_clear()
    gc.unfreeze()
    gc.collect()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn; wasmer is left out where it has no wheel (Python 3.11 and later)."""
    name: str = request.param
    try:
        select_engine(name)
    except EngineUnavailable as error:
        pytest.skip(str(error))
    return name


@pytest.fixture
def engine(engine_name: str) -> Engine:
    """The engine itself."""
    return select_engine(engine_name)


@pytest.fixture(autouse=True)
def _by_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have wasmer's closures called by mailbox from their first call on."""
    monkeypatch.setattr(programs, "BY_MAILBOX_AFTER", 0)


@pytest.fixture(autouse=True)
def _by_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have timers and microtasks called by a relay from the first on."""
    monkeypatch.setattr(relays, "RELAYED_AFTER", 0)


@pytest.fixture
def clock() -> MockClock:
    """A clock that stands still until a test moves it."""
    return MockClock()


@pytest.fixture
def leaks(no_guest_leaks: Leaks) -> Leaks:
    """What guests have left so far; a test may clear it."""
    return no_guest_leaks


@pytest.fixture
def open_guest(engine_name: str, release: str, clock: MockClock) -> Iterator[Open]:
    """Return ``open_guest(name, host=..., ...)``: `runtime.open` of ``name-<release>.wasm``.

    Errors of callbacks fail the test unless it gives ``on_error`` itself.
    """
    reported: list[BaseException] = []

    @asynccontextmanager
    async def opener(name: str, **options: Any) -> AsyncIterator[runtime.Guest]:
        options.setdefault("on_error", lambda error, details: reported.append(error))
        options.setdefault("clock", clock)
        async with runtime.open(load(f"{name}-{release}", engine_name), **options) as guest:
            yield guest

    yield opener
    assert reported == []
