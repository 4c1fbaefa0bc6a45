"""``Date`` (ECMAScript, Date Objects): of `JsDate`, and of ``datetime``, which cannot be changed.

A ``datetime`` without a time zone is local time, as Python takes it.
"""

from __future__ import annotations

import datetime
import math
import zoneinfo
from typing import Any, ClassVar, Final

from hostapi import date_text
from hostapi.date_fields import (
    fields_of,
    full_year,
    make_time,
    time_clip,
    to_utc,
)
from hostapi.date_parse import parse_date
from hostapi.errors import RangeError, TypeError
from hostapi.instances import InstanceInterface, JsInstance, shown
from hostapi.interface import method, static
from hostapi.locale import read_options, require_english
from runtime.clock import Zone
from runtime.core.values import SYMBOL_TO_PRIMITIVE, is_falsy, null

_EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MILLISECOND: Final = datetime.timedelta(milliseconds=1)


class JsDate(JsInstance):
    """A Date.

    Args:
        time: milliseconds since 1970 in UTC, NaN for an invalid date.

    Attributes:
        time: the same.

    """

    __slots__ = ("time",)

    def __init__(self, time: float) -> None:
        super().__init__()
        self.time = time_clip(time)

    def to_datetime(self) -> datetime.datetime:
        """Return the moment as Python has it, in UTC.

        Raises:
            ValueError: the date is invalid, or of a year that ``datetime`` does not have.

        """
        if self.time != self.time:
            raise ValueError("the date is invalid")
        try:
            return _EPOCH + int(self.time) * _MILLISECOND
        except OverflowError as error:
            raise ValueError(f"{self!r} is beyond datetime: {error}") from None

    def __repr__(self) -> str:
        shown = date_text.iso_text(int(self.time)) if self.time == self.time else "invalid"
        return f"<Date {shown}>"


class _NoField(float):
    """NaN, of an invalid date; where Rust expects an integer it is 0 (WebAssembly, ToInt32)."""

    __slots__ = ()

    def __index__(self) -> int:
        return 0


_NO_FIELD: Final = _NoField("nan")


def _part(name: str, index: int, utc: bool) -> Any:
    """Return a member that reads one of the fields."""

    @method(name)
    def member(self: Date, this: object) -> float:
        time = self.time_of(this)
        if time != time:
            return _NO_FIELD
        return fields_of(int(time) if utc else self.local(int(time)))[index]

    return member


def _set_parts(name: str, first: int, count: int, utc: bool) -> Any:
    """Return a member that sets one of the fields, and up to ``count - 1`` that follow."""

    @method(name)
    def member(self: Date, this: object, *args: object) -> float:
        time = self.time_of(this, name)
        given = [self.realm.to_number(each) for each in args[:count]] or [math.nan]
        if time != time:
            if first:
                return time
            time, local = 0, 0
        else:
            local = int(time) if utc else self.local(int(time))
        parts: list[float] = list(fields_of(local)[:7])
        parts[first : first + len(given)] = given
        made = make_time(parts)
        return self.set_time(this, made if utc else to_utc(made, self.offset))

    return member


class Date(InstanceInterface):
    """Moments."""

    name = "Date"
    types: ClassVar[tuple[type, ...]] = (JsDate, datetime.datetime)
    length = 7
    builtin_tag = "Date"

    # --- the clock and its zone -----------------------------------------------------------------

    def now_ms(self) -> int:
        """Return the present moment."""
        return math.floor(self.realm.clock.unix_seconds() * 1000)

    def zone(self, time: int) -> Zone:
        """Return the local time zone at a time value."""
        return self.realm.clock.zone_at(time // 1000)

    def offset(self, time: int) -> int:
        """Return how far local time is ahead, in milliseconds."""
        return self.zone(time).offset_seconds * 1000

    def local(self, time: int) -> int:
        """Return the local time of a time value (ECMAScript, LocalTime)."""
        return time + self.offset(time)

    # --- the time value -------------------------------------------------------------------------

    def time_of(self, this: object, member: str | None = None) -> float:
        """Return the time value of the receiver.

        Args:
            this: the receiver.
            member: the member's name, if the error says it.

        Raises:
            TypeError: it is no date.

        """
        if isinstance(this, JsDate):
            return this.time
        if isinstance(this, datetime.datetime):
            if this.tzinfo is None:
                plain = this.replace(tzinfo=datetime.timezone.utc)
                return to_utc((plain - _EPOCH) // _MILLISECOND, self.offset)
            return (this - _EPOCH) // _MILLISECOND
        if member is None:
            raise TypeError("this is not a Date object.")
        raise TypeError(
            f"Method Date.prototype.{member} called on incompatible receiver {shown(self, this)}"
        )

    def set_time(self, this: object, time: float) -> float:
        """Set the time value of the receiver; return it.

        Raises:
            TypeError: it is a ``datetime``.

        """
        if not isinstance(this, JsDate):
            raise TypeError(f"a Python {type(this).__name__} cannot be changed")
        this.time = time_clip(time)
        return this.time

    # --- the constructor ------------------------------------------------------------------------

    def construct(self, *args: Any) -> JsDate:
        if not args:
            return JsDate(self.now_ms())
        if len(args) > 1:
            return JsDate(to_utc(self._from_parts(args), self.offset))
        value = args[0]
        if isinstance(value, (JsDate, datetime.datetime)):
            return JsDate(self.time_of(value))
        value = self.realm.to_primitive(value)
        if isinstance(value, str):
            return JsDate(parse_date(value, self.offset))
        return JsDate(self.realm.to_number(value))

    def call(self, *args: Any) -> str:
        """Return ``Date()``: the present moment as text."""
        return self.text(self.now_ms())

    def _from_parts(self, args: tuple[Any, ...]) -> float:
        given: list[float] = [self.realm.to_number(each) for each in args[:7]] or [math.nan]
        given[0] = full_year(given[0])
        return make_time([*given, *(0, 0, 1, 0, 0, 0, 0)[len(given) :]])

    @static
    def now(self) -> int:
        return self.now_ms()

    @static
    def parse(self, text: object = None) -> float:
        return parse_date(self.realm.to_string(text), self.offset)

    @static
    def UTC(self, *args: object) -> float:
        return time_clip(self._from_parts(args))

    # --- fields ---------------------------------------------------------------------------------

    getFullYear = _part("getFullYear", 0, False)
    getMonth = _part("getMonth", 1, False)
    getDate = _part("getDate", 2, False)
    getHours = _part("getHours", 3, False)
    getMinutes = _part("getMinutes", 4, False)
    getSeconds = _part("getSeconds", 5, False)
    getMilliseconds = _part("getMilliseconds", 6, False)
    getDay = _part("getDay", 7, False)
    getUTCFullYear = _part("getUTCFullYear", 0, True)
    getUTCMonth = _part("getUTCMonth", 1, True)
    getUTCDate = _part("getUTCDate", 2, True)
    getUTCHours = _part("getUTCHours", 3, True)
    getUTCMinutes = _part("getUTCMinutes", 4, True)
    getUTCSeconds = _part("getUTCSeconds", 5, True)
    getUTCMilliseconds = _part("getUTCMilliseconds", 6, True)
    getUTCDay = _part("getUTCDay", 7, True)

    setFullYear = _set_parts("setFullYear", 0, 3, False)
    setMonth = _set_parts("setMonth", 1, 2, False)
    setDate = _set_parts("setDate", 2, 1, False)
    setHours = _set_parts("setHours", 3, 4, False)
    setMinutes = _set_parts("setMinutes", 4, 3, False)
    setSeconds = _set_parts("setSeconds", 5, 2, False)
    setMilliseconds = _set_parts("setMilliseconds", 6, 1, False)
    setUTCFullYear = _set_parts("setUTCFullYear", 0, 3, True)
    setUTCMonth = _set_parts("setUTCMonth", 1, 2, True)
    setUTCDate = _set_parts("setUTCDate", 2, 1, True)
    setUTCHours = _set_parts("setUTCHours", 3, 4, True)
    setUTCMinutes = _set_parts("setUTCMinutes", 4, 3, True)
    setUTCSeconds = _set_parts("setUTCSeconds", 5, 2, True)
    setUTCMilliseconds = _set_parts("setUTCMilliseconds", 6, 1, True)

    @method("valueOf")
    @method
    def getTime(self, this: object) -> float:
        return self.time_of(this)

    @method
    def getTimezoneOffset(self, this: object) -> float:
        time = self.time_of(this)
        return time if time != time else -int(self.offset(int(time)) / 60_000)

    @method
    def setTime(self, this: object, time: object = None) -> float:
        self.time_of(this, "setTime")
        return self.set_time(this, self.realm.to_number(time))

    # --- text -----------------------------------------------------------------------------------

    def text(self, time: float) -> str:
        """Return ``toString()`` of a time value."""
        if time != time:
            return date_text.INVALID
        local, zone = self.local(int(time)), self.zone(int(time))
        return f"{date_text.date_text(local)} {date_text.time_text(local, zone)}"

    @method
    def toDateString(self, this: object) -> str:
        time = self.time_of(this, "toDateString")
        return date_text.INVALID if time != time else date_text.date_text(self.local(int(time)))

    @method
    def toISOString(self, this: object) -> str:
        time = self.time_of(this, "toISOString")
        if time != time:
            raise RangeError("Invalid time value")
        return date_text.iso_text(int(time))

    @method
    def toJSON(self, this: object, key: object = None) -> Any:
        time = self.realm.to_primitive(this, "number")
        if isinstance(time, float) and not math.isfinite(time):
            return null
        return self.realm.call(this, "toISOString", ())

    @method
    def toString(self, this: object) -> str:
        return self.text(self.time_of(this, "toString"))

    @method
    def toTimeString(self, this: object) -> str:
        time = self.time_of(this, "toTimeString")
        if time != time:
            return date_text.INVALID
        return date_text.time_text(self.local(int(time)), self.zone(int(time)))

    @method("toGMTString")
    @method
    def toUTCString(self, this: object) -> str:
        time = self.time_of(this, "toUTCString")
        return date_text.INVALID if time != time else date_text.utc_text(int(time))

    @method(SYMBOL_TO_PRIMITIVE)
    def to_primitive(self, this: object, hint: object = None) -> Any:
        if hint not in ("default", "string", "number"):
            raise TypeError(f"Invalid hint: {self.realm.to_string(hint)}")
        names = ("valueOf", "toString") if hint == "number" else ("toString", "valueOf")
        return self.realm.ordinary_to_primitive(this, names)

    # --- American English -----------------------------------------------------------------------

    def _american(
        self, this: object, member: str, locales: object, options: object
    ) -> tuple[int, bool] | None:
        """Return the local time, by the options, and whether it has AM and PM."""
        time = self.time_of(this, member)
        require_english(self.realm, locales)
        given = read_options(self.realm, options, ("timeZone", "hour12"))
        twelve = not is_falsy(given.get("hour12", True))
        if time != time:
            return None
        if "timeZone" not in given:
            return self.local(int(time)), twelve
        return int(time) + zone_offset(self.realm.to_string(given["timeZone"]), int(time)), twelve

    @method
    def toLocaleDateString(
        self, this: object, locales: object = None, options: object = None
    ) -> str:
        local = self._american(this, "toLocaleDateString", locales, options)
        return date_text.INVALID if local is None else date_text.american_date(local[0])

    @method
    def toLocaleString(self, this: object, locales: object = None, options: object = None) -> str:
        local = self._american(this, "toLocaleString", locales, options)
        if local is None:
            return date_text.INVALID
        return f"{date_text.american_date(local[0])}, {date_text.american_time(*local)}"

    @method
    def toLocaleTimeString(
        self, this: object, locales: object = None, options: object = None
    ) -> str:
        local = self._american(this, "toLocaleTimeString", locales, options)
        return date_text.INVALID if local is None else date_text.american_time(*local)


def zone_offset(name: str, time: int) -> int:
    """Return how far a time zone is ahead of UTC at a time value, in milliseconds.

    Raises:
        RangeError: there is no such zone.

    """
    if name.upper() == "UTC":
        return 0
    try:
        zone = zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise RangeError(f"Invalid time zone specified: {name}") from None
    at = fields_of(time)
    # The rules of a year that datetime does not have are those of the nearest it has.
    year = min(max(at.year, datetime.MINYEAR + 1), datetime.MAXYEAR - 1)
    inside = make_time((year, *at[1:7])) if year != at.year else time
    moment = (_EPOCH + int(inside) * _MILLISECOND).astimezone(zone)
    offset = moment.utcoffset()
    return 0 if offset is None else offset // _MILLISECOND
