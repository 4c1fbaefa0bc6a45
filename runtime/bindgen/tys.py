"""Types that cross, as frozen dataclasses; `Descriptor` is the union of them.

Named after wasm-bindgen's ``crates/cli-support/src/descriptor.rs``, which is where each is from.
"""

from __future__ import annotations

import enum
from typing import Literal

from runtime.records import record


class Kind(enum.Enum):
    """Types that are described by one word."""

    I8 = enum.auto()
    U8 = enum.auto()
    CLAMPED_U8 = enum.auto()
    """A u8 below ``CLAMPED``: an element of a ``Uint8ClampedArray``."""
    I16 = enum.auto()
    U16 = enum.auto()
    I32 = enum.auto()
    U32 = enum.auto()
    I64 = enum.auto()
    U64 = enum.auto()
    I64_AS_F64 = enum.auto()
    """wasm64 only."""
    U64_AS_F64 = enum.auto()
    """wasm64 only."""
    I128 = enum.auto()
    U128 = enum.auto()
    F32 = enum.auto()
    F64 = enum.auto()
    BOOLEAN = enum.auto()
    CACHED_STRING = enum.auto()
    """A string that may be interned (crate feature ``enable-interning``)."""
    STRING = enum.auto()
    """``str`` below `Ref`."""
    EXTERNREF = enum.auto()
    CHAR = enum.auto()
    UNIT = enum.auto()
    NONNULL = enum.auto()
    RAW_POINTER = enum.auto()

    # Members are singletons; hashing by name, as Enum does, is slow in Python.
    __hash__ = object.__hash__


@record(frozen=True)
class Origin:
    """Where a type of the guest's own is defined.

    Attributes:
        crate: the crate's identifier, as `Program.unique_crate_identifier` has it.
        module_hash: FNV-1a of the module's path, as `module_path_hash` gives it, or None.

    """

    crate: str
    module_hash: int | None = None


@record(frozen=True)
class Ref:
    """A reference.

    ``long`` ones, arguments of async exports, are references to everything but a JsValue, which
    crosses owned.
    """

    inner: Descriptor
    mutable: bool = False
    long: bool = False


@record(frozen=True)
class Slice:
    """``[T]``."""

    inner: Descriptor


@record(frozen=True)
class Vector:
    """``Vec<T>`` or ``Box<[T]>``."""

    inner: Descriptor


@record(frozen=True)
class Option:
    """``Option<T>``."""

    inner: Descriptor


@record(frozen=True)
class Nullable:
    """``Nullable<T>``: a T or JavaScript's null (0.2.130 and later)."""

    inner: Descriptor


@record(frozen=True)
class Result:
    """``Result<T, E>``; the error is always an owned JsValue."""

    inner: Descriptor


@record(frozen=True)
class SequenceMode:
    """``slice = ..`` or ``vec = ..`` on an import's argument (0.2.130 and later).

    It says what JavaScript is to receive and changes nothing about what crosses. It stands on
    every argument within its scope, so most often there is nothing to do about it.

    Attributes:
        mode: a view of memory, a typed array of its own, or a plain Array.
        vec: it is for owned sequences, not for borrowed ones.
        explicit: it was written on the argument itself.
        inner: the argument's type.

    """

    mode: Literal["view", "copy", "array"]
    vec: bool
    explicit: bool
    inner: Descriptor


@record(frozen=True)
class NamedExternref:
    """A JsValue that has a TypeScript type of that name."""

    name: str


@record(frozen=True)
class Enum:
    """A C-like enum; ``hole`` is the value that stands for None.

    The name is the qualified one, and empty up to 0.2.87.
    """

    name: str
    hole: int
    origin: Origin | None = None


@record(frozen=True)
class StringEnum:
    """An enum of strings; it crosses as an index into them.

    ``count`` stands for an unknown string, ``count + 1`` for None, ``count + 2`` for null.
    ``values`` is filled by release 0.2.93 only: elsewhere the section's `StringEnum` has them.
    """

    name: str
    count: int
    origin: Origin | None = None
    values: tuple[str, ...] = ()


@record(frozen=True)
class DynamicUnion:
    """A union of types, each of which crosses as a JsValue."""

    name: str
    members: tuple[Descriptor, ...]
    origin: Origin | None = None


@record(frozen=True)
class RustStruct:
    """An exported struct, by its qualified name."""

    name: str
    origin: Origin | None = None


@record(frozen=True)
class Function:
    """A signature.

    Attributes:
        shim_index: of a closure the index of its invoke shim in table 0, else 0.
        args: without the receiver of a method of an export.
        ret: what crosses; of an async export the promise.
        inner_ret: what the promise settles to, else the same as ``ret``.

    """

    shim_index: int
    args: tuple[Descriptor, ...]
    ret: Descriptor
    inner_ret: Descriptor


@record(frozen=True)
class Closure:
    """A closure on Rust's heap.

    Attributes:
        mutable: it is an ``FnMut``.
        owned: False of a `ScopedClosure` that borrows, whose box is never freed by the host.
        destructor: index in table 0, or None where an export destroys closures or none is due.
        function: its signature; ``shim_index`` is what to call.

    """

    mutable: bool
    owned: bool
    destructor: int | None
    function: Function


Wrapper = Slice | Vector | Option | Nullable | Result
Named = NamedExternref | Enum | StringEnum | DynamicUnion | RustStruct
Descriptor = Kind | Ref | Wrapper | SequenceMode | Named | Function | Closure


@record(frozen=True)
class Cast:
    """What a marker import's stream says (``wbg_cast``, from 0.2.102).

    Attributes:
        key: empty for a cast, else the shim of a ``generic_per_mono`` import.
        signature: of a cast one argument, the source, and the target as ``ret``.

    """

    key: str
    signature: Function

    @property
    def source(self) -> Descriptor:
        """What is cast; of a cast only."""
        return self.signature.args[0]

    @property
    def target(self) -> Descriptor:
        """What it becomes."""
        return self.signature.ret
