from __future__ import annotations

import pytest

from runtime.wasm import Names, decode_module, read_names
from runtime.wasm.writer import custom_section as custom
from runtime.wasm.writer import encode_section

from .samples import SMALL, minimal


def test_names_of_functions_and_globals() -> None:
    names = read_names(decode_module(SMALL))
    assert names == Names({0: "f", 1: "g"}, {1: "__stack_pointer"})


def test_no_name_section_no_names() -> None:
    assert read_names(decode_module(minimal())) == Names()


@pytest.mark.parametrize(
    "payload",
    [b"\x01", b"\x01\x7f\x00", b"\x01\x03\x09\x00\x00", b"\x01\x04\x01\x00\x01\xff"],
    ids=["no size", "size too large", "count too large", "no UTF-8"],
)
def test_a_broken_name_section_yields_no_names(payload: bytes) -> None:
    module = decode_module(minimal() + encode_section(custom("name", payload)))
    assert read_names(module) == Names()


def test_unknown_subsections_are_skipped() -> None:
    payload = b"\x00\x02\x01m" + b"\x01\x04\x01\x05\x01f"
    module = decode_module(minimal() + encode_section(custom("name", payload)))
    assert read_names(module) == Names({5: "f"})
