"""Files that this user alone can have written: what is loaded from them runs with all his rights.

Root is left out of account: nothing is safe from it. Windows has no such modes; there the folder of
a user's caches lies in his profile, which has a list of its own.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path  # it takes longer to import than a module from the cache

HAVE_USERS: Final = hasattr(os, "geteuid")

PART: Final = ".part"
"""How the name of a file ends that is not whole yet."""

_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_MOST_LINKS: Final = 40  # as many as Linux follows


class NotOurs(Exception):
    """A file or folder that others can have written, or put in its place."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(f"{os.fspath(path)} is another user's, a link, or others may write to it")


def is_ours(about: os.stat_result, user: int) -> bool:
    """Tell whether a file or folder is a user's, and nobody else may write to it."""
    return about.st_uid == user and not about.st_mode & _OTHERS_WRITE


def is_safe_above(about: os.stat_result, user: int) -> bool:
    """Tell whether in a folder nobody but a user and root can put one thing in another's place.

    A sticky folder lets everybody replace what is his own; that what lies in it is not another's
    is asked of that. A group that has the user's own number was made for him alone, on systems
    where what he makes is writable by it.
    """
    if about.st_uid not in (0, user):
        return False
    his_group = user != 0 and about.st_gid == user
    others = stat.S_IWOTH if his_group else _OTHERS_WRITE
    return not about.st_mode & others or bool(about.st_mode & stat.S_ISVTX)


def require_ours(folder: str | os.PathLike[str]) -> None:
    """Require that a folder is this user's, and that nobody else can put another in its place.

    Args:
        folder: an absolute path. It may lead through links, whose targets are looked at too; it
            is none itself.

    Raises:
        FileNotFoundError: it is not there, and what there is above it is safe.
        NotOurs: of it, or of what is above it.
        OSError: it cannot be looked at.

    """
    if not HAVE_USERS:
        os.lstat(folder)
        return
    user = os.geteuid()
    parts = _parts(os.fspath(folder))
    place = os.path.join(_real_parent(parts[:-1], user), *parts[-1:])
    about = os.lstat(place)
    if not stat.S_ISDIR(about.st_mode) or not is_ours(about, user):
        raise NotOurs(place)


def _parts(path: str) -> list[str]:
    """Return the names in a path, of systems that have users."""
    return [part for part in path.split(os.sep) if part not in ("", os.curdir)]


def _real_parent(parts: list[str], user: int) -> str:
    """Go from the root along names, and look at every folder on the way; return the last one."""
    here, links = os.sep, 0
    rest = parts[::-1]
    _require_safe(here, os.lstat(here), user)
    while rest:
        part = rest.pop()
        if part == os.pardir:
            here = os.path.dirname(here)
            continue
        there = os.path.join(here, part)
        about = os.lstat(there)
        if not stat.S_ISLNK(about.st_mode):
            _require_safe(there, about, user)
            here = there
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), there)
        if about.st_uid not in (0, user):
            raise NotOurs(there)
        target = os.readlink(there)
        if os.path.isabs(target):
            here = os.sep
        rest.extend(reversed(_parts(target)))
    return here


def _require_safe(path: str, about: os.stat_result, user: int) -> None:
    if not is_safe_above(about, user):
        raise NotOurs(path)


def make_folder(folder: Path) -> None:
    """Make a folder, and what is missing above it, for this user alone.

    The XDG Base Directory Specification asks for that of all of them; `os.makedirs` would leave
    those above to the umask.

    Raises:
        OSError: it cannot be made.

    """
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another process makes it too
            each.mkdir(mode=0o700)


@contextlib.contextmanager
def open_ours(path: str | os.PathLike[str]) -> Iterator[int]:
    """Give the descriptor of a file that is this user's, to be read.

    Raises:
        NotOurs: it is another's, or no file: it is not waited for what a pipe has.
        OSError: it cannot be opened, or is a link.

    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags)
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or (HAVE_USERS and not is_ours(about, os.geteuid())):
            raise NotOurs(path)
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def whole_or_not_at_all(path: Path) -> Iterator[int]:
    """Give the descriptor of a new file, for this user alone, that is ``path`` once all is well.

    Raises:
        OSError: it cannot be made, or cannot take its place.

    """
    import tempfile  # only what is new is kept

    descriptor, name = tempfile.mkstemp(prefix=".", suffix=PART, dir=path.parent)
    try:
        try:
            yield descriptor
        finally:
            os.close(descriptor)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
