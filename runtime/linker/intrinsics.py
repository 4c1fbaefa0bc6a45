"""The imports that wasm-bindgen's own crate makes, whatever the guest does.

Up to 0.2.101 they have fixed import names and no descriptors, so their signatures stand here
(wasm-bindgen ``src/lib.rs`` at 0.2.83 and 0.2.100); later ones are described like any import and
are found by the name in the custom section (``cli-support/src/intrinsic.rs``).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, Protocol

from runtime.adapters.layout import ELEMENT_KINDS
from runtime.adapters.support import number_of
from runtime.bindgen.descriptor import Descriptor, Kind, Option, Ref, Slice, Vector
from runtime.bindgen.versions import AbiProfile
from runtime.core import numerals, values
from runtime.core.buffers import overwrite
from runtime.core.members import Members
from runtime.core.thrown import caught, thrown
from runtime.core.values import BigInt, Symbol, null
from runtime.errors import InternalError, JsError

PREFIX: Final = "__wbindgen_"

_OWNED: Final = Kind.EXTERNREF
_LENT: Final = Ref(Kind.EXTERNREF)
_TEXT: Final = Ref(Kind.STRING)
_BOOL: Final = Kind.BOOLEAN

Signature = tuple[Sequence[Descriptor], Descriptor]

_PREDICATES: Final = (
    "is_null",
    "is_undefined",
    "is_symbol",
    "is_object",
    "is_function",
    "is_string",
    "is_bigint",
    "is_falsy",
    "is_array",
    "not",
)
_COMPARISONS: Final = ("jsval_eq", "jsval_loose_eq", "in", "lt", "le", "ge", "gt")
_OPERATORS: Final = (
    "bit_and",
    "bit_or",
    "bit_xor",
    "shl",
    "shr",
    "add",
    "sub",
    "div",
    "checked_div",
    "mul",
    "rem",
    "pow",
)
_ARRAYS: Final[Mapping[str, Kind]] = {
    "uint8": Kind.U8,
    "uint8_clamped": Kind.CLAMPED_U8,
    "uint16": Kind.U16,
    "uint32": Kind.U32,
    "biguint64": Kind.U64,
    "int8": Kind.I8,
    "int16": Kind.I16,
    "int32": Kind.I32,
    "bigint64": Kind.I64,
    "float32": Kind.F32,
    "float64": Kind.F64,
}

FIXED_SIGNATURES: Final[Mapping[str, Signature]] = {
    "string_new": ((_TEXT,), _OWNED),
    "number_new": ((Kind.F64,), _OWNED),
    "bigint_from_str": ((_TEXT,), _OWNED),
    "bigint_from_i64": ((Kind.I64,), _OWNED),
    "bigint_from_u64": ((Kind.U64,), _OWNED),
    "bigint_from_i128": ((Kind.I64, Kind.U64), _OWNED),
    "bigint_from_u128": ((Kind.U64, Kind.U64), _OWNED),
    "symbol_named_new": ((_TEXT,), _OWNED),
    "symbol_anonymous_new": ((), _OWNED),
    "error_new": ((_TEXT,), _OWNED),
    "typeof": ((_LENT,), _OWNED),
    "as_number": ((_LENT,), Kind.F64),
    "try_into_number": ((_LENT,), _OWNED),
    "neg": ((_LENT,), _OWNED),
    "bit_not": ((_LENT,), _OWNED),
    "unsigned_shr": ((_LENT, _LENT), Kind.U32),
    "number_get": ((_LENT,), Option(Kind.F64)),
    "boolean_get": ((_LENT,), Kind.I32),
    "string_get": ((_LENT,), Option(Kind.STRING)),
    "bigint_get_as_i64": ((_LENT,), Option(Kind.I64)),
    "debug_string": ((_LENT,), Kind.STRING),
    "throw": ((_TEXT,), Kind.UNIT),
    "rethrow": ((_OWNED,), Kind.UNIT),
    "cb_drop": ((_OWNED,), _BOOL),
    "json_parse": ((_TEXT,), _OWNED),
    "json_serialize": ((_LENT,), Option(Kind.STRING)),
    "externref_heap_live_count": ((), Kind.U32),
    "memory": ((), _OWNED),
    "reinit": ((), Kind.UNIT),
    "copy_to_typed_array": ((Ref(Slice(Kind.U8)), _LENT), Kind.UNIT),
    "array_new": ((), _OWNED),
    "array_push": ((_LENT, _OWNED), Kind.UNIT),
    # From 0.2.105 to 0.2.113, of an Option<JsValue>; by fixed names though all others have none.
    "object_is_undefined": ((_LENT,), _BOOL),
    "object_is_null_or_undefined": ((_LENT,), _BOOL),
    **dict.fromkeys(_PREDICATES, ((_LENT,), _BOOL)),
    **dict.fromkeys(_COMPARISONS, ((_LENT, _LENT), _BOOL)),
    **dict.fromkeys(_OPERATORS, ((_LENT, _LENT), _OWNED)),
    **{f"{name}_array_new": ((Vector(kind),), _OWNED) for name, kind in _ARRAYS.items()},
}
"""Rust-side types of the intrinsics that are not described, without their prefix."""


class Services(Protocol):
    """What intrinsics need of the instance they serve."""

    def drop_for_rust(self, closure: object, /) -> bool:
        """Drop a heap closure that Rust owns; tell whether Rust frees it."""
        ...

    def unref(self, closure: object, /) -> None:
        """Drop a heap closure that the host owns."""
        ...

    def live_handles(self) -> int:
        """Return how many slots of the JavaScript heap are in use."""
        ...

    def schedule_reinit(self) -> None:
        """See that another instance takes this one's place."""
        ...

    def memory_object(self) -> object:
        """Return the object that stands for ``WebAssembly.Memory``."""
        ...


def intrinsics(
    services: Services, members: Members, profile: AbiProfile
) -> dict[str, Callable[..., Any]]:
    """Return the intrinsics by name, without their prefix.

    Args:
        services: the instance.
        members: how properties are reached.
        profile: the guest's release.

    """
    return {
        **_constructors(),
        **_typed_arrays(members),
        **_tests(members),
        **_operators(members),
        "typeof": values.typeof,
        "number_get": number_of,
        "boolean_get": _boolean_option if profile.boolean_get_is_option else _boolean_or_two,
        "string_get": lambda value: value if isinstance(value, str) else None,
        "bigint_get_as_i64": _bigint_as_i64,
        "debug_string": lambda value: members.debug_text(value, profile.debug_as_source),
        "throw": _throw,
        "rethrow": _rethrow,
        "cb_drop": services.drop_for_rust,
        "_wbg_cb_unref": services.unref,
        "json_parse": members.parse_json,
        "json_serialize": members.to_json,
        "externref_heap_live_count": services.live_handles,
        "memory": services.memory_object,
        "reinit": services.schedule_reinit,
        "copy_to_typed_array": _copy_to_typed_array,
        "init_externref_table": lambda: None,
        **_promising(),
        "in": lambda key, owner: members.has(owner, key),
    }


def _promising() -> dict[str, Callable[..., Any]]:
    """Return what js-sys's tasks ask of JSPI (0.2.127 and later), where there is none.

    As the CLI does for a module without ``#[wasm_bindgen(jspi)]`` exports, in
    ``cli-support/src/transforms/jspi.rs``: there is never a context, so that nothing is polled.
    """

    def poll(_: int) -> None:
        raise InternalError("a task was to be polled by JSPI, without any JSPI context")

    return {"jspi_in_context": lambda: 0, "jspi_spawn_poll": poll, "jspi_spawn_first": poll}


def _constructors() -> dict[str, Callable[..., Any]]:
    same: Callable[[Any], Any] = lambda value: value  # noqa: E731 # one of a table of functions
    return {
        "string_new": same,
        "number_new": numerals.number,
        "bigint_from_str": _bigint_from_text,
        "bigint_from_i64": BigInt,
        "bigint_from_u64": BigInt,
        "bigint_from_i128": lambda high, low: BigInt(high << 64 | low),
        "bigint_from_u128": lambda high, low: BigInt(high << 64 | low),
        "symbol_named_new": Symbol,
        "symbol_anonymous_new": Symbol,
        "error_new": JsError,
        "array_new": list,
        "array_push": lambda array, value: array.append(value),
    }


def _typed_arrays(members: Members) -> dict[str, Callable[..., Any]]:
    def maker(kind: str) -> Callable[[Any], Any]:
        return lambda elements: members.typed_array(kind, bytes(elements))

    return {f"{name}_array_new": maker(ELEMENT_KINDS[kind]) for name, kind in _ARRAYS.items()}


def _is_undefined(value: object) -> bool:
    return value is None


def _is_nothing(value: object) -> bool:
    return value is None or value is null


def _tests(members: Members) -> dict[str, Callable[..., Any]]:
    return {
        "is_null": lambda value: value is null,
        "is_undefined": _is_undefined,
        "object_is_undefined": _is_undefined,
        "is_null_or_undefined": _is_nothing,
        "object_is_null_or_undefined": _is_nothing,
        "is_symbol": lambda value: isinstance(value, Symbol),
        "is_object": lambda value: values.typeof(value) == "object" and value is not null,
        "is_function": callable,
        "is_string": lambda value: isinstance(value, str),
        "is_bigint": values.is_bigint,
        "is_array": lambda value: isinstance(value, (list, tuple)),
        "is_falsy": values.is_falsy,
        "not": values.is_falsy,
        "jsval_eq": values.strict_equal,
        "jsval_loose_eq": members.loose_equal,
    }


def _operators(members: Members) -> dict[str, Callable[..., Any]]:
    def numeric(value: object) -> Any:
        return members.to_primitive(value, "number")

    def unary_plus(value: object) -> int | float:
        number = values.to_number(numeric(value))
        if values.is_bigint(number):
            raise TypeError("Cannot convert a BigInt value to a number")
        return number

    return {
        **{name: partial(members.operate, name) for name in values.BINARY_OPERATORS},
        "checked_div": _or_error(partial(members.operate, "div")),
        "unsigned_shr": lambda a, b: values.unsigned_shift_right(numeric(a), numeric(b)),
        "neg": lambda value: values.negate(numeric(value)),
        "bit_not": lambda value: values.bit_not(numeric(value)),
        "as_number": lambda value: float(unary_plus(value)),
        "try_into_number": _or_error(unary_plus),
    }


def _or_error(operate: Callable[..., object]) -> Callable[..., object]:
    """Return a function that returns what it would raise, as the glue's ``try`` does."""

    def checked(*operands: object) -> object:
        try:
            return operate(*operands)
        except Exception as error:  # noqa: BLE001 # Rust gets it, whatever it is
            return caught(error)

    return checked


def _bigint_from_text(text: str) -> BigInt:
    value = numerals.string_to_bigint(text)
    if value is None:
        raise JsError(f"Cannot convert {text} to a BigInt", "SyntaxError")
    return BigInt(value)


def _boolean_option(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _boolean_or_two(value: object) -> int:
    return int(value) if isinstance(value, bool) else 2


def _bigint_as_i64(value: object) -> int | None:
    if not isinstance(value, int) or not values.is_bigint(value):
        return None
    # BigInt.asIntN(64, value): what does not fit wraps, and Rust compares to find out.
    return (operator.index(value) + 2**63) % 2**64 - 2**63


def _throw(message: str) -> None:
    raise JsError(message)


def _rethrow(value: object) -> None:
    raise thrown(value)


def _copy_to_typed_array(data: bytes, target: Any) -> None:
    overwrite(target, data)
