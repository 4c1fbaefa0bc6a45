"""Standard output and standard error: results, and errors that people can read."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator, Mapping
from typing import Final, TextIO

from hostapi.console import neutralise
from runtime.core.closures import ClosureState
from runtime.errors import HostError, JsError

PROGRAM: Final = "wasmloop"


def _not_the_host() -> tuple[str, ...]:
    """Return the folders of files that are ours or installed."""
    # Errors are shown seldom, and its data take long to import.
    import sysconfig
    from pathlib import Path

    project = Path(__file__).parents[2]
    installed = (sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))
    # Of modules that were compiled by mypyc tracebacks have the path in the project.
    compiled = f"runtime{os.sep}"
    return (compiled, *map(str, (project / "runtime", project / "hostapi", *installed)))


def show_result(text: str) -> None:
    r"""Write a line to standard output, at once.

    On a terminal control characters are shown as ``\xNN``; a pipe gets them as they are.

    Raises:
        BrokenPipeError: nobody reads any more.

    """
    if sys.stdout is None:
        return  # it was closed before we were started
    _write_line(sys.stdout, neutralise(text) if sys.stdout.isatty() else text)


def show_error(error: BaseException, *, verbose: bool, what: str = "") -> None:
    """Write an error to standard error: what it was, and where in the host's files.

    Args:
        error: the error.
        verbose: add Python's traceback.
        what: what raised it, before the message.

    """
    lead = f"{what}: " if what else ""
    lines = [f"{PROGRAM}: {lead}{describe(error)}", *_host_frames(error)]
    seen, cause = {id(error)}, error.__cause__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if describe(cause) not in lines[0]:
            lines += [f"  caused by {describe(cause)}", *_host_frames(cause)]
        cause = cause.__cause__
    if verbose:
        import traceback

        lines += "".join(traceback.format_exception(error)).rstrip().splitlines()
    show_note("\n".join(lines))


def show_note(text: str) -> None:
    """Write lines to standard error."""
    if sys.stderr is not None:
        _write_line(sys.stderr, neutralise(text))


def describe(error: BaseException) -> str:
    """Return an error in words: JavaScript's for errors that the guest made, else Python's."""
    text = str(error)
    if isinstance(error, JsError):
        return f"{error.name}: {text}" if text else error.name
    if isinstance(error, HostError):
        return text
    # A KeyError of ours has its message as argument; of others the type says what is meant.
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def what_ran(details: Mapping[str, object]) -> str:
    """Return what was running when a callback raised, from what the loop tells about it."""
    message = str(details.get("message", "a callback raised"))
    about = []
    if "timer_id" in details:
        about.append(f"timer {details['timer_id']}")
    callback = details.get("callback")
    state = getattr(callback, "wasmloop_state", None)
    if isinstance(state, ClosureState):
        about.append(state.rust_name)
    elif callback is not None:
        about.append(str(getattr(callback, "__qualname__", "") or repr(callback)))
    return f"{message} ({', '.join(about)})" if about else message


def stdout_is_broken() -> bool:
    """Flush standard output; tell whether nobody reads it any more."""
    try:
        sys.stdout.flush()
        # What could not be written is gone from the buffer, so the flush alone does not tell.
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        return bool(poll.poll(0))
    except BrokenPipeError:
        return True
    except (AttributeError, OSError, ValueError):
        return False  # no poll (Windows), no file behind it, or closed


def silence_stdout() -> None:
    """Send what is still to be written nowhere, so that Python's own last flush does not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _host_frames(error: BaseException) -> Iterator[str]:
    """Yield where an error passed through Rust and files that are neither ours nor installed."""
    import traceback

    from runtime.instance.passage import RUST_FILE

    not_the_host = _not_the_host()
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == RUST_FILE:
            yield f"  at {frame.name} (Rust)"
        elif not frame.filename.startswith(("<", *not_the_host)):
            yield f"  at {frame.name} ({frame.filename}:{frame.lineno})"


def _write_line(stream: TextIO, text: str) -> None:
    try:
        stream.write(text + "\n")
    except UnicodeEncodeError as error:
        # The stream's encoding is no fault of the guest's.
        readable = text.encode(error.encoding, "backslashreplace").decode(error.encoding)
        stream.write(readable + "\n")
    stream.flush()
