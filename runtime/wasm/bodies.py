"""Function bodies, as far as they are straight lines: whom they call, with which constant.

Anything else than constants, variables, memory accesses, plain arithmetic and calls ends the
reading of a body: control flow, above all, since what follows it may not run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from runtime.records import record
from runtime.wasm.leb import Cursor
from runtime.wasm.model import WasmModule

_CODE: Final = 10

_END, _CALL, _I32_CONST, _I64_CONST = 0x0B, 0x10, 0x41, 0x42
_WITH_INDEX: Final = frozenset(range(0x20, 0x25))
"""Of a local or global variable."""
_MEMORY: Final = frozenset(range(0x28, 0x3F))
_PLAIN: Final = frozenset({0x01, 0x1A, 0x1B, *range(0x45, 0xC5)})
"""Nop, drop, select, and the numeric instructions without immediates (spec, "Instructions")."""


@record(frozen=True)
class Call:
    """A call in a body.

    Attributes:
        function: index of the callee.
        constant: what an ``i32.const`` right before it pushed, else None.

    """

    function: int
    constant: int | None


@record(frozen=True)
class Body:
    """The code of one function.

    Attributes:
        function: its index.
        code: the instructions, with the declarations of local variables before them.

    """

    function: int
    code: bytes


def bodies(module: WasmModule) -> Iterator[Body]:
    """Yield the bodies of all functions that a module defines.

    Raises:
        MalformedModule: the code section breaks off.

    """
    imported = len(module.function_space) - len(module.functions)
    for section in module.sections:
        if section.id == _CODE:
            cursor = Cursor(section.payload, section="code", base=section.offset)
            for number in range(cursor.count("functions")):
                size = cursor.u32("a function's size")
                yield Body(imported + number, cursor.take(size, "a function"))


def straight_calls(body: Body) -> tuple[Call, ...] | None:
    """Return the calls in a body, in order, or None if it is no straight line.

    Raises:
        MalformedModule: the body breaks off.

    """
    cursor = Cursor(body.code, section="code")
    for _ in range(cursor.count("local variables")):
        cursor.u32("how many local variables")
        cursor.byte("a type")
    calls: list[Call] = []
    constant: int | None = None
    while cursor.remaining:
        operation = cursor.byte("an instruction")
        if operation == _CALL:
            calls.append(Call(cursor.u32("a function's index"), constant))
        elif operation == _END:
            return None if cursor.remaining else tuple(calls)
        elif operation == _I64_CONST:
            cursor.signed(64, "a constant")
        elif operation in _WITH_INDEX:
            cursor.u32("a variable's index")
        elif operation in _MEMORY:
            cursor.u32("an alignment")
            cursor.u32("an offset")
        elif operation not in _PLAIN and operation != _I32_CONST:
            return None
        constant = cursor.signed(32, "a constant") if operation == _I32_CONST else None
    return None
