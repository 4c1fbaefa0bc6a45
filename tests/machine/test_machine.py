"""A machine of closures, timers, promises and structs against a plain model of it."""

from __future__ import annotations

import gc
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.conftest import load
from tests.machine.machine import Machine

STEPS: Final = 2500
PARTS: Final = 4
"""So many steps in each part: 20,000 on both engines."""

LENGTH: Final = 100
"""Steps of one machine."""


@pytest.mark.guest_leaks("it forgets and abandons what it likes, and counts what is left")
@pytest.mark.timeout(600)  # what is found takes minutes to shrink
@pytest.mark.parametrize("part", range(PARTS))
def test_no_step_differs_from_the_model(engine_name: str, part: int) -> None:
    class OnEngine(Machine):
        module = load("machine-0.2.130", engine_name)

    limits = settings(
        max_examples=10,
        stateful_step_count=LENGTH,
        deadline=None,
        derandomize=False,  # each run tries others, in CI as well
        phases=(Phase.reuse, Phase.generate, Phase.shrink),
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    try:
        while OnEngine.steps < STEPS:
            run_state_machine_as_test(OnEngine, settings=limits)  # type: ignore[no-untyped-call] # it has none
    finally:
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # the modules that are loaded, as `load` does
