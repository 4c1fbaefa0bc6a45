"""The guest calls a host function."""

from __future__ import annotations

from benchmarks.guests import BENCH, Bench, below, export
from benchmarks.suites.crossing import add_one
from runtime.measuring import Case, Key, counted

SUITE = "import"

RAW = "engine's own call of a host function, f64 -> f64"
NUMBER = "imported fn(f64) -> f64"
RAW_TEXT = "engine's own call of a host function, pointer and length"
TEXT = "imported fn(&str)"


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine, and Node's.

    The guest's exports, which call the function as often as they are told, are called by the
    engine alone in all cases, so that only the imported function makes a difference.
    """
    guest = await bench.open(BENCH, {"host_f64": add_one, "host_str": _take})
    bare = bench.bare(guest, {"host_f64": add_one, "host_str": _take_numbers})
    own = below(guest)
    raw, raw_text = Key(SUITE, RAW, bench.name), Key(SUITE, RAW_TEXT, bench.name)
    number, text = Key(SUITE, NUMBER, bench.name), Key(SUITE, TEXT, bench.name)
    return [
        Case(raw, counted(export(guest, bare, "call_host_f64"))),
        Case(number, counted(export(guest, own, "call_host_f64")), raw),
        Case(raw_text, counted(export(guest, bare, "call_host_str"))),
        Case(text, counted(export(guest, own, "call_host_str")), raw),
        *bench.by_node(SUITE, {NUMBER: "import_f64", TEXT: "import_str"}),
    ]


def _take(text: str) -> None:
    return None


def _take_numbers(pointer: int, length: int) -> None:
    return None
