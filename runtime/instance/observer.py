"""What is shown each function of a guest and its host before anything calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from runtime.adapters.entries import Call, Receiver
from runtime.core.closures import ClosureState
from runtime.module import Module

Function = TypeVar("Function", bound=Callable[..., Any])


class Observer:
    """Gives each function back as it is: nothing of a guest that is not profiled is observed.

    All of it is asked when an instance is made, or a function of it is first wanted.

    Attributes:
        observes: it does not give everything back as it is.

    """

    observes = False

    def attach(self, module: Module, read: Callable[[int, int], bytes]) -> None:
        """Take what exists only once the guest is instantiated.

        Args:
            module: what it is an instance of.
            read: ``read(offset, size)`` copies out of its memory.

        """

    def export(self, function: Any, name: str, call: Call, receiver: Receiver = "") -> Any:
        """Return what Python gets for an exported function or method.

        Args:
            function: the function.
            name: the export's, with its class's.
            call: its signature.
            receiver: how a method's receiver crosses.

        """
        return function

    def entry(self, enter: Function, name: str) -> Function:
        """Return what enters the guest at its start.

        Args:
            enter: enters it.
            name: what is called.

        """
        return enter

    def destructor(self, enter: Function, name: str) -> Function:
        """Return what enters the guest to run a Drop.

        Args:
            enter: enters it.
            name: what is dropped, for people.

        """
        return enter

    def imported(self, target: Function, name: str, signature: str) -> Function:
        """Return what serves an import.

        Args:
            target: the host's function.
            name: the import's, with its namespaces.
            signature: as Rust writes it; empty for what belongs to wasm-bindgen itself.

        """
        return target

    def heap_closures(
        self, make: Callable[[ClosureState], Any], mutable: bool
    ) -> Callable[[ClosureState], Any]:
        """Return what makes the Python callables of a type of heap closures.

        Args:
            make: makes one of a closure's state.
            mutable: the type is an ``FnMut``.

        """
        return make

    def stack_closures(
        self, make: Callable[[int, int], Any], rust_type: str, mutable: bool
    ) -> Callable[[int, int], Any]:
        """Return what makes the Python callables of a type of stack closures.

        Args:
            make: makes one of ``a`` and ``b`` in one number, and the scope epoch.
            rust_type: the type, as Rust writes it.
            mutable: it is an ``FnMut``.

        """
        return make
