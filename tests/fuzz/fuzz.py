"""Coverage-guided fuzzing of the decoders with atheris (which needs Python 3.11 or later).

    python -m venv atheris-env && atheris-env/bin/pip install atheris anyio click
    python -m tests.fuzz.seeds FOLDER
    atheris-env/bin/python -m tests.fuzz.fuzz modules FOLDER/modules -max_total_time=600
    atheris-env/bin/python -m tests.fuzz.fuzz descriptors FOLDER/descriptors -max_total_time=600

FOLDER has what is found beside what it starts from; `fuzz modules SMALL FOLDER -merge=1` keeps
what adds coverage, and `python -m tests.fuzz.keep modules SMALL` packs that into `found/`, which
`test_corpus.py` replays. What is no `ModuleError`, takes ten seconds or a gigabyte, is a finding.
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-untyped] # nobody needs it but this script

with atheris.instrument_imports(include=["runtime.wasm", "runtime.bindgen"]):
    from tests.fuzz.targets import TARGETS

LIMITS = ("-timeout=10", "-rss_limit_mb=1024", "-max_len=4096")


def main() -> None:
    """Fuzz what the first argument names; the others are libFuzzer's."""
    _, target, *options = sys.argv
    # libFuzzer runs its first argument again, through a shell, where it merges.
    itself = f"{sys.executable} -m tests.fuzz.fuzz {target}"
    atheris.Setup([itself, *LIMITS, *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
