"""How dates are written (ECMAScript, 21.4.4.41; ECMA-402 for American English)."""

from __future__ import annotations

from typing import Final

from hostapi.date_fields import Fields, fields_of
from runtime.clock import Zone

INVALID: Final = "Invalid Date"
_DAYS: Final = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
_MONTHS: Final = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]
_ZONE_NAMES: Final = {
    ("UTC", 0): "Coordinated Universal Time",
    ("GMT", 0): "Greenwich Mean Time",
    ("BST", 60): "British Summer Time",
    ("WET", 0): "Western European Standard Time",
    ("WEST", 60): "Western European Summer Time",
    ("CET", 60): "Central European Standard Time",
    ("CEST", 120): "Central European Summer Time",
    ("EET", 120): "Eastern European Standard Time",
    ("EEST", 180): "Eastern European Summer Time",
    ("MSK", 180): "Moscow Standard Time",
    ("IST", 330): "India Standard Time",
    ("CST", 480): "China Standard Time",
    ("JST", 540): "Japan Standard Time",
    ("KST", 540): "Korean Standard Time",
    ("AEST", 600): "Australian Eastern Standard Time",
    ("AEDT", 660): "Australian Eastern Daylight Time",
    ("EST", -300): "Eastern Standard Time",
    ("EDT", -240): "Eastern Daylight Time",
    ("CST", -360): "Central Standard Time",
    ("CDT", -300): "Central Daylight Time",
    ("MST", -420): "Mountain Standard Time",
    ("MDT", -360): "Mountain Daylight Time",
    ("PST", -480): "Pacific Standard Time",
    ("PDT", -420): "Pacific Daylight Time",
}
"""What CLDR calls the zones that C's library abbreviates; others keep their abbreviation."""


def _year(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def iso_text(time: int) -> str:
    """Return ``toISOString()``."""
    at = fields_of(time)
    sign = "-" if at.year < 0 else "+"
    year = f"{at.year:04d}" if 0 <= at.year <= 9999 else f"{sign}{abs(at.year):06d}"
    day = f"{year}-{at.month + 1:02d}-{at.date:02d}"
    return f"{day}T{_clock(at)}.{at.milliseconds:03d}Z"


def _clock(at: Fields) -> str:
    return f"{at.hours:02d}:{at.minutes:02d}:{at.seconds:02d}"


def date_text(local: int) -> str:
    """Return ``toDateString()`` of a local time."""
    at = fields_of(local)
    return f"{_DAYS[at.weekday]} {_MONTHS[at.month]} {at.date:02d} {_year(at.year)}"


def time_text(local: int, zone: Zone) -> str:
    """Return ``toTimeString()`` of a local time."""
    ahead = int(zone.offset_seconds / 60)
    minutes = abs(ahead)
    sign = "-" if zone.offset_seconds < 0 else "+"
    offset = f"{sign}{minutes // 60:02d}{minutes % 60:02d}"
    name = _ZONE_NAMES.get((zone.name, ahead), zone.name)
    return f"{_clock(fields_of(local))} GMT{offset} ({name})"


def utc_text(time: int) -> str:
    """Return ``toUTCString()``."""
    at = fields_of(time)
    day = f"{_DAYS[at.weekday]}, {at.date:02d} {_MONTHS[at.month]} {_year(at.year)}"
    return f"{day} {_clock(at)} GMT"


def american_date(local: int) -> str:
    """Return ``toLocaleDateString()`` of a local time."""
    at = fields_of(local)
    # ICU counts the years before 1 from 1 on, and says no era.
    year = at.year if at.year > 0 else 1 - at.year
    return f"{at.month + 1}/{at.date}/{year}"


def american_time(local: int, twelve: bool) -> str:
    """Return ``toLocaleTimeString()`` of a local time, with AM and PM or 24 hours."""
    at = fields_of(local)
    if not twelve:
        return _clock(at)
    half = "AM" if at.hours < 12 else "PM"
    # CLDR has a narrow no-break space there, and V8 puts a plain one in its place.
    return f"{at.hours % 12 or 12}:{at.minutes:02d}:{at.seconds:02d} {half}"
