"""Casts of every kind that wasm-bindgen makes, each often enough to get a way of its own."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from typing import Any

import pytest

import runtime
from runtime.bindgen.versions import Era, profile_for
from runtime.core.values import BigInt, null
from runtime.engine.interface import Engine
from runtime.instance.casts import INSTALLED_AT
from runtime.instance.running import Instance
from runtime.linker.plan import Raw
from runtime.module import Module
from tests.guests.releases import CASES

from .conftest import Open, load
from .plain_hosts import values_host

# anyio's runner enters and leaves a fixture in one task, as a guest's block wants it.
pytestmark = pytest.mark.anyio

RELEASES = CASES["casts"]
TIMES = INSTALLED_AT + 2

MADE: dict[str, list[Any] | object] = {
    "made_vec_i8": [-128, 0, 127],
    "made_vec_u8": [0, 1, 255],
    "made_vec_i16": [-(2**15), 0, 2**15 - 1],
    "made_vec_u16": [0, 1, 2**16 - 1],
    "made_vec_i32": [-(2**31), 0, 2**31 - 1],
    "made_vec_u32": [0, 1, 2**32 - 1],
    "made_vec_i64": [-(2**63), 0, 2**63 - 1],
    "made_vec_u64": [0, 1, 2**64 - 1],
    "made_vec_isize": [-(2**31), 0, 2**31 - 1],
    "made_vec_usize": [0, 1, 2**32 - 1],
    "made_vec_f32": [0.5, -0.0, math.inf],
    "made_vec_f64": [0.1, -0.0, math.inf],
    "made_vec_empty": [],
    "made_vec_js": [1, null, "three"],
    "made_vec_string": ["one", "", "\U0001f980"],
    "made_boxed_u8": [1, 2, 3],
    "made_clamped": [0, 128, 255],
}


each_release = pytest.mark.parametrize("release", RELEASES)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
async def guest(open_guest: Open, lines: list[str]) -> AsyncIterator[runtime.Guest]:
    async with open_guest("cases_casts", host={"record": lines.append}) as opened:
        yield opened


@each_release
@pytest.mark.parametrize("name", MADE)
async def test_vectors(guest: runtime.Guest, name: str) -> None:
    for _ in range(TIMES):
        made = guest.exports[name]()
        assert repr(list(made)) == repr(MADE[name])


@each_release
async def test_structs(guest: runtime.Guest) -> None:
    for _ in range(TIMES):
        with guest.exports.made_item() as item:
            assert getattr(item, "0") == 5
        items = guest.exports.made_vec_item()
        assert [getattr(each, "0") for each in items] == [3, 4]
        for each in items:
            each.free()


@each_release
async def test_single_values(guest: runtime.Guest) -> None:
    for _ in range(TIMES):
        big = guest.exports.made_u64()
        assert (big, type(big)) == (2**64 - 1, BigInt)
        assert guest.exports.made_pointer() == 0xFFFF_FFF0


@each_release
async def test_every_time_a_case_says_the_same(guest: runtime.Guest, lines: list[str]) -> None:
    """What is learned and what is installed must not differ."""
    cases = [name for name in dir(guest.exports) if name.startswith("case_")]
    assert len(cases) >= 7
    for case in cases:
        seen = set()
        for _ in range(TIMES):
            lines.clear()
            guest.exports[case]()
            seen.add(tuple(lines))
        assert len(seen) == 1


@each_release
async def test_owned_closures_are_freed_once(guest: runtime.Guest, lines: list[str]) -> None:
    for _ in range(TIMES):
        lines.clear()
        guest.exports.case_owned_closures()
        assert lines[-1] == "6 dropped"
    assert guest.stats().closures == 0


@each_release
async def test_integers_of_128_bits_come_back(guest: runtime.Guest, lines: list[str]) -> None:
    guest.exports.case_bigints()
    found = {line.partition(" ")[2] for line in lines}
    for number in (-1, 2**64, -(2**64), 2**127 - 1, -(2**127), 2**128 - 1):
        assert f"Some({number})" in found


@each_release
async def test_the_marker_is_that_of_the_era(release: str, engine_name: str) -> None:
    module = load(f"cases_casts-{release}", engine_name)
    assert module.section is not None
    era = profile_for(module.section.profile.release).era
    generic = tuple(map(int, release.split("."))) >= (0, 2, 128)
    assert era is (Era.DESCRIBE_GENERIC_IMPORT if generic else Era.DESCRIBE_CAST)
    names = {item.name for item in module.wasm.imports}
    assert (Raw.DESCRIBE_GENERIC_IMPORT.value in names) is generic
    assert (Raw.DESCRIBE_CAST.value in names) is not generic


@each_release
async def test_a_cast_is_asked_about_a_few_times_only(guest: runtime.Guest) -> None:
    instance = guest._instance
    assert isinstance(instance, Instance)
    for _ in range(3 * TIMES):
        guest.exports.made_u64()
    assert [cast.uses for cast in instance._casts._learned.values()] == [INSTALLED_AT]


@each_release
async def test_without_places_in_the_table_casts_are_asked_about(
    release: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A guest may have more functions than there are places, or add some."""
    monkeypatch.setattr(Module, "casts", property(lambda _: 2))
    source = load(f"cases_casts-{release}", engine.name)
    module = Module(source.name, engine, source.wasm, source.section, b"")
    lines: list[str] = []
    async with runtime.open(module, host={"record": lines.append}) as guest:
        for _ in range(TIMES):
            assert guest.exports.made_u64() == 2**64 - 1
            assert list(guest.exports.made_vec_u8()) == [0, 1, 255]


@pytest.mark.parametrize("number", [5.0, 0.5, -0.0, 2.0**53, math.nan])
async def test_numbers_stay_what_they_are(engine_name: str, number: float) -> None:
    module = load("values-0.2.130", engine_name)
    async with runtime.open(module, host=values_host()) as guest:
        seen = {repr(guest.exports.js_from_f64(number)) for _ in range(TIMES)}
    assert len(seen) == 1


async def test_a_cast_of_text_that_is_none_fails_alone(engine_name: str) -> None:
    """An exception inside a cast leaves the guest usable, before and after it is installed."""
    module = load("values-0.2.130", engine_name)
    async with runtime.open(module, host=values_host()) as guest:
        for _ in range(TIMES):
            with pytest.raises(TypeError):
                guest.exports.js_from_str(5)
            assert guest.exports.js_from_str("text") == "text"
