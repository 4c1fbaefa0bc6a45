"""What an imported function does, by the custom section's word for it.

ABI: wasm-bindgen ``cli-support/src/wit/mod.rs`` (``import_function``, ``determine_import``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from runtime.bindgen.program import (
    Constructor,
    Getter,
    Import,
    ImportFunction,
    ImportStatic,
    ImportType,
    IndexingDeleter,
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


def module_of(item: Import) -> str | None:
    """Return the JavaScript module that an import is taken from, or None for the global scope."""
    if item.module is None:
        return None
    return str(item.module.value)  # inline ones have names: see runtime.bindgen.snippets


def function_target(
    scope: HostScope,
    item: Import,
    function: ImportFunction,
    prefixes: Mapping[str, Sequence[str]],
) -> Target:
    """Return what serves an imported function.

    Args:
        scope: what the host serves.
        item: the import.
        function: what it is.
        prefixes: with which classes may be found too, by the class's name.

    Raises:
        Unserved: the host has nothing of that name.

    """
    module, namespace = module_of(item), item.js_namespace or ()
    if function.method is None:
        path = (*namespace, *function.function.name.split("."))
        target = _callable(scope, module, path)
        if len(path) > len(namespace) + 1:  # "prototype.set.call": the last is called on the rest
            target = _bound(scope, module, path)
    else:
        path = class_path(scope, item, function.method.class_name, prefixes)
        target = _method(scope, module, path, function, function.method)
    return _variadic(target) if function.variadic else target


def class_path(
    scope: HostScope, item: Import, name: str, prefixes: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return where a class is found: under its own name first, then with a vendor's prefix."""
    namespace = tuple(item.js_namespace or ())
    for prefix in prefixes.get(name, ()):
        found = scope.find(module_of(item), (*namespace, name))
        prefixed = (*namespace, prefix + name)
        if found is MISSING and scope.find(module_of(item), prefixed) is not MISSING:
            return prefixed
    return (*namespace, name)


def _callable(scope: HostScope, module: str | None, path: Sequence[str]) -> Target:
    found = scope.find(module, path)
    if not callable(found):
        raise Unserved(module, path)
    # `console.log(...)`: what a function stands in is its receiver.
    return scope.members.as_function(found, scope.find(module, path[:-1]) if path[1:] else None)


def _constructor(scope: HostScope, module: str | None, path: Sequence[str]) -> Target:
    found = scope.find(module, path)
    if not callable(found):
        raise Unserved(module, path)
    target: Target = found
    return target


def _bound(scope: HostScope, module: str | None, path: Sequence[str]) -> Target:
    members, owner, name = scope.members, scope.find(module, path[:-1]), path[-1]
    return lambda *args: members.call(owner, name, args)


def _variadic(target: Target) -> Target:
    def spread(*args: Any) -> Any:
        return target(*args[:-1], *args[-1])

    return spread


def _method(
    scope: HostScope,
    module: str | None,
    path: Sequence[str],
    function: ImportFunction,
    method: MethodData,
) -> Target:
    name = function.function.name
    if isinstance(method.kind, Constructor):
        return _constructor(scope, module, path)
    if method.kind.is_static:
        return _static_operation(scope, module, path, name, method.kind)
    kind = method.kind.kind
    if isinstance(kind, (Regular, RegularThis)):
        owner = scope.find(module, path)
        if scope.members.lacks_method(owner, name):
            raise Unserved(module, (*path, "prototype", name))
        if not function.structural:
            final = _final(scope, owner, name)
            if final is not None:
                return final
    return _operation(scope.members, name, kind)


def _final(scope: HostScope, owner: Any, name: str) -> Target | None:
    """Return the method of a class itself, whatever an object of it has instead."""
    if owner is MISSING or owner is None:
        return None
    members = scope.members
    prototype = members.find(owner, "prototype")
    if prototype is not MISSING and prototype is not None:
        found = members.find(prototype, name)
        if callable(found):
            return members.as_method(found)
        return None
    found = members.find(owner, name)
    return found if callable(found) else None


def _operation(members: Members, name: str, kind: OperationKind) -> Target:
    """Return a method, or property access, of whatever object the guest gives first."""
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
    if isinstance(kind, IndexingDeleter):
        return members.delete
    return lambda this, *args: members.call(this, name, args)


def _static_operation(
    scope: HostScope,
    module: str | None,
    path: Sequence[str],
    name: str,
    operation: Operation,
) -> Target:
    owner = scope.find(module, path)
    kind = operation.kind
    if owner is MISSING:
        if isinstance(kind, Getter) and list(path) == [kind.value]:
            # js-sys before 0.3.78 asks for the global object by each of its names, and catches.
            return lambda: _not_defined(kind.value)
        raise Unserved(module, path)
    if isinstance(kind, Getter) and scope.members.lacks_static(owner, kind.value):
        raise Unserved(module, (*path, kind.value))
    if isinstance(kind, (Getter, Setter, IndexingGetter, IndexingSetter, IndexingDeleter)):
        access = _operation(scope.members, name, kind)
        return lambda *args: access(owner, *args)
    if isinstance(kind, RegularThis):
        return _callable(scope, module, (*path, name))
    members = scope.members
    if not callable(members.find(owner, name)):
        raise Unserved(module, (*path, name))
    return lambda *args: members.call(owner, name, args)


def _not_defined(name: str) -> NoReturn:
    raise NameError(f"{name} is not defined")


def static_target(scope: HostScope, item: Import, static: ImportStatic, optional: bool) -> Target:
    """Return what reads an imported static.

    Args:
        scope: what the host serves.
        item: the import.
        static: its name and shim.
        optional: its type is an Option, so that it may be missing.

    Raises:
        Unserved: the host has no such name, and the guest needs it.

    """
    module, path = module_of(item), (*(item.js_namespace or ()), static.name)
    if scope.find(module, path) is MISSING and not optional:
        raise Unserved(module, path)

    def read() -> Any:
        found = scope.find(module, path)
        return None if found is MISSING else found

    return read


def instanceof_target(scope: HostScope, item: Import, kind: ImportType) -> Target:
    """Return the test whether a value is of an imported type; False where there is no such type.

    The glue says false for every error too (``cli-support/src/js/mod.rs``, ``instanceof``).
    """
    path = class_path(scope, item, kind.name, {kind.name: kind.vendor_prefixes})
    cls = scope.find(module_of(item), path)
    instance_of = scope.members.instance_of
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
