"""Make anew what the official CLI makes of the guests that Node runs.

    python -m benchmarks.glue [--wasm-bindgen PROGRAM]

The glue is committed, so that measuring against Node needs no CLI. ``manifest.json`` beside it says
from which guests it was made; a test compares.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any, Final

import click

from benchmarks.guests import BENCH, BENCH_START

FOLDER: Final = Path(__file__).parent / "node" / "glue"
MANIFEST: Final = FOLDER / "manifest.json"

RELEASE: Final = "0.2.130"
"""Of wasm-bindgen: the guests'."""

GUESTS: Final = {"bench": BENCH, "bench_start": BENCH_START}
"""What the glue is for, by its name."""


def digest(path: Path) -> str:
    """Return the SHA-256 (hexadecimal) of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_of(name: str) -> list[Path]:
    """Return the files that the CLI writes for a guest."""
    return [FOLDER / f"{name}.js", FOLDER / f"{name}_bg.wasm"]


def manifest() -> dict[str, Any]:
    """Return what the manifest should say of the files that there are."""
    return {
        "wasm_bindgen": RELEASE,
        "guests": {name: digest(path) for name, path in GUESTS.items()},
        "files": {path.name: digest(path) for name in GUESTS for path in files_of(name)},
    }


@click.command()
@click.option("--wasm-bindgen", "program", default="wasm-bindgen", show_default=True)
def main(program: str) -> None:
    """Let the official CLI make the glue of the benchmarks' guests for Node."""
    try:
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    except OSError as error:
        raise click.ClickException(
            f"{error}: `cargo install wasm-bindgen-cli --version {RELEASE}`, and put it on PATH or "
            "give --wasm-bindgen"
        ) from None
    if version.stdout.split() != ["wasm-bindgen", RELEASE]:
        raise click.ClickException(f"release {RELEASE} is needed, not {version.stdout.strip()}")
    for name, path in GUESTS.items():
        options = ["--target", "nodejs", "--no-typescript", "--out-name", name]
        subprocess.run([program, *options, "--out-dir", FOLDER, path], check=True)
    MANIFEST.write_text(json.dumps(manifest(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.glue")
