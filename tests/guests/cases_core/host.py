"""What the cases ask of their host; host.js says the same in JavaScript."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Mapping, MutableSequence, Sequence
from functools import reduce
from typing import Any, ClassVar

from runtime.core.values import BigInt, Symbol, null, strict_equal, to_text, typeof
from runtime.errors import JsError, ThrownValue
from tests.oracle.cases import thrown_text


def show(value: object) -> str:
    if isinstance(value, float) and value == 0 and math.copysign(1, value) < 0:
        return "number -0"
    if isinstance(value, (bytes, array, list, tuple, memoryview)):
        return f"[{', '.join(map(show, value))}]"
    if isinstance(value, BaseException):
        thrown = value.value if isinstance(value, ThrownValue) else value
        return show(thrown) if thrown is not value else f"object {thrown_text(value)}"
    return f"{typeof(value)} {to_text(value)}"


class Shape:
    made: ClassVar[int] = 0

    def __init__(self, name: str, size: float) -> None:
        if size < 0:
            raise JsError("a negative size", "RangeError")
        self.shapeName = name
        self.size = size
        Shape.made += 1

    @classmethod
    def unit(cls) -> Shape:
        return cls("unit", 1)

    def area(self) -> float:
        return self.size * self.size

    def scaledBy(self, factor: float) -> Shape:
        return Shape(self.shapeName, self.size * factor)

    def label(self) -> str:
        return f"shape {self.shapeName}"

    def sum(self, *numbers: float) -> float:
        return sum(numbers, self.size)


class Square(Shape):
    def __init__(self, size: float) -> None:
        super().__init__("square", size)

    def side(self) -> float:
        return self.size

    def label(self) -> str:
        return "a square"


VALUES: Mapping[str, object] = {
    "undefined": None,
    "null": null,
    "true": True,
    "false": False,
    "zero": 0,
    "negative zero": -0.0,
    "one": 1,
    "half": 0.5,
    "minus": -7,
    "large": 4294967301,
    "nan": math.nan,
    "infinity": math.inf,
    "empty text": "",
    "text zero": "0",
    "text number": " 42 ",
    "text hex": "0x1f",
    "text": "text",
    "big zero": BigInt(0),
    "big one": BigInt(1),
    "big minus": BigInt(-7),
    "big huge": BigInt(2**70),
}


def objects() -> Mapping[str, Callable[[], object]]:
    def named() -> None:
        pass

    return {
        "array": lambda: [1, "two", null, [True]],
        "empty array": list,
        "object": lambda: {"a": 1, "b": "two", "c": null},
        "empty object": dict,
        "function": lambda: named,
        "bare function": lambda: lambda: None,
        "symbol": lambda: Symbol("described"),
        "error": lambda: JsError("an error"),
        "shape": lambda: Shape("made", 2),
        "square": lambda: Square(3),
    }


def raise_(what: str) -> None:
    errors = {
        "error": JsError("an error"),
        "type error": JsError("of a type", "TypeError"),
        "range error": JsError("of a range", "RangeError"),
        "bare error": JsError(),
    }
    raise errors[what] if what in errors else ThrownValue(VALUES[what])


def attempt(function: Callable[..., object], *args: object) -> str:
    try:
        return f"returned {show(function(*args))}"
    except Exception as error:  # noqa: BLE001 # whatever it is, it is what was observed
        return f"threw {show(error)}"


def call_twice(function: Callable[[], object]) -> None:
    function()
    function()


def fill(values: MutableSequence[Any]) -> None:
    for index in range(len(values)):
        values[index] = index + 1


class Toolbox:
    Square = Square

    class inner:  # noqa: N801 # a name of the guest's
        depth: Callable[[], int] = staticmethod(lambda: 2)

    @staticmethod
    def greet(name: str) -> str:
        return f"hello {name}"


def host(record: Callable[[str], None]) -> Mapping[str, object]:
    kept: list[Any] = [None]
    Shape.made = 0

    def keep(function: object) -> None:
        kept[0] = function

    def counter(item: Any) -> str:
        kept[0] = item  # what nobody holds is freed in JavaScript by the collector, here at once
        before = item.count
        item.count = before + 5
        return f"{before} {item.increase(2)} {item.count} {item.double}"

    def value(name: str) -> object:
        makers = objects()
        return makers[name]() if name in makers else VALUES[name]

    def total(*numbers: float) -> float:
        return reduce(lambda left, right: left + right, numbers, 0.0)

    def join(values: Sequence[object]) -> str:
        return ", ".join(map(show, values))

    return {
        "echo": lambda value: value,
        "show": show,
        "text": to_text,
        "value": value,
        "nothing": lambda *_: None,
        "raise": raise_,
        "call": lambda function, *args: function(*args),
        "callTwice": call_twice,
        "attempt": attempt,
        "keep": keep,
        "callKept": lambda *args: kept[0](*args),
        "isKept": lambda value: value is kept[0],
        "same": strict_equal,
        "fill": fill,
        "join": join,
        "countArguments": lambda *args: len(args),
        "sumAll": total,
        "Shape": Shape,
        "toolbox": Toolbox,
        "ANSWER": 42,
        "SETTINGS": {"mode": "fast"},
        "counter": counter,
        "freeItem": lambda item: item.free(),
        "useItem": lambda item: item.increase(1),
    }
