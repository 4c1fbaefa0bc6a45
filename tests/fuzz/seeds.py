"""What fuzzing starts from: the committed guests, without their code.

python -m tests.fuzz.seeds FOLDER        writes FOLDER/modules/*, FOLDER/descriptors/*
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import runtime
from runtime.bindgen.describe import encode_cast, encode_descriptor
from runtime.bindgen.descriptor import Cast, Function, Kind
from runtime.bindgen.section import SECTION_NAME
from runtime.bindgen.versions import Era
from runtime.wasm import decode_module
from runtime.wasm.writer import HEADER, encode_section
from tests.fuzz.targets import SECTION_ONLY, WHOLE_MODULE, bytes_for
from tests.guests.build import REPOSITORY, targets

LARGEST_BYTES = 4096
_LEFT_OUT = {3, 7, 10, 11}  # functions, exports (of these functions), code and data


def module_seeds(binary: bytes) -> Iterator[bytes]:
    """Yield a guest's chunks of the custom section, and what is left of it without its code."""
    module = decode_module(binary)
    for custom in module.customs_named(SECTION_NAME):
        offset = 0
        while offset < len(custom.payload):
            start = offset
            for _ in ("header", "program"):
                offset += 4 + int.from_bytes(custom.payload[offset : offset + 4], "little")
            yield SECTION_ONLY + custom.payload[start:offset]
    small = [
        section
        for section in module.sections
        if section.id not in _LEFT_OUT and len(section.payload) < LARGEST_BYTES // 4
    ]
    yield WHOLE_MODULE + HEADER + b"".join(map(encode_section, small))


def descriptor_seeds(path: Path) -> Iterator[bytes]:
    """Yield the descriptors of a guest, which its describe functions give, and casts of them."""
    module = runtime.Module.load(path)
    if module.section is None:
        return
    release, profile = module.section.version, module.section.profile
    for descriptor in module.descriptors.values():
        yield bytes_for(release, encode_descriptor(descriptor, profile), cast=False)
        if profile.era is not Era.DESCRIBE_CLOSURE and not isinstance(descriptor, Function):
            key = "key" if profile.era is Era.DESCRIBE_GENERIC_IMPORT else ""
            signature = Function(0, (descriptor,), Kind.EXTERNREF, Kind.EXTERNREF)
            yield bytes_for(release, encode_cast(Cast(key, signature), profile), cast=True)


def main(folder: Path) -> None:
    """Write every seed of at most `LARGEST_BYTES` once, by its hash."""
    for target in ("modules", "descriptors"):
        (folder / target).mkdir(parents=True, exist_ok=True)
    for built in targets():
        if built.wasm_bindgen is None or built.cli:
            continue
        path = REPOSITORY / built.output
        _write(folder / "modules", module_seeds(path.read_bytes()))
        _write(folder / "descriptors", descriptor_seeds(path))


def _write(folder: Path, seeds: Iterator[bytes]) -> None:
    for seed in seeds:
        if len(seed) <= LARGEST_BYTES:
            (folder / hashlib.sha256(seed).hexdigest()[:20]).write_bytes(seed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
