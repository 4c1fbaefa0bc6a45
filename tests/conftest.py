"""What all tests share."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

import pytest

from runtime.module.compile_cache import VARIABLE

_OWN = pytest.StashKey[str]()


STACK_BYTES = 2 << 20
"""The smallest main thread's stack that CPython has anywhere, so what recurses has to do with it.
wasmer looks at every frame when a stack is exhausted: of 8 MB, for seconds."""


def pytest_configure(config: pytest.Config) -> None:
    """Let the workers share a compile cache, which goes with the run; give them little stack."""
    if not hasattr(config, "workerinput") and VARIABLE not in os.environ:
        config.stash[_OWN] = os.environ[VARIABLE] = tempfile.mkdtemp(prefix="wasmloop-tests-")
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_STACK)
        resource.setrlimit(resource.RLIMIT_STACK, (STACK_BYTES, most))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it."""
    folder = config.stash.get(_OWN, None)
    if folder is not None:
        del os.environ[VARIABLE]
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_guest_leaks(no_guest_leaks: object) -> None:
    """Have every test under the fixture that wasmloop ships."""
