"""What an imported function does, by the custom section's word for it.

What does not depend on the host is worked out once for a module: it gives a `Finder` for each
import. An instance asks each finder for what serves the import there.

ABI: wasm-bindgen ``cli-support/src/wit/mod.rs`` (``import_function``, ``determine_import``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from runtime.bindgen.program import (
    Constructor,
    Getter,
    Import,
    ImportFunction,
    ImportStatic,
    ImportType,
    IndexingGetter,
    IndexingSetter,
    MethodData,
    Operation,
    OperationKind,
    Regular,
    RegularThis,
    Setter,
)
from runtime.core.members import MISSING, Members
from runtime.linker.scope import HostScope

Target = Callable[..., Any]
Path = tuple[str, ...]


class Unserved(Exception):
    """Nothing serves an import.

    Args:
        module: the module it would be taken from, or None.
        path: the names that lead to it.

    """

    def __init__(self, module: str | None, path: Sequence[str]) -> None:
        self.module = module
        self.path = tuple(path)
        super().__init__(".".join(path))


class Lookup:
    """What the linking of one instance finds in its host; it looks for each name once.

    Attributes:
        scope: what the host serves.
        members: how the guest reaches properties of the host's objects.
        intrinsics: functions by name, without prefix.

    """

    def __init__(self, scope: HostScope, intrinsics: Mapping[str, Target]) -> None:
        self.scope = scope
        self.members = scope.members
        self.intrinsics = intrinsics
        self._found: dict[tuple[str | None, Path], Any] = {}

    def find(self, module: str | None, path: Path) -> Any:
        """Follow property names from a root; return `MISSING` where one is not there."""
        key = module, path
        if key not in self._found:
            self._found[key] = self.scope.find(module, path)
        return self._found[key]


Finder = Callable[[Lookup], Target]
"""Returns what serves an import in one instance; raises `Unserved`."""


def module_of(item: Import) -> str | None:
    """Return the JavaScript module that an import is taken from, or None for the global scope."""
    if item.module is None:
        return None
    return str(item.module.value)  # inline ones have names: see runtime.bindgen.snippets


def function_finder(
    item: Import, function: ImportFunction, prefixes: Mapping[str, Sequence[str]]
) -> Finder:
    """Return what finds an imported function.

    Args:
        item: the import.
        function: what it is.
        prefixes: with which classes may be found too, by the class's name.

    """
    module, namespace = module_of(item), tuple(item.js_namespace or ())
    if function.method is None:
        path = (*namespace, *function.function.name.split("."))
        # "prototype.set.call": the last is called on the rest.
        find: Finder = partial(_bound if path[len(namespace) + 1 :] else _callable, module, path)
    else:
        of_class = partial(_method_finder, module, function=function, method=function.method)
        find = _class_finder(item, function.method.class_name, prefixes, of_class)
    return (lambda lookup: _variadic(find(lookup))) if function.variadic else find


def _class_finder(
    item: Import,
    name: str,
    prefixes: Mapping[str, Sequence[str]],
    finder_of: Callable[[Path], Finder],
) -> Finder:
    """Return what finds something of a class: under its own name first, then a vendor's prefix.

    Args:
        item: the import.
        name: of the class.
        prefixes: see `function_finder`.
        finder_of: given where the class is, returns what finds it.

    """
    module, namespace = module_of(item), tuple(item.js_namespace or ())
    own = (*namespace, name)
    find_own = finder_of(own)
    prefixed = [(*namespace, prefix + name) for prefix in prefixes.get(name, ())]
    if not prefixed:
        return find_own

    def find(lookup: Lookup) -> Target:
        if lookup.find(module, own) is MISSING:
            for path in prefixed:
                if lookup.find(module, path) is not MISSING:
                    return finder_of(path)(lookup)
        return find_own(lookup)

    return find


def _callable(module: str | None, path: Path, lookup: Lookup) -> Target:
    found = lookup.find(module, path)
    if not callable(found):
        raise Unserved(module, path)
    # `console.log(...)`: what a function stands in is its receiver.
    return lookup.members.as_function(found, lookup.find(module, path[:-1]) if path[1:] else None)


def _constructor(module: str | None, path: Path, lookup: Lookup) -> Target:
    found = lookup.find(module, path)
    if not callable(found):
        raise Unserved(module, path)
    target: Target = found
    return target


def _bound(module: str | None, path: Path, lookup: Lookup) -> Target:
    if not callable(lookup.find(module, path)):
        raise Unserved(module, path)
    members, owner, name = lookup.members, lookup.find(module, path[:-1]), path[-1]
    return lambda *args: members.call(owner, name, args)


def _variadic(target: Target) -> Target:
    def spread(*args: Any) -> Any:
        return target(*args[:-1], *args[-1])

    return spread


def _method_finder(
    module: str | None, path: Path, function: ImportFunction, method: MethodData
) -> Finder:
    name = function.function.name
    if isinstance(method.kind, Constructor):
        return partial(_constructor, module, path)
    kind = method.kind.kind
    if method.kind.is_static:
        if isinstance(kind, RegularThis):
            return partial(_static_this, module, path, name)
        if isinstance(kind, Regular):
            return partial(_static_method, module, path, name)
        return partial(_static_access, module, path, method.kind, function.catch)
    if isinstance(kind, (Regular, RegularThis)):
        return partial(_method, module, path, name, function.structural)
    return lambda lookup: _access(lookup.members, kind)


def _method(module: str | None, path: Path, name: str, structural: bool, lookup: Lookup) -> Target:
    members, owner = lookup.members, lookup.find(module, path)
    if members.lacks_method(owner, name):
        raise Unserved(module, (*path, "prototype", name))
    if not structural:
        final = _final(members, owner, name)
        if final is not None:
            return final
    return lambda this, *args: members.call(this, name, args)


def _final(members: Members, owner: Any, name: str) -> Target | None:
    """Return the method of a class itself, whatever an object of it has instead."""
    if owner is MISSING or owner is None:
        return None
    prototype = members.find(owner, "prototype")
    if prototype is not MISSING and prototype is not None:
        found = members.find(prototype, name)
        if callable(found):
            return members.as_method(found)
        return None
    found = members.find(owner, name)
    return found if callable(found) else None


def _access(members: Members, kind: OperationKind) -> Target:
    """Return an access to a property of whatever object the guest gives first."""
    if isinstance(kind, Getter):
        key = kind.value
        return lambda this: members.get(this, key)
    if isinstance(kind, Setter):
        key = kind.value
        return lambda this, value: members.set(this, key, value)
    if isinstance(kind, IndexingGetter):
        return members.get
    if isinstance(kind, IndexingSetter):
        return members.set
    return members.delete


def _owner(module: str | None, path: Path, lookup: Lookup) -> Any:
    owner = lookup.find(module, path)
    if owner is MISSING:
        raise Unserved(module, path)
    return owner


def _static_access(
    module: str | None, path: Path, operation: Operation, catch: bool, lookup: Lookup
) -> Target:
    kind = operation.kind
    key = kind.value if isinstance(kind, Getter) else None
    if key is not None and catch and module is None and lookup.find(None, path[:1]) is MISSING:
        # Who catches asks whether it is there: js-sys before 0.3.78 for the global object by each
        # of its names, getrandom 0.2 for `module.require` of Node.
        return partial(_not_defined, path[0])
    owner = _owner(module, path, lookup)
    if key is not None and lookup.members.lacks_static(owner, key):
        raise Unserved(module, (*path, key))
    access = _access(lookup.members, kind)
    return lambda *args: access(owner, *args)


def _static_this(module: str | None, path: Path, name: str, lookup: Lookup) -> Target:
    _owner(module, path, lookup)
    return _callable(module, (*path, name), lookup)


def _static_method(module: str | None, path: Path, name: str, lookup: Lookup) -> Target:
    owner, members = _owner(module, path, lookup), lookup.members
    if not members.has_function(owner, name):
        raise Unserved(module, (*path, name))
    return lambda *args: members.call(owner, name, args)


def _not_defined(name: str) -> NoReturn:
    raise NameError(f"{name} is not defined")


def static_finder(item: Import, static: ImportStatic, optional: bool) -> Finder:
    """Return what finds what reads an imported static.

    Args:
        item: the import.
        static: its name and shim.
        optional: its type is an Option, so that the host may not have it.

    """
    module, path = module_of(item), (*(item.js_namespace or ()), static.name)

    def find(lookup: Lookup) -> Target:
        scope = lookup.scope
        if lookup.find(module, path) is MISSING and not optional:
            raise Unserved(module, path)

        def read() -> Any:
            found = scope.find(module, path)
            return None if found is MISSING else found

        return read

    return find


def instanceof_finder(item: Import, kind: ImportType) -> Finder:
    """Return what finds the test whether a value is of an imported type.

    It says False where there is no such type, and the glue does so for every error too
    (``cli-support/src/js/mod.rs``, ``instanceof``).
    """
    prefixes = {kind.name: kind.vendor_prefixes}
    return _class_finder(item, kind.name, prefixes, partial(partial, _instanceof, module_of(item)))


def _instanceof(module: str | None, path: Path, lookup: Lookup) -> Target:
    cls, instance_of = lookup.find(module, path), lookup.members.instance_of
    return lambda value: cls is not MISSING and instance_of(value, cls)


def dotted(item: Import, function: ImportFunction) -> str:
    """Return how a guest's author would name an imported function: ``console.log``."""
    parts = list(item.js_namespace or ())
    if function.method is not None:
        parts.append(function.method.class_name)
        if isinstance(function.method.kind, Constructor):
            return "new " + ".".join(parts)
        if not function.method.kind.is_static:
            parts.append("prototype")
        kind = function.method.kind.kind
        if isinstance(kind, (Getter, Setter)):
            return ".".join([*parts, kind.value])
    return ".".join([*parts, function.function.name])
