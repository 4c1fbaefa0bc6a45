"""Logging, set up when somebody imports it: most runs log nothing, and importing it takes long."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec


@contextmanager
def logging_set_up_late() -> Iterator[None]:
    """Log to standard error as long as the context lasts; see `runtime.cli.logs`."""
    with ExitStack() as stack:

        def set_up() -> None:
            from runtime.cli.logs import logging_set_up

            stack.enter_context(logging_set_up(None, None))

        with called_when_imported("logging", set_up):
            yield


@contextmanager
def called_when_imported(name: str, callback: Callable[[], object]) -> Iterator[None]:
    """Have a function called once, when a module is there; at once if it is already.

    Who imports it, a host file or asyncio, has it back only then. As long as the context lasts.

    Args:
        name: the module's.
        callback: what is called.

    """
    if name in sys.modules:
        callback()
        yield
        return
    watcher = _Watcher(name, callback)
    sys.meta_path.insert(0, watcher)
    try:
        yield
    finally:
        watcher.leave()


class _Watcher:
    """A finder that leaves the finding to the others, and what it watches for to their loader.

    Args:
        name: the module that it watches for.
        callback: called when the module has been executed.

    """

    def __init__(self, name: str, callback: Callable[[], object]) -> None:
        self._name: Final = name
        self._callback = callback

    def leave(self) -> None:
        """Watch no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Return the others' spec of the module that is watched for, None for any else."""
        if name != self._name:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        specs = (finder.find_spec(name, path, target) for finder in others)
        spec = next((spec for spec in specs if spec is not None), None)
        if spec is not None and spec.loader is not None:
            spec.loader = cast("Loader", _TellingLoader(spec.loader, self._told))
        return spec

    def _told(self) -> None:
        self.leave()
        self._callback()


class _TellingLoader:
    """Loads a module as another loader does, and tells when that is done.

    Args:
        loader: the other.
        callback: called then.

    """

    def __init__(self, loader: Loader, callback: Callable[[], object]) -> None:
        self._loader = loader
        self._callback = callback

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return the other's module."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Execute it, and tell."""
        # What asks the module for its source is to find the loader that has it.
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._callback()
