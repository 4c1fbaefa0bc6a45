from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.errors import MalformedModule
from runtime.wasm.leb import Cursor, encode_u32

U32 = st.integers(0, 2**32 - 1)


def signed_leb(value: int) -> bytes:
    encoded = bytearray()
    while not -64 <= value < 64:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value & 0x7F)
    return bytes(encoded)


@settings(deadline=None)
@given(U32, st.integers(1, 5))
def test_a_u32_comes_back_whatever_its_padding(value: int, width: int) -> None:
    encoded = encode_u32(value, width)
    cursor = Cursor(encoded, section="test")
    assert len(encoded) >= width
    assert cursor.u32("a number") == value
    cursor.finish("the number")


@settings(deadline=None)
@given(st.integers(-(2**31), 2**31 - 1))
def test_a_signed_number_comes_back(value: int) -> None:
    assert Cursor(signed_leb(value), section="test").signed(32, "a number") == value
    assert Cursor(signed_leb(value), section="test").signed(64, "a number") == value


@pytest.mark.parametrize("value", [-1, 2**32])
def test_what_is_no_u32_is_not_encoded(value: int) -> None:
    with pytest.raises(ValueError, match="32 bits"):
        encode_u32(value)


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"", 100),
        (b"\x80", 101),
        (b"\x80\x80\x80\x80\x10", 100),
        (b"\x80\x80\x80\x80\x80\x00", 100),
    ],
    ids=["nothing", "broken off", "33 bits", "six bytes"],
)
def test_a_bad_u32_is_refused_where_it_stands(data: bytes, offset: int) -> None:
    with pytest.raises(MalformedModule) as caught:
        Cursor(data, section="test", base=100).u32("a number")
    assert (caught.value.offset, caught.value.section) == (offset, "test")


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff\x0f", b"\x80\x80\x80\x80\x80\x00"])
def test_a_bad_signed_number_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedModule, match="signed LEB128 of 32 bits"):
        Cursor(data, section="test").signed(32, "a number")


def test_a_count_beyond_the_bytes_is_refused_before_anything_is_made() -> None:
    with pytest.raises(MalformedModule, match="at most 1 items, found 4294967295"):
        Cursor(b"\xff\xff\xff\xff\x0f\x00", section="test").count("items")


def test_a_name_must_be_utf8_and_the_error_says_where() -> None:
    with pytest.raises(MalformedModule) as caught:
        Cursor(b"\x03ab\xff", section="test", base=10).name("a name")
    assert caught.value.offset == 13


def test_a_cursor_never_reads_beyond_its_end() -> None:
    cursor = Cursor(b"\x01\x02\x03", 1, 2, section="test")
    assert cursor.byte("a byte") == 2
    with pytest.raises(MalformedModule):
        cursor.byte("a byte")
