"""What wasm-bindgen left in a raw module: its custom section, descriptors and symbols.

Everything here is pure: bytes or words in, frozen dataclasses out.
"""

from __future__ import annotations

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
from runtime.bindgen.program import Program
from runtime.bindgen.schema import SUPPORTED_SCHEMAS, Layout, layout_of
from runtime.bindgen.section import SECTION_NAME, BindgenSection, decode_program, read_section
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
