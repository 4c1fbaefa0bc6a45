"""``guest.exports``: functions and classes made of what the guest exports."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from runtime.adapters.cache import AdapterCache
from runtime.bindgen.program import Enum
from runtime.core.objects import ObjectTable
from runtime.errors import UnsupportedType
from runtime.instance.classes import Free, make_class
from runtime.instance.environment import Environment
from runtime.module.plan import ExportPlan, Member

Enter = Callable[[str], Callable[..., Any]]


class Exports:
    """The functions, classes and enums of a guest, by their JavaScript names.

    ``guest.exports.name``, or ``guest.exports["name"]`` for a name that Python cannot spell. What
    has a ``js_namespace`` stands in one: ``guest.exports.shapes.Circle``, or
    ``guest.exports["shapes.Circle"]``.

    Args:
        names: what there is, by name: itself, or the `Member` that it is made of when it is first
            asked for. A guest may have a thousand, of which an application calls a few.
        make: makes it; not asked where there is no such.

    """

    # In `__dict__` is what was asked for, so that attributes are found as fast as any.
    __slots__ = ("__dict__", "__make", "__names")

    def __init__(
        self, names: Mapping[str, Any], make: Callable[[Member], Any] | None = None
    ) -> None:
        self.__names = names
        self.__make = make

    def __getitem__(self, name: str) -> Any:
        if name in self.__names:
            return getattr(self, name)
        first, _, rest = name.partition(".")
        inner = self.__names.get(first)
        if rest and isinstance(inner, Exports):
            return inner[rest]
        raise KeyError(self._absent(name))

    def __getattr__(self, name: str) -> Any:
        if name not in self.__names:
            raise AttributeError(self._absent(name), name=name, obj=self)
        found = self.__names[name]
        made = self.__make(found) if self.__make and isinstance(found, Member) else found
        self.__dict__[name] = made
        return made

    def __contains__(self, name: object) -> bool:
        return name in self.__names

    def __iter__(self) -> Iterator[str]:
        return iter(self.__names)

    def __dir__(self) -> list[str]:
        return list(self.__names)

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(self.__names)

    def __repr__(self) -> str:
        return f"<Exports: {', '.join(self.__names) or 'none'}>"

    def _absent(self, name: str) -> str:
        import difflib  # only what is absent has names that resemble it

        close = difflib.get_close_matches(name, self.__names, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        names = ", ".join(self.__names) or "nothing"
        return f"the guest exports no {name!r}{hint} (it exports {names})"


def build_exports(
    plan: ExportPlan,
    env: Environment,
    cache: AdapterCache,
    enter: Enter,
    objects: ObjectTable,
    free: Free,
    reexports: Mapping[str, object],
) -> Exports:
    """Make the exports of one instance.

    Args:
        plan: what there is.
        env: the instance's environment; its classes and enums are filled in.
        cache: the module's adapters.
        enter: finds the trampoline of an export by its symbol.
        objects: the instance's exported structs.
        free: frees a struct.
        reexports: what the guest exports of its host.

    """
    env.enums = {key: _enum(item) for key, item in plan.enums.items()}
    env.string_enums = plan.string_enums
    env.free_struct = free
    paths: dict[tuple[str, ...], Any] = {}
    for key, cls in env.enums.items():
        enum_item = plan.enums[key]
        if not enum_item.private:
            path = (*(enum_item.js_namespace or ()), enum_item.name)
            paths[path] = cls

    def function_of(member: Member, class_name: str = "", class_key: str = "") -> Any:
        return _function(member, class_name, class_key, env, cache, enter)

    for class_plan in plan.classes:
        key = class_plan.key
        made = make_class(class_plan, env, partial(function_of, class_key=key), objects, free)
        env.classes[key] = made
        if class_plan.parent is not None and class_plan.upcast_symbol is not None:
            up = (class_plan.parent, enter(class_plan.upcast_symbol))
            env.upcasts[key] = (up, *env.upcasts.get(class_plan.parent, ()))
        if not class_plan.private:
            paths[class_plan.path] = made
    paths.update(plan.function_paths)
    paths.update(((name,), found) for name, found in reexports.items())
    return _tree(paths, function_of)


def _tree(paths: Mapping[tuple[str, ...], Any], make: Callable[[Member], Any]) -> Exports:
    """Return exports in which what has a ``js_namespace`` stands in one."""
    names = {path[0]: found for path, found in paths.items() if len(path) == 1}
    below: dict[str, dict[tuple[str, ...], Any]] = {}
    if len(names) < len(paths):
        for path, found in paths.items():
            if len(path) > 1:
                below.setdefault(path[0], {})[path[1:]] = found
    names.update((name, _tree(inner, make)) for name, inner in below.items())
    return Exports(names, make)


def _enum(item: Enum) -> type[enum.IntEnum]:
    values = {variant.name: item.value_of(variant) for variant in item.variants}
    functional: Any = enum.IntEnum  # its functional form is typed for literals alone
    made: type[enum.IntEnum] = functional(item.name, values)
    return made


def _function(
    member: Member,
    class_name: str,
    class_key: str,
    env: Environment,
    cache: AdapterCache,
    enter: Enter,
) -> Any:
    if env.barred() and env.gate.shut is None:
        raise env.gate.refusal()
    title = f"{class_name}.{member.name}" if class_name else member.name
    try:
        bind = cache.export(member.name, member.call, member.receiver, class_key)
        function = _shut(env) if env.gate.shut is not None else bind(env, enter(member.symbol))
        function = env.observer.export(function, title, member.call, member.receiver)
    except UnsupportedType as error:
        function = _refusing(error)
    # A property of the class itself is given the class, which Rust has no use for.
    if member.static and member.kind in ("getter", "setter"):
        function = _without_class(function)
    function.__name__ = member.name
    function.__qualname__ = title
    function.__doc__ = member.doc
    function.__module__ = "guest"
    return function


def _shut(env: Environment) -> Callable[..., Any]:
    """Return what stands for an export that is first asked for when none can be called."""

    def shut(*_: Any, **__: Any) -> Any:
        raise env.gate.refusal()

    return shut


def _without_class(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _cls, *args: function(*args)


def _refusing(error: UnsupportedType) -> Callable[..., Any]:
    """Return what stands for an export of which a type does not cross: the rest goes on."""
    descriptor = error.descriptor

    def refused(*_: Any, **__: Any) -> Any:
        raise UnsupportedType(descriptor)

    return refused
