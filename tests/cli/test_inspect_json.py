"""``inspect --json``: one document, whose shape stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import runtime
from runtime.inspection import FORMAT, as_document, inspect_module

from .conftest import BUILT, DEMOS, Wasmloop

SHAPE: dict[str, Any] = {
    "format": int,
    "module": {"name": str},
    "wasm_bindgen": {"release": str, "schema": str, "era": str},
    "engine": {
        "name": str,
        "version": str,
        "crossing": str,
        "why": str,
        "others": [{"name": str, "why_not": str}],
    },
    "sizes": {"file": int, "sections": dict, "memory": int, "memory_maximum": (int, type(None))},
    "exports": [{"kind": str, "name": str, "rust": str, "python": str, "members": list}],
    "exports_refused": [{"name": str, "reason": str}],
    "starts": [str],
    "imports": {
        "served": [
            {
                "name": str,
                "module": (str, type(None)),
                "rust": str,
                "python": str,
                "served_by": str,
            }
        ],
        "missing": [
            {
                "name": str,
                "module": (str, type(None)),
                "rust": str,
                "python": str,
                "nearest": (str, type(None)),
            }
        ],
        "refused": [
            {"name": str, "module": (str, type(None)), "rust": str, "python": str, "reason": str}
        ],
        "own": int,
    },
    "closures": {"stack": [str], "heap": [str], "unread": int},
    "casts": [str],
    "strings": [str],
    "snippets": [{"kind": str, "name": str, "served_by": (str, type(None))}],
}
"""Keys, and the types of what they have; a list says what each of its items is."""


def check(value: Any, shape: Any, where: str = "") -> None:
    if isinstance(shape, dict):
        assert value.keys() == shape.keys(), where
        for key, inner in shape.items():
            check(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        for item in value:
            check(item, shape[0], f"{where}[]")
    else:
        assert isinstance(value, shape), (where, value)


def document(wasmloop: Wasmloop, *args: object) -> Any:
    found = wasmloop("inspect", "--json", *args)
    assert (found.status, found.err) == (0, "")
    return json.loads(found.out)


@pytest.mark.parametrize(
    "file",
    [
        BUILT / "conformance-0.2.83.wasm",
        BUILT / "conformance-0.2.108.wasm",
        BUILT / "values-0.2.130.wasm",
        BUILT / "lonely-0.2.130.wasm",
        DEMOS / "interval.wasm",
    ],
    ids=lambda file: file.stem,
)
def test_the_shape(wasmloop: Wasmloop, file: Path) -> None:
    found = document(wasmloop, file)
    check(found, SHAPE)
    assert found["format"] == FORMAT
    assert found["sizes"]["file"] == file.stat().st_size
    assert sum(found["sizes"]["sections"].values()) < found["sizes"]["file"]


def test_the_demo_to_the_letter(wasmloop: Wasmloop) -> None:
    found = document(wasmloop, DEMOS / "interval.wasm", "--engine", "wasmtime")
    assert found["module"] == {"name": "interval.wasm"}
    assert found["wasm_bindgen"] == {"release": "0.2.130", "schema": "0.2.130", "era": "C"}
    engine = found["engine"]
    assert (engine["name"], engine["why"]) == ("wasmtime", "asked for with --engine")
    assert [other["name"] for other in engine["others"]] == ["wasmer"]
    assert found["exports"] == [
        {
            "kind": "function",
            "name": "hello",
            "rust": "fn hello() -> Interval",
            "python": "def hello() -> Interval",
            "members": [],
        },
        {
            "kind": "class",
            "name": "Interval",
            "rust": "struct Interval",
            "python": "class Interval  # no constructor",
            "members": [],
        },
    ]
    assert [item["name"] for item in found["imports"]["served"]] == [
        "cancelInterval",
        "console.log",
        "setInterval",
    ]
    assert found["imports"]["missing"] == found["imports"]["refused"] == []
    assert found["closures"] == {"stack": [], "heap": ["Closure<dyn FnMut()>"], "unread": 0}
    assert found["sizes"]["memory"] == 17 * 65_536
    assert found["sizes"]["memory_maximum"] is None


def test_casts_and_closures(wasmloop: Wasmloop) -> None:
    found = document(wasmloop, BUILT / "cases_casts-0.2.130.wasm")
    assert found["closures"]["heap"] == [
        "Closure<dyn Fn(f64) -> f64>",
        "Closure<dyn FnMut()>",
        "Closure<dyn FnMut(String) -> String>",
        "ScopedClosure<dyn Fn(u32) -> u32>",
    ]
    assert {"&str -> JsValue", "f64 -> JsValue", "u128 -> JsValue"} <= set(found["casts"])
    assert found["closures"]["unread"] == 0


def test_a_module_without_wasm_bindgen(wasmloop: Wasmloop) -> None:
    found = document(wasmloop, BUILT / "plain.wasm")
    assert found["wasm_bindgen"] is None
    assert {item["name"] for item in found["exports"]} == {"add", "half"}


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (BUILT / "lonely-cli-0.2.130.wasm", "PostProcessedModule"),
        (BUILT / "plain_env.wasm", "NotBindgen"),
        (Path(__file__), "NotWasm"),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_a_module_that_is_refused(wasmloop: Wasmloop, file: Path, kind: str) -> None:
    plain = wasmloop("inspect", file)
    assert (plain.status, plain.out) == (3, "")
    found = wasmloop("inspect", "--json", file)
    assert (found.status, found.err) == (3, plain.err)
    told = json.loads(found.out)
    assert told.keys() == {"format", "error"}
    assert told["format"] == FORMAT
    assert told["error"]["type"] == kind
    assert told["error"]["message"] in found.err


def test_an_old_schema_is_refused(wasmloop: Wasmloop, tmp_path: Path) -> None:
    old = tmp_path / "old.wasm"
    data = (BUILT / "lonely-0.2.83.wasm").read_bytes()
    old.write_bytes(data.replace(b'"0.2.83"', b'"0.2.79"'))
    found = wasmloop("inspect", "--json", old)
    assert found.status == 3
    assert json.loads(found.out)["error"]["type"] == "UnsupportedSchema"


def test_a_file_that_is_not_there(wasmloop: Wasmloop, tmp_path: Path) -> None:
    found = wasmloop("inspect", "--json", tmp_path / "none.wasm")
    assert found.status == 3
    assert "none.wasm" in json.loads(found.out)["error"]["message"]


def test_the_document_is_what_a_program_gets_too() -> None:
    module = runtime.Module.load(DEMOS / "interval.wasm")
    told = as_document(inspect_module(module))
    check(told, SHAPE)
    assert json.loads(json.dumps(told)) == told
