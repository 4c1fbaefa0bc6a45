"""JavaScript-shaped names, served to guests from Python objects.

`defaults` is what every guest gets: no file, no network, no environment.
"""

from __future__ import annotations

from hostapi.console import Console
from hostapi.microtasks import microtasks
from hostapi.objects import objects
from hostapi.timers import TimerLoop, timers

__all__ = ["Console", "defaults"]


def defaults(loop: TimerLoop) -> dict[str, object]:
    """Return the global scope that every guest gets.

    Args:
        loop: the guest's event loop.

    """
    scope: dict[str, object] = {
        "console": Console(),
        **timers(loop),
        **microtasks(loop),
        **objects(),
    }
    scope["globalThis"] = scope
    return scope
