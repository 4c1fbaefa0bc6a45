"""A guest as the application has it; `runtime.opening` makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio

from hostapi.realm import Realm
from runtime.core.promise import Promise, State
from runtime.errors import NeverSettled
from runtime.generations import Generations
from runtime.instance.exports import Exports
from runtime.instance.plain import PlainInstance
from runtime.instance.running import Instance
from runtime.loop import GuestLoop
from runtime.module import Module
from runtime.records import record


@record(frozen=True)
class GuestStats:
    """What a guest holds at one moment.

    Attributes:
        closures: heap closures neither dropped nor collected.
        closures_made: heap closures ever made.
        handles: values that the guest holds in its JavaScript heap.
        objects: exported structs that Python owns.
        scopes: imported calls with stack closures that have not returned.
        timers: active timers.
        microtasks: microtasks that wait.
        promises: pending promises that the guest holds.
        coroutines: coroutines and other awaitables of Python's that it waits for.
        awaited: pending promises that Python awaits.
        memory_bytes: size of the guest's linear memory.

    """

    closures: int
    closures_made: int
    handles: int
    objects: int
    scopes: int
    timers: int
    microtasks: int
    promises: int
    coroutines: int
    awaited: int
    memory_bytes: int


class Guest:
    """A running guest; made by `runtime.open`, and of use only inside its ``async with`` block.

    It belongs to the thread and the event loop that opened it: used in another thread it raises
    `WrongThread`, and `call_soon_threadsafe` hands work over.

    Args:
        module: what it was made of.
        generations: what runs.
        loop: its event loop.
        leave: leaves the block that opened it.

    Attributes:
        exports: its functions, classes and enums by their JavaScript names.
        module: what it was made of.

    """

    def __init__(
        self,
        module: Module,
        generations: Generations,
        loop: GuestLoop,
        leave: Callable[[], object],
    ) -> None:
        self.module = module
        self._generations = generations
        self._loop = loop
        self._leave = leave

    @property
    def _instance(self) -> Instance | PlainInstance:
        return self._generations.present.instance

    @property
    def realm(self) -> Realm:
        """Its JavaScript objects.

        ``guest.realm.get(value, "size")``, ``call`` and ``iterate`` act on a value as the guest
        would.
        """
        return self._generations.present.realm

    @property
    def generation(self) -> int:
        """How many instances it has had: 1, and one more for each `restart`."""
        return self._generations.present.number

    @property
    def exports(self) -> Exports:
        """Functions, classes and enums of the guest, by their JavaScript names."""
        return self._instance.exports

    @property
    def loop(self) -> GuestLoop:
        """Its event loop; `runtime.testing.advance` moves time on it."""
        return self._loop

    @property
    def poisoned(self) -> BaseException | None:
        """The first trap, after which the guest cannot be used; None while all is well."""
        return self._instance.gate.first_cause

    async def restart(self) -> None:
        """Begin again with a new instance of the same module, after a trap or whenever you like.

        The host and the event loop are the same; memory, exports, JavaScript's objects and the
        host's coroutines are not, and capabilities are given anew, by the task that calls this.
        Of the former instance timers are cleared, Drop runs unless it had trapped, and whoever
        waits for it is woken: `idle` returns, promises raise. What is left of it raises
        `runtime.errors.StaleGeneration` when it is used. Start functions run again.

        Raises:
            InstanceClosed: the guest was closed.
            GuestRunning: Rust is running, and has called who asks.
            RuntimeError: it is being restarted already.
            GuestTrap: a start function trapped; it may be restarted again.

        """
        await self._generations.restart()

    async def idle(self) -> None:
        """Wait until nothing is left to do: no timer, no microtask, no promise waited for."""
        await self._loop.idle()

    async def settled(self, value: Any) -> Any:
        """Return what an export gave, or what its promise is settled with.

        Awaiting the promise itself waits for ever where nothing is left that could settle it.

        Args:
            value: what an export returned: a promise, or another value, which is given back.

        Raises:
            NeverSettled: the guest is idle, and the promise pending. What the application itself
                does for the guest without its knowing is not waited for.
            BaseException: the reason of the promise.

        """
        if not isinstance(value, Promise):
            return value
        promises = self.realm.promises
        if value.state is State.PENDING:
            async with anyio.create_task_group() as group:
                group.start_soon(self._idle_then, group.cancel_scope.cancel)
                await value.settled()
                group.cancel_scope.cancel()
            if value.state is State.PENDING and promises.failure is None:
                raise NeverSettled(self.module.name)
        return value.result()

    async def _idle_then(self, callback: Callable[[], object]) -> None:
        await self.idle()
        callback()

    def call_soon_threadsafe(self, callback: Callable[..., object], *args: object) -> None:
        """Run ``callback(*args)`` as a task in the guest's loop, asked from any thread.

        It may use the guest, which other threads may not. It runs in a copy of the present context;
        its exceptions are reported as those of timers are, and `idle` waits for it.

        Raises:
            InstanceClosed: the guest is closed. (What waits when it is closed never runs.)

        """
        self._loop.call_soon_threadsafe(callback, *args)

    def close(self) -> None:
        """Leave the block that opened the guest, from wherever this is called.

        No timer or microtask runs any more. The block is cancelled at its next ``await``, and ends
        as by itself, without an exception; that closes the guest. So a callback, a microtask or a
        Drop may ask for it, while Rust is still running.

        Raises:
            WrongThread: the guest is another thread's; `call_soon_threadsafe` hands this over.

        """
        gate = self._instance.gate
        if gate.shut is None and gate.barred():
            raise gate.refusal()
        self._loop.close()
        self._leave()

    def stats(self) -> GuestStats:
        """Return what the guest holds."""
        instance, loop = self._instance.stats(), self._loop.stats()
        return GuestStats(
            closures=instance.closures,
            closures_made=instance.closures_made,
            handles=instance.handles,
            objects=instance.objects,
            scopes=instance.scopes,
            timers=loop.timers,
            microtasks=loop.microtasks,
            promises=instance.promises,
            coroutines=len(self.realm.promises),
            awaited=len(self.realm.promises.awaited),
            memory_bytes=instance.memory_bytes,
        )

    def __repr__(self) -> str:
        return f"<Guest {self.module.name}: {', '.join(self.exports) or 'no exports'}>"
