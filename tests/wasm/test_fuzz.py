"""Whatever the bytes: a module, or a ModuleError."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.errors import ModuleError
from runtime.wasm import decode_module, encode_module, export_internals, read_names
from runtime.wasm.writer import HEADER
from tests.guests.releases import NEW

from .samples import BUILT, SMALL


def survives(data: bytes) -> None:
    try:
        module = decode_module(data)
        assert encode_module(module) == data
        read_names(module)
        export_internals(module)
    except ModuleError:
        pass


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_behind_the_header(data: bytes) -> None:
    survives(HEADER + data)
    survives(data)


@settings(deadline=None)
@given(st.integers(8, len(SMALL) - 1), st.integers(0, 255), st.integers(0, 3))
def test_the_small_module_with_a_byte_replaced_removed_or_put_in(
    place: int, byte: int, removed: int
) -> None:
    new = bytes([byte]) if removed < 3 else b""
    survives(SMALL[:place] + new + SMALL[place + removed :])


def places_of(path: Path) -> int:
    """Return at how many places a guest is damaged.

    Guests of one crate differ by release in their wasm-bindgen sections, which nothing here reads:
    most places are in those of the newest.
    """
    _, _, release = path.stem.rpartition("-")
    return 20 if release in (path.stem, NEW) else 5


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_damaged_guests(path: Path) -> None:
    data = path.read_bytes()
    chance = random.Random(path.name)
    # Code and data are most of a module, and never looked at.
    targets = [s for s in decode_module(data).sections if s.id not in (10, 11) and s.payload]
    for _ in range(places_of(path)):
        section = chance.choice(targets)
        place = section.offset + chance.randrange(min(len(section.payload), 2000))
        survives(data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :])
        survives(data[:place])
