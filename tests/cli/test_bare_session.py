"""A run without asyncio does what a run in asyncio does, whatever a guest is up to."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from runtime.cli.bare_session import BareSession
from runtime.cli.hostfiles import HostFiles
from runtime.cli.job import Job
from runtime.cli.session import Session
from runtime.module import Module
from runtime.records import replace

from .conftest import BUILT, DEMOS, ROOT, Outcome

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX")

FUTURES = BUILT / "futures_cases-0.2.130.wasm"
REINIT = BUILT / "reinit-0.2.130.wasm"


async def host_value(x: float) -> float:
    await asyncio.sleep(0.001)
    if x > 9:
        raise KeyError(x)
    return x + 0.5


async def host_catch(x: float) -> object:
    if x > 1:
        raise KeyError(x)
    return SimpleNamespace(then=lambda _resolve, _reject: None)


NAMES = {"record": print, "host_value": host_value, "host_catch": host_catch}


def job(path: Path, function: str, *args: object, seconds: float | None = None) -> Job:
    module = Module.load(path)
    return Job(module, function, (), args, HostFiles(NAMES), seconds, strict=False, verbose=False)


def in_asyncio(wanted: Job) -> int:
    session = Session(wanted)
    session.run()
    return session.conclude()


def bare(wanted: Job) -> int:
    return BareSession(wanted).run()


Run = Callable[[Callable[[Job], int], Job], Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(way: Callable[[Job], int], wanted: Job) -> Outcome:
        status = way(wanted)
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return run


@pytest.mark.guest_leaks("what cases leave on purpose")
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ((BUILT / "plain.wasm", "add", 2, 3), "5\n"),
        ((BUILT / "plain.wasm", "none"), ""),
        ((BUILT / "lonely-0.2.130.wasm", "add", 1, "two"), ""),
        ((BUILT / "bench_start-0.2.130.wasm", "greet", "you"), "hello, you\n"),
        ((DEMOS / "timers.wasm", "run"), "interval cleared in its own callback\n"),
        ((FUTURES, "number", 2.5), "5\n"),
        ((FUTURES, "call_host_value", 2), "2.5\n"),
        ((FUTURES, "call_host_value", 10), ""),
        ((FUTURES, "call_host_catch", 1), ""),
        ((FUTURES, "pass_host_catch", 2), ""),
        ((REINIT, "ask"), "start\n1\n"),
        ((REINIT, "ask_later", 1), "start\n"),
        ((REINIT, "ask_and_trap"), "start\n"),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_it_ends_as_in_asyncio(run: Run, wanted: tuple[Any, ...], expected: str) -> None:
    found = run(bare, job(*wanted))
    assert found == run(in_asyncio, job(*wanted))
    assert found.out.endswith(expected)
    assert found.status or not found.err


@pytest.mark.guest_leaks("a demo's interval goes on")
@pytest.mark.parametrize("seconds", [0.0, 0.02])
def test_it_is_closed_when_the_time_is_over(run: Run, seconds: float) -> None:
    wanted = job(DEMOS / "interval.wasm", "hello", seconds=seconds)
    assert run(bare, wanted) == run(in_asyncio, wanted)


@pytest.mark.guest_leaks("what a task waits for that nothing has ended")
def test_a_promise_that_is_waited_for_when_the_time_is_over_shows_nothing(run: Run) -> None:
    async def host_value(_: float) -> None:
        await asyncio.sleep(600)

    wanted = job(FUTURES, "call_host_value", 2, seconds=0.02)
    assert wanted.host is not None
    wanted = replace(wanted, host=HostFiles({**wanted.host.names, "host_value": host_value}))
    assert run(bare, wanted) == Outcome(0, "start begins\nstart ends\n", "")


# --- the process ---------------------------------------------------------------------------------


def start(*args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "runtime", "run", *map(str, args)],
        cwd=ROOT,
        # That the C extension was not built is told as a warning, and not meant here.
        env={**os.environ, "PYTHONWARNINGS": "ignore::RuntimeWarning"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_cleanly(engine: str, signum: signal.Signals) -> None:
    with start(DEMOS / "interval.wasm", "hello", "--engine", engine) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "<Interval of guest>\n"
        process.send_signal(signum)
        assert process.communicate(timeout=50) == ("", "")
    assert process.returncode == -signum


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_guest_that_computes_is_ended(engine: str, signum: signal.Signals) -> None:
    options = ("--engine", engine, "--lazy-imports")
    with start(BUILT / "failures-0.2.130.wasm", "spin", *options) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "spinning\n"
        process.send_signal(signum)
        if engine == "wasmer":
            # It cannot interrupt; until the first is met both may be one.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=1)
            process.send_signal(signum)
        _, err = process.communicate(timeout=50)
    assert process.returncode == -signum
    assert engine == "wasmer" or "the guest was interrupted" in err
