"""Imports and casts: generated functions that a guest calls, number by number."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.adapters.layout import c_layout, prims, tuple_layout
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
        with source.block("except BaseException as error:"):
            if catch:
                source.line(f"if caught_by_guest(error): return {_dummy(results)}")
            source.line("leaving(error)")
            source.line("raise")
    source.line("return imported, attach")
    return source.compile()


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
    """Return ``bind(env, scratch, make_closure) -> cast(address) -> int`` for a ``wbg_cast``.

    A value of one type is lifted as an import's argument and lowered as an import's result of the
    other (wasm-bindgen ``src/rt/mod.rs``).

    Args:
        source_type: the Rust type whose numbers lie at the address, as a Rust tuple; of a closure
            ``make_closure(a, b)`` makes the value.
        target_type: the Rust type whose numbers are to be left in ``scratch``.
        profile: the guest's ABI.

    """
    title = f"cast {rust_name(source_type)} as {rust_name(target_type)}"
    source = Source(title, "scratch", "make_closure")
    given = prims(source_type, profile)
    layout, places = tuple_layout(given)
    with source.block("def cast(address):"):
        names = [f"s{place}" for place in places]
        if given:
            in_memory = ", ".join(f"s{n}" for n in range(len(given)))
            data = f"read(address & 0xFFFFFFFF, {layout.size})"
            source.line(f"{in_memory}, = unpack({layout.tight!r}, {data})")
        if isinstance(source_type, Closure):
            source.line(f"r = make_closure({', '.join(names)})")
        else:
            source.line(f"r = {Lifting(source, profile).lift(source_type, names)}")
        if source_type in (Kind.I64, Kind.U64, Kind.I128, Kind.U128):
            source.line("r = js_bigint(r)")
        elif source_type in (Kind.F64, Kind.F32):
            source.line("r = js_number(r)")
        expressions = Lowering(source, profile).lower(target_type, "r", "the value of a cast")
        if expressions:
            target = c_layout(prims(target_type, profile))
            source.line(f"write(scratch, pack({target.tight!r}, {', '.join(expressions)}))")
        source.line("return scratch")
    source.line("return cast")
    return source.compile()
