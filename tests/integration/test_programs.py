"""Programs against the generated functions that they stand in for: equal for any value."""

from __future__ import annotations

import asyncio
import inspect
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import runtime
from runtime.adapters import programs as adapters
from runtime.adapters.programs import HAVE_PROGRAMS
from runtime.core.values import null

from .closures_host import ClosureHost
from .conftest import BUILT

pytestmark = pytest.mark.skipif(not HAVE_PROGRAMS, reason="needs the C extension")

Show = tuple[str, str, str]

TYPES = (
    *("i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "f32", "f64", "bool", "char"),
    *("string", "option_f64", "option_u32", "option_u8", "option_i64", "option_string"),
    "js",
)
GIVEN = {"bool": True, "char": "q", "string": "s", "option_string": "s"}
"""What the guest is given to hand on; 1 for numbers."""


class Text(str):
    """Not exactly a ``str``."""

    __slots__ = ()


class Index:
    """What is an integer by ``__index__`` alone."""

    def __index__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "Index()"


class Failing:
    """What fails whatever it is asked."""

    def __index__(self) -> int:
        raise LookupError("asked")

    __float__ = __index__
    __bool__ = __index__

    def __repr__(self) -> str:
        return "Failing()"


EDGES = [2**bits + d for bits in (7, 8, 15, 16, 24, 31, 32, 53, 63, 64) for d in (-2, -1, 0, 1)]
VALUES: list[object] = [
    *(None, null, True, False, 0, 1.0, -0.0, 2.5, math.nan, math.inf, -math.inf, 3.4028236e38),
    *("", "a", "ß", "\U0010ffff", "ab", "\ud800", "a\ud800b", "\0", b"x", [], Text("x")),
    *(Index(), Failing(), Fraction(1, 2), Decimal("1.5"), 10**400, 1e300, 1e-46, object),
    *EDGES,
    *(-edge for edge in EDGES),
]


def shown(function: Callable[..., Any], *args: object, **named: object) -> Show:
    """Return what a call gives or raises; where a function is, is no part of it."""
    try:
        result = function(*args, **named)
    except Exception as error:  # noqa: BLE001 # compared with the other's
        return "raised", type(error).__name__, str(error)
    return "returned", type(result).__name__, repr(result)


def compare_all(programs: bool, engine: str, release: str, values: list[object]) -> dict[Any, Show]:
    """Call closures of each type, on the stack and on the heap, with each value."""
    found: dict[Any, Show] = {}
    name = ""

    def apply(f: Callable[..., Any], value: object) -> object:
        for number, each in enumerate(values):
            found[name, number] = shown(f, each)
        found[name, "without"] = shown(f)
        found[name, "more"] = shown(f, value, 1)
        found[name, "named"] = shown(f, a0=value)
        found[name, "unknown"] = shown(f, other=value)
        found[name, "signature"] = ("", "", str(inspect.signature(f)))
        return f(value)

    async def main() -> None:
        nonlocal name
        module = runtime.Module.load(BUILT / f"conformance-{release}.wasm", engine=engine)
        module.adapters.programs = programs
        host = ClosureHost().names(apply=apply)
        async with runtime.open(module, host=host, strict=False) as guest:
            for kind in ("stack", "heap"):
                for each in TYPES:
                    name = f"{kind}_{each}"
                    guest.exports[name](GIVEN.get(each, 1))

    asyncio.run(main())
    return found


@pytest.mark.parametrize("wait", [0, 10**9], ids=["mailbox", "arguments"])
@pytest.mark.parametrize("release", ["0.2.83", "0.2.100", "0.2.130"])
def test_all_types_with_odd_values(
    engine_name: str, release: str, wait: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine_name != "wasmer" and not wait:
        pytest.skip("only wasmer's calls may cross in memory")
    monkeypatch.setattr(adapters, "BY_MAILBOX_AFTER", wait)
    generated = compare_all(False, engine_name, release, VALUES)
    assert compare_all(True, engine_name, release, VALUES) == generated


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.one_of(st.integers(), st.floats(), st.text(max_size=4), st.booleans(), st.none()),
        max_size=200,
    )
)
def test_all_types_with_any_values(values: list[object]) -> None:
    generated = compare_all(False, "wasmtime", "0.2.130", values)
    assert compare_all(True, "wasmtime", "0.2.130", values) == generated
