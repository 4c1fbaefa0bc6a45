"""The end of the process: everything is written, whoever waits is left to go on."""

from __future__ import annotations

import os
import pstats
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import BUILT, ROOT

PLAIN = str(BUILT / "plain.wasm")


def python(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *args],
        cwd=ROOT,
        # That the C extension was not built is told as a warning, and not meant here.
        env={**os.environ, "PYTHONWARNINGS": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def script(before: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a program that does something before."""
    return python("-c", f"{before}\nfrom runtime.cli import script\nscript()", *args)


def test_what_is_registered_for_the_end_is_called_and_written() -> None:
    before = "import atexit, sys; atexit.register(lambda: sys.stdout.write('at exit'))"
    done = script(before, "run", PLAIN, "add", "2", "3")
    assert (done.returncode, done.stdout) == (0, "5\nat exit")


@pytest.mark.parametrize(("args", "status"), [(("add", "1", "1"), 0), (("none",), 2)])
def test_the_status_is_the_command_lines(args: tuple[str, ...], status: int) -> None:
    assert python("-m", "runtime", "run", PLAIN, *args).returncode == status


def test_threads_are_waited_for() -> None:
    before = (
        "import threading, time\n"
        "threading.Thread(target=lambda: (time.sleep(0.05), print('ended', flush=True))).start()"
    )
    done = script(before, "run", PLAIN, "add", "2", "3")
    assert (done.returncode, sorted(done.stdout.split())) == (0, ["5", "ended"])


def test_a_caller_goes_on() -> None:
    code = (
        "import runpy, sys\n"
        "sys.argv = ['runtime', *sys.argv[1:]]\n"
        "try:\n    runpy.run_module('runtime', run_name='__main__')\n"
        "except SystemExit as end:\n    print('ended by', end.code)"
    )
    caller = f"exec(compile({code!r}, 'caller', 'exec'), {{'__name__': 'caller'}})"
    done = python("-c", caller, "run", PLAIN, "add", "2", "3")
    assert (done.returncode, done.stdout) == (0, "5\nended by 0\n")


def test_a_profiler_writes_what_it_has(tmp_path: Path) -> None:
    found = tmp_path / "profile"
    command = ("-m", "cProfile", "-o", str(found), "-m", "runtime", "run", PLAIN, "add", "2", "3")
    done = python(*command)
    assert done.stdout == "5\n"
    assert pstats.Stats(str(found)).total_calls > 0  # type: ignore[attr-defined] # not in its types
