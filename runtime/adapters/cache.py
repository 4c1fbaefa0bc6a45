"""Compiled adapters of one module, shared by its instances."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from runtime.adapters.entries import (
    Call,
    Receiver,
    export_factory,
    heap_closure_factory,
    stack_closure_factory,
)
from runtime.adapters.imports import cast_factory, import_factory, number_cast_factory
from runtime.adapters.source import Factory
from runtime.bindgen.descriptor import Descriptor, Function
from runtime.bindgen.versions import AbiProfile


class AdapterCache:
    """Factories by signature; each is generated and compiled once.

    Args:
        profile: the guest's ABI.
        checks_thread: the engine refuses calls from another thread.

    Attributes:
        profile: the same.

    """

    def __init__(self, profile: AbiProfile, *, checks_thread: bool) -> None:
        self.profile = profile
        self._checks_thread = checks_thread
        self._factories: dict[Hashable, Factory] = {}

    def _once(self, key: Hashable, make: Callable[[], Factory]) -> Factory:
        factory = self._factories.get(key)
        if factory is None:
            factory = self._factories[key] = make()
        return factory

    def export(
        self, name: str, call: Call, receiver: Receiver = "", class_name: str = ""
    ) -> Factory:
        """Return ``bind(env, enter)`` of an export; see `export_factory`."""
        return self._once(
            ("export", name, call, receiver, class_name),
            lambda: export_factory(
                name, call, self.profile, receiver=receiver, class_name=class_name
            ),
        )

    def stack_closure(self, function: Function, mutable: bool) -> Factory:
        """Return ``bind(env, enter, origin)`` of a stack closure type."""
        return self._once(
            ("stack", function, mutable),
            lambda: stack_closure_factory(
                function, mutable, self.profile, checks_thread=self._checks_thread
            ),
        )

    def heap_closure(self, function: Function, mutable: bool) -> Factory:
        """Return ``bind(env, enter)`` of a heap closure type."""
        return self._once(
            ("heap", function, mutable),
            lambda: heap_closure_factory(
                function, mutable, self.profile, checks_thread=self._checks_thread
            ),
        )

    def imported(
        self, name: str, args: tuple[Descriptor, ...], ret: Descriptor, catch: bool
    ) -> Factory:
        """Return ``bind(env, target)`` of an imported function; see `import_factory`."""
        return self._once(
            ("import", name, args, ret, catch),
            lambda: import_factory(name, args, ret, self.profile, catch=catch),
        )

    def cast(self, source: Descriptor, target: Descriptor) -> Factory:
        """Return ``bind(env, make_closure)`` of a cast; see `cast_factory`."""
        return self._once(
            ("cast", source, target), lambda: cast_factory(source, target, self.profile)
        )

    def number_cast(self, target: Descriptor) -> Factory:
        """Return ``bind(env)`` of a number's cast; see `number_cast_factory`."""
        return self._once(("number", target), lambda: number_cast_factory(target, self.profile))
