"""What all tests share."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest

from runtime.module.compile_cache import VARIABLE

_OWN = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Let the workers share a compile cache, which is not the user's and goes with the run."""
    if not hasattr(config, "workerinput") and VARIABLE not in os.environ:
        config.stash[_OWN] = os.environ[VARIABLE] = tempfile.mkdtemp(prefix="wasmloop-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it."""
    folder = config.stash.get(_OWN, None)
    if folder is not None:
        del os.environ[VARIABLE]
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_guest_leaks(no_guest_leaks: object) -> None:
    """Have every test under the fixture that wasmloop ships."""
