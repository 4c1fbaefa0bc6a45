"""Host functions of the demo `stack_closures`.

python -m runtime run demos/stack_closures.wasm run --host demos/stack_closures_host.py
"""

from __future__ import annotations

from collections.abc import Callable

_kept: list[Callable[[], None]] = []


def takes_immutable_closure(f: Callable[[], None]) -> None:
    """Call a closure that Rust lent as `&dyn Fn()`."""
    f()


def takes_mutable_closure(f: Callable[[], None]) -> None:
    """Call a closure that Rust lent as `&mut dyn FnMut()`, twice, one call after the other."""
    f()
    f()


def takes_closure_that_takes_int_and_returns_string(x: Callable[[int], str]) -> None:
    """Call a closure with an argument and print the `String` that it returns."""
    print(x(5))


def keeps_closure(f: Callable[[], None]) -> None:
    """Call the closure while its scope is open, and keep it for later."""
    f()
    _kept.append(f)


def calls_kept_closure() -> None:
    """Call the kept closure after its scope has ended: this raises."""
    _kept.pop()()
