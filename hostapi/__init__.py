"""JavaScript-shaped names, served to guests from Python objects.

`defaults` is what every guest gets: no file, no network, no environment.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import runtime.main_interpreter  # noqa: F401 # before what is compiled here is loaded

if TYPE_CHECKING:
    from hostapi.capability import Capability
    from hostapi.console import Console, LogConsole
    from hostapi.crypto import JsCrypto
    from hostapi.date import JsDate
    from hostapi.fetching import Fetch
    from hostapi.global_scope import defaults, new_realm
    from hostapi.map import JsMap
    from hostapi.plain_objects import JsObject
    from hostapi.realm import Realm
    from hostapi.regexp_object import JsRegExp
    from hostapi.set_objects import JsSet

    fetch = Fetch

__all__ = [
    "Capability",
    "Console",
    "JsCrypto",
    "JsDate",
    "JsMap",
    "JsObject",
    "JsRegExp",
    "JsSet",
    "LogConsole",
    "Realm",
    "defaults",
    "fetch",
    "new_realm",
]

_LATE = {
    "Capability": "capability",
    "Console": "console",
    "JsCrypto": "crypto",
    "JsDate": "date",
    "JsMap": "map",
    "JsObject": "plain_objects",
    "JsRegExp": "regexp_object",
    "JsSet": "set_objects",
    "LogConsole": "console",
    "Realm": "realm",
    "defaults": "global_scope",
    "new_realm": "global_scope",
}


def __getattr__(name: str) -> Any:
    """Import what is first asked for: a guest has to do with a few interfaces of a hundred."""
    found: Any
    if name == "fetch":
        # Gives guests the network: open(..., host=[hostapi.fetch(hosts=["example.com"])]).
        found = importlib.import_module("hostapi.fetching").Fetch
    elif name in _LATE:
        found = getattr(importlib.import_module(f"hostapi.{_LATE[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
