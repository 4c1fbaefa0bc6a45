"""Run the machine for longer than the tests do: ``python -m tests.machine --minutes 10``."""

from __future__ import annotations

import argparse
import gc
import time
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import runtime
from tests.machine.machine import Machine

GUEST: Final = Path(__file__).parents[1] / "guests" / "built" / "machine-0.2.130.wasm"


def main() -> None:
    """Run what the command line asks for; the first difference ends it."""
    parser = argparse.ArgumentParser(description="Run the machine against its model.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--engine", choices=("wasmer", "wasmtime"), default="wasmtime")
    parser.add_argument("--length", type=int, default=200, help="steps of one machine")
    options = parser.parse_args()

    class OnEngine(Machine):
        module = runtime.Module.load(GUEST, engine=options.engine)

    gc.collect()
    gc.freeze()
    limits = settings(
        max_examples=50,
        stateful_step_count=options.length,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        derandomize=False,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    start = time.monotonic()
    while time.monotonic() - start < 60 * options.minutes:
        run_state_machine_as_test(OnEngine, settings=limits)  # type: ignore[no-untyped-call] # it has none
        seconds = time.monotonic() - start
        print(f"{OnEngine.steps} steps on {options.engine} in {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
