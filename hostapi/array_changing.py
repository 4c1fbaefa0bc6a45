"""Methods of arrays that change the array, and those that sort (ECMAScript, as above)."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from hostapi.array_items import grow
from hostapi.array_reading import ArrayReading
from hostapi.interface import method


class ArrayChanging(ArrayReading):
    """What adds, removes and moves items."""

    @method
    def push(self, this: object, *items: Any) -> int:
        if type(this) is list:  # nearly always
            this.extend(items)
            return len(this)
        with self.changing(this, "push") as changed:
            changed.extend(items)
        return len(changed)

    @method
    def pop(self, this: object) -> Any:
        with self.changing(this, "pop") as changed:
            return changed.pop() if changed else None

    @method
    def shift(self, this: object) -> Any:
        with self.changing(this, "shift") as changed:
            return changed.pop(0) if changed else None

    @method
    def unshift(self, this: object, *items: Any) -> int:
        with self.changing(this, "unshift") as changed:
            changed[:0] = items
        return len(changed)

    @method
    def splice(self, this: object, *args: Any) -> list[Any]:
        with self.changing(this, "splice") as changed:
            start, count = self.splice_range(len(changed), args)
            removed = changed[start : start + count]
            changed[start : start + count] = args[2:]
        return removed

    @method
    def reverse(self, this: object) -> Any:
        with self.changing(this, "reverse") as changed:
            changed.reverse()
        return this

    @method
    def fill(
        self, this: object, value: object = None, start: object = None, end: object = None
    ) -> Any:
        with self.changing(this, "fill") as changed:
            length, index = len(changed), self.realm.relative_index
            first, last = index(start, length), index(end, length, length)
            changed[first:last] = [value] * (last - first)
        return this

    @method("copyWithin")
    def copy_within(
        self, this: object, target: object = None, start: object = None, end: object = None
    ) -> Any:
        with self.changing(this, "copyWithin") as changed:
            length, index = len(changed), self.realm.relative_index
            to, first = index(target, length), index(start, length)
            count = min(index(end, length, length) - first, length - to)
            if count > 0:
                changed[to : to + count] = changed[first : first + count]
        return this

    # --- sorting --------------------------------------------------------------------------------

    @method
    def sort(self, this: object, compare: object = None) -> Any:
        self._check_comparison(compare)
        with self.changing(this, "sort") as changed:
            result = self._sorted(list(changed), compare)
            # Only now: an error of the comparison leaves the array as it was.
            changed[: len(result)] = result
        return this

    @method("toSorted")
    def to_sorted(self, this: object, compare: object = None) -> list[Any]:
        self._check_comparison(compare)
        return self._sorted(list(self.items(this, "toSorted")), compare)

    def _check_comparison(self, compare: object) -> None:
        if compare is not None and not callable(compare):
            raise TypeError("The comparison function must be either a function or undefined")

    def _sorted(self, items: list[Any], compare: Any) -> list[Any]:
        """Return SortIndexedProperties: stable, undefined last and never compared.

        Without a comparison it is by text, one UTF-16 code unit after the other.
        """
        result = [item for item in items if item is not None]
        realm = self.realm
        if compare is None:
            keyed = [
                (realm.to_string(item).encode("utf-16-be", "surrogatepass"), item)
                for item in result
            ]
            keyed.sort(key=lambda pair: pair[0])
            result = [item for _, item in keyed]
        else:

            def order(left: object, right: object) -> int:
                said = realm.to_number(realm.apply(compare, None, (left, right)))
                return -1 if said < 0 else int(said > 0)  # NaN is 0

            result.sort(key=cmp_to_key(order))
        grow(result, len(items))
        return result
