"""Types to words: the mirror of `runtime.bindgen.descriptor`, as a guest would describe them."""

from __future__ import annotations

from collections.abc import Iterable

from runtime.bindgen.descriptor import (
    SEQUENCE_EXPLICIT,
    SEQUENCE_MODES,
    SEQUENCE_VEC,
    WRAPPERS,
    Cast,
    Closure,
    Descriptor,
    DynamicUnion,
    Enum,
    Function,
    Kind,
    Named,
    NamedExternref,
    Origin,
    Ref,
    RustStruct,
    SequenceMode,
    StringEnum,
)
from runtime.bindgen.versions import AbiProfile, ClosureLayout, Era, ItemOrigin

_WRAPPER_CODES = {wrapper: code for code, wrapper in WRAPPERS.items()}


def encode_descriptor(descriptor: Descriptor, profile: AbiProfile) -> list[int]:
    """Return the words by which a guest of that release describes a type.

    Args:
        descriptor: the type; what the release cannot say about it is left out.
        profile: the release.

    Returns:
        u32 values.

    Raises:
        ValueError: the release has no such type.

    """
    return _Writer(profile).descriptor(descriptor)


def encode_cast(cast: Cast, profile: AbiProfile) -> list[int]:
    """Return the words that come before a call of the marker import.

    Args:
        cast: the cast.
        profile: the release, 0.2.102 or later.

    Returns:
        u32 values.

    Raises:
        ValueError: the release has no such type.

    """
    writer = _Writer(profile)
    key = writer.string(cast.key) if profile.era is Era.DESCRIBE_GENERIC_IMPORT else []
    return [*key, *writer.function(cast.signature)]


class _Writer:
    def __init__(self, profile: AbiProfile) -> None:
        self.profile = profile

    def code(self, name: str) -> int:
        return self.profile.codes.index(name)

    def string(self, text: str) -> list[int]:
        in_bytes = self.profile.string_length_in_bytes
        return [len(text.encode("utf-8") if in_bytes else text), *map(ord, text)]

    def descriptor(self, descriptor: Descriptor) -> list[int]:
        if descriptor is Kind.CLAMPED_U8:
            return [self.code("CLAMPED"), self.code("U8")]
        if isinstance(descriptor, Kind):
            return [self.code(descriptor.name)]
        if isinstance(descriptor, Ref):
            name = "LONGREF" if descriptor.long else "REFMUT" if descriptor.mutable else "REF"
            return [self.code(name), *self.descriptor(descriptor.inner)]
        if isinstance(descriptor, Function):
            return self.function(descriptor)
        if isinstance(descriptor, Closure):
            return [self.code("CLOSURE"), *self.closure(descriptor)]
        if isinstance(descriptor, SequenceMode):
            word = SEQUENCE_MODES.index(descriptor.mode)
            word |= SEQUENCE_VEC if descriptor.vec else 0
            word |= SEQUENCE_EXPLICIT if descriptor.explicit else 0
            return [self.code("SEQ_MODE"), word, *self.descriptor(descriptor.inner)]
        if isinstance(descriptor, (NamedExternref, Enum, StringEnum, DynamicUnion, RustStruct)):
            return self.named(descriptor)
        return [self.code(_WRAPPER_CODES[type(descriptor)]), *self.descriptor(descriptor.inner)]

    def descriptors(self, descriptors: Iterable[Descriptor]) -> list[int]:
        return [word for descriptor in descriptors for word in self.descriptor(descriptor)]

    def function(self, function: Function) -> list[int]:
        args = self.descriptors(function.args)
        ret = self.descriptors((function.ret, function.inner_ret))
        return [self.code("FUNCTION"), function.shim_index, len(function.args), *args, *ret]

    def closure(self, closure: Closure) -> list[int]:
        layout, function = self.profile.closure_layout, self.function(closure.function)
        destructor, mutable = closure.destructor or 0, int(closure.mutable)
        if layout is ClosureLayout.INVOKE_AND_DESTRUCTOR:
            reference = self.code("REFMUT" if closure.mutable else "REF")
            return [closure.function.shim_index, destructor, reference, *function]
        if layout is ClosureLayout.DESTRUCTOR_AND_MUTABLE:
            return [destructor, mutable, *function]
        return [int(closure.owned), mutable, *function]

    def named(self, named: Named) -> list[int]:
        name = self.string(named.name)
        if isinstance(named, NamedExternref):
            return [self.code("NAMED_EXTERNREF"), *name]
        if isinstance(named, Enum):
            name = name if self.profile.enum_has_name else []
            return [self.code("ENUM"), *name, named.hole, *self.origin("ENUM", named.origin)]
        if isinstance(named, StringEnum):
            values = [word for value in named.values for word in self.string(value)]
            origin = self.origin("STRING_ENUM", named.origin)
            return [self.code("STRING_ENUM"), *name, named.count, *values, *origin]
        if isinstance(named, RustStruct):
            return [self.code("RUST_STRUCT"), *name, *self.origin("RUST_STRUCT", named.origin)]
        members = [len(named.members), *self.descriptors(named.members)]
        origin = self.origin("DYNAMIC_UNION", named.origin)
        return [self.code("DYNAMIC_UNION"), *name, *origin, *members]

    def origin(self, code: str, origin: Origin | None) -> list[int]:
        known, origin = self.profile.item_origin, origin or Origin("")
        if known is ItemOrigin.CRATE_AND_MODULE:
            module_hash = [] if code == "RUST_STRUCT" else [origin.module_hash or 0]
            return [*self.string(origin.crate), *module_hash]
        if known is ItemOrigin.CRATE and code in ("ENUM", "RUST_STRUCT"):
            return self.string(origin.crate)
        return []
