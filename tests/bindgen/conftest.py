from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from runtime.bindgen import read_section
from runtime.bindgen.program import BindgenSection
from runtime.wasm import decode_module
from runtime.wasm.model import WasmModule

from .samples import BUILT


@dataclass(frozen=True)
class BuiltGuest:
    """A built guest, and what its section says, if it has one."""

    name: str
    module: WasmModule
    section: BindgenSection | None


@pytest.fixture(scope="session", params=BUILT, ids=lambda path: path.name)
def built(request: pytest.FixtureRequest) -> BuiltGuest:
    """Each in turn, decoded once: pytest runs all tests of one before those of the next."""
    path: Path = request.param
    module = decode_module(path.read_bytes())
    return BuiltGuest(path.name, module, read_section(module))
