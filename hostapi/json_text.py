"""Reading and writing JSON text, as ``JSON`` does (ECMAScript, The JSON Object)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final, NoReturn

from hostapi.conversions import is_primitive
from hostapi.json_deep import read_deep
from hostapi.json_errors import Diagnosis
from hostapi.plain_objects import JsObject
from hostapi.wrappers import PrimitiveObject
from runtime.core.members import MISSING
from runtime.core.numerals import number
from runtime.core.utf16 import joined
from runtime.core.values import Symbol, is_bigint, null, to_text
from runtime.late import pattern
from runtime.records import record

if TYPE_CHECKING:
    from hostapi.realm import Realm

_LONE_SURROGATE = pattern("[\ud800-\udfff]")
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

    """
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        error = Diagnosis(text).error()
        if error is not None:
            raise error from None
        value = read_deep(text, _DECODER.decode)
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


@record
class _Frame:
    """An array or object that is being written.

    Attributes:
        key: what it was found by.
        value: itself.
        keys: of what is in it and was not yet looked at.
        is_array: whether it is an array.
        empty: whether nothing of it was written.

    """

    key: str | int
    value: Any
    keys: Iterator[str | int]
    is_array: bool
    empty: bool = True


class _Opening:
    """The type of `_OPENING`."""


_OPENING: Final = _Opening()
"""Stands for the text of what must be entered to be written."""


class Writer:
    """One run of ``JSON.stringify``; what is nested is kept in a list, so no depth is too deep.

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
        self._colon = ": " if gap else ":"
        self._open: list[_Frame] = []
        self._depths: dict[int, int] = {}
        self._parts: list[str] = []

    def write(self, value: Any) -> str | None:
        """Return the text of a value, None (undefined) where it has none.

        Raises:
            TypeError: it has a cycle, or a BigInt in it.

        """
        holder = None if self._replacer is None else JsObject({"": value})
        value = self._prepared(holder, "", value)
        text = self._text(value)
        if not isinstance(text, _Opening):
            return text
        self._enter("", value)
        while self._open:
            frame = self._open[-1]
            key = next(frame.keys, None)
            if key is None:
                self._leave()
            else:
                self._property(frame, key)
        return "".join(self._parts)

    def _property(self, frame: _Frame, key: str | int) -> None:
        owner = frame.value
        if not isinstance(key, int):
            item = self._realm.get(owner, key)
        else:  # a toJSON before may have made the array shorter
            item = owner[key] if key < len(owner) else None
        item = self._prepared(owner, key, item)
        text = self._text(item)
        if text is None:
            if not frame.is_array:
                return
            text = "null"
        self._parts.append("" if frame.empty else ",")
        frame.empty = False
        self._break_line()
        if not isinstance(key, int):
            self._parts.append(quote(key) + self._colon)
        if isinstance(text, _Opening):
            self._enter(key, item)
        else:
            self._parts.append(text)

    def _prepared(self, holder: Any, key: str | int, value: Any) -> Any:
        """Return what is written for a property (SerializeJSONProperty, steps 2 to 4)."""
        realm = self._realm
        if is_bigint(value) or not is_primitive(value):
            to_json = realm.find(value, "toJSON")
            if callable(to_json):
                value = realm.apply(to_json, value, (str(key),))
        if self._replacer is not None:
            value = realm.apply(self._replacer, holder, (str(key), value))
        return unboxed(value)

    def _text(self, value: Any) -> str | _Opening | None:
        """Return a value's text (the other steps), None where it has none."""
        if isinstance(value, str):
            return quote(value)
        if value is null:
            return "null"
        if isinstance(value, (bool, int, float)):
            if is_bigint(value):
                raise TypeError("Do not know how to serialize a BigInt")
            return to_text(value) if math.isfinite(value) else "null"
        if isinstance(value, RawJson):
            raw: str = value["rawJSON"]
            return raw
        if value is None or isinstance(value, Symbol) or callable(value):
            return None
        return _OPENING

    def _enter(self, key: str | int, value: Any) -> None:
        depth = self._depths.get(id(value))
        if depth is not None:
            raise TypeError(self._circle(depth, key))
        self._depths[id(value)] = len(self._open)
        keys: Iterable[str | int]
        if isinstance(value, (list, tuple)):
            keys = range(len(value))
        else:
            keys = self._realm.enumerable_own(value) if self._names is None else self._names
        frame = _Frame(key, value, iter(keys), isinstance(value, (list, tuple)))
        self._open.append(frame)
        self._parts.append("[" if frame.is_array else "{")

    def _leave(self) -> None:
        frame = self._open.pop()
        del self._depths[id(frame.value)]
        if not frame.empty:
            self._break_line()
        self._parts.append("]" if frame.is_array else "}")

    def _break_line(self) -> None:
        if self._gap:
            self._parts.append("\n" + self._gap * len(self._open))

    def _circle(self, depth: int, last: str | int) -> str:
        """Return V8's drawing of a cycle that begins with what is open at a depth."""
        circle = self._open[depth:]
        start = self._constructor(circle[0].value)
        lines = [f"\n    --> starting at object with constructor {start}"]
        # Three are drawn at most: the first two behind the start, and the last.
        drawn = circle[1:3] + circle[max(3, len(circle) - 1) :]
        for frame in drawn:
            name = self._constructor(frame.value)
            lines.append(f"\n    |     {_key(frame.key)} -> object with constructor {name}")
        if len(circle) > len(drawn) + 1:
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
