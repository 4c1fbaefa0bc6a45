"""The closures that a guest gives to functions of ``--host`` files while it is benchmarked."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType, SimpleNamespace
from typing import Any

from runtime.bindgen.descriptor import Function
from runtime.cli.hostfiles import HostFiles
from runtime.core.closures import state_of
from runtime.records import record


@record(frozen=True)
class Found:
    """A closure that Python got.

    Attributes:
        function: its Python function.
        name: its Rust type.
        type: the same, as the module describes it.
        source: how: ``returned``, or to which of the host's functions.
        lent: it can be called until the imported call returns.

    """

    function: Callable[..., Any]
    name: str
    type: Function
    source: str
    lent: bool

    @property
    def label(self) -> str:
        """What it is, for people."""
        return f"{self.name} {self.source}"


def as_closure(value: object, source: str, types: Mapping[str, Function]) -> Found | None:
    """Return what is known of a value if it is a closure.

    Args:
        value: the value.
        source: how Python got it.
        types: the types of closures by their names.

    """
    if not callable(value):
        return None
    state = state_of(value)
    name = str(getattr(value, "__qualname__", "")) if state is None else state.rust_name
    if name not in types:
        return None
    return Found(value, name, types[name], source, state is None)


class Watcher:
    """Shows each closure that functions of the host's get, the first of each kind.

    Args:
        types: the types of closures by their names.
        show: is given each, inside the imported call.

    """

    def __init__(self, types: Mapping[str, Function], show: Callable[[Found], None]) -> None:
        self._types = types
        self._show = show
        self._shown: set[tuple[str, str]] = set()

    def watched(self, host: HostFiles) -> HostFiles:
        """Return the same host with its functions watched."""
        names = {name: self._watched(name, value) for name, value in host.names.items()}
        modules = {
            module: SimpleNamespace(
                **{name: self._watched(name, value) for name, value in vars(space).items()}
            )
            for module, space in host.modules.items()
        }
        return HostFiles(names, modules, host.origins)

    def _watched(self, name: str, value: object) -> object:
        if not isinstance(value, FunctionType):
            return value

        @functools.wraps(value)
        def serve(*arguments: object) -> object:
            for argument in arguments:
                self.look(argument, f"to {name}")
            return value(*arguments)

        return serve

    def look(self, value: object, source: str) -> None:
        """Show a value if it is a closure, and the first of its type there."""
        found = as_closure(value, source, self._types)
        if found is not None and (found.name, source) not in self._shown:
            self._shown.add((found.name, source))
            self._show(found)


def fitting(found: Found, given: Sequence[tuple[object, ...]]) -> tuple[object, ...] | None:
    """Return the first arguments that are as many as a closure takes."""
    return next((each for each in given if len(each) == len(found.type.args)), None)
