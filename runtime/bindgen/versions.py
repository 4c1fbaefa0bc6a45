"""What a release of wasm-bindgen does, where releases differ.

Keyed by the crate's version, not by the schema: several of these changed while the schema stood
still (the heap offset within schema 0.2.107, for one).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import TypeVar

from runtime.bindgen.codes import ReleaseNumber, codes_of
from runtime.records import record

_T = TypeVar("_T")

OLDEST_RELEASE: ReleaseNumber = (0, 2, 83)
NEWEST_RELEASE: ReleaseNumber = (0, 2, 130)
"""The newest release that was looked at; later ones are taken to be like it."""


class Era(Enum):
    """How a heap closure, or a cast, reaches the host."""

    DESCRIBE_CLOSURE = "A"
    """Import ``__wbindgen_describe_closure(a, b, describe_fn)``; intrinsics have fixed names."""
    DESCRIBE_CAST = "B"
    """``wbg_cast`` and import ``__wbindgen_describe_cast(func, prims)``; hashed intrinsics."""
    DESCRIBE_GENERIC_IMPORT = "C"
    """As B, with ``__wbindgen_describe_generic_import``; its stream begins with a key."""


class ClosureLayout(Enum):
    """What follows ``CLOSURE`` in a descriptor."""

    INVOKE_AND_DESTRUCTOR = 1
    """``invoke, destructor, REF|REFMUT, FUNCTION ...``."""
    DESTRUCTOR_AND_MUTABLE = 2
    """``destructor, mutable, FUNCTION ...``; from 0.2.109 destructor 0 means borrowed."""
    OWNED_AND_MUTABLE = 3
    """``owned, mutable, FUNCTION ...``."""


class ClosureOwner(Enum):
    """Who frees the box of a heap closure that is dropped while it does not run."""

    RUST = "rust"
    HOST = "host"


class ClosureDestructor(Enum):
    """How the host frees a closure's box."""

    TABLE = "table"
    """By calling the destructor's index in table 0 with ``(a, b)``."""
    EXPORT = "export"
    """By calling the export ``__wbindgen_destroy_closure(a, b)``."""


class ItemOrigin(Enum):
    """What descriptors of a guest's own types say about where those are defined."""

    NONE = 0
    CRATE = 1
    """The crate's identifier, of structs and enums."""
    CRATE_AND_MODULE = 2
    """Also of string enums and unions, and a hash of the module's path (not of structs)."""


@record(frozen=True)
class AbiProfile:
    """What a host has to know about one release.

    Attributes:
        release: the crate's version.
        era: how closures and casts arrive.
        codes: names of descriptor codes, in order.
        heap_offset: first reserved slot of the JsValue heap (``JSIDX_OFFSET``); below it lies the
            stack of borrowed values, from it undefined, null, true, false.
        malloc_has_align: ``__wbindgen_malloc``, ``realloc`` and ``free`` take a last ``align``.
        struct_args_by_value: slices and options cross as C structs, flat in the legacy C ABI only
            (releases that rustc 1.89 and later would break).
        option_scalar_as_f64: ``Option`` of i32, u32, f32 or a raw pointer is one f64.
        option_none_f64: the f64 that is ``None`` there (``F64_ABI_OPTION_SENTINEL`` in
            ``src/convert/impls.rs``).
        enum_as_f64: a C-like enum is one f64 and not one i32, its hole too.
        has_nullable: ``Nullable`` exists, and with it a second sentinel beside each ``None``.
        encoded_sequences: sequences of bool, char, enums and strings are cells of their own ABI,
            where older releases had heap indices or no such type.
        mut_slice_prims: numbers that carry a ``&mut [T]`` into an export; the third is a handle.
        struct_free_params: 2 where ``__wbg_<x>_free`` takes ``(pointer, allow_delayed)``.
        struct_unwrap: imports ``__wbg_<x>_unwrap`` exist.
        struct_unwrap_takes: one that succeeds empties the handle too; later ones borrow it.
        enum_has_name: ``ENUM`` is followed by a name.
        string_enum_has_values: ``STRING_ENUM`` is followed by its strings.
        string_length_in_bytes: lengths of descriptors' strings count UTF-8 bytes (a fault of those
            releases, since each character is one word).
        item_origin: what else follows names of the guest's own types.
        closure_layout: the descriptor of heap closures.
        closure_owner: who frees closures.
        closure_destructor: how the host frees one.
        boolean_get_is_option: ``boolean_get`` answers 0x00FF_FFFF for no boolean, before 2.
        debug_as_source: debug text shows strings and BigInts as in source text.
        namespace_separator: joins a ``js_namespace`` to an export's symbol; None where exports
            have no namespaces.
        namespaced_structs: symbols and descriptors of structs have their namespace too.
        sanitised_symbols: ``[Symbol.iterator]`` is ``Symbol_iterator`` in symbols.
        upcast_qualified: the parent's namespace is in the symbol of an upcast.
        crate_hash: symbols of exports end with the crate's hash.
        module_path: symbols of union variants end with the path of their module too.

    """

    release: ReleaseNumber
    era: Era
    codes: tuple[str, ...]
    heap_offset: int
    malloc_has_align: bool
    struct_args_by_value: bool
    option_scalar_as_f64: bool
    option_none_f64: float
    enum_as_f64: bool
    has_nullable: bool
    encoded_sequences: bool
    mut_slice_prims: int
    struct_free_params: int
    struct_unwrap: bool
    struct_unwrap_takes: bool
    enum_has_name: bool
    string_enum_has_values: bool
    string_length_in_bytes: bool
    item_origin: ItemOrigin
    closure_layout: ClosureLayout
    closure_owner: ClosureOwner
    closure_destructor: ClosureDestructor
    boolean_get_is_option: bool
    debug_as_source: bool
    namespace_separator: str | None
    namespaced_structs: bool
    sanitised_symbols: bool
    upcast_qualified: bool
    crate_hash: bool
    module_path: bool


_ERAS = (
    (83, Era.DESCRIBE_CLOSURE),
    (102, Era.DESCRIBE_CAST),
    (128, Era.DESCRIBE_GENERIC_IMPORT),
)
_HEAP_OFFSETS = ((83, 32), (84, 128), (109, 1024))
_OPTION_NONES = ((83, 2.0**32 + 1), (119, 2.0**53 - 1))
_ITEM_ORIGINS = (
    (83, ItemOrigin.NONE),
    (128, ItemOrigin.CRATE),
    (130, ItemOrigin.CRATE_AND_MODULE),
)
_CLOSURE_LAYOUTS = (
    (83, ClosureLayout.INVOKE_AND_DESTRUCTOR),
    (101, ClosureLayout.DESTRUCTOR_AND_MUTABLE),
    (115, ClosureLayout.OWNED_AND_MUTABLE),
)
_CLOSURE_OWNERS = ((83, ClosureOwner.RUST), (105, ClosureOwner.HOST))
_CLOSURE_DESTRUCTORS = ((83, ClosureDestructor.TABLE), (115, ClosureDestructor.EXPORT))
_NAMESPACE_SEPARATORS: tuple[tuple[int, str | None], ...] = ((83, None), (106, "_"), (114, "__"))


def profile_for(release: ReleaseNumber) -> AbiProfile:
    """Return what is true of a release.

    Args:
        release: the crate's version, as the header of the custom section has it. One that is
            newer than `NEWEST_RELEASE` is taken to be like it: its schema decides whether the
            module is read at all.

    Returns:
        the profile.

    Raises:
        UnsupportedSchema: older than `OLDEST_RELEASE`: update wasm-bindgen in Cargo.toml.

    """
    if release < OLDEST_RELEASE:
        supported = [".".join(map(str, r)) for r in (OLDEST_RELEASE, NEWEST_RELEASE)]
        found = ".".join(map(str, release))
        from runtime.errors import UnsupportedSchema

        raise UnsupportedSchema(found, supported, found)
    return _profile(release)


@lru_cache(maxsize=16)  # asked for each item of each module
def _profile(release: ReleaseNumber) -> AbiProfile:
    def since(patch: int) -> bool:
        return release >= (0, 2, patch)

    def pick(steps: Sequence[tuple[int, _T]]) -> _T:
        return next(value for patch, value in reversed(steps) if since(patch))

    return AbiProfile(
        release=release,
        era=pick(_ERAS),
        codes=codes_of(release),
        heap_offset=pick(_HEAP_OFFSETS),
        malloc_has_align=since(87),
        struct_args_by_value=not since(88),
        option_scalar_as_f64=since(96),
        option_none_f64=pick(_OPTION_NONES),
        enum_as_f64=since(130),
        has_nullable=since(130),
        encoded_sequences=since(130),
        mut_slice_prims=3 if since(84) else 2,
        struct_free_params=2 if since(93) else 1,
        struct_unwrap=since(88),
        struct_unwrap_takes=not since(106),
        enum_has_name=since(88),
        string_enum_has_values=release == (0, 2, 93),
        string_length_in_bytes=not since(127),
        item_origin=pick(_ITEM_ORIGINS),
        closure_layout=pick(_CLOSURE_LAYOUTS),
        closure_owner=pick(_CLOSURE_OWNERS),
        closure_destructor=pick(_CLOSURE_DESTRUCTORS),
        boolean_get_is_option=since(102),
        debug_as_source=since(130),
        namespace_separator=pick(_NAMESPACE_SEPARATORS),
        namespaced_structs=since(114),
        sanitised_symbols=since(121),
        upcast_qualified=since(122),
        crate_hash=since(128),
        module_path=since(130),
    )
