"""Start functions, and modules that are opened more than once."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

import runtime
from runtime.errors import InstanceClosed

from .conftest import BUILT, Open, load
from .plain_hosts import Shape, conformance_options


@pytest.mark.asyncio
async def test_start_runs_once_and_before_the_block_begins(open_guest: Open) -> None:
    log: list[str] = []
    async with open_guest("conformance", **conformance_options(log)) as guest:
        assert log == ["start"]
        assert guest.exports.still_alive() == 1
        # It is an export like any other, as in wasm-bindgen's glue.
        guest.exports.start()
    assert log == ["start", "start"]


@pytest.mark.asyncio
async def test_an_export_first_asked_for_when_the_guest_is_closed_says_so(
    open_guest: Open,
) -> None:
    async with open_guest("conformance", **conformance_options([])) as guest:
        count = len(guest.exports)
    assert "still_alive" in guest.exports
    assert len(guest.exports) == len(dir(guest.exports)) == count
    with pytest.raises(InstanceClosed):
        guest.exports.still_alive()
    with pytest.raises(AttributeError, match="still_alive"):
        guest.exports.still_alove  # noqa: B018 # asking is what is tested


@pytest.mark.asyncio
async def test_each_instance_starts_and_has_its_own_state(open_guest: Open) -> None:
    log: list[str] = []
    async with open_guest("conformance", **conformance_options(log)) as first:
        async with open_guest("conformance", **conformance_options(log)) as second:
            assert log == ["start", "start"]
            with first.exports.Counter(1):
                pass
            assert (first.exports.drops(), second.exports.drops()) == (1, 0)
            assert first.module is second.module
            assert first.exports.Counter is not second.exports.Counter
        assert first.exports.drops() == 1
        with pytest.raises(InstanceClosed, match="async with"):
            second.exports.drops()


@pytest.mark.asyncio
async def test_an_exception_in_start_leaves_open(open_guest: Open) -> None:
    error = ValueError("not now")

    def record(line: str) -> None:
        raise error

    with pytest.raises(ValueError, match="not now") as caught:
        async with open_guest("conformance", **conformance_options(record=record)):
            raise AssertionError("it opened")
    assert caught.value is error
    # The module is as good as before.
    async with open_guest("conformance", **conformance_options()) as guest:
        assert guest.exports.still_alive() == 1


@pytest.mark.asyncio
async def test_a_module_from_a_path_from_bytes_or_loaded(engine_name: str) -> None:
    path = BUILT / "plain.wasm"
    sources: list[Any] = [path, str(path), path.read_bytes(), bytearray(path.read_bytes())]
    sources += [memoryview(path.read_bytes()), load("plain", engine_name)]
    for source in sources:
        async with runtime.open(source, engine=engine_name) as guest:
            assert guest.exports.add(1, 2) == 3
    assert runtime.Module.load(sources[-1]) is sources[-1]
    with pytest.raises(FileNotFoundError):
        async with runtime.open(BUILT / "absent.wasm", engine=engine_name):
            raise AssertionError("it opened")


@pytest.mark.asyncio
async def test_an_exception_of_the_block_passes_through(open_guest: Open) -> None:
    async def use() -> None:
        async with open_guest("conformance", **conformance_options()) as guest:
            guest.exports.Counter(1)
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        await use()


@pytest.mark.asyncio
async def test_a_closed_guest_is_collected(open_guest: Open) -> None:
    shape: Any = Shape("s", 1)
    async with open_guest("conformance", **conformance_options()) as guest:
        counter = guest.exports.Counter(1)
        assert guest.exports.shape_area(shape) == 1.0
        inside = weakref.ref(guest)
        exports = weakref.ref(guest.exports.still_alive)
    del guest, counter
    gc.collect()
    assert inside() is None
    assert exports() is None
    seen = weakref.ref(shape)
    del shape
    assert seen() is None


def test_run_is_the_blocking_form(engine_name: str, release: str) -> None:
    log: list[str] = []
    options = conformance_options(log)
    module = load(f"conformance-{release}", engine_name)
    assert runtime.run(module, "use_namespace", 4, **options) == 8
    assert log == ["start"]
    assert runtime.run(module, **options) is None
    with pytest.raises(KeyError, match="no 'absent'"):
        runtime.run(module, "absent", **options)
