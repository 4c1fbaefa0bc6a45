"""What the guest `failures` is opened with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from types import MappingProxyType
from typing import Any

import runtime

from .conftest import Open

Function = Callable[..., Any]


class Lines:
    """A console that keeps what is printed."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def log(self, *data: object) -> None:
        self.lines.append(" ".join(map(str, data)))

    warn = error = log


def failures(
    open_guest: Open,
    console: Lines | None = None,
    options: Mapping[str, Any] = MappingProxyType({}),
    **names: Any,
) -> AbstractAsyncContextManager[runtime.Guest]:
    """Open it, with names that serve all it imports, and further options of `runtime.open`."""
    host: dict[str, Any] = {
        "console": console or Lines(),
        "host_step": lambda depth: depth,
        "host_calls": lambda f: f(1),
        "host_keeps": lambda f: None,
    }
    return open_guest("failures", host={**host, **names}, **options)
