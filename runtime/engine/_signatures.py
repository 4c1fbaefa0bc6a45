"""What a module's types say, read from the bytes before an engine is asked.

wasmtime's C API ends the process when it is asked to spell a function type with a vector or a
typed reference in it, so the question must not be put; and it refuses shared memory only when it
instantiates.
"""

from __future__ import annotations

from typing import Final

from runtime.errors import ModuleError
from runtime.records import record
from runtime.wasm.model import MemoryType

NUMBERS: Final = frozenset({"i32", "i64", "f32", "f64"})


@record(frozen=True)
class Survey:
    """What matters of a module's types.

    Attributes:
        uncallable: exported functions whose types are not of numbers only; None means all, since
            the types are of proposals that are not read here.
        shared_memory: whether it imports or has a shared memory.

    """

    uncallable: frozenset[str] | None
    shared_memory: bool = False


def survey(binary: bytes) -> Survey:
    """Look through the types of a module that an engine has found valid."""
    from runtime.wasm.reader import decode_module  # what is in the compile cache was looked at

    try:
        module = decode_module(binary)
    except ModuleError:
        return Survey(None)
    memories = [*module.memories, *(item.type for item in module.imports)]
    shared = any(isinstance(memory, MemoryType) and memory.shared for memory in memories)
    numeric = [NUMBERS.issuperset((*type_.params, *type_.results)) for type_ in module.types]
    if all(numeric):
        return Survey(frozenset(), shared)
    space = module.function_space
    uncallable = frozenset(
        export.name
        for export in module.exports
        if export.kind == "func"
        and not NUMBERS.issuperset((*space[export.index].params, *space[export.index].results))
    )
    return Survey(uncallable, shared)


def beyond_numbers(name: str) -> TypeError:
    """Make the error for a function that cannot be called from Python."""
    return TypeError(
        f"the function {name!r} takes or returns more than numbers (i32, i64, f32, f64), and only "
        "they cross; it can still be imported by another instance"
    )
