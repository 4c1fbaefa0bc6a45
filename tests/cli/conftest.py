from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from runtime.cli import main
from runtime.engine import select
from runtime.errors import EngineUnavailable

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "tests" / "guests" / "built"
DEMOS = ROOT / "demos"

HOST = """
kept = []

def record(line):
    print("record", line)

def call_0(f):
    return f()

def keep(f):
    kept.append(f)

def host_add(a, b):
    raise ZeroDivisionError("by the host")
"""
"""A few of the names that the guest `conformance` calls."""


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


Wasmloop = Callable[..., Outcome]


@pytest.fixture(params=["wasmer", "wasmtime"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn; one that cannot be had here is skipped."""
    name: str = request.param
    try:
        select.select_engine(name)
    except EngineUnavailable as error:
        pytest.skip(str(error))
    return name


@pytest.fixture
def wasmloop(capsys: pytest.CaptureFixture[str]) -> Wasmloop:
    """Run the command line in this process."""

    def run(*args: object) -> Outcome:
        status = main([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return run


@pytest.fixture
def host(tmp_path: Path) -> Path:
    file = tmp_path / "host.py"
    file.write_text(HOST)
    return file
