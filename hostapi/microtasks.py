"""``queueMicrotask``, on the guest's loop (HTML, section 8.8)."""

from __future__ import annotations

from collections.abc import Callable

from hostapi.timers import is_callable
from runtime.loop import GuestLoop


def microtasks(loop: GuestLoop) -> dict[str, Callable[..., object]]:
    """Return the global function for microtasks, by name.

    ``queueMicrotask(callback)`` calls ``callback()``, without arguments, when the running task has
    ended and before the next one. A callback that is not callable is a ``TypeError``. The loop is
    told what the function is.

    Args:
        loop: where the microtasks are queued.

    """

    def queueMicrotask(callback: object = None, *_ignored: object) -> None:
        if not is_callable(callback):
            raise TypeError(
                f"queueMicrotask: the callback is {type(callback).__name__}, not callable; "
                "give a closure or another function"
            )
        loop.queue_microtask(callback)

    loop.operations.queue_microtask = queueMicrotask
    return {"queueMicrotask": queueMicrotask}
