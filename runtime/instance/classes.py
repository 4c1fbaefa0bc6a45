"""Exported structs as Python classes.

What upstream's glue does for JavaScript (``generate_class`` in ``cli-support/src/js/mod.rs``): a
struct that extends another is a subclass, and each of its objects holds a pointer of its own for
each of its ancestors, since Rust's methods know but their own struct.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable
from typing import Any

from runtime.core.gate import Gate
from runtime.core.numerals import number
from runtime.core.objects import ObjectTable
from runtime.core.values import null
from runtime.errors import ObjectFreed
from runtime.instance.environment import Environment, ExportedObject
from runtime.module.plan import ClassPlan, Member

Free = Callable[[str, int, bool], None]
"""``free(class key, pointer, delayed)`` runs a struct's Drop, or gives a reference back."""


def make_class(
    plan: ClassPlan,
    env: Environment,
    function_of: Callable[[Member, str], Any],
    objects: ObjectTable,
    free: Free,
) -> type[ExportedObject]:
    """Return the class of one struct; that of the struct it extends is in ``env`` already.

    Args:
        plan: the struct.
        env: the instance's environment.
        function_of: makes the function of a member, given the name of its class too.
        objects: the instance's exported structs.
        free: see `Free`.

    """
    namespace: dict[str, Any] = {
        "__slots__": (),
        "__doc__": plan.doc or f"Rust struct {plan.name}.",
        "__module__": "guest",
        "_gate": env.gate,
        "_key": plan.key,
        **_lifetime(plan, env.gate, objects, free),
    }
    constructor: Any = None
    accessors: dict[tuple[bool, str], dict[str, Any]] = {}
    for member in plan.members:
        function = function_of(member, plan.name)
        if member.kind == "constructor":
            constructor = function
        elif member.kind in ("getter", "setter"):
            accessors.setdefault((member.static, member.name), {})[member.kind] = function
        else:
            namespace[member.name] = staticmethod(function) if member.static else function
    of_class = {name: _property(pair) for (static, name), pair in accessors.items() if static}
    of_objects = {name: _property(pair) for (static, name), pair in accessors.items() if not static}
    namespace.update(of_objects)
    if plan.readable is not None:
        for name, method in _inspection(plan.name, plan.readable).items():
            namespace.setdefault(name, method)
    namespace["__new__"] = _constructor(plan.name, constructor)
    base = env.classes[plan.parent] if plan.parent is not None else ExportedObject
    kind: Any = type(base)
    if of_class:
        # What is read and set on the class itself is a property of the class's own class.
        kind = type(f"type of {plan.name}", (kind,), of_class)
    made: type[ExportedObject] = kind(plan.name, (base,), namespace)
    return made


def _property(pair: dict[str, Any]) -> property:
    getter = pair.get("getter")
    return property(getter, pair.get("setter"), None, getattr(getter, "__doc__", None))


def _constructor(name: str, constructor: Any) -> Callable[..., Any]:
    def construct(cls: type, *args: Any, **named: Any) -> Any:
        if constructor is None:
            raise TypeError(
                f"{name} has no #[wasm_bindgen(constructor)]; get one from a function that returns "
                "it"
            )
        return constructor(*args, **named)

    if constructor is not None:
        construct.__doc__ = constructor.__doc__
    return construct


def _inspection(title: str, readable: Iterable[str]) -> dict[str, Any]:
    """Return what ``#[wasm_bindgen(inspectable)]`` gives a class: it shows its readable fields."""

    def to_json(self: Any) -> dict[str, Any]:
        """Return what can be read of the struct, by name."""
        return {name: getattr(self, name) for name in readable}

    def to_string(self: Any) -> str:
        """Return what can be read of the struct, as JSON."""
        import json

        return json.dumps(_json(self.toJSON()), separators=(",", ":"), ensure_ascii=False)

    def show(self: Any) -> str:
        if not self._pointer:
            return f"<{title} (freed) of guest>"
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in readable)
        return f"<{title} of guest: {fields}>"

    def text(self: Any) -> str:
        written: str = self.toString()
        return written

    return {"toJSON": to_json, "toString": to_string, "__str__": text, "__repr__": show}


def _json(value: Any) -> Any:
    """Return what ``JSON.stringify`` makes of a value that crossed, for Python's own to write."""
    if value is None or value is null:
        return None
    if isinstance(value, float):
        return number(value) if math.isfinite(value) else None
    if isinstance(value, (bytes, array)):
        return {str(place): element for place, element in enumerate(value)}
    if isinstance(value, (list, tuple)):
        return [_json(element) for element in value]
    if isinstance(value, dict):
        # A property that is undefined is left out.
        return {str(key): _json(held) for key, held in value.items() if held is not None}
    inner = getattr(value, "toJSON", None)
    if callable(inner):
        return _json(inner())
    return value if isinstance(value, (str, int)) else {}


def _lifetime(plan: ClassPlan, gate: Gate, objects: ObjectTable, free: Free) -> dict[str, Any]:
    """Return ``free``, ``with`` and ``repr`` of a class."""

    def free_object(self: ExportedObject) -> None:
        """Run the struct's Drop; the object cannot be used afterwards. Once is enough."""
        pointer = self._pointer
        if pointer:
            if gate.barred() and gate.shut is None:
                raise gate.refusal()
            self._pointer = 0
            ancestors = objects.forget(self._number)
            for key, ancestor in ancestors:
                free(key, ancestor, True)
            free(self._key, pointer, False)

    def enter_object(self: ExportedObject) -> ExportedObject:
        if not self._pointer:
            raise ObjectFreed(f"this {plan.name} was freed, or moved into Rust; make a new one")
        return self

    def leave_object(self: ExportedObject, *_: object) -> None:
        free_object(self)

    def show(self: ExportedObject) -> str:
        return f"<{plan.name}{'' if self._pointer else ' (freed)'} of guest>"

    free_object.__name__ = "free"
    shown = {} if plan.readable is not None else {"__repr__": show}
    return {"free": free_object, "__enter__": enter_object, "__exit__": leave_object, **shown}
