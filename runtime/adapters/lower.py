"""Python values into the numbers that carry them: code for *incoming* values.

Each function writes the statements that convert one Python expression and returns the
expressions of the numbers. The statements check, the expressions take effect (they place, lend and
move): a call that is refused for one argument has not moved another. Everything is checked before
the engine sees it, so an engine never refuses a number of ours. Strings and slices are placed in
memory that Rust frees, in every case (ABI: wasm-bindgen ``src/convert/slices.rs``).
"""

from __future__ import annotations

from typing import Final

from runtime.adapters.layout import (
    NULL_F64,
    NULL_POINTER_OF_STRUCT,
    NULL_SMALL,
    NULL_TAG,
    SCALARS,
    SMALL,
    TAGGED,
    TEXTS,
    UNDEFINED_SMALL,
    WIDE,
    Empties,
    cell_code,
    crosses_as_f64,
    emptiable,
    holds_handles,
    is_reference,
    prims,
)
from runtime.adapters.source import Source
from runtime.adapters.support import as_signed
from runtime.bindgen.descriptor import (
    Descriptor,
    Enum,
    Kind,
    Ref,
    RustStruct,
    SequenceMode,
    Slice,
    StringEnum,
    Vector,
)
from runtime.bindgen.identity import identity, string_enum_arguments
from runtime.bindgen.versions import AbiProfile
from runtime.core.handles import null_slot
from runtime.errors import UnsupportedType

_SLICE_FIRST_WITH_INDEX: Final = 3


class Lowering:
    """Writes code that lowers values into one call.

    Args:
        source: where to write.
        profile: the guest's ABI.

    Attributes:
        before: statements to run once all arguments are known to be good.
        after: statements to run when the call has ended, whichever way it did.

    """

    def __init__(self, source: Source, profile: AbiProfile) -> None:
        self.source = source
        self.profile = profile
        self.before: list[str] = []
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
        found = emptiable(descriptor)
        if found is not None:
            return self._emptiable(descriptor, *found, value, what)
        if isinstance(descriptor, Ref):
            return self._reference(descriptor, value, what)
        if isinstance(descriptor, Vector):
            return self._sequence(descriptor.inner, value, what)
        if isinstance(descriptor, SequenceMode):
            return self.lower(descriptor.inner, value, what)
        if is_reference(descriptor):
            return [f"add_handle({self._started(value)})"]
        if isinstance(descriptor, RustStruct):
            self.source.line(f"pointer_of({value}, {identity(descriptor)!r}, {what!r})")
            return [f"move_struct({value}, {identity(descriptor)!r}, {what!r})"]
        if isinstance(descriptor, Enum):
            self.source.line(f"{value} = {self._enum(descriptor, value, what)}")
            return [value]
        if isinstance(descriptor, StringEnum):
            return [f"lower_string_enum({value}, {string_enum_arguments(descriptor)})"]
        raise UnsupportedType(descriptor)

    def _enum(self, descriptor: Enum, value: str, what: str) -> str:
        number = f"lower_enum({value}, {identity(descriptor)!r}, {what!r})"
        return f"float({number})" if self.profile.enum_as_f64 else number

    @staticmethod
    def _started(value: str) -> str:
        """Return an expression of a value as a guest gets it: a coroutine is a promise."""
        return f"{value} if type({value}) is not coroutine else promise({value})"

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
        if kind is Kind.EXTERNREF:
            return [f"add_handle({self._started(value)})"]
        checked: dict[Kind, str] = {
            Kind.BOOLEAN: f"1 if {value} else 0",
            Kind.CHAR: f"char({value}, {what!r})",
            Kind.NONNULL: f"non_null({value}, {what!r})",
            Kind.RAW_POINTER: f"integer({value}, 32, False, {what!r})",
        }
        if kind not in checked:
            raise UnsupportedType(kind)
        self.source.line(f"{value} = {checked[kind]}")
        return [value]

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
            if not holds_handles(inner, self.profile):
                return self._cells(inner, value, what)
            self.source.line(f"{data} = packed_handles({value}, {what!r})")
        return [f"place({data}, {size})", f"len({data}) // {size}"]

    def _cells(self, inner: Descriptor, value: str, what: str) -> list[str]:
        """Lower elements that are cells of their own ABI.

        ABI: ``incoming_encoded_vector`` in ``cli-support/src/wit/incoming.rs``, 0.2.130.
        """
        code = cell_code(inner)
        if code is None:
            raise UnsupportedType(Vector(inner))
        data, size = self.source.fresh("data"), 8 if code == "d" else 4
        if isinstance(inner, Enum):
            element = self._enum(inner, "c", what)
        elif isinstance(inner, StringEnum):
            element = f"lower_string_enum(c, {string_enum_arguments(inner)})"
        else:
            element = "1 if c else 0" if inner is Kind.BOOLEAN else f"char(c, {what!r})"
        cells = f"[{element} for c in elements({value}, {what!r})]"
        self.source.line(f"{data} = array({code!r}, {cells}).tobytes()")
        return [f"place({data}, {size})", f"len({data}) // {size}"]

    # --- what may be empty -----------------------------------------------------------------

    def _emptiable(
        self, whole: Descriptor, empties: Empties, inner: Descriptor, value: str, what: str
    ) -> list[str]:
        numbers = prims(whole, self.profile)
        absent = self.source.fresh("absent")
        none = "" if empties is Empties.NULL else f"{value} is None or "
        self.source.line(f"{absent} = {none}{value} is null")
        with self.source.block(f"if not {absent}:"):
            expressions = self.lower(inner, value, what)
            self.source.line("pass")
        if crosses_as_f64(empties, inner, self.profile):
            expressions = [self._as_f64(inner, expressions[0])]
        elif inner in TAGGED:
            expressions = ["1", *expressions]
        nones, nulls = self._empty_values(empties, inner, len(numbers))
        if empties is Empties.UNDEFINED:
            empty = nones
        elif empties is Empties.NULL:
            empty = nulls
        else:
            empty = [
                none if none == null else f"({null} if {value} is null else {none})"
                for none, null in zip(nones, nulls, strict=True)
            ]
        return [
            f"({nothing} if {absent} else {expression})"
            for nothing, expression in zip(empty, expressions, strict=True)
        ]

    @staticmethod
    def _as_f64(inner: Descriptor, expression: str) -> str:
        if inner is Kind.F32:
            return expression
        return f"float({expression})" if inner is Kind.I32 else f"float({expression} & 0xFFFFFFFF)"

    def _empty_values(
        self, empties: Empties, inner: Descriptor, count: int
    ) -> tuple[list[str], list[str]]:
        """Return the numbers of undefined, and those of null."""
        if inner in SMALL:
            return [str(UNDEFINED_SMALL)], [str(NULL_SMALL)]
        if crosses_as_f64(empties, inner, self.profile):
            return [str(self.profile.option_none_f64)], [str(NULL_F64)]
        if inner in TAGGED:
            zeros = ["0.0" if inner in (Kind.F32, Kind.F64) else "0"] * (count - 1)
            return ["0", *zeros], [str(NULL_TAG), *zeros]
        if isinstance(inner, Enum):
            as_f64 = self.profile.enum_as_f64
            hole = f"{inner.hole}.0" if as_f64 else str(as_signed(inner.hole, 32))
            return [hole], [str(NULL_F64)]
        if isinstance(inner, StringEnum):
            return [str(inner.count + 1)], [str(inner.count + 2)]
        if isinstance(inner, RustStruct):
            return ["0"], [str(NULL_POINTER_OF_STRUCT)]
        # A JsValue's slot; of a sequence the length, beside a null pointer, is one.
        zeros = ["0"] * (count - 1)
        return [*zeros, "0"], [*zeros, str(null_slot(self.profile.heap_offset))]

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
                return [f"add_handle({self._started(value)})"]
            slot = self.source.fresh("slot")
            self.before.append(f"{slot} = lend({self._started(value)})")
            self.after.append(f"reclaim({slot})")
            return [slot]
        if isinstance(inner, RustStruct):
            # Once more in the call: an argument before it may have moved the very object.
            pointer = f"pointer_of({value}, {identity(inner)!r}, {what!r})"
            self.source.line(pointer)
            return [pointer]
        raise UnsupportedType(descriptor)

    def _slice(self, inner: Descriptor, mutable: bool, value: str, what: str) -> list[str]:
        if not mutable:
            return self._sequence(inner, value, what)
        if isinstance(inner, Kind) and inner in SCALARS:
            self.source.line(f"writable({value}, {SCALARS[inner].typecode!r}, {what!r})")
        numbers = self._sequence(inner, value, what)
        if self.profile.mut_slice_prims == _SLICE_FIRST_WITH_INDEX:
            # Rust gives the slot back through __wbindgen_copy_to_typed_array when it is done.
            return [*numbers, f"add_handle({value})"]
        pointer, length = self.source.fresh("pointer"), self.source.fresh("length")
        self.before += [f"{length} = {numbers[1]}", f"{pointer} = {numbers[0]}"]
        self.after.append(
            f"copy_back({pointer}, {length} * {_element_size(inner)}, {value}, "
            f"{_element_size(inner)})"
        )
        return [pointer, length]


def _element_size(inner: Descriptor) -> int:
    if isinstance(inner, Kind) and inner in SCALARS:
        return SCALARS[inner].bits // 8
    return 4
