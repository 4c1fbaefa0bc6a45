"""Compiled adapters of one module, shared by its instances."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from runtime.adapters.entries import (
    Call,
    Receiver,
    closure_call,
    closure_signature,
    export_factory,
    heap_closure_factory,
    return_words,
    stack_closure_factory,
)
from runtime.adapters.imports import (
    cast_factory,
    import_factory,
    number_cast_factory,
    return_factory,
)
from runtime.adapters.programs import (
    HAVE_PROGRAMS,
    EntryOps,
    entry_program,
    heap_closure_program,
    is_text,
    stack_closure_program,
)
from runtime.adapters.source import Factory
from runtime.bindgen.descriptor import Descriptor, Function
from runtime.bindgen.versions import AbiProfile
from runtime.engine.mailbox import MailboxShape


class AdapterCache:
    """Factories by signature; each is generated and compiled once.

    Args:
        profile: the guest's ABI.
        checks_thread: the engine refuses calls from another thread.
        programs: signatures that the C extension knows are served by it.

    Attributes:
        profile: the same.
        programs: the same; looked at when a function is first wanted.

    """

    def __init__(
        self, profile: AbiProfile, *, checks_thread: bool, programs: bool = HAVE_PROGRAMS
    ) -> None:
        self.profile = profile
        self._checks_thread = checks_thread
        self.programs = programs
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
        """Return ``bind(env, enter, origin, batch)`` of a stack closure type."""
        return self._once(
            ("stack", function, mutable), lambda: self._stack_closure(function, mutable)
        )

    def _stack_closure(self, function: Function, mutable: bool) -> Factory:
        ops = self._program(function)
        made = stack_closure_factory(
            function,
            mutable,
            self.profile,
            checks_thread=self._checks_thread,
            program=ops is not None,
        )
        if ops is None:
            return made
        return stack_closure_program(function, mutable, ops, self._shape(function, ops), made)

    def _program(self, function: Function) -> EntryOps | None:
        if not self.programs:
            return None
        required = closure_call(function).required
        return entry_program(function.args, function.ret, required, self.profile)

    def _shape(self, function: Function, ops: EntryOps) -> MailboxShape:
        words = return_words(function.ret, self.profile)
        _, _, result = ops
        return MailboxShape(closure_signature(function, self.profile), words, is_text(result))

    def heap_closure(self, function: Function, mutable: bool) -> Factory:
        """Return ``bind(env, enter, batch)`` of a heap closure type."""
        return self._once(
            ("heap", function, mutable),
            lambda: heap_closure_factory(
                function, mutable, self.profile, checks_thread=self._checks_thread
            ),
        )

    def heap_closure_program(self, function: Function, mutable: bool) -> Factory | None:
        """Return ``bind(env, enter, batch, watch)`` of a heap closure type that has a program."""
        ops = self._program(function)
        if ops is None:
            return None

        def make() -> Factory:
            parts = heap_closure_factory(
                function, mutable, self.profile, checks_thread=self._checks_thread, program=True
            )
            shape = self._shape(function, ops)
            return heap_closure_program(function, mutable, ops, shape, parts)

        return self._once(("heap program", function, mutable), make)

    def imported(
        self, name: str, args: tuple[Descriptor, ...], ret: Descriptor, catch: bool
    ) -> Factory:
        """Return ``bind(env, target)`` of an imported function; see `import_factory`."""
        return self._once(
            ("import", name, args, ret, catch),
            lambda: import_factory(name, args, ret, self.profile, catch=catch),
        )

    def returned(self, name: str, ret: Descriptor, catch: bool) -> Factory:
        """Return ``bind(env)`` of what an imported function gave; see `return_factory`."""
        return self._once(
            ("returned", name, ret, catch),
            lambda: return_factory(name, ret, self.profile, catch=catch),
        )

    def cast(self, source: Descriptor, target: Descriptor) -> Factory:
        """Return ``bind(env, make_closure)`` of a cast; see `cast_factory`."""
        return self._once(
            ("cast", source, target), lambda: cast_factory(source, target, self.profile)
        )

    def number_cast(self, target: Descriptor) -> Factory:
        """Return ``bind(env)`` of a number's cast; see `number_cast_factory`."""
        return self._once(("number", target), lambda: number_cast_factory(target, self.profile))
