"""How `runtime.records` makes dataclasses: ``__init__`` is compiled once there are some objects.

What else a dataclass has is shared by all of them, and what the functions of `dataclasses` ask for
is made when they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, Final, NoReturn

_REQUIRED: Final = object()

_MOST_UNCOMPILED: Final = 32
"""So many objects of a class are made without: compiling takes longer than all of them."""


def record(cls: Any = None, /, *, frozen: bool = False, eq: bool = True) -> Any:
    """Make a class of annotations a record, as `dataclasses.dataclass` does.

    Args:
        cls: the class; its bases may be records.
        frozen: its attributes cannot be set.
        eq: records of equal values are equal, and, if they are frozen, have equal hashes.

    """
    if cls is None:
        return lambda cls: record(cls, frozen=frozen, eq=eq)
    # By name: a default, `_REQUIRED`, or a `_Field`. Of most records nobody asks for more.
    defaults: dict[str, Any] = {}
    for base in cls.__mro__[:0:-1]:
        defaults.update(base.__dict__.get("__record_defaults__", ()))
    own = cls.__dict__
    for name in cls.__annotations__:
        default = defaults[name] = own.get(name, _REQUIRED)
        if default.__class__ is _Field:
            delattr(cls, name)
    cls.__record_defaults__ = defaults
    cls.__dataclass_fields__ = _StandardFields()
    names = tuple([n for n, each in defaults.items() if each.__class__ is not _Field or each.init])
    # mypy takes an assignment for one in a class's body.
    type.__setattr__(cls, "__match_args__", names)
    cls.__init__ = _first_init
    if "__repr__" not in cls.__dict__:
        cls.__repr__ = _repr
    if eq:
        cls.__record_values__ = staticmethod(_getter_of(tuple(defaults)))
        cls.__eq__ = _eq
        cls.__hash__ = _hash if frozen else None
    if frozen:
        cls.__setattr__, cls.__delattr__ = _refuse_to_set, _refuse_to_delete
    return cls


class _Field:
    """What is known of a field, as `dataclasses.Field` has it."""

    __slots__ = ("default", "default_factory", "init", "repr")

    def __init__(
        self,
        default: object = _REQUIRED,
        default_factory: Callable[[], object] | None = None,
        init: bool = True,
        repr: bool = True,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr


def _fields(cls: Any) -> dict[str, _Field]:
    """Return what is known of a record's fields, by name."""
    defaults: dict[str, Any] = cls.__record_defaults__
    return {n: d if isinstance(d, _Field) else _Field(d) for n, d in defaults.items()}


def field(**options: Any) -> Any:
    """Return the options of a field, as `dataclasses.field` does: those of `_Field`."""
    return _Field(**options)


def replace(instance: Any, /, **changes: Any) -> Any:
    """Return a copy of a record with some of its values changed."""
    kept = {name: getattr(instance, name) for name in type(instance).__match_args__}
    return type(instance)(**{**kept, **changes})


def _getter_of(names: tuple[str, ...]) -> Callable[[Any], object]:
    return attrgetter(*names) if names else lambda _: ()


def _first_init(self: Any, *args: Any, **kwargs: Any) -> None:
    # Of the class that was decorated, which may be a base of this object's.
    bases: Any = type(self).__mro__
    cls = next(base for base in bases if base.__dict__.get("__init__") is _first_init)
    left = cls.__dict__.get("__record_uncompiled__", _MOST_UNCOMPILED) - 1
    cls.__record_uncompiled__ = left
    if left > 0 and _is_initialized(cls, self.__dict__, args, kwargs):
        if hasattr(cls, "__post_init__"):
            self.__post_init__()
        return
    init = _compiled_init(cls)
    if left <= 0:
        cls.__init__ = init
    init(self, *args, **kwargs)  # it raises what is to be raised


def _is_initialized(
    cls: Any, values: dict[str, Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> bool:
    """Set the fields, as a compiled ``__init__`` does; tell whether the arguments are right."""
    names: tuple[str, ...] = cls.__match_args__
    if len(args) + len(kwargs) > len(names):
        return False
    defaults: dict[str, Any] = cls.__record_defaults__
    values.update(zip(names, args, strict=False))
    taken = len(args)
    for name in names[taken:]:
        default = defaults[name]
        if name in kwargs:
            values[name] = kwargs[name]
            taken += 1
            continue
        if isinstance(default, _Field):
            factory = default.default_factory
            default = default.default if factory is None else factory()
        if default is _REQUIRED:
            return False
        values[name] = default
    return taken == len(args) + len(kwargs)


def _compiled_init(cls: Any) -> Callable[..., None]:
    scope: dict[str, Any] = {"__absent": _REQUIRED}
    parameters, lines = ["self"], ["__values = self.__dict__"]
    for name, options in _fields(cls).items():
        if not options.init:
            continue
        if options.default_factory is not None:
            scope[f"__make_{name}"] = options.default_factory
            parameters.append(f"{name}=__absent")
            lines.append(f"if {name} is __absent: {name} = __make_{name}()")
        elif options.default is not _REQUIRED:
            scope[f"__default_{name}"] = options.default
            parameters.append(f"{name}=__default_{name}")
        else:
            parameters.append(name)
        lines.append(f"__values[{name!r}] = {name}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    # No field is called like the names in here.
    text = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines)
    exec(text, scope)
    made: Any = scope["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__module__ = cls.__module__
    init: Callable[..., None] = made
    return init


@recursive_repr()
def _repr(self: Any) -> str:
    fields = _fields(type(self)).items()
    shown = (f"{name}={getattr(self, name)!r}" for name, each in fields if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    values = self.__record_values__
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash(self.__record_values__(self))


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:
    _refuse(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    _refuse(f"cannot delete field {name!r}")


def _refuse(message: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(message)


class _StandardFields:
    """Makes what the functions of `dataclasses` know a dataclass by when they ask for it."""

    def __get__(self, instance: object, owner: Any) -> Any:
        import dataclasses

        made: Any = dataclasses.make_dataclass(
            owner.__name__, _standard(owner), eq=False, repr=False
        )
        owner.__dataclass_fields__ = fields = made.__dataclass_fields__
        return fields


def _standard(owner: Any) -> Iterator[tuple[str, object, Any]]:
    import dataclasses

    kinds: dict[str, object] = {}
    for cls in owner.__mro__[::-1]:
        if cls is not object:
            kinds.update(getattr(cls, "__annotations__", {}))
    for name, options in _fields(owner).items():
        given: dict[str, Any] = {"init": options.init, "repr": options.repr}
        if options.default_factory is not None:
            given["default_factory"] = options.default_factory
        elif options.default is not _REQUIRED:
            given["default"] = options.default
        yield name, kinds[name], dataclasses.field(**given)
