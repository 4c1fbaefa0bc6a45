"""The event loop of a guest that is profiled."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from runtime.checkpoints import Checkpoints
from runtime.clock import Clock
from runtime.core.microtasks import MicrotaskQueue
from runtime.core.microtasks import Report as MicrotaskReport
from runtime.core.promise import Reaction
from runtime.core.timers import TimerQueue
from runtime.loop import GuestLoop, Report
from runtime.timeline.timeline import Timeline

P = ParamSpec("P")
T = TypeVar("T")


class ProfiledLoop(GuestLoop):
    """Records turns, timers, microtask checkpoints, microtasks, promise jobs and safe points.

    What it is given to be called it has called with a span around.

    Args:
        timeline: where it is recorded.
        clock: as for `GuestLoop`, and so are the rest.
        report: see there.
        name: see there.
        timers: see there.

    """

    def __init__(
        self,
        timeline: Timeline,
        clock: Clock,
        report: Report,
        *,
        name: str,
        timers: TimerQueue | None,
    ) -> None:
        super().__init__(clock, report, name=name, timers=timers)
        self._timeline = timeline
        self._checkpoints = _ProfiledCheckpoints(
            timeline, self._microtasks, self._now, self._budget_seconds, name
        )
        self._take_turn = timeline.spanned(self._plain_turn, "loop", "turn", guest=name)

    def _turn(self) -> None:
        self._take_turn()

    def _plain_turn(self) -> None:
        super()._turn()

    def set_timer(
        self,
        callback: Callable[..., object],
        args: tuple[object, ...] = (),
        delay_seconds: float = 0.0,
        repeat: bool = False,
    ) -> int:
        """Start a timer."""
        timeline, number = self._timeline, self._timeline.number()
        name = _timer(repeat, delay_seconds, callback)

        @wraps(callback)  # errors and leaks are told by what a closure has
        def fire(*values: object) -> object:
            timeline.arrow(True, "timer", name, number)
            return callback(*values)

        fired = timeline.spanned(fire, "timer", name, number=number)
        id = super().set_timer(fired, args, delay_seconds, repeat)
        timeline.mark("timer", f"set {name}", id=id, number=number)
        timeline.arrow(False, "timer", name, number)
        return id

    def clear_timer(self, id: int) -> None:
        """End a timer."""
        timer = self._timers.get(id)
        if timer is not None:
            name = _timer(timer.repeat, timer.delay_seconds, timer.callback)
            self._timeline.mark("timer", f"clear {name}", id=id)
        super().clear_timer(id)

    def cancel_all(self) -> None:
        """Clear all timers and microtasks."""
        if len(self._timers):
            self._timeline.mark("timer", "clear all timers", count=len(self._timers))
        super().cancel_all()

    def queue_microtask(self, callback: Callable[..., object], *args: object) -> None:
        """Run the callback at the next microtask checkpoint."""
        title = f"microtask: {described(callback)}"
        super().queue_microtask(self._timeline.spanned(callback, "microtask", title), *args)

    def queue_job(self, context: Context, callback: Callable[..., object], *args: object) -> None:
        """Run the callback at the next microtask checkpoint, in that context."""
        title = f"promise job: {_job(callback, args)}"
        job = self._timeline.spanned(callback, "microtask", title)
        super().queue_job(context, job, *args)

    def run_task(self, callback: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the callback as a task: then come a microtask checkpoint and a safe point."""
        with self._timeline.span("loop", f"task: {described(callback)}"):
            return super().run_task(callback, *args, **kwargs)

    def call_soon_threadsafe(self, callback: Callable[..., object], *args: object) -> None:
        """Run the callback as a task soon, asked from any thread."""
        title = f"from a thread: {described(callback)}"
        super().call_soon_threadsafe(self._timeline.spanned(callback, "loop", title), *args)


class _ProfiledCheckpoints(Checkpoints):
    """Records microtask checkpoints.

    Args:
        timeline: where they are recorded.
        queue: as for `Checkpoints`, and so are the rest.
        now: see there.
        budget_seconds: see there.
        name: see there.

    """

    def __init__(
        self,
        timeline: Timeline,
        queue: MicrotaskQueue,
        now: Callable[[], float],
        budget_seconds: float,
        name: str,
    ) -> None:
        super().__init__(queue, now, budget_seconds, name)
        self._observed = timeline.spanned(
            self._perform_plainly, "microtask", "microtask checkpoint"
        )

    def perform(self, report: MicrotaskReport) -> bool:
        """Run microtasks within the budget; return whether none is left."""
        return self._observed(report)

    def _perform_plainly(self, report: MicrotaskReport) -> bool:
        return super().perform(report)


def _timer(repeat: bool, delay_seconds: float, callback: object) -> str:
    kind = "interval" if repeat else "timeout"
    return f"{kind} {delay_seconds * 1000:g} ms: {described(callback)}"


def _job(callback: Callable[..., object], args: tuple[Any, ...]) -> str:
    """Return what a promise job calls: of a reaction the handler."""
    if len(args) > 1 and isinstance(args[0], Reaction):
        handler = args[0].rejected if args[1] else args[0].fulfilled
        return "pass the outcome on" if handler is None else described(handler)
    return described(callback)


def described(callback: object) -> str:
    """Return a function's name for people: Rust's, of a guest's closure."""
    for attribute in ("wasmloop_name", "__qualname__"):
        name = getattr(callback, attribute, None)
        if isinstance(name, str):
            return name
    return repr(callback)
