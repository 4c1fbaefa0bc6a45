from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostapi import JsRegExp, Realm, new_realm
from hostapi.errors import SyntaxError
from hostapi.regexp_machine import Machine
from hostapi.regexp_object import escape
from hostapi.regexp_parser import parse_pattern
from hostapi.regexp_translate import translate
from runtime.core.values import null


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def exec_(realm: Realm, pattern: str, text: str, flags: str = "") -> object:
    return realm.call(JsRegExp(pattern, flags), "exec", (text,))


@pytest.mark.parametrize(
    "pattern", ["a+", r"(\d+)-(?<n>\d+)", "^x|y$", r"(?<=ab)c", r"(a)\1", "a?"]
)
def test_what_the_languages_share_is_left_to_re(pattern: str) -> None:
    assert translate(parse_pattern(pattern, "")) is not None


@pytest.mark.parametrize(
    "pattern",
    ["(a|b)*", "(?:a*)*", "(?:a*?)?", "(?<=a+)b", "(?<=(a))b", "(?!(a))b", r"(?:(a)|b)+\1"],
)
def test_what_they_do_otherwise_is_not(pattern: str) -> None:
    assert translate(parse_pattern(pattern, "")) is None


ATOMS = st.sampled_from(["a", "b", ".", r"\d", r"\w", "[ab]", "[^a]", r"\b", "^", "$", "1", "é"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.tuples(inner, inner)
    return st.one_of(
        several.map("".join),
        several.map(lambda both: f"(?:{both[0]}|{both[1]})"),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"(?={one})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{1,2}", "*?", "??"])).map(
            lambda both: f"(?:{both[0]}){both[1]}"
        ),
    )


@given(st.recursive(ATOMS, _grown, max_leaves=6), st.text("ab1é\n", max_size=8))
def test_re_and_the_machine_agree(pattern: str, text: str) -> None:
    tree = parse_pattern(pattern, "")
    native = translate(tree)
    if native is None:
        return
    found = native.search(text)
    expected = found and [
        found.span(group) if found.start(group) >= 0 else None for group in range(native.groups + 1)
    ]
    assert Machine(tree).search(text, 0) == expected


def test_long_texts_need_no_stack() -> None:
    machine = Machine(parse_pattern("(?:(a)|b)*c", ""))
    text = "ab" * 5_000 + "c"
    assert machine.match(text, 0) == [(0, len(text)), None]
    assert machine.match("ab" * 1_000, 0) is None


def test_an_array_of_a_match_is_a_list_with_properties(realm: Realm) -> None:
    found = exec_(realm, "(?<n>b)(c)?", "abd")
    assert found == ["b", "b", None]
    assert realm.get(found, "index") == 1
    assert realm.get(found, "input") == "abd"
    assert realm.get(found, "length") == 3
    assert realm.get(realm.get(found, "groups"), "n") == "b"
    assert exec_(realm, "x", "abd") is null


@pytest.mark.parametrize(
    ("pattern", "flags", "what"),
    [
        (r"[a--b]", "v", "operation on classes"),
        (r"[[a]]", "v", "class within a class"),
        (r"[\q{ab}]", "v", "operation on classes"),
        (r"\p{Script=Greek}", "u", r"\\p\{Script=Greek\}"),
        (r"\p{Emoji}", "u", r"\\p\{Emoji\}"),
        ("(?i:a)", "", "group with modifiers"),
    ],
)
def test_what_is_not_supported_is_named(pattern: str, flags: str, what: str) -> None:
    with pytest.raises(SyntaxError, match=f"{what}.*is valid JavaScript, and not supported here"):
        JsRegExp(pattern, flags)


def test_escape(realm: Realm) -> None:
    assert escape("a.b") == r"\x61\.b"
    assert escape("1 x-\u2028\ud800") == r"\x31\x20x\x2d\u2028\ud800"
    assert escape("(\n)_é") == r"\(\n\)_é"
    assert realm.call(realm.constructors["RegExp"], "escape", ("*",)) == r"\*"
    with pytest.raises(TypeError, match="string"):
        realm.call(realm.constructors["RegExp"], "escape", (1,))
    for text in ("foo(bar)", "a/b\\c", "[x]^$", "-\t\n1", "🦀"):
        assert JsRegExp(escape(text)).match(text, 0, sticky=True) is not None


def test_python_sees_a_pattern(realm: Realm) -> None:
    pattern = JsRegExp("a/b", "gi")
    assert repr(pattern) == r"/a\/b/gi"
    assert realm.get(pattern, "lastIndex") == 0
    assert realm.call("xA/bA/b", "replace", (pattern, "-")) == "x--"
    assert realm.call("a1b", "split", (JsRegExp(r"\d"),)) == ["a", "b"]


def test_the_realm_says_what_a_match_has(realm: Realm) -> None:
    assert realm.serves("RegExpMatchArray", "getter", "groups")
    assert not realm.serves("RegExpMatchArray", "getter", "other")
    assert realm.serves("RegExp", "setter", "lastIndex")
    assert realm.serves("RegExp", "static getter", "$9")
    assert realm.serves("String", "getter", "length")
    assert not realm.serves("BigInt", "constructor")
