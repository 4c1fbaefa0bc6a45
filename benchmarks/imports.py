"""The guest calls a host function."""

from __future__ import annotations

from benchmarks.crossing import add_one
from benchmarks.guests import CONFORMANCE, Bench, below, export
from benchmarks.measure import Case, Key, calls, counted

SUITE = "imports"

RAW = "engine's own call of a host function, f64 -> f64"
NUMBER = "imported fn(f64) -> f64"
RAW_TEXT = "engine's own export that calls a host function with a pointer and a length"
TEXT = "the same export and fn(&str)"


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine.

    A string is passed by the guest's start function, "start" to ``record``. It is called by the
    engine alone in both cases, so that only the imported function makes a difference.
    """
    guest = await bench.open(CONFORMANCE, {"bench_host": add_one, "record": _record})
    bare = bench.bare(guest, {"bench_host": add_one, "record": _record_numbers})
    raw, raw_text = Key(SUITE, RAW, bench.name), Key(SUITE, RAW_TEXT, bench.name)
    number, text = Key(SUITE, NUMBER, bench.name), Key(SUITE, TEXT, bench.name)
    return [
        Case(raw, counted(export(guest, bare, "run_bench_host"))),
        Case(number, counted(export(guest, below(guest), "run_bench_host")), raw),
        Case(raw_text, calls(export(guest, bare, "start"))),
        Case(text, calls(export(guest, below(guest), "start")), raw_text),
    ]


def _record(line: str) -> None:
    return None


def _record_numbers(pointer: int, length: int) -> None:
    return None
