"""The iterators that collections give out: ``%ArrayIteratorPrototype%`` and its like.

In Python they are iterators too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from hostapi.instances import InstanceInterface, JsInstance
from hostapi.interface import method
from hostapi.iteration import iterator_result
from hostapi.plain_objects import JsObject


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


class CollectionIteratorInterface(InstanceInterface):
    """A prototype with ``next`` alone."""

    kind: ClassVar[type[CollectionIterator]]
    parent = "Iterator"

    @method
    def next(self, this: object) -> JsObject:
        iterator = self.receiver(this, self.kind, "next")
        try:
            return iterator_result(next(iterator), done=False)
        except StopIteration:
            return iterator_result(None, done=True)


class ArrayIteratorInterface(CollectionIteratorInterface):
    """``%ArrayIteratorPrototype%``."""

    name = "Array Iterator"
    tag = "Array Iterator"
    types: ClassVar[tuple[type, ...]] = (ArrayIterator,)
    kind = ArrayIterator


class MapIteratorInterface(CollectionIteratorInterface):
    """``%MapIteratorPrototype%``."""

    name = "Map Iterator"
    tag = "Map Iterator"
    types: ClassVar[tuple[type, ...]] = (MapIterator,)
    kind = MapIterator


class SetIteratorInterface(CollectionIteratorInterface):
    """``%SetIteratorPrototype%``."""

    name = "Set Iterator"
    tag = "Set Iterator"
    types: ClassVar[tuple[type, ...]] = (SetIterator,)
    kind = SetIterator
