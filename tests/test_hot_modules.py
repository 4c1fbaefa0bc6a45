"""The modules that are compiled where a compiler is: which, and that they are the source's."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]


def _hot() -> list[str]:
    for node in ast.parse((ROOT / "setup.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "HOT":
            hot: list[str] = ast.literal_eval(node.value)
            return hot
    raise AssertionError("setup.py has no HOT")


def test_a_change_of_a_hot_module_builds_it_anew() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    files = {key.get("file") for key in settings["tool"]["uv"]["cache-keys"]}
    assert files.issuperset(_hot())


def test_every_hot_module_is_there() -> None:
    assert [path for path in _hot() if not (ROOT / path).is_file()] == []


def test_no_hot_module_has_a_coroutine() -> None:
    """Those of mypyc throw with three arguments, which Python 3.12 deprecates."""
    trees = [(path, ast.parse((ROOT / path).read_text(encoding="utf-8"))) for path in _hot()]
    found = [
        path
        for path, tree in trees
        if any(isinstance(node, (ast.AsyncFunctionDef, ast.Await)) for node in ast.walk(tree))
    ]
    assert found == []


def test_what_was_built_is_of_the_present_source() -> None:
    built = [(path, found) for path in _hot() for found in _built(ROOT / path)]
    stale = [path for path, found in built if found.stat().st_mtime < (ROOT / path).stat().st_mtime]
    assert stale == [], "build them anew: uv sync --reinstall-package wasmloop"


def _built(source: Path) -> list[Path]:
    tag = sys.implementation.cache_tag.replace("cpython-", "cpython-")
    return list(source.parent.glob(f"{source.stem}.{tag}*.so"))
