"""Properties as ECMAScript has them (6.1.7.1 Property Attributes, 6.2.6 Property Descriptors)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from runtime.core.members import MISSING
from runtime.core.values import Symbol
from runtime.records import record, replace

Key = str | Symbol
"""A property key. An array index is its decimal text."""


@record(frozen=True)
class Accessor:
    """A property that is computed.

    Attributes:
        get: the function that reads it, as JavaScript has it: called with the receiver by
            `Realm.apply`; None (undefined) where there is none.
        set: the function that sets it.

    """

    get: Any = None
    set: Any = None


@record(frozen=True)
class Attributes:
    """What may be done to a property.

    Attributes:
        writable: its value can be changed; False for an `Accessor`.
        enumerable: it is among ``Object.keys``.
        configurable: it can be deleted, and its attributes changed.

    """

    writable: bool = True
    enumerable: bool = True
    configurable: bool = True


PLAIN: Final = Attributes()
"""Of what an assignment makes."""
HIDDEN: Final = Attributes(enumerable=False)
"""Of a member of a prototype."""
CONSTANT: Final = Attributes(writable=False, enumerable=False, configurable=False)
"""Of ``Math.PI``, of ``prototype``."""
READ_ONLY: Final = Attributes(writable=False, enumerable=False)
"""Of the ``name`` and ``length`` of a function, and of ``Symbol.toStringTag``."""


@record(frozen=True)
class Descriptor:
    """A property descriptor, whose fields may each be absent: `MISSING`."""

    value: Any = MISSING
    get: Any = MISSING
    set: Any = MISSING
    writable: Any = MISSING
    enumerable: Any = MISSING
    configurable: Any = MISSING

    @property
    def is_accessor(self) -> bool:
        """IsAccessorDescriptor."""
        return self.get is not MISSING or self.set is not MISSING

    @property
    def is_data(self) -> bool:
        """IsDataDescriptor."""
        return self.value is not MISSING or self.writable is not MISSING


def array_index(key: Key) -> int:
    """Return the array index that a key is, or -1 (6.1.7: an integer below 2**32 - 1)."""
    if isinstance(key, Symbol) or not key.isascii() or not key.isdigit():
        return -1
    if key[0] == "0" and key != "0":
        return -1
    index = int(key) if len(key) <= 10 else -1
    return index if index < 2**32 - 1 else -1


def ordered(found: Iterable[Any]) -> list[Key]:
    """Return keys as OrdinaryOwnPropertyKeys lists them.

    Args:
        found: keys in the order of creation. An ``int`` stands for its decimal text; what is
            neither that nor a property key is left out.

    """
    texts: list[Any] = [str(key) if type(key) is int else key for key in found]
    keys: list[Key] = [key for key in texts if isinstance(key, (str, Symbol))]
    indices = [key for key in keys if array_index(key) >= 0]
    if indices:
        indices.sort(key=array_index)
        known = set(indices)
        keys = [*indices, *(key for key in keys if key not in known)]
    if any(isinstance(key, Symbol) for key in keys):
        symbols = [key for key in keys if isinstance(key, Symbol)]
        return [*(key for key in keys if isinstance(key, str)), *symbols]
    return keys


def completed(
    descriptor: Descriptor, current: Any, attributes: Attributes | None
) -> tuple[Any, Attributes]:
    """Return the property that defining makes: its value or `Accessor`, and its attributes.

    Args:
        descriptor: what is asked for.
        current: the property there is, or `MISSING`.
        attributes: of that one, or None.

    """
    before = attributes or Attributes(writable=False, enumerable=False, configurable=False)
    after = replace(
        before,
        enumerable=_chosen(descriptor.enumerable, before.enumerable),
        configurable=_chosen(descriptor.configurable, before.configurable),
    )
    is_accessor = isinstance(current, Accessor)
    if descriptor.is_accessor or (is_accessor and not descriptor.is_data):
        known = current if is_accessor else Accessor()
        made = Accessor(_chosen(descriptor.get, known.get), _chosen(descriptor.set, known.set))
        return made, replace(after, writable=False)
    writable = _chosen(descriptor.writable, before.writable and not is_accessor)
    known_value = None if current is MISSING or is_accessor else current
    return _chosen(descriptor.value, known_value), replace(after, writable=writable)


def _chosen(wanted: Any, otherwise: Any) -> Any:
    return otherwise if wanted is MISSING else wanted
