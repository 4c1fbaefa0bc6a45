"""The glue for Node is what its manifest says, made of the guests that there are."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.glue import FOLDER, MANIFEST, main, manifest


def test_the_glue_is_of_the_guests_that_there_are() -> None:
    assert json.loads(MANIFEST.read_text("utf-8")) == manifest(), "run python -m benchmarks.glue"
    assert {path.name for path in FOLDER.iterdir()} == {*manifest()["files"], MANIFEST.name}


def program(folder: Path, prints: str) -> str:
    path = folder / "wasm-bindgen"
    path.write_text(f"#!/bin/sh\necho {prints}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_another_release_of_the_cli_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--wasm-bindgen", program(tmp_path, "wasm-bindgen 0.2.1")])
    assert result.exit_code == 1
    assert "0.2.130 is needed, not wasm-bindgen 0.2.1" in result.output


def test_a_missing_cli_is_told_with_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--wasm-bindgen", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "cargo install wasm-bindgen-cli --version 0.2.130" in result.output
