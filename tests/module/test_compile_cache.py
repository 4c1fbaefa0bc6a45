"""The compile cache: what it keeps, what it refuses to load, what it does when it cannot write."""

from __future__ import annotations

import errno
import logging
import multiprocessing
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from runtime.engine.interface import CompiledModule, Engine
from runtime.engine.select import select_engine
from runtime.errors import EngineUnavailable, MalformedModule
from runtime.module import Module
from runtime.module.compile_cache import VARIABLE, CompileCache, users_folder

SOURCE = '(module (func (export "answer") (result i32) (i32.const 42)))'
OTHER = '(module (func (export "answer") (result i32) (i32.const 43)))'

needs_users = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no such modes")


class Counting:
    """An engine that counts what it compiles."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.compiled = 0

    def compile(self, binary: bytes) -> CompiledModule:
        self.compiled += 1
        return self._engine.compile(binary)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


@pytest.fixture(params=["wasmer", "wasmtime"])
def engine(request: pytest.FixtureRequest) -> Any:
    try:
        return Counting(select_engine(request.param))
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def cache(tmp_path: Path) -> CompileCache:
    return CompileCache(tmp_path / "cache")


def entries(cache: CompileCache) -> list[Path]:
    return sorted(cache.folder.glob("*.compiled"))


def answer(engine: Engine, module: CompiledModule) -> object:
    store = engine.store()
    try:
        return store.instantiate(module, {}).function("answer")()
    finally:
        store.close()


def test_compiled_once(engine: Any, cache: CompileCache) -> None:
    for _ in range(3):
        assert answer(engine, cache.compile(engine, engine.assemble(SOURCE))) == 42
    assert answer(engine, cache.compile(engine, engine.assemble(OTHER))) == 43
    assert engine.compiled == 2
    assert len(entries(cache)) == 2


def test_interruptible_code_is_kept_beside_the_other(cache: CompileCache) -> None:
    engines = [
        Counting(select_engine("wasmtime", interruptible=able)) for able in (False, True, False)
    ]
    binary = engines[0].assemble(SOURCE)
    for engine in engines:
        counted: Any = engine
        cache.compile(counted, binary)
    assert [engine.compiled for engine in engines] == [1, 1, 0]
    assert len(entries(cache)) == 2


@needs_users
def test_for_this_user_alone(engine: Any, cache: CompileCache) -> None:
    cache.compile(engine, engine.assemble(SOURCE))
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entries(cache)[0].stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: b"",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: b"\0" * len(data),
    ],
    ids=["cut", "empty", "a bit of the code", "a bit of the digest", "zeros"],
)
def test_a_damaged_entry_is_compiled_again(
    engine: Any, cache: CompileCache, damage: Callable[[bytes], bytes]
) -> None:
    binary = engine.assemble(SOURCE)
    cache.compile(engine, binary)
    path = entries(cache)[0]
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert answer(engine, cache.compile(engine, binary)) == 42
    assert engine.compiled == 2
    assert answer(engine, cache.compile(engine, binary)) == 42
    assert engine.compiled == 2


@needs_users
@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_folder_that_others_may_write_to_is_not_used(
    engine: Any, cache: CompileCache, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    binary = engine.assemble(SOURCE)
    cache.compile(engine, binary)
    cache.folder.chmod(mode)
    with caplog.at_level(logging.WARNING, "runtime.cache"):
        assert answer(engine, cache.compile(engine, binary)) == 42
    assert engine.compiled == 2
    assert "others may write to it" in caplog.text


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


def test_a_replacement_that_fails_leaves_nothing_behind(
    engine: Any, cache: CompileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "replace", refuse)
    assert answer(engine, cache.compile(engine, engine.assemble(SOURCE))) == 42
    assert list(cache.folder.iterdir()) == []


def test_the_longest_unused_go_first(engine: Any, cache: CompileCache) -> None:
    first, second = engine.assemble(SOURCE), engine.assemble(OTHER)
    cache.compile(engine, first)
    size = entries(cache)[0].stat().st_size
    cache.most_bytes = size * 5 // 2
    cache.compile(engine, second)
    oldest = entries(cache)
    for age, path in enumerate(oldest):
        os.utime(path, (age, age))
    third = engine.assemble('(module (func (export "answer") (result i32) (i32.const 44)))')
    cache.compile(engine, third)
    assert len(entries(cache)) == 2
    assert oldest[0] not in entries(cache)


def test_what_is_larger_than_the_cache_is_not_kept(engine: Any, tmp_path: Path) -> None:
    cache = CompileCache(tmp_path / "cache", most_bytes=10)
    cache.compile(engine, engine.assemble(SOURCE))
    assert not cache.folder.exists()


def test_a_module_that_is_refused_is_not_kept(engine: Any, cache: CompileCache) -> None:
    with pytest.raises(MalformedModule):
        cache.compile(engine, b"\0asm\x01\0\0\0\x63")
    assert not cache.folder.exists()


def _write(folder: Path, name: str, start: Any) -> None:
    engine = select_engine(name)
    binary = engine.assemble(SOURCE)
    start.wait()
    for _ in range(20):
        for path in folder.glob("*.compiled"):
            path.unlink(missing_ok=True)
        assert answer(engine, CompileCache(folder).compile(engine, binary)) == 42


def test_two_processes_write_one_entry(engine: Any, cache: CompileCache) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    both = [spawn.Process(target=_write, args=(cache.folder, engine.name, start)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert not list(cache.folder.glob(".*"))


def test_the_environment_names_the_folder_or_switches_it_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    found = CompileCache.of_the_user()
    assert found is not None
    assert found.folder == tmp_path
    monkeypatch.setenv(VARIABLE, "off")
    assert CompileCache.of_the_user() is None


def test_a_module_is_loaded_by_way_of_the_cache(engine: Any, cache: CompileCache) -> None:
    binary = engine.assemble(SOURCE)
    chosen = select_engine(engine.name)
    Module.load(binary, engine=chosen, cache=cache)
    assert len(entries(cache)) == 1
    Module.load(binary, engine=chosen, cache=False)


@pytest.mark.parametrize("named", [None, "", "/somewhere/else"])
def test_the_users_folder_is_that_of_platformdirs(
    named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if named is None:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert users_folder() == platformdirs.user_cache_path("wasmloop", appauthor=False)
