"""JavaScript's property access on Python objects.

A mapping's properties are its items, everything else's are its attributes, and a sequence's
integral properties are its items. A name that Python reserves may stand with an underscore
behind it: ``console.assert`` finds ``assert_``.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any


class Missing:
    """The type of `MISSING`."""

    __slots__ = ()


MISSING = Missing()
"""No such property: told apart from a property that is undefined."""


def find_member(owner: object, key: object) -> Any:
    """Return a property, or `MISSING`."""
    if isinstance(owner, Mapping):
        return owner.get(key, MISSING)
    if isinstance(key, float) and key.is_integer():
        key = int(key)
    if isinstance(key, int) and isinstance(owner, Sequence):
        return owner[key] if 0 <= key < len(owner) else MISSING
    if isinstance(key, str):
        if key == "length" and isinstance(owner, Sequence):
            return len(owner)
        found = getattr(owner, key, MISSING)
        return getattr(owner, key + "_", MISSING) if found is MISSING else found
    getter = getattr(owner, "__getitem__", None)
    if getter is None:
        return MISSING
    try:
        return getter(key)
    except (KeyError, IndexError):
        return MISSING


def get_member(owner: object, key: object) -> Any:
    """Return a property, ``None`` (undefined) where there is none.

    Raises:
        TypeError: ``owner`` is undefined.

    """
    if owner is None:
        raise TypeError(f"Cannot read properties of undefined (reading {key!r})")
    found = find_member(owner, key)
    return None if found is MISSING else found


def set_member(owner: object, key: object, value: object) -> None:
    """Set a property: an item of a mapping or sequence, else an attribute.

    Raises:
        TypeError: ``owner`` is undefined.
        AttributeError: the Python object refuses it.

    """
    if owner is None:
        raise TypeError(f"Cannot set properties of undefined (setting {key!r})")
    if isinstance(owner, MutableMapping):
        owner[key] = value
        return
    if isinstance(key, float) and key.is_integer():
        key = int(key)
    if isinstance(key, int) and isinstance(owner, MutableSequence):
        owner.extend([None] * (key + 1 - len(owner)))
        owner[key] = value
    elif isinstance(key, str):
        setattr(owner, key, value)
    else:
        owner[key] = value  # type: ignore[index] # a TypeError of its own if it has no items


def delete_member(owner: object, key: object) -> None:
    """Delete a property; one that is not there is deleted already."""
    if isinstance(owner, MutableMapping):
        owner.pop(key, None)
    elif isinstance(key, str) and hasattr(owner, key):
        delattr(owner, key)
    elif isinstance(key, int) and isinstance(owner, MutableSequence) and key < len(owner):
        owner[key] = None


def call_member(owner: object, name: str, args: Sequence[object]) -> Any:
    """Call a method.

    Raises:
        TypeError: there is none of that name, or it is no function.

    """
    method = get_member(owner, name)
    if not callable(method):
        raise TypeError(f"{type(owner).__name__}.{name} is not a function (it is {method!r})")
    return method(*args)
