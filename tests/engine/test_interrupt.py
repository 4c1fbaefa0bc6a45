"""Signals end wasm that does not return, on an engine that was asked for it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from runtime.engine.interface import Engine
from runtime.engine.select import select_engine
from runtime.errors import EngineUnavailable

from .conftest import EXTENSION_IS_BUILT

# It asks for a signal of its own, spins, is interrupted, and then computes on.
PROGRAM = """
import signal, sys
from runtime.engine._wasmtime import WasmtimeEngine

came = []
signal.signal(signal.SIGALRM, lambda *_: came.append("handled"))
engine = WasmtimeEngine(sys.argv[1], interruptible=True)
assert engine.interruptible
store = engine.store()
module = engine.compile(engine.assemble('''(module $guest
  (func $spin (export "spin") (loop br 0))
  (func (export "well") (result i32) (i32.const 7)))'''))
instance = store.instantiate(module, {})
spin, well = instance.function("spin"), instance.function("well")
for _ in range(2):
    with engine.interrupting((signal.SIGALRM,), 1) as returned:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        try:
            spin()
        except Exception as error:
            trap = store.translate(error)
        print(trap.code, trap.frames, came.pop())
        returned()
        print(well())
    assert signal.getsignal(signal.SIGALRM)
# What returns in time is left alone, then and later.
with engine.interrupting((signal.SIGALRM,), 1) as returned:
    signal.raise_signal(signal.SIGALRM)
    print(well(), came)
    returned()
print(well())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("crossing", ["compiled", "plain"])
def test_a_signal_ends_what_does_not_return(crossing: str) -> None:
    if crossing == "compiled" and not EXTENSION_IS_BUILT:
        pytest.skip("the C extension was not built")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, crossing], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    interrupted = ("interrupt ('spin',) handled", "7")
    assert done.stdout.splitlines() == [*interrupted, *interrupted, "7 ['handled']", "7"]


def test_an_engine_that_was_not_asked_cannot(engine: Engine) -> None:
    assert not engine.interruptible
    with (
        pytest.raises(EngineUnavailable, match="it cannot interrupt a guest: wasmtime can"),
        engine.interrupting((signal.SIGINT,), 1),
    ):
        pass


def test_who_can_is_asked_for_by_name() -> None:
    with pytest.raises(EngineUnavailable, match="'wasmer' is not available: it cannot interrupt"):
        select_engine("wasmer", interruptible=True)
    engine = select_engine("wasmtime", interruptible=True)
    assert engine.interruptible
    assert engine is not select_engine("wasmtime")
    assert engine is select_engine("wasmtime", interruptible=True)


@pytest.mark.parametrize("wrong", [0, -1, 10_000])
def test_what_is_no_signal_is_not_handled_once(wrong: int) -> None:
    crossing = pytest.importorskip("runtime.engine._crossing")
    with pytest.raises((ValueError, RuntimeError)):
        crossing.handle_once(wrong)
    with pytest.raises(TypeError):
        crossing.handle_once("a signal")
