"""``guest.exports``: functions and classes made of what the guest exports."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from runtime.adapters.cache import AdapterCache
from runtime.bindgen.program import Enum
from runtime.core.objects import ObjectTable
from runtime.errors import ObjectFreed, UnsupportedType
from runtime.instance.environment import Environment, ExportedObject
from runtime.module.plan import ClassPlan, ExportPlan, Member

Enter = Callable[[str], Callable[..., Any]]


class Exports:
    """The functions, classes and enums of a guest, by their JavaScript names.

    ``guest.exports.name``, or ``guest.exports["name"]`` for a name that Python cannot spell.
    """

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.__dict__.update(names)

    def __getitem__(self, name: str) -> Any:
        try:
            return self.__dict__[name]
        except KeyError:
            raise KeyError(self._absent(name)) from None

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(self._absent(name), name=name, obj=self)

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(self.__dict__)

    def __repr__(self) -> str:
        return f"<Exports: {', '.join(self.__dict__) or 'none'}>"

    def _absent(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.__dict__, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        names = ", ".join(self.__dict__) or "nothing"
        return f"the guest exports no {name!r}{hint} (it exports {names})"


def build_exports(
    plan: ExportPlan,
    env: Environment,
    cache: AdapterCache,
    enter: Enter,
    objects: ObjectTable,
    free: Callable[[str, int, bool], None],
) -> Exports:
    """Make the exports of one instance.

    Args:
        plan: what there is.
        env: the instance's environment; its classes and enums are filled in.
        cache: the module's adapters.
        enter: finds the trampoline of an export by its symbol.
        objects: the instance's exported structs.
        free: ``free(class key, pointer, delayed)`` runs a struct's Drop.

    """
    names: dict[str, Any] = {}
    env.enums = {key: _enum(item) for key, item in plan.enums.items()}
    env.string_enums = plan.string_enums
    for key, cls in env.enums.items():
        names[plan.enums[key].name] = cls
    for class_plan in plan.classes:
        made = _class(class_plan, env, cache, enter, objects, free)
        env.classes[class_plan.key] = made
        names[class_plan.name] = made
    for member in plan.functions:
        names[member.name] = _function(member, "", env, cache, enter)
    return Exports(names)


def _enum(item: Enum) -> type[enum.IntEnum]:
    values = {variant.name: item.value_of(variant) for variant in item.variants}
    functional: Any = enum.IntEnum  # its functional form is typed for literals alone
    made: type[enum.IntEnum] = functional(item.name, values)
    return made


def _function(
    member: Member, class_key: str, env: Environment, cache: AdapterCache, enter: Enter
) -> Any:
    try:
        bind = cache.export(member.name, member.call, member.receiver, class_key)
        function = bind(env, enter(member.symbol))
    except UnsupportedType as error:
        function = _refusing(error)
    function.__name__ = member.name
    function.__qualname__ = f"{class_key}.{member.name}" if class_key else member.name
    function.__doc__ = member.doc
    function.__module__ = "guest"
    return function


def _refusing(error: UnsupportedType) -> Callable[..., Any]:
    """Return what stands for an export of which a type does not cross: the rest goes on."""
    descriptor = error.descriptor

    def refused(*_: Any, **__: Any) -> Any:
        raise UnsupportedType(descriptor)

    return refused


def _class(
    plan: ClassPlan,
    env: Environment,
    cache: AdapterCache,
    enter: Enter,
    objects: ObjectTable,
    free: Callable[[str, int, bool], None],
) -> type[ExportedObject]:
    namespace: dict[str, Any] = {
        "__slots__": (),
        "__doc__": plan.doc or f"Rust struct {plan.name}.",
        "__module__": "guest",
        **_lifetime(plan, objects, free),
    }
    accessors: dict[str, dict[str, Any]] = {}
    constructor: Any = None
    for member in plan.members:
        function = _function(member, plan.key, env, cache, enter)
        if member.kind == "constructor":
            constructor = function
        elif member.kind in ("getter", "setter"):
            accessors.setdefault(member.name, {})[member.kind] = function
        else:
            namespace[member.name] = staticmethod(function) if member.kind == "static" else function
    for name, pair in accessors.items():
        getter = pair.get("getter")
        doc = getattr(getter, "__doc__", None)
        namespace[name] = property(getter, pair.get("setter"), None, doc)
    namespace["__new__"] = _constructor(plan.name, constructor)
    return type(plan.name, (ExportedObject,), namespace)


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


def _lifetime(
    plan: ClassPlan, objects: ObjectTable, free: Callable[[str, int, bool], None]
) -> dict[str, Any]:
    """Return ``free``, ``with`` and ``repr`` of a class."""

    def free_object(self: ExportedObject) -> None:
        """Run the struct's Drop; the object cannot be used afterwards. Once is enough."""
        pointer = self._pointer
        if pointer:
            self._pointer = 0
            objects.forget(self._number)
            free(plan.key, pointer, False)

    def enter_object(self: ExportedObject) -> ExportedObject:
        if not self._pointer:
            raise ObjectFreed(f"this {plan.name} was freed, or moved into Rust; make a new one")
        return self

    def leave_object(self: ExportedObject, *_: object) -> None:
        free_object(self)

    def show(self: ExportedObject) -> str:
        return f"<{plan.name}{'' if self._pointer else ' (freed)'} of guest>"

    free_object.__name__ = "free"
    return {
        "free": free_object,
        "__enter__": enter_object,
        "__exit__": leave_object,
        "__repr__": show,
    }
