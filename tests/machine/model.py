"""The guest `machine` in Python: what each of its actions does, and what is left of it."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.machine.loop_model import Future, LoopModel, Promise, Tasks, Thrown, Trapped

CLOSURES: Final = 3
TIMERS: Final = 2
PROMISES: Final = 3
ITEMS: Final = 2
PROGRAMS: Final = 4
MILLIS: Final = (0, 1, 2, 5, 10, 50)

SHARED, MUTABLE, ONCE, GIVEN_SHARED, GIVEN_MUTABLE, GIVEN_ONCE = range(6)

QUEUE_HANDLES: Final = 4
"""What wasm-bindgen-futures keeps from the first task on: its promise and closure, the global."""

Action = tuple[int, int, int, int]
Program = tuple[Action, ...]


class Function:
    """The JavaScript function of a closure: the closure may go when this goes."""

    def __init__(self, closure: HeapClosure) -> None:
        self.closure = closure


@dataclass
class HeapClosure:
    """A heap closure, without anything that refers to its function."""

    serial: int
    kind: int
    program: Program
    status: str = "live"
    taken: bool = False

    @property
    def once(self) -> bool:
        """Whether it can be called but once."""
        return self.kind in (ONCE, GIVEN_ONCE)

    @property
    def given(self) -> bool:
        """Whether it goes with its function: Rust holds nothing of it."""
        return self.kind in (GIVEN_SHARED, GIVEN_MUTABLE)


@dataclass
class Deferred:
    """A promise in a slot."""

    promise: Promise


@dataclass
class Model:
    """One guest.

    Attributes:
        log: what is recorded.
        unhandled: rejections that are reported.
        answers: what the application has been asked, oldest first.
        kept: functions that the application keeps, by place.
        alive: heap closures of this machine's own that are not gone.
        unreachable: serials of those that go at the next safe point, or when Python collects.
        poisoned: it has trapped.

    """

    log: list[str] = field(default_factory=list)
    unhandled: list[str] = field(default_factory=list)
    answers: list[Promise] = field(default_factory=list)
    kept: dict[int, Function] = field(default_factory=dict)
    alive: dict[int, HeapClosure] = field(default_factory=dict)
    unreachable: set[int] = field(default_factory=set)
    poisoned: bool = False

    def __post_init__(self) -> None:
        self.loop = LoopModel(
            self.call,
            lambda what: self.log.append(f"reported {what}"),
            lambda what: self.unhandled.append(str(what)),
        )
        self.tasks = Tasks(self.loop)
        self.programs: list[Program] = [()] * PROGRAMS
        self.slots: list[Function | None] = [None] * CLOSURES
        self.ids = [0] * TIMERS
        self.promises: list[Deferred | None] = [None] * PROMISES
        self.items: list[int | None] = [None] * ITEMS
        self.objects: set[int] = set()
        self.waits = 0
        self._serial = 0
        self._fuel = 0
        self._leaked: list[Function] = []
        self._watched: dict[int, weakref.ref[Function]] = {}

    # --- what is counted ------------------------------------------------------------------------

    @property
    def closures(self) -> int:
        """How many heap closures there are."""
        return len(self.alive) + self.tasks.used + 2 * self.tasks.pending

    @property
    def handles(self) -> int:
        """How many values Rust holds."""
        slots = sum(function is not None for function in self.slots)
        own = sum(closure.kind == GIVEN_ONCE for closure in self.alive.values())
        promises = 3 * sum(deferred is not None for deferred in self.promises)
        queue = QUEUE_HANDLES if self.tasks.used else 0
        waiting = 2 * self.tasks.pending + 2 * self.waits
        return slots + own + promises + queue + waiting + len(self._leaked)

    # --- from outside ---------------------------------------------------------------------------

    def refuel(self, actions: int) -> None:
        """Allow so many actions."""
        self._fuel = actions

    def next_serial(self) -> int:
        """Return the number of what is made next."""
        self._serial += 1
        return self._serial

    def run(self, program: Sequence[Action]) -> None:
        """Do a list of actions."""
        for action, a, b, c in program:
            if self._fuel:
                self._fuel -= 1
                _ACTIONS[action](self, a, b, c)

    def call(self, function: Function) -> None:
        """Call the function of a closure."""
        closure = function.closure
        if closure.status == "dropped":
            raise Thrown("ClosureDropped")
        first = closure.status == "live"
        nested = closure.status == "running" and closure.kind in (SHARED, GIVEN_SHARED)
        if not first and not nested:
            raise Thrown("ClosureRunning")
        closure.status = "running" if first else closure.status
        try:
            self._body(closure)
        finally:
            if first and closure.status == "running":
                closure.status = "live"
            elif first:
                self._end(closure)

    def _body(self, closure: HeapClosure) -> None:
        if closure.once:
            if closure.taken:
                raise Thrown("JsError: FnOnce called more than once")
            closure.taken = True
        self.log.append(f"enter {closure.serial}")
        self.run(closure.program)
        self.log.append(f"leave {closure.serial}")
        if closure.once:
            self.log.append(f"free {closure.serial}")
        if closure.kind == GIVEN_ONCE:
            closure.status = "dropping"

    def _drop(self, closure: HeapClosure) -> None:
        """Drop the Closure in Rust."""
        if closure.status == "running":
            closure.status = "dropping"
        elif closure.status == "live":
            self._end(closure)

    def _end(self, closure: HeapClosure) -> None:
        closure.status = "dropped"
        del self.alive[closure.serial]
        if not closure.taken and not self.poisoned:
            self.log.append(f"free {closure.serial}")

    def freed(self, serial: int) -> None:
        """Take note that a given closure is gone, which must not be before nobody can call it."""
        assert serial in self.unreachable, f"{serial} was freed while it could be called"
        self.unreachable.remove(serial)
        self.alive.pop(serial).status = "dropped"

    def wait(self, slot: int) -> Promise:
        """Export ``wait``: return the promise that the application gets."""
        given = Promise(self.loop)
        given.owed = True
        self.waits += 1

        def future() -> Future:
            # Whoever awaits a promise does not keep it.
            there = self.promises[slot % PROMISES]
            awaited = [] if there is None else [there.promise]
            del there
            state, result = "fulfilled", 1000
            if awaited:
                state, result = yield awaited.pop()
            self.waits -= 1
            given.settle(state, result)

        self.tasks.spawn(future())
        return given

    def take_item(self, slot: int) -> int | None:
        """Move an item out of Rust."""
        taken, self.items[slot % ITEMS] = self.items[slot % ITEMS], None
        return taken

    def give_item(self, slot: int, serial: int) -> None:
        """Move an item into Rust."""
        old = self.take_item(slot)
        self.items[slot % ITEMS] = serial
        if old is not None:
            self.log.append(f"drop {old}")

    # --- actions --------------------------------------------------------------------------------

    def _mark(self, a: int, b: int, c: int) -> None:
        self.log.append(f"mark {a}")

    def _make(self, a: int, b: int, c: int) -> None:
        closure = HeapClosure(self.next_serial(), b % 6, self.programs[c % PROGRAMS])
        self.alive[closure.serial] = closure
        function = Function(closure)
        if closure.given:
            self._watch(function)
        self._replace(a, function)

    def _watch(self, function: Function) -> None:
        serial = function.closure.serial

        def gone(_: weakref.ref[Function]) -> None:
            del self._watched[serial]
            self.unreachable.add(serial)

        self._watched[serial] = weakref.ref(function, gone)

    def _replace(self, slot: int, function: Function | None) -> Function | None:
        old, self.slots[slot % CLOSURES] = self.slots[slot % CLOSURES], function
        if old is not None and old.closure.kind in (SHARED, MUTABLE, ONCE):
            self._drop(old.closure)
        return old

    def _drop_slot(self, a: int, b: int, c: int) -> None:
        self._replace(a, None)

    def _forget(self, a: int, b: int, c: int) -> None:
        forgotten, self.slots[a % CLOSURES] = self.slots[a % CLOSURES], None
        if forgotten is not None:
            self._leaked.append(forgotten)

    def _call(self, a: int, b: int, c: int) -> None:
        function = self.slots[a % CLOSURES]
        if function is None:
            return
        try:
            self.call(function)
        except BaseException:
            self._leaked.append(function)  # nothing unwinds Rust's frames
            raise

    def _try_call(self, a: int, b: int, c: int) -> None:
        function = self.slots[a % CLOSURES]
        if function is None:
            return
        try:
            self.call(function)
        except Thrown as thrown:
            self.log.append(f"caught {thrown.what}")
        else:
            self.log.append("returned")

    def _timeout(self, a: int, b: int, c: int) -> None:
        self._set_timer(a, b, c, False)

    def _interval(self, a: int, b: int, c: int) -> None:
        self._set_timer(a, b, c, True)

    def _set_timer(self, timer: int, slot: int, millis: int, repeat: bool) -> None:
        function = self.slots[slot % CLOSURES]
        if function is not None:
            delay = MILLIS[millis % len(MILLIS)]
            self.ids[timer % TIMERS] = self.loop.set_timer(function, delay, repeat)

    def _clear(self, a: int, b: int, c: int) -> None:
        self.loop.timers.pop(self.ids[a % TIMERS], None)

    def _microtask(self, a: int, b: int, c: int) -> None:
        function = self.slots[a % CLOSURES]
        if function is not None:
            self.loop.microtasks.append(_calling(self, function))

    def _fail(self, a: int, b: int, c: int) -> None:
        raise Thrown(f"HostFailure: {a}")

    def _throw(self, a: int, b: int, c: int) -> None:
        raise Thrown("JsError: thrown")

    def _new_promise(self, a: int, b: int, c: int) -> None:
        self.promises[a % PROMISES] = Deferred(Promise(self.loop))

    def _resolve(self, a: int, b: int, c: int) -> None:
        if (deferred := self.promises[a % PROMISES]) is not None:
            deferred.promise.resolve(b)

    def _reject(self, a: int, b: int, c: int) -> None:
        if (deferred := self.promises[a % PROMISES]) is not None:
            deferred.promise.reject(b)

    def _adopt(self, a: int, b: int, c: int) -> None:
        deferred, other = self.promises[a % PROMISES], self.promises[b % PROMISES]
        if deferred is not None and other is not None:
            deferred.promise.resolve(other.promise)

    def _then(self, a: int, b: int, c: int) -> None:
        deferred, function = self.promises[a % PROMISES], self.slots[b % CLOSURES]
        if deferred is not None and function is not None:
            job = _calling(self, function)
            fulfilled = None if c % 3 == 1 else lambda _: job()
            rejected = None if c % 3 == 0 else lambda _: job()
            deferred.promise.react(fulfilled, rejected, Promise(self.loop))

    def _spawn_await(self, a: int, b: int, c: int) -> None:
        if (deferred := self.promises[a % PROMISES]) is not None:
            self.tasks.spawn(self._awaiting(deferred.promise, b))

    def _spawn_asking(self, a: int, b: int, c: int) -> None:
        self.tasks.spawn(self._awaiting(None, a))

    def _awaiting(self, promise: Promise | None, slot: int) -> Future:
        if promise is None:
            promise = Promise(self.loop)
            self.answers.append(promise)
        awaited = [promise]
        del promise  # whoever awaits a promise does not keep it
        state, result = yield awaited.pop()
        self.log.append(f"{state} {result}")
        self._try_call(slot, 0, 0)

    def _keep(self, a: int, b: int, c: int) -> None:
        function = self.slots[a % CLOSURES]
        if function is not None:
            self.kept[a] = function

    def _call_kept(self, a: int, b: int, c: int) -> None:
        function = self.kept.get(a)
        if function is None:
            return
        try:
            self.call(function)
        except Thrown as thrown:
            self.log.append(f"python caught {thrown.what}")

    def _make_item(self, a: int, b: int, c: int) -> None:
        self.give_item(a, self.next_serial())

    def _drop_item(self, a: int, b: int, c: int) -> None:
        taken = self.take_item(a)
        if taken is not None:
            self.log.append(f"drop {taken}")

    def _trap(self, a: int, b: int, c: int) -> None:
        self.poisoned = True
        self.loop.clear()
        raise Trapped


def _calling(model: Model, function: Function) -> Any:
    return lambda: model.call(function)


_ACTIONS: Final = (
    Model._mark,
    Model._make,
    Model._drop_slot,
    Model._call,
    Model._try_call,
    Model._timeout,
    Model._interval,
    Model._clear,
    Model._microtask,
    Model._fail,
    Model._throw,
    Model._new_promise,
    Model._resolve,
    Model._reject,
    Model._adopt,
    Model._then,
    Model._spawn_await,
    Model._spawn_asking,
    Model._keep,
    Model._forget,
    Model._make_item,
    Model._drop_item,
    Model._call_kept,
    Model._trap,
)
"""By their numbers in the guest (``src/actions.rs``)."""

TRAP: Final = _ACTIONS.index(Model._trap)
