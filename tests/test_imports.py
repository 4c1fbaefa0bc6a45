"""Each package can be the first that an application imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.engine.select import select_engine
from runtime.errors import EngineUnavailable

ROOT = Path(__file__).parents[1]


@pytest.fixture(params=["wasmer", "wasmtime"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn; one that cannot be had here is skipped."""
    name: str = request.param
    if name == "wasmtime":
        pytest.importorskip("runtime.engine._crossing", reason="the C extension is optional")
    try:
        select_engine(name)
    except EngineUnavailable as error:
        pytest.skip(str(error))
    return name


@pytest.mark.parametrize(
    "first",
    ["runtime", "hostapi", "hostapi.errors", "runtime.guest", "runtime.testing", "runtime.errors"],
)
def test_what_is_imported_first_does_not_matter(first: str) -> None:
    code = f"import {first}, hostapi, runtime; print(runtime.open.__name__, 'run' in dir(runtime))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("open True\n", "")


def test_what_runtime_does_not_have() -> None:
    code = "import runtime; runtime.nothing"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "module 'runtime' has no attribute 'nothing'" in done.stderr


NEVER_NEEDED = {
    "anyio",
    "asyncio",
    "click",
    "difflib",
    "exceptiongroup",
    "hostapi.array",
    "hostapi.buffers",
    "hostapi.date",
    "hostapi.dom.event",
    "hostapi.fetching",
    "hostapi.forgiving_base64",
    "hostapi.inspect",
    "hostapi.memory",
    "hostapi.performance",
    "hostapi.performance_entries",
    "hostapi.refusals",
    "hostapi.regexp",
    "hostapi.url.parser",
    "hashlib",
    "httpx",
    "importlib.metadata",
    "logging",
    "numpy",
    "platformdirs",
    "runtime.bindgen.discovery",
    "runtime.bindgen.schema",
    "runtime.bindgen.section",
    "runtime.cli.bench",
    "runtime.cli.command",
    "runtime.core.traced",
    "runtime.errors.refused",
    "runtime.inspection",
    "runtime.instance.passage",
    "runtime.instance.plain",
    "runtime.instance.slow_calls",
    "runtime.measuring",
    "runtime.timeline.timeline",
    "runtime.wasm.demangle",
    "runtime.wasm.edit",
    "runtime.wasm.leb",
    "runtime.wasm.reader",
    "sysconfig",
    "timeit",
    "trio",
}
"""What a run of a guest with timers has no use for, and takes long to import."""

NEEDED_BY_WASMTIME = {
    "linecache",
    "runtime.engine._frames",
    "runtime.engine._signatures",
    "signal",
    "threading",
}
"""The same, but for wasmtime: it or its adapter imports them."""

_RUN = """
import sys
from runtime.cli import main
status = main(["run", "demos/interval.wasm", "hello", "--for", "0", "--engine", "wasmer"])
print(status, *sorted(sys.modules), sep="\\n", file=sys.stderr)
"""


def test_what_a_package_imports_at_once() -> None:
    code = "import sys, runtime, hostapi; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = {name for name in done.stdout.split() if name.startswith(("runtime.", "hostapi."))}
    assert ours == {"runtime.main_interpreter"}


def test_what_a_run_imports(engine: str, tmp_path: Path) -> None:
    code = _RUN.replace('"wasmer"', repr(engine))
    where = {**os.environ, "WASMLOOP_CACHE": str(tmp_path / "cache")}
    lines: list[str] = []
    for _ in ("compiled", "from the cache"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=where,
        )
        lines = done.stderr.splitlines()
    assert lines[0] == "0"
    never = NEVER_NEEDED if engine == "wasmtime" else NEVER_NEEDED | NEEDED_BY_WASMTIME
    assert not never.intersection(lines)
