from __future__ import annotations

import enum

import pytest

from hostapi import Realm, new_realm
from hostapi.errors import RangeError
from runtime.core.values import SYMBOL_ITERATOR


@pytest.fixture
def realm() -> Realm:
    return new_realm()


class Word(str, enum.Enum):
    HI = "hi"


def test_what_counts_counts_utf_16(realm: Realm) -> None:
    assert realm.get("a🦀", "length") == 3
    assert realm.get("a🦀", 1) == "\ud83e"
    assert realm.get("a🦀", "3") is None
    assert realm.call("a🦀b", "indexOf", ("b",)) == 3
    assert realm.call("a🦀b", "slice", (1, 3)) == "🦀"
    assert realm.call("🦀", "split", ("",)) == ["\ud83e", "\udd80"]


def test_halves_that_meet_are_a_character_of_python(realm: Realm) -> None:
    assert realm.call("\ud83e", "concat", ("\udd80",)) == "🦀"
    assert realm.call(realm.constructors["String"], "fromCharCode", (0xD83E, 0xDD80)) == "🦀"
    assert realm.call("\udd80", "padStart", (2, "\ud83e")) == "🦀"


def test_subclasses_of_str_are_strings(realm: Realm) -> None:
    assert realm.call(Word.HI, "toUpperCase", ()) == "HI"
    assert realm.get(Word.HI, "length") == 2


def test_a_string_is_iterated_by_code_points(realm: Realm) -> None:
    assert list(realm.iterate("a🦀\ud83e")) == ["a", "🦀", "\ud83e"]
    iterator = realm.call("x", SYMBOL_ITERATOR, ())
    assert list(iterator) == ["x"]


def test_other_locales_are_refused(realm: Realm) -> None:
    with pytest.raises(RangeError, match="'tr' is not supported here"):
        realm.call("i", "toLocaleUpperCase", ("tr",))
    with pytest.raises(RangeError, match="'sv' is not supported here"):
        realm.call("z", "localeCompare", ("ö", ["sv"]))
    with pytest.raises(RangeError, match="'caseFirst' is not supported here"):
        realm.call("z", "localeCompare", ("ö", None, {"caseFirst": "upper"}))
    with pytest.raises(RangeError, match="Value big out of range"):
        realm.call("z", "localeCompare", ("ö", None, {"sensitivity": "big"}))


def test_a_string_is_not_changed(realm: Realm) -> None:
    with pytest.raises(TypeError):
        realm.set("abc", "0", "x")


def test_replacement_functions_are_python_functions(realm: Realm) -> None:
    assert realm.call("a-b", "replace", ("-", lambda *args: f"<{args}>")) == "a<('-', 1, 'a-b')>b"
