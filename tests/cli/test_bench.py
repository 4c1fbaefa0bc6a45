"""``python -m runtime bench``. No time is compared with another."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from runtime.cli.bench_engine import empty_function, in_words, wasm_signature
from runtime.engine.interface import Signature
from runtime.engine.select import select_engine
from runtime.module import Module

from .conftest import BUILT, DEMOS, Wasmloop

BENCH = BUILT / "bench-0.2.130.wasm"
CONFORMANCE = BUILT / "conformance-0.2.130.wasm"
FUTURES = BUILT / "futures_cases-0.2.130.wasm"
PLAIN = BUILT / "plain.wasm"

QUICK = ("--for", "0", "--lazy-imports")

BENCH_HOST = """
got = []

def borrow_f64(f):
    got.append(f(1.5))

def borrow_text(f):
    got.append(f(5))

def keep(f):
    got.append(f)
"""


@pytest.fixture(name="bench_host")
def _bench_host(tmp_path: Path) -> Path:
    file = tmp_path / "h.py"
    file.write_text(BENCH_HOST)
    return file


def document(wasmloop: Wasmloop, *args: object) -> dict[str, Any]:
    found = wasmloop("bench", "--json", *QUICK, *args)
    assert (found.status, found.err) == (0, "")
    loaded: dict[str, Any] = json.loads(found.out)
    return loaded


def check(spread: dict[str, float]) -> None:
    assert 0 < spread["low"] <= spread["median"] <= spread["high"]


# --- exports -----------------------------------------------------------------------------------


def test_an_export_is_timed_beside_the_engine_alone(wasmloop: Wasmloop, engine: str) -> None:
    found = wasmloop("bench", PLAIN, "add", 2, -3, *QUICK, "--engine", engine)
    assert (found.status, found.err) == (0, "")
    title, head, own, alone = found.out.splitlines()
    assert title.startswith(f"add of plain.wasm, on {engine} ")
    assert re.fullmatch(r" +µs +quartiles +calls/s +x engine quartiles", head)
    number = r" +[\d.,]+"
    assert re.fullmatch(rf"add\(2, -3\){number * 6} to [\d.]+", own)
    name = re.escape("engine alone, empty function (i32, i32) -> i32")
    assert re.fullmatch(rf"{name}{number * 4}", alone)


def test_the_same_as_json(wasmloop: Wasmloop, engine: str) -> None:
    found = document(wasmloop, PLAIN, "half", 3, "--engine", engine)
    assert found["format"] == 1
    assert found["module"] == {"name": "plain.wasm"}
    assert found["engine"]["name"] == engine
    assert (found["function"], found["not_measured"]) == ("half", [])
    (measured,) = found["measured"]
    assert measured["name"] == "half(3)"
    assert measured["rounds"] == 3
    assert measured["calls_per_second"] == pytest.approx(1 / measured["seconds"]["median"])
    alone = measured["engine_alone"]
    assert alone["name"] == "engine alone, empty function (f64) -> f64"
    for spread in (measured["seconds"], alone["seconds"], alone["ratio"]):
        check(spread)


def test_a_promise_is_awaited(wasmloop: Wasmloop, engine: str, tmp_path: Path) -> None:
    host = tmp_path / "h.py"
    host.write_text("def record(line): pass\nasync def host_value(x):\n    return x + 0.5\n")
    args = (FUTURES, "call_host_value", 2, "--host", host, "--engine", engine)
    (measured,) = document(wasmloop, *args)["measured"]
    assert measured["name"] == "await call_host_value(2)"


@pytest.mark.guest_leaks("what was made within the last batch is dropped by the closing guest")
def test_structs_are_made_and_let_go_of(wasmloop: Wasmloop, engine: str) -> None:
    found = wasmloop("bench", DEMOS / "interval.wasm", "hello", *QUICK, "--engine", engine)
    assert (found.status, found.err) == (0, "")
    assert "hello()" in found.out


@pytest.mark.guest_leaks("the guest keeps what it says")
def test_what_a_guest_prints_is_no_result(wasmloop: Wasmloop, engine: str) -> None:
    found = wasmloop("bench", DEMOS / "timers.wasm", "run", *QUICK, "--engine", engine)
    assert (found.status, found.err) == (0, "")
    assert found.out.startswith("run of timers.wasm")


def test_a_class_is_timed_by_its_constructor(wasmloop: Wasmloop, host: Path) -> None:
    found = wasmloop("bench", CONFORMANCE, "Counter", 3, "--host", host, *QUICK)
    assert found.status == 0
    assert "Counter(3)" in found.out
    assert "engine alone, empty function (i32) -> i32" in found.out


# --- closures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "args", "name"),
    [
        ("lend_adder", "[1.5]", "&dyn Fn(f64) -> f64 to borrow_f64, (1.5)"),
        ("lend_teller", "[5]", "&dyn Fn(u32) -> String to borrow_text, (5)"),
        ("adder", "[1.5]", "Closure<dyn Fn(f64) -> f64> returned, (1.5)"),
    ],
)
def test_closures_are_timed(
    wasmloop: Wasmloop, engine: str, bench_host: Path, function: str, args: str, name: str
) -> None:
    options = ("--host", bench_host, "--engine", engine, "--closure-args", args)
    found = document(wasmloop, BENCH, function, *options)
    assert found["not_measured"] == []
    export, closure = found["measured"]
    assert (export["name"], closure["name"]) == (f"{function}()", name)
    check(closure["seconds"])
    check(closure["engine_alone"]["ratio"])


@pytest.mark.guest_leaks("the host keeps them")
def test_of_closures_of_one_type_the_first_is_timed(
    wasmloop: Wasmloop, engine: str, bench_host: Path
) -> None:
    options = ("--host", bench_host, "--engine", engine, "--closure-args", "[]")
    found = document(wasmloop, BENCH, "give_callbacks", 3, *options)
    names = [measured["name"] for measured in found["measured"]]
    assert names == ["give_callbacks(3)", "Closure<dyn FnMut()> to keep, ()"]


def test_functions_of_modules_are_watched(wasmloop: Wasmloop, host: Path, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("def module_add(a, b):\n    return a + b\n")
    args = (CONFORMANCE, "use_module_function", 1, 2, "--host", host, "--closure-args", "[]")
    found = wasmloop("bench", *args, "--host", f"some-module={module}", *QUICK)
    assert found.status == 0
    assert "not measured: closures: use_module_function gives the host's functions none" in (
        found.out
    )


def test_closures_that_take_another_number_of_arguments_are_named(
    wasmloop: Wasmloop, bench_host: Path
) -> None:
    options = ("--host", bench_host, "--closure-args", "[]", "--closure-args", "[1, 2]")
    found = document(wasmloop, BENCH, "adder", *options)
    assert len(found["measured"]) == 1
    assert found["not_measured"] == [
        {"name": "Closure<dyn Fn(f64) -> f64> returned", "reason": "it takes 1 argument(s)"}
    ]


@pytest.mark.guest_leaks("the guest keeps what it says")
def test_a_closure_that_can_be_called_once_is_named(wasmloop: Wasmloop, host: Path) -> None:
    found = wasmloop(
        "bench", CONFORMANCE, "once_into_js", "--host", host, "--closure-args", "[]", *QUICK
    )
    assert found.status == 0
    assert "not measured: Closure<dyn FnMut() -> u32> returned, (): heap closure #" in found.out


# --- 1, 2, 3 -----------------------------------------------------------------------------------


def test_a_trap(wasmloop: Wasmloop, engine: str, host: Path) -> None:
    args = (CONFORMANCE, "trap_divide_by_zero", 1, "--host", host, "--engine", engine)
    found = wasmloop("bench", *args, *QUICK)
    assert found.status == 1
    assert found.err.startswith("wasmloop: the guest trapped: integer divide by zero")
    assert "engine alone" not in found.out


def test_an_exception_of_the_hosts(wasmloop: Wasmloop, host: Path) -> None:
    found = wasmloop("bench", CONFORMANCE, "use_global_function", 1, 2, "--host", host, *QUICK)
    assert found.status == 1
    assert found.err.startswith(f"wasmloop: ZeroDivisionError: by the host\n  at host_add ({host}")


def test_what_fails_later(wasmloop: Wasmloop, tmp_path: Path) -> None:
    host = tmp_path / "h.py"
    host.write_text(
        "left = 20\n"
        "def host_f64(x):\n"
        "    global left\n"
        "    left -= 1\n"
        "    if left < 0: raise LookupError('no more')\n"
        "    return x\n"
    )
    found = wasmloop("bench", BENCH, "call_host_f64", 1, "--host", host, *QUICK)
    assert (found.status, found.out) == (1, "")
    assert "LookupError: no more" in found.err


def test_a_rejected_promise(wasmloop: Wasmloop, tmp_path: Path) -> None:
    host = tmp_path / "h.py"
    host.write_text("def record(line): pass\nasync def host_value(x):\n    raise KeyError(x)\n")
    found = wasmloop("bench", FUTURES, "call_host_value", 2, "--host", host, *QUICK)
    assert (found.status, found.out) == (1, "")


@pytest.mark.guest_leaks("what it raised still refers to it when the guest is closed")
def test_a_closure_that_refuses_its_arguments(wasmloop: Wasmloop, bench_host: Path) -> None:
    options = ("--host", bench_host, "--closure-args", '["x"]')
    for function in ("adder", "lend_adder"):
        found = wasmloop("bench", BENCH, function, *options, *QUICK)
        assert found.status == 1
        assert "Rust expects f64, got 'x'" in found.err


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([], "Missing argument 'MODULE'"),
        ([PLAIN], "Missing argument 'FUNCTION'"),
        ([PLAIN, "ad", 2, 3], "did you mean 'add'?\nIt exports\n  fn add("),
        ([PLAIN, "add", 2], "add takes 2 argument(s), and 1 were given"),
        ([PLAIN, "add", 2, "x"], "argument 'argument_1' of add: Rust expects i32, got 'x'"),
        ([PLAIN, "add", 2, "--x"], "No such option '--x'"),
        ([PLAIN, "add", 2, 3, "--for", "nan"], "'--for'"),
        ([PLAIN, "add", 2, 3, "--for", "-1"], "'--for'"),
        ([PLAIN, "add", 2, 3, "--closure-args", "5"], "'5' is no JSON list of a closure's"),
        ([PLAIN, "add", 2, 3, "--closure-args", "[1"], "'[1' is no JSON list of a closure's"),
    ],
)
def test_wrong_usage(wasmloop: Wasmloop, args: list[object], expected: str) -> None:
    found = wasmloop("bench", *args)
    assert (found.status, found.out) == (2, "")
    assert expected.lower() in found.err.lower()
    assert "Traceback" not in found.err


def test_a_module_that_is_not_there(wasmloop: Wasmloop, tmp_path: Path) -> None:
    found = wasmloop("bench", tmp_path / "no.wasm", "f")
    assert (found.status, found.out) == (3, "")


def test_missing_imports_are_told_before_anything_runs(wasmloop: Wasmloop) -> None:
    found = wasmloop("bench", CONFORMANCE, "Counter", 3)
    assert (found.status, found.out) == (3, "")


# --- the engine alone --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signature", "text"),
    [
        (Signature((), None), "()"),
        (Signature(("i32", "i64", "f32", "f64"), None), "(i32, i64, f32, f64)"),
        (Signature(("f64",), "i64"), "(f64) -> i64"),
        (Signature((), "f32"), "() -> f32"),
    ],
)
def test_an_empty_function_of_each_type(engine: str, signature: Signature, text: str) -> None:
    module = Module.load(PLAIN, engine=select_engine(engine))
    store = module.engine.store()
    function, zeros = empty_function(module, store, signature)
    assert len(zeros) == len(signature.params)
    assert function(*zeros) == (None if signature.result is None else 0)
    store.close()
    assert in_words(signature) == text


def test_the_wasm_type_of_an_export(engine: str) -> None:
    module = Module.load(CONFORMANCE, engine=select_engine(engine))
    assert wasm_signature(module, "trap_divide_by_zero") == Signature(("i32",), "i32")
    assert wasm_signature(module, "Counter") == Signature(("i32",), "i32")
    assert wasm_signature(module, "no_such") is None
