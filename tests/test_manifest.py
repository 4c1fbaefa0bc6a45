"""The built guests and demos are what their manifest says, made from the sources beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from runtime.bindgen import SECTION_NAME, post_processed_evidence
from runtime.wasm import decode_module
from tests.guests.build import (
    MANIFEST,
    REPOSITORY,
    Target,
    file_hash,
    post_process,
    source_hash,
    strip,
    targets,
)
from tests.guests.releases import NEW, OLD
from tests.guests.toolchains import BuildError, Tools, toolchain_for

TARGETS = tuple(targets())
ENTRIES: dict[str, dict[str, Any]] = {
    entry["file"]: entry for entry in json.loads(MANIFEST.read_text("utf-8"))["files"]
}
REBUILD = "run `python tests/guests/build.py`"
LARGEST_BYTES = 1_300_000  # of which web-sys brings sections of 620 000
NO_TOOLS = Tools(None, None, None, None, None)
NO_OLD_TOOLS = Tools(Path("cargo"), Path("rustc"), None, None, None)

every_target = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.output)


def test_manifest_lists_every_target() -> None:
    assert list(ENTRIES) == [target.output for target in TARGETS], REBUILD


def test_every_built_file_is_a_target() -> None:
    folders = (REPOSITORY / "tests/guests/built", REPOSITORY / "demos")
    there = {
        path.relative_to(REPOSITORY).as_posix()
        for folder in folders
        for path in folder.glob("*.wasm")
    }
    assert there == {target.output for target in TARGETS}, REBUILD


@every_target
def test_source_is_what_was_built(target: Target) -> None:
    entry = ENTRIES[target.output]
    assert entry["source_sha256"] == source_hash(REPOSITORY / target.source), REBUILD
    described = (entry["source"], entry["wasm_bindgen"], entry["features"], entry["post_processed"])
    assert described == (target.source, target.wasm_bindgen, list(target.features), target.cli)


@every_target
def test_file_is_what_was_built(target: Target) -> None:
    path = REPOSITORY / target.output
    assert path.stat().st_size == ENTRIES[target.output]["size"] < LARGEST_BYTES
    assert file_hash(path) == ENTRIES[target.output]["sha256"], REBUILD


@every_target
def test_file_holds_names_if_any_and_no_debug_information(target: Target) -> None:
    module = decode_module((REPOSITORY / target.output).read_bytes())
    names = [section.name for section in module.customs]
    assert ("name" in names) == target.names
    assert not [name for name in names if name.startswith(".debug_")]


@every_target
def test_file_is_of_its_release(target: Target) -> None:
    module = decode_module((REPOSITORY / target.output).read_bytes())
    sections = module.customs_named(SECTION_NAME)
    if target.wasm_bindgen is None or target.cli:
        assert not sections
    else:
        # What comes after the header is read in tests/bindgen.
        (section,) = sections
        size = int.from_bytes(section.payload[:4], "little")
        assert json.loads(section.payload[4 : 4 + size])["version"] == target.wasm_bindgen
    assert (post_processed_evidence(module) is not None) == target.cli


@every_target
def test_file_tells_nothing_of_the_machine_that_built_it(target: Target) -> None:
    wasm = (REPOSITORY / target.output).read_bytes()
    for folder in (b"/root/", b"/home/", b"/Users/", b"/tmp/", b".cargo/registry", b"C:\\"):
        assert folder not in wasm


def test_strip_removes_debug_sections_and_the_names_if_told_so() -> None:
    def custom(name: bytes) -> bytes:
        body = bytes([len(name)]) + name + b"text"
        return bytes([0, len(body)]) + body

    header = b"\0asm\x01\0\0\0"
    section, names = custom(SECTION_NAME.encode()), custom(b"name")
    wasm = header + custom(b".debug_info") + section + names + custom(b".debug_str")
    assert strip(wasm) == header + section + names
    assert strip(wasm, names=False) == header + section


@pytest.mark.parametrize(
    ("release", "tools", "missing"),
    [
        (OLD, NO_OLD_TOOLS, "rustc 1.63.*--old-rustc"),
        (OLD, NO_TOOLS, "rustup target add"),
        (NEW, NO_TOOLS, "rustup target add"),
        (None, NO_TOOLS, "put them on PATH"),
    ],
)
def test_build_says_which_toolchain_is_missing(
    release: str | None, tools: Tools, missing: str
) -> None:
    with pytest.raises(BuildError, match=missing):
        toolchain_for(release, tools)


def test_build_says_that_the_cli_is_missing(tmp_path: Path) -> None:
    target = Target("source", "guest.wasm", cli=True)
    with pytest.raises(BuildError, match=f"cargo install wasm-bindgen-cli --version {NEW}"):
        post_process(tmp_path / "guest.wasm", target, NO_TOOLS, tmp_path)
