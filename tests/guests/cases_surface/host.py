"""What the cases ask of their host; host.js says the same in JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from runtime.core.values import null, to_text, typeof
from runtime.errors import ThrownValue


class Shape:
    def __init__(self, name: str) -> None:
        self.name = name


class Duck:
    count: ClassVar[int] = 3

    @staticmethod
    def kinds() -> list[str]:
        return ["mallard", "teal"]

    def __init__(self) -> None:
        vars(self)["quack"] = lambda: "own quack"
        vars(self)["class"] = "duck"
        self._feathers = 1

    def quack(self) -> str:
        return "class quack"

    @property
    def feathers(self) -> int:
        return self._feathers

    @feathers.setter
    def feathers(self, feathers: int) -> None:
        self._feathers = feathers

    @property
    def secret(self) -> float:
        raise ThrownValue("no secret")

    def fly(self) -> float:
        raise ThrownValue("cannot fly")

    def sum(self, *numbers: float) -> float:
        return sum(numbers)


class Drake(Duck):
    pass


class webkitPrefixed:  # noqa: N801 # a prefix of the vendor's and a name
    def hello(self) -> str:
        return "hello from a prefix"


class Inner:
    def __init__(self, text: str) -> None:
        self.text = text

    @staticmethod
    def make(text: str) -> Inner:
        return Inner(text)


CONSTANTS = {"undefined": None, "null": null, "text": "text", "number": 1.5, "happy": "happy"}


def show(value: object) -> str:
    return f"{typeof(value)} {to_text(value)}"


def double(values: Any) -> None:
    for index in range(0 if values is None else len(values)):
        values[index] *= 2


def kind_of(*arguments: Any) -> str:
    def one(values: Any) -> str:
        if values is None:
            return "none"
        kind = "array" if isinstance(values, list) else "typed"
        return f"{kind} {'|'.join(map(show, values))}"

    return " and ".join(map(one, arguments))


def fail(value: object) -> object:
    raise ThrownValue(f"failed with {to_text(value)}")


def host(_record: Callable[[str], None]) -> Mapping[str, object]:
    return {
        "Shape": Shape,
        "Duck": Duck,
        "Drake": Drake,
        "webkitPrefixed": webkitPrefixed,
        "deep": {"Inner": Inner, "label": "a label", "er": {"twice": lambda number: 2 * number}},
        "ANSWER": 42,
        "echo": lambda value: value,
        "show": show,
        "text": to_text,
        "json": lambda value: value.toString(),
        "constant": CONSTANTS.get,
        "elements": lambda values: "none" if values is None else "|".join(map(to_text, values)),
        "double": double,
        "kindOf": kind_of,
        "callWith": lambda function, *args: function(*args),
        "pair": lambda *args: "|".join(map(show, args)),
        "fail": fail,
        "newShelf": lambda: ["zero", "one", "two"],
        "newDrawer": lambda: {"name": "drawer"},
        "heavierBy": lambda gadget, by: gadget.heavier(by).weight,
        "property": lambda value, name: to_text(getattr(value, name, None)),
        "setProperty": setattr,
        "callMethod": lambda value, name: to_text(getattr(value, name)()),
    }
