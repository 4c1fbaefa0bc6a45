"""What all tests share."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from runtime.module.compile_cache import VARIABLE

_OWN = pytest.StashKey[tuple[Path, pytest.MonkeyPatch]]()


_SLOW = "calls between Python and wasm are slow"


STACK_BYTES = 2 << 20
"""The smallest main thread's stack that CPython has anywhere, so what recurses has to do with it.
wasmer looks at every frame when a stack is exhausted: of 8 MB, for seconds."""


def pytest_configure(config: pytest.Config) -> None:
    """Let all processes of the run share caches, which go with it; give them little stack."""
    if not hasattr(config, "workerinput"):
        folder, patch = Path(tempfile.mkdtemp(prefix="wasmloop-tests-")), pytest.MonkeyPatch()
        config.stash[_OWN] = folder, patch
        if VARIABLE not in os.environ:
            patch.setenv(VARIABLE, str(folder / "guests"))
        if sys.dont_write_bytecode:
            # Beside the sources, that is. Every process that is started would compile them.
            patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
            patch.setenv("PYTHONPYCACHEPREFIX", str(folder / "bytecode"))
    if importlib.util.find_spec("runtime.engine._crossing") is None:
        # Built without a compiler, wasmtime's engine says so: that is what is tried then.
        config.addinivalue_line("filterwarnings", f"ignore:{_SLOW}:RuntimeWarning")
        if _OWN in config.stash:  # else it is inherited
            _, patch = config.stash[_OWN]
            patch.setenv("PYTHONWARNINGS", f"ignore:{_SLOW}:RuntimeWarning")
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_STACK)
        resource.setrlimit(resource.RLIMIT_STACK, (STACK_BYTES, most))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove them."""
    if _OWN in config.stash:
        folder, patch = config.stash[_OWN]
        patch.undo()
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_finish() -> None:
    """Have no collection of Python's look at the tests themselves: they are there to the end."""
    # It is imported at the end in any case, and then looks for what refers to trio's generator.
    importlib.import_module("hypothesis")
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_guest_leaks(no_guest_leaks: object) -> None:
    """Have every test under the fixture that wasmloop ships."""
