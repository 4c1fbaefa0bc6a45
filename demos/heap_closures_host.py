"""Host functions of the demo `heap_closures`.

python -m runtime run demos/heap_closures.wasm run --host demos/heap_closures_host.py
"""

from __future__ import annotations

from collections.abc import Callable

_kept: dict[str, Callable[[], int]] = {}


def keep(name: str, f: Callable[[], int]) -> None:
    """Store a closure under a name."""
    _kept[name] = f


def call(name: str) -> int:
    """Call what was stored under a name."""
    return _kept[name]()


def release(name: str) -> None:
    """Let go of what was stored under a name."""
    del _kept[name]
