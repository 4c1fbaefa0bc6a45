"""Asking a guest what its types are, on an instance that is thrown away.

Every described export and import has an exported function ``__wbindgen_describe_<symbol>`` that
reports its type word by word (wasm-bindgen ``src/describe.rs``). Running it needs no import but
the sink for the words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from runtime.bindgen.descriptor import Descriptor, decode_descriptor
from runtime.bindgen.versions import AbiProfile
from runtime.engine.interface import CompiledModule, Extern, Store
from runtime.engine.sink import Sink
from runtime.errors import InternalError
from runtime.module.plan import signature_of
from runtime.wasm.model import FuncType, WasmModule

PREFIX: Final = "__wbindgen_describe_"
SINK_NAME: Final = "__wbindgen_describe"


def describe(
    store: Store,
    sink: Sink,
    module: WasmModule,
    compiled: CompiledModule,
    profile: AbiProfile,
) -> dict[str, Descriptor]:
    """Return the Rust types of everything a module describes, by symbol.

    Args:
        store: a store that the caller closes afterwards.
        sink: in that store.
        module: the module's imports and exports.
        compiled: the module.
        profile: its release.

    Raises:
        MalformedModule: a description makes no sense.

    """
    imports: dict[tuple[str, str], Extern] = {}
    for item in module.imports:
        if item.name == SINK_NAME:
            imports[item.module, item.name] = sink.describe
        elif isinstance(item.type, FuncType):
            signature = signature_of(item.type)
            imports[item.module, item.name] = store.host_function(
                signature.params, signature.result, _never_called(item.name, len(signature.params))
            )
    instance = store.instantiate(compiled, imports)
    found: dict[str, Descriptor] = {}
    for export in module.exports:
        if export.name.startswith(PREFIX) and export.kind == "func":
            instance.function(export.name)()
            found[export.name.removeprefix(PREFIX)] = decode_descriptor(sink.take(), profile)
    return found


def _never_called(name: str, count: int) -> Callable[..., Any]:
    def imported(*_: Any) -> None:
        raise InternalError(f"describing a type called the import {name!r} of {count} parameters")

    return imported
