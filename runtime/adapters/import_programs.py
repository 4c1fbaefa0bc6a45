"""Programs of imports: which of them the C extension serves, and how, as bytes.

What it does with them is said in ``runtime/engine/_crossing_import.c``; whatever is not of the
common case it leaves to the function that `runtime.adapters.imports` generates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from runtime.adapters.layout import Empties, emptiable, is_reference, prims
from runtime.adapters.programs import HANDLE, KINDS, OTHER, value_op
from runtime.bindgen.descriptor import Closure, Descriptor, Function, Kind, Ref, Slice, Vector
from runtime.bindgen.versions import AbiProfile
from runtime.engine.interface import Signature, ValueType
from runtime.errors import UnsupportedType

LENT: Final = 17
OWNED_TEXT: Final = 18
BYTES: Final = 19
OWNED_BYTES: Final = 20
CLOSURE: Final = 21
NUMBER: Final = 22
"""Ops beside those of values, as ``OP_HANDLE`` and so on there."""

_TEXT: Final = KINDS.index(Kind.STRING)
_NONE_POINTER: Final = 0xA0
MOST_NUMBERS: Final = 16
"""An import that takes more is never served in C."""

_BYTES: Final = frozenset({Kind.U8, Kind.CLAMPED_U8})

DROP: Final = bytes([HANDLE, KINDS.index(Kind.UNIT)])
"""A handle is taken, and that is all."""

CLONE: Final = bytes([LENT, HANDLE])
"""The value of a handle gets another."""

QUEUE: Final = bytes([LENT, KINDS.index(Kind.UNIT)])
"""A value is shown to the host, and that is all."""

RAW_PAIR: Final = bytes([KINDS.index(Kind.I32)] * 2)
"""The two numbers of a heap closure."""


def import_program(
    args: Sequence[Descriptor], ret: Descriptor, profile: AbiProfile
) -> bytes | None:
    """Return the ops of an import's arguments and, last, of its result; None if it has no program.

    Args:
        args: Rust types of the arguments, a receiver first.
        ret: Rust type of the result.
        profile: the guest's ABI.

    """
    try:
        ops = [_argument(each, profile) for each in args]
        ops.append(_result(ret, profile))
    except UnsupportedType:
        return None
    known = bytes(op for op in ops if op is not None)
    if len(known) < len(ops) or len(import_signature(args, ret, profile).params) > MOST_NUMBERS:
        return None
    return known


def import_signature(args: Sequence[Descriptor], ret: Descriptor, profile: AbiProfile) -> Signature:
    """Return the wasm type of an import."""
    results = prims(ret, profile)
    by_pointer: tuple[ValueType, ...] = ("i32",) if len(results) > 1 else ()
    numbers = tuple(number for each in args for number in prims(each, profile))
    return Signature((*by_pointer, *numbers), results[0] if len(results) == 1 else None)


def cast_program(source: Descriptor, target: Descriptor, profile: AbiProfile) -> bytes | None:
    """Return the ops of a cast, as those of an import; None if it has no program.

    A closure's two numbers come as such, for what makes it. Numbers are Numbers, and sequences
    typed arrays, unlike in an import.

    Args:
        source: Rust type of the value.
        target: Rust type that it becomes.
        profile: the guest's ABI.

    """
    result = _result(target, profile)
    if isinstance(source, Closure):
        ops: bytes | None = RAW_PAIR
    elif source is Kind.F64:
        ops = bytes([NUMBER])
    elif source is Kind.F32:
        ops = None
    else:
        op = _argument(source, profile)
        ops = None if op in (None, BYTES, OWNED_BYTES, CLOSURE) else bytes([op or 0])
    return None if ops is None or result is None else ops + bytes([result])


def _argument(descriptor: Descriptor, profile: AbiProfile) -> int | None:
    while isinstance(descriptor, Ref) and isinstance(descriptor.inner, Ref):
        descriptor = descriptor.inner
    found = emptiable(descriptor)
    inner, none = (descriptor, 0) if found is None else (found[1], _NONE_POINTER)
    if is_reference(inner):
        return HANDLE
    if isinstance(inner, Ref) and is_reference(inner.inner):
        return LENT
    if found is not None and found[0] is not Empties.UNDEFINED:
        return None
    if inner is Kind.STRING:
        return OWNED_TEXT | none
    if isinstance(inner, Vector) and inner.inner in _BYTES:
        return OWNED_BYTES | none
    if isinstance(inner, Ref) and isinstance(inner.inner, Slice) and inner.inner.inner in _BYTES:
        return None if inner.mutable else BYTES | none
    if isinstance(inner, Function) or (
        isinstance(inner, Ref) and isinstance(inner.inner, Function)
    ):
        return CLOSURE if found is None else None
    return value_op(descriptor, profile)


def _result(descriptor: Descriptor, profile: AbiProfile) -> int | None:
    found = emptiable(descriptor)
    if is_reference(descriptor):
        return HANDLE
    if found is not None and is_reference(found[1]):
        return HANDLE | _NONE_POINTER if found[0] is Empties.UNDEFINED else None
    op = value_op(descriptor, profile)
    return None if op == OTHER else op
