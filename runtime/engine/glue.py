"""What serves a guest's imports in C, where the extension is there; else nothing here is.

Every import can be served by generated Python alone, which is the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from runtime.core.gate import Barrier
from runtime.core.handles import LAST_SLOT, Handles, HandleTable, exhausted, stray
from runtime.core.values import null
from runtime.engine.interface import Engine, Memory, Signature, ValueType
from runtime.engine.sink import NUMBER_NOTES, NUMBERS_AT, Sink

if TYPE_CHECKING:
    from runtime.engine._crossing import Glue, Import, Program, Relay

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


def direct_memory(memory: Memory | None) -> object:
    """Return what C reaches a memory through, None of one that only Python reaches."""
    return getattr(memory, "window", memory)


def note_numbers(handles: Handles, sink: Sink) -> None:
    """Have the sink drop numbers of a JavaScript heap that is in C, where C reaches its memory."""
    try:
        from runtime.engine import _crossing
    except ImportError:
        return
    if isinstance(handles, _crossing.Handles):
        handles.note_numbers(direct_memory(sink.memory), NUMBERS_AT, NUMBER_NOTES)


def new_glue(
    engine: Engine,
    barrier: Barrier,
    handles: Handles,
    leaving: Callable[[BaseException], object],
    caught: Callable[[BaseException], bool],
    enter_scope: Callable[[], int],
    leave_scope: Callable[[int], object],
) -> Glue | None:
    """Return what the imports of one instance share in C, or None if Python serves them all.

    Args:
        engine: what runs the guest.
        barrier: of the instance.
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
    assert isinstance(barrier, _crossing.Barrier)
    return _crossing.Glue(barrier, handles, leaving, caught, enter_scope, leave_scope)


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
        ops: how its arguments and its result cross (`runtime.adapters.import_programs`); none:
            what ``generic`` gives serves every call.
        catches: Rust wants exceptions as ``Err``.
        generic: asked where a value is not of the common case.

    """
    from runtime.engine import _crossing

    params = bytes(KINDS.index(each) for each in signature.params)
    result = b"" if signature.result is None else bytes([KINDS.index(signature.result)])
    return _crossing.Import(glue, target, params, result, ops, catches, generic)


def new_relay(
    barrier: Barrier,
    closures: object,
    undefined: int,
    open_relay: Callable[[], tuple[Program, object, int] | None],
    wait: int,
) -> Relay | None:
    """Return what calls many closures of one instance in one crossing, or None.

    Args:
        barrier: of the instance.
        closures: those that have programs, if there can be any.
        undefined: the handle of ``undefined``.
        open_relay: asked for the program of what calls them, and for the memory, and the place in
            it, where that finds them; None if they cannot be called so.
        wait: so many closures are called singly before it is asked.

    """
    from runtime.engine import _crossing

    if not isinstance(closures, _crossing.ClosureList) or undefined <= 0:
        return None
    assert isinstance(barrier, _crossing.Barrier)
    return _crossing.Relay(barrier, closures, undefined, open_relay, wait)
