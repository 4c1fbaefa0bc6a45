"""Copies as HTML makes them (HTML, 2.7 Safe passing of structured data: serialize, deserialize)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any, Final

from hostapi.buffers import ArrayBuffer, DataView, View
from hostapi.conversions import is_primitive
from hostapi.date import JsDate
from hostapi.errors import DOMException, Error
from hostapi.map import JsMap
from hostapi.plain_objects import JsObject
from hostapi.regexp_object import JsRegExp
from hostapi.set_objects import JsSet
from hostapi.typed_arrays import TypedArray, as_typed_array
from hostapi.wrappers import PrimitiveObject
from runtime.core.values import Symbol

if TYPE_CHECKING:
    from hostapi.realm import Realm

_ERRORS: Final = (
    *("Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError"),
    *("TypeError", "URIError"),
)


def structured_clone(realm: Realm, value: Any) -> Any:
    """Return a copy that shares nothing with the value.

    Args:
        realm: where the value belongs.
        value: what to copy. Python's own containers are copied as JavaScript's.

    Raises:
        DOMException: ``DataCloneError``: a function, a symbol or an object of Python's is in it.

    """
    return _Copies(realm).copy(value)


class _Copies:
    """The copies of one value and all that is in it, each made once."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm
        self._made: dict[int, Any] = {}

    def copy(self, value: Any) -> Any:
        """Return the copy of a value."""
        if isinstance(value, Symbol):
            raise self._refused(value)
        if is_primitive(value):
            return value
        if id(value) in self._made:
            return self._made[id(value)]
        made = self._without_values(value)
        if made is not None:
            self._made[id(value)] = made
            return made
        return self._with_values(value)

    def _refused(self, value: Any) -> DOMException:
        shown = self._realm.describe(value)
        return DOMException(f"{shown} could not be cloned.", "DataCloneError")

    def _without_values(self, value: Any) -> Any:
        """Return the copy of what has no other values in it, or None."""
        if isinstance(value, PrimitiveObject):
            return type(value)(value.primitive)
        if isinstance(value, JsDate):
            return JsDate(value.time)
        if isinstance(value, JsRegExp):
            return JsRegExp(value.source, value.flags)
        if isinstance(value, ArrayBuffer):
            return ArrayBuffer(bytearray(bytes(value)), value.max_length)
        if isinstance(value, View):
            return self._view(value)
        array = as_typed_array(value)
        return None if array is None else type(array).of_bytes(array.tobytes())

    def _view(self, value: View) -> View:
        buffer = self.copy(value.buffer)
        length = None if value.tracks_length else value.length
        if isinstance(value, DataView):
            return DataView(buffer, value.byte_offset, length)
        assert isinstance(value, TypedArray)
        return type(value).of_buffer(buffer, value.byte_offset, length)

    def _with_values(self, value: Any) -> Any:
        if isinstance(value, JsMap):
            return self._map(value)
        if isinstance(value, (JsSet, Set)):
            made_set = self._made[id(value)] = JsSet()
            for item in list(value):
                made_set.add(self.copy(item))
            return made_set
        if isinstance(value, Error):
            return self._error(value)
        if isinstance(value, Mapping):
            return self._record(value)
        if isinstance(value, Sequence):
            made_list: list[Any] = []
            self._made[id(value)] = made_list
            made_list += map(self.copy, value)
            return made_list
        raise self._refused(value)

    def _map(self, value: JsMap) -> JsMap:
        made = self._made[id(value)] = JsMap()
        for key, item in list(value.items()):
            made[self.copy(key)] = self.copy(item)
        return made

    def _error(self, value: Error) -> Error:
        name = self._realm.to_string(self._realm.get(value, "name"))
        if isinstance(value, DOMException):
            made: Error = DOMException(value.message, name)
        else:
            kind = self._realm.constructors[name if name in _ERRORS else "Error"]
            made = kind(value.message)
        self._made[id(value)] = made
        return made

    def _record(self, value: Any) -> JsObject:
        made = self._made[id(value)] = JsObject()
        for key in self._realm.enumerable_own(value):
            made[key] = self.copy(self._realm.get(value, key))
        return made
