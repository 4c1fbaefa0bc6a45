"""Heap closures: made from a description, dropped by Rust, destroyed by whoever must.

Who frees the box behind a closure differs by release (wasm-bindgen ``src/closure.rs``): up to
0.2.104 Rust does, unless the closure is running or was given away; from 0.2.105 on always the
host. Freed by the wrong side it would be freed twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from runtime.adapters.cache import AdapterCache
from runtime.adapters.entries import closure_signature, return_words
from runtime.adapters.programs import effect_program
from runtime.adapters.support import as_signed
from runtime.bindgen.descriptor import Closure
from runtime.bindgen.spelling import rust_name
from runtime.bindgen.versions import AbiProfile
from runtime.core.closures import (
    ClosureState,
    ClosureTable,
    Event,
    ProgramClosure,
    ProgramState,
    Status,
    state_of,
)
from runtime.engine.helpers import closure_entry
from runtime.engine.interface import Signature
from runtime.errors import InternalError, InvalidValue
from runtime.instance.batches import Batch, Batches
from runtime.instance.environment import Environment

if TYPE_CHECKING:
    from runtime.origins import Trace

_MASK = 0xFFFF_FFFF

A_CLOSURE = "a closure"
"""What a Drop of closures is said to be of."""

# Bound once: a member of an Enum takes CPython 3.10 longer to look up than a call to make.
_DROP, _DROPPED = Event.DROP, Status.DROPPED
_GONE = (_DROPPED, Status.CLOSED)

Entry = Callable[[str], Callable[..., Any]]


class HeapClosures:
    """The heap closures of one instance.

    Args:
        env: the instance's environment.
        table: where they are watched over.
        cache: compiled adapters of the module.
        profile: the guest's release.
        batches: its calls for whole buffers.
        trace: asked where each closure is made, of a guest that is debugged.

    Attributes:
        batches: the same.

    """

    def __init__(
        self,
        env: Environment,
        table: ClosureTable,
        cache: AdapterCache,
        profile: AbiProfile,
        batches: Batches,
        trace: Trace | None = None,
    ) -> None:
        self._trace = trace
        self.batches = batches
        self._env = env
        self._table = table
        self._cache = cache
        self._profile = profile
        self._trampoline: Entry | None = None
        self._destroy_export: Callable[[int, int], Any] | None = None
        self._destroy_by_index: Callable[[int, int], Any] | None = None
        env.after_last_return = self._after_last_return
        if table.programs is not None:
            table.programs.attach(self._drop_for_sink, self._drop_for_rust)

    @property
    def droppers(self) -> tuple[Callable[[object], bool], Callable[[object], None]]:
        """What serves ``__wbindgen_cb_drop``, and ``_wbg_cb_unref`` where no sink does."""
        programs = self._table.programs
        return self._drop_for_rust if programs is None else programs.drop_for_rust, self._unref

    @property
    def drop_for_sink(self) -> Callable[[object], int]:
        """What drops a closure that the sink is to destroy: returns its box, or 0."""
        programs = self._table.programs
        return self._drop_for_sink if programs is None else programs.drop_for_sink

    def attach(self, trampoline: Entry, destroy: Callable[[int, int], Any] | None) -> None:
        """Take what exists only once the guest is instantiated.

        Args:
            trampoline: finds a trampoline by name.
            destroy: the export that destroys closures, where the release has one.

        """
        self._trampoline = trampoline
        self._destroy_export = destroy
        programs = self._table.programs
        if programs is not None and destroy is not None and not self._env.observer.observes:
            programs.destroy_by(effect_program(self._env, "destructor of closures", destroy))

    def detach(self) -> None:
        """Let go of the engine's objects: the guest is closed."""
        self._trampoline = self._destroy_export = self._destroy_by_index = None
        if self._table.programs is not None:
            self._table.programs.destroy_by(None)

    def _entry(self, name: str) -> Callable[..., Any]:
        if self._trampoline is None:
            raise InternalError("a closure was met before the guest was instantiated")
        return self._trampoline(name)

    def maker(self, closure: Closure) -> Callable[[int, int], object]:
        """Return ``make(a, b)``, which makes the Python callable of a closure of that type."""
        function = closure.function
        signature = closure_signature(function, self._profile)
        enter = self._entry(closure_entry(signature, return_words(function.ret, self._profile)))
        enter = self._env.watched(enter, f"the closure `{rust_name(closure)}`")
        batch = self.batches.of(function, signature)
        made = self._program_maker(closure, enter, batch)
        return self._plain_maker(closure, enter, batch) if made is None else made

    def _plain_maker(
        self, closure: Closure, enter: Callable[..., Any], batch: Batch | None
    ) -> Callable[[int, int], object]:
        function, table, name = closure.function, self._table, rust_name(closure)
        mutable, owned, destructor = closure.mutable, closure.owned, closure.destructor
        bound = self._cache.heap_closure(function, mutable)(self._env, enter, batch)
        bound = self._env.observer.heap_closures(bound, mutable)
        new_state: Callable[[int, int, bool, bool, int | None, str], ClosureState] = ClosureState
        if self._trace is not None:
            from runtime.core.traced import traced_states  # of a guest that is debugged

            new_state = traced_states(self._trace)

        def make(a: int, b: int) -> object:
            packed = a & _MASK | b << 32
            state = new_state(table.next_number(), packed, mutable, owned, destructor, name)
            made = bound(state)
            made.wasmloop_state = state
            table.register(made, state)
            return made

        return make

    def _program_maker(
        self, closure: Closure, enter: Callable[..., Any], batch: Batch | None
    ) -> Callable[[int, int], object] | None:
        """Return ``make(a, b)`` of closures that have a program, None where those have none."""
        table = self._table
        if self._trace is not None or table.programs is None or self._env.observer.observes:
            return None
        bind = self._cache.heap_closure_program(closure.function, closure.mutable)
        if bind is None:
            return None
        about = (closure.mutable, closure.owned, closure.destructor, rust_name(closure))

        def note_collected(number: int, packed: int) -> None:
            table.note_collected(ClosureState(number, packed, *about))

        def state_of(made: ProgramClosure) -> ClosureState:
            return ProgramState(made, *about)

        watch = (closure.owned, table.programs, note_collected, state_of)
        make: Callable[[int, int], object] = bind(self._env, enter, batch, watch)
        return make

    @staticmethod
    def state_of(function: object) -> ClosureState:
        """Return the state behind a heap closure's Python callable.

        Raises:
            InvalidValue: it is none.

        """
        state = state_of(function)
        if state is None:
            raise InvalidValue(f"the guest dropped {function!r} as a closure, which it is not")
        return state

    def _drop_for_rust(self, function: object) -> bool:
        """Drop a closure whose box Rust owns; return whether Rust must free it (``cb_drop``)."""
        state = self.state_of(function)
        if state.status in _GONE:
            return False
        self._note_drop(state)
        if state.advance(_DROP) is _DROPPED:
            self._table.forget(state)
            return True
        return False  # it runs: the host destroys it when the call ends

    def _unref(self, function: object) -> None:
        """Drop a closure whose box the host owns (``_wbg_cb_unref``), and destroy it."""
        state = self._drop(function)
        if state is not None:
            self._destroy(state)

    def _drop_for_sink(self, function: object) -> int:
        """Drop such a closure; return ``a`` and ``b`` if the sink is to destroy it, 0 if not."""
        state = self._drop(function)
        if state is None or not self._has_box(state):
            return 0
        if self._env.observer.observes:
            self._destroy(state)
            return 0
        return state.packed

    def _drop(self, function: object) -> ClosureState | None:
        """Drop a closure whose box the host owns; return it if that was its end."""
        state = self.state_of(function)
        if state.status in _GONE:
            return None
        self._note_drop(state)
        if state.advance(_DROP) is not _DROPPED:
            return None  # it runs: its end is that of the call
        self._table.forget(state)
        return state

    def _note_drop(self, state: ClosureState) -> None:
        if self._trace is not None:
            from runtime.core.traced import note_drop  # of a guest that is debugged

            note_drop(state, self._trace)

    def _after_last_return(self, state: ClosureState) -> None:
        if state.advance(Event.LAST_RETURN) is Status.DROPPED:
            self._table.forget(state)
            self._destroy(state)

    def run_destructors(self) -> None:
        """Destroy the closures that nobody can call any more. Only at a safe point."""
        while self._table.unreachable:
            state = self._table.unreachable.popleft()
            if state.status is Status.LIVE:
                state.advance(Event.DROP)
                self._destroy(state)

    def _has_box(self, state: ClosureState) -> bool:
        return state.owned and self._env.gate.shut is None

    def _destroy(self, state: ClosureState) -> None:
        if not self._has_box(state):
            return
        enter = self._env.enter
        if self._destroy_export is not None:
            enter(self._destroy_export, as_signed(state.packed & _MASK, 32), state.packed >> 32)
        elif state.destructor is not None:
            if self._destroy_by_index is None:
                name = closure_entry(Signature(("i32", "i32"), None), 0)
                self._destroy_by_index = self._env.observer.destructor(self._entry(name), A_CLOSURE)
            enter(self._destroy_by_index, state.packed, state.destructor)
