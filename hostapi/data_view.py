"""``DataView`` (ECMAScript, DataView Objects)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from hostapi.buffers import ArrayBuffer, DataView
from hostapi.elements import ELEMENT_TYPES, ElementType, index_text
from hostapi.errors import RangeError
from hostapi.instances import InstanceInterface
from hostapi.interface import getter, method
from runtime.core.values import is_falsy


class DataViewInterface(InstanceInterface):
    """``DataView``; its getters and setters of numbers are added below."""

    name = "DataView"
    types: ClassVar[tuple[type, ...]] = (DataView,)
    length = 1
    tag = "DataView"

    def construct(
        self, buffer: Any = None, byte_offset: Any = None, byte_length: Any = None, *_: Any
    ) -> DataView:
        if not isinstance(buffer, ArrayBuffer):
            raise TypeError("First argument to DataView constructor must be an ArrayBuffer")
        offset = self.realm.to_integer_or_infinity(byte_offset)
        if offset < 0:
            raise RangeError(
                f"Start offset {index_text(offset)} is outside the bounds of the buffer"
            )
        if buffer.detached:
            raise TypeError("Cannot perform DataView constructor on a detached ArrayBuffer")
        if offset > buffer.byte_length:
            raise RangeError(
                f"Start offset {index_text(offset)} is outside the bounds of the buffer"
            )
        if byte_length is None:
            fixed = None if buffer.changes_length else buffer.byte_length - int(offset)
            return DataView(buffer, int(offset), fixed)
        length = self.realm.to_integer_or_infinity(byte_length)
        if length < 0 or offset + length > buffer.byte_length:
            raise RangeError(f"Invalid DataView length {index_text(length)}")
        return DataView(buffer, int(offset), int(length))

    def checked(self, this: object, member: str) -> DataView:
        """Return a receiver; of another V8 says that it is undefined, whatever it is."""
        return self.receiver(this if isinstance(this, DataView) else None, DataView, member)

    def _view(self, this: object, member: str) -> DataView:
        """Return a receiver that is within its buffer."""
        view = self.checked(this, member)
        if view.out_of_bounds:
            raise TypeError(
                f"Cannot perform DataView.prototype.{member.removeprefix('get ')} on a detached "
                "ArrayBuffer"
            )
        return view

    @getter
    def buffer(self, this: object) -> ArrayBuffer:
        return self.checked(this, "get buffer").buffer

    @getter("byteLength")
    def byte_length(self, this: object) -> int:
        return self._view(this, "get byteLength").byte_length

    @getter("byteOffset")
    def byte_offset(self, this: object) -> int:
        return self._view(this, "get byteOffset").byte_offset

    def index(self, value: Any) -> int:
        """Return ToIndex of where a number is to be."""
        index = self.realm.to_integer_or_infinity(value)
        if not 0 <= index < 2**53:
            raise RangeError("Offset is outside the bounds of the DataView")
        return int(index)

    def place(self, this: object, index: int, element: ElementType, member: str) -> int:
        """Return where in the buffer an element is (ECMAScript, GetViewValue)."""
        view = self._view(this, member)
        if index + element.size > view.length:
            raise RangeError("Offset is outside the bounds of the DataView")
        return view.byte_offset + index


def _getter(element: ElementType) -> Callable[..., Any]:
    member = f"get{element.name}"

    def get(
        self: DataViewInterface, this: Any, offset: Any = None, little_endian: Any = None
    ) -> int | float:
        view = self.checked(this, member)
        index = self.index(offset)
        place = self.place(view, index, element, member)
        order = ">" if is_falsy(little_endian) else "<"
        return element.decode(view.buffer.read(place, element.size), order)

    return method(member)(get)


def _setter(element: ElementType) -> Callable[..., Any]:
    member = f"set{element.name}"

    def put(
        self: DataViewInterface,
        this: Any,
        offset: Any = None,
        value: Any = None,
        little_endian: Any = None,
    ) -> None:
        view = self.checked(this, member)
        index = self.index(offset)
        number = element.numeric(self.realm.to_primitive(value, "number"))
        place = self.place(view, index, element, member)
        order = ">" if is_falsy(little_endian) else "<"
        view.buffer.write(place, element.encode(number, order))

    return method(member)(put)


for _element in ELEMENT_TYPES.values():
    if _element.name != "Uint8Clamped":
        setattr(DataViewInterface, f"get{_element.name}", _getter(_element))
        setattr(DataViewInterface, f"set{_element.name}", _setter(_element))
