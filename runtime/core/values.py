"""JavaScript values as Python objects: the two that Python lacks, and the operators on them.

``undefined`` is None. Numbers are ``int`` where they are integral, else ``float``. A BigInt is an
``int`` too: where it must be told from a number, because the guest made it as one, it is a
`BigInt`, which is an ``int`` in every respect.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeGuard

from runtime.core.numerals import (
    MAX_SAFE_INTEGER,
    integer_to_text,
    number,
    number_to_text,
    string_to_number,
)
from runtime.core.utf16 import joined, units
from runtime.late import pattern


class Null(enum.Enum):
    """The type of `null`."""

    NULL = "null"

    def __repr__(self) -> str:
        return "null"

    def __bool__(self) -> bool:
        return False


null: Final = Null.NULL
"""JavaScript's ``null``; ``undefined`` is None."""


class BigInt(int):
    """An ``int`` that the guest made as a BigInt, and that it sees as one again."""

    __slots__ = ()


class Symbol:
    """A JavaScript symbol: equal to itself alone.

    Args:
        description: what the guest named it, or None.

    """

    __slots__ = ("__weakref__", "description")

    def __init__(self, description: str | None = None) -> None:
        self.description = description

    def __repr__(self) -> str:
        return f"Symbol({self.description or ''})"


SYMBOL_ITERATOR: Final = Symbol("Symbol.iterator")
SYMBOL_ASYNC_ITERATOR: Final = Symbol("Symbol.asyncIterator")
SYMBOL_TO_PRIMITIVE: Final = Symbol("Symbol.toPrimitive")
SYMBOL_TO_STRING_TAG: Final = Symbol("Symbol.toStringTag")
SYMBOL_HAS_INSTANCE: Final = Symbol("Symbol.hasInstance")
SYMBOL_IS_CONCAT_SPREADABLE: Final = Symbol("Symbol.isConcatSpreadable")
SYMBOL_MATCH: Final = Symbol("Symbol.match")
SYMBOL_MATCH_ALL: Final = Symbol("Symbol.matchAll")
SYMBOL_REPLACE: Final = Symbol("Symbol.replace")
SYMBOL_SEARCH: Final = Symbol("Symbol.search")
SYMBOL_SPECIES: Final = Symbol("Symbol.species")
SYMBOL_SPLIT: Final = Symbol("Symbol.split")
SYMBOL_UNSCOPABLES: Final = Symbol("Symbol.unscopables")
SYMBOL_DISPOSE: Final = Symbol("Symbol.dispose")
SYMBOL_ASYNC_DISPOSE: Final = Symbol("Symbol.asyncDispose")
"""Well-known symbols (ECMAScript, Well-Known Symbols): the same in every realm."""


_SURROGATE: Final = pattern("[\ud800-\udfff]")


def is_bigint(value: object) -> TypeGuard[int]:
    """Tell whether the guest sees a BigInt in ``value``."""
    if isinstance(value, BigInt):
        return True
    return type(value) is int and not -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER


def is_number(value: object) -> bool:
    """Tell whether the guest sees a Number in ``value``."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not is_bigint(value)


def typeof(value: object) -> str:
    """Return what JavaScript's ``typeof`` says (ECMAScript, The typeof Operator)."""
    if value is None:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (int, float)):
        return "bigint" if is_bigint(value) else "number"
    if isinstance(value, Symbol):
        return "symbol"
    if callable(value):
        return "function"
    return "object"


def is_falsy(value: object) -> bool:
    """Tell whether ToBoolean of ``value`` is false; empty containers are true, as objects are."""
    if value is None or value is null or value is False:
        return True
    if isinstance(value, (int, float)):
        return value == 0 or value != value
    return isinstance(value, str) and not value


def strict_equal(left: object, right: object) -> bool:
    """Return ``left === right``: by value for primitives, by identity for objects."""
    kind = typeof(left)
    if kind != typeof(right):
        return False
    if kind in {"string", "number", "bigint", "boolean"}:
        return left == right
    return left is right


def loose_equal(left: object, right: object) -> bool:
    """Return ``left == right`` (ECMAScript, IsLooselyEqual), objects compared by identity."""
    nothing = (None, null)
    if left in nothing or right in nothing:
        return left in nothing and right in nothing
    if typeof(left) == typeof(right):
        return strict_equal(left, right)
    primitives = (str, int, float)
    if isinstance(left, primitives) and isinstance(right, primitives):
        return bool(to_number(left) == to_number(right))
    return False


def to_number(value: object) -> int | float:
    """Return ToNumber of ``value``, ``nan`` where there is none.

    Raises:
        TypeError: a symbol has no number; a BigInt has one here, as ``Number(value)`` gives.

    """
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    if value is null:
        return 0
    if isinstance(value, Symbol):
        raise TypeError("Cannot convert a Symbol value to a number")
    if isinstance(value, str):
        return string_to_number(value)
    return math.nan


def to_int32(value: object) -> int:
    """Return ToInt32 of a primitive."""
    wide = to_number(value)
    if isinstance(wide, float):
        if not math.isfinite(wide):
            return 0
        wide = int(wide)
    return ((wide + 2**31) & 0xFFFFFFFF) - 2**31


MAX_BIGINT_BITS: Final = 2**24
"""A BigInt of more bits is a RangeError, as it is to engines; V8's limit is at 2**30."""

TOO_LARGE: Final = "Maximum BigInt size exceeded"

_MIXED: Final = "Cannot mix BigInt and other types, use explicit conversions"


def _arithmetic(operate: Callable[[Any, Any], Any]) -> Callable[[object, object], object]:
    def apply(left: object, right: object) -> object:
        if is_bigint(left) and is_bigint(right):
            return BigInt(operate(left, right))
        if is_bigint(left) or is_bigint(right):
            raise TypeError(_MIXED)
        try:
            return number(operate(float(to_number(left)), float(to_number(right))))
        except OverflowError:
            return math.inf

    return apply


def _bitwise(
    operate: Callable[[int, int], int], bigint: Callable[[int, int], int] | None = None
) -> Callable[[object, object], object]:
    def apply(left: object, right: object) -> object:
        if is_bigint(left) and is_bigint(right):
            return BigInt(operate(left, right))
        if is_bigint(left) or is_bigint(right):
            raise TypeError(_MIXED)
        return to_int32(operate(to_int32(left), to_int32(right)))

    return apply


def _shift(left: object, right: object, sign: int) -> object:
    """Return ``left << right`` with sign 1, ``left >> right`` with sign -1."""
    if is_bigint(left) and is_bigint(right):
        count = right * sign
        if left and count > MAX_BIGINT_BITS:
            raise OverflowError(TOO_LARGE)
        return BigInt(left << count if count >= 0 else left >> -count)
    # Of a Number's count only five bits matter (ECMAScript, Number::leftShift).
    wide = _bitwise(lambda a, b: a << (b & 31) if sign > 0 else a >> (b & 31))
    return wide(left, right)


def add(left: object, right: object) -> object:
    """Return ``left + right``: concatenation if either is a string."""
    if isinstance(left, str) or isinstance(right, str):
        return joined(to_text(left) + to_text(right))
    return _arithmetic(lambda a, b: a + b)(left, right)


def divide(left: object, right: object) -> object:
    """Return ``left / right``; division by zero gives an infinity, or RangeError for BigInts."""
    if is_bigint(left) and is_bigint(right):
        if right == 0:
            raise ZeroDivisionError("Division by zero")
        quotient = abs(left) // abs(right)
        same_sign = (left < 0) == (right < 0)
        return BigInt(quotient if same_sign else -quotient)
    if is_bigint(left) or is_bigint(right):
        raise TypeError(_MIXED)
    a, b = float(to_number(left)), float(to_number(right))
    if b == 0:
        if a == 0 or a != a:
            return math.nan
        return math.copysign(math.inf, a) * math.copysign(1.0, b)
    return number(a / b)


def remainder(left: object, right: object) -> object:
    """Return ``left % right``, whose sign is that of ``left``.

    Raises:
        ZeroDivisionError: a BigInt is divided by zero.

    """
    if is_bigint(left) and is_bigint(right):
        if right == 0:
            raise ZeroDivisionError("Division by zero")
        magnitude = abs(left) % abs(right)
        return BigInt(-magnitude if left < 0 else magnitude)

    def rest(a: float, b: float) -> float:
        return math.fmod(a, b) if b and math.isfinite(a) else math.nan

    return _arithmetic(rest)(left, right)


def number_power(base: float, exponent: float) -> float:
    """Return Number::exponentiate, which differs from C's in what 1 to an infinity is."""
    if exponent != exponent or (abs(base) == 1 and math.isinf(exponent)):
        return math.nan
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ValueError:
        if base != 0:
            return math.nan
        return math.copysign(math.inf, base) if abs(exponent) % 2 == 1 else math.inf


def power(left: object, right: object) -> object:
    """Return ``left ** right``.

    Raises:
        OverflowError: a BigInt is raised to a negative power, or becomes too large.

    """
    if is_bigint(left) and is_bigint(right):
        if right < 0:
            raise OverflowError("Exponent must be non-negative")
        if abs(left) > 1 and left.bit_length() * right > MAX_BIGINT_BITS:
            raise OverflowError(TOO_LARGE)
        return BigInt(left**right)
    return _arithmetic(lambda a, b: number_power(float(a), float(b)))(left, right)


def compare(left: object, right: object, operate: Callable[[Any, Any], bool]) -> bool:
    """Return a relational operator's answer: strings by text, everything else by number."""
    if isinstance(left, str) and isinstance(right, str):
        return operate(units(left), units(right))
    return operate(to_number(left), to_number(right))


BINARY_OPERATORS: Final[Mapping[str, Callable[[object, object], object]]] = {
    "add": add,
    "sub": _arithmetic(lambda a, b: a - b),
    "mul": _arithmetic(lambda a, b: a * b),
    "div": divide,
    "rem": remainder,
    "pow": power,
    "bit_and": _bitwise(lambda a, b: a & b),
    "bit_or": _bitwise(lambda a, b: a | b),
    "bit_xor": _bitwise(lambda a, b: a ^ b),
    "shl": lambda a, b: _shift(a, b, 1),
    "shr": lambda a, b: _shift(a, b, -1),
    "lt": lambda a, b: compare(a, b, lambda x, y: x < y),
    "le": lambda a, b: compare(a, b, lambda x, y: x <= y),
    "gt": lambda a, b: compare(a, b, lambda x, y: x > y),
    "ge": lambda a, b: compare(a, b, lambda x, y: x >= y),
}
"""JavaScript's binary operators, by the names wasm-bindgen gives their intrinsics."""


def unsigned_shift_right(left: object, right: object) -> int:
    """Return ``left >>> right``, which BigInts do not have."""
    if is_bigint(left) or is_bigint(right):
        raise TypeError("BigInts have no unsigned right shift, use >> instead")
    return (to_int32(left) & 0xFFFFFFFF) >> (to_int32(right) & 31)


def negate(value: object) -> object:
    """Return ``-value``."""
    if is_bigint(value):
        return BigInt(-value)
    wide = to_number(value)
    return -0.0 if wide == 0 and math.copysign(1.0, wide) > 0 else number(-float(wide))


def bit_not(value: object) -> object:
    """Return ``~value``."""
    if is_bigint(value):
        return BigInt(~value)
    return ~to_int32(value)


def to_text(value: object) -> str:
    """Return ToString of a primitive; an object by its ``str``."""
    if value is None:
        return "undefined"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is null:
        return "null"
    if isinstance(value, float):
        return number_to_text(value)
    if isinstance(value, int):
        return integer_to_text(value, 10)
    return str(value)


def _object_text(value: object) -> str:
    return f"Object({value!r})" if isinstance(value, dict) else type(value).__name__


def debug_text(
    value: object, *, as_source: bool = True, of_object: Callable[[object], str] = _object_text
) -> str:
    """Return what ``{:?}`` of a JsValue shows inside its brackets.

    In the shapes of wasm-bindgen's ``debugString`` (``cli-support/src/js/mod.rs``).

    Args:
        value: the value.
        as_source: strings are escaped, and BigInts shown, as in source text (0.2.130 and later).
        of_object: shows what is no primitive, function, error or array.

    """
    if isinstance(value, str):
        return _quoted(value) if as_source else f'"{value}"'
    if is_bigint(value):
        return f"{value}n" if as_source else "BigInt"
    if value is None or value is null or isinstance(value, (bool, int, float)):
        return to_text(value)
    if isinstance(value, Symbol):
        return "Symbol" if value.description is None else repr(value)
    if isinstance(value, BaseException):
        return f"{getattr(value, 'name', type(value).__name__)}: {value}"
    if callable(value):
        name = getattr(value, "__name__", None) or getattr(value, "name", None)
        return f"Function({name})" if isinstance(name, str) and name else "Function"
    if isinstance(value, (list, tuple)):
        items = (debug_text(item, as_source=as_source, of_object=of_object) for item in value)
        return f"[{', '.join(items)}]"
    return of_object(value)


def _quoted(text: str) -> str:
    """Return QuoteJSONString: a surrogate without its other half is escaped."""
    import json  # texts are quoted for people alone

    quoted = json.dumps(text, ensure_ascii=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
