"""Each package can be the first that an application imports."""

from __future__ import annotations

import subprocess
import sys

import pytest


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
