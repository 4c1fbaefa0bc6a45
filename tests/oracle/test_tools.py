"""The tools around the oracle, without Node and without the CLI."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guests.releases import NEW
from tests.oracle.cases import CaseGuest
from tests.oracle.compare import Comparison
from tests.oracle.differences import Difference
from tests.oracle.record import RecordError, command_line_of, main

GUEST = CaseGuest(Path("cases_x"), Path("cases_x-0.2.130.wasm"), "0.2.130")


def test_record_says_which_cli_is_missing(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=f"cargo install wasm-bindgen-cli --version {NEW}"):
        command_line_of(NEW, tmp_path)


def test_record_lists_guests_and_what_they_need(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases_core", "--list"]) == 0
    printed = capsys.readouterr().out
    assert f"cases_core-{NEW}\n" in printed
    assert f"--version {NEW}" in printed


def test_record_says_that_node_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--node", "no-such-node"]) == 1
    assert "no-such-node is missing" in capsys.readouterr().err


def test_what_differs_is_shown_side_by_side() -> None:
    comparison = Comparison(GUEST, {"case_a": ["same", "mine"]}, {"case_a": ["same", "theirs"]})
    assert comparison.differing == ["case_a"]
    assert "node: theirs\n    here: mine" in comparison.report()


def test_a_case_that_one_side_lacks_differs() -> None:
    assert Comparison(GUEST, {"case_a": []}, {}).differing == ["case_a"]
    assert Comparison(GUEST, {}, {"case_a": []}).differing == ["case_a"]


@pytest.mark.parametrize(
    ("lines", "node", "ours", "explained"),
    [
        ((), ["a"], ["b"], True),
        ((), ["a"], ["a"], False),
        ((1,), ["a", "b"], ["a", "c"], True),
        ((1,), ["a", "b"], ["x", "c"], False),
        ((0, 1), ["a", "b"], ["x", "b"], False),
        ((1,), ["a", "b"], ["a", "c", "d"], False),
    ],
)
def test_a_listed_difference_explains_just_its_lines(
    lines: tuple[int, ...], node: list[str], ours: list[str], explained: bool
) -> None:
    difference = Difference("cases_x", "case_a", "a reason", lines)
    assert difference.covers("cases_x-0.2.130", "case_a")
    assert difference.explains(node, ours) == explained
