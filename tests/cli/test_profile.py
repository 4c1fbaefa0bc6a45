from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.timeline.reading import Profile

from .conftest import DEMOS, Wasmloop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent here")


def test_a_profile_is_written(wasmloop: Wasmloop, engine: str, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    found = wasmloop("run", DEMOS / "timers.wasm", "run", "--engine", engine, "--profile", path)
    assert (found.status, found.err) == (0, "")
    profile = Profile(path.read_text())
    assert [span.name for span in profile.of("load")][:2] == ["read", "decode"]
    (run,) = profile.of("export")
    assert (run.name, run.args) == ("run", {"rust": "fn run() -> Timers"})
    fired = {span.name for span in profile.of("timer")}
    assert "interval 20 ms: timers::run::{{closure}}" in fired or len(fired) > 1


def test_a_guest_that_a_signal_ends_has_a_whole_profile(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    command = [sys.executable, "-m", "runtime", "run", str(DEMOS / "interval.wasm"), "hello"]
    with subprocess.Popen(
        [*command, "--profile", str(path)],
        stdout=subprocess.PIPE,
        text=True,
        # Where the tests run in the background of a shell, they were told to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "<Interval of guest>\n"
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(30) == -signal.SIGINT
    drops = [span.name for span in Profile(path.read_text()).of("drop")]
    assert drops == ["Drop of Interval"]


def test_a_file_that_cannot_be_written_is_wrong_usage(wasmloop: Wasmloop, tmp_path: Path) -> None:
    path = tmp_path / "no" / "out.json"
    found = wasmloop("run", DEMOS / "interval.wasm", "--profile", path)
    assert (found.status, found.out) == (2, "")
    assert f"'--profile': {path}: No such file or directory" in found.err


def test_a_module_that_cannot_be_loaded_ends_the_profile(
    wasmloop: Wasmloop, tmp_path: Path
) -> None:
    path = tmp_path / "out.json"
    found = wasmloop("run", tmp_path / "no.wasm", "--profile", path)
    assert found.status == 3
    (read,) = Profile(path.read_text()).of("load")
    assert read.args["raised"].startswith("FileNotFoundError: ")
