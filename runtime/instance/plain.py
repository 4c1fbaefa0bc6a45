"""An instance of a module without wasm-bindgen: numbers in, a number out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runtime.adapters.entries import Call
from runtime.bindgen.descriptor import Descriptor, Kind
from runtime.core.gate import Gate
from runtime.core.members import Members
from runtime.core.objects import ObjectTable
from runtime.core.scopes import CallScopes
from runtime.engine.barrier import new_barrier
from runtime.engine.glue import new_handles
from runtime.instance.environment import Environment
from runtime.instance.exports import Exports
from runtime.instance.memory import GuestMemory
from runtime.instance.observer import Observer
from runtime.instance.running import Held, InstanceStats, Loop
from runtime.module import Module
from runtime.wasm.model import FuncType

_KINDS: dict[str, Descriptor] = {
    "i32": Kind.I32,
    "i64": Kind.I64,
    "f32": Kind.F32,
    "f64": Kind.F64,
}


class PlainInstance:
    """A running module that needs nothing of its host.

    Args:
        module: the module, which has no imports.
        loop: the event loop, which it cannot use but which is told when it traps.
        observer: is shown each function before anything calls it; None changes none.

    Attributes:
        exports: its functions of numbers.
        gate: whether it may be entered.

    """

    def __init__(self, module: Module, loop: Loop, observer: Observer | None = None) -> None:
        self.gate = Gate(new_barrier())
        self._store = module.engine.store()
        handles = new_handles(1)  # which nothing uses
        env = Environment(
            module.engine,
            self._store,
            self.gate,
            handles,
            CallScopes(),
            ObjectTable(loop.request_safe_point),
            GuestMemory(True, handles),
            Members(),
            loop.cancel_all,
            loop.request_safe_point,
        )
        if observer is not None:
            env.observer = observer
        instance = self._store.instantiate(module.compiled, {})
        names: dict[str, Any] = {}
        for export in module.wasm.exports:
            if export.kind != "func":
                continue
            call = plain_call(module.wasm.type_of_function(export.index))
            if call is not None:
                bind = module.adapters.export(export.name, call)
                function = bind(env, instance.function(export.name))
                names[export.name] = env.observer.export(function, export.name, call)
        self.exports = Exports(names)

    def run_start_functions(self) -> None:
        """Do nothing: a start section has run at instantiation."""

    def reach_safe_point(self) -> None:
        """Do nothing: there is nothing to destroy."""

    @property
    def is_running(self) -> bool:
        """Whether it has called who asks: it cannot, having no imports."""
        return False

    def free_all(self, report: Callable[[BaseException], None]) -> None:  # one interface
        """Do nothing: there is nothing to free."""

    def held(self) -> Held:
        """Return that nothing is held."""
        return Held((), (), 0)

    def close(self) -> None:
        """Let go of the engine."""
        self.gate.close()
        self._store.close()

    def stats(self) -> InstanceStats:
        """Return zeros: nothing is held."""
        return InstanceStats(0, 0, 0, 0, 0, 0, 0)


def plain_call(wasm_type: FuncType) -> Call | None:
    """Return the signature of a function of numbers with at most one result, else None."""
    if len(wasm_type.results) > 1 or not {*wasm_type.params, *wasm_type.results} <= _KINDS.keys():
        return None
    args = tuple(_KINDS[p] for p in wasm_type.params)
    ret = _KINDS[wasm_type.results[0]] if wasm_type.results else Kind.UNIT
    return Call(args, ret, tuple(f"argument_{n}" for n in range(len(args))))
