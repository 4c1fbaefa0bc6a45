"""Whether a module's wasm types are those of the Rust types that it describes.

They are not where the compiler passed structs otherwise than wasm-bindgen counted on: up to
0.2.87 its slices and options are C structs, which rustc 1.89 and later passes by pointer (the
standard C ABI of wasm32-unknown-unknown), and earlier ones as one number per field. Such a module
would read and write wrong memory: it is refused before anything of it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from runtime.adapters.layout import Prims, incoming_prims, prims
from runtime.bindgen.descriptor import Descriptor, Function
from runtime.bindgen.program import BindgenSection, ImportFunction, ImportStatic
from runtime.bindgen.spelling import rust_name
from runtime.bindgen.versions import AbiProfile
from runtime.errors import UnsupportedType
from runtime.module.plan import ExportPlan
from runtime.wasm.model import FuncType, WasmModule

PLACEHOLDER = "__wbindgen_placeholder__"


def check_signatures(
    section: BindgenSection,
    descriptors: Mapping[str, Descriptor],
    plan: ExportPlan,
    module: WasmModule,
) -> None:
    """Compare each described import and export with its wasm type.

    What does not cross at all is left to those who use it, and what is not there too.

    Raises:
        SignatureMismatch: one is not what its description says.

    """
    profile = section.profile
    imported = {
        item.name: item.type
        for item in module.imports
        if item.module == PLACEHOLDER and isinstance(item.type, FuncType)
    }
    compare = _Comparison(profile)
    for shim, name, args, ret in _imports(section, descriptors):
        if shim in imported:
            compare(f"import {name!r}", args, ret, imported[shim])
    for member, _ in plan.members():
        export = module.export_by_name(member.symbol)
        if export is not None and export.kind == "func":
            found, call = module.function_type(member.symbol), member.call
            receiver: Prims = ("i32",) if member.receiver else ()
            compare(f"export {member.name!r}", call.args, call.ret, found, receiver, incoming_prims)


def _imports(
    section: BindgenSection, descriptors: Mapping[str, Descriptor]
) -> Iterator[tuple[str, str, Sequence[Descriptor], Descriptor]]:
    """Yield shim, name and types of each import that the module describes."""
    for program in section.programs:
        for item in program.imports:
            kind = item.kind
            if isinstance(kind, ImportFunction) and not kind.generic_per_mono:
                descriptor = descriptors.get(kind.shim)
                if isinstance(descriptor, Function):
                    yield kind.shim, kind.function.name, descriptor.args, descriptor.ret
            elif isinstance(kind, ImportStatic):
                described = descriptors.get(kind.shim)
                if described is not None:
                    yield kind.shim, kind.name, (), described


class _Comparison:
    def __init__(self, profile: AbiProfile) -> None:
        self._profile = profile

    def __call__(
        self,
        what: str,
        args: Sequence[Descriptor],
        ret: Descriptor,
        found: FuncType,
        receiver: Prims = (),
        numbers_of: Callable[[Descriptor, AbiProfile], Prims] = prims,
    ) -> None:
        profile = self._profile
        try:
            results = prims(ret, profile)
            numbers = tuple(number for arg in args for number in numbers_of(arg, profile))
        except UnsupportedType:
            return
        by_pointer: Prims = ("i32",) if len(results) > 1 else ()
        expected = ((*by_pointer, *receiver, *numbers), () if by_pointer else results)
        if expected != (found.params, found.results):
            rust = rust_name(Function(0, tuple(args), ret, ret))
            from runtime.errors import SignatureMismatch

            raise SignatureMismatch(
                f"{what}, `{rust}`,",
                expected,
                (found.params, found.results),
                old_abi=profile.struct_args_by_value,
            )
