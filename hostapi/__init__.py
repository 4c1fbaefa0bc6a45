"""JavaScript-shaped names, served to guests from Python objects.

`defaults` is what every guest gets: no file, no network, no environment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from hostapi.array import Array
from hostapi.async_disposable_stack import AsyncDisposableStack
from hostapi.async_iterators import ASYNC_ITERATORS
from hostapi.bigint import BigInt
from hostapi.binary import BINARY
from hostapi.capability import Capability
from hostapi.console import Console, LogConsole
from hostapi.crypto import Crypto, JsCrypto
from hostapi.date import Date, JsDate
from hostapi.disposable_stack import DisposableStack
from hostapi.dom import DOM
from hostapi.dom_exception import DOMException
from hostapi.error import ERRORS
from hostapi.fetching import Fetch
from hostapi.finalization_registry import FinalizationRegistry
from hostapi.function import Function
from hostapi.global_functions import GlobalFunctions
from hostapi.interface import Interface
from hostapi.iterator import ITERATORS
from hostapi.iterators import (
    ArrayIteratorInterface,
    MapIteratorInterface,
    SetIteratorInterface,
)
from hostapi.json import JSON
from hostapi.loops import RealmLoop
from hostapi.map import JsMap, Map
from hostapi.math import Math
from hostapi.microtasks import microtasks
from hostapi.number import Boolean, Number
from hostapi.object import Object
from hostapi.ordinary import Record
from hostapi.performance import Performance
from hostapi.performance_entries import PerformanceEntry, PerformanceMark, PerformanceMeasure
from hostapi.plain_objects import JsObject
from hostapi.promise import PromiseInterface, PythonAwaitable
from hostapi.python_objects import PythonIterable, PythonMapping, PythonSequence
from hostapi.realm import Realm
from hostapi.reflect import Reflect
from hostapi.regexp import MatchArrayInterface, RegExp, RegExpStringIteratorInterface
from hostapi.regexp_object import JsRegExp
from hostapi.set import Set
from hostapi.set_objects import JsSet
from hostapi.string import String, StringIteratorInterface
from hostapi.symbol import SymbolInterface
from hostapi.timers import timers
from hostapi.url import URLS
from hostapi.weak_map import WeakMap, WeakSet
from hostapi.weak_ref import WeakRef
from hostapi.worker_global_scope import GlobalObject, WorkerGlobalScope
from runtime.clock import Clock, WallClock

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
    String,
    StringIteratorInterface,
    Number,
    Boolean,
    BigInt,
    Math,
    Date,
    RegExp,
    MatchArrayInterface,
    RegExpStringIteratorInterface,
    JSON,
    WeakMap,
    WeakSet,
    WeakRef,
    FinalizationRegistry,
    DisposableStack,
    AsyncDisposableStack,
    PromiseInterface,
    PythonAwaitable,
    *ERRORS,
    DOMException,
    *ITERATORS,
    *ASYNC_ITERATORS,
    PythonIterable,
    PythonMapping,
    PythonSequence,
    SymbolInterface,
    Reflect,
    GlobalFunctions,
    *BINARY,
    *DOM,
    WorkerGlobalScope,
    Crypto,
    Performance,
    PerformanceEntry,
    PerformanceMark,
    PerformanceMeasure,
    *URLS,
)
"""The interfaces of JavaScript, and of the web, that there are."""

fetch: Final = Fetch
"""Gives guests the network: ``open(..., host=[hostapi.fetch(hosts=["example.com"])])``."""


def new_realm(
    clock: object = None, compile_module: Callable[[bytes], object] | None = None
) -> Realm:
    """Return JavaScript's own objects for one guest.

    Args:
        clock: the guest's time goes by it, and dates ask it for the time of day; of what it lacks
            (`runtime.clock.Clock`, `runtime.clock.WallClock`) the machine's is asked.
        compile_module: compiles a WebAssembly module, or raises a `runtime.errors.ModuleError`;
            None refuses guests to compile any.

    """
    wall = hasattr(clock, "unix_seconds") and hasattr(clock, "zone_at")
    return Realm(
        INTERFACES,
        cast(WallClock, clock) if wall else None,
        compile_module,
        cast(Clock, clock) if hasattr(clock, "monotonic_seconds") else None,
    )


def defaults(loop: RealmLoop, realm: Realm, name: str = "") -> dict[str, object]:
    """Return the global scope that every guest gets.

    Args:
        loop: the guest's event loop.
        realm: its JavaScript objects.
        name: the guest's, for what it logs.

    """
    realm.loop = loop
    realm.jobs.attach(loop)
    scope = GlobalObject(
        {
            "console": LogConsole(name, realm.performance.clock),
            "crypto": JsCrypto(),
            "performance": realm.performance,
            **timers(loop),
            **microtasks(loop),
            **realm.globals(),
        }
    )
    scope.prototype = realm.prototypes["WorkerGlobalScope"]
    scope["globalThis"] = scope["self"] = scope
    return scope
