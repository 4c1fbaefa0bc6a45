from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import runtime
from runtime.bindgen.encode import encode_section
from runtime.bindgen.program import LocalModule
from runtime.bindgen.section import SECTION_NAME, read_section
from runtime.engine.select import explain_choice
from runtime.inspection import BY_RECEIVER, BY_WASMLOOP, inspect_module
from runtime.wasm.reader import decode_module
from runtime.wasm.writer import encode_module

from .conftest import BUILT, DEMOS, Wasmloop

RELEASES = ("0.2.83", "0.2.100", "0.2.108", "0.2.127", "0.2.130")


def test_a_module_with_missing_imports(wasmloop: Wasmloop) -> None:
    found = wasmloop("inspect", BUILT / "lonely-0.2.130.wasm")
    assert (found.status, found.err) == (0, "")
    for line in (
        "wasm-bindgen  0.2.130 (schema 0.2.130)",
        "  fn use_closure(x: u32) -> u32",
        "      def use_closure(x: int) -> int",
        "imports missing (6)",
        "  missing_takes_closure: fn missing_takes_closure(&dyn Fn(u32) -> u32) -> u32",
        "      Python: (Callable[[int], int]) -> int",
        "  missing_in_module from module 'missing-module': fn missing_in_module() -> String",
        "  &dyn Fn(u32) -> u32",
    ):
        assert line in found.out.splitlines()
    name, why = explain_choice()
    assert f"engine        {name}" in found.out
    assert why in " ".join(found.out.split())  # it is wrapped where it is long
    assert "size          33.7 KiB" in found.out


def test_served_imports_say_by_whom(wasmloop: Wasmloop, tmp_path: Path) -> None:
    host, module = tmp_path / "host.py", tmp_path / "module.py"
    host.write_text("def missing_function(x): return x\nclass MissingClass: pass\n")
    module.write_text("def missing_in_module(): return ''\n")
    found = wasmloop(
        *("inspect", BUILT / "lonely-0.2.130.wasm", "--host", host),
        *("--host", f"missing-module={module}"),
    )
    assert found.status == 0
    lines = found.out.splitlines()
    assert "imports missing (3)" in lines
    for name, python, by in (
        ("missing_function: fn missing_function(u32) -> u32", "(int) -> int", host),
        ("MissingClass: fn MissingClass(&str) -> JsValue", "(str) -> Any", host),
        (
            "missing_in_module from module 'missing-module': fn missing_in_module() -> String",
            "() -> str",
            module,
        ),
        (
            "MissingClass.prototype.size: fn size(&JsValue) -> f64",
            "(Any) -> float",
            BY_RECEIVER,
        ),
    ):
        # A path may be too long for one line.
        assert f"{name} Python: {python}; by {by}" in " ".join(found.out.split())


def test_a_near_name_is_told(wasmloop: Wasmloop, tmp_path: Path) -> None:
    host = tmp_path / "host.py"
    host.write_text("def missing_funktion(x): return x\n")
    found = wasmloop("inspect", BUILT / "lonely-0.2.130.wasm", "--host", host)
    assert "(there is 'missing_funktion')" in found.out


def test_a_module_without_wasm_bindgen(wasmloop: Wasmloop) -> None:
    found = wasmloop("inspect", BUILT / "plain.wasm", "--engine", "wasmtime")
    assert (found.status, found.err) == (0, "")
    assert "wasm-bindgen  none" in found.out
    assert "engine        wasmtime" in found.out
    assert "asked for with --engine" in found.out
    assert "  fn half(argument_0: f64) -> f64" in found.out


def test_the_demo(wasmloop: Wasmloop) -> None:
    found = wasmloop("inspect", DEMOS / "interval.wasm")
    assert found.status == 0
    assert "imports missing" not in found.out
    assert "fn setInterval(&JsValue, u32) -> f64" in found.out
    assert f"by {BY_WASMLOOP}" in found.out
    lines = found.out.splitlines()
    at = lines.index("heap closures that it can make (1)")
    assert lines[at + 1] == "  Closure<dyn FnMut()>"


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("guest", ["conformance", "values", "timer_cases"])
def test_every_guest(wasmloop: Wasmloop, guest: str, release: str) -> None:
    found = wasmloop("inspect", BUILT / f"{guest}-{release}.wasm")
    assert (found.status, found.err) == (0, "")
    assert f"wasm-bindgen  {release}" in found.out
    assert max(map(len, found.out.splitlines())) <= 100


@pytest.mark.parametrize("release", RELEASES)
def test_what_is_missing_is_what_linking_reports(wasmloop: Wasmloop, release: str) -> None:
    file = BUILT / f"conformance-{release}.wasm"
    run = wasmloop("run", file, "still_alive")
    assert run.status == 3
    found = inspect_module(runtime.Module.load(file))
    assert run.err.startswith(f"wasmloop: {len(found.missing)} import(s)")
    for item in found.missing:
        where = f" from module {item.module!r}" if item.module else ""
        assert f"\n  {item.name}{where}: {item.rust}" in run.err


def test_members_of_classes(wasmloop: Wasmloop) -> None:
    found = wasmloop("inspect", BUILT / "conformance-0.2.130.wasm")
    for line in (
        "  struct Counter",
        "      class Counter(value: int)",
        "    fn addMany(&self, values: &[i32]) -> i32",
        "    fn into_value(self) -> i32",
        "        def into_value(self) -> int",
        "    maybe: Option<f64>",
        "        maybe: float | None",
        "        id: int  # read only",
        "  fn stack_fn_1(base: u32) -> u32",
    ):
        assert line in found.out.splitlines()


def altered(tmp_path: Path) -> Path:
    """Return a guest that asks for what JavaScript alone has, and brings JavaScript along."""
    wasm = decode_module((BUILT / "lonely-0.2.130.wasm").read_bytes())
    section = read_section(wasm)
    assert section is not None
    programs = [
        replace(
            program,
            imports=tuple(
                replace(item, js_namespace=("Intl",)) if item.js_namespace else item
                for item in program.imports
            ),
            inline_js=("export function inline() {}",) if program.imports else (),
            local_modules=(LocalModule("lonely/file.js", "export function local() {}"),)
            if program.imports
            else (),
        )
        for program in section.programs
    ]
    sections = [
        encode_section(programs, section.schema)
        if part.id == 0 and SECTION_NAME.encode() in part.payload[:40]
        else part
        for part in wasm.sections
    ]
    file = tmp_path / "altered.wasm"
    file.write_bytes(encode_module(replace(wasm, sections=tuple(sections))))
    return file


def test_what_is_refused_says_why(wasmloop: Wasmloop, tmp_path: Path) -> None:
    file = altered(tmp_path)
    lines = wasmloop("inspect", file).out.splitlines()
    at = lines.index("imports refused (1)")
    assert lines[at + 1] == "  Intl.missing_in_namespace: fn missing_in_namespace(&str)"
    assert lines[at + 2].startswith("      the locale data of a JavaScript engine is not there")
    assert "imports missing (5)" in lines
    told = json.loads(wasmloop("inspect", "--json", file).out)
    (refused,) = told["imports"]["refused"]
    assert refused["reason"] == lines[at + 2].strip()


def test_snippets_say_how_to_serve_them(wasmloop: Wasmloop, tmp_path: Path) -> None:
    file, host = altered(tmp_path), tmp_path / "host.py"
    host.write_text("def local(): pass\n")
    found = wasmloop("inspect", file, "--host", f"lonely/file.js={host}")
    text = " ".join(found.out.split())
    assert f"lonely/file.js (file): served by {host}" in text
    assert "lonely/inline0.js (inline): serve it with --host 'lonely/inline0.js=FILE'" in text


def test_another_engine_says_why_not(wasmloop: Wasmloop) -> None:
    found = wasmloop("inspect", DEMOS / "interval.wasm", "--engine", "wasmtime")
    assert "asked for with --engine" in found.out
    assert "not wasmer: " in found.out


def test_generic_imports_that_the_code_uses(wasmloop: Wasmloop) -> None:
    file = BUILT / "cases_surface-0.2.130.wasm"
    missing = {line.strip() for line in wasmloop("inspect", file).out.splitlines()}
    assert {"echo: fn echo(u32) -> u32", "echo: fn echo(f64) -> f64"} <= missing
    assert not any(line.startswith("notThere") for line in missing)
    refused = wasmloop("run", file).err.splitlines()
    assert any(line.startswith("  echo: fn echo<..>(..)") for line in refused)
    assert not any("notThere" in line for line in refused)
