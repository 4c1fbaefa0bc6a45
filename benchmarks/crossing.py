"""The engines' own crossings, to and fro, and an exported function of the guest's beside them."""

from __future__ import annotations

from benchmarks.guests import CONFORMANCE, Bench, export
from benchmarks.measure import Case, Key, calls, counted

SUITE = "crossing"


def add_one(x: float) -> float:
    """Do in Python what the guest's ``add_one`` does."""
    return x + 1.0


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine."""
    guest = await bench.open(CONFORMANCE)
    bare = bench.bare(guest, {"bench_host": add_one})
    python = Key(SUITE, "Python calls Python, f64 -> f64", "python")
    call = Key(SUITE, "engine's own call of an export, f64 -> f64", bench.name)
    host_call = Key(SUITE, "engine's own call of a host function, f64 -> f64", bench.name)
    through = Key(SUITE, "guest.exports, f64 -> f64", bench.name)
    return [
        Case(python, calls(add_one, 1.0)),
        Case(call, calls(export(guest, bare, "add_one"), 1.0), python),
        Case(host_call, counted(export(guest, bare, "run_bench_host")), python),
        Case(through, calls(guest.exports["add_one"], 1.0), call),
    ]
