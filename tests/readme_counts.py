"""The README's sentence on releases and conformance cases: what it must say, from what there is.

    python -m tests.readme_counts       write it into the README

A *conformance case* is a test of `tests/integration` that runs guests, with one set of arguments;
it runs once for each release and engine, and counts once.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.supported.differences import Differential, differential

REPOSITORY: Final = Path(__file__).resolve().parents[1]
README: Final = REPOSITORY / "README.md"
BEGIN: Final = "<!-- counts: python -m tests.readme_counts -->"
END: Final = "<!-- end of counts -->"
_ENGINE: Final = re.compile(r"(?<=[\[-])(?:wasmer|wasmtime)(?=[-\]])")
_RELEASE: Final = re.compile(r"(?<=[\[-])0\.2\.\d+(?=[-\]])")


@dataclass(frozen=True)
class Counts:
    """What the README counts.

    Attributes:
        releases: Releases of wasm-bindgen that conformance guests are built with, in order.
        cases: How many conformance cases there are.
        against_node: What the oracle has recorded.
    """

    releases: tuple[str, ...]
    cases: int
    against_node: Differential


def built_releases() -> tuple[str, ...]:
    """Return the releases that the manifest has a conformance guest of."""
    manifest = REPOSITORY / "tests" / "guests" / "manifest.json"
    entries = json.loads(manifest.read_text("utf-8"))["files"]
    conformance = [entry for entry in entries if entry["source"] == "tests/guests/conformance"]
    return tuple(entry["wasm_bindgen"] for entry in conformance)


def cases(node_ids: list[str]) -> set[str]:
    """Return the conformance cases among tests: their names without engine and release.

    Args:
        node_ids: Names of tests, as pytest collects them.
    """
    there = [name for name in node_ids if _ENGINE.search(name)]
    return {_RELEASE.sub("*", _ENGINE.sub("*", name)) for name in there}


def count() -> Counts:
    """Collect the tests, in a process of its own, and count."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0"]
    done = subprocess.run(
        [*command, "tests/integration"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return Counts(built_releases(), len(cases(done.stdout.splitlines())), differential())


def sentence(counts: Counts) -> str:
    """Return the lines that the README has between its marks."""
    releases, node = counts.releases, counts.against_node
    text = (
        f"One installation reads every release from {releases[0]} to {releases[-1]}. "
        f"{counts.cases} conformance cases run on both engines with guests of {len(releases)} "
        "releases: each that changed the format or the ABI. What guests see is held against Node "
        f"with wasm-bindgen's own glue: of {node.cases} runs of {node.names} cases by guests of "
        f"{len(node.releases)} releases, {node.cases - node.different} say the same, and "
        f"{node.different} are known to differ ([SUPPORTED.md](SUPPORTED.md))."
    )
    return "\n".join(textwrap.wrap(text, 100, break_on_hyphens=False))


def between_marks(readme: str) -> tuple[int, int]:
    """Return where in the README the sentence begins and ends."""
    return readme.index(BEGIN) + len(BEGIN) + 1, readme.index(END) - 1


def main() -> int:
    """Write the sentence into the README."""
    readme = README.read_text("utf-8")
    begin, end = between_marks(readme)
    README.write_text(readme[:begin] + sentence(count()) + readme[end:], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
