"""Descriptors as the numbers that cross, and how those lie in memory.

ABI: wasm-bindgen ``src/convert/`` (which prims a type has) and ``cli-support/src/wit/mod.rs``
(two prims or more return through a pointer).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Final

from runtime.bindgen.descriptor import (
    Closure,
    Descriptor,
    DynamicUnion,
    Enum,
    Function,
    Kind,
    NamedExternref,
    Nullable,
    Option,
    Ref,
    Result,
    RustStruct,
    SequenceMode,
    Slice,
    StringEnum,
    Vector,
)
from runtime.bindgen.versions import AbiProfile
from runtime.engine.batch import Element
from runtime.engine.interface import ValueType
from runtime.errors import UnsupportedType
from runtime.records import record

Prims = tuple[ValueType, ...]

_I32: Final[Prims] = ("i32",)
_POINTER_AND_LENGTH: Final[Prims] = ("i32", "i32")


@record(frozen=True)
class Scalar:
    """A number type of Rust.

    Attributes:
        prim: the wasm type that carries it.
        bits: its width.
        signed: whether it is signed (of integers).
        typecode: its code in ``array`` and ``struct``.

    """

    prim: ValueType
    bits: int
    signed: bool
    typecode: str


SCALARS: Final[dict[Kind, Scalar]] = {
    Kind.I8: Scalar("i32", 8, True, "b"),
    Kind.U8: Scalar("i32", 8, False, "B"),
    Kind.CLAMPED_U8: Scalar("i32", 8, False, "B"),
    Kind.I16: Scalar("i32", 16, True, "h"),
    Kind.U16: Scalar("i32", 16, False, "H"),
    Kind.I32: Scalar("i32", 32, True, "i"),
    Kind.U32: Scalar("i32", 32, False, "I"),
    Kind.I64: Scalar("i64", 64, True, "q"),
    Kind.U64: Scalar("i64", 64, False, "Q"),
    Kind.F32: Scalar("f32", 32, True, "f"),
    Kind.F64: Scalar("f64", 64, True, "d"),
}
"""Number types that fit one wasm number."""

ELEMENT_KINDS: Final[dict[Kind, str]] = {
    Kind.I8: "Int8",
    Kind.U8: "Uint8",
    Kind.CLAMPED_U8: "Uint8Clamped",
    Kind.I16: "Int16",
    Kind.U16: "Uint16",
    Kind.I32: "Int32",
    Kind.U32: "Uint32",
    Kind.I64: "BigInt64",
    Kind.U64: "BigUint64",
    Kind.F32: "Float32",
    Kind.F64: "Float64",
}
"""The element types of typed arrays (`runtime.core.buffers.CODES`) that hold number types."""

WIDE: Final = frozenset({Kind.I128, Kind.U128})
SMALL: Final = frozenset(
    {Kind.I8, Kind.U8, Kind.CLAMPED_U8, Kind.I16, Kind.U16, Kind.BOOLEAN, Kind.CHAR}
)
"""Types whose None is a value of an ``i32`` that none of theirs is."""

UNDEFINED_SMALL: Final = 0x00FF_FFFF
NULL_SMALL: Final = 0x00FF_FFFE
NULL_F64: Final = 2.0**53 - 2
NULL_TAG: Final = 2
NULL_POINTER_OF_STRUCT: Final = 1
"""What stands for an empty value where the type has no room for it (``src/convert/impls.rs``,
0.2.130; of ``Option`` in earlier ones too); `AbiProfile.option_none_f64` is one more."""

TAGGED: Final = SCALARS.keys() - SMALL | WIDE
"""Types that cross with a tag before them where they may be empty, if not as an f64."""

COPIED: Final[frozenset[Descriptor]] = frozenset(
    {*SCALARS, *WIDE, Kind.BOOLEAN, Kind.CHAR, Kind.NONNULL, Kind.RAW_POINTER}
)
"""Types to which a reference crosses as the value itself."""

CELLS: Final[Mapping[type | Kind, str]] = {
    Kind.BOOLEAN: "i",
    Kind.CHAR: "I",
    Enum: "d",
    StringEnum: "I",
}
"""Elements that a sequence holds as cells of their own ABI, with the cell's code in ``array``.

Only from 0.2.130 on do such elements cross as themselves; older releases make JsValues of them.
"""

POINTERS: Final = frozenset({Kind.NONNULL, Kind.RAW_POINTER})
TEXTS: Final = frozenset({Kind.STRING, Kind.CACHED_STRING})


def elements_of(function: Function) -> tuple[tuple[Element, ...], Element | None] | None:
    """Return what a closure takes and gives as elements of buffers; None if not all are numbers.

    Of a closure without arguments there is nothing to go through, and of one that returns nothing
    the second is None.
    """
    if not function.args or not (function.ret is Kind.UNIT or function.ret in SCALARS):
        return None
    if not all(argument in SCALARS for argument in function.args):
        return None
    scalars = [SCALARS[each] for each in (*function.args, function.ret) if each in SCALARS]
    elements = [Element(scalar.typecode, scalar.prim) for scalar in scalars]
    count = len(function.args)
    return tuple(elements[:count]), elements[count] if len(elements) > count else None


def is_reference(descriptor: Descriptor) -> bool:
    """Tell whether the type is a JsValue: one slot of the guest's JavaScript heap."""
    return descriptor is Kind.EXTERNREF or isinstance(descriptor, (NamedExternref, DynamicUnion))


def holds_handles(element: Descriptor, profile: AbiProfile) -> bool:
    """Tell whether elements of that type cross as slots of the JavaScript heap.

    C-like enums do up to 0.2.129; of those, 0.2.128 and 0.2.129 say which enum it is.
    """
    if isinstance(element, Enum):
        return not profile.encoded_sequences
    return is_reference(element) or isinstance(element, RustStruct)


def cell_code(element: Descriptor) -> str | None:
    """Return the code in ``array`` of an element that is a cell of one number, else None."""
    return CELLS.get(element if isinstance(element, Kind) else type(element))


class Empties(enum.Enum):
    """Which of JavaScript's two empty values a type has (``OptionKind`` in ``wit/standard.rs``)."""

    UNDEFINED = "Option<T>"
    """``Option<T>``: None is undefined, and null is taken for it."""
    NULL = "Nullable<T>"
    """``Nullable<T>``: Null is null, and undefined is T's to convert."""
    BOTH = "Option<Nullable<T>>"
    """``Option<Nullable<T>>``: each is itself."""


def emptiable(descriptor: Descriptor) -> tuple[Empties, Descriptor] | None:
    """Return how a type can be empty, and what it holds if it is not; None if it cannot.

    References are moved inwards: ``&Option<str>`` is an ``Option<&str>``, as the glue has it.

    Raises:
        UnsupportedType: one nested in another as none crosses.

    """
    if isinstance(descriptor, Ref):
        found = emptiable(descriptor.inner)
        return found and (found[0], _held(Ref(found[1], descriptor.mutable, descriptor.long)))
    if not isinstance(descriptor, (Option, Nullable)):
        return None
    found = emptiable(descriptor.inner)
    if found is None:
        mine = Empties.UNDEFINED if isinstance(descriptor, Option) else Empties.NULL
        return mine, _held(descriptor.inner)
    if isinstance(descriptor, Option) and found[0] is Empties.NULL:
        return Empties.BOTH, found[1]
    raise UnsupportedType(descriptor)


def _held(inner: Descriptor) -> Descriptor:
    """Return what an emptiable type holds: a reference to a number is the number."""
    while isinstance(inner, Ref) and (inner.inner in COPIED or isinstance(inner.inner, Ref)):
        inner = inner.inner
    return inner


def prims(descriptor: Descriptor, profile: AbiProfile) -> Prims:
    """Return the wasm number types that carry a value, in order.

    Raises:
        UnsupportedType: the type is not one that crosses, or not known to.

    """
    if isinstance(descriptor, Kind):
        return _kind_prims(descriptor)
    found = emptiable(descriptor)
    if found is not None:
        return _emptiable_prims(*found, profile)
    if isinstance(descriptor, Result):
        return (*prims(descriptor.inner, profile), "i32", "i32")
    if isinstance(descriptor, Ref):
        return _ref_prims(descriptor, profile)
    if isinstance(descriptor, (Vector, Slice)):
        return _POINTER_AND_LENGTH
    if isinstance(descriptor, (Closure, Function)):
        return _I32 * 2
    if isinstance(descriptor, SequenceMode):
        return prims(descriptor.inner, profile)
    if isinstance(descriptor, Enum) and profile.enum_as_f64:
        return ("f64",)
    if isinstance(descriptor, (NamedExternref, DynamicUnion, Enum, StringEnum, RustStruct)):
        return _I32
    raise UnsupportedType(descriptor)


def incoming_prims(descriptor: Descriptor, profile: AbiProfile) -> Prims:
    """Return the numbers that carry a value into the guest: those of `prims`, but for one type.

    A ``&mut [T]`` comes with a handle of what it was made of, from 0.2.84 on.
    """
    if isinstance(descriptor, Ref) and descriptor.mutable and isinstance(descriptor.inner, Slice):
        return _I32 * profile.mut_slice_prims
    return prims(descriptor, profile)


def _kind_prims(kind: Kind) -> Prims:
    if kind in SCALARS:
        return (SCALARS[kind].prim,)
    if kind in WIDE:
        return ("i64", "i64")
    if kind in TEXTS:
        return _POINTER_AND_LENGTH
    if kind is Kind.UNIT:
        return ()
    return _I32


def _ref_prims(descriptor: Ref, profile: AbiProfile) -> Prims:
    inner = descriptor.inner
    return _I32 * 2 if isinstance(inner, (Function, Closure)) else prims(inner, profile)


def _emptiable_prims(empties: Empties, inner: Descriptor, profile: AbiProfile) -> Prims:
    plain = prims(inner, profile)
    if isinstance(inner, Kind):
        if crosses_as_f64(empties, inner, profile):
            return ("f64",)
        if inner in TAGGED or inner is Kind.RAW_POINTER:
            return ("i32", *plain)
    return plain


def crosses_as_f64(empties: Empties, inner: Descriptor, profile: AbiProfile) -> bool:
    """Tell whether a type that may be empty is one f64, empty where its value is out of range."""
    if inner is Kind.NONNULL:
        # Every address but 0 is one: None alone can be the 0.
        return empties is not Empties.UNDEFINED
    return inner in (Kind.I32, Kind.U32, Kind.F32, Kind.RAW_POINTER) and (
        profile.option_scalar_as_f64
    )


_SIZES: Final[dict[ValueType, int]] = {"i32": 4, "i64": 8, "f32": 4, "f64": 8}
_CODES: Final[dict[ValueType, str]] = {"i32": "i", "i64": "q", "f32": "f", "f64": "d"}


@record(frozen=True)
class Layout:
    """Numbers as a C struct of theirs lies in memory, little-endian.

    Attributes:
        format: for ``struct``, padding included, ending at a multiple of eight bytes.
        words: its size in words of eight bytes.
        tight: the format without the padding at the end.
        size: bytes of ``tight``.
        offsets: where each number begins.

    """

    format: str
    words: int
    tight: str
    size: int
    offsets: tuple[int, ...]


def c_layout(types: Sequence[ValueType]) -> Layout:
    """Lay numbers out as ``#[repr(C)]`` does: each aligned to its own size."""
    offset, code, offsets = 0, "<", []
    for value_type in types:
        size = _SIZES[value_type]
        padding = -offset % size
        code += (f"{padding}x" if padding else "") + _CODES[value_type]
        offsets.append(offset + padding)
        offset += padding + size
    tail = -offset % 8
    padded = code + (f"{tail}x" if tail else "")
    return Layout(padded, (offset + tail) // 8, code, offset, tuple(offsets))


def tuple_layout(types: Sequence[ValueType]) -> tuple[Layout, tuple[int, ...]]:
    """Lay numbers out as rustc lays a tuple: the largest alignment first, else in order.

    Returns:
        the layout of the sorted numbers, and for each number its place among the sorted.

    """
    order = sorted(range(len(types)), key=lambda n: -_SIZES[types[n]])
    places = tuple(order.index(n) for n in range(len(types)))
    return c_layout([types[n] for n in order]), places
