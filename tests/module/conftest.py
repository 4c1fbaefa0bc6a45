"""An engine that counts what it compiles, and a cache."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from runtime.engine.select import select_engine
from runtime.errors import EngineUnavailable
from runtime.module import CompileCache

from .caches import Counting


@pytest.fixture(params=["wasmer", "wasmtime"])
def engine(request: pytest.FixtureRequest) -> Any:
    try:
        return Counting(select_engine(request.param))
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def cache(tmp_path: Path) -> CompileCache:
    return CompileCache(tmp_path / "cache")
