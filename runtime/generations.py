"""The instances of one guest, one after the other: what `Guest.restart` replaces, and what not.

The module, the host, the clock and the event loop are the guest's. A generation has what may not
outlive an instance: that itself, JavaScript's objects, the tasks of its promises, and whatever
capabilities gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

import hostapi
from hostapi.capability import given
from hostapi.realm import Realm
from runtime.clock import Clock
from runtime.errors import GuestRunning, HostError, InstanceClosed, StaleGeneration
from runtime.instance.running import Instance
from runtime.linker.scope import HostScope, global_scope
from runtime.loop import GuestLoop, Report
from runtime.module import Module
from runtime.records import record
from runtime.timeline import recording

if TYPE_CHECKING:
    from runtime.core.promise_host import GuestTasks
    from runtime.instance.observer import Observer
    from runtime.instance.plain import PlainInstance
    from runtime.instance.slow_calls import SlowCalls
    from runtime.leaks import LeakWatch
    from runtime.timeline.timeline import Timeline

_CLOSED: Final = "the guest was closed before this promise was settled, and nothing will settle it"


@record(frozen=True)
class Recipe:
    """What each generation of a guest is made from.

    Attributes:
        module: the guest's code.
        host: as for `runtime.open`, and so are the next three.
        modules: see there.
        strict: see there.
        clock: see there.
        loop: the guest's event loop.
        tasks: makes what runs coroutines for it, all in one task group.
        report: told of exceptions that nobody else gets.
        watch: looks for leaks, or None.
        timed: whether calls that last are logged.
        timeline: where it is recorded what the guest does, or None.

    """

    module: Module
    host: object
    modules: Mapping[str, object]
    strict: bool
    clock: Clock | None
    loop: GuestLoop
    tasks: Callable[[], GuestTasks]
    report: Report
    watch: LeakWatch | None
    timed: bool
    timeline: Timeline | None


class Generation:
    """One instance of a guest, with all that goes with it.

    Args:
        recipe: what it is made from.
        number: which one it is, from 1.
        reinit: called when the guest wants another one in its place.

    Attributes:
        number: the same.
        realm: its JavaScript objects.
        instance: the instance; there once `open` has returned.
        granted: ends what capabilities gave, after `end`.

    """

    def __init__(self, recipe: Recipe, number: int, reinit: Callable[[], object]) -> None:
        self._recipe = recipe
        self.number = number
        self._reinit = reinit
        self.realm: Realm = hostapi.new_realm(recipe.clock, recipe.module.engine.compile)
        self.granted = AsyncExitStack()
        self._tasks: GuestTasks | None = None
        self._names: Mapping[str, object] = {}
        self.instance: Instance | PlainInstance

    async def open(self) -> None:
        """Link and instantiate, with what capabilities give; nothing of the guest's has run yet.

        Raises:
            ModuleError: as `runtime.open` says.

        """
        recipe = self._recipe
        try:
            host = await given(self.granted, recipe.host, self.realm, recipe.loop)
            defaults = hostapi.defaults(recipe.loop, self.realm, recipe.module.name)
            self._names = global_scope(defaults, host)
            with recording(recipe.timeline):
                self.instance = self._instantiate()
        except BaseException:
            await self.granted.aclose()
            raise

    def _instantiate(self) -> Instance | PlainInstance:
        recipe = self._recipe
        observer = _observer(recipe.timeline)
        if recipe.module.section is None:
            from runtime.instance.plain import PlainInstance  # few modules are without

            return PlainInstance(recipe.module, recipe.loop, observer)
        return Instance(
            recipe.module,
            HostScope(self._names, recipe.modules, self.realm),
            recipe.loop,
            strict=recipe.strict,
            slow_calls=_slow_calls(recipe) if recipe.timed else None,
            tracer=None if recipe.watch is None else recipe.watch.tracer,
            reinit=self._reinit,
            observer=observer,
        )

    def start(self) -> None:
        """Attach it to the loop, which runs, and run its start functions.

        Raises:
            GuestTrap: one of them trapped.

        """
        recipe = self._recipe
        self._tasks = recipe.tasks()
        self.realm.promises.attach(recipe.loop, self._tasks, recipe.report)
        reach: Callable[[], object] = self.instance.reach_safe_point
        if recipe.timeline is not None:
            reach = recipe.timeline.spanned(reach, "loop", "safe point")
        recipe.loop.at_safe_point(reach)
        recipe.loop.run_task(self.instance.run_start_functions)

    def stop_waiting(self, error: HostError | None = None) -> None:
        """Have whoever awaits a promise of it get an error; the loop has forgotten its timers.

        Args:
            error: which one; None says that the guest was closed.

        """
        promises = self.realm.promises
        if error is not None:
            promises.failure = error  # it says more than a trap that was before
        promises.fail(error or InstanceClosed(_CLOSED))

    def note_coroutines(self) -> None:
        """Have the watch know how many of Python's coroutines it waits for, before they end."""
        if self._recipe.watch is not None:
            self._recipe.watch.coroutines = len(self.realm.promises)

    def end(self, stale: Callable[[str, BaseException | None], HostError] | None = None) -> None:
        """Free what is left, look for leaks, and let go of the engine.

        Args:
            stale: makes the errors for using what is left of it; None says that it was closed.

        Raises:
            GuestRunning: Rust is running, and has called who asks.

        """
        instance, watch = self.instance, self._recipe.watch
        if instance.is_running:
            # An engine whose objects are freed below a running call may crash.
            instance.gate.close()
            raise GuestRunning

        def tell(error: BaseException) -> None:
            self._recipe.report(error, {"message": "a Drop raised at closing"})

        try:
            instance.free_all(tell)
            if watch is not None:
                watch.look(instance, self._names, tell)
        finally:
            if stale is not None:
                instance.gate.retire(stale)
            instance.close()

    def cancel_tasks(self) -> None:
        """Cancel its coroutines, while the guest goes on."""
        if self._tasks is not None:
            self._tasks.cancel()


def _slow_calls(recipe: Recipe) -> SlowCalls:
    from runtime.instance.slow_calls import SlowCalls  # others need none of it

    return SlowCalls(recipe.module.name, recipe.loop.clock)


def _observer(timeline: Timeline | None) -> Observer | None:
    if timeline is None:
        return None
    from runtime.instance.profiled import ProfiledCrossings  # others need none of it

    return ProfiledCrossings(timeline)


class Generations:
    """The generations of one guest.

    Args:
        recipe: what each is made from.

    Attributes:
        present: the one that runs.

    """

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._restarting = False
        self._wanted = False
        # Not the present generation's tasks: with those a restart would end itself.
        self._tasks = recipe.tasks()
        self.present = Generation(recipe, 1, self.want)

    async def restart(self) -> None:
        """End the present generation and begin another.

        Raises:
            InstanceClosed: the guest was closed.
            GuestRunning: Rust is running, and has called who asks.
            RuntimeError: it is being restarted already.
            GuestTrap: a start function trapped; that generation is poisoned then.
            ResourceWarning: where warnings are errors: of what the former one left.

        """
        loop, former = self._recipe.loop, self.present
        if loop.is_closed:
            raise InstanceClosed("the guest was closed: open its module again")
        if self._restarting:
            raise RuntimeError("the guest is being restarted already")
        if former.instance.is_running:
            raise GuestRunning
        self._restarting = True
        try:
            self._retire(former)
            import anyio  # the command line does without, where nothing is awaited

            with anyio.CancelScope(shield=True):
                await former.granted.aclose()
            following = Generation(self._recipe, former.number + 1, self.want)
            await following.open()
            if self._closed_meanwhile():
                following.end()
                await following.granted.aclose()
                raise InstanceClosed("the guest was closed while it was being restarted")
            self.present = following
        finally:
            self._restarting = self._wanted = False
        try:
            following.start()
        finally:
            if self._recipe.watch is not None:
                self._recipe.watch.conclude()

    def _closed_meanwhile(self) -> bool:
        return self._recipe.loop.is_closed

    def _retire(self, former: Generation) -> None:
        def stale(what: str, first_cause: BaseException | None) -> HostError:
            name, present = self._recipe.module.name, self.present.number
            return StaleGeneration(what, name, former.number, present, first_cause)

        former.note_coroutines()
        cause = former.instance.gate.first_cause
        name, number = self._recipe.module.name, former.number
        self._recipe.loop.begin_again()
        former.stop_waiting(StaleGeneration("this promise", name, number, number + 1, cause))
        former.cancel_tasks()
        former.end(stale)

    def want(self) -> None:
        """Restart once nothing of the guest runs: it asks for that itself (``schedule_reinit``)."""
        if not self._wanted:
            self._wanted = True
            self._tasks.spawn(self._restart_as_wanted)

    async def _restart_as_wanted(self) -> None:
        if not self._wanted or self._recipe.loop.is_closed:
            return  # somebody has restarted it meanwhile
        try:
            await self.restart()
        except Exception as error:  # noqa: BLE001 # reported: the block goes on
            self._recipe.report(error, {"message": "the guest could not be restarted"})
