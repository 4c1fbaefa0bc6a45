"""What the macro recorded about a guest, as frozen dataclasses in the newest layout.

Names and meanings are those of wasm-bindgen's ``crates/shared/src/lib.rs``. A field that a
guest's schema does not have has its default here. Variants of enums are classes of their own:
`OperationKind` is one of `Regular`, `Getter` and so on.
"""

from __future__ import annotations

from enum import Enum as PythonEnum

from runtime.bindgen.codes import ReleaseNumber
from runtime.bindgen.versions import AbiProfile, Era, profile_for
from runtime.records import record, replace

Strings = tuple[str, ...]

_DEVELOPMENT_SCHEMA = "0.2.123"


@record(frozen=True)
class Named:
    """``#[wasm_bindgen(module = "...")]``: the identifier of a local module, or a module name."""

    value: str = ""


@record(frozen=True)
class RawNamed:
    """``#[wasm_bindgen(raw_module = "...")]``."""

    value: str = ""


@record(frozen=True)
class Inline:
    """``#[wasm_bindgen(inline_js = "...")]``: an index into `Program.inline_js`."""

    value: int = 0


ImportModule = Named | RawNamed | Inline


@record(frozen=True)
class Regular:
    """A method."""


@record(frozen=True)
class RegularThis:
    """A function that is given JavaScript's ``this`` as its first argument."""


@record(frozen=True)
class Getter:
    """A getter; the value is the property's name."""

    value: str = ""


@record(frozen=True)
class Setter:
    """A setter; the value is the property's name."""

    value: str = ""


@record(frozen=True)
class IndexingGetter:
    """``this[key]``."""


@record(frozen=True)
class IndexingSetter:
    """``this[key] = value``."""


@record(frozen=True)
class IndexingDeleter:
    """``delete this[key]``."""


OperationKind = (
    Regular | RegularThis | Getter | Setter | IndexingGetter | IndexingSetter | IndexingDeleter
)


@record(frozen=True)
class Constructor:
    """``new Class(...)``."""


@record(frozen=True)
class Operation:
    """What a method does; static ones have no receiver."""

    is_static: bool = False
    kind: OperationKind = Regular()


MethodKind = Constructor | Operation


@record(frozen=True)
class MethodData:
    """Of which class an imported method is."""

    class_name: str = ""
    kind: MethodKind = Constructor()


@record(frozen=True)
class FunctionArgumentData:
    """An argument's name, and what the TypeScript declarations are to say of it."""

    name: str = ""
    ty_override: str | None = None
    optional: bool = False
    desc: str | None = None


@record(frozen=True)
class Function:
    """A function by its JavaScript name; its types are in its descriptor."""

    args: tuple[FunctionArgumentData, ...] = ()
    asyncness: bool = False
    jspi: bool = False
    name: str = ""
    generate_typescript: bool = False
    generate_jsdoc: bool = False
    variadic: bool = False
    ret_ty_override: str | None = None
    ret_desc: str | None = None


@record(frozen=True)
class ImportFunction:
    """An imported function, method or constructor; ``shim`` is the name of the wasm import."""

    shim: str = ""
    catch: bool = False
    variadic: bool = False
    assert_no_shim: bool = False
    suspending: bool = False
    method: MethodData | None = None
    structural: bool = False
    function: Function = Function()
    generic_per_mono: bool = False


@record(frozen=True)
class ImportStatic:
    """An imported value; ``shim`` is the wasm import that fetches it."""

    name: str = ""
    shim: str = ""


@record(frozen=True)
class ImportString:
    """A string that the guest wants as a JsValue."""

    shim: str = ""
    string: str = ""


@record(frozen=True)
class ImportType:
    """An imported class."""

    name: str = ""
    instanceof_shim: str = ""
    vendor_prefixes: Strings = ()


@record(frozen=True)
class StringEnum:
    """An enum whose variants are strings; without content up to 0.2.93.

    ``public`` is of schema 0.2.94 only.
    """

    name: str = ""
    variant_values: Strings = ()
    comments: Strings = ()
    generate_typescript: bool = False
    private: bool = False
    js_namespace: Strings | None = None
    public: bool = False


@record(frozen=True)
class DynamicUnion:
    """A union of string literals and of ``variant_type_cnt`` types, which have descriptors."""

    name: str = ""
    variant_strings: Strings = ()
    variant_type_cnt: int = 0
    comments: Strings = ()
    generate_typescript: bool = False
    private: bool = False
    fallback: bool = False


ImportKind = ImportFunction | ImportStatic | ImportString | ImportType | StringEnum | DynamicUnion


@record(frozen=True)
class Import:
    """One item of an ``extern`` block, and where it comes from."""

    module: ImportModule | None = None
    js_namespace: Strings | None = None
    reexport: str | None = None
    generate_typescript: bool = False
    kind: ImportKind = ImportFunction()


# --- exports ---------------------------------------------------------------------------------


class StartKind(PythonEnum):
    """Whether an export is to run after instantiation; private ones are no part of the API."""

    Never = 0
    Public = 1
    Private = 2


@record(frozen=True)
class Export:
    """An exported function or method."""

    class_name: str | None = None
    comments: Strings = ()
    consumed: bool = False
    function: Function = Function()
    js_namespace: Strings | None = None
    method_kind: MethodKind = Constructor()
    start: StartKind = StartKind.Never


@record(frozen=True)
class EnumVariant:
    """A variant of a C-like enum; ``value`` is as encoded, see `Enum.value_of`."""

    name: str = ""
    value: int = 0
    comments: Strings = ()


@record(frozen=True)
class Enum:
    """An exported C-like enum."""

    name: str = ""
    signed: bool = False
    variants: tuple[EnumVariant, ...] = ()
    comments: Strings = ()
    generate_typescript: bool = False
    js_namespace: Strings | None = None
    private: bool = False

    def value_of(self, variant: EnumVariant) -> int:
        """Return a variant's discriminant: ``value`` is an i32 where the enum is signed."""
        negative = self.signed and variant.value >= 1 << 31
        return variant.value - (1 << 32 if negative else 0)


@record(frozen=True)
class StructField:
    """A public field of an exported struct."""

    name: str = ""
    readonly: bool = False
    comments: Strings = ()
    generate_typescript: bool = False
    generate_jsdoc: bool = False


@record(frozen=True)
class Struct:
    """An exported struct; ``rust_name`` is of schemas 0.2.114 to 0.2.121 only."""

    name: str = ""
    fields: tuple[StructField, ...] = ()
    comments: Strings = ()
    is_inspectable: bool = False
    generate_typescript: bool = False
    js_namespace: Strings | None = None
    private: bool = False
    extends: str | None = None
    extends_js_class: str | None = None
    extends_js_namespace: Strings | None = None
    rust_name: str = ""


# --- the rest --------------------------------------------------------------------------------


@record(frozen=True)
class LocalModule:
    """A JavaScript file of the guest's crate."""

    identifier: str = ""
    contents: str = ""
    linked_module: bool = False


@record(frozen=True)
class LinkedModule:
    """A module whose URL the guest asks for through ``link_function_name``."""

    module: ImportModule = Named()
    link_function_name: str = ""


@record(frozen=True)
class Program:
    """What one expansion of ``#[wasm_bindgen]`` recorded."""

    exports: tuple[Export, ...] = ()
    enums: tuple[Enum, ...] = ()
    imports: tuple[Import, ...] = ()
    structs: tuple[Struct, ...] = ()
    typescript_custom_sections: Strings = ()
    local_modules: tuple[LocalModule, ...] = ()
    inline_js: Strings = ()
    unique_crate_identifier: str = ""
    module_path: str = ""
    package_json: str | None = None
    linked_modules: tuple[LinkedModule, ...] = ()

    @property
    def crate_hash(self) -> str:
        """The hash that ends symbols from 0.2.128 on: what follows the identifier's last ``-``."""
        return self.unique_crate_identifier.rpartition("-")[2]


@record(frozen=True)
class BindgenSection:
    """What the custom section says.

    Attributes:
        version: the crate's release.
        version_text: the same as written, which may have a commit behind it.
        schema: the schema version.
        programs: one per expansion of the macro, in the linker's order.

    """

    version: ReleaseNumber
    version_text: str
    schema: str
    programs: tuple[Program, ...]

    @property
    def profile(self) -> AbiProfile:
        """The ABI of that release."""
        profile = profile_for(self.version)
        if self.schema == _DEVELOPMENT_SCHEMA:
            # The repository was ahead of the number 0.2.127 that it still carried.
            return replace(profile, era=Era.DESCRIBE_GENERIC_IMPORT)
        return profile


STRUCTS: tuple[type, ...] = (
    *(Program, Import, ImportFunction, MethodData, Operation, ImportStatic, ImportString),
    *(ImportType, StringEnum, DynamicUnion, Export, Enum, EnumVariant, Function),
    *(FunctionArgumentData, Struct, StructField, LocalModule, LinkedModule),
)
"""Classes that layouts call structs."""

VARIANTS: tuple[type, ...] = (
    *(Named, RawNamed, Inline, Constructor, Regular, RegularThis, Getter, Setter),
    *(IndexingGetter, IndexingSetter, IndexingDeleter),
)
"""Classes of variants that hold a scalar or nothing; others are the struct they hold."""
