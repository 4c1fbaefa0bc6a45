"""What ``toLocaleString`` and its like take: American English, and a few options of ECMA-402."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hostapi.errors import RangeError
from runtime.core.members import MISSING
from runtime.core.values import null

if TYPE_CHECKING:
    from hostapi.realm import Realm


def require_english(realm: Realm, locales: object) -> None:
    """Check the argument ``locales``: undefined, ``en``, ``en-US``, or a list whose first is so.

    Raises:
        RangeError: it is another one.

    """
    if isinstance(locales, (list, tuple)):
        locales = locales[0] if locales else None
    if locales is None or locales in ("en", "en-US", "en-us"):
        return
    raise RangeError(
        f"the locale {realm.to_string(locales)!r} is not supported here: numbers, dates and texts "
        "are written and compared as in en-US, and Intl is not served"
    )


def read_options(realm: Realm, options: object, known: Iterable[str]) -> dict[str, Any]:
    """Return the options that are given.

    Args:
        realm: how properties are read.
        options: the argument: undefined, or an object.
        known: names of the options that are served.

    Raises:
        RangeError: there are others, or ``options`` is null.

    """
    if options is None:
        return {}
    if options is null:
        raise TypeError("Cannot convert undefined or null to object")
    names = [key for key in realm.own_keys(options) if isinstance(key, str)]
    known = tuple(known)
    if isinstance(options, (str, int, float, list, tuple)):
        names = []
    for name in names:
        if name not in known and realm.get(options, name) is not None:
            raise RangeError(
                f"the option {name!r} is not supported here: Intl is not served; what is: "
                + ", ".join(known)
            )
    found = {name: realm.find(options, name) for name in known}
    return {
        name: value for name, value in found.items() if value is not MISSING and value is not None
    }
