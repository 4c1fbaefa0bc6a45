"""What wasm-bindgen left in a raw module: its custom section, descriptors and symbols.

Everything here is pure: bytes or words in, frozen dataclasses out.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runtime.bindgen.describe import encode_cast, encode_descriptor
    from runtime.bindgen.descriptor import (
        Cast,
        Descriptor,
        decode_cast,
        decode_descriptor,
        module_path_hash,
    )
    from runtime.bindgen.detect import PLACEHOLDER_MODULE, post_processed_evidence
    from runtime.bindgen.encode import encode_program, encode_section
    from runtime.bindgen.program import BindgenSection, Program
    from runtime.bindgen.schema import SUPPORTED_SCHEMAS, Layout, layout_of
    from runtime.bindgen.section import SECTION_NAME, decode_program, read_section
    from runtime.bindgen.spelling import python_name, rust_name
    from runtime.bindgen.versions import AbiProfile, profile_for

__all__ = [
    "PLACEHOLDER_MODULE",
    "SECTION_NAME",
    "SUPPORTED_SCHEMAS",
    "AbiProfile",
    "BindgenSection",
    "Cast",
    "Descriptor",
    "Layout",
    "Program",
    "decode_cast",
    "decode_descriptor",
    "decode_program",
    "encode_cast",
    "encode_descriptor",
    "encode_program",
    "encode_section",
    "layout_of",
    "module_path_hash",
    "post_processed_evidence",
    "profile_for",
    "python_name",
    "read_section",
    "rust_name",
]

_LATE = {
    "PLACEHOLDER_MODULE": "runtime.bindgen.detect",
    "SECTION_NAME": "runtime.bindgen.section",
    "SUPPORTED_SCHEMAS": "runtime.bindgen.schema",
    "AbiProfile": "runtime.bindgen.versions",
    "BindgenSection": "runtime.bindgen.program",
    "Cast": "runtime.bindgen.descriptor",
    "Descriptor": "runtime.bindgen.descriptor",
    "Layout": "runtime.bindgen.schema",
    "Program": "runtime.bindgen.program",
    "decode_cast": "runtime.bindgen.descriptor",
    "decode_descriptor": "runtime.bindgen.descriptor",
    "decode_program": "runtime.bindgen.section",
    "encode_cast": "runtime.bindgen.describe",
    "encode_descriptor": "runtime.bindgen.describe",
    "encode_program": "runtime.bindgen.encode",
    "encode_section": "runtime.bindgen.encode",
    "layout_of": "runtime.bindgen.schema",
    "module_path_hash": "runtime.bindgen.descriptor",
    "post_processed_evidence": "runtime.bindgen.detect",
    "profile_for": "runtime.bindgen.versions",
    "python_name": "runtime.bindgen.spelling",
    "read_section": "runtime.bindgen.section",
    "rust_name": "runtime.bindgen.spelling",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: running a guest takes few of these modules."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module(_LATE[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
