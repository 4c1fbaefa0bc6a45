"""Reading and writing JSON text, as ``JSON`` does (ECMAScript, The JSON Object)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final, NoReturn

from hostapi.conversions import is_primitive
from hostapi.errors import RangeError
from hostapi.json_errors import Diagnosis
from hostapi.plain_objects import JsObject
from hostapi.wrappers import PrimitiveObject
from runtime.core.members import MISSING
from runtime.core.numerals import number
from runtime.core.utf16 import joined
from runtime.core.values import Symbol, is_bigint, null, to_text

if TYPE_CHECKING:
    from hostapi.realm import Realm

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SAFE_DIGITS: Final = 15
"""An integer of so many digits is a Number that Python has as an int."""


class RawJson(JsObject):
    """What ``JSON.rawJSON`` makes: text that `write` takes as it is."""

    __slots__ = ()


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("NaN and the infinities are no JSON")


def _integer(text: str) -> int | float:
    if len(text) <= _SAFE_DIGITS and text != "-0":
        return int(text)
    return number(float(text))


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=JsObject,
    parse_int=_integer,
    parse_float=lambda text: number(float(text)),
    parse_constant=_refuse,
)


def read(text: str) -> Any:
    """Return the value that a JSON text is.

    Raises:
        SyntaxError: JavaScript's; it says what is wrong, and where.
        RangeError: it is nested too deeply.

    """
    try:
        value = _DECODER.decode(text)
    except ValueError:
        raise Diagnosis(text).error() from None
    except RecursionError:
        raise RangeError("Maximum call stack size exceeded") from None
    return _with_nulls(value) if "null" in text else value


def _with_nulls(value: Any) -> Any:
    """Put `null` where Python's parser has None."""
    if value is None:
        return null
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, list):
            for index, item in enumerate(each):
                if item is None:
                    each[index] = null
                elif isinstance(item, (list, dict)):
                    pending.append(item)
        elif isinstance(each, dict):
            for key, item in each.items():
                if item is None:
                    each[key] = null
                elif isinstance(item, (list, dict)):
                    pending.append(item)
    return value


def unboxed(value: Any) -> Any:
    """Return the primitive in an object around one, any other value as it is."""
    return value.primitive if isinstance(value, PrimitiveObject) else value


def quote(text: str) -> str:
    """Return a string as JSON has it (QuoteJSONString); lone surrogates are escaped."""
    quoted = encode_basestring(text)
    if quoted.isascii():
        return quoted
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", joined(quoted))


class Writer:
    """One run of ``JSON.stringify``.

    Args:
        realm: whose objects are written.
        replacer: a function that is asked for each value, or None.
        names: the only properties that are written, or None.
        gap: what each level is indented by.

    """

    def __init__(
        self, realm: Realm, replacer: Any = None, names: Sequence[str] | None = None, gap: str = ""
    ) -> None:
        self._realm = realm
        self._replacer = replacer
        self._names = names
        self._gap = gap
        self._indent = ""
        # What is being written, each with the key it was found by.
        self._open: list[tuple[str | int, Any]] = []

    def write(self, value: Any) -> str | None:
        """Return the text of a value, None (undefined) where it has none.

        Raises:
            TypeError: it has a cycle, or a BigInt in it.
            RangeError: it is nested too deeply.

        """
        holder = None if self._replacer is None else JsObject({"": value})
        try:
            return self._property(holder, "", value)
        except RecursionError:
            raise RangeError("Maximum call stack size exceeded") from None

    def _property(self, holder: Any, key: str | int, value: Any) -> str | None:
        """Return SerializeJSONProperty."""
        realm = self._realm
        if is_bigint(value) or not is_primitive(value):
            to_json = realm.find(value, "toJSON")
            if callable(to_json):
                value = realm.apply(to_json, value, (str(key),))
        if self._replacer is not None:
            value = realm.apply(self._replacer, holder, (str(key), value))
        value = unboxed(value)
        if isinstance(value, str):
            return quote(value)
        if value is null:
            return "null"
        if value is None or isinstance(value, Symbol):
            return None
        if isinstance(value, (bool, int, float)):
            return self._number(value)
        if isinstance(value, RawJson):
            text: str = value["rawJSON"]
            return text
        if callable(value):
            return None
        return self._object(key, value)

    def _number(self, value: int | float) -> str:
        if is_bigint(value):
            raise TypeError("Do not know how to serialize a BigInt")
        return to_text(value) if math.isfinite(value) else "null"

    def _object(self, key: str | int, value: Any) -> str:
        for depth, (_, each) in enumerate(self._open):
            if each is value:
                raise TypeError(self._circle(depth, key))
        self._open.append((key, value))
        outer, self._indent = self._indent, self._indent + self._gap
        try:
            if isinstance(value, (list, tuple)):
                return self._between("[", self._items(value), "]", outer)
            return self._between("{", self._members(value), "}", outer)
        finally:
            self._open.pop()
            self._indent = outer

    def _items(self, array: Sequence[Any]) -> list[str]:
        texts = []
        for index in range(len(array)):
            item = array[index] if index < len(array) else None
            texts.append(self._property(array, index, item) or "null")
        return texts

    def _members(self, value: Any) -> list[str]:
        names = self._realm.enumerable_own(value) if self._names is None else self._names
        colon = ": " if self._gap else ":"
        texts = []
        for name in names:
            text = self._property(value, name, self._realm.get(value, name))
            if text is not None:
                texts.append(f"{quote(name)}{colon}{text}")
        return texts

    def _between(self, opening: str, texts: list[str], closing: str, outer: str) -> str:
        if not texts:
            return opening + closing
        if not self._gap:
            return opening + ",".join(texts) + closing
        between = f",\n{self._indent}".join(texts)
        return f"{opening}\n{self._indent}{between}\n{outer}{closing}"

    def _circle(self, depth: int, last: str | int) -> str:
        """Return V8's drawing of a cycle that begins with what is open at a depth."""
        circle = self._open[depth:]
        lines = [f"\n    --> starting at object with constructor {self._constructor(circle[0][1])}"]
        # Three are drawn at most: the first two behind the start, and the last.
        shown_keys = circle[1:3] + circle[max(3, len(circle) - 1) :]
        for key, value in shown_keys:
            name = self._constructor(value)
            lines.append(f"\n    |     {_key(key)} -> object with constructor {name}")
        if len(circle) > len(shown_keys) + 1:
            lines.insert(3, "\n    |     ...")
        lines.append(f"\n    --- {_key(last)} closes the circle")
        return "Converting circular structure to JSON" + "".join(lines)

    def _constructor(self, value: Any) -> str:
        constructor = self._realm.find(value, "constructor")
        name = None if constructor is MISSING else self._realm.get(constructor, "name")
        return f"'{name if isinstance(name, str) and name else 'Object'}'"


def _key(key: str | int) -> str:
    if isinstance(key, int):
        return f"index {key}"
    return f"property '{key}'" if key else "<anonymous>"
