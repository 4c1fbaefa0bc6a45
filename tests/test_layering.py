"""The layers of ARCHITECTURE.md: a module imports from lower layers, or from its own package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LAYERS = (
    ("runtime._records", "runtime.main_interpreter"),
    ("runtime.records", "runtime.late", "runtime.digests"),
    ("runtime.errors", "runtime.clock", "runtime.origins", "runtime.measuring", "runtime.release"),
    ("runtime.timeline",),
    ("runtime.wasm",),
    ("runtime.bindgen",),
    ("runtime.core",),
    ("runtime.engine",),
    ("runtime.adapters",),
    ("runtime.module",),
    ("runtime.compiling",),
    ("runtime.bare_loop",),
    ("runtime.hosts", "runtime.checkpoints", "runtime.loop_stats", "runtime.timer_tasks"),
    ("runtime.alarm",),
    ("runtime.loop",),
    ("runtime.profiled_loop",),
    ("runtime.linker",),
    ("runtime.instance",),
    ("hostapi",),
    ("runtime.leaks", "runtime.tasks"),
    ("runtime.late_tasks",),
    ("runtime.profiled_tasks",),
    ("runtime.generations",),
    ("runtime.guest",),
    ("runtime.opening",),
    ("runtime.testing", "runtime.inspection", "runtime.pytest_plugin"),
    ("runtime",),
    ("runtime.cli",),
    ("runtime.__main__", "benchmarks"),
)
"""Lowest first. ``runtime`` itself is its face, ``runtime/__init__.py``."""

PURE = ("runtime.wasm", "runtime.bindgen", "runtime.core")
IMPURE = {"asyncio", "anyio", "wasmer", "wasmtime", "threading", "socket", "logging"}


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("runtime", "hostapi", "benchmarks"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def layer_of(module: str) -> int:
    """Return the index of the layer with the longest name that the module is in."""
    best, found = -1, ""
    for index, names in enumerate(LAYERS):
        for name in names:
            inside = module == name or module.startswith(name + ".")
            if inside and len(name) > len(found):
                best, found = index, name
    assert found, f"{module} stands in no layer"
    assert found != "runtime" or module == "runtime", f"{module} stands in no layer"
    return best


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda value: str(value)[-40:])
def test_imports_run_downwards(module: str, path: Path) -> None:
    here = layer_of(module)
    for imported in imports_of(path):
        if imported.split(".")[0] not in {"runtime", "hostapi", "benchmarks"}:
            continue
        own_package = any(
            f"{module}.".startswith(f"{name}.") and f"{imported}.".startswith(f"{name}.")
            for name in LAYERS[here]
            if name != "runtime"
        )
        assert own_package or layer_of(imported) < here, f"{module} imports {imported} upwards"


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda value: str(value)[-40:])
def test_pure_layers_do_no_io(module: str, path: Path) -> None:
    if module.startswith(PURE):
        assert {name.split(".")[0] for name in imports_of(path)}.isdisjoint(IMPURE)


def test_hostapi_knows_no_engine() -> None:
    for module, path in modules():
        if module.startswith("hostapi"):
            assert not any(name.startswith("runtime.engine") for name in imports_of(path))
