"""JavaScript's property access on Python objects.

A mapping's properties are its items, everything else's are its attributes, and a sequence's
integral properties are its items. A name that Python reserves may stand with an underscore
behind it: ``console.assert`` finds ``assert_``.

`Members` is what a guest's imports reach properties through. This one knows Python's objects as
they are; `hostapi.realm.Realm` adds JavaScript's own interfaces to it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, MutableMapping, MutableSequence, Sequence
from struct import calcsize
from typing import Any

from runtime.core import values
from runtime.core.buffers import CODES, plain_elements
from runtime.core.promise import rethrow


class Missing:
    """The type of `MISSING`."""

    __slots__ = ()


MISSING = Missing()
"""No such property: told apart from a property that is undefined."""


_INNARDS = (
    types.FrameType,
    types.TracebackType,
    types.CodeType,
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
)


def is_internal(owner: object, name: str) -> bool:
    """Tell whether an attribute is Python's own, which no guest may reach.

    By ``__globals__`` of any function, or the frame of a generator, a guest would come to whatever
    the application has imported.
    """
    return (name[:2] == "__" and name[-2:] == "__") or isinstance(owner, _INNARDS)


def find_attribute(owner: object, name: str) -> Any:
    """Return an attribute of a Python object under its JavaScript name, or `MISSING`."""
    if is_internal(owner, name):
        return MISSING
    found = getattr(owner, name, MISSING)
    return getattr(owner, name + "_", MISSING) if found is MISSING else found


def set_attribute(owner: object, name: str, value: object) -> None:
    """Set an attribute of a Python object.

    Raises:
        AttributeError: it refuses it, or the attribute is Python's own.

    """
    if is_internal(owner, name):
        raise AttributeError(f"{name!r} is out of a guest's reach")
    setattr(owner, name, value)


class Members:
    """Property access on Python objects."""

    def find(self, owner: object, key: object) -> Any:
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
            return find_attribute(owner, key)
        getter = getattr(owner, "__getitem__", None)
        if getter is None:
            return MISSING
        try:
            return getter(key)
        except (KeyError, IndexError):
            return MISSING

    def get(self, owner: object, key: object) -> Any:
        """Return a property, ``None`` (undefined) where there is none.

        Raises:
            TypeError: ``owner`` is undefined.

        """
        if owner is None:
            raise TypeError(f"Cannot read properties of undefined (reading {key!r})")
        found = self.find(owner, key)
        return None if found is MISSING else found

    def set(self, owner: object, key: object, value: object) -> None:
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
            set_attribute(owner, key, value)
        else:
            owner[key] = value  # type: ignore[index] # a TypeError of its own if it has no items

    def delete(self, owner: object, key: object) -> None:
        """Delete a property; one that is not there is deleted already."""
        if isinstance(owner, MutableMapping):
            owner.pop(key, None)
        elif isinstance(key, str) and find_attribute(owner, key) is not MISSING:
            delattr(owner, key)
        elif isinstance(key, int) and isinstance(owner, MutableSequence) and key < len(owner):
            owner[key] = None

    def call(self, owner: object, name: object, args: Sequence[object]) -> Any:
        """Call a method.

        Raises:
            TypeError: there is none of that name, or it is no function.

        """
        method = self.get(owner, name)
        if not callable(method):
            raise TypeError(f"{type(owner).__name__}.{name} is not a function (it is {method!r})")
        return self.apply(method, owner, args)

    def apply(self, function: Any, this: object, args: Sequence[object]) -> Any:
        """Call a function with a receiver; Python's functions have bound theirs already."""
        del this
        return function(*args)

    def debug_text(self, value: object, as_source: bool) -> str:
        """Return what ``{:?}`` of a JsValue shows; see `runtime.core.values.debug_text`."""
        return values.debug_text(value, as_source=as_source)

    def parse_json(self, text: str) -> Any:
        """Return the value that a JSON text is."""
        import json  # few guests use it

        return json.loads(text)

    def to_json(self, value: object) -> str | None:
        """Return the JSON text of a value; undefined is taken for null."""
        import json

        return json.dumps(value)

    def as_function(self, value: Any, this: object) -> Callable[..., Any]:
        """Return what calls ``value``, with a receiver if it asks for one; it never constructs."""
        del this
        function: Callable[..., Any] = value
        return function

    def as_method(self, value: Any) -> Callable[..., Any]:
        """Return what calls ``value`` with its first argument as the receiver."""
        function: Callable[..., Any] = value
        return function

    def lacks_method(self, owner: object, name: str) -> bool:
        """Tell whether no instance of the class ``owner`` can have a method by inheritance."""
        del owner, name
        return False

    def lacks_static(self, owner: object, name: str) -> bool:
        """Tell whether the class ``owner`` is one of JavaScript's and has no such property."""
        del owner, name
        return False

    def has_function(self, owner: object, name: str) -> bool:
        """Tell whether a property is a function."""
        return callable(self.find(owner, name))

    def refusal(self, name: str) -> str | None:
        """Return why something of JavaScript's is not served, None where nothing is known."""
        del name
        return None

    # --- promises -------------------------------------------------------------------------------

    def promise(self, value: Any) -> Any:
        """Return a promise of a value; here, where there are none, the value."""
        return value

    def rejected(self, reason: Any) -> Any:
        """Return a promise rejected with a reason; here, where there are none, throw it."""
        rethrow(reason)

    def abort_signal(self) -> tuple[Any, Callable[[], object] | None]:
        """Return a new AbortSignal and what aborts it; undefined and None where there are none.

        A call of an async export gets one for a signal that its caller left out: it is aborted when
        the task that awaits the call is cancelled.
        """
        return None, None

    def guest_failed(self, error: BaseException) -> None:
        """Take note that the guest was closed or has trapped, and no promise will be settled."""

    # --- operators ------------------------------------------------------------------------------

    def to_primitive(self, value: Any, hint: str = "default") -> Any:
        """Return what an operator works on where it is given ``value``."""
        del hint
        return value

    def loose_equal(self, left: object, right: object) -> bool:
        """Return ``left == right``."""
        return values.loose_equal(left, right)

    def operate(self, name: str, left: object, right: object) -> object:
        """Return what a binary operator gives, by wasm-bindgen's name for it."""
        return values.BINARY_OPERATORS[name](left, right)

    def has(self, owner: object, key: object) -> bool:
        """Return ``key in owner``."""
        return self.find(owner, key) is not MISSING

    # --- what a guest makes of its memory -------------------------------------------------------

    def typed_array(self, kind: str, data: bytes) -> Any:
        """Return a typed array of the guest's making.

        Args:
            kind: its element type, a key of `runtime.core.buffers.CODES`.
            data: its elements.

        """
        return plain_elements(kind, data)

    def memory_object(self, memory: Any) -> Any:
        """Return what stands for the ``WebAssembly.Memory`` of the guest.

        Args:
            memory: a `runtime.engine.interface.Memory`.

        """
        return memory

    def memory_view(self, kind: str, memory: Any, offset: int, length: int) -> Any:
        """Return a typed array over a part of the guest's memory: here, a copy.

        Args:
            kind: its element type.
            memory: what `memory_object` returned.
            offset: of its first byte.
            length: how many elements it has.

        Raises:
            IndexError: it does not lie within the memory.

        """
        return plain_elements(kind, memory.read(offset, length * calcsize(CODES[kind])))

    # --- classes --------------------------------------------------------------------------------

    def instance_of(self, value: object, constructor: object) -> bool:
        """Return ``value instanceof constructor``, False where that is no class."""
        return isinstance(constructor, type) and isinstance(value, constructor)
