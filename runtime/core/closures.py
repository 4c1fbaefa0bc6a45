"""The life of a heap closure, and the words for closures that cannot be called.

A heap closure is the pair ``(a, b)`` of a Rust ``dyn Fn`` fat pointer together with who frees the
box behind it. The count that wasm-bindgen's glue keeps (``makeMutClosure`` in
``cli-support/src/js/mod.rs``) is here the status: calls nest, so the
one that set it to running is the last to return.
"""

from __future__ import annotations

import enum
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol

from runtime.errors import ClosureDropped, ClosureError, ClosureRunning, InstanceClosed, ScopeEnded

if TYPE_CHECKING:
    from runtime.origins import Origin

UPSTREAM_TEXT: Final = "closure invoked recursively or after being dropped"
"""What wasm-bindgen's own shims say; kept inside our messages so that searches find it."""


class Status(enum.Enum):
    """Where a heap closure stands."""

    LIVE = "live"
    RUNNING = "running"
    DROPPING = "dropping"
    DROPPED = "dropped"
    CLOSED = "closed"

    # By identity, as Enum compares: the default hashes the name at every transition.
    __hash__ = object.__hash__


# A member looked up on the enum costs 0.1 microseconds on Python 3.10.
_LIVE: Final = Status.LIVE


class Event(enum.Enum):
    """What happens to a heap closure."""

    CALL = "call"
    LAST_RETURN = "last return"
    DROP = "drop"
    CLOSE = "close"

    __hash__ = object.__hash__


TRANSITIONS: Final[Mapping[tuple[Status, Event], Status]] = MappingProxyType(
    {
        (Status.LIVE, Event.CALL): Status.RUNNING,
        (Status.LIVE, Event.DROP): Status.DROPPED,
        (Status.LIVE, Event.CLOSE): Status.CLOSED,
        (Status.RUNNING, Event.CALL): Status.RUNNING,  # Fn only: FnMut is refused before
        (Status.RUNNING, Event.LAST_RETURN): Status.LIVE,
        (Status.RUNNING, Event.DROP): Status.DROPPING,
        (Status.RUNNING, Event.CLOSE): Status.CLOSED,
        (Status.DROPPING, Event.LAST_RETURN): Status.DROPPED,
        (Status.DROPPING, Event.DROP): Status.DROPPING,
        (Status.DROPPING, Event.CLOSE): Status.CLOSED,
        (Status.DROPPED, Event.DROP): Status.DROPPED,
        (Status.DROPPED, Event.CLOSE): Status.DROPPED,
        (Status.CLOSED, Event.LAST_RETURN): Status.CLOSED,
        (Status.CLOSED, Event.DROP): Status.CLOSED,
        (Status.CLOSED, Event.CLOSE): Status.CLOSED,
    }
)
"""What follows; a pair that is missing is refused (a call) or a fault of ours (the rest)."""


class ClosureState:
    """One heap closure.

    Args:
        number: its number in its instance: from 1, never given out again.
        packed: ``a`` in the low, ``b`` in the high 32 bits, as a signed ``i64``.
        mutable: it is an ``FnMut``, which must not be called while it runs.
        owned: a box stands behind it that somebody must free (false: it is borrowed).
        destructor: table index of its destructor, or None where an export destroys.
        rust_name: its type as Rust writes it.

    Attributes:
        status: where it stands.
        origin: where it was made, of a guest that is debugged.
        dropped: where Rust dropped it, of such a guest.

    """

    __slots__ = (
        "destructor",
        "mutable",
        "number",
        "owned",
        "packed",
        "rust_name",
        "status",
    )
    origin: Origin | None = None
    dropped: Origin | None = None

    def __init__(
        self,
        number: int,
        packed: int,
        mutable: bool,
        owned: bool,
        destructor: int | None,
        rust_name: str,
    ) -> None:
        self.number = number
        self.packed = packed
        self.mutable = mutable
        self.owned = owned
        self.destructor = destructor
        self.rust_name = rust_name
        self.status = _LIVE

    def advance(self, event: Event) -> Status:
        """Move by the transition table and return the new status."""
        self.status = TRANSITIONS[self.status, event]
        return self.status

    @property
    def what(self) -> str:
        """Which closure it is, for people."""
        return f"heap closure #{self.number} `{self.rust_name}`"

    def refusal(self) -> ClosureError:
        """Return the error for calling it as it stands."""
        what = self.what
        if self.status is Status.CLOSED:
            return InstanceClosed(
                f"{what} was called after its guest was closed or had trapped; call it inside the "
                f"`async with` block that opened the guest ({UPSTREAM_TEXT}){self.history()}"
            )
        if self.status is Status.DROPPED:
            return ClosureDropped(
                f"{what} was called after Rust had dropped it; keep its Closure alive in Rust for "
                f"as long as the host may call it, or hand it over by value ({UPSTREAM_TEXT})"
                f"{self.history()}"
            )
        return ClosureRunning(
            f"{what} was called while it runs, and FnMut allows no recursion; call it after it has "
            f"returned (from a microtask, say), or make it an Fn ({UPSTREAM_TEXT}){self.history()}"
        )

    def history(self) -> str:
        """Return where it was made and dropped, as far as somebody took note."""
        known = (("made", self.origin), ("dropped", self.dropped))
        return "".join(
            f"\n  {verb} {line}"
            for verb, origin in known
            if origin is not None
            for line in origin.lines()
        )


class ProgramClosure(Protocol):
    """A heap closure that has a program: its own function, and the keeper of its state.

    Attributes:
        number: as of `ClosureState`.
        packed: likewise.
        status: the place of its status in `Status`.

    """

    status: int

    @property
    def number(self) -> int: ...  # noqa: D102 # said above
    @property
    def packed(self) -> int: ...  # noqa: D102 # said above

    def forget(self) -> None:
        """Stop watching over it."""
        ...


class ProgramState(ClosureState):
    """The state of a closure that has a program, which keeps what changes of it.

    Args:
        closure: the closure.
        mutable: as of `ClosureState`, as the rest.
        owned: likewise.
        destructor: likewise.
        rust_name: likewise.

    Attributes:
        closure: the same.

    """

    __slots__ = ("closure",)

    def __init__(
        self,
        closure: ProgramClosure,
        mutable: bool,
        owned: bool,
        destructor: int | None,
        rust_name: str,
    ) -> None:
        self.closure = closure
        self.number = closure.number
        self.packed = closure.packed
        self.mutable = mutable
        self.owned = owned
        self.destructor = destructor
        self.rust_name = rust_name

    @property
    def status(self) -> Status:
        """Where it stands."""
        return _STATUSES[self.closure.status]

    @status.setter
    def status(self, status: Status) -> None:
        self.closure.status = _STATUSES.index(status)


_STATUSES: Final = tuple(Status)


def state_of(function: object) -> ClosureState | None:
    """Return the state behind a heap closure's Python function, None of anything else."""
    state = getattr(function, "wasmloop_state", None)
    return state if isinstance(state, ClosureState) else None


class ClosureRef(weakref.ref[Any]):
    """A weak reference to the Python function of a heap closure, that knows its state."""

    __slots__ = ("state",)
    state: ClosureState


class ProgramClosures(Protocol):
    """The heap closures of one instance that have programs.

    Attributes:
        made: how many numbers were given.

    """

    @property
    def made(self) -> int: ...  # noqa: D102 # said above

    def next_number(self) -> int:
        """Return the number of the next closure, with a program or without."""
        ...

    def live(self) -> list[Any]:
        """Return those neither dropped nor collected, oldest first."""
        ...

    def end_all(self) -> None:
        """Mark every one as closed."""
        ...

    def attach(
        self, drop_for_sink: Callable[[Any], int], drop_for_rust: Callable[[Any], bool], /
    ) -> None:
        """Take what serves the same where what is dropped has no program."""
        ...

    def destroy_by(self, program: Any, /) -> None:
        """Have a program destroy closures whose box the host owns; None: no longer."""
        ...

    def drop_for_sink(self, closure: object, /) -> int:
        """Drop a closure whose box the host owns; return what the sink must free, 0 for nothing.

        That is ``a`` in the low and ``b`` in the high 32 bits.
        """
        ...

    def drop_for_rust(self, closure: object, /) -> bool:
        """Drop a closure whose box Rust owns; return whether Rust must free it."""
        ...

    def __len__(self) -> int:
        """Return how many are neither dropped nor collected."""
        ...


class ClosureTable:
    """The heap closures of one instance.

    Args:
        collected: called, perhaps by the garbage collector and on any thread, when the last
            Python reference to a closure goes that Rust has given away; it must only take note.
        programs: those that have programs, which watch over themselves; None where there are none.

    Attributes:
        unreachable: closures whose destructor waits for a safe point.
        programs: the same.

    """

    __slots__ = ("_collected", "_live", "_made", "_on_collect", "programs", "unreachable")

    def __init__(
        self, collected: Callable[[], None], programs: ProgramClosures | None = None
    ) -> None:
        self._collected = collected
        self._live: dict[int, ClosureRef] = {}
        self._made = 0
        self.programs = programs
        self.unreachable: deque[ClosureState] = deque()
        self._on_collect = self._note

    @property
    def made(self) -> int:
        """How many were ever made."""
        return self._made if self.programs is None else self.programs.made

    def next_number(self) -> int:
        """Return the number of the next closure."""
        if self.programs is not None:
            return self.programs.next_number()
        self._made += 1
        return self._made

    def register(self, function: Any, state: ClosureState) -> None:
        """Watch over ``function``, the Python side of ``state``."""
        ref = ClosureRef(function, self._on_collect)
        ref.state = state
        self._live[state.number] = ref

    def forget(self, state: ClosureState) -> None:
        """Stop watching a closure: it was dropped."""
        if isinstance(state, ProgramState):
            state.closure.forget()
        else:
            self._live.pop(state.number, None)

    def _note(self, ref: ClosureRef) -> None:
        # Inside the collector, or inside another wasm call: nothing may run here.
        if self._live.pop(ref.state.number, None) is not None:
            self.note_collected(ref.state)

    def note_collected(self, state: ClosureState) -> None:
        """Note that nobody can call a closure any more that Rust has not dropped."""
        self.unreachable.append(state)
        self._collected()

    def end_all(self) -> None:
        """Mark every closure as closed: the instance is poisoned or closed."""
        for ref in list(self._live.values()):
            ref.state.advance(Event.CLOSE)
        self._live.clear()
        if self.programs is not None:
            self.programs.end_all()
        self.unreachable.clear()

    def live(self) -> list[tuple[ClosureState, Any]]:
        """Return those neither dropped nor collected, oldest first, and their functions."""
        pairs = [(ref.state, ref()) for ref in list(self._live.values())]
        found = [(state, function) for state, function in pairs if function is not None]
        if self.programs is not None:
            found += [(each.wasmloop_state, each) for each in self.programs.live()]
            found.sort(key=lambda pair: pair[0].number)
        return found

    def __len__(self) -> int:
        """Return how many are neither dropped nor collected."""
        return len(self._live) + (0 if self.programs is None else len(self.programs))


def outlived(error: Exception, callback: object, timer: str) -> Exception:
    """Return what to report of a timer's callback: that the timer outlived its closure, if so.

    Args:
        error: what the callback raised.
        callback: what the timer called.
        timer: the timer, for people.

    """
    state = state_of(callback)
    if state is None or state.status is not Status.DROPPED or not isinstance(error, ClosureDropped):
        return error
    told = ClosureDropped(
        f"{timer} outlived its closure: heap closure #{state.number} `{state.rust_name}` was "
        "dropped by Rust while the timer was active; clear the timer before the Closure is "
        "dropped (in the Drop of what holds both, as gloo-timers does), or keep the Closure for as "
        f"long as the timer ({UPSTREAM_TEXT}){state.history()}"
    )
    told.__cause__ = error
    return told


def scope_ended(number: int, rust_name: str, origin: str) -> ScopeEnded:
    """Return the error for calling a stack closure after its imported call."""
    return ScopeEnded(
        f"stack closure `{rust_name}` (scope epoch {number}) was called after the imported call "
        f"{origin!r} that got it had returned; call it before returning, or let Rust pass a "
        f"Closure, which lives until Rust drops it ({UPSTREAM_TEXT})"
    )


def stack_closure_running(rust_name: str, origin: str) -> ClosureRunning:
    """Return the error for recursion into a stack ``FnMut``."""
    return ClosureRunning(
        f"stack closure `{rust_name}` given to {origin!r} was called while it runs, and FnMut "
        f"allows no recursion; call it after it has returned, or make it an Fn ({UPSTREAM_TEXT})"
    )
