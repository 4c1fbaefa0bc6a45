"""Build what is optional and compiled; everything else stands in pyproject.toml.

Two things make the same code faster, and nothing depends on them:

* the C extension ``runtime.engine._crossing``: calls on wasmtime, some 500 times faster than by its
  public API;
* the modules of `HOT`, ordinary typed Python that mypyc translates to C: timers, microtasks and
  promises, some three times faster than interpreted. Their ``.py`` files are installed beside them.

Without a compiler, on PyPy and on free-threaded Python the public API and the interpreter serve, as
they do where ``WASMLOOP_PURE=1`` is set for the build.
"""

import os
import sys
import sysconfig
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.editable_wheel import editable_wheel

CROSSING = "runtime.engine._crossing"

SOURCES = [
    "_crossing.c",
    "_crossing_barrier.c",
    "_crossing_baton.c",
    "_crossing_call.c",
    "_crossing_closure.c",
    "_crossing_closure_list.c",
    "_crossing_context.c",
    "_crossing_entry.c",
    "_crossing_glue.c",
    "_crossing_handles.c",
    "_crossing_heap.c",
    "_crossing_import.c",
    "_crossing_import_python.c",
    "_crossing_import_type.c",
    "_crossing_interrupt.c",
    "_crossing_mailbox.c",
    "_crossing_memory.c",
    "_crossing_program.c",
    "_crossing_relay.c",
    "_crossing_relay_type.c",
    "_crossing_slots.c",
    "_crossing_values.c",
    "_crossing_window.c",
]
HEADERS = [
    *("_crossing.h", "_crossing_entry.h", "_crossing_heap.h", "_crossing_import.h"),
    *("_crossing_relay.h", "_crossing_values.h"),
]

HOT = [
    "hostapi/microtasks.py",
    "hostapi/timers.py",
    "runtime/alarm.py",
    "runtime/checkpoints.py",
    "runtime/core/active_timers.py",
    "runtime/core/holds.py",
    "runtime/core/microtasks.py",
    "runtime/core/promise_state.py",
    "runtime/core/promises.py",
    "runtime/core/thrown.py",
    "runtime/core/timer_order.py",
    "runtime/core/timers.py",
    "runtime/core/watched_timers.py",
    "runtime/loop.py",
    "runtime/profiled_loop.py",
    "runtime/timer_tasks.py",
]

GROUP = "wasmloop"
"""Of the one library that all of `HOT` is in."""


def hot_modules() -> list[Extension]:
    """Translate the hot modules; return none where they cannot be, and say why."""
    try:
        from mypyc.build import mypycify  # of the build's requirements: not installed with us
    except ImportError as error:
        print(f"warning: the hot modules are left to the interpreter: {error}", file=sys.stderr)
        return []
    # Other packages are not there in an isolated build. Our own types are checked elsewhere.
    options = ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent"]
    try:
        found: list[Extension] = mypycify(
            [*options, *HOT], group_name=GROUP, opt_level="2", debug_level="0"
        )
    except SystemExit as error:
        # A mypy that judges our types otherwise must not keep anybody from installing.
        if "WASMLOOP_STRICT" in os.environ:
            raise
        print(f"warning: mypyc refused the hot modules ({error})", file=sys.stderr)
        return []
    for extension in found:
        extension.optional = True
    return found


def extensions() -> list[Extension]:
    """Return the extensions that this Python can have."""
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        return []
    if os.environ.get("WASMLOOP_PURE", "0") != "0":
        return []
    crossing = Extension(
        CROSSING,
        sources=[f"runtime/engine/{name}" for name in SOURCES],
        depends=[f"runtime/engine/{name}" for name in HEADERS],
        optional=True,
    )
    return [crossing, *hot_modules()]


class BuildAllOrNone(build_ext):
    """Builds all the hot modules or none: without the library they share, none can be imported."""

    def build_extensions(self) -> None:
        """Build them."""
        super().build_extensions()
        hot = [each for each in self.extensions if each.name != CROSSING]
        paths = [Path(self.get_ext_fullpath(each.name)) for each in hot]
        if not all(path.exists() for path in paths):
            for path in paths:
                path.unlink(missing_ok=True)


class EditableAnew(editable_wheel):
    """Takes away what was built into the checkout before: it would hide sources changed since."""

    def run(self) -> None:
        """Build the editable wheel."""
        suffix = sysconfig.get_config_var("EXT_SUFFIX")
        for package in ("runtime", "hostapi"):
            for path in Path(package).glob(f"**/*{suffix}"):
                path.unlink()
        super().run()


setup(
    ext_modules=extensions(),
    cmdclass={"build_ext": BuildAllOrNone, "editable_wheel": EditableAnew},
)
