"""Where the compile cache is, and where it is not used: others' folders, full disks, no home."""

from __future__ import annotations

import errno
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from runtime.module.compile_cache import VARIABLE, CompileCache, users_folder

from .caches import OTHER, SOURCE, answer, entries
from .users import NOBODY, a_plain_user, needs_users


def link_in_its_place(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


@needs_users
@pytest.mark.parametrize(
    "attack",
    [
        lambda folder: folder.chmod(0o770),
        lambda folder: folder.chmod(0o707),
        lambda folder: folder.parent.chmod(0o777),
        link_in_its_place,
    ],
    ids=["group", "all", "all above", "link"],
)
def test_a_folder_that_others_may_have_filled_is_not_used(
    engine: Any,
    cache: CompileCache,
    attack: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    binary = engine.assemble(SOURCE)
    cache.compile(engine, binary)
    attack(cache.folder)
    with caplog.at_level(logging.WARNING, "runtime.cache"):
        for _ in range(3):
            assert answer(engine, cache.compile(engine, binary)) == 42
    assert engine.compiled == 4
    assert len(caplog.records) == 1
    assert "others may write to it" in caplog.text


@needs_users
def test_nothing_is_made_where_others_may_put_another_in_its_place(
    engine: Any, tmp_path: Path
) -> None:
    tmp_path.chmod(0o777)
    assert answer(
        engine, CompileCache(tmp_path / "a" / "b").compile(engine, engine.assemble(SOURCE))
    )
    assert list(tmp_path.iterdir()) == []


@needs_users
def test_a_folder_that_may_only_be_read(engine: Any, cache: CompileCache) -> None:
    first, second = engine.assemble(SOURCE), engine.assemble(OTHER)
    cache.compile(engine, first)  # imports all there is to import
    with a_plain_user() as home:
        own = CompileCache(home / "cache")
        own.compile(engine, first)
        own.folder.chmod(0o500)
        assert answer(engine, own.compile(engine, first)) == 42
        assert engine.compiled == 2
        assert answer(engine, own.compile(engine, second)) == 43
        assert len(entries(own)) == 1
        assert len([*own.folder.iterdir()]) == 1


@needs_users
def test_a_home_that_may_only_be_read(engine: Any, cache: CompileCache) -> None:
    binary = engine.assemble(SOURCE)
    cache.compile(engine, binary)
    with a_plain_user() as home:
        home.chmod(0o500)
        assert answer(engine, CompileCache(home / "a" / "b").compile(engine, binary)) == 42
        assert list(home.iterdir()) == []


@needs_users
@pytest.mark.skipif("os.geteuid() != 0", reason="only root has folders that are another user's")
def test_roots_folder_is_not_used_by_others(engine: Any, cache: CompileCache) -> None:
    binary = engine.assemble(SOURCE)
    cache.compile(engine, binary)
    cache.folder.chmod(0o755)
    entries(cache)[0].chmod(0o644)
    with a_plain_user() as home:
        place = home / "cache"
        os.seteuid(0)
        cache.folder.rename(place)
        os.seteuid(NOBODY)
        assert answer(engine, CompileCache(place).compile(engine, binary)) == 42
    assert engine.compiled == 2


@needs_users
def test_an_entry_that_others_may_write_to_is_not_used(engine: Any, cache: CompileCache) -> None:
    binary = engine.assemble(SOURCE)
    cache.compile(engine, binary)
    entries(cache)[0].chmod(0o666)
    cache.compile(engine, binary)
    assert engine.compiled == 2


@needs_users
def test_an_entry_of_another_user_is_not_used(
    engine: Any, cache: CompileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = engine.assemble(SOURCE)
    cache.compile(engine, binary)
    monkeypatch.setattr(os, "geteuid", lambda: cache.folder.stat().st_uid + 1)
    cache.compile(engine, binary)
    assert engine.compiled == 2


@needs_users
def test_a_link_is_not_followed(engine: Any, cache: CompileCache, tmp_path: Path) -> None:
    binary = engine.assemble(SOURCE)
    cache.compile(engine, binary)
    path = entries(cache)[0]
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    cache.compile(engine, binary)
    assert engine.compiled == 2


def test_a_folder_that_cannot_be_made(engine: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = CompileCache(tmp_path / "file" / "cache")
    assert answer(engine, cache.compile(engine, engine.assemble(SOURCE))) == 42


def test_a_full_disk(engine: Any, cache: CompileCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    assert answer(engine, cache.compile(engine, engine.assemble(SOURCE))) == 42
    assert entries(cache) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of a process")
def test_a_disk_that_is_full_midway(engine: Any, cache: CompileCache) -> None:
    import resource

    first = engine.assemble(SOURCE)
    cache.compile(engine, first)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Python ignores the signal that tells of it, so a write ends in an error, having written some.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        assert answer(engine, cache.compile(engine, engine.assemble(OTHER))) == 43
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert engine.compiled == 2
    assert [*cache.folder.iterdir()] == entries(cache)
    assert len(entries(cache)) == 1


def test_a_replacement_that_fails_leaves_nothing_behind(
    engine: Any, cache: CompileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "replace", refuse)
    assert answer(engine, cache.compile(engine, engine.assemble(SOURCE))) == 42
    assert list(cache.folder.iterdir()) == []


def test_the_environment_names_the_folder_or_switches_it_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    found = CompileCache.of_the_user()
    assert found is not None
    assert found.folder == tmp_path
    monkeypatch.setenv(VARIABLE, "off")
    assert CompileCache.of_the_user() is None


def test_a_relative_folder_is_where_the_application_is_now(
    engine: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "kept/here")
    cache = CompileCache.of_the_user()
    assert cache is not None
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    cache.compile(engine, engine.assemble(SOURCE))
    assert len(entries(CompileCache(tmp_path / "kept" / "here"))) == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder that one is in")
def test_a_relative_folder_below_one_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setenv(VARIABLE, "kept")
    assert CompileCache.of_the_user() is None
    kept = tmp_path / "kept"
    monkeypatch.setenv(VARIABLE, str(kept))
    assert CompileCache(kept).folder == kept
    assert CompileCache.of_the_user() is not None
    monkeypatch.chdir(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="platformdirs decides elsewhere")
def test_a_user_whose_home_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (VARIABLE, "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 5)  # as in a container
    assert CompileCache.of_the_user() is None


@pytest.mark.skipif(sys.platform != "linux", reason="platformdirs decides elsewhere")
def test_a_relative_folder_of_xdgs_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/of/mine")
    monkeypatch.setenv("XDG_CACHE_HOME", "caches")
    assert users_folder() == "/home/of/mine/.cache/wasmloop"


def test_without_a_name_the_users_folder_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    found = CompileCache.of_the_user()
    assert found is not None
    assert found.folder == Path(users_folder(), "compiled")


@pytest.mark.parametrize("named", [None, "", "/somewhere/else"])
def test_the_users_folder_is_that_of_platformdirs(
    named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if named is None:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert users_folder() == platformdirs.user_cache_dir("wasmloop", appauthor=False)
