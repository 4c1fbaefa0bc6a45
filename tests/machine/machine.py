"""The rules: what may be done to a guest, and what must hold after each step."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

import runtime
from runtime.errors import ClosureDropped, InstanceClosed, InstancePoisoned, ObjectFreed
from tests.machine.driver import Driver, HostFailure, numbers
from tests.machine.loop_model import Promise, Thrown, Trapped
from tests.machine.model import CLOSURES, ITEMS, PROGRAMS, PROMISES, TRAP, Action, Model, Program

FUEL: Final = 40
"""Actions in one step, so that closures that call each other come to an end."""

OLD: Final = 25
"""A guest does so many steps before it may end."""

Errors = tuple[type[Exception], ...]
CLOSED: Final[Errors] = (InstanceClosed, InstancePoisoned)
NAMES: Final = ("InstanceClosed", "StaleGeneration")
ENDED: Final[Errors] = (ClosureDropped,)

small = st.integers(0, 5)
# Calls and drops oftener than the rest: it is what they meet that makes the difference.
OFTEN: Final = (1, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 8, 11, 12, 13, 14, 15, 15, 15, 16, 22, 22)
CHOICES: Final = (*range(TRAP), *OFTEN)


def _action(number: int) -> Action:
    number, choice = divmod(number, len(CHOICES))
    return CHOICES[choice], number % 6, number // 6 % 6, number // 36


# One number for the four of an action: Hypothesis draws a long program in a fraction of the time.
actions = st.integers(0, len(CHOICES) * 6**3 - 1).map(_action)
programs = st.lists(actions, min_size=1, max_size=6).map(tuple)

FIRST: Final[Program] = (
    *((1, slot, slot, slot) for slot in range(CLOSURES)),
    *((11, slot, 0, 0) for slot in range(PROMISES)),
)
"""What a guest does first: slots that are empty would let most actions do nothing."""


@dataclass
class Wait:
    """The application awaits the guest; ``task`` is None once it was cancelled."""

    promise: Promise
    task: asyncio.Task[None] | None
    told: list[str]


class Machine(RuleBasedStateMachine):
    """A guest, and the model of it.

    Attributes:
        module: what the guests are made of; set by a subclass.
        steps: how many steps all machines of the class have done.

    """

    module: ClassVar[runtime.Module]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        gc.disable()  # it would choose its own moment, between a step and what is compared
        self.driver = Driver(self.module)
        self.stale: list[tuple[Callable[..., object], Errors]] = []
        self.programs: list[Program] = [()] * PROGRAMS
        self._open()

    def _open(self) -> None:
        self.driver.open()
        self.model = Model()
        self._begin()

    def _begin(self) -> None:
        for slot, program in enumerate(self.programs):
            self._define(slot, program)
        self.items: list[Any] = [None] * ITEMS
        self.waits: list[Wait] = []
        self.age = 0
        self.run(FIRST)

    def teardown(self) -> None:
        self.driver.end()
        self.stale.clear()
        gc.enable()
        # What Hypothesis remembers of each example would be looked at by each `collect`.
        gc.collect()
        gc.freeze()

    # --- comparing ------------------------------------------------------------------------------

    def _step(self, act: Callable[[], object], modelled: Callable[[], object]) -> None:
        """Do something to the guest and to the model; both then settle, and are compared."""
        self._refuel()
        self.driver.step(act)
        model = self.model
        try:
            try:
                modelled()
            except Thrown as thrown:
                model.log.append(f"raised {thrown.what}")
        except Trapped:
            model.log.append("raised GuestTrap")
        self._settle(model.loop.settle)

    def _refuel(self) -> None:
        self.driver.guest.exports.refuel(FUEL)
        self.model.refuel(FUEL)

    def _settle(self, settle: Callable[[], None]) -> None:
        if not self.model.poisoned:
            try:
                settle()
            except Trapped:
                self.model.log.append("reported GuestTrap")
        self._compare()

    def _compare(self) -> None:
        type(self).steps += 1
        self.age += 1
        driver, model = self.driver, self.model
        log = driver.log
        given = {f"free {serial}": serial for serial, one in model.alive.items() if one.given}
        freed = [line for line in log if line in given]
        for line in freed:
            model.freed(given[line])
        _same("log", [line for line in log if line not in given], model.log)
        log.clear()
        model.log.clear()
        if model.poisoned:
            self._after_trap()
            return
        self._compare_waits()
        _same("unhandled rejections", sorted(driver.unhandled), sorted(model.unhandled))
        driver.unhandled.clear()
        model.unhandled.clear()
        _same("kept", driver.kept.keys(), model.kept.keys())
        stats = driver.guest.stats()
        _same("closures", stats.closures, model.closures)
        _same("handles", stats.handles, model.handles)
        _same("timers", stats.timers, len(model.loop.timers))
        _same("objects", stats.objects, len(model.objects))
        pending = [each for each in model.promises if each and each.promise.state == "pending"]
        _same("promises", stats.promises, len(pending))
        _same("coroutines", stats.coroutines, len(model.answers))
        _same("awaited", stats.awaited, sum(wait.task is not None for wait in self.waits))
        _same("scopes and microtasks", (stats.scopes, stats.microtasks), (0, 0))

    def _compare_waits(self) -> None:
        for wait in list(self.waits):
            promise = wait.promise
            if promise.state == "pending":
                _same("awaited", wait.told, [])
                continue
            self.waits.remove(wait)
            if wait.task is not None:
                _same("awaited", wait.told, [f"{promise.state} {promise.result}"])
            elif promise.state == "rejected":
                self.model.unhandled.append(str(promise.result))

    # --- programs and closures ------------------------------------------------------------------

    @initialize(given=st.tuples(*[programs] * PROGRAMS))
    def first(self, given: tuple[Program, ...]) -> None:
        for slot, program in enumerate(given):
            self.define(slot, program)

    @rule(slot=st.integers(0, PROGRAMS - 1), program=programs)
    def define(self, slot: int, program: Program) -> None:
        self.programs[slot] = program
        self._define(slot, program)

    def _define(self, slot: int, program: Program) -> None:
        self.driver.guest.exports.define(slot, numbers(program))
        self.model.programs[slot] = program

    @rule(program=programs)
    def run(self, program: Program) -> None:
        given = numbers(program)
        self._step(lambda: self.driver.guest.exports.run(given), lambda: self.model.run(program))

    @rule(
        slot=st.integers(0, CLOSURES - 1),
        kind=small,
        program=programs,
        then=st.lists(st.integers(1, 8), max_size=2),
    )
    def make(self, slot: int, kind: int, program: Program, then: list[int]) -> None:
        self.define(0, program)
        made: tuple[Action, ...] = ((1, slot, kind, 0), (18, slot, 0, 0))
        self.run((*made, *((action, slot, slot, 1) for action in then)))

    @precondition(lambda self: self.model.kept)
    @rule(data=st.data())
    def call_kept(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(sorted(self.model.kept)))
        kept, modelled = self.driver.kept[place], self.model.kept[place]
        self._step(lambda: kept(), lambda: self.model.call(modelled))

    @precondition(lambda self: self.model.kept)
    @rule(data=st.data())
    def forget_kept(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(sorted(self.model.kept)))

        def forget() -> None:
            del self.driver.kept[place]

        def modelled() -> None:
            del self.model.kept[place]

        self._step(forget, modelled)

    @rule()
    def collect(self) -> None:
        self._step(gc.collect, _nothing)
        assert not self.model.unreachable

    # --- time and promises ----------------------------------------------------------------------

    @rule(millis=st.sampled_from([0, 1, 4, 10, 60]))
    def advance(self, millis: int) -> None:
        self._refuel()
        self.driver.advance(millis / 1000)
        self._settle(lambda: self.model.loop.advance(millis / 1000))

    @rule(slot=st.integers(0, PROMISES - 1), how=st.integers(11, 14), value=small)
    def settle_promise(self, slot: int, how: int, value: int) -> None:
        self.run(((how, slot, value, 0),))

    @rule(slot=st.integers(0, PROMISES - 1))
    def wait(self, slot: int) -> None:
        self._refuel()
        told: list[str] = []
        task = self.driver.wait(slot, told.append)
        self.waits.append(Wait(self.model.wait(slot), task, told))
        self._settle(self.model.loop.settle)

    @precondition(lambda self: any(wait.task for wait in self.waits))
    @rule(data=st.data())
    def cancel_wait(self, data: st.DataObject) -> None:
        waiting = [wait for wait in self.waits if wait.task is not None]
        wait = waiting[data.draw(st.integers(0, len(waiting) - 1))]
        # From Python 3.11 on the frames of what is cancelled keep those that ran it: none of them
        # may hold the task, or what it awaited would go with the next collection alone.
        tasks, wait.task = [wait.task], None
        cancelled: list[bool] = []

        def cancel() -> None:
            task = tasks.pop()
            assert task is not None
            task.add_done_callback(lambda done: cancelled.append(done.cancelled()))
            task.cancel()

        self._step(cancel, _nothing)
        assert cancelled == [True]

    @precondition(lambda self: self.model.answers)
    @rule(data=st.data(), value=small, raises=st.booleans())
    def answer(self, data: st.DataObject, value: int, raises: bool) -> None:
        place = data.draw(st.integers(0, len(self.model.answers) - 1))
        asked, promise = self.driver.asked.pop(place), self.model.answers.pop(place)
        if raises:
            self._step(
                lambda: asked.set_exception(HostFailure(value)),
                lambda: promise.reject(f"HostFailure: {value}"),
            )
        else:
            self._step(lambda: asked.set_result(value), lambda: promise.resolve(value))

    # --- structs --------------------------------------------------------------------------------

    @rule(slot=st.integers(0, ITEMS - 1))
    def new_item(self, slot: int) -> None:
        self._let_go(slot)
        made = self.driver.guest.exports.Item()
        assert made.serial == self.model.next_serial()
        self.items[slot] = made
        self.model.objects.add(made.serial)
        self._step(_nothing, _nothing)

    @precondition(lambda self: any(self.items))
    @rule(data=st.data(), free=st.booleans())
    def end_item(self, data: st.DataObject, free: bool) -> None:
        slot = self._slot_of_item(data)
        if free:
            serial = self.items[slot].serial
            self._step(self.items[slot].free, lambda: self._dropped(serial))
            self.items[slot] = None
        else:
            self._let_go(slot)

    def _slot_of_item(self, data: st.DataObject) -> int:
        slots = [slot for slot, item in enumerate(self.items) if item is not None]
        return data.draw(st.sampled_from(slots))

    def _let_go(self, slot: int) -> None:
        if self.items[slot] is None:
            return
        serial = self.items[slot].serial

        def forget() -> None:
            self.items[slot] = None

        self._step(forget, lambda: self._dropped(serial))

    def _dropped(self, serial: int) -> None:
        self.model.objects.remove(serial)
        self.model.log.append(f"drop {serial}")

    @precondition(lambda self: any(self.items))
    @rule(data=st.data(), place=st.integers(0, ITEMS - 1))
    def give_item(self, data: st.DataObject, place: int) -> None:
        slot = self._slot_of_item(data)
        item = self.items[slot]
        serial = item.serial
        self.model.objects.remove(serial)
        self.items[slot] = None
        self._step(
            lambda: self.driver.guest.exports.give_item(place, item),
            lambda: self.model.give_item(place, serial),
        )

    @precondition(lambda self: any(self.model.items))
    @rule(slot=st.integers(0, ITEMS - 1), place=st.integers(0, ITEMS - 1))
    def take_item(self, slot: int, place: int) -> None:
        self._let_go(slot)
        taken, serial = self.driver.guest.exports.take_item(place), self.model.take_item(place)
        assert (None if taken is None else taken.serial) == serial
        self.items[slot] = taken
        if serial is not None:
            self.model.objects.add(serial)
        self._step(_nothing, _nothing)

    # --- ends -----------------------------------------------------------------------------------

    @precondition(lambda self: self.age >= OLD)
    @rule(reopen=st.sampled_from([False, False, False, True]))
    def restart(self, reopen: bool) -> None:
        model = self.model
        self._end(reopen)
        model.loop.clear()
        log = self.driver.log
        drops = sorted(line for line in log if line.startswith("drop "))
        _same("drops", drops, sorted(f"drop {serial}" for serial in model.objects))
        for line in log:
            if line not in drops:
                model.freed(int(line.removeprefix("free ")))
        self._next(reopen)

    def _after_trap(self) -> None:
        assert self.driver.guest.poisoned is not None
        reopen = self.age % 4 == 0
        self._end(reopen)
        self._next(reopen)

    def _end(self, reopen: bool) -> None:
        """End the instance: whoever awaits it is told, and nothing of it can be used."""
        refuel, poisoned = self.driver.guest.exports.refuel, self.model.poisoned
        items = [item for item in self.items if item is not None]
        kept = [
            (function, ENDED if self.model.kept[place].closure.status == "dropped" else CLOSED)
            for place, function in self.driver.kept.items()
            if place in self.model.kept
        ]
        if reopen:
            self.driver.close()
        else:
            self.driver.restart()
        self.driver.step_outside()
        for wait in self.waits:
            if wait.task is not None:
                assert wait.task.done()
                assert poisoned or wait.told[0].removeprefix("rejected ") in NAMES, wait.told
        self.stale = [*self.stale, *kept][-4:]
        self.call_stale()
        for item in items:
            _refused((*CLOSED, ObjectFreed), partial(getattr, item, "serial"))
        _refused(CLOSED, lambda: refuel(1))

    def _next(self, reopen: bool) -> None:
        if reopen:
            self._open()
        else:
            self.driver.forget()
            moment, self.model = self.model.loop.now, Model()
            self.model.loop.now = moment
            self._begin()

    @precondition(lambda self: self.stale)
    @rule()
    def call_stale(self) -> None:
        for function, errors in self.stale:
            _refused(errors, function)

    @precondition(lambda self: self.age >= OLD)
    @rule(program=programs)
    def trap(self, program: Program) -> None:
        self.run((*program, (TRAP, 0, 0, 0)))


def _nothing() -> None:
    return None


def _same(what: str, found: object, expected: object) -> None:
    assert found == expected, f"{what}: {found!r}, and the model says {expected!r}"


def _refused(errors: Errors, use: Callable[..., object]) -> None:
    try:
        use()
    except errors:
        return
    raise AssertionError(f"{use} could be used, and its guest is closed")
