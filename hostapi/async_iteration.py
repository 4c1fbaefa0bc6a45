"""Iterating asynchronously (ECMAScript, 7.4 Operations on Iterator Objects, 27.1.6)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hostapi.async_functions import Steps
from hostapi.conversions import is_nullish, is_primitive
from hostapi.instances import shown
from hostapi.iteration import call_site, iterator_result
from runtime.core.members import MISSING
from runtime.core.promise import Promise, rethrow
from runtime.core.thrown import caught, is_catchable
from runtime.core.values import SYMBOL_ASYNC_ITERATOR, SYMBOL_ITERATOR, is_falsy, to_text

if TYPE_CHECKING:
    from hostapi.realm import Realm


class AsyncSource:
    """An iterator whose answers are promises (an Iterator Record of the kind async).

    Args:
        realm: the guest's.
        iterator: the iterator.

    """

    def __init__(self, realm: Realm, iterator: Any) -> None:
        if is_primitive(iterator):
            raise TypeError("Result of the Symbol.iterator method is not an object")
        self._realm = realm
        self._iterator = iterator
        self._next = realm.get(iterator, "next")

    def next(self) -> Any:
        """Return what ``next()`` does: a promise of a step, or any value."""
        return self._realm.apply(self._next, self._iterator, ())

    def close(self) -> Any:
        """Return what ``return()`` does; undefined where there is none."""
        give_back = self._realm.find(self._iterator, "return")
        if give_back is MISSING or is_nullish(give_back):
            return None
        return self._realm.apply(give_back, self._iterator, ())


class SyncSource(AsyncSource):
    """A synchronous iterator as one whose answers are promises (27.1.6.1)."""

    def next(self) -> Any:
        """Return a promise of a step, its value awaited."""
        capability = self._realm.promises.new()
        try:
            step = super().next()
            if is_primitive(step):
                raise TypeError(f"Iterator result {to_text(step)} is not an object")
        except Exception as error:
            if not is_catchable(error):
                raise
            capability.reject(caught(error))
            return capability.promise
        return self._awaited(step, capability.promise, closes=True)

    def close(self) -> Any:
        """Return a promise of what ``return()`` gives, awaited."""
        capability = self._realm.promises.new()
        try:
            step = super().close()
        except Exception as error:
            if not is_catchable(error):
                raise
            capability.reject(caught(error))
            return capability.promise
        if is_primitive(step):
            capability.resolve()
            return capability.promise
        return self._awaited(step, capability.promise, closes=False)

    def _awaited(self, step: Any, promise: Promise, *, closes: bool) -> Promise:
        """Do as AsyncFromSyncIteratorContinuation."""
        realm = self._realm
        try:
            done = not is_falsy(realm.get(step, "done"))
            value = realm.promises.resolved(realm.get(step, "value"))
        except Exception as error:
            if not is_catchable(error):
                raise
            return realm.promises.rejected(caught(error))

        def rejected(reason: Any) -> Any:
            if closes and not done:
                with suppress(Exception):  # the value's reason goes first
                    super(SyncSource, self).close()
            rethrow(reason)

        value.react(lambda found: iterator_result(found, done=done), rejected, promise)
        return promise


def async_source(realm: Realm, iterable: Any) -> AsyncSource | None:
    """Return what ``for await`` would ask; None for what is no iterable of either kind."""
    if is_nullish(iterable):
        return None
    for symbol, kind in ((SYMBOL_ASYNC_ITERATOR, AsyncSource), (SYMBOL_ITERATOR, SyncSource)):
        begin = realm.find(iterable, symbol)
        if begin is not MISSING and not is_nullish(begin):
            if not callable(begin):
                raise TypeError(
                    "Array.fromAsync requires that the property of the first argument, "
                    f"items[{symbol.description}], when exists, be a function"
                )
            return kind(realm, realm.apply(begin, iterable, ()))
    return None


def array_from_async(realm: Realm, items: Any, mapper: Any, receiver: Any) -> Steps:
    """Do as ``Array.fromAsync`` (ECMAScript, 23.1.2.1)."""
    if mapper is not None and not callable(mapper):
        raise TypeError(f"{shown(realm.interfaces['Array'], mapper)} is not a function")
    if is_nullish(items):
        raise TypeError(
            f"Cannot read properties of {to_text(items)} (reading '{SYMBOL_ASYNC_ITERATOR!r}')"
        )
    source = async_source(realm, items)
    if source is None:
        return (yield from _from_array_like(realm, items, mapper, receiver))
    made: list[Any] = []
    while True:
        step = yield source.next()
        if is_primitive(step):
            raise TypeError(f"Iterator result {to_text(step)} is not an object")
        if not is_falsy(realm.get(step, "done")):
            return made
        value = realm.get(step, "value")
        if mapper is not None:
            try:
                value = yield realm.apply(mapper, receiver, (value, len(made)))
            except Exception:
                yield from _closing(source)
                raise
        made.append(value)


def _closing(source: AsyncSource) -> Steps:
    """Do as AsyncIteratorClose for an error, which goes before what closing raises."""
    with suppress(Exception):
        yield source.close()


def _from_array_like(realm: Realm, items: Any, mapper: Any, receiver: Any) -> Steps:
    made: list[Any] = []
    for index in range(realm.to_length(realm.get(items, "length"))):
        value = yield realm.get(items, str(index))
        if mapper is not None:
            value = yield realm.apply(mapper, receiver, (value, index))
        made.append(value)
    return made


async def iterate_async(realm: Realm, iterable: Any) -> AsyncIterator[Any]:
    """Yield what ``for await (const x of iterable)`` visits; leaving early calls ``return()``."""
    if hasattr(type(iterable), "__aiter__"):
        async for item in iterable:
            yield item
        return
    source = async_source(realm, iterable)
    if source is None:
        raise TypeError(f"{call_site(iterable)} is not async iterable")
    while True:
        step = await realm.promise(source.next())
        if is_primitive(step):
            raise TypeError(f"Iterator result {to_text(step)} is not an object")
        if not is_falsy(realm.get(step, "done")):
            return
        try:
            yield realm.get(step, "value")
        except BaseException:
            await realm.promise(source.close())
            raise
