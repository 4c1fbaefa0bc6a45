"""The iteration protocols (ECMAScript, 7.4 Operations on Iterator Objects)."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from hostapi.conversions import Conversions, is_nullish, is_primitive
from hostapi.plain_objects import JsObject
from runtime.core.members import MISSING
from runtime.core.values import SYMBOL_ITERATOR, is_falsy, null, to_text, typeof


def iterator_result(value: object, *, done: bool) -> JsObject:
    """Return what ``next()`` of an iterator returns (CreateIterResultObject)."""
    return JsObject(value=value, done=done)


def call_site(value: object) -> str:
    """Return how V8 names a value in an error where it has no source text to quote."""
    kind = typeof(value)
    if isinstance(value, str):
        return f'{kind} "{value}"'
    return f"{kind} {to_text(value)}" if value is null or kind in {"number", "boolean"} else kind


class Iteration(Conversions):
    """Iterating over what a guest, or Python, can iterate over."""

    def iterate(self, iterable: Any) -> Iterator[Any]:
        """Yield what ``for (const x of iterable)`` visits; leaving early calls ``return()``.

        Raises:
            TypeError: it is not iterable.

        """
        if isinstance(iterable, (list, tuple)):
            yield from iterable
            return
        if isinstance(iterable, str):
            yield from iterable
            return
        begin = MISSING if is_nullish(iterable) else self.find(iterable, SYMBOL_ITERATOR)
        if not callable(begin):
            raise TypeError(
                f"{call_site(iterable)} is not iterable "
                "(cannot read property Symbol(Symbol.iterator))"
            )
        iterator = self.apply(begin, iterable, ())
        if is_primitive(iterator):
            raise TypeError("Result of the Symbol.iterator method is not an object")
        yield from self.drive(iterator)

    def drive(self, iterator: Any) -> Generator[Any, None, None]:
        """Yield what an iterator still has; leaving early calls its ``return()``."""
        following = self.get(iterator, "next")
        while True:
            step = self.apply(following, iterator, ())
            if is_primitive(step):
                raise TypeError(f"Iterator result {to_text(step)} is not an object")
            if not is_falsy(self.get(step, "done")):
                return
            try:
                yield self.get(step, "value")
            except GeneratorExit:
                self.close_iterator(iterator)
                raise

    @contextmanager
    def visiting(self, iterator: Any) -> Generator[Iterator[Any], None, None]:
        """Give what an iterator still has to a block, and close the iterator if any is left."""
        items = self.drive(iterator)
        try:
            yield items
        except BaseException:
            with suppress(Exception):  # what the block raised goes first
                items.close()
            raise
        items.close()

    def close_iterator(self, iterator: Any) -> None:
        """Call ``return()`` of an iterator, if it has one (IteratorClose)."""
        give_back = self.find(iterator, "return")
        if give_back is not MISSING and not is_nullish(give_back):
            self.apply(give_back, iterator, ())

    def describe(self, value: object) -> str:
        """Return a few words about a value, for errors."""
        return to_text(value) if is_primitive(value) else type(value).__name__
