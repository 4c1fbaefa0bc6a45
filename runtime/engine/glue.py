"""What serves a guest's imports in C, where the extension is there; else nothing here is.

Every import can be served by generated Python alone, which is the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from runtime.core.handles import LAST_SLOT, Handles, HandleTable, exhausted, stray
from runtime.core.values import null
from runtime.engine.interface import Engine, Signature, ValueType

if TYPE_CHECKING:
    from runtime.engine._crossing import Glue, Import

Generic = Callable[[], tuple[Callable[..., Any], Callable[..., Any]]]
"""Makes the generated functions of an import: what serves it, and what lowers its result."""

KINDS: Final[tuple[ValueType, ...]] = ("i32", "i64", "f32", "f64")
"""Number types in the order of their numbers in C."""


def new_handles(offset: int, last: int = LAST_SLOT) -> Handles:
    """Return an empty JavaScript heap.

    Args:
        offset: as for `HandleTable`.
        last: likewise.

    """
    try:
        # Here, since the extension may be absent.
        from runtime.engine import _crossing
    except ImportError:
        return HandleTable(offset, last)
    return _crossing.Handles(offset, last, null, stray, exhausted)


def new_glue(
    engine: Engine,
    handles: Handles,
    leaving: Callable[[BaseException], object],
    caught: Callable[[BaseException], bool],
    enter_scope: Callable[[], int],
    leave_scope: Callable[[int], object],
) -> Glue | None:
    """Return what the imports of one instance share in C, or None if Python serves them all.

    Args:
        engine: what runs the guest.
        handles: the instance's JavaScript heap; one that takes notes is Python's.
        leaving: notes an exception that leaves a host function.
        caught: gives an exception to a guest that wants it; tells whether it may have it.
        enter_scope: opens a call scope and returns its epoch.
        leave_scope: closes it.

    """
    try:
        from runtime.engine import _crossing
    except ImportError:
        return None
    if engine.crossing == "plain" or not isinstance(handles, _crossing.Handles):
        return None
    return _crossing.Glue(handles, leaving, caught, enter_scope, leave_scope)


def new_import(
    glue: Glue,
    target: Callable[..., Any] | None,
    signature: Signature,
    ops: bytes,
    catches: bool,
    generic: Generic,
) -> Import:
    """Return what an engine calls for an import.

    Args:
        glue: the instance's.
        target: gets the lifted values; None: the one argument is the result.
        signature: the import's wasm type.
        ops: how its arguments and its result cross (`runtime.adapters.import_programs`).
        catches: Rust wants exceptions as ``Err``.
        generic: asked where a value is not of the common case.

    """
    from runtime.engine import _crossing

    params = bytes(KINDS.index(each) for each in signature.params)
    result = b"" if signature.result is None else bytes([KINDS.index(signature.result)])
    return _crossing.Import(glue, target, params, result, ops, catches, generic)
