"""Build the optional C extension; everything else stands in pyproject.toml.

The extension makes calls on wasmtime some 500 times faster. Nothing depends on it: without a
compiler, on PyPy and on free-threaded Python the public API of wasmtime serves.
"""

import sys
import sysconfig

from setuptools import Extension, setup

SOURCES = [
    "_crossing.c",
    "_crossing_barrier.c",
    "_crossing_call.c",
    "_crossing_interrupt.c",
    "_crossing_memory.c",
    "_crossing_values.c",
    "_crossing_window.c",
]
HEADERS = ["_crossing.h", "_crossing_values.h"]


def extensions() -> list[Extension]:
    """Return the extension where this Python can have it."""
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        return []
    crossing = Extension(
        "runtime.engine._crossing",
        sources=[f"runtime/engine/{name}" for name in SOURCES],
        depends=[f"runtime/engine/{name}" for name in HEADERS],
        optional=True,
    )
    return [crossing]


setup(ext_modules=extensions())
