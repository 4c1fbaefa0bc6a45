"""The types of closures that a module lends and gives away, by what Rust calls them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from runtime.bindgen.descriptor import Closure, Function, Ref
from runtime.bindgen.discovery import Discovered, discover
from runtime.bindgen.spelling import rust_name
from runtime.module import Module


def closure_types(module: Module) -> dict[str, Function]:
    """Return the types of all closures that are known, without opening the module.

    The names are those that the closures in Python have: ``&dyn Fn(f64) -> f64`` of one that is
    lent, ``Closure<dyn FnMut()>`` of one that is given away.

    Raises:
        MalformedModule: a description of a type makes no sense.

    """
    if module.section is None:
        return {}
    found = stack_closures(tuple(module.descriptors.values()))
    return found | heap_closures(discover(module.wasm, module.section.profile))


def stack_closures(descriptor: object) -> dict[str, Function]:
    """Return the stack closures within a type, or within several."""
    found: dict[str, Function] = {}
    if isinstance(descriptor, Ref) and isinstance(descriptor.inner, Function):
        found[rust_name(descriptor)] = descriptor.inner
    if isinstance(descriptor, tuple):
        for each in descriptor:
            found |= stack_closures(each)
    elif is_dataclass(descriptor):
        for attribute in fields(descriptor):
            found |= stack_closures(getattr(descriptor, attribute.name))
    return found


def heap_closures(found: Discovered) -> dict[str, Function]:
    """Return the heap closures among what a module can make."""
    sources = {cast.source for cast in found.casts if not cast.key}
    closures = {source for source in sources if isinstance(source, Closure)} | set(found.closures)
    return {rust_name(closure): closure.function for closure in closures}
