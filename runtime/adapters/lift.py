"""The numbers that carry a value into a Python value: code for *outgoing* values.

Owned strings and vectors are copied and freed, borrowed ones are copied; owned JsValues are taken
out of their slot, borrowed ones read (wasm-bindgen ``cli-support/src/wit/outgoing.rs``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from runtime.adapters.layout import (
    COPIED,
    ELEMENT_KINDS,
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
)
from runtime.adapters.source import Source
from runtime.bindgen.descriptor import (
    Descriptor,
    Enum,
    Function,
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


class Lifting:
    """Writes code that lifts values out of one call.

    Args:
        source: where to write.
        profile: the guest's ABI.
        as_value: what is lifted becomes a JsValue, whose numbers in sequences are typed arrays.

    Attributes:
        closures: function types of stack closures met, in order: ``closure_N(ab, epoch)`` makes
            the N-th; such code may stand only where ``epoch`` is a variable.
        after: statements to run when the call has ended, whichever way it did.

    """

    def __init__(self, source: Source, profile: AbiProfile, *, as_value: bool = False) -> None:
        self.source = source
        self.profile = profile
        self._as_value = as_value
        self.closures: list[tuple[Function, bool]] = []
        self.after: list[str] = []
        # What sequences of numbers are to be; of an "array" lists, as JavaScript's plain arrays.
        self._mode: Literal["view", "copy", "array"] = "view"

    def lift(self, descriptor: Descriptor, numbers: Sequence[str]) -> str:
        """Write code that lifts a value and return its expression.

        Args:
            descriptor: its Rust type.
            numbers: variables, as many as the type has prims.

        Raises:
            UnsupportedType: the type does not cross in this direction.

        """
        if isinstance(descriptor, Kind):
            return self._kind(descriptor, numbers)
        found = emptiable(descriptor)
        if found is not None:
            return self._emptiable(*found, numbers)
        if isinstance(descriptor, Ref):
            return self._reference(descriptor, numbers)
        if isinstance(descriptor, Function):
            return self._reference(Ref(descriptor), numbers)
        if isinstance(descriptor, Vector):
            return self._owned_sequence(descriptor.inner, numbers)
        if isinstance(descriptor, SequenceMode):
            self._mode = descriptor.mode
            lifted = self.lift(descriptor.inner, numbers)
            self._mode = "view"
            return lifted
        if is_reference(descriptor):
            return f"take_handle({numbers[0]})"
        if isinstance(descriptor, RustStruct):
            return f"wrap_struct({identity(descriptor)!r}, {numbers[0]})"
        if isinstance(descriptor, Enum):
            return f"lift_enum({identity(descriptor)!r}, {numbers[0]})"
        if isinstance(descriptor, StringEnum):
            return f"lift_string_enum({numbers[0]}, {string_enum_arguments(descriptor)})"
        raise UnsupportedType(descriptor)

    def _kind(self, kind: Kind, numbers: Sequence[str]) -> str:
        if kind in WIDE:
            low, high = numbers
            if kind is Kind.U128:
                high = f"({high} & 0xFFFFFFFFFFFFFFFF)"
            return f"({high} << 64 | {low} & 0xFFFFFFFFFFFFFFFF)"
        if kind is Kind.STRING:
            return f"text_from(take_bytes({numbers[0]}, {numbers[1]}, 1))"
        if kind is Kind.CACHED_STRING:
            return f"cached_text({numbers[0]}, {numbers[1]}, True)"
        if kind is Kind.UNIT:
            return "None"
        number = numbers[0]
        masked = {Kind.U32, Kind.NONNULL, Kind.RAW_POINTER}
        if kind in masked:
            return f"({number} & 0xFFFFFFFF)"
        if kind is Kind.U64:
            return f"({number} & 0xFFFFFFFFFFFFFFFF)"
        simple: dict[Kind, str] = {
            Kind.BOOLEAN: f"({number} != 0)",
            Kind.CHAR: f"char_from({number})",
            Kind.EXTERNREF: f"take_handle({number})",
        }
        return simple.get(kind, number)

    # --- what may be empty -----------------------------------------------------------------

    def _emptiable(self, empties: Empties, inner: Descriptor, numbers: Sequence[str]) -> str:
        if is_reference(inner) or (isinstance(inner, Ref) and is_reference(inner.inner)):
            return self.lift(inner, numbers)  # slot 0 is undefined, and null has its own slot
        none, null = self._empty_tests(empties, inner, numbers)
        value = self._present(empties, inner, numbers)
        if empties is not Empties.UNDEFINED:
            value = f"(null if {null} else {value})"
        return value if empties is Empties.NULL else f"(None if {none} else {value})"

    def _empty_tests(
        self, empties: Empties, inner: Descriptor, numbers: Sequence[str]
    ) -> tuple[str, str]:
        """Return the conditions under which a value is undefined, and null."""
        first, last = numbers[0], numbers[-1]
        if inner in SMALL:
            return f"{first} == {UNDEFINED_SMALL}", f"{first} == {NULL_SMALL}"
        if crosses_as_f64(empties, inner, self.profile):
            # Each release has one of the two for None; neither is a value of these types.
            return f"{first} in (4294967297.0, 9007199254740991.0)", f"{first} == {NULL_F64}"
        if inner in TAGGED:
            return f"not {first}", f"{first} == {NULL_TAG}"
        if isinstance(inner, Enum):
            hole = inner.hole
            return f"{first} in ({hole}, {hole - (1 << 32)})", f"{first} == {NULL_F64}"
        if isinstance(inner, StringEnum):
            return f"{first} == {inner.count + 1}", f"{first} == {inner.count + 2}"
        if isinstance(inner, RustStruct):
            return f"not {first}", f"{first} == {NULL_POINTER_OF_STRUCT}"
        if inner is Kind.NONNULL:
            return f"not {first}", "False"
        # Sequences: where there is no pointer the length is a handle, as of interned strings.
        null = f"not {first} and {last} == {null_slot(self.profile.heap_offset)}"
        interned = (inner.inner if isinstance(inner, Ref) else inner) is Kind.CACHED_STRING
        # None is tested first, but where it means any null pointer null must not be one of them.
        if interned or empties is Empties.BOTH:
            return f"not {first} and not {last}", null
        return f"not {first}", null

    def _present(self, empties: Empties, inner: Descriptor, numbers: Sequence[str]) -> str:
        if isinstance(inner, Kind):
            if crosses_as_f64(empties, inner, self.profile):
                return self._from_f64(inner, numbers[0])
            if inner in TAGGED:
                return self.lift(inner, numbers[1:])
            if inner in SMALL and inner is not Kind.CHAR:
                bits, signed = (1, False) if inner is Kind.BOOLEAN else _width(inner)
                narrow = f"narrow({numbers[0]}, {bits}, {signed})"
                return f"({narrow} != 0)" if inner is Kind.BOOLEAN else narrow
        return self.lift(inner, numbers)

    @staticmethod
    def _from_f64(inner: Kind, number: str) -> str:
        return number if inner is Kind.F32 else f"narrow({number}, 32, {inner is Kind.I32})"

    def _owned_sequence(self, inner: Descriptor, numbers: Sequence[str]) -> str:
        pointer, length = numbers
        if isinstance(inner, Kind) and inner in SCALARS:
            scalar = SCALARS[inner]
            size = scalar.bits // 8
            return self._numbers(
                inner, f"take_bytes({pointer}, ({length} & 0xFFFFFFFF) * {size}, {size})"
            )
        if not holds_handles(inner, self.profile):
            return self._cells(inner, numbers)
        return f"take_handles({pointer}, {length})"

    def _cells(self, inner: Descriptor, numbers: Sequence[str]) -> str:
        """Lift elements that are cells of their own ABI: the buffer is the host's to free.

        ABI: ``outgoing_encoded_slice`` in ``cli-support/src/wit/outgoing.rs``, 0.2.130; borrowed
        or owned, the buffer was made for this crossing.
        """
        pointer, length = numbers
        text = inner.inner if isinstance(inner, Ref) else inner
        if text in TEXTS:
            data = f"take_bytes({pointer}, ({length} & 0xFFFFFFFF) * 8, 4)"
            element = self.lift(Ref(text), ["c0", "c1"])
            return f"[{element} for c0, c1 in iter_unpack('<ii', {data})]"
        code = cell_code(inner)
        if code is None:
            raise UnsupportedType(Vector(inner))
        size = 8 if code == "d" else 4
        data = f"array({code!r}, take_bytes({pointer}, ({length} & 0xFFFFFFFF) * {size}, {size}))"
        return f"[{self.lift(inner, ['c0'])} for c0 in {data}]"

    def _reference(self, descriptor: Ref, numbers: Sequence[str]) -> str:
        inner = descriptor.inner
        if isinstance(inner, Function):
            self.closures.append((inner, descriptor.mutable))
            a, b = numbers
            name = f"closure_{len(self.closures)}"
            return f"{name}({a} & 0xFFFFFFFF | {b} << 32, epoch)"
        if isinstance(inner, Ref):
            return self._reference(inner, numbers)
        if isinstance(inner, Kind) and inner in TEXTS:
            if inner is Kind.CACHED_STRING:
                return f"cached_text({numbers[0]}, {numbers[1]}, False)"
            return f"text_from(read({numbers[0]} & 0xFFFFFFFF, {numbers[1]}))"
        if is_reference(inner):
            return f"get_handle({numbers[0]})"
        if isinstance(inner, Slice):
            return self._borrowed_sequence(inner.inner, descriptor.mutable, numbers)
        if isinstance(inner, Vector):
            return self._slice_as_array(inner.inner, numbers)
        if isinstance(inner, Kind) and inner in COPIED:
            return self._kind(inner, numbers)
        raise UnsupportedType(descriptor)

    def _borrowed_sequence(self, inner: Descriptor, mutable: bool, numbers: Sequence[str]) -> str:
        pointer, length = numbers
        if not (isinstance(inner, Kind) and inner in SCALARS):
            if not holds_handles(inner, self.profile):
                return self._cells(inner, numbers)
            return f"read_handles({pointer}, {length})"
        if self._as_value and self._mode == "view":
            kind = ELEMENT_KINDS[inner]
            return f"memory_view({kind!r}, {pointer} & 0xFFFFFFFF, {length} & 0xFFFFFFFF)"
        scalar = SCALARS[inner]
        size = scalar.bits // 8
        data = f"read({pointer} & 0xFFFFFFFF, ({length} & 0xFFFFFFFF) * {size})"
        if mutable:
            view = self.source.fresh("view")
            self.source.line(f"{view} = array({scalar.typecode!r}, {data})")
            self.after.append(f"write({pointer} & 0xFFFFFFFF, {view}.tobytes())")
            return view
        return self._numbers(inner, data)

    def _slice_as_array(self, inner: Descriptor, numbers: Sequence[str]) -> str:
        """Lift ``slice_to_array`` (0.2.121 to 0.2.129): numbers are borrowed, all else is owned."""
        if not (isinstance(inner, Kind) and inner in SCALARS):
            return self._owned_sequence(inner, numbers)
        self._mode = "array"
        lifted = self._borrowed_sequence(inner, False, numbers)
        self._mode = "view"
        return lifted

    def _numbers(self, inner: Kind, data: str) -> str:
        code = SCALARS[inner].typecode
        if self._as_value and self._mode != "array":
            return f"typed_array({ELEMENT_KINDS[inner]!r}, {data})"
        if self._mode == "array":
            whole = f"array({code!r}, {data})"
            # Elements of a plain array are JsValues, of which these are BigInts.
            return f"list(map(js_bigint, {whole}))" if code in "qQ" else f"{whole}.tolist()"
        return data if code == "B" else f"array({code!r}, {data})"


def _width(kind: Kind) -> tuple[int, bool]:
    scalar = SCALARS[kind]
    return scalar.bits, scalar.signed
