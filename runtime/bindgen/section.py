"""The custom section ``__wasm_bindgen_unstable``: bytes into `Program` values.

ABI: wasm-bindgen ``crates/cli-support/src/wit/mod.rs`` (``extract_programs``) for the framing, and
``decode.rs`` there for the encoding.
"""

from __future__ import annotations

import re
from typing import Any

from runtime.bindgen.codes import ReleaseNumber
from runtime.bindgen.program import STRUCTS, VARIANTS, BindgenSection, Program, StartKind
from runtime.bindgen.schema import SUPPORTED_SCHEMAS, Item, Layout, TypeSpec, layout_of
from runtime.wasm.leb import Cursor
from runtime.wasm.model import CustomSection, WasmModule

SECTION_NAME = "__wasm_bindgen_unstable"


def read_section(module: WasmModule) -> BindgenSection | None:
    """Decode the wasm-bindgen section of a module.

    Several sections of the name are read as one, as the CLI does.

    Args:
        module: the module that cargo wrote.

    Returns:
        the section, or None where there is none, or only empty ones.

    Raises:
        UnsupportedSchema: written by a release that is not known: its message says what to pin.
        MalformedModule: broken off, not consumed exactly, or of two schemas or releases at once:
            build the module again.

    """
    reader = _SectionReader()
    for custom in module.customs_named(SECTION_NAME):
        reader.read(custom)
    if reader.header is None:
        return None
    schema, version_text = reader.header
    version = _release(version_text)
    if version is None:
        from runtime.errors import UnsupportedSchema

        raise UnsupportedSchema(schema, SUPPORTED_SCHEMAS, version_text)
    return BindgenSection(version, version_text, schema, tuple(reader.programs))


def decode_program(data: bytes, layout: Layout, *, base: int = 0) -> Program:
    """Decode one `Program`.

    Args:
        data: its bytes, all of which must be used.
        layout: that of its schema.
        base: where in the module they lie, for errors.

    Returns:
        the program, in the newest layout.

    Raises:
        MalformedModule: the bytes are no program of that layout.

    """
    cursor = Cursor(data, section=SECTION_NAME, base=base)
    program = _Decoder(layout, cursor).struct("Program")
    cursor.finish("the program")
    assert isinstance(program, Program)
    return program


class _SectionReader:
    """Reads chunk after chunk; the first header decides, and all others must agree."""

    def __init__(self) -> None:
        self.header: tuple[str, str] | None = None
        self.layout: Layout | None = None
        self.programs: list[Program] = []

    def read(self, custom: CustomSection) -> None:
        cursor = Cursor(custom.payload, section=SECTION_NAME, base=custom.offset)
        while cursor.remaining:
            layout = self.agree(cursor)
            size = cursor.u32_le("a program's length")
            start = cursor.offset
            program = cursor.take(size, "a program")
            base = custom.offset + start
            self.programs.append(decode_program(program, layout, base=base))

    def agree(self, cursor: Cursor) -> Layout:
        size = cursor.u32_le("a header's length")
        start = cursor.offset
        header = _header(cursor.take(size, "a header"), cursor, start)
        if self.layout is None:
            schema, version = header
            if schema not in SUPPORTED_SCHEMAS:
                from runtime.errors import UnsupportedSchema

                raise UnsupportedSchema(schema, SUPPORTED_SCHEMAS, version)
            self.header = header
            self.layout = layout_of(schema)
        elif header != self.header:
            raise cursor.fail(f"the schema and release {self.header}, found {header}", start)
        return self.layout


def _header(raw: bytes, cursor: Cursor, start: int) -> tuple[str, str]:
    """Return schema and release; the text is searched and not parsed, as the CLI does."""
    text = raw.decode("utf-8", "replace")
    if not (text.startswith("{") and text.endswith("}")):
        raise cursor.fail('a header {"schema_version":"..","version":".."}', start)
    found = []
    for key in ("schema_version", "version"):
        match = re.search(f'"{key}":"([^"]*)"', text)
        if match is None:
            raise cursor.fail(f'"{key}" in the header', start)
        found.append(match[1])
    return found[0], found[1]


def _release(text: str) -> ReleaseNumber | None:
    match = re.match(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?!\d)", text, re.ASCII)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]))


class _Decoder:
    """Interprets a layout."""

    def __init__(self, layout: Layout, cursor: Cursor) -> None:
        self.layout = layout
        self.cursor = cursor
        self.classes = {cls.__name__: cls for cls in STRUCTS}
        self.variants = {cls.__name__: cls for cls in VARIANTS}

    def struct(self, name: str) -> object:
        values = {
            item.name: self.value(item.type)
            for item in self.layout.structs[name]
            if item.type is not None
        }
        return self.classes[name](**values)

    def value(self, spec: TypeSpec) -> Any:
        cursor = self.cursor
        if spec.form == "Vec":
            count = cursor.count("items")
            return tuple(self.inner(spec) for _ in range(count))
        if spec.form == "Option":
            present = self.discriminant("an Option", 2)
            return self.inner(spec) if present else None
        if spec.name == "str":
            return cursor.name("a string")
        if spec.name == "bool":
            return cursor.byte("a bool") != 0
        if spec.name == "u32":
            return cursor.u32("a u32")
        if spec.name in self.layout.enums:
            return self.enum(spec.name)
        return self.struct(spec.name)

    def inner(self, spec: TypeSpec) -> Any:
        assert spec.inner is not None
        return self.value(spec.inner)

    def discriminant(self, what: str, count: int) -> int:
        start = self.cursor.offset
        value = self.cursor.byte(what)
        if value >= count:
            raise self.cursor.fail(f"{what} below {count}, found {value}", start)
        return value

    def enum(self, name: str) -> object:
        variants = self.layout.enums[name]
        variant = variants[self.discriminant(f"a variant of {name}", len(variants))]
        if name == "StartKind":
            return StartKind[variant.name]
        return self.variant(variant)

    def variant(self, variant: Item) -> object:
        if variant.type is None:
            return self.variants[variant.name]()
        value = self.value(variant.type)
        if variant.type.name in self.layout.structs:
            return value
        return self.variants[variant.name](value)
