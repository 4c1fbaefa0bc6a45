"""What every guest gets: JavaScript's own objects, and the global scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from hostapi.console import LogConsole
from hostapi.crypto import JsCrypto
from hostapi.listing import LISTED
from hostapi.microtasks import microtasks
from hostapi.realm import Realm
from hostapi.timers import timers
from hostapi.worker_global_scope import GlobalObject
from runtime.clock import Clock, WallClock
from runtime.loop import GuestLoop


def new_realm(
    clock: object = None, compile_module: Callable[[bytes], object] | None = None
) -> Realm:
    """Return JavaScript's own objects for one guest.

    Args:
        clock: the guest's time goes by it, and dates ask it for the time of day; of what it lacks
            (`runtime.clock.Clock`, `runtime.clock.WallClock`) the machine's is asked.
        compile_module: compiles a WebAssembly module, or raises a `runtime.errors.ModuleError`;
            None refuses guests to compile any.

    """
    wall = hasattr(clock, "unix_seconds") and hasattr(clock, "zone_at")
    return Realm(
        LISTED,
        cast(WallClock, clock) if wall else None,
        compile_module,
        cast(Clock, clock) if hasattr(clock, "monotonic_seconds") else None,
    )


def defaults(loop: GuestLoop, realm: Realm, name: str = "") -> dict[str, object]:
    """Return the global scope that every guest gets.

    Args:
        loop: the guest's event loop.
        realm: its JavaScript objects.
        name: the guest's, for what it logs.

    """
    realm.loop = loop
    realm.jobs.attach(loop)
    scope = GlobalObject(
        {
            "console": LogConsole(name, realm.performance.clock),
            "crypto": JsCrypto(),
            "performance": realm.performance,
            **timers(loop),
            **microtasks(loop),
            **realm.globals(),
        }
    )
    scope.prototype = realm.prototypes["WorkerGlobalScope"]
    scope["globalThis"] = scope["self"] = scope
    return scope
