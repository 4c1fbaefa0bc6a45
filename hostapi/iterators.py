"""The iterators that collections give out: ``%ArrayIteratorPrototype%`` and its like.

In Python they are iterators too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from hostapi.instances import InstanceInterface, JsInstance
from hostapi.interface import Interface, getter, method
from hostapi.plain_objects import JsObject
from runtime.core.values import SYMBOL_ITERATOR, SYMBOL_TO_STRING_TAG


class CollectionIterator(JsInstance):
    """An iterator of a collection's (ECMAScript, CreateIteratorFromClosure).

    Args:
        source: yields what it visits; it must look at the collection only when it is asked.

    """

    __slots__ = ("_source",)

    def __init__(self, source: Iterator[Any]) -> None:
        super().__init__()
        self._source = source

    def __iter__(self) -> CollectionIterator:
        return self

    def __next__(self) -> Any:
        return next(self._source)


class ArrayIterator(CollectionIterator):
    """What ``values()`` of an array gives."""

    __slots__ = ()


class MapIterator(CollectionIterator):
    """What ``entries()`` of a Map gives."""

    __slots__ = ()


class SetIterator(CollectionIterator):
    """What ``values()`` of a Set gives."""

    __slots__ = ()


def iterator_result(value: object, done: bool) -> JsObject:
    """Return ``{value, done}`` (ECMAScript, CreateIterResultObject)."""
    return JsObject(value=value, done=done)


class CollectionIteratorInterface(InstanceInterface):
    """A prototype with ``next`` alone."""

    kind: ClassVar[type[CollectionIterator]]

    @method
    def next(self, this: object) -> JsObject:
        iterator = self.receiver(this, self.kind, "next")
        try:
            return iterator_result(next(iterator), False)
        except StopIteration:
            return iterator_result(None, True)

    @method(SYMBOL_ITERATOR)
    def iterator(self, this: object) -> object:
        return this

    @getter(SYMBOL_TO_STRING_TAG)
    def string_tag(self, this: object) -> str:
        return self.name


class ArrayIteratorInterface(CollectionIteratorInterface):
    """``%ArrayIteratorPrototype%``."""

    name = "Array Iterator"
    types: ClassVar[tuple[type, ...]] = (ArrayIterator,)
    kind = ArrayIterator


class MapIteratorInterface(CollectionIteratorInterface):
    """``%MapIteratorPrototype%``."""

    name = "Map Iterator"
    types: ClassVar[tuple[type, ...]] = (MapIterator,)
    kind = MapIterator


class SetIteratorInterface(CollectionIteratorInterface):
    """``%SetIteratorPrototype%``."""

    name = "Set Iterator"
    types: ClassVar[tuple[type, ...]] = (SetIterator,)
    kind = SetIterator


def iterate_record(interface: Interface, iterator: object) -> Iterator[Any]:
    """Yield what an iterator yields that is no iterable (ECMAScript, IteratorStepValue)."""
    realm = interface.realm
    next_method: Callable[..., Any] = realm.get(iterator, "next")
    while True:
        step = realm.apply(next_method, iterator, ())
        if realm.get(step, "done") is True:
            return
        yield realm.get(step, "value")
