"""Hosts for the guests ``values`` and ``conformance``, as their READMEs ask for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runtime.core.values import BigInt, Symbol

NUMBERS = ("i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "isize", "usize", "f32", "f64")
_OTHERS = ("bool", "char", "colour", "level", "string", "js", "i128", "u128", "signed", "mood")
_VECTORS = ("vec_string", "vec_js", "vec_colour", "vec_signed", "vec_item")
_SEQUENCES = ("boxed_u32", "boxed_js", "clamped", *_VECTORS)
_BORROWED = ("str", "two_str", "js_ref", "two_js_refs", "slice")

ALL_KINDS = (*NUMBERS, *_OTHERS, *_SEQUENCES, *(f"vec_{kind}" for kind in NUMBERS))
"""Every X of ``echo_X`` and ``call_host_X``, without the ``option_`` forms."""


def first(value: Any, *_: Any) -> Any:
    """Serve any ``host_X``: what comes goes back."""
    return value


def values_host(**names: Any) -> dict[str, Any]:
    """Return a host for the guest ``values``, with some names served differently."""
    kinds = [
        *ALL_KINDS,
        *_BORROWED,
        *(f"{form}_{n}" for form in ("slice", "fill") for n in NUMBERS),
    ]
    host: dict[str, Any] = {f"host_{kind}": first for kind in kinds}
    host |= {f"host_option_{kind}": first for kind in kinds}
    return {**host, "Symbol": Symbol, "BigInt": lambda text: BigInt(int(text, 0)), **names}


class Shape:
    """A class of the host."""

    made = 0

    def __init__(self, name: str, size: float) -> None:
        self.shapeName = name
        self.size = size

    def area(self) -> float:
        return self.size * self.size

    def scaledBy(self, factor: float) -> Shape:
        return Shape(self.shapeName, self.size * factor)

    def label(self) -> str:
        return f"shape {self.shapeName}"

    def fail(self, text: str) -> None:
        raise ValueError(text)

    @staticmethod
    def unit() -> Shape:
        return Shape("unit", 1.0)


class Square(Shape):
    """A subclass, which the guest finds in a namespace."""

    def __init__(self, size: float) -> None:
        super().__init__("square", size)

    def side(self) -> float:
        return self.size


class Store(dict[Any, float]):
    """Something that is used by index."""


class _Inner:
    @staticmethod
    def thrice(x: float) -> float:
        return 3 * x


class Toolbox:
    """A namespace."""

    inner = _Inner
    version = "1.2"
    Square = Square

    @staticmethod
    def twice(x: float) -> float:
        return 2 * x

    @staticmethod
    def renamedInToolbox(x: float) -> float:
        return 4 * x


class ModuleThing:
    """A class of ``some-module``."""

    def __init__(self, text: str) -> None:
        self.text = text

    def shout(self) -> str:
        return self.text.upper()


class _Nested:
    @staticmethod
    def module_twice(x: float) -> float:
        return 2 * x


class HostError(Exception):
    """What the functions that may fail raise."""


def _may_fail(convert: Callable[[float], Any]) -> Callable[[float], Any]:
    def may_fail(x: float) -> Any:
        if x < 0:
            raise HostError(x)
        return convert(x)

    return may_fail


SOME_MODULE: dict[str, Any] = {
    "module_add": lambda a, b: a + b,
    "host_add": lambda a, b: 100 * a + b,
    "default": lambda: "the default export",
    # 0.2.83 asks for keywords so.
    "_default": lambda: "the default export",
    "nested": _Nested,
    "ModuleThing": ModuleThing,
}


def conformance_options(log: list[str] | None = None, **names: Any) -> dict[str, Any]:
    """Return ``host`` and ``modules`` for the guest ``conformance``.

    Args:
        log: gets what the guest records.
        names: global names to serve differently.

    """
    unused = dict.fromkeys(
        [
            *(f"call_{n}" for n in range(9)),
            *("apply", "apply_mixed", "produce", "maybe_call", "keep", "call_kept", "run_scope"),
            *("call_and_raise", "enter", "reenter", "bench_stack", "bench_heap", "bench_host"),
        ],
        first,
    )
    host = {
        **unused,
        "record": (log if log is not None else []).append,
        "host_add": lambda a, b: a + b,
        "renamedHostFunction": lambda x: x + 0.5,
        "may_fail": _may_fail(float),
        "may_fail_i64": _may_fail(int),
        "may_fail_string": _may_fail(str),
        "sum_all": lambda *numbers: sum(numbers),
        "join_all": lambda *parts: "|".join(map(repr, parts)),
        "HOST_NUMBER": 2.5,
        "HOST_TEXT": "a text of the host",
        "Toolbox": Toolbox,
        "Shape": Shape,
        "Store": Store,
        "host_counter": first,
        "host_option_counter": first,
        "poke": lambda: None,
    }
    return {"host": {**host, **names}, "modules": {"some-module": SOME_MODULE}}
