"""A hint for who debugs: which call of the guest kept the application's loop waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from runtime.clock import Clock
from runtime.late import logger

LOGGER: Final = logger("runtime.slow")

SLOW_SECONDS: Final = 0.1
"""How long a call may last: as asyncio has it (``loop.slow_callback_duration``)."""

Entry = Callable[..., Any]


class SlowCalls:
    """Times the entries of one guest that is being debugged.

    Args:
        guest: its name.
        clock: tells the time.

    """

    def __init__(self, guest: str, clock: Clock) -> None:
        self._guest = guest
        self._now = clock.monotonic_seconds
        self._inside = False

    def watched(self, enter: Entry, what: str) -> Entry:
        """Return what is to be called in place of ``enter``, and warns if that lasts.

        Calls inside another are part of it: they keep nothing waiting that would run else.

        Args:
            enter: enters the guest.
            what: what it calls, for people.

        """

        def timed(*numbers: Any) -> Any:
            if self._inside:
                return enter(*numbers)
            self._inside, start = True, self._now()
            try:
                return enter(*numbers)
            finally:
                self._inside = False
                seconds = self._now() - start
                if seconds > SLOW_SECONDS:
                    LOGGER.warning(
                        "%s of the guest %s took %.3f seconds, in which nothing else of the "
                        "application ran: do less in one call, or run the guest in a thread of its "
                        "own",
                        *(what, self._guest, seconds),
                    )

        return timed
