"""JavaScript-shaped names, served to guests from Python objects.

`defaults` is what every guest gets: no file, no network, no environment.
"""

from __future__ import annotations

from typing import Final

from hostapi.array import Array
from hostapi.console import Console
from hostapi.error import ERRORS
from hostapi.function import Function
from hostapi.interface import Interface
from hostapi.iterators import (
    ArrayIteratorInterface,
    MapIteratorInterface,
    SetIteratorInterface,
)
from hostapi.map import JsMap, Map
from hostapi.microtasks import microtasks
from hostapi.object import Object
from hostapi.objects import objects
from hostapi.ordinary import Record
from hostapi.plain_objects import JsObject
from hostapi.realm import Realm
from hostapi.set import Set
from hostapi.set_objects import JsSet
from hostapi.timers import TimerLoop, timers

__all__ = ["Console", "JsMap", "JsObject", "JsSet", "Realm", "defaults", "new_realm"]

INTERFACES: Final[tuple[type[Interface], ...]] = (
    Object,
    Record,
    Function,
    Array,
    ArrayIteratorInterface,
    Map,
    MapIteratorInterface,
    Set,
    SetIteratorInterface,
    *ERRORS,
)
"""The interfaces of JavaScript that there are."""


def new_realm() -> Realm:
    """Return JavaScript's own objects for one guest."""
    return Realm(INTERFACES)


def defaults(loop: TimerLoop, realm: Realm) -> dict[str, object]:
    """Return the global scope that every guest gets.

    Args:
        loop: the guest's event loop.
        realm: its JavaScript objects.

    """
    scope: dict[str, object] = {
        "console": Console(),
        **timers(loop),
        **microtasks(loop),
        **objects(),
        **realm.globals(),
    }
    scope["globalThis"] = scope
    return scope
