"""``Crypto``: what it fills, and how much at once."""

from __future__ import annotations

import re
from array import array
from typing import Any

import pytest

from hostapi import JsCrypto, Realm, errors, new_realm
from hostapi.buffers import ArrayBuffer, DataView
from hostapi.typed_arrays import TYPED_ARRAYS, Float64Array, Uint8Array
from runtime.errors import JsError


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def counting(size: int) -> bytes:
    return bytes((index + 1) % 256 for index in range(size))


def fill(realm: Realm, crypto: JsCrypto, *args: Any) -> Any:
    return realm.call(crypto, "getRandomValues", args)


@pytest.mark.parametrize("kind", [name for name in TYPED_ARRAYS if not name.startswith("Float")])
def test_every_array_of_integers_is_filled(realm: Realm, kind: str) -> None:
    given = TYPED_ARRAYS[kind](3)
    assert fill(realm, JsCrypto(counting), given) is given
    assert bytes(given) == counting(3 * given.element.size)


def test_pythons_buffers_are_filled(realm: Realm) -> None:
    for given in (bytearray(4), array("B", bytes(4)), memoryview(bytearray(4))):
        fill(realm, JsCrypto(counting), given)
        assert bytes(given) == b"\1\2\3\4"


def test_only_the_part_that_an_array_shows_is_filled(realm: Realm) -> None:
    whole = Uint8Array(6)
    part = realm.call(whole, "subarray", [2, 4])
    fill(realm, JsCrypto(counting), part)
    assert bytes(whole) == b"\0\0\1\2\0\0"


def test_more_than_the_quota_is_refused(realm: Realm) -> None:
    assert len(bytes(fill(realm, JsCrypto(), Uint8Array(65_536)))) == 65_536
    given = Uint8Array(65_537)
    with pytest.raises(errors.DOMException, match=r"requested length exceeds 65,536") as caught:
        fill(realm, JsCrypto(), given)
    assert (caught.value.name, caught.value.code) == ("QuotaExceededError", 22)
    assert not any(bytes(given))


@pytest.mark.parametrize(
    "given", [Float64Array(1), DataView(ArrayBuffer(8)), ArrayBuffer(8), [0], None, "text", 5]
)
def test_what_holds_no_integers_is_refused(realm: Realm, given: Any) -> None:
    with pytest.raises(errors.DOMException, match="integer-type TypedArray") as caught:
        fill(realm, JsCrypto(), given)
    assert caught.value.name == "TypeMismatchError"


def test_bytes_that_nobody_may_change(realm: Realm) -> None:
    with pytest.raises(TypeError):
        fill(realm, JsCrypto(), b"fixed")


def test_uuids(realm: Realm) -> None:
    made = {realm.call(JsCrypto(), "randomUUID", ()) for _ in range(20)}
    assert len(made) == 20
    form = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert all(re.fullmatch(form, each) for each in made)
    fixed = realm.call(JsCrypto(counting), "randomUUID", ())
    assert fixed == "01020304-0506-4708-890a-0b0c0d0e0f10"


def test_subtle_is_refused_by_name(realm: Realm) -> None:
    with pytest.raises(JsError, match=r"Crypto\.subtle is refused: keys and ciphers"):
        realm.get(JsCrypto(), "subtle")


def test_bad_calls(realm: Realm) -> None:
    with pytest.raises(TypeError, match="1 argument required"):
        fill(realm, JsCrypto())
    with pytest.raises(TypeError, match="must be of type Crypto"):
        realm.apply(realm.get(JsCrypto(), "getRandomValues"), None, (Uint8Array(1),))
    with pytest.raises(TypeError, match="Illegal constructor"):
        realm.construct(realm.globals()["Crypto"], ())
