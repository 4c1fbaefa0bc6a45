"""What a module is, where it is not what was wanted."""

from __future__ import annotations

from runtime.bindgen.section import SECTION_NAME
from runtime.bindgen.symbols import DESCRIBE_PREFIX
from runtime.late import pattern
from runtime.wasm.model import WasmModule

PLACEHOLDER_MODULE = "__wbindgen_placeholder__"
"""The module from which a raw guest imports everything."""

_CLI_EXPORT = pattern(
    "__wbindgen_(start|externrefs|add_to_stack_pointer|thread_destroy|export_[0-9]+)"
    "|__externref_table_dealloc_command_export"
)
"""Exports that only the CLI makes (``cli-support/src/js/mod.rs``, ``transforms/``)."""

_CLI_IMPORT = pattern(r"wbg|\./.+\.js|__wbindgen_externrefs")
"""Modules that only the CLI imports from; ``wbg`` is that of ``--target web``."""


def post_processed_evidence(module: WasmModule) -> str | None:
    """Say what shows that a module went through the wasm-bindgen CLI.

    Args:
        module: any module.

    Returns:
        the evidence, for `runtime.errors.PostProcessedModule`; None for a module that cargo
        wrote, and for one that wasm-bindgen had no part in.

    """
    if module.customs_named(SECTION_NAME):
        return None
    if any(export.name.startswith(DESCRIBE_PREFIX) for export in module.exports):
        # Raw, and stripped of its section: another fault, with another remedy.
        return None
    for export in module.exports:
        if _CLI_EXPORT.fullmatch(export.name):
            return f"it exports {export.name} and has no section {SECTION_NAME}"
    for item in module.imports:
        of_glue = item.name.startswith(("__wbg_", "__wbindgen_"))
        # A raw module that imports a shim has an export that describes it.
        undescribed = item.module == PLACEHOLDER_MODULE and item.name.startswith("__wbg_")
        if undescribed or (of_glue and _CLI_IMPORT.fullmatch(item.module)):
            return f"it imports {item.name} from {item.module!r}"
    for custom in module.customs_named("producers"):
        # Only the CLI enters itself as a producer ("processed-by").
        if b"\x0cwasm-bindgen" in custom.payload:
            return "its producers section names wasm-bindgen"
    return None
