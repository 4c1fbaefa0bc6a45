"""Typed arrays as Python sees them, and Python's buffers as guests see them."""

from __future__ import annotations

import array
import math
import sys
from typing import Any

import pytest

from hostapi import Realm, new_realm
from hostapi.buffers import ArrayBuffer
from hostapi.errors import RangeError, SyntaxError
from hostapi.typed_arrays import (
    TYPED_ARRAYS,
    BigInt64Array,
    Float16Array,
    Float32Array,
    Float64Array,
    Int8Array,
    Int32Array,
    TypedArray,
    Uint8Array,
    Uint8ClampedArray,
    Uint16Array,
    as_typed_array,
)
from runtime.core.values import BigInt


@pytest.fixture
def realm() -> Realm:
    return new_realm()


def call(realm: Realm, owner: object, name: str, *args: Any) -> Any:
    return realm.call(owner, name, args)


def test_python_makes_one_of_numbers_a_length_raw_bytes_or_a_buffer() -> None:
    assert Uint8Array([1, 2, 300]).tolist() == [1, 2, 44]
    assert Uint8Array(2).tolist() == [0, 0]
    assert Int32Array(b"\1\0\0\0\xff\xff\xff\xff").tolist() == [1, -1]
    buffer = ArrayBuffer(bytearray(b"\1\2\3\4"))
    assert Uint16Array(buffer, 2).tolist() == [0x0403]
    with pytest.raises(RangeError, match="start offset of Uint16Array should be a multiple of 2"):
        Uint16Array(buffer, 1)
    with pytest.raises(RangeError, match="byte length of Int32Array"):
        Int32Array(b"\1\2\3")
    with pytest.raises(RangeError, match="Invalid typed array length: -1"):
        Uint8Array(-1)


def test_python_reads_writes_and_slices_it() -> None:
    made = Int8Array([1, 2, 3, 4])
    made[0] = 200
    made[-1] = "7"
    assert (made[0], made[-1], len(made), list(made)) == (-56, 7, 4, [-56, 2, 3, 7])
    part = made[1:3]
    assert isinstance(part, Int8Array)
    part[0] = 9
    assert (part.tolist(), made[1]) == ([9, 3], 2)
    made[::2] = [5, 6]
    assert made == Int8Array([5, 2, 6, 7])
    with pytest.raises(ValueError, match="1 values for 2 elements"):
        made[:2] = [1]
    for index in (4, -5):
        with pytest.raises(IndexError):
            made[index]
        with pytest.raises(IndexError):
            made[index] = 1
    assert bytes(made) == made.tobytes() == b"\5\2\6\7"
    assert repr(made) == "Int8Array([5, 2, 6, 7])"
    assert repr(Uint8Array(17)).endswith("0], ...)")


def test_it_equals_a_buffer_with_the_same_elements() -> None:
    assert Uint8Array([1, 2]) == b"\1\2"
    assert Float64Array([0.5]) == array.array("d", [0.5])
    assert Uint8Array([1]) != b"\2"
    assert Uint8Array([1]) != [1]
    assert len({Uint8Array([1]), Uint8Array([1])}) == 2


def test_its_view_shares_the_elements() -> None:
    made = Float32Array([1.5, 2])
    view: Any = made.view
    view[1] = 4.25
    assert made.tolist() == [1.5, 4.25]
    assert view.format == "f"
    part = Uint8Array(made.buffer, 4)
    part[0] = 0
    assert made.view.tobytes() == bytes(made.buffer)
    if sys.version_info >= (3, 12):
        assert memoryview(made).tolist() == made.tolist()


def test_application_bytes_are_shared_with_a_buffer_made_of_them() -> None:
    data = bytearray(4)
    Uint16Array(ArrayBuffer(data))[1] = 513
    assert data == b"\0\0\1\2"


@pytest.mark.parametrize(
    ("cls", "value", "expected"),
    [
        (Float16Array, 1.1, 1.0996094),
        (Float16Array, 65519.99, 65504.0),
        (Float16Array, 65520, math.inf),
        (Float16Array, -1e9, -math.inf),
        (Float16Array, 2**-25, 0),
        (Float32Array, 1e40, math.inf),
        (Uint8ClampedArray, 0.5, 0),
        (Uint8ClampedArray, 1.5, 2),
        (Uint8ClampedArray, 1e9, 255),
        (Int32Array, 2**40 + 5, 5),
        (Int32Array, math.nan, 0),
        (BigInt64Array, 2**64 - 1, -1),
        (BigInt64Array, True, 1),
    ],
)
def test_what_is_put_in_is_converted(cls: type[TypedArray], value: Any, expected: float) -> None:
    made = cls(1)
    made[0] = value
    assert made[0] == pytest.approx(expected, rel=1e-7)


def test_numbers_and_bigints_do_not_mix() -> None:
    with pytest.raises(TypeError, match="Cannot convert a BigInt value to a number"):
        Uint8Array([BigInt(1)])
    with pytest.raises(TypeError, match=r"Cannot convert 1\.5 to a BigInt"):
        BigInt64Array([1.5])
    with pytest.raises(SyntaxError, match="Cannot convert x to a BigInt"):
        BigInt64Array(["x"])
    assert all(isinstance(each, BigInt) for each in BigInt64Array([1]).values())
    assert not any(isinstance(each, BigInt) for each in BigInt64Array([1]))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b"\1\2", "Uint8Array"),
        (bytearray(b"\1\2"), "Uint8Array"),
        (memoryview(b"\1\2"), "Uint8Array"),
        (memoryview(array.array("h", [1, 2])), "Int16Array"),
        (array.array("l", [1, 2]), "BigInt64Array" if array.array("l").itemsize == 8 else None),
        (array.array("f", [1, 2]), "Float32Array"),
        (array.array("Q", [1, 2]), "BigUint64Array"),
    ],
)
def test_pythons_buffers_are_typed_arrays(realm: Realm, value: Any, name: str | None) -> None:
    constructor = realm.constructors[name or "Int32Array"]
    assert realm.instance_of(value, constructor)
    assert not realm.instance_of(value, realm.constructors["Uint32Array"])
    assert realm.get(value, "length") == 2
    assert realm.get(value, "1") == 2
    assert realm.get(value, "constructor") is constructor
    assert realm.call(value, "indexOf", (realm.get(value, "0"),)) == 0
    assert realm.call(realm.constructors["ArrayBuffer"], "isView", (value,)) is True


def test_a_guest_writes_into_the_applications_own(realm: Realm) -> None:
    data, words = bytearray(3), array.array("h", [1, 2, 3])
    call(realm, data, "fill", 7, 1)
    realm.set(data, "0", 300)
    call(realm, words, "reverse")
    call(realm, realm.get(words, "buffer"), "slice", 0)
    assert bytes(data) == b"\x2c\7\7"
    assert words.tolist() == [3, 2, 1]
    data.append(1)  # no view of it is left


def test_read_only_bytes_refuse(realm: Realm) -> None:
    for write in (
        lambda: realm.set(b"\1", "0", 2),
        lambda: call(realm, b"\1", "fill", 1),
        lambda: call(realm, memoryview(b"\1"), "set", [1]),
    ):
        with pytest.raises(TypeError, match=r"read.?only"):
            write()
    assert call(realm, b"\2\1", "toSorted") == b"\1\2"


def test_strided_and_odd_buffers_are_no_typed_arrays(realm: Realm) -> None:
    strided = memoryview(bytearray(4))[::2]
    assert as_typed_array(strided) is None
    with pytest.raises(TypeError):
        call(realm, strided, "fill", 1)


def test_float16_is_there(realm: Realm) -> None:
    constructor = realm.constructors["Float16Array"]
    made = realm.construct(constructor, [[1.1, -0.0, 70000]])
    assert [str(each) for each in made] == ["1.099609375", "-0.0", "inf"]
    view = realm.construct(realm.constructors["DataView"], [made.buffer])
    assert call(realm, view, "getFloat16", 4, True) == math.inf
    call(realm, view, "setFloat16", 0, 0.1)
    assert call(realm, view, "getFloat16", 0) == 0.0999755859375


def test_every_constructor_is_in_the_global_scope(realm: Realm) -> None:
    names = realm.globals()
    assert {f"{name}Array" for name in TYPED_ARRAYS} <= set(names)
    assert {"ArrayBuffer", "SharedArrayBuffer", "DataView", "Atomics", "WebAssembly"} <= set(names)


def test_base64_and_hex(realm: Realm) -> None:
    constructor = realm.constructors["Uint8Array"]

    def make(name: str, *args: Any) -> Any:
        return call(realm, constructor, name, *args)

    assert make("fromBase64", " aGVs bG8=\n") == b"hello"
    assert make("fromBase64", "-_-_", {"alphabet": "base64url"}) == b"\xfb\xff\xbf"
    assert make("fromBase64", "aGVsbG8") == b"hello"
    stop = {"lastChunkHandling": "stop-before-partial"}
    assert make("fromBase64", "aGVsbG8", stop) == b"hel"
    assert make("fromHex", "00ffAb") == b"\x00\xff\xab"
    for wrong in ("-_-_", "a", "aGVsbG8==", "aGV=b", "====", "aG=", "aGVsbG8=="):
        with pytest.raises(SyntaxError):
            make("fromBase64", wrong)
    strict = {"lastChunkHandling": "strict"}
    for wrong in ("aGVsbG8", "aGVsbG9="):
        with pytest.raises(SyntaxError):
            make("fromBase64", wrong, strict)
    assert make("fromBase64", "aGVsbG9=") == b"hello"
    for wrong in ("0", "0g", " 0"):
        with pytest.raises(SyntaxError):
            make("fromHex", wrong)
    for args in ((1,), ("", 1), ("", {"alphabet": "x"}), ("", {"lastChunkHandling": "x"})):
        with pytest.raises(TypeError):
            make("fromBase64", *args)
    made = Uint8Array(b"\xfb\xff\xbf\1")
    assert call(realm, made, "toBase64") == "+/+/AQ=="
    options = {"alphabet": "base64url", "omitPadding": True}
    assert call(realm, made, "toBase64", options) == "-_-_AQ"
    assert call(realm, made, "toHex") == "fbffbf01"
    with pytest.raises(TypeError, match="this is not a Uint8Array"):
        realm.apply(realm.get(made, "toHex"), Int8Array(1), ())


def test_base64_and_hex_into_an_array(realm: Realm) -> None:
    made = Uint8Array(5)
    assert call(realm, made, "setFromBase64", "aGVsbG8gd29y") == {"read": 4, "written": 3}
    assert made == b"hel\0\0"
    assert call(realm, made, "setFromHex", "0102") == {"read": 4, "written": 2}
    assert made == b"\1\2l\0\0"
    with pytest.raises(SyntaxError):
        call(realm, made, "setFromBase64", "AAAA????")
    assert made == b"\0\0\0\0\0"
    assert call(realm, Uint8Array(0), "setFromBase64", "??") == {"read": 0, "written": 0}
