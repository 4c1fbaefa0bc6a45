"""Dates in text (ECMAScript, Date.parse): the format of its own, and the older ones V8 reads.

ECMAScript leaves the older ones to engines. V8 (``src/date/dateparser.h``) reads words and numbers
one after another: names of months, AM and PM, UTC with an offset, times with colons; text in
parentheses, and words before the first number, say nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

from hostapi.date_fields import make_time, time_clip, to_utc

_ISO: Final = re.compile(
    r"([0-9]{4}|[+-][0-9]{6})(?:-([0-9]{2})(?:-([0-9]{2}))?)?"
    r"(T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_TOKEN: Final = re.compile(r"([0-9]+)|([A-Za-z]+)|(\s+)|(.)", re.DOTALL)
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_ZONES: Final = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

Offset = Callable[[int], int]


def parse_date(text: str, offset: Offset) -> float:
    """Return the time value that a text means, NaN if none.

    Args:
        text: the text.
        offset: the local time zone: milliseconds ahead at a time value.

    """
    text = text.strip()
    found = _ISO.fullmatch(text)
    if found is not None:
        return time_clip(_iso(found, offset))
    return time_clip(_Legacy(text).time(offset))


def _iso(found: re.Match[str], offset: Offset) -> float:
    year, month, day, time, hours, minutes, seconds, fraction, zone = found.groups()
    if year == "-000000":
        return math.nan
    parts = [int(each or least) for each, least in ((year, 0), (month, 1), (day, 1))]
    clock = [int(each or 0) for each in (hours, minutes, seconds)]
    milliseconds = int(((fraction or "0") + "00")[:3])
    if not (1 <= parts[1] <= 12 and 1 <= parts[2] <= 31):
        return math.nan
    if (
        clock[0] > 24
        or max(clock[1:]) > 59
        or (clock[0] == 24 and (any(clock[1:]) or milliseconds))
    ):
        return math.nan
    result = make_time((parts[0], parts[1] - 1, parts[2], *clock, milliseconds))
    if time is None or zone in ("Z", "z"):
        return result
    if zone is None:
        return to_utc(result, offset)
    ahead_hours, ahead_minutes = int(zone[1:3]), int(zone[-2:])
    if ahead_hours > 23 or ahead_minutes > 59:
        return math.nan
    ahead = (ahead_hours * 60 + ahead_minutes) * 60_000
    return result + (ahead if zone[0] == "-" else -ahead)


class _Legacy:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        text = _without_parentheses(text)
        self._tokens = [match.groups() for match in _TOKEN.finditer(text)]
        self._at = 0
        self._days: list[int] = []
        self._clock: list[int] = []
        self._month: int | None = None
        self._noon: str | None = None
        self._ahead: int | None = None
        self._failed = not self._read()

    def _peek(self, ahead: int = 0) -> str:
        place = self._at + ahead
        if place >= len(self._tokens):
            return ""
        return next(each for each in self._tokens[place] if each is not None)

    def _read(self) -> bool:
        while self._at < len(self._tokens):
            number, word, _, sign = self._tokens[self._at]
            if number is not None:
                good = self._number(number)
            elif word is not None:
                good = self._word(word.lower())
            elif sign in ("+", "-") and (self._ahead is not None or self._clock):
                good = self._offset(sign)
            else:
                self._at += 1
                good = True
            if not good:
                return False
        return True

    @property
    def _has_numbers(self) -> bool:
        return bool(self._days or self._clock)

    def _number(self, digits: str) -> bool:
        self._at += 1
        value, following = int(digits), self._peek()
        if following == ":" and len(self._clock) < 3:
            self._clock.append(value)
            self._at += 1
            return True
        if self._clock and len(self._clock) < 4 and self._peek(-2) == ":":
            self._clock.append(value)
            if following == "." and len(self._clock) == 3 and self._peek(1).isdigit():
                self._clock.append(int((self._peek(1) + "00")[:3]))
                self._at += 2
            return True
        if len(self._days) == 3:
            return False
        self._days.append(value)
        if following in ("-", "/"):
            self._at += 1
        return True

    def _word(self, word: str) -> bool:
        self._at += 1
        if word[:3] in _MONTHS:
            self._month = _MONTHS.index(word[:3])
            if self._peek() in ("-", "/"):
                self._at += 1
            return True
        if word in ("am", "pm") and self._clock:
            self._noon = word
            return True
        if word in _ZONES and self._has_numbers:
            self._ahead = _ZONES[word] * 3_600_000
            return True
        # Garbage is a word that says nothing after the first number.
        return not self._has_numbers

    def _offset(self, sign: str) -> bool:
        self._at += 1
        digits = self._peek()
        if not digits.isdigit():
            return False
        self._at += 1
        hours, minutes = int(digits), 0
        if self._peek() == ":" and self._peek(1).isdigit():
            minutes = int(self._peek(1))
            self._at += 2
        elif len(digits) > 2:
            hours, minutes = divmod(int(digits), 100)
        ahead = (hours * 60 + minutes) * 60_000
        self._ahead = -ahead if sign == "-" else ahead
        return True

    def time(self, offset: Offset) -> float:
        """Return the time value, NaN if the text is no date."""
        day, clock = self._day(), self._time_of_day()
        if self._failed or day is None or clock is None:
            return math.nan
        local = make_time((*day, *clock))
        return to_utc(local, offset) if self._ahead is None else local - self._ahead

    def _day(self) -> tuple[int, int, int] | None:
        if not self._days:
            return None
        first, second, third = (*self._days, 1, 1)[:3]
        begins_with_day = 1 <= first <= 31
        if self._month is not None:
            month = self._month + 1
            date, year = (first, second) if begins_with_day else (second, first)
        elif begins_with_day:
            month, date, year = first, second, third
        else:
            year, month, date = first, second, third
        if 0 <= year <= 49:
            year += 2000
        elif 50 <= year <= 99:
            year += 1900
        return (year, month - 1, date) if 1 <= month <= 12 and 1 <= date <= 31 else None

    def _time_of_day(self) -> tuple[int, int, int, int] | None:
        hours, minutes, seconds, milliseconds = (*self._clock, 0, 0, 0, 0)[:4]
        if self._noon is not None:
            if not 1 <= hours <= 12:
                return None
            hours = hours % 12 + (12 if self._noon == "pm" else 0)
        if hours > 24 or minutes > 59 or seconds > 59:
            return None
        if hours == 24 and (minutes or seconds or milliseconds):
            return None
        return hours, minutes, seconds, milliseconds


def _without_parentheses(text: str) -> str:
    kept, depth = [], 0
    for each in text:
        if each == "(":
            depth += 1
        elif each == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(each)
    return "".join(kept)
