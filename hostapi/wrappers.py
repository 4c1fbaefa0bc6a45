"""Objects around primitive values: ``new Number(1)``, ``Object("text")``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Generic, TypeVar

from hostapi.ordinary import Record
from hostapi.plain_objects import JsObject
from hostapi.properties import Key
from runtime.core.members import MISSING
from runtime.core.values import typeof

Primitive = TypeVar("Primitive")


class PrimitiveObject(JsObject, Generic[Primitive]):
    """An object whose value is a primitive (ECMAScript, 21.1.4 and its like).

    Attributes:
        primitive: its value.

    """

    __slots__ = ("primitive",)
    primitive: Primitive

    def __init__(self, primitive: Primitive) -> None:
        super().__init__()
        self.primitive = primitive

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.primitive!r})"


class BooleanObject(PrimitiveObject[bool]):
    """``new Boolean(value)``."""

    __slots__ = ()


class NumberObject(PrimitiveObject[float]):
    """``new Number(value)``."""

    __slots__ = ()


class BigIntObject(PrimitiveObject[int]):
    """``Object(1n)``."""

    __slots__ = ()


class StringObject(PrimitiveObject[str]):
    """``new String(value)``."""

    __slots__ = ()


class PrimitiveInterface(Record):
    """The interface of primitive values, and of the objects around them.

    Attributes:
        wrapper: the class of those objects.

    """

    types: ClassVar[tuple[type, ...]] = ()
    shares = None
    wrapper: ClassVar[type[PrimitiveObject[Any]]]

    def value_of(self, this: object, member: str) -> Any:
        """Return the value of the receiver.

        Raises:
            TypeError: it is no such primitive, and no object around one.

        """
        if isinstance(this, self.wrapper):
            return this.primitive
        if self.is_primitive(this):
            return this
        article = "a" if self.name[0] in "BNS" else "an"
        raise TypeError(
            f"{self.name}.prototype.{member} requires that 'this' be {article} {self.name}"
        )

    def is_primitive(self, value: object) -> bool:
        """Tell whether a value is one of these primitives."""
        return typeof(value) == self.name.lower()

    # --- own properties: those of the objects around --------------------------------------------

    def own(self, this: Any, key: Key) -> Any:
        return this.own(key) if isinstance(this, JsObject) else MISSING

    def own_keys(self, this: Any) -> Iterator[Key]:
        if isinstance(this, JsObject):
            yield from super().own_keys(this)
