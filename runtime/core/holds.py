"""What keeps a guest's loop from being idle beside its timers: something that it waits for."""

from __future__ import annotations

from runtime.errors import InternalError


class Holds:
    """Counts those of one loop.

    Attributes:
        count: how many are not released.

    """

    __slots__ = ("_forgotten", "count")

    def __init__(self) -> None:
        self.count = 0
        self._forgotten = 0

    def release(self) -> None:
        """Take back one, or one that was forgotten.

        Raises:
            InternalError: there was none.

        """
        if self._forgotten:
            self._forgotten -= 1
        elif self.count:
            self.count -= 1
        else:
            raise InternalError("the guest's loop was released more often than held")

    def forget(self) -> None:
        """Wait for none any longer; whoever has one may still release it."""
        self._forgotten += self.count
        self.count = 0
