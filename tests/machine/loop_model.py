"""What HTML and ECMAScript say of timers, microtasks and promises, written as plainly as can be."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any


class Thrown(Exception):
    """Something was thrown: in the model a number, or the name of an exception."""

    def __init__(self, what: Any) -> None:
        super().__init__(what)
        self.what = what


class Trapped(BaseException):
    """The guest trapped, which nothing of it may catch."""


@dataclass
class Timer:
    """A timer that is active."""

    callback: Any
    delay: float
    repeat: bool
    level: int
    deadline: float = 0.0
    order: int = 0


class LoopModel:
    """The event loop: what is due, in which order.

    Args:
        call: calls a function of the model's.
        report: told of what a callback throws.
        unhandled: told of a rejection that nobody handles.

    Attributes:
        now: the moment, in seconds.
        timers: active timers, by id.
        microtasks: in order.

    """

    def __init__(
        self,
        call: Callable[[Any], None],
        report: Callable[[Any], None],
        unhandled: Callable[[Any], None],
    ) -> None:
        self.call = call
        self.report = report
        self.unhandled = unhandled
        self.now = 0.0
        self.timers: dict[int, Timer] = {}
        self.microtasks: deque[Callable[[], None]] = deque()
        self.notify: list[Promise] = []
        self._level = 0
        self._last_id = 0
        self._last_order = 0

    def set_timer(self, callback: Any, millis: int, repeat: bool) -> int:
        """Start a timer, return its id."""
        self._last_id += 1
        self.timers[self._last_id] = timer = Timer(callback, millis / 1000, repeat, self._level)
        self._start(timer)
        return self._last_id

    def _start(self, timer: Timer) -> None:
        if timer.level > 5:
            timer.delay = max(timer.delay, 0.004)
        timer.level += 1
        timer.deadline = self.now + timer.delay
        self._last_order += 1
        timer.order = self._last_order

    def checkpoint(self) -> None:
        """Run microtasks until there are none, then tell of rejections that nobody handled."""
        while self.microtasks:
            microtask = self.microtasks.popleft()
            try:
                microtask()
            except Thrown as thrown:
                self.report(thrown.what)
        notify, self.notify = self.notify, []
        for promise in notify:
            if not promise.handled and not promise.owed:
                promise.handled = True
                self.unhandled(promise.result)

    def turn(self) -> None:
        """Run microtasks, then what is due now; what is set meanwhile waits for the next turn."""
        self.checkpoint()
        due = [
            (timer.deadline, timer.order, id)
            for id, timer in self.timers.items()
            if timer.deadline <= self.now
        ]
        for _, _, id in sorted(due):
            timer = self.timers.get(id)
            if timer is None:
                continue
            self._level = timer.level
            try:
                self.call(timer.callback)
            except Thrown as thrown:
                self.report(thrown.what)
            self._level = 0
            self.checkpoint()
            if id not in self.timers:
                continue
            if timer.repeat:
                self._start(timer)
            else:
                del self.timers[id]

    def settle(self) -> None:
        """Take turns until nothing is due at this moment."""
        self.turn()
        while self.microtasks or any(t.deadline <= self.now for t in self.timers.values()):
            self.turn()

    def advance(self, seconds: float) -> None:
        """Let time pass, from one deadline to the next."""
        end = self.now + seconds
        self.settle()
        while True:
            deadline = min((timer.deadline for timer in self.timers.values()), default=end)
            if deadline >= end:
                break
            self.now = max(self.now, deadline)
            self.settle()
        self.now = max(self.now, end)
        self.settle()

    def clear(self) -> None:
        """Forget everything: the guest has trapped."""
        self.timers.clear()
        self.microtasks.clear()
        self.notify.clear()


Handler = Callable[[Any], None]


class Promise:
    """A promise, by ECMAScript's rules."""

    def __init__(self, loop: LoopModel) -> None:
        self._loop = loop
        self.state = "pending"
        self.result: Any = None
        self.handled = False
        self.owed = False
        self.resolved = False
        self._reactions: list[tuple[Handler | None, Handler | None, Promise | None]] = []

    def react(
        self, fulfilled: Handler | None, rejected: Handler | None, derived: Promise | None
    ) -> None:
        """Do as PerformPromiseThen."""
        self.handled = True
        if self.state == "pending":
            self._reactions.append((fulfilled, rejected, derived))
        else:
            self._queue(fulfilled if self.state == "fulfilled" else rejected, derived)

    def _queue(self, handler: Handler | None, derived: Promise | None) -> None:
        state, result = self.state, self.result

        def job() -> None:
            if handler is None:
                if derived is not None:
                    derived.settle(state, result)
                return
            try:
                handler(result)
            except Thrown as thrown:
                if derived is None:
                    raise
                derived.settle("rejected", thrown.what)
            else:
                if derived is not None:
                    derived.settle("fulfilled", None)

        self._loop.microtasks.append(job)

    def settle(self, state: str, result: Any) -> None:
        """Fulfil or reject."""
        if self.state != "pending":
            return
        self.state, self.result = state, result
        reactions, self._reactions = self._reactions, []
        for fulfilled, rejected, derived in reactions:
            self._queue(fulfilled if state == "fulfilled" else rejected, derived)
        if state == "rejected" and not self.handled:
            self._loop.notify.append(self)

    def resolve(self, resolution: Any) -> None:
        """Do as the resolve function; only the first call of either function counts."""
        if self.resolved:
            return
        self.resolved = True
        if resolution is self:
            self.settle("rejected", "TypeError")
        elif isinstance(resolution, Promise):
            self._loop.microtasks.append(lambda: self._adopt(resolution))
        else:
            self.settle("fulfilled", resolution)

    def _adopt(self, other: Promise) -> None:
        other.react(
            lambda value: self.settle("fulfilled", value),
            lambda reason: self.settle("rejected", reason),
            Promise(self._loop),
        )

    def reject(self, reason: Any) -> None:
        """Do as the reject function."""
        if not self.resolved:
            self.resolved = True
            self.settle("rejected", reason)


Future = Generator["Promise", tuple[str, Any], None]
"""A future of Rust's: yields each promise that it awaits, and is sent how that ended."""


class Tasks:
    """wasm-bindgen-futures: its queue, which has one microtask at a time.

    Attributes:
        used: a task was spawned, so that the queue is there.
        pending: how many promises are awaited.

    """

    def __init__(self, loop: LoopModel) -> None:
        self._loop = loop
        self._queue: deque[Callable[[], None]] = deque()
        self._scheduled = False
        self.used = False
        self.pending = 0

    def spawn(self, future: Future) -> None:
        """Run a future from the next microtask on."""
        self.used = True
        self._schedule(lambda: self._poll(future, None))

    def _schedule(self, poll: Callable[[], None]) -> None:
        self._queue.append(poll)
        if not self._scheduled:
            self._scheduled = True
            self._loop.microtasks.append(self._run_all)

    def _run_all(self) -> None:
        self._scheduled = False
        for _ in range(len(self._queue)):
            self._queue.popleft()()

    def _poll(self, future: Future, outcome: tuple[str, Any] | None) -> None:
        try:
            promise = next(future) if outcome is None else future.send(outcome)
        except StopIteration:
            return
        self.pending += 1

        def settled(state: str) -> Handler:
            def finish(result: Any) -> None:
                self.pending -= 1
                self._schedule(lambda: self._poll(future, (state, result)))

            return finish

        promise.react(settled("fulfilled"), settled("rejected"), Promise(self._loop))
