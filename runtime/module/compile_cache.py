"""Compiled modules kept on disk, so that a guest starts without being compiled again.

What an engine loads runs with all rights of the process, so an entry is loaded only if it is ours
and whole: its folder and file belong to this user, nobody else may write to them or put others in
their place, it says itself what it was made of, and a digest over it agrees. Whatever cannot be
kept or trusted is compiled; the cache never makes a load fail.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from runtime.digests import new_digest
from runtime.engine._common import machine
from runtime.engine.interface import CompiledModule, Engine
from runtime.late import logger
from runtime.module.private_files import (
    PART,
    NotOurs,
    make_folder,
    open_ours,
    require_ours,
    whole_or_not_at_all,
)
from runtime.release import RELEASE
from runtime.timeline import step

if TYPE_CHECKING:
    from pathlib import Path  # it takes longer to import than a module from the cache

Made = TypeVar("Made")

LOGGER: Final = logger("runtime.cache")

MOST_BYTES: Final = 256 * 1024 * 1024
"""So large the folder may become, unless told otherwise."""

VARIABLE: Final = "WASMLOOP_CACHE"
"""Environment variable: the folder, or ``off``."""

_SUFFIX: Final = ".compiled"
_MOST_SECONDS: Final = 3600
"""A file is whole by then, or its writer is no more."""


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
        # Not where the application is by then.
        named = os.fspath(folder)
        self._folder = named if os.path.isabs(named) else os.path.join(os.getcwd(), named)
        self.most_bytes = most_bytes
        self._told: set[str] = set()

    @classmethod
    def of_the_user(cls) -> CompileCache | None:
        """Return the one that the environment names, else that of this user.

        None where the environment says ``WASMLOOP_CACHE=off``, where it names a folder below one
        that is there no more, and where the user has none.
        """
        named = os.environ.get(VARIABLE, "")
        if named == "off":
            return None
        folder = named or os.path.join(users_folder(), "compiled")
        if not named and not os.path.isabs(folder):
            return None
        try:
            return cls(folder)
        except OSError as error:
            LOGGER.debug("cannot use %s: %s", folder, error)
            return None

    @property
    def folder(self) -> Path:
        """Where they lie."""
        from pathlib import Path

        return Path(self._folder)

    def compile(self, engine: Engine, source: bytes | str) -> CompiledModule:
        """Return a module compiled, from the cache where it is there.

        Args:
            engine: compiles it.
            source: its binary; of a helper module of ours the text, which is assembled only where
                it is to be compiled.

        Raises:
            ModuleError: the engine refuses it, as `Engine.compile` does.

        """
        key = self._key(engine, source.encode() if isinstance(source, str) else source)
        name = f"{engine.name}-{key.hex()}"
        with step("look in the compile cache", bytes=len(source)):
            found = self.read(name, key, lambda data, _: engine.deserialize(data))
        if found is None:
            binary = engine.assemble(source) if isinstance(source, str) else source
            with step("compile", bytes=len(binary), engine=engine.name):
                found = engine.compile(binary)
            if self._is_usable():
                with step("keep in the compile cache"):
                    self.keep(name, key, found.serialize())
        return found

    def _key(self, engine: Engine, source: bytes) -> bytes:
        digest = new_digest()
        kind = "interruptible" if engine.interruptible else ""
        for part in (engine.name, engine.version, kind, RELEASE, self._processor):
            digest.update(part.encode() + b"\0")
        digest.update(source)
        return digest.digest()

    @cached_property
    def _processor(self) -> str:
        return processor()  # a module asks for each of its helpers too

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name + _SUFFIX)

    def _is_usable(self) -> bool:
        """Tell whether the folder may be used, or is not there yet and may be made."""
        try:
            require_ours(self._folder)
        except FileNotFoundError:
            return True
        except NotOurs as error:
            self._warn(error)
            return False
        except OSError as error:
            LOGGER.debug("cannot use %s: %s", self._folder, error)
            return False
        return True

    def _warn(self, error: NotOurs) -> None:
        text = f"the compile cache does not use what it cannot trust: {error}"
        if text not in self._told:
            self._told.add(text)
            LOGGER.warning("%s", text)

    # --- loading ----------------------------------------------------------------------------

    def read(self, name: str, key: bytes, load: Callable[[bytes, bytes], Made]) -> Made | None:
        """Return what is made of an entry; None where there is none that can be used.

        Args:
            name: the entry's, without a suffix.
            key: of what it was made.
            load: makes something of the entry's bytes and the key; a ValueError of its says that
                they are damaged.

        """
        if not self._is_usable():
            return None
        path = self._path(name)
        try:
            found = load(_read(path, key), key)
        except FileNotFoundError:
            return None
        except NotOurs as error:
            self._warn(error)
            return None
        except OSError as error:
            LOGGER.debug("cannot read %s: %s", path, error)
            return None
        except ValueError as error:
            LOGGER.warning("%s is compiled again: %s", path, error)
            with contextlib.suppress(OSError):
                os.unlink(path)
            return None
        with contextlib.suppress(OSError):  # when it was used last: of a folder we may only read
            os.utime(path)
        return found

    # --- keeping ----------------------------------------------------------------------------

    def keep(self, name: str, key: bytes, data: bytes) -> None:
        """Keep an entry, if that can be.

        Args:
            name: the entry's, without a suffix.
            key: of what it was made.
            data: the entry's bytes.

        """
        from pathlib import Path  # only what is new is kept

        path = self._path(name)
        size = len(key) + len(data)
        if size > self.most_bytes:
            return
        try:
            make_folder(self.folder)
            require_ours(self._folder)
            with whole_or_not_at_all(Path(path)) as descriptor:
                self._make_room(size, now=os.fstat(descriptor).st_mtime)
                with open(descriptor, "wb", closefd=False) as file:
                    file.write(key)
                    file.write(data)
        except NotOurs as error:
            self._warn(error)
        except OSError as error:
            LOGGER.debug("cannot keep %s: %s", path, error)

    def _make_room(self, size: int, *, now: float) -> None:
        """Remove those that were not used for longest, until one of ``size`` bytes has room.

        What a process left unfinished that was killed goes too.

        Raises:
            OSError: there is no room, since some cannot be removed.

        """
        entries = []
        for path in self.folder.iterdir():
            with contextlib.suppress(OSError):  # another process makes room too
                about = path.lstat()
                if path.suffix == _SUFFIX:
                    entries.append((about.st_mtime, about.st_size, path))
                elif path.suffix == PART and about.st_mtime < now - _MOST_SECONDS:
                    path.unlink()
        total = size + sum(bytes_ for _, bytes_, _ in entries)
        for _, bytes_, path in sorted(entries):
            if total <= self.most_bytes:
                return
            # Windows lets nobody remove what another process reads.
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
                total -= bytes_
        if total > self.most_bytes:
            raise OSError(errno.ENOSPC, "nothing more can be removed from the compile cache")


def _read(path: str, key: bytes) -> bytes:
    """Return what `Engine.deserialize` takes.

    Raises:
        NotOurs: the file is another user's.
        OSError: it cannot be read.
        ValueError: it was made of something else.

    """
    with open_ours(path) as descriptor, open(descriptor, "rb", 0, closefd=False) as file:
        if file.read(len(key)) != key:
            raise ValueError("it is cut, or another module's, or of an older release's form")
        return file.read()


def users_folder() -> str:
    """Return where this user's caches of wasmloop belong, as `platformdirs` says.

    The path is relative where nobody knows his home.
    """
    here = sys.platform  # which mypy would narrow to the one that it runs on
    if here == "linux":
        # XDG Base Directory Specification; importing platformdirs takes longer than loading a
        # module from the cache.
        named = os.environ.get("XDG_CACHE_HOME", "").strip()
        if not os.path.isabs(named):  # "ignore it", says the specification of a relative one
            named = os.path.expanduser("~/.cache")
        return os.path.join(named, "wasmloop")
    import platformdirs

    return platformdirs.user_cache_dir("wasmloop", appauthor=False)


def processor() -> str:
    """Return what compiled code may depend on of this machine: its kind and its abilities."""
    kind = machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        import platform  # it brings much along

        return f"{kind} {platform.processor()}"
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return f"{kind} {' '.join(sorted(value.split()))}"
    return kind
