"""The end of the command line's process."""

from __future__ import annotations

import atexit
import os
import sys
from types import FrameType
from typing import NoReturn


def leave(status: int) -> NoReturn:
    """End the process.

    Taking an interpreter apart object by object takes as long as a small guest runs, and does
    nothing here: the guest is closed, its memory the system's to take back. So where nobody else
    is there who waits for this to return, what is registered for the end is called, what is
    written is flushed, and that is the end.

    Args:
        status: the exit status.

    Raises:
        SystemExit: others wait, or are to see how everything ends.

    """
    if _is_alone() and _is_flushed():
        # As `Py_FinalizeEx` does first: it waits for threads, and there are none.
        atexit._run_exitfuncs()
        if _is_flushed():
            os._exit(status)
    sys.exit(status)


def _is_alone() -> bool:
    """Tell whether Python runs this and nothing else, and nobody watches its end."""
    if sys.implementation.name != "cpython" or os.name != "posix":
        return False
    if sys.flags.dev_mode or sys.flags.inspect or sys.warnoptions:
        return False
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        return False
    # A debugger, profiler or embedding application stands below.
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__") not in (__name__, "__main__", "runpy", "runtime.cli"):
            return False
        frame = frame.f_back
    return True


def _is_flushed() -> bool:
    """Write out what is in the standard streams; tell whether that went well."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True
