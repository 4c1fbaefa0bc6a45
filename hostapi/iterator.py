"""``Iterator`` and ``Generator`` (ECMAScript, 27.1 Iteration, 27.5 Generator Objects)."""

from __future__ import annotations

import inspect
import math
import types
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from typing import Any, ClassVar

from hostapi.conversions import is_primitive
from hostapi.errors import RangeError
from hostapi.interface import Interface, method, static
from hostapi.iteration import iterator_result
from hostapi.plain_objects import JsObject
from hostapi.properties import Key
from runtime.core.members import MISSING
from runtime.core.thrown import thrown
from runtime.core.values import SYMBOL_ITERATOR, is_falsy


class IteratorHelper:
    """What ``map`` and its like of an iterator return; in Python an iterator too.

    Args:
        source: yields the results.
        items: what they are made of, as `Iteration.drive` yields it.
        close: closes what ``items`` asks; for one that was never asked.

    """

    __slots__ = ("__weakref__", "_close", "_items", "_source")

    def __init__(
        self,
        source: Generator[Any, None, None],
        items: Generator[Any, None, None],
        close: Callable[[], None],
    ) -> None:
        self._source = source
        self._items = items
        self._close: Callable[[], None] | None = close

    def __iter__(self) -> IteratorHelper:
        return self

    def __next__(self) -> Any:
        try:
            return next(self._source)
        except StopIteration:
            self._close = None
            raise
        except BaseException:
            with suppress(Exception):  # what went wrong first is told
                self.close()
            raise

    def close(self) -> None:
        """End it, and what it iterates over."""
        close, self._close = self._close, None
        never_asked = inspect.getgeneratorstate(self._items) == inspect.GEN_CREATED
        self._source.close()
        self._items.close()
        if close is not None and never_asked:
            close()


class IteratorInterface(Interface):
    """The prototype of all iterators. Python's are iterators for guests, and the other way round.

    A helper asks the iterator when it is asked itself, and closes it when it is closed.
    """

    name = "Iterator"
    structural = True
    instance_properties = ("next", "return", "throw")
    constructible = False
    tag = "Iterator"

    def construct(self, *_: Any) -> Any:
        """Refuse: it is abstract.

        Raises:
            TypeError: always.

        """
        raise TypeError("Abstract class Iterator not directly constructable")

    def call(self, *_: Any) -> Any:
        raise TypeError("Constructor Iterator requires 'new'")

    # --- the constructor's functions ------------------------------------------------------------

    @static
    def from_(self, value: Any = None) -> Any:
        realm = self.realm
        if is_primitive(value) and not isinstance(value, str):
            raise TypeError(f"{realm.describe(value)} is not an object")
        iterator = self._flattened(value)
        if realm.inherits(iterator, realm.prototypes["Iterator"]):
            return iterator
        return self._helper(iterator, lambda items: (item for item in items))

    @static
    def concat(self, *iterables: Any) -> IteratorHelper:
        realm = self.realm
        for each in iterables:
            if is_primitive(each) or not callable(realm.find(each, SYMBOL_ITERATOR)):
                raise TypeError(f"{realm.describe(each)} is not iterable")
        items = (item for each in iterables for item in realm.iterate(each))
        return IteratorHelper(items, items, lambda: None)

    def _flattened(self, value: Any) -> Any:
        """Return GetIteratorFlattenable of a value."""
        begin = self.realm.find(value, SYMBOL_ITERATOR)
        return self.realm.apply(begin, value, ()) if callable(begin) else value

    # --- the prototype's: what gives another iterator -------------------------------------------

    def _helper(
        self,
        iterator: Any,
        make: Callable[[Generator[Any, None, None]], Generator[Any, None, None]],
    ) -> IteratorHelper:
        items = self.realm.drive(iterator)
        return IteratorHelper(make(items), items, lambda: self.realm.close_iterator(iterator))

    @method
    def map(self, this: Any, mapper: Any = None) -> IteratorHelper:
        apply = self._applied(this, mapper, "map")
        return self._helper(this, lambda items: (apply(*each) for each in _numbered(items)))

    @method
    def filter(self, this: Any, predicate: Any = None) -> IteratorHelper:
        test = self._tested(this, predicate, "filter")
        return self._helper(
            this, lambda items: (each[0] for each in _numbered(items) if test(*each))
        )

    @method
    def take(self, this: Any, limit: Any = None) -> IteratorHelper:
        most = self._limit(this, limit, "take")

        def taken(items: Generator[Any, None, None]) -> Generator[Any, None, None]:
            left = most
            while left > 0:
                left -= 1
                try:
                    item = next(items)
                except StopIteration:
                    return
                yield item
            if most > 0:
                items.close()
            else:
                self.realm.close_iterator(this)

        return self._helper(this, taken)

    @method
    def drop(self, this: Any, limit: Any = None) -> IteratorHelper:
        fewest = self._limit(this, limit, "drop")
        return self._helper(
            this, lambda items: (item for item, index in _numbered(items) if index >= fewest)
        )

    @method
    def flatMap(self, this: Any, mapper: Any = None) -> IteratorHelper:
        apply = self._applied(this, mapper, "flatMap")

        def inner(item: Any, index: int) -> Iterator[Any]:
            found = apply(item, index)
            if is_primitive(found):
                raise TypeError(f"{self.realm.describe(found)} is not an object")
            return self.realm.drive(self._flattened(found))

        return self._helper(
            this, lambda items: (each for item in _numbered(items) for each in inner(*item))
        )

    # --- what asks it to its end ----------------------------------------------------------------

    @method
    def reduce(self, this: Any, reducer: Any = None, *initial: Any) -> Any:
        self._applied(this, reducer, "reduce")
        with self.realm.visiting(this) as items:
            numbered = _numbered(items)
            try:
                result = initial[0] if initial else next(numbered)[0]
            except StopIteration:
                raise TypeError("Reduce of a done iterator with no initial value") from None
            for item, index in numbered:
                result = self.realm.apply(reducer, None, (result, item, index))
        return result

    @method
    def toArray(self, this: Any) -> list[Any]:
        return list(self.realm.drive(self._iterator(this, "toArray")))

    @method
    def forEach(self, this: Any, callback: Any = None) -> None:
        apply = self._applied(this, callback, "forEach")
        with self.realm.visiting(this) as items:
            for each in _numbered(items):
                apply(*each)

    @method
    def some(self, this: Any, predicate: Any = None) -> bool:
        test = self._tested(this, predicate, "some")
        with self.realm.visiting(this) as items:
            return any(test(*each) for each in _numbered(items))

    @method
    def every(self, this: Any, predicate: Any = None) -> bool:
        test = self._tested(this, predicate, "every")
        with self.realm.visiting(this) as items:
            return all(test(*each) for each in _numbered(items))

    @method
    def find(self, this: Any, predicate: Any = None) -> Any:
        test = self._tested(this, predicate, "find")
        with self.realm.visiting(this) as items:
            return next((each[0] for each in _numbered(items) if test(*each)), None)

    @method(SYMBOL_ITERATOR)
    def iterator(self, this: Any) -> Any:
        """Return the iterator, which is its own."""
        return this

    # --- shared steps ---------------------------------------------------------------------------

    def _iterator(self, this: Any, name: str) -> Any:
        if is_primitive(this):
            raise TypeError(f"Iterator.prototype.{name} called on non-object")
        return this

    def _applied(self, this: Any, function: Any, name: str) -> Callable[[Any, int], Any]:
        self._iterator(this, name)
        if not callable(function):
            raise TypeError(f"{self.realm.describe(function)} is not a function")
        return lambda item, index: self.realm.apply(function, None, (item, index))

    def _tested(self, this: Any, function: Any, name: str) -> Callable[[Any, int], bool]:
        apply = self._applied(this, function, name)
        return lambda item, index: not is_falsy(apply(item, index))

    def _limit(self, this: Any, limit: Any, name: str) -> int | float:
        self._iterator(this, name)
        wanted = self.realm.to_number(math.nan if limit is None else limit)
        whole = self.realm.to_integer_or_infinity(wanted)
        if wanted != wanted or whole < 0:
            raise RangeError(f"{self.realm.to_string(limit)} must be positive")
        return whole


def _numbered(items: Iterator[Any]) -> Iterator[tuple[Any, int]]:
    return ((item, index) for index, item in enumerate(items))


class _PythonIteration(Interface):
    """A prototype whose ``next`` is Python's."""

    parent = "Iterator"

    def own(self, this: Any, key: Key) -> Any:
        return MISSING

    def own_keys(self, this: Any) -> Iterator[Key]:
        yield from ()

    @method
    def next(self, this: Any, *_: Any) -> JsObject:
        try:
            return iterator_result(next(this), done=False)
        except StopIteration as stopped:
            return iterator_result(stopped.value, done=True)


class PythonIterator(_PythonIteration):
    """Any iterator of Python's."""

    name = "Python Iterator"


class IteratorHelperInterface(_PythonIteration):
    """``%IteratorHelperPrototype%``."""

    name = "Iterator Helper"
    types: ClassVar[tuple[type, ...]] = (IteratorHelper,)
    tag = "Iterator Helper"

    @method
    def return_(self, this: IteratorHelper) -> JsObject:
        this.close()
        return iterator_result(None, done=True)


class GeneratorInterface(_PythonIteration):
    """Python's generators. What a guest gives ``next`` is what ``yield`` evaluates to."""

    name = "Generator Prototype"
    types: ClassVar[tuple[type, ...]] = (types.GeneratorType,)
    tag = "Generator"

    @method
    def next(self, this: Any, *values: Any) -> JsObject:
        # The first value has no `yield` to go to.
        first = inspect.getgeneratorstate(this) == inspect.GEN_CREATED
        value = values[0] if values and not first else None
        return self._resumed(lambda: this.send(value))

    @method
    def return_(self, this: Any, value: Any = None) -> JsObject:
        this.close()
        return iterator_result(value, done=True)

    @method
    def throw(self, this: Any, error: Any = None) -> JsObject:
        return self._resumed(lambda: this.throw(thrown(error)))

    @staticmethod
    def _resumed(resume: Callable[[], Any]) -> JsObject:
        try:
            return iterator_result(resume(), done=False)
        except StopIteration as stopped:
            return iterator_result(stopped.value, done=True)
