"""Rejections that nobody has looked at (HTML, 8.1.7.5 Unhandled promise rejections)."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from runtime.core.thrown import thrown

UNHANDLED: Final = "a promise was rejected, which nobody handled"
"""The message of each report."""

LOST: Final = "a coroutine that was given to a guest raised after the guest had ended"
"""The message of each report of what no promise could have for its reason."""

Report = Callable[[BaseException, Mapping[str, object]], None]


class RejectionLoop(Protocol):
    """What is asked of the guest's event loop."""

    def after_checkpoint(self, callback: Callable[[], object]) -> None:
        """Call the callback once, when the next microtask checkpoint has ended."""
        ...

    def request_safe_point(self) -> None:
        """See that the safe points are run soon; any thread may ask."""
        ...

    def at_safe_point(self, callback: Callable[[], object]) -> None:
        """Call the callback at each safe point that was requested."""
        ...


class Unlooked:
    """The outcome of one rejected promise, which alone refers to this.

    Attributes:
        owed: Python has the promise from an export: it is reported when the promise goes.

    """

    __slots__ = ("__weakref__", "_rejections", "owed", "reason")

    def __init__(self, rejections: Rejections, reason: Any, owed: bool) -> None:
        self._rejections: Rejections | None = rejections
        self.reason = reason
        self.owed = owed

    @property
    def armed(self) -> bool:
        """Whether it is still to be reported."""
        return self._rejections is not None

    def disarm(self) -> None:
        """Report nothing: somebody has looked, or it was reported."""
        self._rejections = None
        self.reason = None

    def __del__(self) -> None:
        rejections = self._rejections
        if rejections is not None:
            rejections.gone(self.reason)


class Rejections:
    """Of one guest: the about-to-be-notified list, and what Python has yet to look at."""

    def __init__(self) -> None:
        self._loop: RejectionLoop | None = None
        self._report: Report | None = None
        self._notify: list[Unlooked] = []
        self._owed: weakref.WeakSet[Unlooked] = weakref.WeakSet()
        self._gone: deque[Any] = deque()

    def attach(self, loop: RejectionLoop, report: Report) -> None:
        """Use the guest's loop, and report to ``report``."""
        self._loop = loop
        self._report = report
        loop.at_safe_point(self._report_gone)

    def track(self, reason: Any, *, owed: bool) -> Unlooked:
        """Note a rejection without a handler (HostPromiseRejectionTracker, "reject")."""
        unlooked = Unlooked(self, reason, owed)
        if owed:
            self._owed.add(unlooked)
        else:
            if not self._notify and self._loop is not None:
                self._loop.after_checkpoint(self._notify_about)
            self._notify.append(unlooked)
        return unlooked

    def gone(self, reason: Any) -> None:
        """Note that a promise went, and nobody had looked; on any thread, inside the collector."""
        self._gone.append(reason)
        if self._loop is not None:
            self._loop.request_safe_point()

    def _notify_about(self) -> None:
        """Do as "notify about rejected promises"."""
        notify, self._notify = self._notify, []
        for unlooked in notify:
            if not unlooked.armed:
                continue
            if unlooked.owed:
                self._owed.add(unlooked)
            else:
                self._tell(unlooked)

    def _tell(self, unlooked: Unlooked) -> None:
        reason = unlooked.reason
        unlooked.disarm()
        self._report_reason(reason)

    def _report_gone(self) -> None:
        while self._gone:
            self._report_reason(self._gone.popleft())

    def _report_reason(self, reason: Any) -> None:
        if self._report is not None:
            self._report(thrown(reason), {"message": UNHANDLED})

    def lost(self, error: Exception) -> None:
        """Report what a coroutine of the host's raised once its guest could not have it."""
        if self._report is not None:
            self._report(error, {"message": LOST})

    def flush(self) -> None:
        """Report what is left: the guest was closed or has trapped."""
        self._notify_about()
        for unlooked in list(self._owed):
            if unlooked.armed:
                self._tell(unlooked)
        self._report_gone()
