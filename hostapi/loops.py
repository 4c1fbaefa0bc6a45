"""What hostapi asks of the guest's event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from hostapi.jobs import JobLoop
from runtime.clock import Clock


class TimerLoop(Protocol):
    """What hostapi asks of the guest's event loop; `runtime.loop.GuestLoop` is one."""

    def set_timer(
        self,
        callback: Callable[..., object],
        args: tuple[object, ...] = (),
        delay_seconds: float = 0.0,
        repeat: bool = False,
    ) -> int:
        """Start a timer; return its id, or 0 where nothing can be set any more."""
        ...

    def clear_timer(self, id: int) -> None:
        """End a timer; an id that is not active is ignored."""
        ...

    def queue_microtask(self, callback: Callable[..., object], *args: object) -> None:
        """Run the callback at the next microtask checkpoint."""
        ...


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
