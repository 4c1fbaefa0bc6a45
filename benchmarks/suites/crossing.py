"""The engines' own crossings, to and fro, and an exported function of the guest's beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.guests import BENCH, Bench, export
from runtime.measuring import Case, Key, calls, counted

SUITE = "crossing"

PYTHON = "Python calls Python, f64 -> f64"
CALL = "engine's own call of an export, f64 -> f64"
HOST_CALL = "engine's own call of a host function, f64 -> f64"
EXPORT = "guest.exports, f64 -> f64"


def add_one(x: float) -> float:
    """Do in Python what the guest's ``add_one`` does."""
    return x + 1.0


async def cases(bench: Bench) -> list[Case]:
    """Return the suite's cases on one engine; those of wasmtime-py's own API, and Node's."""
    guest = await bench.open(BENCH)
    bare = bench.bare(guest, {"host_f64": add_one})
    python = Key(SUITE, PYTHON, "python")
    call, host_call = Key(SUITE, CALL, bench.name), Key(SUITE, HOST_CALL, bench.name)
    return [
        Case(python, calls(add_one, 1.0)),
        Case(call, calls(export(guest, bare, "add_one"), 1.0), python),
        Case(host_call, counted(export(guest, bare, "call_host_f64")), python),
        Case(Key(SUITE, EXPORT, bench.name), calls(guest.exports["add_one"], 1.0), call),
        *_by_wasmtime_py(python),
        *bench.by_node(SUITE, {EXPORT: "export_f64", HOST_CALL: "import_f64"}),
    ]


def _by_wasmtime_py(python: Key) -> Iterator[Case]:
    """Yield the crossings by wasmtime-py's public API alone, as its examples use it."""
    try:
        import wasmtime
    except ImportError:
        return
    store = wasmtime.Store()
    module = wasmtime.Module(store.engine, BENCH.read_bytes())
    imports = [
        wasmtime.Func(store, item.type, add_one if "host_f64" in str(item.name) else _not_called)
        for item in module.imports
        if isinstance(item.type, wasmtime.FuncType)
    ]
    exports = wasmtime.Instance(store, module, imports).exports(store)

    def function(name: str) -> Callable[..., Any]:
        found = next(each for key, each in exports.items() if (key or "").startswith(name))
        assert isinstance(found, wasmtime.Func)

        def call(argument: float) -> Any:
            return found(store, argument)

        return call

    key = "wasmtime-py"
    yield Case(Key(SUITE, CALL, key), calls(function("add_one"), 1.0), python)
    yield Case(Key(SUITE, HOST_CALL, key), counted(function("call_host_f64")), python)


def _not_called(*_: object) -> None:
    raise NotImplementedError("only host_f64 is called")
