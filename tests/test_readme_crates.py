from __future__ import annotations

import json
import sys

import pytest

from tests.guests.toolchains import companions_of
from tests.readme_crates import README, REPOSITORY, Crate, between_marks, crates, table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GUESTS = REPOSITORY / "tests" / "guests"


def test_the_readme_has_the_table() -> None:
    readme = README.read_text("utf-8")
    begin, end = between_marks(readme)
    assert readme[begin:end] == table(crates()), "run `python -m tests.readme_crates`"


@pytest.mark.parametrize("crate", crates(), ids=lambda crate: crate.name)
def test_a_crate_is_built_and_tried_in_the_release_that_the_table_names(crate: Crate) -> None:
    manifest = tomllib.loads((GUESTS / crate.guest / "Cargo.toml").read_text("utf-8"))
    pinned = {
        (wanted.get("package", name), wanted["version"])
        for name, given in manifest["dependencies"].items()
        for wanted in [{"version": given} if isinstance(given, str) else given]
    }
    built = json.loads((GUESTS / "manifest.json").read_text("utf-8"))["files"]
    releases = [
        entry["wasm_bindgen"] for entry in built if entry["source"] == f"tests/guests/{crate.guest}"
    ]
    assert releases
    if crate.since is None:
        assert (crate.name, f"={crate.release}") in pinned
    else:
        companions = [companions_of(release)[crate.name] for release in releases]
        assert (companions[0], companions[-1]) == (crate.since, crate.release)
    test = REPOSITORY / "tests" / "integration" / crate.test
    assert crate.guest in test.read_text("utf-8")
