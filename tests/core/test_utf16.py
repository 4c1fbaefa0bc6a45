from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.core import utf16
from runtime.core.values import add, compare

TEXTS = st.text(st.characters(blacklist_categories=())).map(utf16.joined)


@given(TEXTS)
def test_units_are_those_of_utf_16(text: str) -> None:
    data = text.encode("utf-16-le", "surrogatepass")
    expected = [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]
    assert [ord(unit) for unit in utf16.units(text)] == expected
    assert utf16.length(text) == len(expected)
    assert utf16.joined(utf16.units(text)) == text


@given(TEXTS)
def test_what_is_well_formed_has_utf_8(text: str) -> None:
    utf16.to_well_formed(text).encode()
    assert utf16.is_well_formed(text) == (utf16.to_well_formed(text) == text)


def test_halves_that_meet_are_one_character() -> None:
    assert add("\ud83e", "\udd80") == "🦀"
    assert utf16.to_well_formed("\ud83e\udd80\udd80") == "🦀\ufffd"


@pytest.mark.parametrize(
    ("left", "right", "less"), [("a", "b", True), ("🦀", "\uffee", True), ("\uffee", "🦀", False)]
)
def test_strings_are_ordered_by_their_units(left: str, right: str, less: bool) -> None:
    assert compare(left, right, lambda a, b: a < b) is less
