"""Programs: how values cross, as bytes for the C extension.

A program does what a generated function does for the common values of a signature, and leaves all
others to that function. Which types it knows is said here; what it does with them is said in
``runtime/engine/_crossing_values.c``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from runtime.adapters.layout import (
    COPIED,
    SMALL,
    TAGGED,
    WIDE,
    Empties,
    crosses_as_f64,
    emptiable,
    is_reference,
    prims,
)
from runtime.adapters.source import Factory
from runtime.bindgen.descriptor import Descriptor, Function, Kind, Ref, Result
from runtime.bindgen.spelling import rust_name
from runtime.bindgen.versions import AbiProfile
from runtime.engine.mailbox import MailboxShape
from runtime.errors import UnsupportedType

try:
    from runtime.engine import _crossing
except ImportError:  # it is optional
    HAVE_PROGRAMS = False
else:
    HAVE_PROGRAMS = True

KINDS: Final = (
    *(Kind.UNIT, Kind.I8, Kind.U8, Kind.I16, Kind.U16, Kind.I32, Kind.U32, Kind.I64, Kind.U64),
    *(Kind.F32, Kind.F64, Kind.BOOLEAN, Kind.CHAR, Kind.STRING),
)
"""Types that a program knows, in the order of their numbers there (``OP_UNIT``, ...)."""

OTHER: Final = len(KINDS)
"""A result of any other type, which generated code makes of the numbers."""

HANDLE: Final = 16
"""The op of a JsValue by value, likewise (``OP_HANDLE``)."""

FALLIBLE: Final = 0x100
"""Beside a result's op: it is of a ``Result``, of which an ``Err`` is left to generated code."""

_NONE_SMALL: Final = 0x20
_NONE_F64: Final = 0x40
_NONE_OLD_F64: Final = 0x60
_NONE_TAG: Final = 0x80
_NONE_POINTER: Final = 0xA0
_UNDEFINED_F64: Final = 4294967297.0

BY_MAILBOX_AFTER: Final = 200
"""Calls of closures of one type after which they go by mailbox, on engines that have it.

The helper module for it takes 0.3 ms from the compile cache, and as long again where it is not in
there: what 300 calls save that return text, and 1,000 that take nothing and return nothing.
"""

_TYPE: Final = 0x1F

MOST_PRIMS: Final = 12
"""So many numbers a program takes at most, besides those that stand before the arguments."""


def value_op(descriptor: Descriptor, profile: AbiProfile) -> int | None:
    """Return the op of a type, None of one that programs do not know.

    Args:
        descriptor: the type; that text is owned or borrowed is not in its op.
        profile: the guest's ABI.

    """
    plain = _plain(descriptor)
    if plain is not None:
        return KINDS.index(plain)
    try:
        found = emptiable(descriptor)
    except UnsupportedType:
        return None
    if found is None or found[0] is not Empties.UNDEFINED:
        return None
    inner = _plain(found[1])
    if inner is None or inner is Kind.UNIT:
        return None
    if inner is Kind.STRING:
        return KINDS.index(inner) | _NONE_POINTER
    if inner in SMALL:
        return KINDS.index(inner) | _NONE_SMALL
    if crosses_as_f64(Empties.UNDEFINED, inner, profile):
        old = profile.option_none_f64 != _UNDEFINED_F64
        return KINDS.index(inner) | (_NONE_OLD_F64 if old else _NONE_F64)
    return KINDS.index(inner) | _NONE_TAG if inner in TAGGED else None


EntryOps = tuple[bytes, int, int]
"""What a program is made of: the ops of what Python gives; how many of those must be given, where
the rest is undefined; and that of what it gets, with `FALLIBLE`, or `OTHER`."""


def entry_program(
    args: Sequence[Descriptor], ret: Descriptor, required: int, profile: AbiProfile
) -> EntryOps | None:
    """Return what a program is made of, None for a signature without program.

    Args:
        args: Rust types of what Python gives.
        ret: Rust type of what it gets.
        required: how many of those must be given.
        profile: the guest's ABI.

    """
    ops = [_entry_op(each, profile) for each in args]
    known = bytes(op for op in ops if op is not None)
    if len(known) < len(ops) or sum(len(prims(each, profile)) for each in args) > MOST_PRIMS:
        return None
    return known, required, _result_op(ret, profile)


def _entry_op(descriptor: Descriptor, profile: AbiProfile) -> int | None:
    if is_reference(descriptor):
        return HANDLE
    try:
        found = emptiable(descriptor)
    except UnsupportedType:
        return None
    if found is not None and found[0] is Empties.UNDEFINED and is_reference(found[1]):
        return HANDLE | _NONE_POINTER
    return value_op(descriptor, profile)


def _result_op(descriptor: Descriptor, profile: AbiProfile) -> int:
    fallible = isinstance(descriptor, Result)
    op = _entry_op(descriptor.inner if isinstance(descriptor, Result) else descriptor, profile)
    if op is None or (fallible and is_text(op)):
        return OTHER
    return op | FALLIBLE if fallible else op


def is_text(result: int) -> bool:
    """Tell whether a result's op is of text, or of text or None."""
    return result & _TYPE == KINDS.index(Kind.STRING)


def stack_closure_program(
    function: Function, mutable: bool, ops: EntryOps, shape: MailboxShape, parts: Factory
) -> Factory:
    """Return the same as `stack_closure_factory`, of closures that have a program.

    Args:
        function: the type.
        mutable: it is an ``FnMut``.
        ops: of its `entry_program`.
        shape: what is called by mailbox, where the engine has that.
        parts: makes the generated functions that the program needs.

    """
    name = rust_name(Ref(function, mutable=mutable))

    def bind(env: Any, enter: Callable[..., Any], origin: str, batch: Any) -> Any:
        slow, ended, mapped = parts(env, enter, origin, batch, _crossing.raise_again)
        program = _new_program(env, shape, name, ops, enter, slow, ended)
        return program.stack_closures(function.shim_index, env.open_epochs, mapped, mutable)

    return bind


def heap_closure_program(
    function: Function, mutable: bool, ops: EntryOps, shape: MailboxShape, parts: Factory
) -> Factory:
    """Return ``bind(env, enter, batch, watch) -> make(a, b)`` of heap closures with a program.

    What ``make`` returns is watched over. ``watch`` is ``(owned, list, note_collected, state_of)``,
    see `runtime.engine._crossing.Program.heap_closures`; for the rest `stack_closure_program`.
    """
    name = rust_name(Ref(function, mutable=mutable)).removeprefix("&").removeprefix("mut ")

    def bind(env: Any, enter: Callable[..., Any], batch: Any, watch: Any) -> Any:
        slow, ended, mapped = parts(env, enter, batch, _crossing.raise_again)
        program = _new_program(env, shape, name, ops, enter, slow, ended)
        owned, closures, note_collected, state_of = watch
        return program.heap_closures(
            *(function.shim_index, mapped, mutable, owned),
            *(closures, note_collected, state_of, env.after_last_return),
        )

    return bind


def effect_program(
    env: Any,
    name: str,
    enter: Callable[..., Any],
    failing: Callable[[], object] | None = None,
) -> _crossing.Program:
    """Return the program of what C calls by numbers of its own, and for nothing but its effect.

    Args:
        env: the instance's environment.
        name: what it is, for people.
        enter: takes those numbers.
        failing: called before anything is done about an exception.

    """

    def ended(_result: object, error: BaseException | None) -> None:
        try:
            if error is not None:
                if failing is not None:
                    failing()
                _crossing.raise_again(error)
        except BaseException as raised:  # noqa: BLE001 # raised again below
            env.unrecovered += 1
            recovered = env.recover(raised, True)
            try:
                if recovered is raised:
                    raise
                raise recovered from None
            finally:
                del recovered  # it refers to this frame, by its traceback

    values = (env.handles, env.promise_type)
    return _crossing.Program(
        *(name, b"", 0, KINDS.index(Kind.UNIT), enter, ended, ended),
        *(env.barred, *values, *env.direct_memory()),
    )


def _new_program(
    env: Any,
    shape: MailboxShape,
    name: str,
    ops: EntryOps,
    enter: Callable[..., Any],
    slow: Callable[..., Any],
    ended: Callable[..., Any],
) -> _crossing.Program:
    values = (env.handles, env.promise_type)
    program = _crossing.Program(
        name, *ops, enter, slow, ended, env.barred, *values, *env.direct_memory()
    )
    if env.mailbox is not None:
        program.by_mailbox(partial(env.mailbox, shape), BY_MAILBOX_AFTER)
    return program


def new_closure_list() -> _crossing.ClosureList | None:
    """Return what watches over the closures of one instance that have programs."""
    return _crossing.ClosureList() if HAVE_PROGRAMS else None


def _plain(descriptor: Descriptor) -> Kind | None:
    """Return which of `KINDS` a type without None crosses as, if it is one."""
    while isinstance(descriptor, Ref) and (
        descriptor.inner in COPIED - WIDE or isinstance(descriptor.inner, Ref)
    ):
        descriptor = descriptor.inner
    if isinstance(descriptor, Ref) and descriptor.inner is Kind.STRING:
        return Kind.STRING
    if descriptor is Kind.CLAMPED_U8:
        return Kind.U8
    return descriptor if isinstance(descriptor, Kind) and descriptor in KINDS else None
