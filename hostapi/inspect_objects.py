"""JavaScript's own objects as a console shows them: ``{ a: 1, b: [Getter] }``."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, Final

from hostapi.date import JsDate
from hostapi.date_text import iso_text
from hostapi.iterator import IteratorHelper
from hostapi.iterators import ArrayIterator, CollectionIterator, MapIterator, SetIterator
from hostapi.plain_objects import JsObject
from hostapi.properties import Accessor
from hostapi.regexp_object import JsRegExp
from hostapi.wrappers import (
    BigIntObject,
    BooleanObject,
    NumberObject,
    PrimitiveObject,
    StringObject,
)
from runtime.core.promise import Promise, State
from runtime.core.values import SYMBOL_TO_STRING_TAG, Symbol, null

Show = Callable[[object], str]

_BOXES: Final[tuple[tuple[type[PrimitiveObject[Any]], str], ...]] = (
    (NumberObject, "Number"),
    (StringObject, "String"),
    (BooleanObject, "Boolean"),
    (BigIntObject, "BigInt"),
)
_ITERATORS: Final[tuple[tuple[type, str], ...]] = (
    (ArrayIterator, "Array Iterator"),
    (MapIterator, "Map Iterator"),
    (SetIterator, "Set Iterator"),
    (CollectionIterator, "Iterator"),
    (IteratorHelper, "Iterator Helper"),
    (types.GeneratorType, "Generator"),
    (types.AsyncGeneratorType, "AsyncGenerator"),
)


def inspect_leaf(value: object, show: Show) -> str | None:
    """Return how an object is shown that has no others in it; None if it is none of ours."""
    if isinstance(value, JsDate):
        return "Invalid Date" if value.time != value.time else iso_text(int(value.time))
    if isinstance(value, JsRegExp):
        return repr(value)
    for box, name in _BOXES:
        if isinstance(value, box):
            return f"[{name}: {show(value.primitive)}]"
    for iterator, name in _ITERATORS:
        if isinstance(value, iterator):
            return f"Object [{name}] {{}}"
    return None


def inspect_properties(value: JsObject, show: Show, show_key: Show) -> str:
    """Return how an ordinary object is shown.

    Args:
        value: the object.
        show: shows what is in it.
        show_key: shows the name of a property.

    """
    shown = _properties(value, show, show_key)
    return _class_prefix(value) + (f"{{ {', '.join(shown)} }}" if shown else "{}")


def _properties(value: JsObject, show: Show, show_key: Show) -> list[str]:
    shown = []
    for key in value.own_keys():
        if value.attributes_of(key).enumerable:
            name = f"[{key!r}]" if isinstance(key, Symbol) else show_key(key)
            found = value.own(key)
            shown.append(f"{name}: {_accessor(found) or show(found)}")
    return shown


def inspect_promise(value: Promise, show: Show, show_key: Show) -> str:
    """Return how a promise is shown: its outcome, then what a guest added to it.

    Args:
        value: the promise.
        show: shows what is in it.
        show_key: shows the name of a property.

    """
    if value.state is State.PENDING:
        shown = ["<pending>"]
    else:
        rejected = "<rejected> " if value.state is State.REJECTED else ""
        shown = [rejected + show(value.outcome)]
    if value.properties is not None:
        shown += _properties(value.properties, show, show_key)
    return f"Promise {{ {', '.join(shown)} }}"


def _accessor(found: object) -> str | None:
    if not isinstance(found, Accessor):
        return None
    parts = [name for name, each in (("Getter", found.get), ("Setter", found.set)) if each]
    return f"[{'/'.join(parts)}]"


def _class_prefix(value: JsObject) -> str:
    if value.prototype is null:
        return "[Object: null prototype] "
    tag = value.own(SYMBOL_TO_STRING_TAG)
    return f"Object [{tag}] " if isinstance(tag, str) and tag else ""
