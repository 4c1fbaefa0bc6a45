"""The microtask queue of HTML (section 8.1.7.3, "perform a microtask checkpoint"). Pure state."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any, Final

from runtime.core.relay import Relay

Report = Callable[[Exception, Callable[..., object]], object]
"""Told of what a microtask raised, and of the microtask."""

Microtask = tuple[Context, Callable[..., object], tuple[object, ...]]

SPENT_MINIMUM: Final = 1024
"""So many places of microtasks that were run are kept before they are given up."""


class MicrotaskQueue:
    """First in, first out; what a microtask queues runs in the same checkpoint.

    Args:
        run: calls a callback with arguments in a context.

    Attributes:
        relay: calls closures of the guest's one after another, where there is one.
        waiting: how many microtasks wait; to be looked at, not changed.
        performed: how many microtasks have been run so far, failed ones included.

    """

    __slots__ = (
        "_microtasks",
        "_performing",
        "_relayed",
        "_run",
        "_running",
        "_spent",
        "performed",
        "relay",
        "waiting",
    )

    def __init__(self, run: Callable[..., object] = Context.run) -> None:
        self._run = run
        # None stands where one was that has been run: the first `_spent` of them.
        self._microtasks: list[Microtask | None] = []
        self._spent = 0
        self._performing = False
        # What the relay was given, and which callback it was paused at.
        self._relayed: list[Microtask] = []
        self._running: Callable[..., object] | None = None
        self.relay: Relay | None = None
        self.waiting = 0
        self.performed = 0

    def __len__(self) -> int:
        """Return the number of microtasks that wait."""
        return self.waiting

    @property
    def next(self) -> Callable[..., object] | None:
        """The microtask that is the next to be run."""
        microtask = self._microtasks[self._spent] if self.waiting else None
        return None if microtask is None else microtask[1]

    def enqueue(
        self, context: Context, callback: Callable[..., object], args: tuple[object, ...] = ()
    ) -> None:
        """Add a microtask.

        Args:
            context: the context to call it in; it must not be entered at that time.
            callback: what to call.
            args: positional arguments for it.

        """
        self._microtasks.append((context, callback, args))
        self.waiting += 1

    def checkpoint(self, report: Report, limit: int | None = None) -> bool:
        """Run microtasks until none waits.

        A checkpoint within a checkpoint does nothing ("if the event loop's performing a microtask
        checkpoint is true, then return").

        Args:
            report: called with each ``Exception`` that a microtask raises; the rest go on. A
                ``BaseException`` such as ``KeyboardInterrupt``, and whatever ``report`` raises,
                comes out of here, and the microtasks that were not run yet stay queued.
            limit: after so many microtasks stop, or None for no bound.

        Returns:
            whether the queue was left empty; True from within another checkpoint, which will
            see to the rest.

        """
        if self._performing or not self.waiting:
            return True
        self._performing = True
        run = self._run
        remaining = -1 if limit is None else limit
        try:
            while self.waiting and remaining:
                if self.relay is not None and self._goes_to(self.relay, True):
                    before = self.performed
                    if self._relay(self.relay, report):
                        # What the guest has queued is not bound by the limit, but by the relay's.
                        if limit is not None:
                            remaining = max(remaining - (self.performed - before), 0)
                        continue
                remaining -= 1
                context, callback, args = self._take()
                try:
                    if args:
                        run(context, callback, *args)
                    else:
                        run(context, callback)
                except Exception as error:  # noqa: BLE001 # reported: the rest must go on
                    report(error, callback)
        finally:
            self._performing = False
        return not self.waiting

    def _goes_to(self, relay: Relay, first: bool) -> bool:
        """Give the relay the next microtask's callback, if it takes that."""
        microtask = self._microtasks[self._spent] if self.waiting else None
        return microtask is not None and not microtask[2] and relay(microtask[1], first)

    def _relay(self, relay: Relay, report: Report) -> bool:
        """Run the next microtasks, and what they queue, by the relay; return whether it has."""
        given = self._relayed = self._take_relayed(relay)
        try:
            called = relay.run(self._paused, not self.waiting)
        except BaseException as error:  # raised again, or reported: the rest must go on
            if self._running is None:
                self._put_back(given[1:])
            if not isinstance(error, Exception):
                raise
            report(error, self._running or given[0][1])
            return True
        else:
            if self._running is None:
                self._put_back(given[called:])
                self.performed += max(called - len(given), 0)
            return called > 0
        finally:
            self._relayed = []
            self._running = None  # it would keep its callback alive

    def _take_relayed(self, relay: Relay) -> list[Microtask]:
        taken = [self._take()]
        while self._goes_to(relay, False):
            taken.append(self._take())
        return taken

    def _paused(self, place: int, queued: list[tuple[Any, int]]) -> Context:
        """Put back what a relay has not called, and return the context of what it is calling."""
        given = self._relayed
        more: list[Microtask] = [(given[root][0].copy(), each, ()) for each, root in queued]
        rest = given[place + 1 :]
        if place < len(given):
            context, self._running, _ = given[place]
        else:
            context, self._running, _ = more.pop(0)
            self.performed += place + 1 - len(given)
        self._put_back(rest)
        self._put_behind(more)
        return context

    def _put_back(self, microtasks: list[Microtask]) -> None:
        """Have microtasks wait again that were taken, before all others."""
        self._microtasks[self._spent : self._spent] = microtasks
        self.waiting += len(microtasks)
        self.performed -= len(microtasks)

    def _put_behind(self, microtasks: list[Microtask]) -> None:
        self._microtasks += microtasks
        self.waiting += len(microtasks)

    def _take(self) -> Microtask:
        microtasks = self._microtasks
        spent = self._spent
        microtask = microtasks[spent]
        assert microtask is not None  # `waiting` says so
        microtasks[spent] = None
        self.waiting -= 1
        self.performed += 1
        spent += 1
        if spent >= SPENT_MINIMUM and spent * 2 >= len(microtasks):
            del microtasks[:spent]
            spent = 0
        self._spent = spent
        return microtask

    def clear(self) -> None:
        """Drop every microtask that waits."""
        self._microtasks.clear()
        self._spent = 0
        self.waiting = 0
