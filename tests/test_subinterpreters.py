"""In a sub-interpreter wasmloop says that it cannot be used there, and leaves the process whole."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.integration.conftest import BUILT

pytestmark = pytest.mark.skipif(
    not any(map(find_spec, ("_interpreters", "_xxsubinterpreters"))),
    reason="this Python has no sub-interpreters",
)

SCRIPT = """
import sys

try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters


def make(isolated):
    if sys.version_info >= (3, 13):
        return interpreters.create("isolated" if isolated else "legacy")
    return interpreters.create(isolated=isolated)


def attempt(isolated, name):
    interpreter = make(isolated)
    code = f"try: import {name}\\nexcept ImportError as error: print(error)"
    failed = interpreters.run_string(interpreter, code)
    print("refused" if failed is None else failed)
    interpreters.destroy(interpreter)


def use():
    import asyncio, runtime

    async def main():
        async with runtime.open(sys.argv[1], engine=engine, strict=False) as guest:
            print(guest.exports.half()(3.0))

    for engine in ENGINES:
        asyncio.run(main())


ENGINES = sys.argv[3:]
if sys.argv[2] == "first":
    use()
for isolated in (True, False):
    for name in ("runtime", "hostapi.timers", "runtime.loop", "runtime.engine._crossing"):
        attempt(isolated, name)
use()
"""


@pytest.mark.parametrize("when", ["first", "later"])
def test_a_sub_interpreter_is_refused_and_the_main_one_goes_on(when: str) -> None:
    engines = ["wasmer", "wasmtime"] if sys.version_info < (3, 11) else ["wasmtime"]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(BUILT / "batch-0.2.130.wasm"), when, *engines],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines.count("1.5") == len(engines) * (1 + (when == "first"))
    assert lines.count("refused") == 8
    assert sum("use another process" in line for line in lines) == 8
