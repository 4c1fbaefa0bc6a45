"""The list of interfaces says what their classes say."""

from __future__ import annotations

import pytest

from hostapi.interface import Namespace
from hostapi.listing import LISTED, Listed, listed, type_name
from runtime.records import replace


@pytest.mark.parametrize("each", LISTED, ids=lambda each: each.name)
def test_what_is_listed(each: Listed) -> None:
    cls = each.load()
    assert each.where == f"{cls.__module__.removeprefix('hostapi.')}:{cls.__name__}"
    assert replace(each, where=cls) == listed(cls)


def test_no_type_has_two_interfaces() -> None:
    types = [name for each in LISTED for name in each.types]
    assert len(types) == len(set(types))


def test_a_type_of_the_same_name_is_another() -> None:
    assert type_name(Namespace) == "hostapi.interface:Namespace"
