from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.engine import select

from .conftest import BUILT, DEMOS, Wasmloop

PLAIN = BUILT / "plain.wasm"
LONELY = BUILT / "lonely-0.2.130.wasm"
CONFORMANCE = BUILT / "conformance-0.2.130.wasm"


# --- 0 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "out"),
    [
        ([PLAIN, "add", 2, 3], "5\n"),
        ([PLAIN, "add", 2, -5], "-3\n"),
        ([PLAIN, "add", -2, "--", -5], "-7\n"),
        (["--for", "5", PLAIN, "add", 2, 3], "5\n"),
        ([PLAIN, "--for=5", "add", 2, "--lazy-imports", 3], "5\n"),
        ([PLAIN, "half", "-1e0"], "-0.5\n"),
        ([PLAIN], ""),
        ([LONELY, "--lazy-imports", "add", 1, 2], "3\n"),
    ],
)
def test_a_result_is_printed(wasmloop: Wasmloop, engine: str, args: list[object], out: str) -> None:
    found = wasmloop("run", "--engine", engine, *args)
    assert (found.status, found.out, found.err) == (0, out, "")


@pytest.mark.guest_leaks("the host's cancelInterval cancels nothing")
def test_what_function_returned_is_freed_at_the_end(
    wasmloop: Wasmloop, engine: str, tmp_path: Path
) -> None:
    file = tmp_path / "h.py"
    file.write_text("def cancelInterval(token):\n    print('cleared', token)\n")
    found = wasmloop(
        "run", DEMOS / "interval.wasm", "hello", "--for", "0", "--host", file, "--engine", engine
    )
    assert (found.status, found.err) == (0, "")
    assert found.out.splitlines() == ["<Interval of guest>", "cleared 1.0"]


def test_the_loop_runs_until_it_is_idle(wasmloop: Wasmloop, engine: str) -> None:
    found = wasmloop("run", DEMOS / "timers.wasm", "run", "--engine", engine)
    assert (found.status, found.err) == (0, "")
    assert found.out.splitlines()[-1] == "interval cleared in its own callback"


@pytest.mark.guest_leaks("one of the closures is forgotten, to show it")
@pytest.mark.parametrize("demo", ["stack_closures", "heap_closures"])
def test_demos_with_a_host_file(wasmloop: Wasmloop, engine: str, demo: str) -> None:
    host = DEMOS / f"{demo}_host.py"
    found = wasmloop("run", DEMOS / f"{demo}.wasm", "run", "--host", host, "--engine", engine)
    assert (found.status, found.err) == (0, "")
    assert found.out


def test_a_class_is_a_function_and_a_string_is_a_string(wasmloop: Wasmloop, host: Path) -> None:
    found = wasmloop("run", CONFORMANCE, "--host", host, "--lazy-imports", "Counter", 3)
    assert (found.status, found.err) == (0, "")
    assert found.out.splitlines() == ["record start", "<Counter of guest>"]
    found = wasmloop(
        "run", CONFORMANCE, "--host", host, "--lazy-imports", "trap_panic", "--", "--x"
    )
    assert found.status == 1


@pytest.mark.guest_leaks("a static")
def test_an_awaitable_result_is_awaited(wasmloop: Wasmloop, tmp_path: Path) -> None:
    file = tmp_path / "h.py"
    file.write_text(
        "import asyncio\n"
        "def record(line): pass\n"
        "async def later():\n    await asyncio.sleep(0)\n    return {'a': [1]}\n"
        "def call_and_raise(f): pass\n"
        "class T: pass\n"
        "Toolbox = T()\n"
        "Toolbox.version = later()\n"
    )
    found = wasmloop("run", CONFORMANCE, "--host", file, "--lazy-imports", "toolbox_version")
    assert (found.status, found.out, found.err) == (0, '{"a": [1]}\n', "")


def test_a_module_of_the_hosts(wasmloop: Wasmloop, host: Path, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("def module_add(a, b):\n    return a + b + 0.5\n")
    found = wasmloop(
        *("run", CONFORMANCE, "--host", host, "--host", f"some-module={module}"),
        *("--lazy-imports", "use_module_function", 1, 2),
    )
    assert (found.status, found.out.splitlines()[-1]) == (0, "3.5")


@pytest.mark.smoke
def test_the_first_example_of_the_readme(wasmloop: Wasmloop) -> None:
    found = wasmloop("run", DEMOS / "interval.wasm", "hello", "--for", "2.5")
    assert (found.status, found.err) == (0, "")
    assert found.out.splitlines() == ["<Interval of guest>", "hello", "hello"]


# --- 1 -----------------------------------------------------------------------------------------


def test_an_exception_of_function(wasmloop: Wasmloop, engine: str, host: Path) -> None:
    args = ("run", CONFORMANCE, "--host", host, "--lazy-imports", "--engine", engine)
    found = wasmloop(*args, "use_global_function", 1, 2)
    assert found.status == 1
    assert found.out == "record start\n"
    lines = [re.sub("_[0-9a-f]{16}", "", line) for line in found.err.splitlines()]
    assert lines == [
        "wasmloop: ZeroDivisionError: by the host",
        f"  at host_add ({host}:14)",
        # wasmer cannot tell where in Rust it passed.
        *(["  at use_global_function (Rust)"] if engine == "wasmtime" else []),
    ]
    found = wasmloop(*args, "--verbose", "use_global_function", 1, 2)
    assert "Traceback (most recent call last)" in found.err


def test_a_trap(wasmloop: Wasmloop, engine: str, host: Path) -> None:
    found = wasmloop(
        *("run", CONFORMANCE, "--host", host, "--lazy-imports", "--engine", engine),
        "trap_divide_by_zero",
        1,
    )
    assert found.status == 1
    assert found.err.startswith("wasmloop: the guest trapped: integer divide by zero")
    assert "Traceback" not in found.err


def test_a_panic_with_a_hook(wasmloop: Wasmloop, engine: str, tmp_path: Path) -> None:
    host = tmp_path / "host.py"
    host.write_text("def host_step(depth): pass\n")
    found = wasmloop(
        *("run", BUILT / "failures-0.2.130.wasm", "--host", host, "--lazy-imports"),
        *("--engine", engine, "panic_hooked", "gone wrong"),
    )
    assert (found.status, found.out) == (1, "")
    lines = found.err.splitlines()
    told = [line for line in lines if line.startswith("wasmloop: ")]
    assert len(told) == 1
    assert told[0].startswith("wasmloop: the guest panicked at src/lib.rs:")
    assert told[0].endswith(": gone wrong")
    assert lines[lines.index(told[0]) + 1] == (
        "  at <failures::pipeline::Panicking<T> as failures::pipeline::Stage>::run"
    )


def test_an_err_of_rust(wasmloop: Wasmloop, host: Path) -> None:
    found = wasmloop("run", CONFORMANCE, "--host", host, "--lazy-imports", "result_struct", "false")
    assert found.status == 1
    assert "not ok" in found.err


def test_a_missing_import_that_is_called(wasmloop: Wasmloop) -> None:
    found = wasmloop("run", LONELY, "--lazy-imports", "use_function", 1)
    assert found.status == 1
    assert "missing_function: fn missing_function(u32) -> u32" in found.err


def test_a_start_function_that_fails(wasmloop: Wasmloop) -> None:
    found = wasmloop("run", CONFORMANCE, "--lazy-imports", "still_alive")
    assert (found.status, found.out) == (1, "")
    assert "record" in found.err


def test_an_exception_of_a_callback_and_the_rest_goes_on(
    wasmloop: Wasmloop, engine: str, tmp_path: Path
) -> None:
    file = tmp_path / "h.py"
    file.write_text(
        "lines = []\n"
        "def log(line):\n"
        "    lines.append(line)\n"
        "    print(line)\n"
        "    if line.startswith('timeout 0'): raise LookupError(line)\n"
        "class console: log = staticmethod(log)\n"
    )
    found = wasmloop("run", DEMOS / "timers.wasm", "run", "--host", file, "--engine", engine)
    assert found.status == 1
    assert found.out.splitlines()[-1] == "interval cleared in its own callback"
    first, where = found.err.splitlines()[:2]
    assert re.fullmatch(
        r"wasmloop: a timer's callback raised \(timer \d+, Closure<dyn FnMut\(\)>\): "
        "LookupError: timeout 0, first",
        first,
    )
    assert where == f"  at log ({file}:5)"
    assert "Traceback" not in found.err


def test_a_callback_of_a_dropped_closure(wasmloop: Wasmloop, host: Path) -> None:
    found = wasmloop(
        "run", CONFORMANCE, "--host", host, "--lazy-imports", "leave_dangling_timer", 1
    )
    assert found.status == 1
    assert "after Rust had dropped it" in found.err


def test_a_trap_in_a_callback_ends_the_guest(wasmloop: Wasmloop, host: Path, engine: str) -> None:
    host.write_text("def record(line): pass\ndef block(millis): pass\n")
    guest = BUILT / "timer_cases-0.2.130.wasm"
    found = wasmloop("run", guest, "--host", host, "--engine", engine, "panic_after", 1)
    assert found.status == 1
    assert "a timer's callback raised (timer 1, Closure<dyn FnMut()>)" in found.err
    assert "the guest trapped: unreachable" in found.err


@pytest.mark.guest_leaks("the guest keeps its callbacks")
def test_an_interval_that_throws_goes_on(wasmloop: Wasmloop, host: Path) -> None:
    host.write_text("def record(line): print(line)\ndef block(millis): pass\n")
    guest = BUILT / "timer_cases-0.2.130.wasm"
    found = wasmloop("run", guest, "--host", host, "node_interval_throw")
    assert found.status == 1
    assert found.out.splitlines() == ["1", "2", "3"]
    assert found.err.count("Error: interval error") == 3


@pytest.mark.guest_leaks("the guest keeps its callbacks")
@pytest.mark.parametrize(
    ("function", "lines"),
    [("wpt_microtask_error", ["next", "timeout"]), ("wpt_errors", ["after"])],
)
def test_the_rest_goes_on_after_errors_of_any_callback(
    wasmloop: Wasmloop, host: Path, function: str, lines: list[str]
) -> None:
    host.write_text("def record(line): print(line)\ndef block(millis): pass\n")
    guest = BUILT / "timer_cases-0.2.130.wasm"
    found = wasmloop("run", guest, "--host", host, function)
    assert found.status == 1
    assert found.out.splitlines() == lines
    assert "error" in found.err


def test_a_function_that_fails_ends_the_guest(wasmloop: Wasmloop, tmp_path: Path) -> None:
    host = tmp_path / "h.py"
    host.write_text("class console:\n    def log(*_): raise LookupError('no console')\n")
    found = wasmloop("run", DEMOS / "timers.wasm", "run", "--host", host)
    assert (found.status, found.out) == (1, "")
    assert found.err.startswith("wasmloop: LookupError: no console")


# --- 2 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([], "Missing command"),
        (["walk"], "No such command 'walk'"),
        (["run"], "Missing argument 'MODULE'"),
        (["inspect"], "Missing argument 'MODULE'"),
        (["inspect", PLAIN, "more"], "unexpected extra argument"),
        (["run", PLAIN, "ad", 2, 3], "did you mean 'add'?\nIt exports\n  fn add("),
        (["run", LONELY, "no_such"], "  fn use_class(name: &str) -> f64"),
        (["run", PLAIN, "add", 2], "add takes 2 argument(s), and 1 were given"),
        (["run", PLAIN, "add", 2, 3, 4], "add takes 2 argument(s), and 3 were given"),
        (["run", PLAIN, "add", 2, "x"], "argument 'argument_1' of add: Rust expects i32, got 'x'"),
        (["run", PLAIN, "add", 2, 1e10], "10000000000 does not fit Rust's i32"),
        (["run", PLAIN, "add", 2, "--x"], "No such option '--x'"),
        (["run", PLAIN, "add", "--", 2, "--x"], "Rust expects i32, got '--x'"),
        (["run", "--engin", "wasmer", PLAIN], "Did you mean '--engine'?"),
        (["run", "--engine", "v8", PLAIN], "'v8' is not one of"),
        (["run", PLAIN, "--for", "-1"], "'--for'"),
        (["run", PLAIN, "--for", "nan"], "'--for'"),
        (["run", PLAIN, "--for", "soon"], "'--for'"),
        (["run", PLAIN, "--for"], "'--for' requires an argument"),
    ],
)
def test_wrong_usage(wasmloop: Wasmloop, args: list[object], expected: str) -> None:
    found = wasmloop(*args)
    assert (found.status, found.out) == (2, "")
    assert expected.lower() in found.err.lower()
    assert "Traceback" not in found.err


def test_nothing_runs_before_the_usage_is_right(wasmloop: Wasmloop, host: Path) -> None:
    found = wasmloop("run", CONFORMANCE, "--host", host, "--lazy-imports", "no_such")
    assert (found.status, found.out) == (2, "")


@pytest.mark.parametrize("args", [["--help"], ["run", "--help"], ["inspect", "--help"]])
def test_help_is_no_error(wasmloop: Wasmloop, args: list[str]) -> None:
    found = wasmloop(*args)
    assert found.status == 0
    assert "Usage:" in found.out


# --- 3 -----------------------------------------------------------------------------------------


def patched(tmp_path: Path, old: bytes, new: bytes) -> Path:
    binary = LONELY.read_bytes()
    assert len(old) == len(new)
    assert binary.count(old) >= 1
    file = tmp_path / "patched.wasm"
    file.write_bytes(binary.replace(old, new))
    return file


@pytest.mark.parametrize("command", ["run", "inspect"])
class TestCannotLoad:
    def check(self, wasmloop: Wasmloop, command: str, file: Path, *expected: str) -> None:
        found = wasmloop(command, file)
        assert (found.status, found.out) == (3, "")
        for text in expected:
            assert text in found.err
        assert "Traceback" not in found.err
        assert "Traceback" in wasmloop(command, file, "--verbose").err

    def test_no_file(self, wasmloop: Wasmloop, command: str, tmp_path: Path) -> None:
        file = tmp_path / "absent.wasm"
        self.check(wasmloop, command, file, str(file), "No such file")

    def test_a_folder(self, wasmloop: Wasmloop, command: str, tmp_path: Path) -> None:
        self.check(wasmloop, command, tmp_path, str(tmp_path))

    def test_no_wasm(self, wasmloop: Wasmloop, command: str) -> None:
        self.check(wasmloop, command, Path(__file__), "not a WebAssembly module")

    @pytest.mark.parametrize("size", [0, 4, 8_000])
    def test_truncated(self, wasmloop: Wasmloop, command: str, tmp_path: Path, size: int) -> None:
        file = tmp_path / "short.wasm"
        file.write_bytes(LONELY.read_bytes()[:size])
        expected = "malformed module at offset" if size > 8 else "not a WebAssembly module"
        self.check(wasmloop, command, file, expected)

    def test_output_of_the_cli(self, wasmloop: Wasmloop, command: str) -> None:
        file = BUILT / "lonely-cli-0.2.130.wasm"
        self.check(
            *(wasmloop, command, file, "output of the wasm-bindgen CLI"),
            "target/wasm32-unknown-unknown/release/",
        )

    def test_imports_without_wasm_bindgen(self, wasmloop: Wasmloop, command: str) -> None:
        file = BUILT / "plain_env.wasm"
        self.check(wasmloop, command, file, "env.host_add, env.host_note", "no wasm-bindgen")

    def test_unknown_schema(self, wasmloop: Wasmloop, command: str, tmp_path: Path) -> None:
        old, new = b'"schema_version":"0.2.130"', b'"schema_version":"0.9.130"'
        file = patched(tmp_path, old, new)
        self.check(wasmloop, command, file, "schema 0.9.130", "0.2.83", "Cargo.toml")

    def test_a_host_file_that_fails(self, wasmloop: Wasmloop, command: str, tmp_path: Path) -> None:
        host = tmp_path / "failing.py"
        host.write_text("1 / 0\n")
        found = wasmloop(command, PLAIN, "--host", host)
        assert found.status == 3
        assert found.err.splitlines() == [
            f"wasmloop: --host {host}: it cannot be imported: ZeroDivisionError: division by zero "
            "(line 1)"
        ]

    def test_an_engine_that_is_not_there(
        self, wasmloop: Wasmloop, command: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(select, "_why_not", lambda _name: "pip install it")
        select._engine.cache_clear()
        found = wasmloop(command, PLAIN, "--engine", "wasmtime")
        select._engine.cache_clear()
        assert found.status == 3
        assert "'wasmtime' is not available: pip install it" in found.err


@pytest.mark.parametrize("release", ["0.2.83", "0.2.130"])
def test_missing_imports_are_told_all_at_once(wasmloop: Wasmloop, release: str) -> None:
    found = wasmloop("run", BUILT / f"lonely-{release}.wasm", "add", 1, 2)
    assert (found.status, found.out) == (3, "")
    for text in (
        "6 import(s) of the guest are not served",
        "missing_function: fn missing_function(u32) -> u32",
        "MissingSpace.missing_in_namespace: fn missing_in_namespace(&str)",
        "missing_takes_closure: fn missing_takes_closure(&dyn Fn(u32) -> u32) -> u32",
        "MissingClass: fn MissingClass(&str) -> JsValue",
        "missing_in_module from module 'missing-module'",
        "--host FILE",
    ):
        assert text in found.err


@pytest.mark.skipif(sys.version_info < (3, 11), reason="wasmer has a wheel for this Python")
def test_wasmer_on_a_python_without_it(wasmloop: Wasmloop) -> None:
    found = wasmloop("run", PLAIN, "add", 2, 3, "--engine", "wasmer")
    assert found.status == 3
    assert "wasmtime serves here" in found.err


# --- logging ------------------------------------------------------------------------------------

LOGS = """
import logging
def host_step(depth):
    logging.getLogger("mine").info("an info \\x1b[31m")
    logging.getLogger("mine").warning("a warning")
    return depth
"""

FAILURES = BUILT / "failures-0.2.130.wasm"


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ([], ["WARNING:mine: a warning"]),
        (["--log-level", "info"], ["INFO:mine: an info \\x1b[31m", "WARNING:mine: a warning"]),
        (["--log-level", "ERROR"], []),
    ],
)
def test_logging_goes_to_standard_error(
    wasmloop: Wasmloop, tmp_path: Path, options: list[str], lines: list[str]
) -> None:
    host = tmp_path / "host.py"
    host.write_text(LOGS)
    args = (FAILURES, "call_host", 1, "--host", host, "--lazy-imports", "--engine", "wasmtime")
    found = wasmloop("run", *args, *options)
    assert (found.status, found.out) == (0, "3\n")
    assert found.err.splitlines() == lines


DICTIONARY = """{
  "version": 1,
  "disable_existing_loggers": false,
  "handlers": {"file": {"class": "logging.FileHandler", "filename": "FILE"}},
  "loggers": {"mine": {"level": "INFO", "handlers": ["file"], "propagate": false}}
}"""

INI = """
[loggers]
keys=root,mine
[handlers]
keys=file
[formatters]
keys=
[logger_root]
handlers=
[logger_mine]
qualname=mine
level=INFO
handlers=file
propagate=0
[handler_file]
class=FileHandler
args=("FILE",)
"""


@pytest.mark.parametrize(("name", "text"), [("log.json", DICTIONARY), ("log.ini", INI)])
def test_logging_by_a_file(tmp_path: Path, name: str, text: str) -> None:
    host, config, log = tmp_path / "host.py", tmp_path / name, tmp_path / "out.log"
    host.write_text(LOGS)
    config.write_text(text.replace("FILE", str(log)))
    # In a process of its own: logging is the process's.
    done = subprocess.run(
        [
            *(sys.executable, "-m", "runtime", "run", FAILURES, "call_host", "1"),
            *("--host", host, "--lazy-imports", "--log-config", config),
        ],
        env={**os.environ, "PYTHONWARNINGS": "ignore::RuntimeWarning"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "3\n", "")
    assert log.read_text() == "an info \x1b[31m\na warning\n"


@pytest.mark.parametrize(
    ("name", "text"), [("absent.json", None), ("a.json", "{"), ("b.json", "{}"), ("c.ini", "[x")]
)
def test_a_file_that_says_nothing_of_logging(
    wasmloop: Wasmloop, tmp_path: Path, name: str, text: str | None
) -> None:
    config = tmp_path / name
    if text is not None:
        config.write_text(text)
    found = wasmloop("run", PLAIN, "add", 2, 3, "--log-config", config)
    assert (found.status, found.out) == (2, "")
    assert "Invalid value for '--log-config'" in found.err
    assert name in found.err


@pytest.mark.guest_leaks("it leaves an interval running")
def test_what_the_guest_prints_is_its_output(wasmloop: Wasmloop, engine: str) -> None:
    options = ("--lazy-imports", "--engine", engine)
    found = wasmloop("run", FAILURES, "keep_waiting", "--for", "0", *options)
    assert found.out.splitlines() == ["made", "<Held of guest>", "dropped"]
    found = wasmloop("run", FAILURES, "print_error", "an error", *options)
    assert (found.out, found.err) == ("", "an error\n")
