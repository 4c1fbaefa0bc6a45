"""The map of active timers by id, in pages of ids that follow each other.

Ids are given out in a row, and the timers that were set together are mostly cleared, or fire,
together. So a page has its place in a dict, not each timer: the map then takes a sixth of the
memory, and a look into a dict is seldom needed. A page in which no timer is left goes, so that one
interval that stands for long costs a page at most; but for the page that is being filled, since its
timers often come and go one by one.
"""

from __future__ import annotations

from typing import Final

from runtime.core.timer_order import Timer

PAGE_BITS: Final = 5
PAGE_SIZE: Final = 1 << PAGE_BITS

_INDEX: Final = PAGE_SIZE - 1
_NO_NUMBER: Final = -(2**60)


class _Page:
    """Room for the timers whose ids differ in the lowest bits only.

    Attributes:
        number: what their ids have in common.
        timers: by the lowest bits.
        used: how many there are.

    """

    __slots__ = ("number", "timers", "used")

    def __init__(self, number: int) -> None:
        self.number = number
        self.timers: list[Timer | None] = [None] * PAGE_SIZE
        self.used = 0


class ActiveTimers:
    """Timers by id."""

    __slots__ = ("_filling", "_pages", "_recent", "_size")

    def __init__(self) -> None:
        self._pages: dict[int, _Page] = {}
        self._size = 0
        # A page of no number stands where there is none; nothing is put into it.
        self._filling = self._recent = _Page(_NO_NUMBER)

    def __len__(self) -> int:
        """Return the number of timers."""
        return self._size

    @property
    def pages(self) -> int:
        """How many pages there are: never more than timers, and one."""
        return len(self._pages)

    def get(self, id: int) -> Timer | None:
        """Return the timer of that id, None if there is none."""
        page = self._pages.get(id >> PAGE_BITS)
        return None if page is None else page.timers[id & _INDEX]

    def add(self, timer: Timer) -> bool:
        """Put a timer in, and return True; unless another has its id."""
        id = timer.id
        page = self._filling
        if page.number != id >> PAGE_BITS:
            page = self._turn_to(id >> PAGE_BITS)
        if page.timers[id & _INDEX] is not None:
            return False
        page.timers[id & _INDEX] = timer
        page.used += 1
        self._size += 1
        return True

    def _turn_to(self, number: int) -> _Page:
        """Return the page of that number, which is now the one that is filled."""
        page = self._pages.get(number)
        if page is None:
            self._pages[number] = page = _Page(number)
        if self._filling.used == 0:
            self._pages.pop(self._filling.number, None)
        self._filling = self._recent = page
        return page

    def pop(self, id: int) -> Timer | None:
        """Take out the timer of that id and return it, None if there is none."""
        number = id >> PAGE_BITS
        page = self._recent
        if page.number != number:
            found = self._pages.get(number)
            if found is None:
                return None
            self._recent = page = found
        timer = page.timers[id & _INDEX]
        if timer is not None:
            page.timers[id & _INDEX] = None
            page.used -= 1
            self._size -= 1
            if page.used == 0 and page is not self._filling:
                del self._pages[number]
                self._recent = self._filling
        return timer

    def by_id(self) -> list[Timer]:
        """Return the timers, the lowest id first."""
        return [
            timer
            for number in sorted(self._pages)
            for timer in self._pages[number].timers
            if timer is not None
        ]

    def clear(self) -> None:
        """Take all timers out."""
        self._pages.clear()
        self._size = 0
        self._filling = self._recent = _Page(_NO_NUMBER)
