from __future__ import annotations

from pathlib import Path

import pytest

from runtime.bindgen import post_processed_evidence
from runtime.wasm import decode_module
from runtime.wasm.model import Section
from runtime.wasm.writer import custom_section, encode_name, encode_vector

from .samples import BUILT, guest, module_with


def evidence(*sections: Section) -> str | None:
    return post_processed_evidence(decode_module(module_with(*sections)))


def importing(module: str, name: str) -> tuple[Section, ...]:
    item = encode_name(module) + encode_name(name) + b"\x00\x00"
    return (Section(1, 0, b"\x01\x60\x00\x00"), Section(2, 0, encode_vector([item])))


def exporting(name: str) -> tuple[Section, ...]:
    return (
        *importing("env", "f"),
        Section(7, 0, encode_vector([encode_name(name) + b"\x00\x00"])),
    )


@pytest.mark.parametrize(
    "sections",
    [
        exporting("__wbindgen_start"),
        exporting("__wbindgen_add_to_stack_pointer"),
        exporting("__wbindgen_export_3"),
        importing("./guest_bg.js", "__wbg_log_1234"),
        importing("wbg", "__wbindgen_throw"),
        importing("__wbindgen_placeholder__", "__wbg_log_1234"),
        (custom_section("producers", b"\x01\x0cprocessed-by\x01\x0cwasm-bindgen\x070.2.130"),),
    ],
)
def test_output_of_the_cli_is_recognised(sections: tuple[Section, ...]) -> None:
    assert evidence(*sections) is not None


@pytest.mark.parametrize(
    "sections",
    [
        (),
        exporting("run"),
        importing("env", "__wbg_log_1234"),
        importing("wbg", "mine"),
        # Raw, and stripped of its section.
        exporting("__wbindgen_describe_run"),
        (custom_section("producers", b"\x01\x0cprocessed-by\x01\x05rustc\x041.63"),),
    ],
)
def test_other_modules_are_not(sections: tuple[Section, ...]) -> None:
    assert evidence(*sections) is None


def test_a_raw_guest_is_not() -> None:
    assert post_processed_evidence(decode_module(guest("0.2.130"))) is None


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_built_guests(path: Path) -> None:
    found = post_processed_evidence(decode_module(path.read_bytes()))
    assert (found is not None) == ("-cli-" in path.name)
