"""`Program` values into bytes: the mirror of `runtime.bindgen.section`.

With it, fixtures and tools write a section of any schema that can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from runtime.bindgen.program import Getter, Inline, Named, Program, RawNamed, Setter
from runtime.bindgen.schema import Layout, TypeSpec, layout_of
from runtime.bindgen.section import SECTION_NAME
from runtime.wasm.leb import encode_u32
from runtime.wasm.model import Section
from runtime.wasm.writer import custom_section, encode_name


def encode_program(program: Program, layout: Layout) -> bytes:
    """Encode a program; what the layout has no field for is left out.

    Args:
        program: the program.
        layout: that of the schema to write.

    Returns:
        the bytes.

    Raises:
        ValueError: a variant that the schema does not have.

    """
    return b"".join(_struct("Program", program, layout))


def encode_section(programs: Iterable[Program], schema: str, version: str | None = None) -> Section:
    """Encode the whole custom section.

    Args:
        programs: one chunk is written for each.
        schema: one of `SUPPORTED_SCHEMAS`.
        version: the crate's release, by default the same as ``schema``.

    Returns:
        the section, for `WasmModule.sections`.

    Raises:
        KeyError: the schema is not known.
        ValueError: a variant that the schema does not have.

    """
    layout = layout_of(schema)
    header = f'{{"schema_version":"{schema}","version":"{version or schema}"}}'.encode()
    chunks: list[bytes] = []
    for program in programs:
        for part in (header, encode_program(program, layout)):
            chunks += [len(part).to_bytes(4, "little"), part]
    return custom_section(SECTION_NAME, b"".join(chunks))


def _struct(name: str, value: object, layout: Layout) -> Iterable[bytes]:
    for item in layout.structs[name]:
        assert item.type is not None
        yield from _value(item.type, getattr(value, item.name), layout)


def _value(spec: TypeSpec, value: object, layout: Layout) -> Iterable[bytes]:
    if spec.form == "Option":
        yield bytes([value is not None])
        if value is not None:
            assert spec.inner is not None
            yield from _value(spec.inner, value, layout)
    elif spec.form == "Vec":
        assert isinstance(value, Sequence)
        assert spec.inner is not None
        yield encode_u32(len(value))
        for item in value:
            yield from _value(spec.inner, item, layout)
    elif spec.name in layout.structs:
        yield from _struct(spec.name, value, layout)
    elif spec.name in layout.enums:
        yield from _enum(spec.name, value, layout)
    else:
        yield _scalar(value)


def _payload(variant: object) -> object:
    if isinstance(variant, (Named, RawNamed, Inline, Getter, Setter)):
        return variant.value
    return variant


def _scalar(value: object) -> bytes:
    if isinstance(value, bool):
        return bytes([value])
    if isinstance(value, int):
        return encode_u32(value)
    assert isinstance(value, str)
    return encode_name(value)


def _enum(name: str, value: object, layout: Layout) -> Iterable[bytes]:
    # StartKind is a Python enum, everything else a class per variant or the struct it holds.
    wanted = getattr(value, "name", "") if name == "StartKind" else type(value).__name__
    for discriminant, variant in enumerate(layout.enums[name]):
        holds_struct = variant.type is not None and variant.type.name in layout.structs
        if wanted != (variant.type.name if variant.type and holds_struct else variant.name):
            continue
        yield bytes([discriminant])
        if variant.type is not None:
            yield from _value(variant.type, _payload(value), layout)
        return
    raise ValueError(f"schema {layout.schema} has no {wanted} in {name}")
