"""What a module exports, from sections that no macro writes."""

from __future__ import annotations

import pytest

from runtime.bindgen.descriptor import Function as FunctionType
from runtime.bindgen.descriptor import Kind
from runtime.bindgen.program import (
    BindgenSection,
    Enum,
    Export,
    Function,
    Operation,
    Program,
    Struct,
)
from runtime.errors import MalformedModule
from runtime.module.planner import plan_exports
from runtime.wasm.reader import decode_module
from runtime.wasm.writer import HEADER

EMPTY = decode_module(HEADER)
NULLARY = FunctionType(0, (), Kind.UNIT, Kind.UNIT)


def section(*programs: Program) -> BindgenSection:
    return BindgenSection((0, 2, 127), "0.2.127", "0.2.122", programs)


def test_a_struct_comes_after_the_one_it_extends() -> None:
    structs = (Struct("Puppy", extends="Dog"), Struct("Dog", extends="Animal"), Struct("Animal"))
    plan = plan_exports(section(Program(structs=structs)), {}, EMPTY)
    assert [(cls.name, cls.parent) for cls in plan.classes] == [
        ("Animal", None),
        ("Dog", "Animal"),
        ("Puppy", "Dog"),
    ]
    assert plan.classes[2].upcast_symbol == "__wbg_upcast_puppy_to_dog"


@pytest.mark.parametrize(
    ("structs", "said"),
    [
        ((Struct("Dog", extends="Animal"),), "'Animal', which 'Dog' extends"),
        ((Struct("A", extends="B"), Struct("B", extends="A")), "'A' not to extend itself"),
        ((Struct("A", extends="A"),), "'A' not to extend itself"),
    ],
)
def test_what_cannot_be_extended(structs: tuple[Struct, ...], said: str) -> None:
    with pytest.raises(MalformedModule, match=said):
        plan_exports(section(Program(structs=structs)), {}, EMPTY)


@pytest.mark.parametrize(
    ("programs", "name"),
    [
        ((Program(structs=(Struct("Same"),), enums=(Enum("Same"),)),), "'Same'"),
        (
            (
                Program(
                    exports=(Export(function=Function(name="f"), method_kind=Operation(True)),),
                    structs=(Struct("f"),),
                ),
            ),
            "'f'",
        ),
        (
            (
                Program(structs=(Struct("In", js_namespace=("ns",)),)),
                Program(enums=(Enum("In", js_namespace=("ns",)),)),
            ),
            "'ns.In'",
        ),
    ],
)
def test_two_exports_of_one_name(programs: tuple[Program, ...], name: str) -> None:
    with pytest.raises(MalformedModule, match=f"one export {name}, found two"):
        plan_exports(section(*programs), {"f": NULLARY}, EMPTY)


def test_a_program_that_comes_twice_counts_once() -> None:
    program = Program(
        exports=(Export(function=Function(name="f"), method_kind=Operation(True)),),
        structs=(Struct("S"),),
    )
    plan = plan_exports(section(program, program), {"f": NULLARY}, EMPTY)
    assert ([m.name for m in plan.functions], [c.name for c in plan.classes]) == (["f"], ["S"])
