"""Days, months and hours in a time value (ECMAScript, 21.4.1 Overview of Date Objects).

A time value is milliseconds since 1970 in UTC, an ``int``; NaN where there is none. The calendar
is the Gregorian one, for all times.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

MS_PER_DAY: Final = 86_400_000
GREATEST: Final = 8_640_000_000_000_000
"""The greatest time value there is."""
MOST_YEARS: Final = 400_000
"""Years and months beyond this have no days."""


class Fields(NamedTuple):
    """A moment as people count it; months from 0, weekdays from Sunday."""

    year: int
    month: int
    date: int
    hours: int
    minutes: int
    seconds: int
    milliseconds: int
    weekday: int


def days_before(year: int, month: int) -> int:
    """Return the day number of a month's first day; month 0 is January."""
    # Counted in years that begin in March, so that the leap day is the last one.
    shifted = year if month >= 2 else year - 1
    months = (month + 10) % 12
    return (
        365 * shifted
        + shifted // 4
        - shifted // 100
        + shifted // 400
        + (153 * months + 2) // 5
        - 719_468
    )


def fields_of(time: int) -> Fields:
    """Return the fields of a time value."""
    day, rest = divmod(time, MS_PER_DAY)
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    months = (5 * of_year + 2) // 153
    date = of_year - (153 * months + 2) // 5 + 1
    month = (months + 2) % 12
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds, milliseconds = divmod(rest, 1000)
    return Fields(
        year + 400 * era + (month < 2), month, date, hours, minutes, seconds, milliseconds,
        (day + 4) % 7,
    )  # fmt: skip


def make_time(parts: Sequence[float]) -> float:
    """Return the time value of year, month, date, hours, minutes, seconds and milliseconds.

    Each may be more than there is of it, or negative; what is not finite makes NaN
    (ECMAScript, MakeDate with MakeDay and MakeTime).
    """
    if not all(map(math.isfinite, parts)):
        return math.nan
    year, month, date, hours, minutes, seconds, milliseconds = map(math.trunc, parts)
    year, month = year + month // 12, month % 12
    if abs(year) > MOST_YEARS:
        return math.nan
    day = days_before(year, month) + date - 1
    time = day * MS_PER_DAY + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + milliseconds
    return time if abs(time) < 2 * GREATEST else math.nan


def time_clip(time: float) -> float:
    """Return a time value, NaN if it is beyond what there is (ECMAScript, TimeClip)."""
    if not math.isfinite(time) or abs(time) > GREATEST:
        return math.nan
    return math.trunc(time)


def full_year(year: float) -> float:
    """Return the year that a constructor's argument means: 99 is 1999 (MakeFullYear)."""
    whole = math.trunc(year) if math.isfinite(year) else -1
    return 1900 + whole if 0 <= whole <= 99 else year


def to_utc(local: float, offset: Callable[[int], int]) -> float:
    """Return the time value of a local one (ECMAScript, UTC).

    Args:
        local: milliseconds, as a clock on the wall shows them.
        offset: returns how far local time is ahead at a time value, in milliseconds.

    Returns:
        Of two moments with that local time the earlier one; where local time skipped it, the
        moment by the offset before.

    """
    if not math.isfinite(local) or abs(local) > GREATEST + MS_PER_DAY:
        return math.nan
    whole = int(local)
    before, after = offset(whole - MS_PER_DAY), offset(whole + MS_PER_DAY)
    if before == after:
        return whole - before
    for ahead in sorted((before, after), reverse=True):
        if offset(whole - ahead) == ahead:
            return whole - ahead
    return whole - before
