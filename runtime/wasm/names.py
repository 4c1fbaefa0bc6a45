"""The name section: debugging names, never a reason to refuse a module."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from runtime.errors import MalformedModule
from runtime.records import field, record
from runtime.wasm.leb import Cursor
from runtime.wasm.model import WasmModule

_FUNCTION_NAMES = 1
_GLOBAL_NAMES = 7
"""Of the extended-name-section proposal; LLVM writes it."""

_NO_NAMES: Mapping[int, str] = MappingProxyType({})


@record(frozen=True)
class Names:
    """Names by index, imports first; an item without a name is absent."""

    functions: Mapping[int, str] = field(default_factory=lambda: _NO_NAMES)
    globals: Mapping[int, str] = field(default_factory=lambda: _NO_NAMES)


def read_names(module: WasmModule) -> Names:
    """Return what the name section says.

    A name section that is absent or broken yields no names: the spec (appendix "Custom
    Sections") forbids that a malformed one invalidates the module.

    Args:
        module: the decoded module.

    Returns:
        names of functions and globals.

    """
    subsections: dict[int, Mapping[int, str]] = {}
    try:
        for custom in module.customs_named("name"):
            cursor = Cursor(custom.payload, section="name", base=custom.offset)
            while cursor.remaining:
                kind = cursor.byte("a subsection")
                size = cursor.u32("its size")
                start = cursor.offset
                body = cursor.take(size, "a subsection")
                if kind in (_FUNCTION_NAMES, _GLOBAL_NAMES):
                    subsections[kind] = _name_map(body, custom.offset + start)
    except MalformedModule:
        return Names()
    return Names(
        subsections.get(_FUNCTION_NAMES, _NO_NAMES), subsections.get(_GLOBAL_NAMES, _NO_NAMES)
    )


def _name_map(body: bytes, base: int) -> Mapping[int, str]:
    cursor = Cursor(body, section="name", base=base)
    names = {}
    for _ in range(cursor.count("names")):
        index = cursor.u32("an index")
        names[index] = cursor.name("a name")
    return MappingProxyType(names)
