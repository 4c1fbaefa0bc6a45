"""Uint8Array's functions for base64 and hexadecimal text (ECMAScript 2026, Uint8Array Objects)."""

from __future__ import annotations

from typing import Any, cast

from hostapi import base64
from hostapi.base64 import Decoded
from hostapi.interface import method, static
from hostapi.plain_objects import JsObject
from hostapi.typed_array_base import TypedArrayBase
from hostapi.typed_arrays import TypedArray, Uint8Array, as_typed_array
from runtime.core.values import is_falsy, null, typeof

_NO_LIMIT = 2**53 - 1


class Uint8Encodings(TypedArrayBase):
    """What Uint8Array has and no other typed array."""

    @static("fromBase64")
    def from_base64(self, text: Any = None, options: Any = None) -> Uint8Array:
        return _made(self._read_base64(_text(text), options, lambda: _NO_LIMIT))

    @static("fromHex")
    def from_hex(self, text: Any = None) -> Uint8Array:
        return _made(base64.from_hex(_text(text), _NO_LIMIT))

    @method("setFromBase64")
    def set_from_base64(self, this: Any, text: Any = None, options: Any = None) -> JsObject:
        view = self._bytes(this)
        read = self._read_base64(
            _text(text), options, lambda: self._bytes(this, "setFromBase64").length
        )
        return _written(view, read)

    @method("setFromHex")
    def set_from_hex(self, this: Any, text: Any = None) -> JsObject:
        self._bytes(this)
        given = _text(text)
        view = self._bytes(this, "setFromHex")
        return _written(view, base64.from_hex(given, view.length))

    @method("toBase64")
    def to_base64(self, this: Any, options: Any = None) -> str:
        self._bytes(this)
        alphabet = self._alphabet(options)
        omit = self._option(options, "omitPadding")
        data = self._bytes(this, "toBase64").tobytes()
        return base64.to_base64(data, alphabet, padding=is_falsy(omit))

    @method("toHex")
    def to_hex(self, this: Any) -> str:
        return self._bytes(this, "toHex").tobytes().hex()

    def _bytes(self, this: object, member: str | None = None) -> TypedArray:
        """Return a receiver that has bytes; with a member's name, one that is within its buffer."""
        found = as_typed_array(this)
        if found is None or found.element.name != "Uint8":
            raise TypeError("this is not a Uint8Array.")
        return found if member is None else self.view(found, member)

    def _read_base64(self, text: str, options: Any, room: Any) -> Decoded:
        alphabet = self._alphabet(options)
        last_chunk = self._option(options, "lastChunkHandling")
        last_chunk = "loose" if last_chunk is None else last_chunk
        if last_chunk not in ("loose", "strict", "stop-before-partial"):
            raise TypeError("expected lastChunkHandling to be loose, strict or stop-before-partial")
        return base64.from_base64(text, alphabet, cast(base64.LastChunk, last_chunk), room())

    def _alphabet(self, options: Any) -> base64.Alphabet:
        if options is not None and (options is null or typeof(options) not in _OBJECTS):
            raise TypeError("options must be an object or undefined")
        alphabet = self._option(options, "alphabet")
        alphabet = "base64" if alphabet is None else alphabet
        if alphabet not in ("base64", "base64url"):
            raise TypeError("expected alphabet to be either base64 or base64url")
        return cast(base64.Alphabet, alphabet)

    def _option(self, options: Any, name: str) -> Any:
        return None if options is None else self.realm.get(options, name)


_OBJECTS = frozenset({"object", "function"})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("expected input to be a string")
    return value


def _made(decoded: Decoded) -> Uint8Array:
    if decoded.error is not None:
        raise decoded.error
    return Uint8Array.of_bytes(decoded.data)


def _written(view: TypedArray, decoded: Decoded) -> JsObject:
    """Put what was read into a view: what stands before a fault too."""
    view.put_raw(0, decoded.data)
    if decoded.error is not None:
        raise decoded.error
    return JsObject(read=decoded.read, written=len(decoded.data))
