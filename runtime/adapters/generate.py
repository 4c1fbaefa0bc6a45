"""One Python function per signature: exports, closures, imports and casts.

Each ``*_factory`` returns a function that binds one instance: ``bind(env)`` takes everything the
code needs out of the instance's environment into local names, once, and returns the adapter (or
what makes adapters). Compiled once per signature and module, bound once per instance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from runtime.adapters.layout import c_layout, is_reference, prims, tuple_layout
from runtime.adapters.lift import Lifting
from runtime.adapters.lower import Lowering
from runtime.adapters.source import Source
from runtime.bindgen.descriptor import (
    Closure,
    Descriptor,
    Function,
    Kind,
    Option,
    Ref,
    Result,
)
from runtime.bindgen.spelling import rust_name
from runtime.bindgen.versions import AbiProfile
from runtime.engine.helpers import Signature
from runtime.engine.interface import ValueType

Factory = Callable[..., Any]

ENVIRONMENT: Final = (
    "add_handle",
    "array",
    "cached_text",
    "char",
    "char_from",
    "copy_back",
    "float32",
    "float64",
    "get_handle",
    "integer",
    "integer128",
    "js_bigint",
    "js_number",
    "lend",
    "lift_enum",
    "lift_string_enum",
    "lower_enum",
    "lower_string_enum",
    "move_struct",
    "null",
    "pack",
    "packed",
    "packed_handles",
    "place",
    "pointer_of",
    "read",
    "read_handles",
    "reclaim",
    "recover",
    "take_bytes",
    "take_handle",
    "take_handles",
    "text_from",
    "thrown",
    "unpack",
    "utf8",
    "wrap_struct",
    "write",
)
"""Names that generated code may use; an instance's environment has each as an attribute."""


@dataclass(frozen=True)
class Call:
    """How Python enters the guest for one signature.

    Attributes:
        args: Rust types of the arguments.
        ret: Rust type of the result.
        names: names of the parameters.

    """

    args: tuple[Descriptor, ...]
    ret: Descriptor
    names: tuple[str, ...]


def return_words(ret: Descriptor, profile: AbiProfile) -> int:
    """Return how many eight-byte words a result behind a pointer has; 0: it returns directly."""
    numbers = prims(ret, profile)
    return c_layout(numbers).words if len(numbers) > 1 else 0


def accepts_undefined(descriptor: Descriptor) -> bool:
    """Tell whether an argument may be left out, as JavaScript's undefined."""
    return descriptor is Kind.UNIT or isinstance(descriptor, Option) or is_reference(descriptor)


def _bind_names(source: Source, names: Sequence[str] = ENVIRONMENT) -> None:
    for name in names:
        source.line(f"{name} = env.{name}")


_BINDING: Final = re.compile(r"\s+(\w+) = env\.\1$")


def _prune(source: Source) -> list[str]:
    """Return the source's lines without the bindings that nothing in it uses."""
    lines = source.text.splitlines()
    body = "\n".join(line for line in lines if not _BINDING.match(line))
    used = set(re.findall(r"\w+", body))
    return [line for line in lines if not (m := _BINDING.match(line)) or m.group(1) in used]


def _signature(call: Call, first: str = "") -> str:
    """Return a parameter list; arguments that undefined can stand for are optional at the end."""
    optional = len(call.args)
    while optional and accepts_undefined(call.args[optional - 1]):
        optional -= 1
    parts = [first] if first else []
    parts += [f"{name}=None" if n >= optional else name for n, name in enumerate(call.names)]
    return ", ".join(parts)


def _write_entry(
    source: Source, call: Call, profile: AbiProfile, lead: Sequence[str], title: str
) -> None:
    """Write the body of an entry: lower, call ``enter``, lift; ``recover`` on any exception."""
    lowering = Lowering(source, profile)
    expressions = list(lead)
    source.line("try:")
    source.indent()
    for descriptor, name in zip(call.args, call.names, strict=True):
        expressions += lowering.lower(descriptor, name, f"argument {name!r} of {title}")
    invocation = f"enter({', '.join(expressions)})"
    if lowering.after:
        source.line("try:")
        source.indent()
        _write_result(source, call.ret, profile, invocation)
        source.dedent()
        source.line("finally:")
        source.indent()
        for statement in lowering.after:
            source.line(statement)
        source.dedent()
    else:
        _write_result(source, call.ret, profile, invocation)
    source.dedent()
    source.line("except BaseException as error:")
    source.indent()
    source.line("recovered = recover(error)")
    source.line("if recovered is error: raise")
    source.line("raise recovered from None")
    source.dedent()


def _write_result(source: Source, ret: Descriptor, profile: AbiProfile, invocation: str) -> None:
    numbers = prims(ret, profile)
    lifting = Lifting(source)
    if not numbers:
        source.line(invocation)
        source.line("return None")
    elif len(numbers) == 1:
        source.line(f"r0 = {invocation}")
        source.line(f"return {lifting.lift(ret, ['r0'])}")
    else:
        layout = c_layout(numbers)
        names = [f"r{n}" for n in range(len(numbers))]
        if layout.format == "<ii":
            source.line(f"word = {invocation}")
            source.line("r0 = word & 0xFFFFFFFF")
            source.line("r1 = word >> 32 & 0xFFFFFFFF")
        else:
            whole = f"pack('<{'q' * layout.words}', {'*' if layout.words > 1 else ''}{invocation})"
            source.line(f"{', '.join(names)} = unpack({layout.format!r}, {whole})")
        if isinstance(ret, Result):
            source.line(f"if {names[-1]}: raise thrown(take_handle({names[-2]} & 0xFFFFFFFF))")
            source.line(f"return {lifting.lift(ret.inner, names[:-2])}")
        else:
            source.line(f"return {lifting.lift(ret, names)}")


def export_factory(
    name: str, call: Call, profile: AbiProfile, *, method: str = "", class_name: str = ""
) -> Factory:
    """Return ``bind(env, enter) -> function`` for an exported function or method.

    Args:
        name: the Python name of the function.
        call: its signature; a method's receiver is not in it.
        profile: the guest's ABI.
        method: how the receiver's pointer is had: ``pointer_of`` (by reference) or
            ``move_struct`` (by value), or empty for a function without a receiver.
        class_name: the receiver's Rust type.

    """
    source = Source(f"export {name}")
    source.line("def bind(env, enter):")
    source.indent()
    _bind_names(source)
    source.line("gate = env.gate")
    identifier = name if name.isidentifier() else "export"
    source.line(f"def {identifier}({_signature(call, 'self' if method else '')}):")
    source.indent()
    source.line("if gate.shut is not None: raise gate.refusal()")
    lead = [f"{method}(self, {class_name!r}, 'the receiver of {name}')"] if method else []
    _write_entry(source, call, profile, lead, name)
    source.dedent()
    source.line(f"return {identifier}")
    return _compiled(source)


def stack_closure_factory(function: Function, mutable: bool, profile: AbiProfile) -> Factory:
    """Return ``bind(env, enter, origin) -> make(ab, epoch)`` for a stack closure type."""
    call = closure_call(function)
    name = rust_name(Ref(function, mutable=mutable))
    source = Source(f"stack closure {name}")
    source.line("def bind(env, enter, origin):")
    source.indent()
    _bind_names(source)
    for bound in ("open_epochs", "scope_ended", "stack_closure_running"):
        source.line(f"{bound} = env.{bound}")
    source.line("def make(ab, epoch):")
    source.indent()
    if mutable:
        source.line("running = False")
    source.line(f"def closure({_signature(call)}{', ' if call.names else ''}*_):")
    source.indent()
    if mutable:
        source.line("nonlocal running")
    source.line(f"if epoch not in open_epochs: raise scope_ended(epoch, {name!r}, origin)")
    if mutable:
        source.line(f"if running: raise stack_closure_running({name!r}, origin)")
        source.line("running = True")
        source.line("try:")
        source.indent()
    lead = ["ab", str(function.shim_index)]
    _write_entry(source, call, profile, lead, f"the closure `{name}`")
    if mutable:
        source.dedent()
        source.line("finally:")
        source.indent()
        source.line("running = False")
        source.dedent()
    source.dedent()
    source.line(f"closure.__qualname__ = {name!r}")
    source.line("return closure")
    source.dedent()
    source.line("return make")
    return _compiled(source)


def heap_closure_factory(function: Function, mutable: bool, profile: AbiProfile) -> Factory:
    """Return ``bind(env, enter) -> make(state)`` for a heap closure type.

    The caller of ``make`` registers what it returns.
    """
    call = closure_call(function)
    name = rust_name(Ref(function, mutable=mutable)).replace("&mut ", "").replace("&", "")
    source = Source(f"heap closure {name}")
    source.line("def bind(env, enter):")
    source.indent()
    _bind_names(source)
    for bound in ("live", "running_status", "after_last_return", "refuse"):
        source.line(f"{bound} = env.{bound}")
    source.line("def make(state):")
    source.indent()
    source.line("ab = state.packed")
    source.line(f"def closure({_signature(call)}{', ' if call.names else ''}*_):")
    source.indent()
    # The fast way of the transition (live, call) -> running; every other case in one place.
    source.line("if state.status is live: state.status = running_status")
    allowed = "False" if mutable else "state.status is running_status"
    source.line(f"elif not ({allowed}): raise refuse(state)")
    source.line("state.depth += 1")
    source.line("try:")
    source.indent()
    lead = ["ab", str(function.shim_index)]
    _write_entry(source, call, profile, lead, f"the closure `{name}`")
    source.dedent()
    source.line("finally:")
    source.indent()
    source.line("state.depth -= 1")
    source.line("if not state.depth:")
    source.indent()
    source.line("if state.status is running_status: state.status = live")
    source.line("else: after_last_return(state)")
    source.dedent()
    source.dedent()
    source.dedent()
    source.line(f"closure.__qualname__ = {name!r}")
    source.line("return closure")
    source.dedent()
    source.line("return make")
    return _compiled(source)


def closure_call(function: Function) -> Call:
    """Return how a closure of a type is called from Python."""
    names = tuple(f"a{n}" for n in range(len(function.args)))
    return Call(function.args, function.ret, names)


def closure_signature(function: Function, profile: AbiProfile) -> Signature:
    """Return the wasm type of a closure type's invoke shim."""
    results = prims(function.ret, profile)
    by_pointer: tuple[ValueType, ...] = ("i32",) if len(results) > 1 else ()
    arguments = tuple(number for arg in function.args for number in prims(arg, profile))
    result = results[0] if len(results) == 1 else None
    return Signature((*by_pointer, "i32", "i32", *arguments), result)


def import_factory(
    name: str, args: Sequence[Descriptor], ret: Descriptor, profile: AbiProfile, *, catch: bool
) -> Factory:
    """Return ``bind(env, target) -> (function, attach)`` for an imported function.

    Args:
        name: what the guest calls, for messages.
        args: Rust types of the arguments, a method's receiver first.
        ret: Rust type of the result.
        profile: the guest's ABI.
        catch: Rust wants the exception as an ``Err``.

    ``target`` gets lifted values. ``attach`` takes one ``make(ab, epoch)`` for each stack closure
    among the arguments, in order (see `stack_closures`): those need the guest's table, which is
    there only once the guest has been given its imports.

    """
    source = Source(f"import {name}")
    results = prims(ret, profile)
    by_pointer = len(results) > 1
    numbers = [[f"p{n}_{k}" for k in range(len(prims(d, profile)))] for n, d in enumerate(args)]
    flat = (["result"] if by_pointer else []) + [p for group in numbers for p in group]
    scoped = bool(stack_closures(args))
    source.line("def bind(env, target):")
    source.indent()
    _bind_names(source)
    for bound in ("leaving", "enter_scope", "leave_scope", "caught_by_guest"):
        source.line(f"{bound} = env.{bound}")
    makers = ", ".join(f"closure_{n + 1}" for n in range(len(stack_closures(args))))
    if makers:
        source.line(f"{makers.replace(', ', ' = ')} = None")
        source.line("def attach(*makers):")
        source.indent()
        source.line(f"nonlocal {makers}")
        source.line(f"{makers}, = makers")
        source.dedent()
    else:
        source.line("attach = None")
    source.line(f"def imported({', '.join(flat)}):")
    source.indent()
    source.line("try:")
    source.indent()
    if scoped:
        source.line("epoch = enter_scope()")
        source.line("try:")
        source.indent()
    _write_target_call(source, name, args, numbers)
    if scoped:
        source.dedent()
        source.line("finally:")
        source.indent()
        source.line("leave_scope(epoch)")
        source.dedent()
    _write_import_return(source, name, ret, profile)
    source.dedent()
    source.line("except BaseException as error:")
    source.indent()
    if catch:
        source.line("if caught_by_guest(error):")
        source.indent()
        source.line(f"return {_dummy(results)}")
        source.dedent()
    source.line("leaving(error)")
    source.line("raise")
    source.dedent()
    source.dedent()
    source.line("return imported, attach")
    return _compiled(source)


def _write_target_call(
    source: Source, name: str, args: Sequence[Descriptor], numbers: Sequence[Sequence[str]]
) -> None:
    lifting = Lifting(source)
    values = []
    for descriptor, group in zip(args, numbers, strict=True):
        value = source.fresh("v")
        source.line(f"{value} = {lifting.lift(descriptor, group)}")
        values.append(value)
    if lifting.after:
        source.line("try:")
        source.indent()
    source.line(f"r = target({', '.join(values)})")
    if lifting.after:
        source.dedent()
        source.line("finally:")
        source.indent()
        for statement in lifting.after:
            source.line(statement)
        source.dedent()


def _write_import_return(source: Source, name: str, ret: Descriptor, profile: AbiProfile) -> None:
    numbers = prims(ret, profile)
    if not numbers:
        source.line("return None")
        return
    expressions = Lowering(source, profile).lower(ret, "r", f"the result of {name}")
    if len(numbers) == 1:
        source.line(f"return {expressions[0]}")
        return
    layout = c_layout(numbers)
    # Lowering may allocate: only afterwards is the place of the result written.
    source.line(f"whole = pack({layout.tight!r}, {', '.join(expressions)})")
    source.line("write(result & 0xFFFFFFFF, whole)")
    source.line("return None")


def _dummy(results: Sequence[str]) -> str:
    if len(results) != 1:
        return "None"
    return "0.0" if results[0].startswith("f") else "0"


def stack_closures(args: Sequence[Descriptor]) -> list[tuple[Function, bool]]:
    """Return the stack closure types among arguments, each with whether it is an ``FnMut``."""
    found = []
    for descriptor in args:
        inner = descriptor
        mutable = False
        while isinstance(inner, Ref):
            mutable, inner = inner.mutable, inner.inner
        if isinstance(inner, Function):
            found.append((inner, mutable))
    return found


def cast_factory(source_type: Descriptor, target_type: Descriptor, profile: AbiProfile) -> Factory:
    """Return ``bind(env, scratch, make_closure) -> cast(address) -> int`` for a ``wbg_cast``.

    Args:
        source_type: the Rust type whose numbers lie at the address, as a Rust tuple; of a closure
            ``make_closure(a, b)`` makes the value.
        target_type: the Rust type whose numbers are to be left in ``scratch``.
        profile: the guest's ABI.

    """
    source = Source(f"cast {rust_name(source_type)} as {rust_name(target_type)}")
    given = prims(source_type, profile)
    layout, places = tuple_layout(given)
    source.line("def bind(env, scratch, make_closure):")
    source.indent()
    _bind_names(source)
    source.line("def cast(address):")
    source.indent()
    names = [f"s{places[n]}" for n in range(len(given))]
    if given:
        in_memory = ", ".join(f"s{n}" for n in range(len(given)))
        source.line(
            f"{in_memory}, = unpack({layout.tight!r}, read(address & 0xFFFFFFFF, {layout.size}))"
        )
    if isinstance(source_type, Closure):
        source.line(f"r = make_closure({', '.join(names)})")
    else:
        source.line(f"r = {Lifting(source).lift(source_type, names)}")
    if source_type in (Kind.I64, Kind.U64, Kind.I128, Kind.U128):
        source.line("r = js_bigint(r)")
    elif source_type in (Kind.F64, Kind.F32):
        source.line("r = js_number(r)")
    expressions = Lowering(source, profile).lower(target_type, "r", "the value of a cast")
    target = c_layout(prims(target_type, profile))
    if expressions:
        source.line(f"write(scratch, pack({target.tight!r}, {', '.join(expressions)}))")
    source.line("return scratch")
    source.dedent()
    source.line("return cast")
    return _compiled(source)


def _compiled(source: Source) -> Factory:
    pruned = Source(source.title)
    for line in _prune(source):
        pruned.line(line)
    return pruned.compile("bind")


__all__ = [
    "ENVIRONMENT",
    "Call",
    "Factory",
    "cast_factory",
    "closure_call",
    "closure_signature",
    "export_factory",
    "heap_closure_factory",
    "import_factory",
    "return_words",
    "stack_closure_factory",
    "stack_closures",
]
