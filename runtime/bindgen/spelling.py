"""Types in words: as Rust writes them, and as Python's annotations do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from runtime.bindgen.tys import (
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

_RUST_KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.I8: "i8",
        Kind.U8: "u8",
        Kind.CLAMPED_U8: "Clamped<u8>",
        Kind.I16: "i16",
        Kind.U16: "u16",
        Kind.I32: "i32",
        Kind.U32: "u32",
        Kind.I64: "i64",
        Kind.U64: "u64",
        Kind.I64_AS_F64: "isize",
        Kind.U64_AS_F64: "usize",
        Kind.I128: "i128",
        Kind.U128: "u128",
        Kind.F32: "f32",
        Kind.F64: "f64",
        Kind.BOOLEAN: "bool",
        Kind.CACHED_STRING: "String",
        Kind.STRING: "String",
        Kind.EXTERNREF: "JsValue",
        Kind.CHAR: "char",
        Kind.UNIT: "()",
        Kind.NONNULL: "NonNull<_>",
        Kind.RAW_POINTER: "*const _",
    }
)

_PYTHON_OTHERS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.F32: "float",
        Kind.F64: "float",
        Kind.BOOLEAN: "bool",
        Kind.CACHED_STRING: "str",
        Kind.STRING: "str",
        Kind.EXTERNREF: "Any",
        Kind.CHAR: "str",
        Kind.UNIT: "None",
    }
)
"""All other kinds are ``int``."""

_STRINGS = frozenset({Kind.STRING, Kind.CACHED_STRING})
_BYTES = frozenset({Kind.U8, Kind.CLAMPED_U8})
_WRITABLE_BYTES = Ref(Slice(Kind.U8), mutable=True)
_STRING_HANDLE = NamedExternref("string")
"""An element of ``Vec<String>``, whose strings cross as JsValues."""


def rust_name(descriptor: Descriptor) -> str:
    """Return a type as Rust's source has it, such as ``&mut dyn FnMut(u32) -> Option<f64>``.

    What descriptors do not tell apart is spelled one way: ``usize`` as ``u32``, ``Box<[T]>`` as
    ``Vec<T>``, every error as ``JsValue``, every raw pointer as ``*const _``.

    Args:
        descriptor: the type.

    Returns:
        its Rust spelling.

    """
    if isinstance(descriptor, Kind):
        return _RUST_KINDS[descriptor]
    if isinstance(descriptor, Ref):
        return _rust_reference(descriptor)
    if isinstance(descriptor, SequenceMode):
        return rust_name(descriptor.inner)
    if isinstance(descriptor, Function):
        return _rust_function(descriptor)
    if isinstance(descriptor, Closure):
        scope = "Closure" if descriptor.owned else "ScopedClosure"
        return f"{scope}<{_rust_dyn(descriptor.function, descriptor.mutable)}>"
    if isinstance(descriptor, (Slice, Vector, Option, Nullable, Result)):
        return _rust_wrapper(descriptor)
    return descriptor.name or "enum"


def python_name(descriptor: Descriptor) -> str:
    """Return what a type is in Python, such as ``Callable[[int], str]``.

    Args:
        descriptor: the type.

    Returns:
        its spelling as an annotation.

    """
    if isinstance(descriptor, Kind):
        return _PYTHON_OTHERS.get(descriptor, "int")
    if descriptor == _WRITABLE_BYTES:
        return "bytearray"
    if isinstance(descriptor, (Ref, Result, SequenceMode)):
        return python_name(descriptor.inner)
    if isinstance(descriptor, (Slice, Vector)):
        return _python_sequence(descriptor.inner)
    if isinstance(descriptor, Option):
        return f"{python_name(descriptor.inner)} | None"
    if isinstance(descriptor, Nullable):
        return f"{python_name(descriptor.inner)} | Null"
    if isinstance(descriptor, Function):
        return _python_callable(descriptor)
    if isinstance(descriptor, Closure):
        return _python_callable(descriptor.function)
    if isinstance(descriptor, NamedExternref):
        return "Any"
    if isinstance(descriptor, DynamicUnion):
        return " | ".join(map(python_name, descriptor.members)) or "Any"
    named: Enum | StringEnum | RustStruct = descriptor
    return named.name or "int"


# --- Rust ------------------------------------------------------------------------------------


def _rust_wrapper(descriptor: Slice | Vector | Option | Nullable | Result) -> str:
    if descriptor == Vector(Kind.CLAMPED_U8):
        return "Clamped<Vec<u8>>"
    held = descriptor.inner
    inner = "String" if held == _STRING_HANDLE else rust_name(held)
    if isinstance(descriptor, Slice):
        return f"[{inner}]"
    if isinstance(descriptor, Vector):
        return f"Vec<{inner}>"
    if isinstance(descriptor, Result):
        return f"Result<{inner}, JsValue>"
    return f"{type(descriptor).__name__}<{inner}>"


def _rust_reference(descriptor: Ref) -> str:
    sign = "&mut " if descriptor.mutable else "&"
    inner = descriptor.inner
    if inner in _STRINGS:
        return f"{sign}str"
    if inner == Slice(Kind.CLAMPED_U8):
        return f"Clamped<{sign}[u8]>"
    if isinstance(inner, Function):
        return sign + _rust_dyn(inner, descriptor.mutable)
    return sign + rust_name(inner)


def _rust_dyn(function: Function, mutable: bool) -> str:
    return f"dyn {'FnMut' if mutable else 'Fn'}{_rust_signature(function, function.ret)}"


def _rust_function(function: Function) -> str:
    if function.ret != function.inner_ret:
        return f"async fn{_rust_signature(function, function.inner_ret)}"
    return f"fn{_rust_signature(function, function.ret)}"


def _rust_signature(function: Function, ret: Descriptor) -> str:
    args = ", ".join(map(rust_name, function.args))
    return f"({args})" if ret is Kind.UNIT else f"({args}) -> {rust_name(ret)}"


# --- Python ----------------------------------------------------------------------------------


def _python_sequence(element: Descriptor) -> str:
    if element in _BYTES:
        return "bytes"
    name = "str" if element == _STRING_HANDLE else python_name(element)
    numeric = isinstance(element, Kind) and name in ("int", "float")
    return f"array[{name}]" if numeric else f"list[{name}]"


def _python_callable(function: Function) -> str:
    args = ", ".join(map(python_name, function.args))
    ret = python_name(function.inner_ret)
    if function.ret != function.inner_ret:
        ret = f"Awaitable[{ret}]"
    return f"Callable[[{args}], {ret}]"
