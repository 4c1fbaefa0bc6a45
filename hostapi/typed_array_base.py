"""What typed arrays have in common: their properties, and what their methods do first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hostapi.elements import ElementType, plain_number
from hostapi.instances import InstanceInterface, shown
from hostapi.properties import PLAIN, Accessor, Attributes, Key
from hostapi.typed_arrays import TypedArray, as_typed_array
from runtime.core.members import MISSING
from runtime.core.values import Symbol, null, to_number, to_text

INTRINSIC: Final = "%TypedArray%"
ABSTRACT: Final = "Intrinsic.TypedArray"
"""The name of its interface, which is no global."""

_SHOWING_RECEIVER: Final = frozenset(
    {"at", "join", "slice", "sort", "subarray", "toLocaleString", "toReversed", "toSorted"}
)
"""Methods of which V8 shows the receiver that they refuse."""


def numeric_index(key: Key) -> int | None:
    """Return the index that a key is, -1 if it is another number, None if it is no number's text.

    (ECMAScript, CanonicalNumericIndexString.)
    """
    if isinstance(key, Symbol) or not key or key[0] not in "0123456789-IN":
        return None
    if key.isascii() and key.isdigit() and (key[0] != "0" or key == "0"):
        return int(key)
    return -1 if key == "-0" or to_text(to_number(key)) == key else None


class TypedArrayBase(InstanceInterface):
    """The properties of an instance: its elements, and what a guest has added."""

    indexed = True

    def item(self, this: Any, index: int) -> Any:
        view = as_typed_array(this)
        found = None if view is None else view.get(index)
        return MISSING if found is None else found

    def set_item(self, this: Any, index: int, value: Any) -> None:
        view = as_typed_array(this)
        if view is not None:
            view.put(index, self.numeric(view.element, value))

    def own(self, this: Any, key: Key) -> Any:
        index = numeric_index(key)
        if index is None:
            return super().own(this, key)
        return self.item(this, index)

    def set_own(self, this: Any, key: Key, value: Any) -> None:
        index = numeric_index(key)
        if index is None:
            super().set_own(this, key, value)
        else:
            self.set_item(this, index, value)

    def delete_own(self, this: Any, key: Key) -> bool:
        return numeric_index(key) is None and super().delete_own(this, key)

    def attributes(self, this: Any, key: Key) -> Attributes:
        return super().attributes(this, key) if numeric_index(key) is None else PLAIN

    def define_own(self, this: Any, key: Key, value: Any, attributes: Attributes) -> bool:
        if numeric_index(key) is None:
            return super().define_own(this, key, value, attributes)
        if self.own(this, key) is MISSING or attributes != PLAIN or isinstance(value, Accessor):
            return False
        self.set_own(this, key, value)
        return True

    def own_keys(self, this: Any) -> Iterator[Key]:
        view = as_typed_array(this)
        yield from map(str, range(0 if view is None else view.length))
        yield from super().own_keys(this)

    def numeric(self, element: ElementType, value: Any) -> int | float:
        """Return what is put into an element for a value: ToNumber of it, or ToBigInt."""
        if type(value) is int and not element.is_bigint:
            return plain_number(value)
        return element.numeric(self.realm.to_primitive(value, "number"))

    def view(self, this: object, member: str) -> TypedArray:
        """Return a receiver that is within its buffer (ECMAScript, ValidateTypedArray).

        Raises:
            TypeError: it is no typed array, or its buffer is detached or too short.

        """
        found = as_typed_array(this)
        if found is None:
            if member not in _SHOWING_RECEIVER:
                raise TypeError("this is not a typed array.")
            raise TypeError(
                f"Method {INTRINSIC}.prototype.{member} called on incompatible receiver "
                f"{shown(self, this)}"
            )
        if found.out_of_bounds:
            raise TypeError(
                f"Cannot perform {INTRINSIC}.prototype.{member} on a detached ArrayBuffer"
            )
        return found

    def need_function(self, callback: Any) -> None:
        """Raise TypeError for what cannot be called back."""
        if not callable(callback):
            raise TypeError(f"{shown(self, callback)} is not a function")

    def strict(self, element: ElementType, value: Any) -> int | float:
        """Return `numeric` of an element of a list."""
        return element.strict(self.realm.to_primitive(value, "number"))

    def array_like(self, source: Any) -> list[Any]:
        """Return the elements of an array, or of what has a length (LengthOfArrayLike)."""
        if isinstance(source, (list, tuple)):
            return list(source)
        if source is None or source is null:
            raise TypeError("Cannot convert undefined or null to object")
        length = self.realm.to_length(self.realm.get(source, "length"))
        return [self.realm.get(source, str(index)) for index in range(length)]

    def range(self, view: TypedArray, start: Any, end: Any) -> tuple[int, int]:
        """Return where a part begins and ends that was asked for by relative indices."""
        length = view.length
        first = self.realm.relative_index(start, length)
        return first, self.realm.relative_index(end, length, length)


def converted(source: TypedArray, element: ElementType) -> bytes:
    """Return the elements of a typed array as those of a type.

    Raises:
        TypeError: one has BigInts, the other has not.

    """
    if source.element.is_bigint != element.is_bigint:
        raise TypeError("Cannot mix BigInt and other types, use explicit conversions")
    if source.element.code == element.code:
        return source.tobytes()
    return element.encode_all(source.values())
