"""Modules to test with: one written here by hand, and whatever guests are built."""

from __future__ import annotations

from pathlib import Path

from runtime.wasm.leb import encode_u32
from runtime.wasm.model import Section
from runtime.wasm.writer import HEADER, encode_name, encode_section, encode_vector

ROOT = Path(__file__).parents[2]
BUILT = sorted([*(ROOT / "tests/guests/built").glob("*.wasm"), *(ROOT / "demos").glob("*.wasm")])

TYPES = encode_vector([b"\x60\x02\x7f\x7e\x01\x7d", b"\x60\x00\x00"])
IMPORTS = encode_vector(
    [
        encode_name("env") + encode_name("f") + b"\x00\x00",
        encode_name("env") + encode_name("t") + b"\x01\x70\x00\x01",
        encode_name("env") + encode_name("m") + b"\x02\x03\x01\x02",
        encode_name("env") + encode_name("g") + b"\x03\x7e\x00",
        encode_name("env") + encode_name("e") + b"\x04\x00\x01",
    ]
)
GLOBALS = encode_vector([b"\x7f\x01\x41\x80\x80\xc0\x00\x0b", b"\x7c\x00\x44" + bytes(8) + b"\x0b"])
EXPORTS = encode_vector([encode_name("run") + b"\x00\x01", encode_name("mem") + b"\x02\x00"])
ELEMENTS = encode_vector(
    [
        b"\x00\x41\x05\x0b\x02\x01\x02",
        b"\x01\x00\x01\x01",
        b"\x02\x01\x23\x00\x0b\x00\x01\x02",
        b"\x03\x00\x01\x02",
        b"\x04\x41\x7f\x0b\x02\xd2\x01\x0b\xd0\x70\x0b",
        b"\x05\x70\x01\xd2\x02\x0b",
        b"\x06\x00\x41\x01\x41\x02\x6a\x0b\x70\x00",
        b"\x07\x6f\x01\xd0\x6f\x0b",
    ]
)


def _subsection(kind: int, *items: bytes) -> bytes:
    body = encode_vector(items)
    return bytes([kind]) + encode_u32(len(body)) + body


NAMES = _subsection(1, b"\x00" + encode_name("f"), b"\x01" + encode_name("g")) + _subsection(
    7, b"\x01" + encode_name("__stack_pointer")
)
SECTIONS = (
    Section(0, 0, encode_name("first") + b"anything"),
    Section(1, 0, TYPES),
    Section(2, 0, IMPORTS),
    Section(3, 0, encode_vector([b"\x01", b"\x01"])),
    Section(4, 0, encode_vector([b"\x70\x01\x02\x09"])),
    Section(13, 0, encode_vector([b"\x00\x01"])),
    Section(6, 0, GLOBALS),
    Section(7, 0, EXPORTS),
    Section(8, 0, b"\x02"),
    Section(9, 0, ELEMENTS),
    Section(12, 0, b"\x00"),
    Section(10, 0, encode_vector([b"\x02\x00\x0b", b"\x02\x00\x0b"]), size_width=5),
    Section(11, 0, b"\x00"),
    Section(0, 0, encode_name("name") + NAMES),
)


def assemble(*sections: Section) -> bytes:
    return HEADER + b"".join(map(encode_section, sections))


SMALL = assemble(*SECTIONS)
"""One of everything; its code is never looked at."""


def minimal(*, table: bool = True, pointer: bytes | None = b"\x7f\x01\x41\x00\x0b") -> bytes:
    """Return a module with a table and one global, both unnamed, and no exports."""
    sections = []
    if table:
        sections.append(Section(4, 0, encode_vector([b"\x70\x00\x00"])))
    if pointer is not None:
        sections.append(Section(6, 0, encode_vector([pointer])))
    return assemble(*sections)


def padded(value: int) -> bytes:
    return encode_u32(value, width=5)
