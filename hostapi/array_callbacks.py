"""Methods of arrays that call back (ECMAScript, The Array Prototype Object).

How many items there are is asked once, when a method begins; each item is what it is when its
turn comes, and one that is gone by then is left out, or undefined to the methods that find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hostapi.array_items import ArrayItems
from hostapi.instances import shown
from hostapi.interface import method
from runtime.core.values import is_falsy


class ArrayCallbacks(ArrayItems):
    """What asks a function of the guest's about each item."""

    def _visit(
        self, this: object, name: str, function: object, receiver: object
    ) -> Iterator[tuple[int, Any, Any]]:
        """Yield index, item and what the function said of it."""
        items, call, apply = self.items(this, name), self.callback(function), self.realm.apply
        # Not a generator itself: arguments are checked even where there are no items.
        return self._visited(this, items, lambda args: apply(call, receiver, args))

    def _visited(
        self, this: object, items: Any, call: Callable[[tuple[Any, ...]], Any]
    ) -> Iterator[tuple[int, Any, Any]]:
        for index in range(len(items)):
            if index >= len(items):
                return
            item = items[index]
            yield index, item, call((item, index, this))

    @method("forEach")
    def for_each(self, this: object, callback: object = None, receiver: object = None) -> None:
        for _ in self._visit(this, "forEach", callback, receiver):
            pass

    @method
    def map(self, this: object, callback: object = None, receiver: object = None) -> list[Any]:
        length = len(self.items(this, "map"))
        result = [said for _, _, said in self._visit(this, "map", callback, receiver)]
        return result + [None] * (length - len(result))

    @method
    def filter(self, this: object, callback: object = None, receiver: object = None) -> list[Any]:
        visited = self._visit(this, "filter", callback, receiver)
        return [item for _, item, said in visited if not is_falsy(said)]

    @method
    def every(self, this: object, callback: object = None, receiver: object = None) -> bool:
        return not any(
            is_falsy(said) for _, _, said in self._visit(this, "every", callback, receiver)
        )

    @method
    def some(self, this: object, callback: object = None, receiver: object = None) -> bool:
        return any(
            not is_falsy(said) for _, _, said in self._visit(this, "some", callback, receiver)
        )

    @method("flatMap")
    def flat_map(self, this: object, callback: object = None, receiver: object = None) -> list[Any]:
        if not callable(callback):
            raise TypeError("flatMap mapper function is not callable")
        result: list[Any] = []
        for _, _, said in self._visit(this, "flatMap", callback, receiver):
            if isinstance(said, (list, tuple)):
                result.extend(said)
            else:
                result.append(said)
        return result

    # --- what finds -----------------------------------------------------------------------------

    def _find(
        self, this: object, name: str, function: object, receiver: object, backwards: bool
    ) -> tuple[int, Any]:
        """Return index and item of the first, or the last, that the function says yes to."""
        items, call = self.items(this, name), self.callback(function)
        indices: Iterable[int] = range(len(items))
        for index in reversed(range(len(items))) if backwards else indices:
            item = items[index] if index < len(items) else None
            if not is_falsy(self.realm.apply(call, receiver, (item, index, this))):
                return index, item
        return -1, None

    @method
    def find(self, this: object, callback: object = None, receiver: object = None) -> Any:
        return self._find(this, "find", callback, receiver, False)[1]

    @method("findIndex")
    def find_index(self, this: object, callback: object = None, receiver: object = None) -> int:
        return self._find(this, "findIndex", callback, receiver, False)[0]

    @method("findLast")
    def find_last(self, this: object, callback: object = None, receiver: object = None) -> Any:
        return self._find(this, "findLast", callback, receiver, True)[1]

    @method("findLastIndex")
    def find_last_index(
        self, this: object, callback: object = None, receiver: object = None
    ) -> int:
        return self._find(this, "findLastIndex", callback, receiver, True)[0]

    # --- what folds -----------------------------------------------------------------------------

    def _reduce(
        self, this: object, name: str, function: object, initial: tuple[object, ...], step: int
    ) -> Any:
        items = self.items(this, name)
        if not callable(function):
            raise TypeError(f"{shown(self, function)} is not a function")
        indices = iter(range(len(items))[::step])
        if initial:
            result = initial[0]
        elif items:
            result = items[next(indices)]
        else:
            raise TypeError("Reduce of empty array with no initial value")
        for index in indices:
            if index < len(items):
                args = (result, items[index], index, this)
                result = self.realm.apply(function, None, args)
        return result

    @method
    def reduce(self, this: object, callback: object = None, *initial: object) -> Any:
        return self._reduce(this, "reduce", callback, initial, 1)

    @method("reduceRight")
    def reduce_right(self, this: object, callback: object = None, *initial: object) -> Any:
        return self._reduce(this, "reduceRight", callback, initial, -1)
