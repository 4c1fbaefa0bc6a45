"""The host functions of the guest `conformance` that have to do with closures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import runtime
from runtime.instance.running import Instance

from .conftest import Open

Function = Callable[..., Any]


class HostRaised(Exception):
    """What `ClosureHost.call_and_raise` raises unless told otherwise."""


def nothing(*_: object) -> None:
    """Do nothing."""


class ClosureHost:
    """Host functions that call, keep and nest the closures they get.

    Attributes:
        lines: what the guest recorded, "start" first.
        kept: functions given to ``keep`` and ``call_and_raise``.
        in_scope: called by ``run_scope`` after its function.
        error: raised by ``call_and_raise``.

    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.kept: list[Function] = []
        self.in_scope: Callable[[], object] = nothing
        self.error: BaseException = HostRaised("host raised")
        self._current: Function = nothing

    def names(self, **others: object) -> dict[str, object]:
        """Return the global scope, with ``others`` instead or as well."""
        scope: dict[str, object] = {f"call_{n}": _caller(n) for n in range(9)}
        scope |= {
            "record": self.lines.append,
            "apply": lambda f, value: f(value),
            "apply_mixed": lambda f: f(200, "four", None, -5),
            "produce": lambda f: f(),
            "maybe_call": lambda f: 0 if f is None else f(),
            "keep": self.kept.append,
            "call_kept": lambda: self.kept[-1](),
            "run_scope": self.run_scope,
            "call_and_raise": self.call_and_raise,
            "enter": self.enter,
            "reenter": lambda n: self._current(n),
        }
        return scope | others

    def run_scope(self, f: Function) -> None:
        """Call ``f``, then whatever the test wants."""
        f()
        self.in_scope()

    def call_and_raise(self, f: Function) -> int:
        """Keep ``f``, call it, raise."""
        self.kept.append(f)
        f()
        raise self.error

    def enter(self, f: Function, depth: int) -> object:
        """Make ``f`` the function that ``reenter`` calls, for the length of one call."""
        before, self._current = self._current, f
        try:
            return f(depth)
        finally:
            self._current = before


def _caller(count: int) -> Function:
    arguments = range(1, count + 1)
    return lambda f: f(*arguments)


def conformance(
    open_guest: Open, host: ClosureHost, **others: object
) -> AbstractAsyncContextManager[runtime.Guest]:
    """Open the guest `conformance` with the functions of ``host``, and others in their place.

    What has nothing to do with closures is left out: it would raise `MissingImportCalled`.
    """
    return open_guest("conformance", host=host.names(**others), strict=False)


def stack_pointer(guest: runtime.Guest) -> Callable[[], int]:
    """Return what tells the guest's shadow stack pointer, by a module of its own beside it."""
    instance = guest._instance
    assert isinstance(instance, Instance)
    name = guest.module.internals.stack_pointer
    assert name is not None
    text = """(module (import "guest" "sp" (global $sp (mut i32)))
      (func (export "get") (result i32) (global.get $sp)))"""
    engine = guest.module.engine
    watch = instance._store.instantiate(
        engine.compile(engine.assemble(text)),
        {("guest", "sp"): instance.engine_instance().extern(name)},
    )
    return watch.function("get")


def digits(count: int) -> int:
    """Return the number with the digits 1 to ``count``."""
    return int("0" + "".join(str(n) for n in range(1, count + 1)))
