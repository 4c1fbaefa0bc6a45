"""What a guest leaves behind: looked at when it is closed, after every Drop that there is has run.

It costs nothing unless a guest is debugged, or somebody watches (`watching`, which the fixture
``no_guest_leaks`` uses).

Not counted is what a guest keeps for good by design: values of the host's own global scope (Rust
caches ``window``), the queue of wasm-bindgen-futures, and, where that was noted, whatever was made
while Rust initialized a static.
"""

from __future__ import annotations

import gc
import reprlib
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Final, Literal, Protocol

from runtime.core.closures import ClosureState, state_of
from runtime.core.gate import Gate
from runtime.core.promise import Promise, State, is_pending
from runtime.core.timer_order import timer_text
from runtime.core.watched_timers import LeftTimer, WatchedTimerQueue
from runtime.instance.running import Held
from runtime.origins import Origin, PythonLine, Tracer, python_lines
from runtime.records import record

Kind = Literal["closure", "handle", "promise", "scope", "timer"]

MOST_OF_A_KIND: Final = 10
"""So many leaks of one kind are shown, the rest is counted."""

STATICS_OF_THE_GLOBAL_OBJECT: Final = 8
"""So many handles of the global object are no leak: js-sys and others keep it under each name."""

_GLOBAL_OBJECTS: Final = ("globalThis", "self", "window", "global")

REMEDY: Final = (
    "drop in Rust what holds them (Closure::forget and mem::forget never do), clear timers, free() "
    "exported structs, let promises settle: `await guest.idle()` waits for what will end by itself"
)

TRACE_HINT: Final = "open it with debug=True, or run python -X dev, to be told where each was made"


@record(frozen=True)
class Leak:
    """One thing that a guest left.

    Attributes:
        kind: what kind of thing.
        what: which one, for people.
        origin: where it was made, if that was noted.

    """

    kind: Kind
    what: str
    origin: Origin | None = None

    def lines(self) -> Iterator[str]:
        """Say it in a few lines."""
        yield self.what
        if self.origin is not None:
            yield from (f"  {line}" for line in self.origin.lines())


@record(frozen=True)
class LeakReport:
    """What a guest left; true if there is anything.

    Attributes:
        guest: its name.
        leaks: the things, timers and closures first.

    """

    guest: str
    leaks: tuple[Leak, ...]

    def __bool__(self) -> bool:
        return bool(self.leaks)

    def without(self, *kinds: str) -> LeakReport:
        """Return the same without things of some kinds."""
        return LeakReport(self.guest, tuple(leak for leak in self.leaks if leak.kind not in kinds))

    def __str__(self) -> str:
        counts = Counter(leak.kind for leak in self.leaks)
        counted = [f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items()]
        lines = [f"the guest {self.guest} was closed with {_listed(counted)} alive:"]
        for kind, count in counts.items():
            shown = [leak for leak in self.leaks if leak.kind == kind][:MOST_OF_A_KIND]
            lines += [f"  {line}" for leak in shown for line in leak.lines()]
            if count > len(shown):
                lines.append(f"  ... and {count - len(shown)} {kind}s more")
        lines.append(f"What to do: {REMEDY}")
        if all(leak.origin is None for leak in self.leaks):
            lines.append(f"Where from: {TRACE_HINT}")
        return "\n".join(lines)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# --- finding them ------------------------------------------------------------------------------


def find_leaks(
    held: Held, timers: list[LeftTimer], coroutines: int, lasting: Mapping[int, int]
) -> tuple[Leak, ...]:
    """Return what a guest leaves.

    Args:
        held: what its instance holds.
        timers: those that were active when it was closed.
        coroutines: how many of Python's coroutines it still waited for.
        lasting: how many handles are no leak of values that outlive the guest, by identity.

    """
    handles = list(held.handles)
    by_closure: dict[int, list[int]] = {}
    for slot, value, _ in handles:
        state = state_of(value)
        if state is not None:
            by_closure.setdefault(state.number, []).append(slot)
    queue = _queue_of_futures(handles)
    called_by = {timer.closure.number: timer for timer in timers if timer.closure is not None}
    leaks = [Leak("timer", _timer_text(timer), timer.origin) for timer in timers]
    for state, _ in held.closures:
        slots = by_closure.get(state.number, [])
        if not (slots and set(slots) <= queue) and not _in_static(state.origin):
            text = _closure_text(state, slots, called_by.get(state.number))
            leaks.append(Leak("closure", text, state.origin))
    if coroutines:
        leaks.append(Leak("promise", f"{coroutines} coroutine(s) of Python's that it waited for"))
    spare = Counter(lasting)
    for slot, value, origin in handles:
        if slot in queue or state_of(value) is not None or _in_static(origin):
            continue
        if spare[id(value)] > 0:
            spare[id(value)] -= 1
            continue
        pending = is_pending(value)
        kind: Kind = "promise" if pending else "handle"
        what = "pending promise" if pending else _value_text(value)
        leaks.append(Leak(kind, f"{what}, held by Rust as handle {slot}", origin))
    if held.scopes:
        leaks.append(Leak("scope", f"{held.scopes} imported call(s) that had not returned"))
    return tuple(leaks)


def _in_static(origin: Origin | None) -> bool:
    return origin is not None and origin.in_static


def _queue_of_futures(handles: list[tuple[int, object, Origin | None]]) -> set[int]:
    """Return the slots of the queue that wasm-bindgen-futures keeps in a static.

    ``Queue::new`` makes a promise of undefined and then the closure that runs the tasks.
    """
    for (slot, value, _), (following, function, _) in pairwise(handles):
        state = state_of(function)
        if (
            isinstance(value, Promise)
            and value.state is State.FULFILLED
            and value.outcome is None
            and following - slot <= 2
            and state is not None
            and state.rust_name.startswith("Closure<dyn FnMut(JsValue)")
        ):
            return {slot, following}
    return set()


def _timer_text(timer: LeftTimer) -> str:
    what = timer_text(timer.id, timer.repeat, timer.delay_seconds)
    if timer.closure is None:
        return f"{what}, which calls a function of the host's"
    return f"{what}, which calls closure #{timer.closure.number} `{timer.closure.rust_name}`"


def _closure_text(state: ClosureState, slots: list[int], timer: LeftTimer | None) -> str:
    text = f"heap closure #{state.number} `{state.rust_name}`"
    if slots:
        return f"{text}, held by Rust as handle {', '.join(map(str, slots))}"
    if timer is not None:
        return f"{text}, which Rust gave away to timer {timer.id}"
    return f"{text}, which Rust gave away and Python still refers to"


_SHORT: Final = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60


def _is_primitive(value: object) -> bool:
    return value is None or isinstance(value, (bool, int, float, str, bytes))


def _value_text(value: object) -> str:
    if _is_primitive(value):
        return f"value {_SHORT.repr(value)}"
    kind = type(value)
    name = getattr(value, "__qualname__", "")
    return (
        f"value of Python type {kind.__module__}.{kind.__qualname__}{f' ({name})' if name else ''}"
    )


# --- who is told -------------------------------------------------------------------------------


class GuestLeakWarning(ResourceWarning):
    """A guest was closed while Rust held something."""


Told = Callable[[LeakReport], object]
"""Told of each guest that is closed, whether it leaves anything or not."""

# Like `sys.addaudithook`'s: for the whole process, whatever thread and context opens a guest.
_watchers: list[Told] = []


@contextmanager
def watching(told: Told) -> Iterator[None]:
    """Have every guest that is opened inside this block looked at when it is closed.

    Args:
        told: called at each closing, inside the block or after it.

    """
    _watchers.append(told)
    try:
        yield
    finally:
        _watchers.remove(told)


class Instance(Protocol):
    """What is asked of an instance; `runtime.instance.running.Instance` is one."""

    gate: Gate

    def held(self) -> Held:
        """Return what Rust holds."""
        ...

    def free_all(self, report: Callable[[BaseException], None]) -> None:
        """Run every destructor that waits."""
        ...


class LeakWatch:
    """Looks at one guest when it is closed or restarted; made by `watch_guest` when it is opened.

    Args:
        guest: its name.
        debug: take note of where things are made, and warn.
        told: told of what it leaves.

    Attributes:
        tracer: takes the notes, if it is to be debugged.
        timers: the timer queue for its loop.
        coroutines: how many of Python's coroutines it waited for when it was closed.

    """

    def __init__(self, guest: str, debug: bool, told: tuple[Told, ...]) -> None:
        self._guest = guest
        self._told = told
        self.tracer = Tracer() if debug else None
        self.timers = WatchedTimerQueue(self.tracer)
        self.coroutines = 0
        lines = python_lines() if debug else ()
        self._opened = lines[0] if lines else PythonLine("<unknown>", 1, "")
        self._report = LeakReport(guest, ())

    def look(
        self,
        instance: Instance,
        names: Mapping[str, object],
        report: Callable[[BaseException], None],
    ) -> None:
        """Find what the guest leaves: its loop is closed and its structs are freed.

        Args:
            instance: what ran.
            names: the host's global scope; a static may keep each of its values.
            report: told of exceptions of Drops that the collector brings about.

        """
        leaks: tuple[Leak, ...] = ()
        if instance.gate.shut is None:  # nobody can tell what a guest holds that has trapped
            leaks = self._find(instance, names)
        if leaks:
            # What only a ring of Python's kept alive is none.
            gc.collect()
            instance.free_all(report)
            leaks = self._find(instance, names)
        self._report = LeakReport(self._guest, leaks)
        self.timers.left.clear()
        if self.tracer is not None:
            self.tracer.detach()

    def _find(self, instance: Instance, names: Mapping[str, object]) -> tuple[Leak, ...]:
        lasting = {id(value): 1 for value in names.values() if not _is_primitive(value)}
        for name in _GLOBAL_OBJECTS:
            lasting[id(names.get(name, names))] = STATICS_OF_THE_GLOBAL_OBJECT
        timers = list(self.timers.left.values())
        return find_leaks(instance.held(), timers, self.coroutines, lasting)

    def conclude(self) -> None:
        """Tell who wants to know, and warn of a guest that is debugged.

        Raises:
            GuestLeakWarning: the application has made warnings errors.

        """
        for told in self._told:
            told(self._report)
        if self.tracer is not None and self._report:
            warning = GuestLeakWarning(str(self._report))
            opened = self._opened
            warnings.warn_explicit(warning, None, opened.path, opened.number)


def watch_guest(guest: str, debug: bool) -> LeakWatch | None:
    """Return what looks at a guest that is being opened; None if nobody wants to know.

    Args:
        guest: its name.
        debug: whether it is debugged.

    """
    told = tuple(_watchers)
    return LeakWatch(guest, debug, told) if debug or told else None
