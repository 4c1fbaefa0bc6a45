"""A host function calls a closure of the guest's."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.guests import CONFORMANCE, STACK_CLOSURES, Bench, export
from benchmarks.measure import Batch, Case, Key, calls, counted, time_calls

SUITE = "closures"

RAW = "engine's own call of an export, f64 -> f64"
STACK = "stack closure, Fn(f64) -> f64"
HEAP = "heap closure, Fn(f64) -> f64"
TEXT = "stack closure, Fn(u32) -> String"
MADE = "heap closure made and dropped by the guest"


class Borrower:
    """A host function that calls the closure it is given as often as the batch wants.

    It measures inside the imported call, since a stack closure lives no longer.
    """

    def __init__(self, *arguments: float) -> None:
        self._arguments = arguments
        self._times = 0
        self._seconds = 0.0

    def borrow(self, function: Callable[..., object]) -> None:
        """Serve the import."""
        self._seconds = time_calls(function, self._times, *self._arguments)

    def batch(self, lend: Callable[[], object]) -> Batch:
        """Return the batch in which the guest's export ``lend`` calls the import."""

        async def batch(times: int) -> float:
            self._times = times
            lend()
            return self._seconds

        return batch


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine."""
    stack, heap, text = Borrower(1.0), Borrower(1.0), Borrower(5)
    guest = await bench.open(CONFORMANCE, {"bench_stack": stack.borrow, "bench_heap": heap.borrow})
    texts = await bench.open(
        STACK_CLOSURES,
        {
            "takes_immutable_closure": _ignore,
            "takes_mutable_closure": _ignore,
            "takes_closure_that_takes_int_and_returns_string": text.borrow,
            "console": {"log": _ignore},  # type: ignore[dict-item] # a namespace
        },
    )
    bare = bench.bare(guest)
    peer = Key(SUITE, RAW, bench.name)

    def case(name: str, batch: Batch) -> Case:
        return Case(Key(SUITE, name, bench.name), batch, peer)

    return [
        Case(peer, calls(export(guest, bare, "add_one"), 1.0)),
        case(STACK, stack.batch(guest.exports["run_bench_stack"])),
        case(HEAP, heap.batch(guest.exports["run_bench_heap"])),
        case(TEXT, text.batch(texts.exports["run"])),
        case(MADE, counted(guest.exports["make_and_drop"])),
    ]


def _ignore(*_: object) -> None:
    return None
