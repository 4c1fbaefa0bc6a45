"""What the guest `futures_cases` asks of its host, each to be replaced by a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.guests.releases import FUTURES_RELEASES

EVERY_RELEASE: Final = pytest.mark.releases(among=FUTURES_RELEASES)


class FuturesHost:
    """Async functions that answer at once.

    Attributes:
        lines: what the guest recorded.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []

    def names(self, **replaced: Callable[..., Any]) -> dict[str, object]:
        """Return the host's names, some of them replaced."""
        return {
            "record": self.lines.append,
            "host_unit": unit,
            "host_value": value,
            "host_catch": value,
            "host_catch_unit": unit,
            "service": {"lookUp": look_up},
            "host_text": text,
            "host_numbers": numbers,
            **replaced,
        }


async def unit() -> None:
    return None


async def value(x: float) -> float:
    return x


async def look_up(key: str) -> str:
    return f"row {key}"


async def text() -> str:
    return "typed"


async def numbers() -> list[float]:
    return [1.5, 2.5]
