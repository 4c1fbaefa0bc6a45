"""What Rust's functions are called, by the name section, where the guest has one."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final

from runtime.errors import InvalidValue
from runtime.module import Module
from runtime.wasm.demangle import demangle
from runtime.wasm.names import read_names

# A vtable as rustc lays it out, which is no promise of theirs: Drop, size, align, then the methods
# of FnOnce, FnMut and Fn, as far as the trait has them. Read wrong it gives a wrong name, or none.
_VTABLE: Final = struct.Struct("<6I")
_DROP, _CALL_MUT, _CALL = 0, 4, 5

_OF_LIBRARIES: Final = ("core::", "alloc::", "std::", "wasm_bindgen::", "<")
_DROP_GLUE: Final = "core::ptr::drop_in_place<"


class RustNames:
    """Names of the functions in a module's table.

    Args:
        module: the module.

    """

    def __init__(self, module: Module) -> None:
        self._wasm = module.wasm

    @cached_property
    def _by_place(self) -> Mapping[int, str]:
        names = read_names(self._wasm).functions
        return {
            segment.offset + place: names[index]
            for segment in self._wasm.elements
            if segment.table == 0 and segment.offset is not None
            for place, index in enumerate(segment.functions)
            if index is not None and index in names
        }

    def in_table(self, place: int) -> str:
        """Return the name of the function at a place of the table, empty where none is known."""
        symbol = self._by_place.get(place)
        return "" if symbol is None else demangle(symbol)


class ClosureNames:
    """Which closure of the source a Rust closure is, as in ``interval::hello::{{closure}}``.

    Args:
        names: of the module.
        read: ``read(offset, size)`` copies out of the instance's memory.

    """

    def __init__(self, names: RustNames, read: Callable[[int, int], bytes]) -> None:
        self._names = names
        self._read = read
        self._found: dict[tuple[int, bool], str] = {}

    def of(self, packed: int, mutable: bool) -> str:
        """Return a closure's name, empty where none is known.

        Args:
            packed: its ``a`` and ``b`` in one number.
            mutable: it is an ``FnMut``.

        """
        vtable = packed >> 32 & 0xFFFF_FFFF
        found = self._found.get((vtable, mutable))
        if found is None:
            found = self._found[vtable, mutable] = self._look(vtable, mutable)
        return found

    def _look(self, vtable: int, mutable: bool) -> str:
        try:
            words = _VTABLE.unpack(self._read(vtable, _VTABLE.size))
        except InvalidValue:
            return ""  # it is the last thing in the memory, or not what we take it for
        called = self._names.in_table(words[_CALL_MUT if mutable else _CALL])
        if called and not called.startswith(_OF_LIBRARIES):
            return called
        # A closure inside one of a library's (of Closure::once, say): its Drop may tell.
        dropped = self._names.in_table(words[_DROP])
        if dropped.startswith(_DROP_GLUE):
            dropped = dropped.removeprefix(_DROP_GLUE).removesuffix(">")
            if not dropped.startswith(_OF_LIBRARIES):
                return dropped
        return called
