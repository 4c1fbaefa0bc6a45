"""URL and URLSearchParams."""

from __future__ import annotations

from typing import Any

import pytest

from hostapi import Realm, new_realm
from hostapi.url.url import JsURL


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def url(realm: Realm, *args: object) -> Any:
    return realm.constructors["URL"](*args)


@pytest.mark.parametrize(
    ("text", "base", "href"),
    [
        ("HTTP://User:Pass@EXAMPLE.com:80/a/./b/../c?q r#f g", None,
         "http://User:Pass@example.com/a/c?q%20r#f%20g"),
        ("  https://h\t.x/\n ", None, "https://h.x/"),
        ("https:\\\\h\\a\\..\\b", None, "https://h/b"),
        ("//other/x", "https://h/a/b", "https://other/x"),
        ("/x", "https://h/a/b?q", "https://h/x"),
        ("x", "https://h/a/b?q", "https://h/a/x"),
        ("../../..", "https://h/a/b/c", "https://h/"),
        ("?x", "https://h/a?q#f", "https://h/a?x"),
        ("#x", "https://h/a?q#f", "https://h/a?q#x"),
        ("", "https://h/a?q#f", "https://h/a?q"),
        ("https:x", "https://h/a/b", "https://h/a/x"),
        ("https:x", "http://h/a/b", "https://x/"),
        ("#x", "mailto:a@b", "mailto:a@b#x"),
        ("%2E%2e/x", "https://h/a/b", "https://h/x"),
        ("http://h?a'b", None, "http://h/?a%27b"),
        ("foo://h?a'b", None, "foo://h?a'b"),
        ("foo:///p", None, "foo:///p"),
        ("foo:/..//p", None, "foo:/.//p"),
        ("data:text/plain,a b ", None, "data:text/plain,a b"),
        ("http://[1:0:0:2::3]:443/", None, "http://[1:0:0:2::3]:443/"),
        ("http://[0:0:0:0:0:ffff:1.2.3.4]/", None, "http://[::ffff:102:304]/"),
        ("http://0x7f.1/", None, "http://127.0.0.1/"),
        ("http://0300.0250.1/", None, "http://192.168.0.1/"),
        ("http://4294967295/", None, "http://255.255.255.255/"),
        ("http://münchen.de/ä", None, "http://xn--mnchen-3ya.de/%C3%A4"),
        ("http://faß.de", None, "http://xn--fa-hia.de/"),
        ("http://\uff26\uff2f\uff2f.com", None, "http://foo.com/"),
        ("http://☃.net", None, "http://xn--n3h.net/"),
        ("file:///C|/a/../..", None, "file:///C:/"),
        ("file://localhost/x", None, "file:///x"),
        ("/D:/y", "file:///C:/x", "file:///D:/y"),
        ("y", "file://h/C:/x", "file://h/C:/y"),
        ("http://a@b@c/", None, "http://a%40b@c/"),
        ("http://h/\ud800", None, "http://h/%EF%BF%BD"),
    ],
)  # fmt: skip
def test_parses_and_serializes(realm: Realm, text: str, base: str | None, href: str) -> None:
    made = url(realm, text) if base is None else url(realm, text, base)
    assert realm.get(made, "href") == href
    assert str(url(realm, href)) == href


@pytest.mark.parametrize(
    "text",
    [
        *(
            "x",
            "",
            "http://",
            "http://h:x",
            "http://h:65536",
            "http://h:" + "9" * 9999,
            "http://" + "9" * 9999,
            "http://a b/",
            "http://1.2.3.4.5",
        ),
        *("http://256.256.256.256.256", "http://[::1", "http://[::1%25eth0]/", "http://h%00/"),
        *("http://user@/x", "http://xn--a/", "http://1.g.09", "//h/x", "foo://a b/"),
        *("http://0x100000000/", "http://08.1/", "http://a|b/"),
    ],
)
def test_what_is_no_url_is_told(realm: Realm, text: str) -> None:
    with pytest.raises(TypeError, match="Invalid URL"):
        url(realm, text)
    interface = realm.constructors["URL"]
    assert realm.call(interface, "canParse", [text]) is False
    assert str(realm.call(interface, "parse", [text])) == "Null.NULL"


def test_has_its_parts(realm: Realm) -> None:
    made = url(realm, "https://u:p@h.x:8080/a/b?q=1#f")
    parts = {
        "origin": "https://h.x:8080", "protocol": "https:", "username": "u", "password": "p",
        "host": "h.x:8080", "hostname": "h.x", "port": "8080", "pathname": "/a/b",
        "search": "?q=1", "hash": "#f",
    }  # fmt: skip
    assert {name: realm.get(made, name) for name in parts} == parts
    assert realm.call(made, "toJSON", []) == realm.call(made, "toString", [])
    assert realm.get(url(realm, "mailto:x"), "origin") == "null"
    assert realm.get(url(realm, "blob:https://h:1/x"), "origin") == "https://h:1"
    assert realm.to_json({"u": made}) == '{"u":"https://u:p@h.x:8080/a/b?q=1#f"}'


@pytest.mark.parametrize(
    ("start", "part", "value", "href"),
    [
        ("http://h/", "protocol", "https", "https://h/"),
        ("https://h:80/", "protocol", "http:x", "http://h/"),
        ("http://h/", "protocol", "foo", "http://h/"),
        ("http://h/", "protocol", "", "http://h/"),
        ("http://h/", "username", "a b", "http://a%20b@h/"),
        ("file:///x", "username", "a", "file:///x"),
        ("http://h/", "password", "p:q", "http://:p%3Aq@h/"),
        ("http://h:1/", "host", "x:2/ignored", "http://x:2/"),
        ("http://h:1/", "host", "x:99999", "http://x:1/"),
        ("http://h:1/", "host", "a b", "http://h:1/"),
        ("http://h:1/", "hostname", "x:2", "http://h:1/"),
        ("mailto:x", "host", "h", "mailto:x"),
        ("http://h/", "port", "81x", "http://h:81/"),
        ("http://h:1/", "port", "", "http://h/"),
        ("http://h:1/", "port", "x", "http://h:1/"),
        ("http://h/", "pathname", "a b?c#d", "http://h/a%20b%3Fc%23d"),
        ("foo://h/x", "pathname", "", "foo://h"),
        ("http://h/?x", "search", "?a#b", "http://h/?a%23b"),
        ("http://h/?x", "search", "", "http://h/"),
        ("http://h/#x", "hash", "#a b", "http://h/#a%20b"),
        ("http://h/#x", "hash", "", "http://h/"),
        ("http://h/#x", "href", "foo:bar", "foo:bar"),
    ],
)
def test_parts_can_be_set(realm: Realm, start: str, part: str, value: str, href: str) -> None:
    made = url(realm, start)
    realm.set(made, part, value)
    assert realm.get(made, "href") == href


def test_the_query_and_its_params_follow_each_other(realm: Realm) -> None:
    made = url(realm, "http://h/?a=1&b=2")
    params = realm.get(made, "searchParams")
    assert params is realm.get(made, "searchParams")
    realm.call(params, "append", ["c d", "é&"])
    assert realm.get(made, "search") == "?a=1&b=2&c+d=%C3%A9%26"
    realm.set(made, "search", "x=+%20%zz")
    assert list(params) == [("x", "  %zz")]
    realm.call(params, "delete", ["x"])
    assert realm.get(made, "href") == "http://h/"
    realm.set(made, "href", "http://h/?q")
    assert list(params) == [("q", "")]


def test_params(realm: Realm) -> None:
    new = realm.constructors["URLSearchParams"]
    params = new("?a=1&b=2&a=3&&=4")
    assert realm.call(params, "getAll", ["a"]) == ["1", "3"]
    assert realm.call(params, "get", ["b"]) == "2"
    assert str(realm.call(params, "get", ["z"])) == "Null.NULL"
    assert realm.call(params, "has", ["a", "3"]) is True
    assert realm.call(params, "has", ["a", "4"]) is False
    realm.call(params, "set", ["a", 5])
    assert str(params) == "a=5&b=2&=4"
    realm.call(params, "sort", [])
    assert str(params) == "=4&a=5&b=2"
    realm.call(params, "delete", ["b", "9"])
    assert realm.get(params, "size") == len(params) == 3
    assert list(realm.iterate(params)) == [["", "4"], ["a", "5"], ["b", "2"]]
    assert list(realm.call(params, "keys", [])) == ["", "a", "b"]
    assert list(realm.call(params, "values", [])) == ["4", "5", "2"]
    seen: list[tuple[object, ...]] = []
    realm.call(params, "forEach", [lambda *args: seen.append(args[:2])])
    assert seen == [("4", ""), ("5", "a"), ("2", "b")]


def test_params_are_made_of_pairs_and_records(realm: Realm) -> None:
    new = realm.constructors["URLSearchParams"]
    assert str(new([["a", 1], ("b", "ü~")])) == "a=1&b=%C3%BC%7E"
    assert str(new({"x": "1", "y": None})) == "x=1&y=undefined"
    assert str(new(new("a=b"))) == "a=b"
    assert str(new(None)) == ""
    with pytest.raises(TypeError, match="query pair"):
        new([["a"]])


def test_is_a_python_object_too(realm: Realm) -> None:
    made = url(realm, "http://h/")
    assert isinstance(made, JsURL)
    assert made.record.host == "h"
    assert repr(made) == "<URL http://h/>"
    with pytest.raises(TypeError, match="requires 'new'"):
        realm.apply(realm.constructors["URL"], None, ("http://h/",))
    with pytest.raises(TypeError, match="1 argument required"):
        realm.constructors["URL"]()
