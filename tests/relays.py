"""A relay of Python's, which does what those of guests do, and closures for it to call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Any

from runtime.core.relay import MOST_RELAYED, Paused


class Closure:
    """Stands for a guest's closure.

    Args:
        steps: what it does, in order: each is called with `Guest`.

    """

    def __init__(self, guest: Guest, steps: Sequence[Callable[[Guest], object]] = ()) -> None:
        self.guest = guest
        self.steps = list(steps)

    def __call__(self) -> None:
        for step in self.steps:
            step(self.guest)


class Guest:
    """What closures run in.

    Args:
        queue: the host's ``queueMicrotask``.

    Attributes:
        relay: calls them, if there is one.
        relayed: how many it has called without a pause.

    """

    def __init__(self, queue: Callable[[Closure], object]) -> None:
        self._queue = queue
        self.relay: FakeRelay | None = None
        self.relayed = 0

    def call(self, function: Callable[..., Any], *args: object) -> Any:
        """Call a function of the host's."""
        relay = self.relay
        if relay is None or not relay.is_running:
            return function(*args)
        relay.pause()
        assert relay.context is not None
        return relay.context.run(function, *args)

    def queue_microtask(self, closure: Closure) -> None:
        """Queue a closure that the relay knows: if it is running, it takes it."""
        if self.relay is None or not self.relay.add(closure):
            self.call(self._queue, closure)


class FakeRelay:
    """A `runtime.core.relay.Relay`.

    Args:
        guest: whose closures it calls.

    Attributes:
        context: in which a closure goes on that it was paused at.
        refuses: it runs nothing, as where the guest was closed meanwhile.

    """

    def __init__(self, guest: Guest) -> None:
        guest.relay = self
        self.context: Context | None = None
        self.refuses = False
        self._guest = guest
        self._taken: list[Closure] = []
        self._entries: list[tuple[Any, int]] = []
        self._given = self._place = self._room = 0
        self._paused: Paused | None = None
        self.is_running = False

    def __call__(self, callback: object, first: bool, /) -> bool:
        """Take a closure."""
        assert not self.is_running
        if first:
            self._taken = []
        if not isinstance(callback, Closure) or len(self._taken) == MOST_RELAYED:
            return False
        self._taken.append(callback)
        return True

    def run(self, paused: Paused, adds: bool, /) -> int:
        """Call what was taken."""
        assert not self.is_running
        taken, self._taken = self._taken, []
        assert taken
        if self.refuses:
            return 0
        self._entries = [(each, place) for place, each in enumerate(taken)]
        self._given = len(taken)
        self._room = MOST_RELAYED if adds else self._given
        self._place = 0
        self._paused = paused
        self.context = None
        self.is_running = True
        try:
            while self._place < len(self._entries) and self.context is None:
                self._entries[self._place][0]()
                self._place += 1
                self._guest.relayed += self.context is None
        except BaseException:
            self.pause()
            raise
        finally:
            self.is_running = False
            self._entries = []
        return self._place

    def pause(self) -> None:
        """Call the closure that runs as if alone."""
        if self.context is None and self.is_running:
            assert self._paused is not None
            first = max(self._place, self._given)
            self.context = self._paused(self._place, self._entries[first:])

    def add(self, closure: Closure) -> bool:
        """Have a closure called after the others, if that can be; return whether it is."""
        if not self.is_running or self.context is not None or len(self._entries) >= self._room:
            return False
        self._entries.append((closure, self._entries[self._place][1]))
        return True

    def detach(self) -> None:
        """Do nothing."""
