"""Imports and casts: generated functions that a guest calls, number by number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from runtime.adapters.layout import c_layout, prims
from runtime.adapters.lift import Lifting
from runtime.adapters.lower import Lowering
from runtime.adapters.source import Factory, Source
from runtime.bindgen.descriptor import Closure, Descriptor, Function, Kind, Ref
from runtime.bindgen.spelling import rust_name
from runtime.bindgen.versions import AbiProfile


def import_factory(
    name: str, args: Sequence[Descriptor], ret: Descriptor, profile: AbiProfile, *, catch: bool
) -> Factory:
    """Return ``bind(env, target) -> (function, attach)`` for an imported function.

    ``target`` gets lifted values. ``attach`` takes one ``make(ab, epoch)`` for each stack closure
    among the arguments, in order (see `stack_closures`): those need the guest's table, which is
    there only once the guest has been given its imports. It is None where there are none.

    Args:
        name: what the guest calls, for messages.
        args: Rust types of the arguments, a method's receiver first.
        ret: Rust type of the result.
        profile: the guest's ABI.
        catch: Rust wants the exception as an ``Err``.

    """
    source = Source(f"import {name}", "target")
    results = prims(ret, profile)
    numbers = [[f"p{n}_{k}" for k in range(len(prims(d, profile)))] for n, d in enumerate(args)]
    parameters = ["result"] if len(results) > 1 else []
    parameters += [number for group in numbers for number in group]
    scoped = bool(stack_closures(args))
    _write_attach(source, len(stack_closures(args)))
    with source.block(f"def imported({', '.join(parameters)}):"):
        with source.block("try:"):
            if scoped:
                source.line("epoch = enter_scope()")
            with source.finally_do(["leave_scope(epoch)"] if scoped else []):
                _write_target_call(source, args, numbers, profile)
            _write_return(source, name, ret, profile)
        _write_exception(source, results, catch)
    source.line("return imported, attach")
    return source.compile()


def return_factory(name: str, ret: Descriptor, profile: AbiProfile, *, catch: bool) -> Factory:
    """Return ``bind(env) -> returned(r)``, which lowers what an import's target gave.

    It does the end of what `import_factory` generates, for a program that did the rest. Of several
    results the address comes first.

    Args:
        name: what the guest calls, for messages.
        ret: Rust type of the result.
        profile: the guest's ABI.
        catch: Rust wants the exception as an ``Err``.

    """
    source = Source(f"result of import {name}")
    results = prims(ret, profile)
    with source.block(f"def returned({'result, ' if len(results) > 1 else ''}r):"):
        with source.block("try:"):
            _write_return(source, name, ret, profile)
        _write_exception(source, results, catch)
    source.line("return returned")
    return source.compile()


def _write_exception(source: Source, results: Sequence[str], catch: bool) -> None:
    with source.block("except BaseException as error:"):
        if catch:
            source.line(f"if caught_by_guest(error): return {_dummy(results)}")
        source.line("leaving(error)")
        source.line("raise")


def _write_attach(source: Source, count: int) -> None:
    makers = [f"closure_{n + 1}" for n in range(count)]
    if not makers:
        source.line("attach = None")
        return
    source.line(f"{' = '.join(makers)} = None")
    with source.block("def attach(*makers):"):
        source.line(f"nonlocal {', '.join(makers)}")
        source.line(f"{', '.join(makers)}, = makers")


def _write_target_call(
    source: Source,
    args: Sequence[Descriptor],
    numbers: Sequence[Sequence[str]],
    profile: AbiProfile,
) -> None:
    lifting = Lifting(source, profile)
    values = []
    with source.finally_do(lifting.after):
        for descriptor, group in zip(args, numbers, strict=True):
            value = source.fresh("v")
            source.line(f"{value} = {lifting.lift(descriptor, group)}")
            values.append(value)
        source.line(f"r = target({', '.join(values)})")


def _write_return(source: Source, name: str, ret: Descriptor, profile: AbiProfile) -> None:
    numbers = prims(ret, profile)
    if not numbers:
        source.line("return None")
        return
    expressions = Lowering(source, profile).lower(ret, "r", f"the result of {name}")
    if len(numbers) == 1:
        source.line(f"return {expressions[0]}")
        return
    # Lowering may allocate, and so move memory: only then is the place of the result written.
    source.line(f"whole = pack({c_layout(numbers).tight!r}, {', '.join(expressions)})")
    source.line("write(result & 0xFFFFFFFF, whole)")
    source.line("return None")


def _dummy(results: Sequence[str]) -> str:
    """Return what an import returns whose exception Rust finds elsewhere."""
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
    """Return ``bind(env, make_closure) -> cast`` for a ``wbg_cast``.

    A value of one type is lifted as an import's argument and lowered as an import's result of the
    other (wasm-bindgen ``src/rt/mod.rs``); ``cast`` has the wasm signature of that import.

    Args:
        source_type: the Rust type of the value; of a closure ``make_closure(a, b)`` makes it.
        target_type: the Rust type that it becomes.
        profile: the guest's ABI.

    """
    title = cast_title(source_type, target_type)
    source = Source(title, "make_closure")
    numbers = [f"p{n}" for n in range(len(prims(source_type, profile)))]
    results = ["result"] if len(prims(target_type, profile)) > 1 else []
    with source.block(f"def cast({', '.join(results + numbers)}):"), _noting_errors(source):
        lifting = Lifting(source, profile, as_value=True)
        with source.finally_do(lifting.after):
            if isinstance(source_type, Closure):
                value = f"make_closure({', '.join(numbers)})"
            else:
                value = lifting.lift(source_type, numbers)
            if source_type in (Kind.I64, Kind.U64, Kind.I128, Kind.U128):
                value = f"js_bigint({value})"
            elif source_type in (Kind.F64, Kind.F32):
                value = f"js_number({value})"
            source.line(f"r = {value}")
            _write_return(source, title, target_type, profile)
    source.line("return cast")
    return source.compile()


def cast_title(source_type: Descriptor, target_type: Descriptor) -> str:
    """Return what messages call a cast."""
    return f"cast {rust_name(source_type)} as {rust_name(target_type)}"


def number_cast_factory(target_type: Descriptor, profile: AbiProfile) -> Factory:
    """Return ``bind(env) -> cast(number)`` for a number that is already as Python has it.

    Args:
        target_type: the Rust type that it becomes.
        profile: the guest's ABI.

    """
    title = f"cast number as {rust_name(target_type)}"
    source = Source(title)
    with source.block("def cast(r):"), _noting_errors(source):
        _write_return(source, title, target_type, profile)
    source.line("return cast")
    return source.compile()


@contextmanager
def _noting_errors(source: Source) -> Iterator[None]:
    """Note what leaves the code written inside, into wasm."""
    with source.block("try:"):
        yield
    with source.block("except BaseException as error:"):
        source.line("leaving(error)")
        source.line("raise")
