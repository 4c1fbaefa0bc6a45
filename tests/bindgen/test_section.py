from __future__ import annotations

import bisect
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.bindgen import (
    SUPPORTED_SCHEMAS,
    Program,
    encode_program,
    encode_section,
    layout_of,
    read_section,
)
from runtime.bindgen.program import BindgenSection
from runtime.bindgen.section import SECTION_NAME
from runtime.bindgen.symbols import symbols_of
from runtime.bindgen.versions import Era
from runtime.errors import MalformedModule, ModuleError, UnsupportedSchema
from runtime.wasm import decode_module
from runtime.wasm.writer import HEADER, custom_section

from .conftest import BuiltGuest
from .samples import INTERVAL, guest, module_with


def read(data: bytes) -> BindgenSection | None:
    return read_section(decode_module(data))


def chunk(header: bytes, program: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "little") + part for part in (header, program))


def header(schema: str = "0.2.83", version: str = "0.2.83") -> bytes:
    return f'{{"schema_version":"{schema}","version":"{version}"}}'.encode()


EMPTY_83 = bytes(9)


@pytest.mark.parametrize("schema", SUPPORTED_SCHEMAS)
def test_a_section_of_every_schema(schema: str) -> None:
    section = read(guest(schema))
    assert section is not None
    assert section.schema == schema
    assert ".".join(map(str, section.version)) == schema
    assert [len(p.exports) for p in section.programs] == [4, 0]
    assert section.programs[0].structs == INTERVAL.structs


def test_no_section_and_an_empty_section_are_none() -> None:
    assert read(HEADER) is None
    assert read(module_with(custom_section(SECTION_NAME, b""))) is None


def test_several_sections_are_one() -> None:
    parts = [encode_section([INTERVAL], "0.2.130"), encode_section([Program()], "0.2.130")]
    section = read(module_with(*parts))
    assert section is not None
    assert [len(p.exports) for p in section.programs] == [4, 0]


def test_the_release_may_have_a_commit_behind_it() -> None:
    section = read(guest("0.2.107", "0.2.109 (abcdef123)"))
    assert section is not None
    assert (section.version, section.version_text) == ((0, 2, 109), "0.2.109 (abcdef123)")
    assert section.profile.heap_offset == 1024


def test_the_header_is_searched_and_not_parsed() -> None:
    loose = b'{ "x":"}",  "schema_version":"0.2.83", "version":"0.2.83" }'
    section = read(module_with(custom_section(SECTION_NAME, chunk(loose, EMPTY_83))))
    assert section is not None
    assert section.schema == "0.2.83"


def test_an_unreleased_schema_has_the_era_of_the_release_it_became() -> None:
    section = read(guest("0.2.123", "0.2.127"))
    assert section is not None
    assert section.profile.era is Era.DESCRIBE_GENERIC_IMPORT


@pytest.mark.parametrize("schema", ["0.2.82", "0.2.120", "0.3.0", "nonsense"])
def test_an_unknown_schema_is_named_in_the_error(schema: str) -> None:
    data = module_with(custom_section(SECTION_NAME, chunk(header(schema, "0.2.999"), b"?")))
    with pytest.raises(UnsupportedSchema) as caught:
        read(data)
    assert (caught.value.found, caught.value.crate_version) == (schema, "0.2.999")


@pytest.mark.parametrize("version", ["", "new", "0.2", "1.2.99999999999999999999"])
def test_a_release_that_is_no_number_is_unsupported(version: str) -> None:
    data = module_with(custom_section(SECTION_NAME, chunk(header(version=version), EMPTY_83)))
    with pytest.raises(UnsupportedSchema):
        read(data)


GOOD = chunk(header(), EMPTY_83)
BROKEN = [
    ("half a length", b"\x01\x00", 0),
    ("a header beyond the end", b"\xff\x00\x00\x00{}", 4),
    ("no JSON", chunk(b"schema", EMPTY_83), 4),
    ("no schema", chunk(b'{"version":"0.2.83"}', EMPTY_83), 4),
    ("no release", chunk(b'{"schema_version":"0.2.83"}', EMPTY_83), 4),
    ("no program", GOOD[:-13], 50),
    ("a program that breaks off", chunk(header(), EMPTY_83[:-1]), 62),
    ("a program that goes on", chunk(header(), EMPTY_83 + b"\0"), 63),
    ("two schemas", GOOD + chunk(header("0.2.84", "0.2.84"), bytes(10)), 67),
    ("two releases", GOOD + chunk(header("0.2.83", "0.2.84"), EMPTY_83), 67),
    ("an Option of 2", chunk(header(), bytes(8) + b"\x02"), 62),
    ("too many exports", chunk(header(), b"\xff\x01" + bytes(8)), 54),
]


@pytest.mark.parametrize(("payload", "offset"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN])
def test_a_broken_section_is_refused_where_it_breaks(payload: bytes, offset: int) -> None:
    data = module_with(custom_section(SECTION_NAME, payload))
    start = decode_module(data).customs[0].offset
    with pytest.raises(MalformedModule) as caught:
        read(data)
    assert (caught.value.section, caught.value.offset - start) == (SECTION_NAME, offset)


def test_a_guest_says_again_what_it_said(built: BuiltGuest) -> None:
    module, section = built.module, built.section
    if section is None:
        return
    layout = layout_of(section.schema)
    again = encode_section(section.programs, section.schema, section.version_text)
    assert read(module_with(again)) == section
    if section.schema < "0.2.130" and len(section.schema) == len("0.2.128"):
        # From 0.2.130 on, lengths of module paths are padded, which a program does not keep.
        custom = module.customs_named(SECTION_NAME)[0].payload
        assert all(encode_program(p, layout) in custom for p in section.programs)


def survives(data: bytes) -> None:
    try:
        section = read(data)
        if section is not None:
            for program in section.programs:
                list(symbols_of(section.profile, program))
    except ModuleError:
        pass


@settings(deadline=None)
@given(
    st.sampled_from([guest(schema) for schema in ("0.2.83", "0.2.100", "0.2.121", "0.2.130")]),
    st.integers(8, 250),
    st.integers(0, 255),
    st.integers(0, 2),
)
def test_a_damaged_section_decodes_or_is_refused(
    data: bytes, place: int, byte: int, removed: int
) -> None:
    survives(data[:place] + bytes([byte]) + data[place + removed :])
    survives(data[:place])


def around(payload: bytes, place: int) -> tuple[int, int]:
    """Return where the header and program lie that a byte belongs to, with the pair after them."""
    starts = [0]
    while starts[-1] < len(payload):
        end = starts[-1]
        for _ in range(2):
            end += 4 + int.from_bytes(payload[end : end + 4], "little")
        starts.append(end)
    pair = bisect.bisect_right(starts, place) - 1
    return starts[pair], starts[min(pair + 2, len(starts) - 1)]


def test_damaged_guests(built: BuiltGuest) -> None:
    chance = random.Random(built.name)
    for custom in built.module.customs_named(SECTION_NAME):
        for _ in range(20):
            place = chance.randrange(len(custom.payload))
            # The hundreds of programs elsewhere in the section would be read as they always are.
            start, end = around(custom.payload, place)
            damaged = bytearray(custom.payload[start:end])
            damaged[place - start] = chance.randrange(256)
            survives(module_with(custom_section(SECTION_NAME, bytes(damaged))))
