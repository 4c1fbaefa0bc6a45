from __future__ import annotations

import importlib
import importlib.util
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.cli.late_logs import called_when_imported

from .conftest import DEMOS


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module that nobody has imported."""
    name = "watched_for"
    (tmp_path / f"{name}.py").write_text("there = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, name, raising=False)
    return name


def test_one_is_called_when_the_module_is_there(module: str) -> None:
    called: list[bool] = []
    with called_when_imported(module, lambda: called.append(sys.modules[module].there)):
        assert importlib.util.find_spec(module) is not None
        assert importlib.util.find_spec("no_such_module") is None
        assert called == []
        imported = importlib.import_module(module)
        assert called == [True]
        importlib.reload(imported)
    assert called == [True]
    assert inspect.getsource(imported) == "there = True\n"
    assert type(imported.__spec__.loader) is type(inspect.__loader__)  # type: ignore[union-attr]


def test_one_is_called_at_once_if_it_is_there_already() -> None:
    called: list[str] = []
    with called_when_imported("sys", lambda: called.append("now")):
        assert called == ["now"]


def test_nothing_is_left_where_nobody_imported_it(module: str) -> None:
    finders = list(sys.meta_path)
    called: list[str] = []
    with called_when_imported(module, lambda: called.append("too late")):
        assert sys.meta_path[1:] == finders
    assert sys.meta_path == finders
    importlib.import_module(module)
    assert called == []


def test_nothing_is_left_where_the_module_does_not_exist() -> None:
    finders = list(sys.meta_path)
    called: list[str] = []
    watching = called_when_imported("no_such_module", lambda: called.append("it is there"))
    with watching, pytest.raises(ModuleNotFoundError):
        importlib.import_module("no_such_module")
    assert (sys.meta_path, called) == (finders, [])


_RUN = """
import sys
from runtime.cli import main
status = main(sys.argv[1:])
import logging
print(status, logging.root.handlers)
"""


def test_what_a_host_file_logs_is_shown_as_the_command_line_does(tmp_path: Path) -> None:
    host = tmp_path / "host.py"
    host.write_text("import logging\nlogging.getLogger('mine').warning('a warning')\n")
    done = subprocess.run(
        [
            *(sys.executable, "-c", _RUN, "run", DEMOS / "interval.wasm", "hello"),
            *("--for", "0", "--host", host),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == "WARNING:mine: a warning\n"
    assert done.stdout.splitlines()[-1] == "0 []"
