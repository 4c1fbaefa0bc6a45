"""Python's containers as objects of JavaScript's: what no interface of JavaScript describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence
from typing import Any

from hostapi.interface import Interface, method
from hostapi.properties import Key, array_index, ordered
from runtime.core.members import MISSING, find_attribute
from runtime.core.values import SYMBOL_ITERATOR


class PythonMapping(Interface):
    """A mapping that is no dict: its items are its properties."""

    name = "Python Mapping"
    shares = "Object"

    def own(self, this: Mapping[Any, Any], key: Key) -> Any:
        return this.get(key, MISSING)

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        if not isinstance(this, MutableMapping):
            raise TypeError(f"a Python {type(this).__name__} cannot be changed")
        this[key] = value

    def delete_own(self, this: Any, key: Key) -> bool:
        if not isinstance(this, MutableMapping):
            return False
        del this[key]
        return True

    def own_keys(self, this: Mapping[Any, Any]) -> Iterator[Key]:
        yield from ordered(this)


class PythonIterable(Interface):
    """An object that can be iterated over: ``Symbol.iterator`` is Python's ``iter``."""

    name = "Python Iterable"

    @method(SYMBOL_ITERATOR)
    def iterator(self, this: Any) -> Iterator[Any]:
        """Return what ``iter`` does."""
        return iter(this)


class PythonSequence(Interface):
    """A sequence that is no list: a range, a deque."""

    name = "Python Sequence"
    parent = "Python Iterable"

    def own(self, this: Any, key: Key) -> Any:
        index = array_index(key)
        if index >= 0:
            return this[index] if index < len(this) else MISSING
        if key == "length":
            return len(this)
        return find_attribute(this, key) if isinstance(key, str) else MISSING

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        index = array_index(key)
        if index < 0:
            super().set_own(this, key, value)
        elif not isinstance(this, MutableSequence):
            raise TypeError(f"a Python {type(this).__name__} cannot be changed")
        else:
            this.extend([None] * (index + 1 - len(this)))
            this[index] = value

    def own_keys(self, this: Any) -> Iterator[Key]:
        yield from map(str, range(len(this)))
        yield "length"

    def enumerable(self, this: Any, key: Key) -> bool:
        return key != "length"
