"""Guests written by hand, that do what no compiler makes them do.

A crafted guest has described imports and exports like any other, with whatever wasm types and
bodies a test wants: it may give pointers outside its memory, handles that nobody gave it, numbers
that are no value of their type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import wasmtime

from runtime.bindgen.codes import ReleaseNumber
from runtime.bindgen.descriptor import (
    Descriptor,
    Enum,
    Function,
    Kind,
    Option,
    Ref,
    RustStruct,
    Slice,
    StringEnum,
    Vector,
)
from runtime.bindgen.encode import encode_section
from runtime.bindgen.program import (
    Enum as EnumItem,
)
from runtime.bindgen.program import (
    EnumVariant,
    Export,
    Import,
    ImportFunction,
    Operation,
    Program,
    Struct,
)
from runtime.bindgen.program import Function as FunctionItem
from runtime.bindgen.program import StringEnum as StringEnumItem
from runtime.bindgen.versions import AbiProfile, profile_for
from runtime.wasm.writer import encode_section as encode_wasm_section

ENUM = EnumItem("Level", variants=(EnumVariant("Low", 1), EnumVariant("High", 2)))
STRING_ENUM = StringEnumItem("Mood", ("happy", "sad"))
LEVEL, MOOD = Enum("Level", 3), StringEnum("Mood", 2)

_WRAPPERS = {Option: "OPTIONAL", Vector: "VECTOR", Slice: "SLICE"}


@dataclass(frozen=True)
class Described:
    """A function that the guest imports or exports.

    Attributes:
        args: Rust types of its arguments.
        wasm: its wasm type as text: ``(param i32 i32) (result i32)``.
        ret: Rust type of its result.
        body: of an export what it does, as text.
        catch: of an import: Rust wants exceptions as ``Err``.

    """

    args: tuple[Descriptor, ...] = ()
    wasm: str = ""
    ret: Descriptor = Kind.UNIT
    body: str = ""
    catch: bool = False


@dataclass(frozen=True)
class Crafted:
    """A guest under construction.

    Attributes:
        imports: by name; each is called in bodies as ``$name``.
        exports: by name.
        raw: other imports of the placeholder module, by name with their wasm type.
        structs: names of exported structs.
        functions: what is in the table, each with its wasm type and body, as text.
        release: of wasm-bindgen.

    """

    imports: Mapping[str, Described] = field(default_factory=dict)
    exports: Mapping[str, Described] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    structs: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    release: ReleaseNumber = (0, 2, 100)

    @property
    def binary(self) -> bytes:
        """The module."""
        schema = ".".join(map(str, self.release))
        section = encode_section([self._program()], schema)
        return bytes(wasmtime.wat2wasm(self.text)) + encode_wasm_section(section)

    def _program(self) -> Program:
        imports = [
            Import(kind=ImportFunction(name, catch=item.catch, function=FunctionItem(name=name)))
            for name, item in self.imports.items()
        ]
        exports = [
            Export(function=FunctionItem(name=name), method_kind=Operation(is_static=True))
            for name in self.exports
        ]
        return Program(
            imports=(*imports, Import(kind=STRING_ENUM)),
            exports=tuple(exports),
            enums=(ENUM,),
            structs=tuple(Struct(name) for name in self.structs),
            unique_crate_identifier="crafted-0123456789abcdef",
        )

    @property
    def text(self) -> str:
        """The module as text, without what wasm-bindgen records."""
        profile = profile_for(self.release)
        align = " i32" if profile.malloc_has_align else ""
        lines = [_imported("__wbindgen_describe", "(param i32)")]
        lines += [_imported(name, item.wasm) for name, item in self.imports.items()]
        lines += [_imported(name, wasm) for name, wasm in self.raw.items()]
        lines += [
            '(memory (export "memory") 2)',
            '(data (i32.const 16) "good\\ff\\fe\\c3\\28 text")',
            "(global $sp (mut i32) (i32.const 65536))",
            "(global $heap (mut i32) (i32.const 65536))",
            f"(table {len(self.functions) + 1} funcref)",
            f'(func (export "__wbindgen_malloc") (param i32{align}) (result i32)',
            "  (global.set $heap (i32.add (global.get $heap) (i32.const 64)))",
            "  (i32.sub (global.get $heap) (i32.const 64)))",
            f'(func (export "__wbindgen_free") (param i32 i32{align}))',
            # What a body may call to see whether the host has caught something.
            "(global $caught (mut i32) (i32.const 0))",
            '(func (export "__wbindgen_exn_store") (param i32)',
            "  (global.set $caught (local.get 0)))",
        ]
        for number, function in enumerate(self.functions):
            lines.append(f"(elem (i32.const {number}) $f{number}) (func $f{number} {function})")
        for name in self.structs:
            lines.append(f'(func (export "__wbg_{name.lower()}_free") (param i32 i32))')
        for name, item in self.exports.items():
            lines.append(f'(func (export "{name}") {item.wasm} {item.body})')
        for name, item in {**self.imports, **self.exports}.items():
            words = " ".join(
                f"(call $__wbindgen_describe (i32.const {word}))"
                for word in words_of(item, profile)
            )
            lines.append(f'(func (export "__wbindgen_describe_{name}") {words})')
        return "(module\n" + "\n".join(lines) + ")"


def _imported(name: str, wasm: str) -> str:
    return f'(import "__wbindgen_placeholder__" "{name}" (func ${name} {wasm}))'


def words_of(item: Described, profile: AbiProfile) -> list[int]:
    """Return the words by which a guest describes a function."""
    return _words(Function(0, item.args, item.ret, item.ret), profile)


def _words(descriptor: Descriptor, profile: AbiProfile) -> list[int]:
    codes = profile.codes
    if isinstance(descriptor, Kind):
        return [codes.index(descriptor.name)]
    if isinstance(descriptor, Ref):
        code = codes.index("REFMUT" if descriptor.mutable else "REF")
        return [code, *_words(descriptor.inner, profile)]
    if isinstance(descriptor, Function):
        parts: Sequence[Descriptor] = (*descriptor.args, descriptor.ret, descriptor.inner_ret)
        words = [word for part in parts for word in _words(part, profile)]
        return [codes.index("FUNCTION"), descriptor.shim_index, len(descriptor.args), *words]
    if isinstance(descriptor, Enum):
        return [codes.index("ENUM"), *_text(descriptor.name), descriptor.hole]
    if isinstance(descriptor, StringEnum):
        return [codes.index("STRING_ENUM"), *_text(descriptor.name), descriptor.count]
    if isinstance(descriptor, RustStruct):
        return [codes.index("RUST_STRUCT"), *_text(descriptor.name)]
    if isinstance(descriptor, (Option, Vector, Slice)):
        return [codes.index(_WRAPPERS[type(descriptor)]), *_words(descriptor.inner, profile)]
    raise NotImplementedError(descriptor)


def _text(text: str) -> list[int]:
    return [len(text), *map(ord, text)]
