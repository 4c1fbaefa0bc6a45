"""Python files given with ``--host``, imported and made into what a guest is served."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, SimpleNamespace

from runtime.errors import HostFileError
from runtime.records import field, record


@record(frozen=True)
class HostFiles:
    """What the files serve.

    Attributes:
        names: what joins the global scope; of files with one name the last one has it.
        modules: namespaces by the name of the module they stand for.
        origins: for each of those names the file it is from.

    """

    names: Mapping[str, object] = field(default_factory=dict)
    modules: Mapping[str, object] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)


def load_host_files(options: Sequence[str]) -> HostFiles:
    """Import the files of ``--host`` options, each file once.

    Args:
        options: ``FILE`` for the global scope, or ``NAME=FILE`` for imports from module NAME. What
            is an existing file as it stands is a FILE, even with an equals sign in it.

    Raises:
        HostFileError: a file is not there, or raises while it is imported; ``__cause__`` is what
            it raised.

    """
    names: dict[str, object] = {}
    modules: dict[str, dict[str, object]] = {}
    origins: dict[str, str] = {}
    loaded: dict[Path, dict[str, object]] = {}
    for option in options:
        module, file = _split(option)
        path = Path(file).resolve()
        if path not in loaded:
            loaded[path] = _load(file, path, len(loaded))
        if module is None:
            names.update(loaded[path])
            origins.update(dict.fromkeys(loaded[path], file))
        else:
            modules.setdefault(module, {}).update(loaded[path])
            origins[module] = file
    # Attributes, not items: those are also found with an underscore behind (`default_`).
    spaces = {name: SimpleNamespace(**public) for name, public in modules.items()}
    return HostFiles(names, spaces, origins)


def _split(option: str) -> tuple[str | None, str]:
    name, equals, file = option.partition("=")
    return (None, option) if not equals or Path(option).is_file() else (name, file)


def _load(file: str, path: Path, number: int) -> dict[str, object]:
    """Import one file; return its public names."""
    if not path.is_file():
        raise HostFileError(f"--host {file}: there is no such file")
    # A name of its own: it must neither find nor hide a module of the host's that is called alike.
    name = f"wasmloop_host_{number}_{path.stem}"
    loader = SourceFileLoader(name, str(path))
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    if spec is None:
        raise HostFileError(f"--host {file}: it cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with _importing_from(path.parent):
            loader.exec_module(module)
        return _public_names(module)
    except Exception as error:
        del sys.modules[name]
        where = _line_of(error, path)
        raise HostFileError(
            f"--host {file}: it cannot be imported: {type(error).__name__}: {error}{where}"
        ) from error


@contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """Let a file import its siblings, while it is imported and no longer."""
    entry = str(folder)
    sys.path.insert(0, entry)
    try:
        yield
    finally:
        if entry in sys.path:
            sys.path.remove(entry)


def _public_names(module: ModuleType) -> dict[str, object]:
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return {name: getattr(module, name) for name in listed}
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }


def _line_of(error: Exception, path: Path) -> str:
    if isinstance(error, SyntaxError):
        return ""  # its message says where
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    return f" (line {lines[-1]})" if lines else ""
