"""Python values into the numbers that carry them: code for *incoming* values.

Each function writes the statements that convert one Python expression and returns the
expressions of the numbers. Everything is checked before the engine sees it, so an engine never
refuses a number of ours. Strings and slices are placed in memory that Rust frees, in every case
(ABI: wasm-bindgen ``src/convert/slices.rs``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from runtime.adapters.layout import POINTERS, SCALARS, SMALL, TEXTS, WIDE, is_reference, prims
from runtime.adapters.source import Source
from runtime.bindgen.descriptor import (
    Descriptor,
    Enum,
    Kind,
    Option,
    Ref,
    RustStruct,
    SequenceMode,
    Slice,
    StringEnum,
    Vector,
)
from runtime.bindgen.versions import AbiProfile
from runtime.errors import UnsupportedType

_SLICE_FIRST_WITH_INDEX: Final = 3


class Lowering:
    """Writes code that lowers values into one call.

    Args:
        source: where to write.
        profile: the guest's ABI.

    Attributes:
        after: statements to run when the call has ended, whichever way it did.

    """

    def __init__(self, source: Source, profile: AbiProfile) -> None:
        self.source = source
        self.profile = profile
        self.after: list[str] = []

    def lower(self, descriptor: Descriptor, value: str, what: str) -> list[str]:
        """Write code that lowers ``value``, the name of a variable.

        Args:
            descriptor: its Rust type.
            value: a variable; it may be assigned anew.
            what: what it is, for error messages.

        Returns:
            expressions of the numbers, in order.

        Raises:
            UnsupportedType: the type does not cross in this direction.

        """
        if isinstance(descriptor, Kind):
            return self._kind(descriptor, value, what)
        if isinstance(descriptor, Option):
            return self._option(descriptor.inner, value, what)
        if isinstance(descriptor, Ref):
            return self._reference(descriptor, value, what)
        if isinstance(descriptor, Vector):
            return self._sequence(descriptor.inner, value, what)
        if isinstance(descriptor, SequenceMode):
            return self.lower(descriptor.inner, value, what)
        if is_reference(descriptor):
            return [f"add_handle({value})"]
        if isinstance(descriptor, RustStruct):
            return [f"move_struct({value}, {descriptor.name!r}, {what!r})"]
        if isinstance(descriptor, Enum):
            number = f"lower_enum({value}, {descriptor.name!r}, {what!r})"
            return [f"float({number})" if self.profile.enum_as_f64 else number]
        if isinstance(descriptor, StringEnum):
            return [f"lower_string_enum({value}, {descriptor.name!r})"]
        raise UnsupportedType(descriptor)

    # --- numbers ---------------------------------------------------------------------------

    def _kind(self, kind: Kind, value: str, what: str) -> list[str]:
        if kind in SCALARS:
            self._scalar(kind, value, what)
            return [value]
        if kind in WIDE:
            low, high = self.source.fresh("low"), self.source.fresh("high")
            self.source.line(f"{low}, {high} = integer128({value}, {kind is Kind.I128}, {what!r})")
            return [low, high]
        if kind in TEXTS:
            return self._text(value, what)
        if kind is Kind.UNIT:
            return []
        simple: dict[Kind, str] = {
            Kind.BOOLEAN: f"1 if {value} else 0",
            Kind.CHAR: f"char({value}, {what!r})",
            Kind.EXTERNREF: f"add_handle({value})",
            Kind.NONNULL: f"integer({value}, 32, False, {what!r})",
            Kind.RAW_POINTER: f"integer({value}, 32, False, {what!r})",
        }
        if kind not in simple:
            raise UnsupportedType(kind)
        return [simple[kind]]

    def _scalar(self, kind: Kind, value: str, what: str) -> None:
        scalar = SCALARS[kind]
        if kind is Kind.F64:
            self.source.line(f"if type({value}) is not float: {value} = float64({value}, {what!r})")
        elif kind is Kind.F32:
            self.source.line(f"{value} = float32({value}, {what!r})")
        else:
            # What crosses as it stands: an int that is the same signed and unsigned.
            low = -(1 << (scalar.bits - 1)) if scalar.signed else 0
            high = 1 << (scalar.bits - (scalar.signed or scalar.bits >= 32))
            self.source.line(
                f"if type({value}) is not int or not {low} <= {value} < {high}: "
                f"{value} = integer({value}, {scalar.bits}, {scalar.signed}, {what!r})"
            )

    # --- text and sequences ----------------------------------------------------------------

    def _text(self, value: str, what: str) -> list[str]:
        data = self.source.fresh("data")
        self.source.line(f"{data} = utf8({value}, {what!r})")
        return [f"place({data}, 1)", f"len({data})"]

    def _sequence(self, inner: Descriptor, value: str, what: str) -> list[str]:
        data, size = self.source.fresh("data"), _element_size(inner)
        if isinstance(inner, Kind) and inner in SCALARS:
            self.source.line(f"{data} = packed({value}, {SCALARS[inner].typecode!r}, {what!r})")
        else:
            if not (is_reference(inner) or isinstance(inner, RustStruct)):
                raise UnsupportedType(Vector(inner))
            self.source.line(f"{data} = packed_handles({value}, {what!r})")
        return [f"place({data}, {size})", f"len({data}) // {size}"]

    # --- Option ----------------------------------------------------------------------------

    def _option(self, inner: Descriptor, value: str, what: str) -> list[str]:
        numbers = prims(Option(inner), self.profile)
        results = [self.source.fresh("n") for _ in numbers]
        self.source.line(f"if {value} is None or {value} is null:")
        self.source.indent()
        for result, none in zip(results, self._none(inner, len(numbers)), strict=True):
            self.source.line(f"{result} = {none}")
        self.source.dedent()
        self.source.line("else:")
        self.source.indent()
        expressions = self.lower(inner, value, what)
        if numbers == ("f64",) and inner is not Kind.F64:
            expressions = [self._as_f64(inner, expressions[0])]
        elif len(expressions) < len(results):
            expressions = ["1", *expressions]
        for result, expression in zip(results, expressions, strict=True):
            self.source.line(f"{result} = {expression}")
        self.source.dedent()
        return results

    @staticmethod
    def _as_f64(inner: Descriptor, expression: str) -> str:
        if inner is Kind.F32:
            return expression
        return f"float({expression})" if inner is Kind.I32 else f"float({expression} & 0xFFFFFFFF)"

    def _none(self, inner: Descriptor, count: int) -> list[str]:
        if isinstance(inner, Enum):
            return [f"{inner.hole}.0" if self.profile.enum_as_f64 else str(_signed(inner.hole))]
        if isinstance(inner, StringEnum):
            return [str(inner.count + 1)]
        if isinstance(inner, Kind):
            if inner in SMALL:
                return ["16777215"]
            if count == 1 and inner not in POINTERS and inner is not Kind.EXTERNREF:
                return ["9007199254740991.0"]
            if inner is Kind.RAW_POINTER and count == 1:
                return ["9007199254740991.0"]
            if inner in SCALARS and count == 2:
                return ["0", "0.0" if inner in (Kind.F32, Kind.F64) else "0"]
        return ["0"] * count

    # --- references ------------------------------------------------------------------------

    def _reference(self, descriptor: Ref, value: str, what: str) -> list[str]:
        inner = descriptor.inner
        if isinstance(inner, (Kind, Vector)) and not is_reference(inner):
            return self.lower(inner, value, what)
        if isinstance(inner, Slice):
            return self._slice(inner.inner, descriptor.mutable, value, what)
        if is_reference(inner):
            # Only arguments of an async export are long: the guest owns those from here on.
            if descriptor.long:
                return [f"add_handle({value})"]
            slot = self.source.fresh("slot")
            self.source.line(f"{slot} = lend({value})")
            self.after.append(f"reclaim({slot})")
            return [slot]
        if isinstance(inner, RustStruct):
            return [f"pointer_of({value}, {inner.name!r}, {what!r})"]
        raise UnsupportedType(descriptor)

    def _slice(self, inner: Descriptor, mutable: bool, value: str, what: str) -> list[str]:
        numbers = self._sequence(inner, value, what)
        if not mutable:
            return numbers
        if self.profile.mut_slice_prims == _SLICE_FIRST_WITH_INDEX:
            # Rust gives the slot back through __wbindgen_copy_to_typed_array when it is done.
            return [*numbers, f"add_handle({value})"]
        pointer, length = self.source.fresh("pointer"), self.source.fresh("length")
        self.source.line(f"{pointer} = {numbers[0]}")
        self.source.line(f"{length} = {numbers[1]}")
        self.after.append(
            f"copy_back({pointer}, {length} * {_element_size(inner)}, {value}, "
            f"{_element_size(inner)})"
        )
        return [pointer, length]


def _signed(word: int) -> int:
    return word - (1 << 32) if word >> 31 else word


def _element_size(inner: Descriptor) -> int:
    if isinstance(inner, Kind) and inner in SCALARS:
        return SCALARS[inner].bits // 8
    return 4


Lower = Callable[[Descriptor, str, str], list[str]]
