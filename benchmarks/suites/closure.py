"""A host function calls a closure of the guest's."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.guests import BENCH, Bench, export
from runtime.measuring import Batch, Case, Key, calls, counted, time_calls

SUITE = "closure"

RAW = "engine's own call of an export, f64 -> f64"
HEAP = "heap closure, Fn(f64) -> f64"
STACK = "stack closure, Fn(f64) -> f64"
TEXT = "heap closure, Fn(u32) -> String"
STACK_TEXT = "stack closure, Fn(u32) -> String"
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
    """Return the suite's cases on one engine, and Node's."""
    number, text = Borrower(1.0), Borrower(5)
    guest = await bench.open(BENCH, {"borrow_f64": number.borrow, "borrow_text": text.borrow})
    exports = guest.exports
    raw = Key(SUITE, RAW, bench.name)

    def case(name: str, batch: Batch) -> Case:
        return Case(Key(SUITE, name, bench.name), batch, raw)

    return [
        Case(raw, calls(export(guest, bench.bare(guest), "add_one"), 1.0)),
        case(HEAP, calls(exports["adder"](), 1.0)),
        case(STACK, number.batch(exports["lend_adder"])),
        case(TEXT, calls(exports["teller"](), 5)),
        case(STACK_TEXT, text.batch(exports["lend_teller"])),
        case(MADE, counted(exports["make_and_drop"])),
        *bench.by_node(
            SUITE,
            {
                RAW: "export_f64",
                HEAP: "closure_f64",
                STACK: "lent_f64",
                TEXT: "closure_text",
                STACK_TEXT: "lent_text",
                MADE: "make_and_drop",
            },
        ),
    ]
