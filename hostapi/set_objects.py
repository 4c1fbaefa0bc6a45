"""Sets of JavaScript, and what a guest sees in those of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableSet
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from hostapi.instances import JsInstance
from hostapi.keyed import KeyedTable, same_value_zero_key


class JsSet(JsInstance, MutableSet[Any]):
    """A Set of JavaScript's; in Python a mutable set whose items may be any objects.

    It iterates in the order of insertion, and may be changed meanwhile. Items are compared as
    JavaScript does: ``True`` is not 1, NaN is itself, and objects are compared by identity.

    Args:
        items: what is in it at first.

    """

    __slots__ = ("table",)

    def __init__(self, items: Iterable[Any] = ()) -> None:
        super().__init__()
        self.table = KeyedTable()
        for item in items:
            self.table.put(item, None)

    def __contains__(self, item: object) -> bool:
        return self.table.find(item) is not None

    def __iter__(self) -> Iterator[Any]:
        return (entry.key for entry in self.table)

    def __len__(self) -> int:
        return len(self.table)

    def add(self, value: object) -> None:
        """Add an item; one that is there keeps its place."""
        self.table.put(value, None)

    def discard(self, value: object) -> None:
        """Remove an item, if it is there."""
        self.table.remove(value)

    def clear(self) -> None:
        """Remove every item."""
        self.table.clear()

    __hash__ = object.__hash__  # as JavaScript's objects it may be a key, by its identity

    def __repr__(self) -> str:
        return f"JsSet([{', '.join(map(repr, self))}])"


class Items(Protocol):
    """What the interface Set needs of a set."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Any]: ...

    def __contains__(self, item: object) -> bool: ...

    def add(self, item: object) -> None:
        """Add an item."""
        ...

    def remove(self, item: object) -> bool:
        """Remove an item; tell whether it was there."""
        ...

    def clear(self) -> None:
        """Remove every item."""
        ...


class TableItems:
    """The items of a `JsSet`."""

    __slots__ = ("_table",)

    def __init__(self, table: KeyedTable) -> None:
        self._table = table

    def __len__(self) -> int:
        return len(self._table)

    def __iter__(self) -> Iterator[Any]:
        return (entry.key for entry in self._table)

    def __contains__(self, item: object) -> bool:
        return self._table.find(item) is not None

    def add(self, item: object) -> None:
        """Add an item."""
        self._table.put(item, None)

    def remove(self, item: object) -> bool:
        """Remove an item; tell whether it was there."""
        return self._table.remove(item)

    def clear(self) -> None:
        """Remove every item."""
        self._table.clear()


class PythonItems:
    """The items of a ``set`` or ``frozenset`` as SameValueZero has them, as far as it holds them.

    Python's own order is the order of iteration, which visits what was there when it began and
    is there still. Equal objects are one item there, 1 and True too: the one that came first.
    """

    __slots__ = ("_items",)

    def __init__(self, items: AbstractSet[Any]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        for item in tuple(self._items):
            if item in self._items:
                yield item

    def _find(self, item: object) -> tuple[Any, ...]:
        """Return the item that is there, or nothing."""
        try:
            if item == item and item not in self._items:
                return ()
        except TypeError:  # unhashable: it cannot be in there
            return ()
        wanted = same_value_zero_key(item)
        if isinstance(item, str):
            return (item,)
        return next(((each,) for each in self._items if same_value_zero_key(each) == wanted), ())

    def __contains__(self, item: object) -> bool:
        return bool(self._find(item))

    def add(self, item: object) -> None:
        """Add an item.

        Raises:
            TypeError: Python cannot hold it in a set, or the set is frozen.

        """
        if item in self:
            return
        if not isinstance(self._items, MutableSet):
            raise TypeError("Cannot add to a frozenset of Python, object is not extensible")
        self._items.add(item)

    def remove(self, item: object) -> bool:
        """Remove an item; tell whether it was there."""
        found = self._find(item)
        if not found:
            return False
        if not isinstance(self._items, MutableSet):
            raise TypeError("Cannot delete from a frozenset of Python")
        self._items.discard(found[0])
        return True

    def clear(self) -> None:
        """Remove every item."""
        if isinstance(self._items, MutableSet):
            self._items.clear()
        elif self._items:
            raise TypeError("Cannot delete from a frozenset of Python")
