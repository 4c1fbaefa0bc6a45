"""Opening a guest inside an application: the embedding API, and who ends what when it is left."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import anyio
from anyio.abc import TaskGroup, TaskStatus

from runtime.clock import Clock, SystemClock
from runtime.engine.interface import Engine
from runtime.errors import InstancePoisoned
from runtime.generations import Generations, Recipe
from runtime.guest import Guest
from runtime.leaks import watch_guest
from runtime.loop import GuestLoop, Report
from runtime.module import Module, Source
from runtime.tasks import TaskHost
from runtime.timeline import recorded, recording

if TYPE_CHECKING:
    from runtime.timeline.timeline import Timeline
    from runtime.timeline.trace_file import Target

if sys.version_info < (3, 11):
    from exceptiongroup import BaseExceptionGroup

LOGGER: Final = logging.getLogger("runtime.guest")

OnError = Callable[[BaseException, Mapping[str, object]], None] | Literal["raise"]
"""Told of an exception that left a callback of the guest's, and of what was running; or, by
``"raise"``, let it end the block."""


class Outcome:
    """What a guest's block ends with.

    Args:
        name: the guest's.

    Attributes:
        body: what the block itself raised.
        failures: what callbacks raised, where ``on_error`` is ``"raise"``.
        passing: what came through the task group: a cancellation, or what tasks raised.
        warning: of leaks, where warnings are errors.

    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.body: BaseException | None = None
        self.failures: list[BaseException] = []
        self.passing: BaseException | None = None
        self.warning: ResourceWarning | None = None

    def end(self) -> None:
        """Raise what the block is to raise: one failure as itself, several in a group."""
        try:
            error = self._error()
            if error is not None:
                raise error
        finally:
            # Their tracebacks have the frames that have us.
            self.body = self.passing = self.warning = error = None
            self.failures.clear()

    def _error(self) -> BaseException | None:
        errors = list(self.failures)
        tasks = (
            list(self.passing.exceptions) if isinstance(self.passing, BaseExceptionGroup) else []
        )
        if self.body is not None and not self._follows(self.body):
            errors.insert(0, self.body)
        for error in (*errors, *tasks):
            if not isinstance(error, Exception):  # it ends the program, and no group would
                self._lose(errors, error)
                return error
        errors += tasks
        if not errors:
            return self.passing or self.warning
        if len(errors) == 1:
            return errors[0]
        return BaseExceptionGroup(f"several failures in the guest {self._name}", errors)

    @staticmethod
    def _lose(errors: list[BaseException], stronger: BaseException) -> None:
        """Log errors that cannot be raised, but what only came of the stronger one."""
        for lost in errors:
            follows = isinstance(lost, InstancePoisoned) or stronger in (lost, lost.__cause__)
            if not follows:
                LOGGER.error("lost, because the guest's block was left", exc_info=lost)

    def _follows(self, error: BaseException) -> bool:
        """Tell whether an error of the block only repeats one that a callback had."""
        cause = error.first_cause if isinstance(error, InstancePoisoned) else error
        return any(cause is failure for failure in self.failures)


class Opening(anyio.AsyncContextManagerMixin):
    """What `open` returns: an asynchronous context manager, which `serve` can enter for a task.

    Args:
        source: as for `open`, and so are the rest.
        host: see there.
        modules: see there.
        engine: see there.
        on_error: see there.
        strict: see there.
        clock: see there.
        debug: see there.
        profile: see there.

    """

    def __init__(
        self,
        source: Source | Module,
        *,
        host: object,
        modules: Mapping[str, object] | None,
        engine: str | Engine | None,
        on_error: OnError | None,
        strict: bool,
        clock: Clock | None,
        debug: bool | None,
        profile: Target | None,
    ) -> None:
        self._source = source
        self._host = host
        self._modules = modules
        self._engine = engine
        self._on_error = on_error
        self._strict = strict
        self._clock = clock
        self._debug = debug
        self._profile = profile

    async def serve(
        self,
        *,
        shutdown_trigger: Callable[[], Awaitable[object]] | None = None,
        task_status: TaskStatus[Guest] = anyio.TASK_STATUS_IGNORED,
    ) -> None:
        """Have the guest in a task of its own: ``guest = await group.start(opening.serve)``.

        It is open until this is cancelled (with the group, say), until ``guest.close()``, or until
        ``shutdown_trigger()`` returns, an event's ``wait``.

        Args:
            shutdown_trigger: awaited; when it has ended the guest is closed.
            task_status: told of the guest, once its start functions have run.

        Raises:
            Exception: what `open` raises.

        """
        async with self as guest:
            task_status.started(guest)
            await (shutdown_trigger or anyio.sleep_forever)()

    @asynccontextmanager
    async def __asynccontextmanager__(self) -> AsyncIterator[Guest]:
        """Open the guest, and close it in this order.

        Timers and microtasks are dropped; the host's coroutines are cancelled, and waited for;
        what is left is freed, so that each Drop runs; the engine lets go.
        """
        with recorded(self._profile) as timeline:
            with recording(timeline):
                module = Module.load(self._source, engine=self._engine)
            outcome = Outcome(module.name)
            group = anyio.create_task_group()
            recipe = self._recipe(module, group, self._reporter(outcome, group), timeline)
            loop, watch = recipe.loop, recipe.watch
            generations = Generations(recipe)
            await generations.present.open()
            try:
                async with AsyncExitStack() as stack:
                    await stack.enter_async_context(group)
                    try:
                        loop.attach(group.start_soon)
                        generations.present.start()
                        yield Guest(module, generations, loop, group.cancel_scope.cancel)
                    except GeneratorExit:
                        # Never left: the application's loop has ended. A task group can be left
                        # only by the task that entered it; what runs in it is the loop's to cancel.
                        stack.pop_all()
                        generations.present.granted.pop_all()
                        raise
                    # A task group would wrap it.
                    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001
                        outcome.body = error
                    finally:
                        generations.present.note_coroutines()
                        loop.close()
                        generations.present.stop_waiting()
                        group.cancel_scope.cancel()
            except BaseException as error:  # noqa: BLE001 # raised by the outcome
                outcome.passing = error
            finally:
                try:
                    generations.present.end()
                finally:
                    await generations.present.granted.aclose()
        if watch is not None:
            try:
                watch.conclude()
            except ResourceWarning as warning:
                outcome.warning = warning
        outcome.end()

    def _recipe(
        self, module: Module, group: TaskGroup, report: Report, timeline: Timeline | None
    ) -> Recipe:
        debug = sys.flags.dev_mode if self._debug is None else self._debug
        watch = watch_guest(module.name, debug)
        timers = None if watch is None else watch.timers
        clock, name = self._clock or SystemClock(), module.name
        if timeline is None:
            loop = GuestLoop(clock, report, name=name, timers=timers)
        else:
            from runtime.profiled_loop import ProfiledLoop  # others need none of it

            loop = ProfiledLoop(timeline, clock, report, name=name, timers=timers)
        return Recipe(
            module=module,
            host=self._host,
            modules=dict(self._modules or {}),
            strict=self._strict,
            clock=self._clock,
            loop=loop,
            tasks=partial(_tasks, group, timeline),
            report=report,
            watch=watch,
            timed=debug or is_debugged(),
            timeline=timeline,
        )

    def _reporter(self, outcome: Outcome, group: TaskGroup) -> Report:
        if self._on_error is None:
            return _default_report()
        if self._on_error != "raise":
            return self._on_error

        def fail(error: BaseException, details: Mapping[str, object]) -> None:
            outcome.failures.append(error)
            group.cancel_scope.cancel()

        return fail


def _tasks(group: TaskGroup, timeline: Timeline | None) -> TaskHost:
    if timeline is None:
        return TaskHost(group)
    from runtime.profiled_tasks import ProfiledTasks  # others need none of it

    return ProfiledTasks(group, timeline)


def is_debugged() -> bool:
    """Tell whether the application is: by ``python -X dev``, or its asyncio loop's debug mode."""
    if sys.flags.dev_mode:
        return True
    try:
        return asyncio.get_running_loop().get_debug()
    except RuntimeError:  # under trio there is none
        return False


def _default_report() -> Report:
    try:
        host_loop = asyncio.get_running_loop()
    except RuntimeError:
        return _log

    def report(error: BaseException, details: Mapping[str, object]) -> None:
        message = f"exception in a guest: {details.get('message', '')}"
        host_loop.call_exception_handler({**details, "message": message, "exception": error})

    return report


def _log(error: BaseException, details: Mapping[str, object]) -> None:
    """Report where trio runs, which has no handler for exceptions of callbacks."""
    LOGGER.error("exception in a guest: %s", details.get("message", ""), exc_info=error)


def open(  # `runtime.open` is the name that DESIGN gives it
    source: Source | Module,
    *,
    host: object = None,
    modules: Mapping[str, object] | None = None,
    engine: str | Engine | None = None,
    on_error: OnError | None = None,
    strict: bool = True,
    clock: Clock | None = None,
    debug: bool | None = None,
    profile: Target | None = None,
) -> Opening:
    """Open a guest for the length of an ``async with`` block, under asyncio, uvloop or trio.

    Its start functions have run when the block begins. When it ends, timers are cancelled, and so
    are coroutines that were given to the guest; every exported struct that is left is freed (its
    Drop runs), and the guest is gone.

    What the block raises comes out of it as itself. What callbacks raised comes out of it only with
    ``on_error="raise"``: the first cancels the block. Several are an ExceptionGroup.

    Args:
        source: a path, the bytes of a raw module, or a `Module` that is opened many times.
        host: names for the guest's global scope, joined to hostapi's defaults: a mapping, a
            module, any object with public attributes, or a list of such; in a list also what a
            guest has only where it is given: ``hostapi.fetch()``, any `hostapi.Capability`.
        modules: namespaces for ``#[wasm_bindgen(module = "name")]`` imports, by name.
        engine: ``"wasmer"``, ``"wasmtime"``, an engine, or None for the one that suits.
        on_error: told of each exception that leaves a callback, while the others go on; or
            ``"raise"``. Without it asyncio's exception handler is told; under trio, which has
            none, the logger ``runtime.guest``.
        strict: refuse to open while imports are missing; if False, each raises when it is called.
        clock: what the timers go by; for tests.
        debug: note where Rust and Python made closures, handles and timers, and warn of what is
            left at the end (`runtime.leaks.GuestLeakWarning`, a ResourceWarning, which
            ``-W default`` shows); log calls that last. It makes a guest some times slower. None:
            under ``python -X dev``. (Calls that last are logged in asyncio's debug mode too.)
        profile: where to write what the guest does and when, in the Chrome trace format: a path,
            or a file opened for text; several guests go into one by `runtime.profile`. A guest
            that is not profiled runs as if there were no such thing.

    Returns:
        a context manager that gives the `Guest`; for a task of its own, see `Opening.serve`.

    Raises:
        ModuleError: on entering: the module cannot be loaded, or (`LinkError`) imports are missing.
        EngineUnavailable: on entering: the engine asked for is not there.
        GuestTrap: on entering: a start function trapped.

    """
    return Opening(
        source,
        host=host,
        modules=modules,
        engine=engine,
        on_error=on_error,
        strict=strict,
        clock=clock,
        debug=debug,
        profile=profile,
    )


def run(
    source: Source | Module,
    function: str | None = None,
    *args: Any,
    host: object = None,
    modules: Mapping[str, object] | None = None,
    engine: str | Engine | None = None,
    on_error: OnError | None = None,
    strict: bool = True,
    clock: Clock | None = None,
    debug: bool | None = None,
    profile: Target | None = None,
) -> Any:
    """Open a guest in an asyncio loop of its own, call a function, and wait until it is idle.

    Args:
        source: as for `open`.
        function: the export to call; None calls none.
        args: its arguments.
        host: as for `open`, and so are the rest.
        modules: see there.
        engine: see there.
        on_error: see there.
        strict: see there.
        clock: see there.
        debug: see there.
        profile: see there.

    Returns:
        what the function returned (awaited, if it is awaitable). An exported struct is kept until
        the guest is idle, and is freed when this returns.

    Raises:
        KeyError: there is no such export.
        Exception: what `open` and the function raise.

    """

    async def main() -> Any:
        async with open(
            source,
            host=host,
            modules=modules,
            engine=engine,
            on_error=on_error,
            strict=strict,
            clock=clock,
            debug=debug,
            profile=profile,
        ) as guest:
            result = guest.exports[function](*args) if function is not None else None
            result = await guest.settled(result)
            await guest.idle()
            return result

    return anyio.run(main)
