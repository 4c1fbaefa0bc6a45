"""What a module exports, in Rust's words and in Python's."""

from __future__ import annotations

import operator
from collections.abc import Iterator

from runtime.adapters.entries import Call
from runtime.adapters.spelling import rust_signature
from runtime.bindgen.spelling import python_name, rust_name
from runtime.inspection.names import ExportedName
from runtime.instance.plain import plain_call
from runtime.module import Module
from runtime.module.plan import ClassPlan, Member


def exported_names(module: Module) -> tuple[ExportedName, ...]:
    """Return what ``guest.exports`` will have, by kind and name, without opening the module."""
    if module.section is None:
        return tuple(_plain_exports(module))
    plan = module.plan
    by_name = operator.attrgetter("name")
    functions = [_function(member) for member in sorted(plan.functions, key=by_name)]
    classes = [_class(item) for item in sorted(plan.classes, key=by_name) if not item.private]
    enums = []
    for item in plan.enums.values():
        if item.private:
            continue
        values = ", ".join(f"{v.name} = {item.value_of(v)}" for v in item.variants)
        name = ".".join([*(item.js_namespace or ()), item.name])
        rust = f"enum {item.name} {{ {values} }}"
        enums.append(ExportedName("enum", name, rust, "IntEnum", None))
    return tuple(functions + classes + enums)


def _plain_exports(module: Module) -> Iterator[ExportedName]:
    for export in module.wasm.exports:
        if export.kind == "func":
            call = plain_call(module.wasm.type_of_function(export.index))
            if call is not None:
                yield ExportedName(
                    "function",
                    export.name,
                    rust_signature(export.name, call),
                    _python_function(export.name, call),
                    call,
                )


def _function(member: Member) -> ExportedName:
    name = ".".join(member.path)
    rust = rust_signature(name, member.call)
    python = _python_function(name, member.call)
    return ExportedName("function", name, rust, python, member.call)


def _class(plan: ClassPlan) -> ExportedName:
    members = tuple(_member(plan, member) for member in plan.members if member.kind != "setter")
    calls = [member.call for member in plan.members if member.kind == "constructor"]
    python = _python_parameters(calls[0]) if calls else "  # no constructor"
    name = ".".join(plan.path)
    rust, python = f"struct {name}", f"class {name}{python}"
    return ExportedName("class", name, rust, python, next(iter(calls), None), members)


def _member(plan: ClassPlan, member: Member) -> ExportedName:
    name, call = member.name, member.call
    if member.kind == "getter":
        writable = any(m.kind == "setter" and m.name == name for m in plan.members)
        note = "" if writable else "  # read only"
        rust, python = rust_name(call.ret), python_name(call.ret)
        return ExportedName("function", name, f"{name}: {rust}", f"{name}: {python}{note}", call)
    receiver = {"method": "self" if member.receiver == "move_struct" else "&self"}
    rust = rust_signature(name, call, receiver.get(member.kind, ""))
    if member.kind == "constructor":
        python = f"{plan.name}{_python_parameters(call)}"
    else:
        python = _python_function(name, call, "self" if member.kind == "method" else "")
    return ExportedName("function", name, rust, python, call)


def _python_function(name: str, call: Call, receiver: str = "") -> str:
    ret = call.ret if call.settles_as is None else call.settles_as
    keyword = "def" if call.settles_as is None else "async def"
    return f"{keyword} {name}{_python_parameters(call, receiver)} -> {python_name(ret)}"


def _python_parameters(call: Call, receiver: str = "") -> str:
    parts = [receiver] if receiver else []
    for number, (name, descriptor) in enumerate(zip(call.names, call.args, strict=True)):
        default = "" if number < call.required else " = None"
        parts.append(f"{name}: {python_name(descriptor)}{default}")
    return f"({', '.join(parts)})"
