"""What a guest's loop tells of itself."""

from __future__ import annotations

from runtime.records import record


@record(frozen=True)
class LoopStats:
    """What the loop holds, and has done so far.

    Attributes:
        timers: active timers.
        referenced_timers: those of them that keep the loop from being idle.
        microtasks: microtasks that wait.
        holds: holds not released.
        turns: turns taken.
        timers_fired: callbacks of timers that were called.
        microtasks_performed: microtasks that were called.
        errors_reported: exceptions given to ``report``.
        next_deadline_seconds: when the next timer is due, on the loop's clock.

    """

    timers: int
    referenced_timers: int
    microtasks: int
    holds: int
    turns: int
    timers_fired: int
    microtasks_performed: int
    errors_reported: int
    next_deadline_seconds: float | None
