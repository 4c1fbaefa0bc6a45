"""``Global``, ``Table``, ``Tag`` and ``Exception`` of ``WebAssembly``, which a guest makes itself.

(WebAssembly JavaScript Interface; Exception Handling.)
"""

from __future__ import annotations

from typing import Any, ClassVar

from hostapi.elements import ELEMENT_TYPES
from hostapi.errors import RangeError
from hostapi.instances import JsInstance
from hostapi.interface import getter, method, setter
from hostapi.webassembly import _Part, is_object
from runtime.core.values import is_falsy, null

_NUMBERS = {"i32": "Int32", "i64": "BigInt64", "f32": "Float32", "f64": "Float64"}
_FUNCTIONS = frozenset({"anyfunc", "funcref"})
_REFERENCES = _FUNCTIONS | {"externref"}
_MOST_ELEMENTS = 10_000_000


class Global(JsInstance):
    """A global of a guest's making.

    Attributes:
        kind: its value type.
        mutable: whether it can be set.
        value: what it holds.

    """

    __slots__ = ("kind", "mutable", "value")

    def __init__(self, kind: str, value: Any, *, mutable: bool) -> None:
        super().__init__()
        self.kind = kind
        self.mutable = mutable
        self.value = value


class Table(JsInstance):
    """A table of a guest's making.

    Attributes:
        kind: its element type.
        maximum: how many elements there may be.
        items: the elements.

    """

    __slots__ = ("items", "kind", "maximum")

    def __init__(self, kind: str, items: list[Any], maximum: int) -> None:
        super().__init__()
        self.kind = kind
        self.items = items
        self.maximum = maximum


class Tag(JsInstance):
    """A kind of exception.

    Attributes:
        parameters: value types of what one carries.

    """

    __slots__ = ("parameters",)

    def __init__(self, parameters: tuple[str, ...]) -> None:
        super().__init__()
        self.parameters = parameters


class Exception(JsInstance):  # its name in JavaScript, where it is no Error
    """An exception of wasm.

    Attributes:
        tag: its kind.
        payload: what it carries.
        stack: a text, or None where none was asked for.

    """

    __slots__ = ("payload", "stack", "tag")

    def __init__(self, tag: Tag, payload: list[Any], stack: str | None) -> None:
        super().__init__()
        self.tag = tag
        self.payload = payload
        self.stack = stack


class _Values(_Part):
    """An interface whose objects hold values of wasm."""

    def to_value(self, kind: str, value: Any, message: str) -> Any:
        """Return ToWebAssemblyValue of a value.

        Raises:
            TypeError: it has none of that type; the message, where it must be a function.

        """
        if kind in _NUMBERS:
            element = ELEMENT_TYPES[_NUMBERS[kind]]
            number = element.strict(self.realm.to_primitive(value, "number"))
            return element.value(element.fitted(number))
        if kind in _FUNCTIONS and value is not null:
            raise TypeError(message)
        return value

    def receive(self, this: object, cls: type, member: str) -> Any:
        """Return a receiver, which must be of a class."""
        if not isinstance(this, cls):
            raise TypeError(f"{self.name}.{member}: Receiver is not a {self.name}")
        return this


_NO_FUNCTION = "function-typed object must be null (if nullable) or a Wasm function object"


class GlobalInterface(_Values):
    """``WebAssembly.Global``."""

    name = "WebAssembly.Global"
    types: ClassVar[tuple[type, ...]] = (Global,)
    length = 1
    tag = "WebAssembly.Global"

    def construct(self, descriptor: Any = None, *values: Any) -> Global:
        if not is_object(descriptor):
            raise TypeError("WebAssembly.Global(): Argument 0 must be a global descriptor")
        mutable = not is_falsy(self.realm.get(descriptor, "mutable"))
        kind = self.realm.to_string(self.realm.get(descriptor, "value"))
        if kind not in _NUMBERS and kind not in _REFERENCES:
            raise TypeError(
                "WebAssembly.Global(): Descriptor property 'value' must be a WebAssembly type"
            )
        given = values[0] if values else None
        if given is None and (kind != "externref" or not values):
            empty: Any = ELEMENT_TYPES[_NUMBERS[kind]].value(0) if kind in _NUMBERS else null
            return Global(kind, empty, mutable=mutable)
        value = self.to_value(kind, given, f"{self.name}(): {_NO_FUNCTION}")
        return Global(kind, value, mutable=mutable)

    @getter
    def value(self, this: object) -> Any:
        return self.receive(this, Global, "get value").value

    @setter("value")
    def set_value(self, this: object, value: Any) -> None:
        found = self.receive(this, Global, "set value")
        if not found.mutable:
            raise TypeError(
                "set WebAssembly.Global.value: Can't set the value of an immutable global."
            )
        found.value = self.to_value(found.kind, value, f"{self.name}.value: {_NO_FUNCTION}")

    @method("valueOf")
    def value_of(self, this: object) -> Any:
        return self.receive(this, Global, "valueOf()").value


class TableInterface(_Values):
    """``WebAssembly.Table``; of functions it holds null alone: a guest has no functions of wasm."""

    name = "WebAssembly.Table"
    types: ClassVar[tuple[type, ...]] = (Table,)
    length = 1
    tag = "WebAssembly.Table"

    def construct(self, descriptor: Any = None, *values: Any) -> Table:
        if not is_object(descriptor):
            raise TypeError("WebAssembly.Table(): Argument 0 must be a table descriptor")
        kind = self.realm.to_string(self.realm.get(descriptor, "element"))
        if kind not in _REFERENCES:
            raise TypeError(
                "WebAssembly.Table(): Descriptor property 'element' must be a WebAssembly "
                "reference type"
            )
        initial = self.required(descriptor, "initial", _MOST_ELEMENTS)
        maximum = self.limit(descriptor, "maximum", initial, 2**32 - 1)
        value = self._element(kind, values, "WebAssembly.Table(): Argument 1 is invalid: ")
        limit = _MOST_ELEMENTS if maximum is None else min(maximum, _MOST_ELEMENTS)
        return Table(kind, [value] * initial, limit)

    def _element(self, kind: str, values: tuple[Any, ...], where: str) -> Any:
        if kind in _FUNCTIONS and (not values or values[0] is None):
            return null
        return self.to_value(kind, values[0] if values else None, f"{where}{_NO_FUNCTION}")

    @getter("length")
    def length_of(self, this: object) -> int:
        return len(self.receive(this, Table, "length").items)

    def _place(self, table: Table, index: Any, member: str) -> int:
        place = self.realm.to_integer_or_infinity(index)
        if not 0 <= place < len(table.items):
            raise RangeError(
                f"WebAssembly.Table.{member}(): invalid index {place} into "
                "function table"  # V8's words, whatever the table holds
            )
        return int(place)

    @method
    def get(self, this: object, index: Any = None) -> Any:
        table = self.receive(this, Table, "get()")
        return table.items[self._place(table, index, "get")]

    @method
    def set(self, this: object, index: Any = None, *values: Any) -> None:
        table = self.receive(this, Table, "set()")
        place = self._place(table, index, "set")
        where = "WebAssembly.Table.set(): Argument 1 is invalid for table: "
        table.items[place] = self._element(table.kind, values, where)

    @method
    def grow(self, this: object, count: Any = None, *values: Any) -> int:
        table = self.receive(this, Table, "grow()")
        more, before = self.growth(count), len(table.items)
        where = "WebAssembly.Table.grow(): Argument 1 is invalid: "
        value = self._element(table.kind, values, where)
        if before + more > table.maximum:
            raise RangeError(f"WebAssembly.Table.grow(): failed to grow table by {more}")
        table.items += [value] * more
        return before


class TagInterface(_Values):
    """``WebAssembly.Tag``."""

    name = "WebAssembly.Tag"
    types: ClassVar[tuple[type, ...]] = (Tag,)
    length = 1
    tag = "WebAssembly.Tag"

    def construct(self, descriptor: Any = None, *_: Any) -> Tag:
        if not is_object(descriptor):
            raise TypeError("WebAssembly.Tag(): Argument 0 must be a tag type")
        listed = self.realm.get(descriptor, "parameters")
        if not is_object(listed):
            raise TypeError("WebAssembly.Tag(): Argument 0 must be a tag type with 'parameters'")
        kinds = tuple(self.realm.to_string(each) for each in self.realm.iterate(listed))
        for index, kind in enumerate(kinds):
            if kind not in _NUMBERS and kind not in _REFERENCES:
                raise TypeError(
                    f"WebAssembly.Tag(): Argument 0 parameter type at index #{index} must be a "
                    "value type"
                )
        return Tag(kinds)


class ExceptionInterface(_Values):
    """``WebAssembly.Exception``."""

    name = "WebAssembly.Exception"
    types: ClassVar[tuple[type, ...]] = (Exception,)
    length = 1
    tag = "WebAssembly.Exception"

    def construct(
        self, tag: Any = None, payload: Any = None, options: Any = None, *_: Any
    ) -> Exception:
        if not isinstance(tag, Tag):
            raise TypeError("WebAssembly.Exception(): Argument 0 must be a WebAssembly tag")
        if not is_object(payload):
            raise TypeError("WebAssembly.Exception(): Argument 1 must be iterable")
        items = list(self.realm.iterate(payload))
        items += [None] * (len(tag.parameters) - len(items))
        message = f"{self.name}(): {_NO_FUNCTION}"
        values = [
            self.to_value(kind, item, message)
            for kind, item in zip(tag.parameters, items, strict=False)
        ]
        trace = is_object(options) and not is_falsy(self.realm.get(options, "traceStack"))
        return Exception(tag, values, "" if trace else None)

    @method("is")
    def is_of(self, this: object, tag: Any = None) -> bool:
        found = self.receive(this, Exception, "is()")
        return found.tag is self._tag(tag, "is(): Argument 0 must be a WebAssembly.Tag")

    @method("getArg")
    def get_arg(self, this: object, tag: Any = None, index: Any = None) -> Any:
        found = self.receive(this, Exception, "getArg()")
        wanted = self._tag(tag, "getArg(): Argument 0 must be a WebAssembly.Tag")
        place = self.realm.to_integer_or_infinity(index)
        if found.tag is not wanted:
            raise TypeError(
                "WebAssembly.Exception.getArg(): First argument does not match the exception tag"
            )
        if not 0 <= place < len(found.payload):
            raise RangeError("WebAssembly.Exception.getArg(): Index out of range")
        return found.payload[int(place)]

    def _tag(self, value: Any, message: str) -> Tag:
        if not isinstance(value, Tag):
            raise TypeError(f"{self.name}.{message}")
        return value

    @getter
    def stack(self, this: object) -> str | None:
        found: str | None = self.receive(this, Exception, "stack").stack
        return found
