"""What hostapi asks of the guest's event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from hostapi.jobs import JobLoop
from hostapi.timers import TimerLoop
from runtime.clock import Clock


class RealmLoop(TimerLoop, JobLoop, Protocol):
    """All of it; `runtime.loop.GuestLoop` is one."""

    @property
    def clock(self) -> Clock:
        """What the loop asks for the time."""
        ...

    def unref(self, id: int) -> None:
        """Let the loop be idle although the timer is active."""
        ...

    def run_task(self, callback: Callable[..., Any], /, *args: Any) -> Any:
        """Run the callback as a task, which a microtask checkpoint follows."""
        ...
