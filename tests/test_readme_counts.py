from __future__ import annotations

from tests.guests.releases import MAIN_RELEASES, MATRIX_RELEASES, patch
from tests.readme_counts import README, between_marks, built_releases, cases, count, sentence


def test_the_readme_counts_what_is_there() -> None:
    readme = README.read_text("utf-8")
    begin, end = between_marks(readme)
    assert readme[begin:end] == sentence(count()), "run `python -m tests.readme_counts`"


def test_every_release_of_the_table_is_built() -> None:
    assert built_releases() == tuple(sorted(MAIN_RELEASES + MATRIX_RELEASES, key=patch))


def test_a_case_counts_once_for_all_engines_and_releases() -> None:
    names = [
        "tests/a.py::test_x[wasmer-0.2.83]",
        "tests/a.py::test_x[wasmtime-0.2.130]",
        "tests/a.py::test_y[wasmer-0.2.83-name-1]",
        "tests/a.py::test_y[wasmer-0.2.83-name-2]",
        "tests/a.py::test_z[wasmtime]",
        "tests/a.py::test_without_a_guest",
        "3 tests collected",
    ]
    assert len(cases(names)) == 4
