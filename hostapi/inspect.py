"""Values as a JavaScript console shows them: ``{ name: 'x', list: [ 1, 2 ] }``, on one line."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from hostapi.function import function_name
from hostapi.inspect_objects import inspect_leaf, inspect_promise, inspect_properties
from hostapi.map import JsMap
from hostapi.plain_objects import JsObject
from hostapi.set_objects import JsSet
from runtime.core.promise import Promise
from runtime.core.values import Symbol, is_bigint, null, to_text
from runtime.errors import JsError

DEEPEST: Final = 3
"""Lists and objects below this depth are shown as ``[Array]`` and ``[Object]``."""

MOST_ITEMS: Final = 100
"""Of a longer list the rest is only counted."""

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_INTEGER = re.compile(r"\s*([+-]?[0-9]+)")
_DECIMAL = re.compile(r"\s*([+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?))")

_TYPED_ARRAYS: Final[Mapping[str, str]] = {
    "b": "Int8Array",
    "B": "Uint8Array",
    "h": "Int16Array",
    "H": "Uint16Array",
    "i": "Int32Array",
    "I": "Uint32Array",
    "q": "BigInt64Array",
    "Q": "BigUint64Array",
    "f": "Float32Array",
    "d": "Float64Array",
}
"""By the type code of `array.array`."""


def to_console_text(value: object) -> str:
    """Return how a message shows one of its arguments: a string as it is, else `inspect`."""
    return value if isinstance(value, str) else inspect(value)


def inspect(value: object) -> str:
    """Return a value as source text, as far as it has one: a string is in quotes."""
    return _inspect(value, ())


def parse_int(value: object) -> str:
    """Return what ``%d`` and ``%i`` show: the integer a value begins with, or NaN."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _number(value)
    if isinstance(value, float):
        # Still a Number, however large: a Python int would be shown as a BigInt.
        return _number(float(math.trunc(value)) if math.isfinite(value) else math.nan)
    match = _INTEGER.match(value) if isinstance(value, str) else None
    return "NaN" if match is None else _number(float(match[1]))


def parse_float(value: object) -> str:
    """Return what ``%f`` shows: the number a value begins with, or NaN."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value or 0)  # the text of minus zero has no sign
    match = _DECIMAL.match(value) if isinstance(value, str) else None
    return "NaN" if match is None else _number(float(match[1].replace("Infinity", "inf")))


def _inspect(value: object, outer: tuple[object, ...]) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if value is None or value is null or isinstance(value, bool):
        return to_text(value)
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, (bytes, bytearray, memoryview, array)):
        return _typed_array(value)
    leaf = inspect_leaf(value, inspect)
    if leaf is not None:
        return leaf
    if isinstance(value, (list, tuple, dict, JsMap, JsSet, set, frozenset, Promise)):
        return _container(value, outer)
    return _object(value)


def _object(value: object) -> str:
    if isinstance(value, BaseException):
        name = value.name if isinstance(value, JsError) else type(value).__name__
        return f"{name}: {value}" if str(value) else name
    if isinstance(value, Symbol):
        return repr(value)
    if isinstance(value, type):
        return f"[class {value.__name__}]"
    if callable(value):
        name = function_name(value)
        return f"[Function: {name}]" if name else "[Function (anonymous)]"
    return repr(value)


def _quoted(text: str) -> str:
    quote = next((each for each in "'\"`" if each not in text), "'")
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    if quote in text:
        escaped = escaped.replace(quote, "\\" + quote)
    return f"{quote}{escaped}{quote}"


def _number(value: int | float) -> str:
    """Return a number in the notation of ECMAScript's Number::toString, ``-0`` for minus zero."""
    if isinstance(value, int):
        if not is_bigint(value):
            return f"{value:d}"
        try:
            return f"{value:d}n"
        except ValueError:  # more digits than Python will convert (sys.set_int_max_str_digits)
            return f"{value:#x}n"
    if value == 0:
        return "-0" if math.copysign(1.0, value) < 0 else "0"
    if not math.isfinite(value):
        return to_text(value)
    # Python and ECMAScript both give the shortest digits; they differ in when the exponent shows.
    mantissa, _, exponent = repr(value).partition("e")
    sign = "-" if value < 0 else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    all_digits = whole + fraction
    digits = all_digits.lstrip("0")
    point = len(whole) + int(exponent or "0") - (len(all_digits) - len(digits))
    return sign + _place_point(digits.rstrip("0"), point)


def _place_point(digits: str, point: int) -> str:
    """Write ``0.digits * 10**point`` (Number::toString, steps 6 to 10, with n = point)."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"


def _typed_array(value: bytes | bytearray | memoryview | array[int] | array[float]) -> str:
    if isinstance(value, array):
        name = _TYPED_ARRAYS.get(value.typecode, "Array")
    else:
        name = "Uint8Array"
        value = bytes(value)
    items = [_inspect(item, ()) for item in value[:MOST_ITEMS]]
    return f"{name}({len(value)}) {_list(items, len(value))}"


def _container(value: Any, outer: tuple[object, ...]) -> str:
    if any(value is each for each in outer):
        return "[Circular]"
    if len(outer) >= DEEPEST and (isinstance(value, Promise) or value):
        return f"[{_kind(value)}]"
    inner = (*outer, value)
    if isinstance(value, Promise):
        return inspect_promise(value, lambda item: _inspect(item, inner), _key)
    if isinstance(value, (JsMap, JsSet, set, frozenset)):
        return f"{_kind(value)}({len(value)}) {_keyed(value, inner)}"
    if isinstance(value, JsObject):
        return inspect_properties(value, lambda item: _inspect(item, inner), _key)
    if isinstance(value, dict):
        pairs = [f"{_key(key)}: {_inspect(item, inner)}" for key, item in value.items()]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    return _list([_inspect(item, inner) for item in value[:MOST_ITEMS]], len(value))


def _kind(value: object) -> str:
    if isinstance(value, Promise):
        return "Promise"
    if isinstance(value, JsMap):
        return "Map"
    if isinstance(value, (JsSet, set, frozenset)):
        return "Set"
    return "Object" if isinstance(value, dict) else "Array"


def _keyed(value: JsMap | JsSet | set[Any] | frozenset[Any], inner: tuple[object, ...]) -> str:
    items = [_inspect(item, inner) for item in islice(value, MOST_ITEMS)]
    if isinstance(value, JsMap):
        values = islice(value.values(), MOST_ITEMS)
        items = [
            f"{key} => {_inspect(item, inner)}" for key, item in zip(items, values, strict=True)
        ]
    return "{" + _list(items, len(value))[1:-1] + "}"


def _list(items: list[str], length: int) -> str:
    if length > len(items):
        rest = length - len(items)
        items = [*items, f"... {rest} more item{'s' if rest > 1 else ''}"]
    return f"[ {', '.join(items)} ]" if items else "[]"


def _key(key: object) -> str:
    text = to_console_text(key)
    return text if _IDENTIFIER.fullmatch(text) else _quoted(text)
