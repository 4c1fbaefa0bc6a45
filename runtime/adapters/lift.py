"""The numbers that carry a value into a Python value: code for *outgoing* values.

Owned strings and vectors are copied and freed, borrowed ones are copied; owned JsValues are taken
out of their slot, borrowed ones read (wasm-bindgen ``cli-support/src/wit/outgoing.rs``).
"""

from __future__ import annotations

from collections.abc import Sequence

from runtime.adapters.layout import (
    POINTERS,
    SCALARS,
    SMALL,
    TEXTS,
    WIDE,
    cell_code,
    is_reference,
)
from runtime.adapters.source import Source
from runtime.bindgen.descriptor import (
    Descriptor,
    Enum,
    Function,
    Kind,
    Option,
    Ref,
    RustStruct,
    SequenceMode,
    Slice,
    StringEnum,
    Vector,
)
from runtime.errors import UnsupportedType


class Lifting:
    """Writes code that lifts values out of one call.

    Args:
        source: where to write.

    Attributes:
        closures: function types of stack closures met, in order: ``closure_N(ab, epoch)`` makes
            the N-th; such code may stand only where ``epoch`` is a variable.
        after: statements to run when the call has ended, whichever way it did.

    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.closures: list[tuple[Function, bool]] = []
        self.after: list[str] = []

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
        if isinstance(descriptor, Option):
            return self._option(descriptor.inner, numbers)
        if isinstance(descriptor, Ref):
            return self._reference(descriptor, numbers)
        if isinstance(descriptor, Vector):
            return self._owned_sequence(descriptor.inner, numbers)
        if isinstance(descriptor, SequenceMode):
            return self.lift(descriptor.inner, numbers)
        if is_reference(descriptor):
            return f"take_handle({numbers[0]})"
        if isinstance(descriptor, RustStruct):
            return f"wrap_struct({descriptor.name!r}, {numbers[0]})"
        if isinstance(descriptor, Enum):
            return f"lift_enum({descriptor.name!r}, {numbers[0]})"
        if isinstance(descriptor, StringEnum):
            return f"lift_string_enum({descriptor.name!r}, {numbers[0]})"
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

    def _option(self, inner: Descriptor, numbers: Sequence[str]) -> str:
        first = numbers[0]
        if isinstance(inner, Kind):
            if inner in SMALL:
                return self._unless(f"{first} == 16777215", inner, numbers)
            f64_form = len(numbers) == 1 and inner in (
                Kind.I32,
                Kind.U32,
                Kind.F32,
                Kind.RAW_POINTER,
            )
            if f64_form:
                value = first if inner is Kind.F32 else f"int({first})"
                # Each release has one of the two for None; neither is a value of these types.
                return f"(None if {first} in (4294967297.0, 9007199254740991.0) else {value})"
            if inner in SCALARS or inner in WIDE or inner is Kind.RAW_POINTER:
                return self._unless(f"not {first}", inner, numbers[1:])
        if isinstance(inner, Enum):
            return self._unless(
                f"{first} in ({inner.hole}, {inner.hole - (1 << 32)})", inner, numbers
            )
        if isinstance(inner, StringEnum):
            return self._unless(f"{first} == {inner.count + 1}", inner, numbers)
        # Strings, sequences, JsValues, structs and pointers: 0 stands for None.
        return self._unless(f"not {first}", inner, numbers)

    def _unless(self, none: str, inner: Descriptor, numbers: Sequence[str]) -> str:
        return f"(None if {none} else {self.lift(inner, numbers)})"

    def _owned_sequence(self, inner: Descriptor, numbers: Sequence[str]) -> str:
        pointer, length = numbers
        if isinstance(inner, Kind) and inner in SCALARS:
            scalar = SCALARS[inner]
            size = scalar.bits // 8
            data = f"take_bytes({pointer}, {length} * {size}, {size})"
            return data if scalar.typecode == "B" else f"array({scalar.typecode!r}, {data})"
        if not _holds_handles(inner):
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
            data = f"take_bytes({pointer}, {length} * 8, 4)"
            element = self.lift(Ref(text), ["c0", "c1"])
            return f"[{element} for c0, c1 in iter_unpack('<ii', {data})]"
        code = cell_code(inner)
        if code is None:
            raise UnsupportedType(Vector(inner))
        size = 8 if code == "d" else 4
        data = f"array({code!r}, take_bytes({pointer}, {length} * {size}, {size}))"
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
        if isinstance(inner, (Slice, Vector)):
            return self._borrowed_sequence(inner.inner, descriptor.mutable, numbers)
        if isinstance(inner, Kind) and inner in (SCALARS.keys() | POINTERS):
            return self._kind(inner, numbers)
        raise UnsupportedType(descriptor)

    def _borrowed_sequence(self, inner: Descriptor, mutable: bool, numbers: Sequence[str]) -> str:
        pointer, length = numbers
        if not (isinstance(inner, Kind) and inner in SCALARS):
            if not _holds_handles(inner):
                return self._cells(inner, numbers)
            return f"read_handles({pointer}, {length})"
        scalar = SCALARS[inner]
        size = scalar.bits // 8
        data = f"read({pointer} & 0xFFFFFFFF, {length} * {size})"
        if mutable:
            view = self.source.fresh("view")
            self.source.line(f"{view} = array({scalar.typecode!r}, {data})")
            self.after.append(f"write({pointer} & 0xFFFFFFFF, {view}.tobytes())")
            return view
        return data if scalar.typecode == "B" else f"array({scalar.typecode!r}, {data})"


def _holds_handles(inner: Descriptor) -> bool:
    """Tell whether elements cross as slots of the JavaScript heap, in every release."""
    return is_reference(inner) or isinstance(inner, RustStruct)
