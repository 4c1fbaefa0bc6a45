"""Real signals: what they do to a guest that waits, computes for ever, or is being closed."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.engine import select
from runtime.errors import EngineUnavailable

from .conftest import BUILT, ROOT, Wasmloop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

GUEST = BUILT / "failures-0.2.130.wasm"
BOTH = pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])

TIMEOUT_SECONDS = 50
"""For a machine that does much else at the time."""


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """What the guest imports beside the console; `host_step` never ends."""
    file = tmp_path / "host.py"
    file.write_text(
        "import time\n"
        "def host_step(depth):\n    print('sleeping', flush=True)\n    time.sleep(600)\n"
        "def host_calls(f): pass\ndef host_keeps(f): pass\n"
    )
    return file


@contextlib.contextmanager
def started(host: Path, engine: str, *args: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command line as a shell would: with no signal ignored."""
    command = [sys.executable, "-m", "runtime", "run", str(GUEST), *args, "--host", str(host)]
    with subprocess.Popen(
        [*command, "--engine", engine],
        cwd=ROOT,
        # That the C extension was not built is told as a warning, and not meant here.
        env={**os.environ, "PYTHONWARNINGS": "ignore::RuntimeWarning"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def expect(process: subprocess.Popen[str], *lines: str) -> None:
    assert process.stdout is not None
    for line in lines:
        assert process.stdout.readline() == f"{line}\n"


def end(process: subprocess.Popen[str]) -> tuple[str, str]:
    return process.communicate(timeout=TIMEOUT_SECONDS)


@BOTH
def test_wasmtime_ends_a_loop_that_never_does(host: Path, signum: signal.Signals) -> None:
    with started(host, "wasmtime", "spin") as process:
        expect(process, "spinning")
        process.send_signal(signum)
        out, err = end(process)
    assert process.returncode == -signum
    assert out == ""
    lines = err.splitlines()
    assert lines[0].startswith("wasmloop: the guest was interrupted while it ran")
    assert "  at failures::spin_on" in lines


def test_a_shell_calls_it_130(host: Path) -> None:
    command = [sys.executable, "-m", "runtime", "run", str(GUEST), "spin", "--host", str(host)]
    # The shell tells the status of its child: it is not to replace itself by it.
    script = f"{shlex.join(command)} --engine wasmtime; echo status $?"
    with subprocess.Popen(
        ["sh", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore::RuntimeWarning"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        expect(process, "spinning")
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            os.killpg(process.pid, signal.SIGKILL)
            pytest.skip("looks into /proc")
        os.kill(int(children.read_text()), signal.SIGINT)
        assert process.stdout is not None
        assert process.stdout.readline() == "status 130\n"
        end(process)


@BOTH
def test_on_wasmer_only_the_second_ends_it(host: Path, signum: signal.Signals) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("looks into /proc")
    select_or_skip("wasmer")
    with started(host, "wasmer", "spin") as process:
        expect(process, "spinning")
        process.send_signal(signum)
        await_default(process, signum)
        # Longer than wasmtime needs to interrupt: here nothing happens.
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=2)
        process.send_signal(signum)
        assert end(process) == ("", "")
    assert process.returncode == -signum


@BOTH
def test_the_second_kills_without_waiting(host: Path, signum: signal.Signals) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("looks into /proc")
    with started(host, "wasmtime", "spin") as process:
        expect(process, "spinning")
        process.send_signal(signum)
        with contextlib.suppress(TimeoutError):  # it may have been interrupted meanwhile
            await_default(process, signum)
        process.send_signal(signum)
        end(process)
    assert process.returncode == -signum


@BOTH
def test_what_waits_is_closed_cleanly(host: Path, engine: str, signum: signal.Signals) -> None:
    with started(host, engine, "keep_waiting") as process:
        expect(process, "made", "<Held of guest>")
        process.send_signal(signum)
        assert end(process) == ("dropped\n", "")
    assert process.returncode == -signum


def test_without_being_interruptible_wasmtime_is_as_wasmer(host: Path) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("looks into /proc")
    with started(host, "wasmtime", "spin", "--no-interruptible") as process:
        expect(process, "spinning")
        process.send_signal(signal.SIGINT)
        await_default(process, signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=2)
        process.send_signal(signal.SIGINT)
        end(process)
    assert process.returncode == -signal.SIGINT


def test_a_drop_that_never_ends_is_killed_by_the_second(host: Path, engine: str) -> None:
    with started(host, engine, "keep_stubborn") as process:
        expect(process, "made", "<Stubborn of guest>")
        process.send_signal(signal.SIGINT)
        expect(process, "spinning")
        process.send_signal(signal.SIGINT)
        end(process)
    assert process.returncode == -signal.SIGINT


def test_what_is_interrupted_after_for_is_over(host: Path) -> None:
    # The time is over while the guest spins in a timer, which nobody can see.
    with started(host, "wasmtime", "spin_later", "--for", "1") as process:
        expect(process, "spinning")
        process.send_signal(signal.SIGTERM)
        _, err = end(process)
    assert process.returncode == -signal.SIGTERM
    assert "the guest was interrupted" in err


def test_wasmer_says_that_it_cannot(wasmloop: Wasmloop) -> None:
    select_or_skip("wasmer")
    found = wasmloop("run", GUEST, "still_alive", "--engine", "wasmer", "--interruptible")
    assert (found.status, found.out) == (3, "")
    assert found.err.startswith(
        "wasmloop: the engine 'wasmer' is not available: it cannot interrupt a guest: wasmtime can"
    )


def test_who_asks_for_it_gets_the_engine_that_can(wasmloop: Wasmloop) -> None:
    found = wasmloop("run", BUILT / "plain.wasm", "add", 2, 3, "--interruptible", "--verbose")
    assert (found.status, found.out) == (0, "5\n")
    assert "engine wasmtime" in found.err


def select_or_skip(name: str) -> None:
    try:
        select.select_engine(name)
    except EngineUnavailable as error:
        pytest.skip(str(error))


def await_default(process: subprocess.Popen[str], signum: int) -> None:
    """Wait until a process has met a signal, for which it then has no handler left."""
    status = Path(f"/proc/{process.pid}/status")
    for _ in range(4000):
        try:
            mask = int(status.read_text().partition("SigCgt:")[2].split()[0], 16)
        except (OSError, IndexError):
            break  # it has ended
        if not mask >> (signum - 1) & 1:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.01)
    raise TimeoutError(f"{signum} is caught")


_ONCE = """
import signal, sys
from runtime.cli import signals
signal.signal(signal.SIGTERM, lambda *_: print("handled", flush=True))
if sys.argv[1] == "ctypes":
    signals._handle_once_by_ctypes(signal.SIGTERM, sys.platform)
else:
    from runtime.engine._crossing import handle_once
    handle_once(signal.SIGTERM)
for _ in range(2):
    signal.raise_signal(signal.SIGTERM)
"""


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="known of these systems")
@pytest.mark.parametrize("way", ["ctypes", "the C extension"])
def test_a_signal_is_handled_once(way: str) -> None:
    if way != "ctypes":
        pytest.importorskip("runtime.engine._crossing")
    done = subprocess.run(
        [sys.executable, "-c", _ONCE, way], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout) == (-signal.SIGTERM, "handled\n"), done.stderr
