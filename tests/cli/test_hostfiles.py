from __future__ import annotations

import sys
from pathlib import Path

import pytest

from runtime.cli.hostfiles import load_host_files
from runtime.errors import HostFileError


def write(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def test_public_names_join_the_global_scope(tmp_path: Path) -> None:
    file = write(tmp_path / "h.py", "import math\nfrom math import pi\n_own = 1\ndef f(): pass\n")
    found = load_host_files([file])
    assert sorted(found.names) == ["f", "pi"]
    assert found.origins == {"f": file, "pi": file}


def test_all_decides_where_there_is_one(tmp_path: Path) -> None:
    file = write(tmp_path / "h.py", "__all__ = ['_a', 'math']\nimport math\n_a = b = 1\n")
    assert sorted(load_host_files([file]).names) == ["_a", "math"]


def test_a_name_before_the_file_makes_a_module(tmp_path: Path) -> None:
    file = write(tmp_path / "h.py", "def default_(): return 1\n")
    found = load_host_files([f"./a-module.js={file}"])
    assert found.names == {}
    assert vars(found.modules["./a-module.js"]).keys() == {"default_"}
    assert found.origins == {"./a-module.js": file}


def test_an_existing_file_may_have_an_equals_sign(tmp_path: Path) -> None:
    file = write(tmp_path / "a=b.py", "f = 1\n")
    assert load_host_files([file]).names == {"f": 1}


def test_later_files_win_and_modules_are_merged(tmp_path: Path) -> None:
    one = write(tmp_path / "one.py", "f = 1\ng = 1\n")
    two = write(tmp_path / "two.py", "g = 2\n")
    found = load_host_files([one, two, f"m={one}", f"m={two}"])
    assert found.names == {"f": 1, "g": 2}
    assert vars(found.modules["m"]) == {"f": 1, "g": 2}


def test_a_file_is_imported_once_under_a_name_of_its_own(tmp_path: Path) -> None:
    file = write(tmp_path / "json.py", "state = []\nname = __name__\n")
    found = load_host_files([file, f"m={file}"])
    assert found.modules["m"].state is found.names["state"]  # type: ignore[attr-defined] # made
    assert found.names["name"] in sys.modules
    assert sys.modules["json"].__file__ != file


def test_siblings_can_be_imported_and_the_path_is_left_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "wasmloop_test_sibling.py", "value = 7\n")
    file = write(tmp_path / "h.py", "from wasmloop_test_sibling import value\n")
    before = list(sys.path)
    assert load_host_files([file]).names == {"value": 7}
    assert sys.path == before
    del sys.modules["wasmloop_test_sibling"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\nraise RuntimeError('boom')\n", r"RuntimeError: boom \(line 2\)"),
        ("import no_such_module_at_all\n", "ModuleNotFoundError: .*no_such_module_at_all"),
        ("def f(:\n", "SyntaxError: .*line 1"),
        ("__all__ = ['absent']\n", "AttributeError: .*absent"),
    ],
)
def test_a_file_that_cannot_be_imported_is_named(tmp_path: Path, text: str, expected: str) -> None:
    file = write(tmp_path / "broken.py", text)
    before = list(sys.path)
    with pytest.raises(HostFileError, match=f"broken[.]py.*{expected}") as caught:
        load_host_files([file])
    assert caught.value.__cause__ is not None
    assert sys.path == before
    assert not any("broken" in name for name in sys.modules)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(HostFileError, match="no such file"):
        load_host_files([str(tmp_path / "absent.py")])
