"""Types as a guest describes them: a stream of u32 words into frozen dataclasses.

A describe function of a raw module calls ``__wbindgen_describe(u32)`` once per word. The codes
differ by release (`runtime.bindgen.codes`), the grammar does in a few places (ABI: wasm-bindgen
``crates/cli-support/src/descriptor.rs``); an `AbiProfile` says which of them is spoken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from runtime.bindgen.tys import (
    Cast,
    Closure,
    Descriptor,
    DynamicUnion,
    Enum,
    Function,
    Kind,
    Named,
    NamedExternref,
    Nullable,
    Option,
    Origin,
    Ref,
    Result,
    RustStruct,
    SequenceMode,
    Slice,
    StringEnum,
    Vector,
    Wrapper,
)
from runtime.bindgen.versions import AbiProfile, ClosureLayout, Era, ItemOrigin
from runtime.errors import MalformedModule

__all__ = [
    "Cast",
    "Closure",
    "Descriptor",
    "DynamicUnion",
    "Enum",
    "Function",
    "Kind",
    "Named",
    "NamedExternref",
    "Nullable",
    "Option",
    "Origin",
    "Ref",
    "Result",
    "RustStruct",
    "SequenceMode",
    "Slice",
    "StringEnum",
    "Vector",
    "Wrapper",
    "decode_cast",
    "decode_descriptor",
    "module_path_hash",
]

MAX_DEPTH = 64
"""Types nested deeper are refused; real ones have a handful of levels."""

WRAPPERS: dict[str, type[Wrapper]] = {
    "SLICE": Slice,
    "VECTOR": Vector,
    "OPTIONAL": Option,
    "NULLABLE": Nullable,
    "RESULT": Result,
}
SEQUENCE_MODES: tuple[Literal["view", "copy", "array"], ...] = ("view", "copy", "array")
SEQUENCE_VEC, SEQUENCE_EXPLICIT = 4, 8


def module_path_hash(path: str) -> int:
    """Return the hash by which descriptors name a module (FNV-1a, 32 bits).

    Source: wasm-bindgen ``crates/shared/src/lib.rs``, ``module_path_hash``.
    """
    value = 0x811C9DC5
    for byte in path.encode("utf-8"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def decode_descriptor(words: Sequence[int], profile: AbiProfile) -> Descriptor:
    """Decode a describe function's words.

    Args:
        words: u32 values in the order in which they came.
        profile: the guest's release.

    Returns:
        the type.

    Raises:
        MalformedModule: the words break off, go on, or mean nothing; ``offset`` counts words.

    """
    reader = _Reader(words, profile)
    descriptor = reader.descriptor(0, clamped=False)
    reader.finish()
    return descriptor


def decode_cast(words: Sequence[int], profile: AbiProfile) -> Cast:
    """Decode the words that came before a call of the marker import.

    Args:
        words: u32 values in the order in which they came.
        profile: the guest's release, 0.2.102 or later.

    Returns:
        the cast.

    Raises:
        MalformedModule: the words are no cast; ``offset`` counts words.

    """
    reader = _Reader(words, profile)
    key = reader.string() if profile.era is Era.DESCRIBE_GENERIC_IMPORT else ""
    reader.expect("FUNCTION")
    signature = reader.function(0)
    reader.finish()
    if not key and len(signature.args) != 1:
        raise reader.fail("a cast of one argument", 0)
    return Cast(key, signature)


class _Reader:
    def __init__(self, words: Sequence[int], profile: AbiProfile) -> None:
        self.words = words
        self.profile = profile
        self.at = 0

    def fail(self, expected: str, at: int) -> MalformedModule:
        return MalformedModule(at, "descriptor", expected)

    def finish(self) -> None:
        if self.at != len(self.words):
            raise self.fail("the descriptor's end", self.at)

    def word(self, expected: str) -> int:
        if self.at >= len(self.words):
            raise self.fail(f"{expected}, found the end", self.at)
        self.at += 1
        return self.words[self.at - 1]

    def count(self, expected: str) -> int:
        value = self.word(f"the number of {expected}")
        left = len(self.words) - self.at
        if value > left:
            raise self.fail(f"at most {left} {expected}, found {value}", self.at - 1)
        return value

    def flag(self, expected: str) -> bool:
        value = self.word(expected)
        if value > 1:
            raise self.fail(f"{expected} as 0 or 1, found {value}", self.at - 1)
        return bool(value)

    def string(self) -> str:
        """Read a length and that much text, one scalar value per word."""
        start = self.at
        length = self.word("a string's length")
        text, measured = [], 0
        while measured < length:
            scalar = self.word("a character")
            if scalar > 0x10FFFF or 0xD800 <= scalar < 0xE000:
                raise self.fail(f"a Unicode scalar value, found {scalar:#x}", self.at - 1)
            text.append(chr(scalar))
            # Up to 0.2.126 the length counts bytes, although each word is a whole character.
            in_bytes = self.profile.string_length_in_bytes
            measured += len(text[-1].encode("utf-8")) if in_bytes else 1
        if measured > length:
            raise self.fail(f"a string that ends after {length} bytes", start)
        return "".join(text)

    def code(self) -> str:
        value = self.word("a type")
        if value >= len(self.profile.codes):
            raise self.fail(f"a type's code, found {value}", self.at - 1)
        return self.profile.codes[value]

    def expect(self, *names: str) -> str:
        found = self.code()
        if found not in names:
            raise self.fail(f"{' or '.join(names)}, found {found}", self.at - 1)
        return found

    def descriptor(self, depth: int, *, clamped: bool) -> Descriptor:
        if depth > MAX_DEPTH:
            raise self.fail(f"types nested at most {MAX_DEPTH} deep", self.at)
        code = self.code()
        if code == "CLAMPED":
            return self.descriptor(depth + 1, clamped=True)
        if code == "U8" and clamped:
            return Kind.CLAMPED_U8
        if code in Kind.__members__:
            return Kind[code]
        if code in WRAPPERS:
            return WRAPPERS[code](self.descriptor(depth + 1, clamped=clamped))
        if code in ("REF", "REFMUT", "LONGREF"):
            inner = self.descriptor(depth + 1, clamped=clamped)
            return Ref(inner, mutable=code == "REFMUT", long=code == "LONGREF")
        if code == "FUNCTION":
            return self.function(depth)
        if code == "CLOSURE":
            return self.closure(depth)
        if code == "SEQ_MODE":
            return self.sequence_mode(depth, clamped)
        return self.named(code, depth, clamped)

    def function(self, depth: int) -> Function:
        shim_index = self.word("a shim's index")
        args = tuple(
            self.descriptor(depth + 1, clamped=False) for _ in range(self.count("arguments"))
        )
        ret = self.descriptor(depth + 1, clamped=False)
        return Function(shim_index, args, ret, self.descriptor(depth + 1, clamped=False))

    def closure(self, depth: int) -> Closure:
        layout = self.profile.closure_layout
        if layout is ClosureLayout.INVOKE_AND_DESTRUCTOR:
            invoke = self.word("an invoke shim's index")
            destructor = self.word("a destructor's index")
            mutable = self.expect("REF", "REFMUT") == "REFMUT"
            self.expect("FUNCTION")
            inner = self.function(depth)
            # Upstream's glue calls the first index; the inner one is the stack closure's shim.
            function = Function(invoke, inner.args, inner.ret, inner.inner_ret)
            return Closure(mutable, True, destructor, function)
        if layout is ClosureLayout.DESTRUCTOR_AND_MUTABLE:
            index = self.word("a destructor's index")
            owned, found = index != 0, index or None
        else:
            owned, found = self.flag("whether it is owned"), None
        mutable = self.flag("whether it is mutable")
        self.expect("FUNCTION")
        return Closure(mutable, owned, found, self.function(depth))

    def sequence_mode(self, depth: int, clamped: bool) -> SequenceMode:
        word = self.word("a sequence mode")
        mode = word & ~(SEQUENCE_VEC | SEQUENCE_EXPLICIT)
        if mode >= len(SEQUENCE_MODES):
            raise self.fail(f"a sequence mode, found {word}", self.at - 1)
        inner = self.descriptor(depth + 1, clamped=clamped)
        vec, explicit = bool(word & SEQUENCE_VEC), bool(word & SEQUENCE_EXPLICIT)
        return SequenceMode(SEQUENCE_MODES[mode], vec, explicit, inner)

    def named(self, code: str, depth: int, clamped: bool) -> Named:
        profile = self.profile
        if code == "ENUM":
            name = self.string() if profile.enum_has_name else ""
            return Enum(name, self.word("the enum's hole"), self.origin(code))
        name = self.string()
        if code == "STRING_ENUM":
            return self.string_enum(name)
        if code == "RUST_STRUCT":
            return RustStruct(name, self.origin(code))
        if code == "DYNAMIC_UNION":
            origin = self.origin(code)
            count = self.count("members")
            members = (self.descriptor(depth + 1, clamped=clamped) for _ in range(count))
            return DynamicUnion(name, tuple(members), origin)
        return NamedExternref(name)

    def string_enum(self, name: str) -> StringEnum:
        if self.profile.string_enum_has_values:
            count = self.count("strings")
            return StringEnum(name, count, None, tuple(self.string() for _ in range(count)))
        return StringEnum(name, self.word("the number of strings"), self.origin("STRING_ENUM"))

    def origin(self, code: str) -> Origin | None:
        known = self.profile.item_origin
        if known is ItemOrigin.CRATE_AND_MODULE:
            crate = self.string()
            return Origin(crate, None if code == "RUST_STRUCT" else self.word("a module's hash"))
        if known is ItemOrigin.CRATE and code in ("ENUM", "RUST_STRUCT"):
            return Origin(self.string())
        return None
