"""Spans of what crosses between Python and Rust, in one instance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runtime.adapters.entries import Call, Receiver
from runtime.adapters.spelling import rust_signature
from runtime.core.closures import ClosureState
from runtime.instance.observer import Function, Observer
from runtime.instance.rust_names import ClosureNames, RustNames
from runtime.module import Module
from runtime.origins import Origin
from runtime.timeline.timeline import Timeline


class ProfiledCrossings(Observer):
    """Puts a span around each function of one instance.

    Args:
        timeline: where the spans go.

    """

    observes = True

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._names: ClosureNames | None = None

    def attach(self, module: Module, read: Callable[[int, int], bytes]) -> None:
        """Take what exists only once the guest is instantiated."""
        self._names = ClosureNames(module.once(RustNames), read)

    def export(self, function: Any, name: str, call: Call, receiver: Receiver = "") -> Any:
        """Return the export with a span around each call."""
        spelled = {"pointer_of": "&self", "move_struct": "self"}.get(receiver, "")
        signature = rust_signature(name.rpartition(".")[2], call, spelled)
        return self._timeline.spanned(function, "export", name, rust=signature)

    def entry(self, enter: Function, name: str) -> Function:
        """Return the entry with a span around each call."""
        return self._timeline.spanned(enter, "export", name)

    def destructor(self, enter: Function, name: str) -> Function:
        """Return the entry with a span around each call."""
        return self._timeline.spanned(enter, "drop", f"Drop of {name}")

    def imported(self, target: Function, name: str, signature: str) -> Function:
        """Return the host's function with a span around each call."""
        # Those without a signature, or with such a name, are no host's: they are wasm-bindgen's.
        if not signature or name.rpartition(".")[2].startswith(("_wbg_", "__wbindgen_")):
            return target
        return self._timeline.spanned(
            target, "host", name, rust=signature, python=python_name(target)
        )

    def heap_closures(
        self, make: Callable[[ClosureState], Any], mutable: bool
    ) -> Callable[[ClosureState], Any]:
        """Return what makes closures with a span around each call."""

        def observed(state: ClosureState) -> Any:
            return self._closure(
                make(state), state.packed, state.rust_name, mutable, state.number, state.origin
            )

        return observed

    def stack_closures(
        self, make: Callable[[int, int], Any], rust_type: str, mutable: bool
    ) -> Callable[[int, int], Any]:
        """Return what makes closures with a span around each call."""

        def observed(packed: int, epoch: int) -> Any:
            return self._closure(make(packed, epoch), packed, rust_type, mutable)

        return observed

    def _closure(
        self,
        function: Any,
        packed: int,
        rust_type: str,
        mutable: bool,
        number: int | None = None,
        origin: Origin | None = None,
    ) -> Any:
        name = self._names.of(packed, mutable) if self._names is not None else ""
        made = None if origin is None else list(origin.lines())
        observed = self._timeline.spanned(
            function, "closure", name or rust_type, type=rust_type, number=number, made=made
        )
        observed.wasmloop_name = name or rust_type
        mapped = getattr(function, "map", None)
        if mapped is not None:
            observed.map = self._timeline.spanned(
                mapped, "closure", f"map of {name or rust_type}", type=rust_type, number=number
            )
        return observed


def python_name(function: object) -> str | None:
    """Return where a host's function is defined; None of one that wasmloop has put around it."""
    module = getattr(function, "__module__", None)
    name = getattr(function, "__qualname__", None)
    if not name or not isinstance(module, str) or module.split(".")[0] == "runtime":
        return None
    return f"{module}.{name}"
