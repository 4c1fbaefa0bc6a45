"""What only a process of its own shows: signals, pipes, the interpreter's end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.engine.select import explain_choice

from .conftest import BUILT, DEMOS, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

# Drop clears the timer: what it prints shows that the guest was closed cleanly.
CLEARS = """
def cancelInterval(token):
    print("cleared", flush=True)
"""

# An exported function that never returns: (func (export "spin") (loop br 0))
SPIN = bytes.fromhex(
    "0061736d01000000 010401600000 03020100 070801047370696e0000 0a090107000340 0c000b0b"
)


def start(*args: object) -> subprocess.Popen[str]:
    """Start the command line as a shell would: with no signal ignored."""
    return subprocess.Popen(
        [sys.executable, "-m", "runtime", *map(str, args)],
        cwd=ROOT,
        # That the C extension was not built is told as a warning, and not meant here.
        env={**os.environ, "PYTHONWARNINGS": "ignore::RuntimeWarning"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_cleanly(tmp_path: Path, signum: signal.Signals) -> None:
    host = tmp_path / "host.py"
    host.write_text(CLEARS)
    with start("run", DEMOS / "interval.wasm", "hello", "--host", host) as process:
        assert first_line(process) == "<Interval of guest>\n"
        process.send_signal(signum)
        out, err = process.communicate(timeout=20)
    assert (out, err) == ("cleared\n", "")
    # Ended by the signal itself: what a shell calls 128 + n.
    assert process.returncode == -signum


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_kills(tmp_path: Path, signum: signal.Signals) -> None:
    host = tmp_path / "host.py"
    # Closing takes for ever: only the second signal ends it.
    host.write_text(
        "import time\ndef cancelInterval(token):\n"
        "    print('closing', flush=True)\n    time.sleep(60)\n"
    )
    with start("run", DEMOS / "interval.wasm", "hello", "--host", host) as process:
        assert first_line(process) == "<Interval of guest>\n"
        process.send_signal(signum)
        assert first_line(process) == "closing\n"
        process.send_signal(signum)
        process.communicate(timeout=20)
    assert process.returncode == -signum


def await_caught(process: subprocess.Popen[str], signum: int, caught: bool) -> None:
    """Wait until a process handles a signal itself, or does so no more."""
    status = Path(f"/proc/{process.pid}/status")
    for _ in range(1000):
        mask = int(status.read_text().partition("SigCgt:")[2].split()[0], 16)
        if bool(mask >> (signum - 1) & 1) is caught:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.01)
    raise TimeoutError(f"{signum} is {'not ' if caught else ''}caught")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks into /proc")
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_kills_a_guest_that_never_returns(
    tmp_path: Path, signum: signal.Signals
) -> None:
    file = tmp_path / "spin.wasm"
    file.write_bytes(SPIN)
    with start("run", file, "spin", "--no-interruptible") as process:
        await_caught(process, signal.SIGTERM, True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.2)  # nothing tells when the guest has begun
        process.send_signal(signum)
        await_caught(process, signum, False)
        assert process.poll() is None
        process.send_signal(signum)
        process.communicate(timeout=20)
    assert process.returncode == -signum


@pytest.mark.parametrize(
    "args",
    [
        ("run", DEMOS / "timers.wasm", "run"),
        ("inspect", BUILT / "values-0.2.130.wasm"),
        ("run", BUILT / "plain.wasm", "add", 2, 3),
    ],
    ids=["callbacks", "inspect", "result"],
)
def test_a_broken_pipe_is_no_error_of_the_guest(args: tuple[object, ...]) -> None:
    with start(*args) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        process.wait(timeout=20)
    assert process.returncode == 128 + 13


def test_without_signals_the_process_ends_quietly() -> None:
    with start("run", BUILT / "plain.wasm", "add", 2, 3) as process:
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "5\n", "")


def test_an_error_is_an_exit_status() -> None:
    with start("run", "absent.wasm") as process:
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (3, "")
    assert err == "wasmloop: absent.wasm: No such file or directory\n"


def test_wasmtime_ends_quietly_too() -> None:
    with start("run", BUILT / "plain.wasm", "half", 3, "--engine", "wasmtime") as process:
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "1.5\n", "")


def test_a_host_that_exits_is_obeyed(tmp_path: Path) -> None:
    host = tmp_path / "host.py"
    host.write_text("import sys\nclass console:\n    log = staticmethod(lambda *_: sys.exit(7))\n")
    with start("run", DEMOS / "timers.wasm", "run", "--host", host) as process:
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (7, "", "")


def test_verbose_says_which_engine_and_why() -> None:
    with start("run", BUILT / "plain.wasm", "--verbose") as process:
        _, err = process.communicate(timeout=20)
    name, why = explain_choice()
    assert f"engine {name} ({why})" in err
