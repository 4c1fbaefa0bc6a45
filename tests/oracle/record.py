"""Record what case guests say under Node: the golden files of the oracle.

    python tests/oracle/record.py                   every case guest
    python tests/oracle/record.py cases_core        only guests whose file name has this in it
    python tests/oracle/record.py --list            what there is to record, and what it needs

Each guest is the very file that the tests run. The wasm-bindgen CLI of its release makes the glue
(``--target nodejs``); Node runs it (``run_node.cjs``). README.md says the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.oracle.cases import CaseGuest, case_guests

RUN_NODE: Final = Path(__file__).with_name("run_node.cjs")

NODE: Final = 20
"""The version that guests are recorded with; V8 words its errors otherwise in others."""

NEWER_NODE: Final = {"cases_async": 24}
"""Guests that need a newer one, for what Node 20 has not."""


class RecordError(Exception):
    """A tool is missing or failed; the message says which one, and what to do."""


def install_command(release: str, folder: Path) -> str:
    """Return the command that puts a release's CLI where it is looked for."""
    return f"cargo install wasm-bindgen-cli --version {release} --root {folder / release}"


def command_line_of(release: str, folder: Path) -> Path:
    """Return the CLI of a release.

    Raises:
        RecordError: it is not there, or is of another release.

    """
    program = folder / release / "bin" / "wasm-bindgen"
    if not program.is_file():
        raise RecordError(
            f"{program} is missing: {install_command(release, folder)} "
            "(one CARGO_TARGET_DIR for all releases saves most of the time)"
        )
    version = _run([program, "--version"]).split()
    if version[:2] != ["wasm-bindgen", release]:
        raise RecordError(f"{program} is {' '.join(version)}, not {release}")
    return program


def _run(arguments: Sequence[str | Path]) -> str:
    """Run a tool in UTC; return its stdout; raise `RecordError` with its stderr when it fails."""
    done = subprocess.run(
        [str(argument) for argument in arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TZ": "UTC"},
    )
    if done.returncode:
        command = " ".join(str(argument) for argument in arguments)
        raise RecordError(f"{command}\n{done.stderr}")
    return done.stdout


def check_node(guest: CaseGuest, node: str) -> None:
    """See that Node is of the version that a guest is recorded with.

    Raises:
        RecordError: it is of another.

    """
    wanted = NEWER_NODE.get(guest.crate.name, NODE)
    version = _run([node, "--version"]).strip()
    if not version.startswith(f"v{wanted}."):
        raise RecordError(f"{node} is {version}: give one of version {wanted} by --node")


def record(guest: CaseGuest, folder: Path, node: str) -> dict[str, list[str]]:
    """Return what each case of a guest records under Node.

    Args:
        guest: the guest.
        folder: where the CLIs are, in a folder for each release.
        node: the program.

    Raises:
        RecordError: a tool is missing or failed.

    """
    command_line = command_line_of(guest.release, folder)
    with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
        out = ["--out-dir", scratch, "--out-name", "guest"]
        _run([command_line, "--target", "nodejs", *out, guest.built])
        glue = Path(scratch) / "guest.js"
        host = guest.crate / "host.js"
        arguments: list[str | Path] = [node, RUN_NODE, glue]
        answer = _run([*arguments, host] if host.is_file() else arguments)
    cases: dict[str, list[str]] = json.loads(answer)
    return cases


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Record what case guests say under Node.")
    parser.add_argument("only", nargs="*", help="only guests whose file name has this in it")
    parser.add_argument("--list", action="store_true", help="list guests and CLIs, and stop")
    parser.add_argument("--node", default="node", help="Node (else the one on PATH)")
    parser.add_argument(
        "--cli-folder",
        type=Path,
        default=Path(os.environ.get("WASM_BINDGEN_CLIS", Path.home() / ".cache" / "wasm-bindgen")),
        help="holds <release>/bin/wasm-bindgen ($WASM_BINDGEN_CLIS, else ~/.cache/wasm-bindgen)",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Record what the command line asks for; return the exit status."""
    options = _parsed(arguments)
    chosen = [
        guest
        for guest in case_guests()
        if not options.only or any(part in guest.built.name for part in options.only)
    ]
    if options.list:
        print("\n".join(guest.name for guest in chosen))
        for release in dict.fromkeys(guest.release for guest in chosen):
            print(install_command(release, options.cli_folder))
        return 0
    node = shutil.which(options.node)
    if node is None:
        print(f"{options.node} is missing: install Node or give --node", file=sys.stderr)
        return 1
    failures = 0
    for guest in chosen:
        try:
            check_node(guest, node)
            cases = record(guest, options.cli_folder, node)
        except RecordError as error:
            print(f"FAILED {guest.name}: {error}", file=sys.stderr)
            failures += 1
            continue
        text = json.dumps(cases, indent=1, sort_keys=True, ensure_ascii=False)
        guest.golden.write_text(text + "\n", encoding="utf-8")
        print(f"{len(cases):>5} cases {guest.golden.name}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
