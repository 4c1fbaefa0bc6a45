"""The compile cache: what it keeps, for how long, and what it refuses to load."""

from __future__ import annotations

import multiprocessing
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runtime.engine.select import select_engine
from runtime.errors import MalformedModule
from runtime.module import CompileCache, Module

from .caches import OTHER, SOURCE, Counting, answer, entries
from .users import needs_users


def test_compiled_once(engine: Any, cache: CompileCache) -> None:
    for _ in range(3):
        assert answer(engine, cache.compile(engine, engine.assemble(SOURCE))) == 42
    assert answer(engine, cache.compile(engine, engine.assemble(OTHER))) == 43
    assert engine.compiled == 2
    assert len(entries(cache)) == 2


def test_text_is_assembled_only_to_be_compiled(engine: Any, cache: CompileCache) -> None:
    for _ in range(3):
        assert answer(engine, cache.compile(engine, SOURCE)) == 42
    assert (engine.assembled, engine.compiled) == (1, 1)
    assert len(entries(cache)) == 1


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
        lambda data: data[:16],
        lambda data: data[:32] + bytes([data[32] ^ 1]) + data[33:],
        lambda data: data[32:],
        lambda data: b"\0" * len(data),
    ],
    ids=[
        "cut",
        "empty",
        "a bit of the code",
        "a bit of its key",
        "cut in its key",
        "a bit of the digest",
        "without a key, as of an older form",
        "zeros",
    ],
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


def test_an_entry_under_the_name_of_another_is_compiled_again(
    engine: Any, cache: CompileCache
) -> None:
    first, second = engine.assemble(SOURCE), engine.assemble(OTHER)
    cache.compile(engine, first)
    (path,) = entries(cache)
    cache.compile(engine, second)
    (other,) = {*entries(cache)} - {path}
    other.replace(path)
    assert answer(engine, cache.compile(engine, first)) == 42
    assert answer(engine, cache.compile(engine, second)) == 43
    assert engine.compiled == 4


def test_what_was_left_unfinished_is_removed_when_its_writer_is_no_more(
    engine: Any, cache: CompileCache
) -> None:
    cache.folder.mkdir(mode=0o700)
    old, new = cache.folder / ".old.part", cache.folder / ".new.part"
    for path in (old, new):
        path.write_bytes(b"some")
    os.utime(old, (0, 0))
    cache.compile(engine, engine.assemble(SOURCE))
    assert not old.exists()
    assert new.exists()


def test_nothing_is_kept_beyond_the_bound_where_nothing_can_be_removed(
    engine: Any, cache: CompileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.compile(engine, engine.assemble(SOURCE))
    kept = entries(cache)
    cache.most_bytes = kept[0].stat().st_size * 3 // 2

    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError("another process reads it")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        assert answer(engine, cache.compile(engine, engine.assemble(OTHER))) == 43
    assert [*cache.folder.iterdir()] == kept


def _use(folder: Path, name: str, start: Any, most_bytes: int) -> None:
    engine = select_engine(name)
    binaries = {42: engine.assemble(SOURCE), 43: engine.assemble(OTHER)}
    cache = CompileCache(folder)
    start.wait()
    for _ in range(20):
        for path in folder.glob("*.compiled"):
            path.unlink(missing_ok=True)
        assert answer(engine, cache.compile(engine, binaries[42])) == 42
    cache.most_bytes = most_bytes
    for _ in range(20):
        for expected, binary in binaries.items():
            assert answer(engine, cache.compile(engine, binary)) == expected


def test_two_processes_write_one_entry_and_remove_each_others(
    engine: Any, cache: CompileCache
) -> None:
    cache.compile(engine, engine.assemble(SOURCE))
    most_bytes = entries(cache)[0].stat().st_size * 3 // 2  # one has room
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    given = (cache.folder, engine.name, start, most_bytes)
    both = [spawn.Process(target=_use, args=given) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert 1 <= len(entries(cache)) <= 2  # each made room for one, perhaps at once
    assert not list(cache.folder.glob(".*"))


def test_a_module_is_loaded_by_way_of_the_cache(engine: Any, cache: CompileCache) -> None:
    binary = engine.assemble(SOURCE)
    chosen = select_engine(engine.name)
    Module.load(binary, engine=chosen, cache=cache)
    assert len(entries(cache)) == 1
    Module.load(binary, engine=chosen, cache=False)
