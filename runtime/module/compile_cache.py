"""Compiled modules kept on disk, so that a guest starts without being compiled again.

What an engine loads runs with all rights of the process, so an entry is loaded only if it is ours
and whole: its folder and file belong to this user, nobody else may write to them, and a digest
over it agrees. Whatever cannot be kept or trusted is compiled; the cache never makes a load fail.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import stat
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from runtime.engine._common import machine
from runtime.engine.interface import CompiledModule, Engine
from runtime.release import RELEASE
from runtime.timeline import step

LOGGER: Final = logging.getLogger("runtime.cache")

MOST_BYTES: Final = 256 * 1024 * 1024
"""So large the folder may become, unless told otherwise."""

VARIABLE: Final = "WASMLOOP_CACHE"
"""Environment variable: the folder, or ``off``."""

_SUFFIX: Final = ".compiled"
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


class CompileCache:
    """A folder of compiled modules.

    Entries are named for what they depend on: the module's bytes, the engine and its release, this
    machine's processor, and wasmloop's release. Those not used for longest go when there are too
    many.

    Args:
        folder: where they lie; it is made, for this user alone, when the first is kept.
        most_bytes: how large the folder may become.

    """

    def __init__(self, folder: str | os.PathLike[str], most_bytes: int = MOST_BYTES) -> None:
        self.folder = Path(folder)
        self.most_bytes = most_bytes

    @classmethod
    def of_the_user(cls) -> CompileCache | None:
        """Return the one that the environment names, else that of this user.

        None where the environment says ``WASMLOOP_CACHE=off``.
        """
        named = os.environ.get(VARIABLE, "")
        if named == "off":
            return None
        return cls(named or users_folder() / "compiled")

    def compile(self, engine: Engine, binary: bytes) -> CompiledModule:
        """Return a module compiled, from the cache where it is there.

        Raises:
            ModuleError: the engine refuses it, as `Engine.compile` does.

        """
        path = self.folder / self._name(engine, binary)
        with step("look in the compile cache", bytes=len(binary)):
            found = self._load(engine, path)
        if found is None:
            with step("compile", bytes=len(binary), engine=engine.name):
                found = engine.compile(binary)
            with step("keep in the compile cache"):
                self._keep(path, found)
        return found

    def _name(self, engine: Engine, binary: bytes) -> str:
        digest = hashlib.sha256()
        kind = "interruptible" if engine.interruptible else ""
        for part in (engine.name, engine.version, kind, RELEASE, self._processor):
            digest.update(part.encode() + b"\0")
        digest.update(binary)
        return f"{engine.name}-{digest.hexdigest()}{_SUFFIX}"

    @cached_property
    def _processor(self) -> str:
        return processor()  # a module asks for each of its helpers too

    # --- loading ----------------------------------------------------------------------------

    def _load(self, engine: Engine, path: Path) -> CompiledModule | None:
        try:
            if not self._is_ours(os.lstat(self.folder)):
                LOGGER.warning("%s is not used: %s", self.folder, _NOT_OURS)
                return None
            data = self._read(path)
            if data is None:
                return None
            found = engine.deserialize(data)
        except FileNotFoundError:
            return None
        except OSError as error:
            LOGGER.debug("cannot read %s: %s", path, error)
            return None
        except ValueError as error:
            LOGGER.warning("%s is compiled again: %s", path, error)
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):  # when it was used last: of a folder we may only read
            os.utime(path)
        return found

    def _read(self, path: Path) -> bytes | None:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or not self._is_ours(about):
                LOGGER.warning("%s is not used: %s", path, _NOT_OURS)
                return None
            return file.read()

    @staticmethod
    def _is_ours(about: os.stat_result) -> bool:
        """Tell whether a file or folder is this user's, and nobody else may write to it."""
        if not hasattr(os, "geteuid"):
            return True  # Windows: the folder lies in the user's profile, which has its own list
        return about.st_uid == os.geteuid() and not about.st_mode & _OTHERS_WRITE

    # --- keeping ----------------------------------------------------------------------------

    def _keep(self, path: Path, module: CompiledModule) -> None:
        data = module.serialize()
        if len(data) > self.most_bytes:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_ours(os.lstat(self.folder)):
                return
            self._make_room(len(data))
            with _whole_or_not_at_all(path) as descriptor, open(descriptor, "wb") as file:
                file.write(data)
        except OSError as error:
            LOGGER.debug("cannot keep %s: %s", path, error)

    def _make_room(self, size: int) -> None:
        """Remove those that were not used for longest, until one of ``size`` bytes has room."""
        entries = []
        for path in self.folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):  # another process makes room too
                about = path.stat()
                entries.append((about.st_mtime, about.st_size, path))
        total = size + sum(bytes_ for _, bytes_, _ in entries)
        for _, bytes_, path in sorted(entries):
            if total <= self.most_bytes:
                return
            path.unlink(missing_ok=True)
            total -= bytes_


_NOT_OURS: Final = "it is another user's, or others may write to it"


@contextlib.contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[int]:
    """Give the descriptor of a new file, for this user alone, that is ``path`` once all is well."""
    import tempfile  # only what is new is kept

    descriptor, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        yield descriptor
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def users_folder() -> Path:
    """Return where this user's caches of wasmloop belong, as `platformdirs` says."""
    here = sys.platform  # which mypy would narrow to the one that it runs on
    if here == "linux":
        # XDG Base Directory Specification; importing platformdirs takes longer than loading a
        # module from the cache.
        named = os.environ.get("XDG_CACHE_HOME", "").strip()
        return Path(named or os.path.expanduser("~/.cache"), "wasmloop")
    import platformdirs

    return platformdirs.user_cache_path("wasmloop", appauthor=False)


def processor() -> str:
    """Return what compiled code may depend on of this machine: its kind and its abilities."""
    kind = machine()
    try:
        text = Path("/proc/cpuinfo").read_text(errors="replace")
    except OSError:
        import platform  # it brings much along

        return f"{kind} {platform.processor()}"
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return f"{kind} {' '.join(sorted(value.split()))}"
    return kind
