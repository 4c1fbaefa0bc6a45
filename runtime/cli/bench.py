"""Timing an export, and the closures that it gives to the host.

The export is called as an application does it, beside an empty wasm function of the same type that
the engine calls alone: the least that any crossing costs. Batches of both alternate, as
`runtime.measuring` says. What an export returns is let go of at once; a promise is awaited.

Closures are timed with a guest of their own, whose host functions take note of what they get. One
that is lent is timed inside the imported call, since it lives no longer; the others when FUNCTION
has returned.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from itertools import repeat
from timeit import default_timer
from typing import Any, Final, TypeVar

import anyio.lowlevel

import runtime
from runtime.adapters.entries import closure_signature
from runtime.cli.bench_closures import Found, Watcher, fitting
from runtime.cli.bench_engine import empty_function, in_words, wasm_signature
from runtime.cli.bench_report import Result, as_document, as_lines
from runtime.cli.hostfiles import HostFiles
from runtime.cli.job import Ended, Job
from runtime.cli.report import show_result
from runtime.cli.session import Session
from runtime.core.promise import Promise
from runtime.engine.interface import Signature, Store
from runtime.errors import ClosureError
from runtime.inspection import closure_types
from runtime.measuring import Batch, Case, Figure, Key, awaited, calls, measure, time_calls
from runtime.records import record

BATCH_SECONDS: Final = 0.002
"""How long a batch takes at least: often enough, no other work of the machine's falls into it."""

FEWEST_ROUNDS: Final = 3
MOST_ROUNDS: Final = 500

_SUITE: Final = "bench"

Returned = TypeVar("Returned")


@record(frozen=True)
class Wish:
    """How to measure.

    Attributes:
        seconds: about so long for the export, and for each closure.
        closure_args: arguments for closures; those that are as many as it takes. None are timed
            without.
        as_json: print a document.

    """

    seconds: float
    closure_args: Sequence[tuple[object, ...]]
    as_json: bool


class Benchmark(Session):
    """Measures an export once.

    Args:
        job: what is to be called, as for a run.
        wish: how to measure it.

    """

    def __init__(self, job: Job, wish: Wish) -> None:
        super().__init__(job)
        self._wish = wish
        self._engine = job.module.engine
        self._left_out: list[tuple[str, str]] = []

    def _own_names(self) -> Mapping[str, object]:
        # What the guest prints a thousand times is no result.
        return {}

    async def _use(self, guest: runtime.Guest) -> object:
        job = self._job
        assert job.function is not None
        try:
            figures = await self._export(guest, guest.exports[job.function])
            if self._wish.closure_args:
                figures += await self._closures()
            result = Result(job.module, job.function, figures, self._left_out)
            if self._wish.as_json:
                show_result(json.dumps(as_document(result), indent=2, ensure_ascii=False))
            else:
                show_result("\n".join(as_lines(result)))
        except Exception as error:  # noqa: BLE001 # told, whatever it is
            self._verdict.fail(error)
            raise Ended from None
        return None

    # --- the export ------------------------------------------------------------------------------

    async def _export(self, guest: runtime.Guest, export: Callable[..., Any]) -> list[Figure]:
        args = self._job.args
        first = guest.loop.run_task(lambda: export(*args))
        is_promise = isinstance(first, Promise)
        await guest.settled(first)
        del first
        batch = _awaiting(export, args) if is_promise else _calling(export, args)
        signature = wasm_signature(self._job.module, str(self._job.function))
        label = f"{self._job.function}({', '.join(map(_shown, args))})"
        label = f"await {label}" if is_promise else label
        store = self._engine.store()
        try:
            return await self._measured(label, batch, signature, store)
        finally:
            store.close()

    async def _measured(
        self, label: str, batch: Batch, signature: Signature | None, store: Store
    ) -> list[Figure]:
        """Measure something beside an empty function of the engine's."""
        key = Key(_SUITE, label, self._engine.name)
        cases = []
        if signature is not None:
            alone, zeros = empty_function(self._job.module, store, signature)
            name = f"engine alone, empty function {in_words(signature)}"
            cases = [Case(Key(_SUITE, name, self._engine.name), calls(alone, *zeros))]
        peer = cases[0].key if cases else None
        once = await batch(1)
        # One call may take longer than all that was wished for.
        times = 1 if once >= BATCH_SECONDS else 0
        rounds = int(self._wish.seconds / max(once, BATCH_SECONDS) / (len(cases) + 1))
        rounds = min(max(rounds, FEWEST_ROUNDS), MOST_ROUNDS)
        own = Case(key, batch, peer, times)
        return await measure([own, *cases], rounds, BATCH_SECONDS)

    # --- closures --------------------------------------------------------------------------------

    async def _closures(self) -> list[Figure]:
        """Call FUNCTION of another guest once, and measure what closures it gives."""
        figures: list[Figure] = []
        given: list[Found] = []
        store = self._engine.store()

        def show(found: Found) -> None:
            if found.lent:
                figures.extend(_at_once(self._closure(found, store)))
            else:
                given.append(found)

        watcher = Watcher(closure_types(self._job.module), show)
        try:
            async with self._open(watcher.watched(self._job.host or HostFiles())) as guest:
                await self._call_watched(guest, watcher)
                while given:
                    figures += await self._closure(given.pop(0), store)
        finally:
            store.close()
        if not figures and not self._left_out:
            why = f"{self._job.function} gives the host's functions none, and returns none"
            self._left_out.append(("closures", why))
        return figures

    async def _call_watched(self, guest: runtime.Guest, watcher: Watcher) -> None:
        export = guest.exports[str(self._job.function)]
        result = guest.loop.run_task(lambda: export(*self._job.args))
        watcher.look(await guest.settled(result), "returned")

    async def _closure(self, found: Found, store: Store) -> list[Figure]:
        """Measure a closure, without ever waiting."""
        args = fitting(found, self._wish.closure_args)
        if args is None:
            reason = f"it takes {len(found.type.args)} argument(s)"
            self._left_out.append((found.label, reason))
            return []
        section = self._job.module.section
        signature = closure_signature(found.type, section.profile) if section else None
        label = f"{found.label}, ({', '.join(map(_shown, args))})"
        try:
            return await self._measured(label, calls(found.function, *args), signature, store)
        except ClosureError as error:
            # Once is enough for some: what they own is gone then.
            self._left_out.append((label, str(error)))
            return []


def _calling(function: Callable[..., Any], args: tuple[object, ...]) -> Batch:
    async def batch(times: int) -> float:
        seconds = time_calls(function, times, *args)
        # What was let go of is dropped now, and what the guest queued runs.
        await anyio.lowlevel.checkpoint()
        return seconds

    return batch


def _awaiting(function: Callable[..., Any], args: tuple[object, ...]) -> Batch:
    async def run(times: int) -> None:
        for _ in repeat(None, times):
            await function(*args)

    return awaited(run, default_timer)


def _at_once(coroutine: Coroutine[Any, Any, Returned]) -> Returned:
    """Run a coroutine that never waits, from where nothing can be awaited."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        returned: Returned = done.value
        return returned
    coroutine.close()
    raise RuntimeError("it waits")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 20 else f"{text[:17]}..."
