"""What the cases ask of their host; host.js says the same in JavaScript."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from runtime.core.values import to_text, typeof


def show(value: object) -> str:
    if isinstance(value, float) and value == 0 and math.copysign(1, value) < 0:
        return "number -0"
    return f"{typeof(value)} {to_text(value)}"


def host(record: Callable[[str], None]) -> Mapping[str, object]:
    kept: list[Callable[..., Any]] = []

    def keep(function: Callable[..., Any]) -> None:
        kept[:] = [function]

    return {
        "echo": lambda value: value,
        "show": show,
        "text": to_text,
        "call": lambda function: function(),
        "callWith": lambda function, *args: function(*args),
        "keep": keep,
        "callKept": lambda *args: kept[0](*args),
    }
