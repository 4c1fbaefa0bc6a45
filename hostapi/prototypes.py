"""The two objects that an interface is in JavaScript: its constructor's and its prototype."""

from __future__ import annotations

from hostapi.interface import Interface, Method, members_of, method_of, name_of
from hostapi.plain_objects import JsObject
from hostapi.properties import CONSTANT, READ_ONLY, Accessor, Key
from runtime.core.values import SYMBOL_TO_STRING_TAG


def define_statics(interface: Interface, statics: JsObject) -> None:
    """Define the constructor's properties, as far as the interface alone says them."""
    for mark, function in members_of(interface):
        if mark.role == "static":
            statics.define(mark.key, method_of(mark, function))
    for key, value in interface.constants.items():
        statics.define(key, value, CONSTANT)
    for key, accessor in interface.accessors.items():
        statics.define(key, accessor)


def define_prototype(interface: Interface, prototype: JsObject) -> None:
    """Define the prototype's properties, but for ``constructor``."""
    accessors: dict[Key, Accessor] = {}
    for mark, function in members_of(interface):
        if mark.role == "method":
            prototype.define(mark.key, method_of(mark, function))
        elif mark.role == "getter":
            get = Method(function, f"get {name_of(mark.key)}")
            accessors[mark.key] = Accessor(get, accessors.get(mark.key, Accessor()).set)
        elif mark.role == "setter":
            set_ = Method(function, f"set {name_of(mark.key)}")
            accessors[mark.key] = Accessor(accessors.get(mark.key, Accessor()).get, set_)
    for key, accessor in accessors.items():
        prototype.define(key, accessor)
    for key, value in interface.prototype_constants.items():
        prototype.define(key, value)
    if interface.tag is not None:
        prototype.define(SYMBOL_TO_STRING_TAG, interface.tag, READ_ONLY)
