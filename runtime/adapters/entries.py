"""Entries: generated functions through which Python calls exports and closures of a guest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Final, Literal

from runtime.adapters.layout import c_layout, elements_of, incoming_prims, is_reference, prims
from runtime.adapters.lift import Lifting
from runtime.adapters.lower import Lowering
from runtime.adapters.source import Factory, Source
from runtime.bindgen.descriptor import (
    Descriptor,
    Function,
    Kind,
    NamedExternref,
    Option,
    Ref,
    Result,
)
from runtime.bindgen.spelling import rust_name
from runtime.bindgen.versions import AbiProfile
from runtime.engine.interface import Signature, ValueType
from runtime.records import record

_NUMBERS = frozenset(
    {Kind.I8, Kind.U8, Kind.I16, Kind.U16, Kind.I32, Kind.U32, Kind.I64, Kind.U64}
    | {Kind.F32, Kind.F64, Kind.BOOLEAN, Kind.CHAR, Kind.UNIT}
)

# Of a guest that is shut, the closure itself has more to say.
_BARRED = "if barred() and gate.shut is None: raise gate.refusal()"

Receiver = Literal["", "pointer_of", "move_struct"]
"""How a method's receiver crosses: there is none, by reference, by value."""


@record(frozen=True)
class Call:
    """How Python enters the guest for one signature.

    Attributes:
        args: Rust types of the arguments.
        ret: Rust type of the result.
        names: names of the parameters.
        settles_as: of an async export the Rust type of what its promise settles as, else None.

    """

    args: tuple[Descriptor, ...]
    ret: Descriptor
    names: tuple[str, ...]
    settles_as: Descriptor | None = None

    @property
    def required(self) -> int:
        """How many arguments must be given; undefined can stand for those after them."""
        count = len(self.args)
        while count and accepts_undefined(self.args[count - 1]):
            count -= 1
        return count

    @property
    def signals(self) -> tuple[str, ...]:
        """The parameters of an async export that are told when nobody awaits it any more."""
        if self.settles_as is None:
            return ()
        pairs = zip(self.args, self.names, strict=True)
        return tuple(name for arg, name in pairs if _is_abort_signal(arg))


def return_words(ret: Descriptor, profile: AbiProfile) -> int:
    """Return how many eight-byte words a result behind a pointer has; 0: it returns directly."""
    numbers = prims(ret, profile)
    return c_layout(numbers).words if len(numbers) > 1 else 0


def closure_signature(function: Function, profile: AbiProfile) -> Signature:
    """Return the wasm type of a closure type's invoke shim."""
    results = prims(function.ret, profile)
    by_pointer: tuple[ValueType, ...] = ("i32",) if len(results) > 1 else ()
    arguments = tuple(number for arg in function.args for number in incoming_prims(arg, profile))
    result = results[0] if len(results) == 1 else None
    return Signature((*by_pointer, "i32", "i32", *arguments), result)


def closure_call(function: Function) -> Call:
    """Return how Python calls closures of a type."""
    names = tuple(f"a{n}" for n in range(len(function.args)))
    return Call(function.args, function.ret, names)


def export_factory(
    name: str, call: Call, profile: AbiProfile, *, receiver: Receiver = "", class_name: str = ""
) -> Factory:
    """Return ``bind(env, enter) -> function`` for an exported function or method.

    Args:
        name: the Python name of the function.
        call: its signature; a method's receiver is not in it.
        profile: the guest's ABI.
        receiver: how the receiver's pointer is had, if there is one.
        class_name: the receiver's Rust type.

    """
    source = Source(f"export {name}", "enter")
    # Under its own name it would hide what the code inside uses, or be a word of Python's.
    identifier = f"export_{name}" if name.isidentifier() else "export"
    lead = [f"{receiver}(self, {class_name!r}, 'the receiver of {name}')"] if receiver else []
    with source.block(f"def {identifier}({_parameters(call, 'self' if receiver else '')}):"):
        source.line("if barred(): raise gate.refusal()")
        abandon = _write_signals(source, call.signals) if call.signals else ""
        _write_entry(source, call, profile, lead, name, abandon)
    source.line(f"return {identifier}")
    return source.compile()


def stack_closure_factory(
    function: Function,
    mutable: bool,
    profile: AbiProfile,
    *,
    checks_thread: bool,
    program: bool = False,
) -> Factory:
    """Return ``bind(env, enter, origin, batch) -> make(ab, epoch)`` for a stack closure type.

    Args:
        function: the type.
        mutable: it is an ``FnMut``.
        profile: the guest's ABI.
        checks_thread: see `Engine.checks_thread`.
        program: write what a program needs beside it, as `_write_parts` says.

    """
    name = rust_name(Ref(function, mutable=mutable))
    source = Source(f"stack closure {name}", "enter", "origin", "batch", *_AGAIN[program])
    code = _ClosureCode(source, function, profile, name, checks_thread)
    if program:
        _write_parts(code, partial(_while_in_scope, source, mutable, name, "state."))
        return source.compile()
    with source.block("def make(ab, epoch):"):
        if mutable:
            source.line("running = False")
        _write_closure(code, partial(_while_in_scope, source, mutable, name, ""), "", "ab")
    source.line("return make")
    return source.compile()


@contextmanager
def _while_in_scope(source: Source, mutable: bool, name: str, state: str) -> Iterator[None]:
    """Let what is written inside run only if a stack closure can be called.

    ``state`` goes before the names of its state: where those are no variables.
    """
    epoch, running = f"{state}epoch", f"{state}running"
    if mutable and not state:
        source.line("nonlocal running")
    source.line(f"if {epoch} not in open_epochs: raise scope_ended({epoch}, {name!r}, origin)")
    if mutable:
        source.line(f"if {running}: raise stack_closure_running({name!r}, origin)")
        source.line(f"{running} = True")
    with source.finally_do([f"{running} = False"] if mutable else []):
        yield


def heap_closure_factory(
    function: Function,
    mutable: bool,
    profile: AbiProfile,
    *,
    checks_thread: bool,
    program: bool = False,
) -> Factory:
    """Return ``bind(env, enter, batch) -> make(state)`` for a heap closure type.

    The caller of ``make`` registers what it returns. For the arguments see
    `stack_closure_factory`.
    """
    name = rust_name(Ref(function, mutable=mutable)).removeprefix("&").removeprefix("mut ")
    source = Source(f"heap closure {name}", "enter", "batch", *_AGAIN[program])
    code = _ClosureCode(source, function, profile, name, checks_thread)
    if program:
        _write_parts(code, partial(_while_live, source, mutable, program=True))
        return source.compile()
    with source.block("def make(state):"):
        source.line("ab = state.packed")
        _write_closure(code, partial(_while_live, source, mutable, program=False), "", "ab")
    source.line("return make")
    return source.compile()


@contextmanager
def _while_live(source: Source, mutable: bool, *, program: bool) -> Iterator[None]:
    """Let what is written inside run only if a heap closure can be called.

    The common transitions, (live, call) and (running, last return), are in line; the others in one
    place. Calls nest, so the call that began first is the last to return.
    """
    source.line("first = state.status is live")
    source.line("if first: state.status = running_status")
    allowed = "False" if mutable else "state.status is running_status"
    source.line(f"elif not ({allowed}): raise refuse(state)")
    with source.block("try:"):
        yield
    with source.block("finally:"):
        with source.block("if first:"):
            source.line("if state.status is running_status: state.status = live")
            source.line("else: after_last_return(state)")
        if program:
            # It refers to the closure, which an exception's traceback is not to keep.
            source.line("del state")


@record(frozen=True)
class _ClosureCode:
    """What the code of a closure type is written from."""

    source: Source
    function: Function
    profile: AbiProfile
    name: str
    checks_thread: bool

    @property
    def call(self) -> Call:
        return closure_call(self.function)

    @property
    def mapped(self) -> bool:
        return elements_of(self.function) is not None


Guard = Callable[[], AbstractContextManager[None]]

_AGAIN: Final = ((), ("raise_again",))
"""What ``bind`` takes beside the rest: without a program, and with one."""


def _write_closure(code: _ClosureCode, guard: Guard, state: str, ab: str) -> None:
    """Write the function ``closure``, and ``mapped`` where it is of numbers."""
    source, call = code.source, code.call
    with source.block(f"def closure({_parameters(call, state, rest='*_')}):"):
        _write_thread_check(source, call, code.checks_thread)
        with guard():
            lead = [ab, str(code.function.shim_index)]
            _write_entry(source, call, code.profile, lead, f"the closure `{code.name}`")
    if code.mapped:
        with source.block(f"def mapped({', '.join(filter(None, (state, '*values')))}, out=None):"):
            source.line(_BARRED)
            with guard():
                source.line(f"return batch({ab}, values, out)")
    if not state:
        if code.mapped:
            source.line("closure.map = mapped")
        source.line(f"closure.__qualname__ = {code.name!r}")
        source.line("return closure")


def _write_parts(code: _ClosureCode, guard: Guard) -> None:
    """Write ``closure`` and ``mapped`` as functions of the closure's state, and the entry's end.

    What ``bind`` returns is for a program (`runtime.adapters.programs`): what it leaves to
    generated code, which is all but common values; the end of an entry, ``ended(result, error)``;
    and ``mapped`` or None.
    """
    source = code.source
    _write_closure(code, guard, "state", "state.packed")
    source.line("slow = closure")
    source.line(f"slow.__qualname__ = {code.name!r}")
    # By this name tracebacks show it, as they show the whole function.
    with source.block("def closure(result, error):"):
        with source.block("try:"):
            source.line("if error is not None: raise_again(error)")
            _write_result(source, code.function.ret, code.profile, "result", "")
        _write_recovery(source, "error, True")
    source.line(f"return slow, closure, {'mapped' if code.mapped else 'None'}")


def _write_thread_check(source: Source, call: Call, checks_thread: bool) -> None:
    """Keep other threads out before anything is done, where the engine's own check is too late.

    That is where the engine has none, and where lowering arguments takes handles or memory.
    """
    if not checks_thread or not _NUMBERS.issuperset(call.args):
        source.line(_BARRED)


def _write_signals(source: Source, names: Sequence[str]) -> str:
    """Give what the caller left out a signal; return the variable with what aborts it, or None."""
    made, abandon = source.fresh("made"), source.fresh("abandon")
    source.line(f"{abandon} = None")
    with source.block(f"if {' or '.join(f'{name} is None' for name in names)}:"):
        source.line(f"{made}, {abandon} = abort_signal()")
        for name in names:
            source.line(f"if {name} is None: {name} = {made}")
    return abandon


def _parameters(call: Call, first: str = "", rest: str = "") -> str:
    """Return a parameter list; arguments that undefined can stand for are optional at the end.

    Closures take ``rest`` too: JavaScript's callers may give more arguments than are wanted.
    """
    required = call.required
    names = [f"{name}=None" if n >= required else name for n, name in enumerate(call.names)]
    return ", ".join(part for part in (first, *names, rest) if part)


def _is_abort_signal(descriptor: Descriptor) -> bool:
    """Tell whether a type is web-sys's ``AbortSignal``, a reference to one or an Option of it."""
    while isinstance(descriptor, (Option, Ref)):
        descriptor = descriptor.inner
    return isinstance(descriptor, NamedExternref) and descriptor.name == "AbortSignal"


def accepts_undefined(descriptor: Descriptor) -> bool:
    """Tell whether an argument may be left out, as JavaScript's undefined."""
    return descriptor is Kind.UNIT or isinstance(descriptor, Option) or is_reference(descriptor)


def _write_entry(
    source: Source,
    call: Call,
    profile: AbiProfile,
    lead: Sequence[str],
    title: str,
    abandon: str = "",
) -> None:
    """Write the body of an entry: lower, call ``enter``, lift; ``recover`` on any exception.

    ``abandon`` is the variable with what the promise's ``on_abandon`` is to be, if there is one.
    """
    lowering = Lowering(source, profile)
    expressions = list(lead)
    with source.block("try:"):
        for descriptor, name in zip(call.args, call.names, strict=True):
            expressions += lowering.lower(descriptor, name, f"argument {name!r} of {title}")
        for statement in lowering.before:
            source.line(statement)
        with source.finally_do(lowering.after):
            invocation = f"enter({', '.join(expressions)})"
            _write_result(source, call.ret, profile, invocation, abandon)
    _write_recovery(source)


def _write_recovery(source: Source, arguments: str = "error") -> None:
    """Write what ends an entry that an exception leaves; ``arguments`` are those of `recover`."""
    with source.block("except BaseException as error:"):
        # At the recursion limit even the call of `recover` may fail; setting this cannot.
        source.line("env.unrecovered += 1")
        source.line(f"recovered = recover({arguments})")
        # The variable goes before the frame does: the exception's traceback has the frame, and the
        # ring would keep the arguments until the next collection.
        with source.block("if recovered is error:"):
            source.line("del recovered")
            source.line("raise")
        source.line("try: raise recovered from None")
        source.line("finally: del recovered")


def _write_result(
    source: Source, ret: Descriptor, profile: AbiProfile, invocation: str, abandon: str
) -> None:
    numbers = prims(ret, profile)
    lifting = Lifting(source, profile)
    if not numbers:
        source.line(invocation)
        source.line("return None")
        return
    names = [f"r{n}" for n in range(len(numbers))]
    layout = c_layout(numbers)
    if len(numbers) == 1:
        source.line(f"r0 = {invocation}")
    elif layout.format == "<ii":
        source.line(f"word = {invocation}")
        source.line("r0 = word & 0xFFFFFFFF")
        # Signed, as an Option<i32> needs it.
        source.line("r1 = word >> 32")
    else:
        words = f"{'*' if layout.words > 1 else ''}{invocation}"
        whole = f"pack('<{'q' * layout.words}', {words})"
        source.line(f"{', '.join(names)} = unpack({layout.format!r}, {whole})")
    if isinstance(ret, Result):
        source.line(f"if {names[-1]}: raise thrown(take_handle({names[-2]} & 0xFFFFFFFF))")
        ret, names = ret.inner, names[:-2]
    value = lifting.lift(ret, names)
    if ret is Kind.EXTERNREF or is_reference(ret):
        source.line(f"value = {value}")
        with source.block("if type(value) is promise_type:"):
            if abandon:
                source.line(f"value.on_abandon = {abandon}")
            source.line("return value.hand_out()")
        # Where the value is an exception, its traceback leads to this frame: a ring, if it stayed.
        source.line("try: return value")
        source.line("finally: del value")
    else:
        source.line(f"return {value}")
