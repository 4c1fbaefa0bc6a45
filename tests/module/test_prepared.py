"""What is worked out of a module is kept beside its code, and used only if it is ours and whole."""

from __future__ import annotations

import logging
import pickle
import sys
from pathlib import Path
from typing import Any

import pytest

import runtime.module.module
from runtime.module import CompileCache, Module, prepared
from runtime.module.prepared import keep_prepared, load_prepared

BUILT = Path(__file__).parents[1] / "guests" / "built"
GUEST = BUILT / "lonely-0.2.130.wasm"


def entry(cache: CompileCache) -> Path:
    (path,) = cache.folder.glob("prepared-*.compiled")
    return path


def load(engine: Any, cache: CompileCache, guest: Path = GUEST) -> Module:
    module = Module.load(guest, engine=engine.name, cache=cache)
    assert module.plan is not None
    return module


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the modules that are decoded to be loaded; engines may look at them too."""
    sizes: list[int] = []
    decode = runtime.module.module._decoded

    def note(binary: bytes) -> Any:
        sizes.append(len(binary))
        return decode(binary)

    monkeypatch.setattr(runtime.module.module, "_decoded", note)
    return sizes


@pytest.mark.parametrize("name", ["lonely", "conformance", "surface", "reinit"])
def test_it_is_what_decoding_and_describing_give(
    engine: Any, cache: CompileCache, decoded: list[int], name: str
) -> None:
    guest = BUILT / f"{name}-0.2.130.wasm"
    first = load(engine, cache, guest)
    assert decoded == [guest.stat().st_size]
    second = load(engine, cache, guest)
    assert decoded == [guest.stat().st_size]
    assert second is not first
    for attribute in ("name", "size", "wasm", "section", "internals", "descriptors", "plan"):
        assert getattr(second, attribute) == getattr(first, attribute)
    assert second.entries == first.entries
    assert second.table_signatures == first.table_signatures


def test_both_engines_use_one_entry(engine: Any, cache: CompileCache, decoded: list[int]) -> None:
    for name in {"wasmtime", engine.name}:
        assert Module.load(GUEST, engine=name, cache=cache).plan.functions
    assert len(decoded) == 1


def test_without_a_cache_nothing_is_kept(engine: Any, decoded: list[int]) -> None:
    for _ in range(2):
        assert Module.load(GUEST, engine=engine.name, cache=False).plan.functions
    assert len(decoded) == 2


def test_a_module_without_wasm_bindgen_is_decoded(
    engine: Any, cache: CompileCache, decoded: list[int]
) -> None:
    for _ in range(2):
        load(engine, cache, BUILT / "plain.wasm")
    assert len(decoded) == 2
    assert not [*cache.folder.glob("prepared-*")]


def test_a_damaged_entry_is_made_again(
    engine: Any, cache: CompileCache, decoded: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    load(engine, cache)
    path = entry(cache)
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:100], b"", whole[:200] + b"\0" + whole[201:], whole[1:]):
        path.write_bytes(damaged)
        with caplog.at_level(logging.WARNING, "runtime.cache"):
            caplog.clear()
            load(engine, cache)
        assert str(path) in caplog.text
        assert path.read_bytes() == whole
    assert len(decoded) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="modes")
def test_an_entry_that_others_may_write_to_is_not_used(
    engine: Any, cache: CompileCache, decoded: list[int]
) -> None:
    load(engine, cache)
    entry(cache).chmod(0o666)
    load(engine, cache)
    assert len(decoded) == 2


def test_an_entry_of_other_sources_is_not_used(
    engine: Any, cache: CompileCache, decoded: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(engine, cache)
    monkeypatch.setattr(prepared, "_sources", lambda: ["of another checkout"])
    load(engine, cache)
    assert len(decoded) == 2
    assert len([*cache.folder.glob("prepared-*")]) == 2


def test_where_we_lie_in_an_archive_nothing_is_kept(
    engine: Any, cache: CompileCache, decoded: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> list[str]:
        raise NotADirectoryError("an archive")

    monkeypatch.setattr(prepared, "_sources", nowhere)
    for _ in range(2):
        load(engine, cache)
    assert len(decoded) == 2


class Renamed:
    """What a pickle of names a class that is there no more."""


def test_what_is_no_such_thing_is_made_again(
    cache: CompileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    something: Any = "something else"
    keep_prepared(cache, b"one", something)
    assert load_prepared(cache, b"one") is None
    renamed: Any = Renamed()
    keep_prepared(cache, b"two", renamed)
    monkeypatch.delattr(sys.modules[__name__], "Renamed")
    assert load_prepared(cache, b"two") is None


def test_an_entry_of_another_module_is_not_used(cache: CompileCache) -> None:
    something: Any = "something"
    keep_prepared(cache, b"one", something)
    (one,) = cache.folder.iterdir()
    data = one.read_bytes()
    keep_prepared(cache, b"two", something)
    (two,) = {*cache.folder.iterdir()} - {one}
    two.write_bytes(data)
    assert load_prepared(cache, b"two") is None
    # Nor with the other's digest under its own key.
    key = two.name.removeprefix("prepared-").removesuffix(".compiled")
    two.write_bytes(bytes.fromhex(key) + data[32:])
    two.chmod(0o600)
    assert load_prepared(cache, b"two") is None


def test_it_is_what_pickle_reads(engine: Any, cache: CompileCache) -> None:
    module = load(engine, cache)
    assert pickle.loads(entry(cache).read_bytes()[64:]).plan == module.plan
