"""``JSON`` (ECMAScript, The JSON Object)."""

from __future__ import annotations

from typing import Any

from hostapi.conversions import is_primitive
from hostapi.errors import SyntaxError as JsSyntaxError
from hostapi.interface import Namespace, static
from hostapi.json_text import RawJson, Writer, read, unboxed
from hostapi.plain_objects import JsObject
from runtime.core import utf16
from runtime.core.values import is_number, null

_LONGEST_GAP = 10


class JSON(Namespace):
    """The object JSON."""

    name = "JSON"
    tag = "JSON"

    @static
    def parse(self, text: object = None, reviver: object = None) -> Any:
        value = read(self.realm.to_string(text))
        if not callable(reviver):
            return value
        return self._revived(JsObject({"": value}), "", reviver)

    def _revived(self, holder: Any, key: str, reviver: Any) -> Any:
        """Return InternalizeJSONProperty: what is made of a value, of the inner ones first."""
        realm = self.realm
        value = realm.get(holder, key)
        if isinstance(value, list):
            for index in range(len(value)):
                self._revive_property(value, str(index), reviver)
        elif not (value is null or callable(value) or is_primitive(value)):
            for name in realm.enumerable_own(value):
                self._revive_property(value, name, reviver)
        return realm.apply(reviver, holder, (key, value))

    def _revive_property(self, owner: Any, key: str, reviver: Any) -> None:
        made = self._revived(owner, key, reviver)
        if made is None:
            self.realm.try_delete(owner, key)
        else:
            self.realm.create_data_property(owner, key, made)

    @static
    def stringify(
        self, value: object = None, replacer: object = None, space: object = None
    ) -> str | None:
        names = self._names(replacer) if isinstance(replacer, (list, tuple)) else None
        function = replacer if callable(replacer) else None
        return Writer(self.realm, function, names, self._gap(space)).write(value)

    def _names(self, replacer: list[Any] | tuple[Any, ...]) -> list[str]:
        """Return the properties that a list names, each once."""
        names: dict[str, None] = {}
        for item in replacer:
            item = unboxed(item)
            if isinstance(item, str) or is_number(item):
                names[self.realm.to_string(item)] = None
        return list(names)

    def _gap(self, space: object) -> str:
        space = unboxed(space)
        if is_number(space):
            wanted = self.realm.to_integer_or_infinity(space)
            return " " * int(min(_LONGEST_GAP, max(0, wanted)))
        if isinstance(space, str):
            return utf16.joined(utf16.units(space)[:_LONGEST_GAP])
        return ""

    @static("rawJSON")
    def raw_json(self, text: object = None) -> RawJson:
        source = self.realm.to_string(text)
        if not source or source[0] in "\t\n\r " or source[-1] in "\t\n\r ":
            raise JsSyntaxError("Invalid value for JSON.rawJSON")
        if isinstance(read(source), (list, dict)):
            raise JsSyntaxError("Invalid value for JSON.rawJSON")
        made = RawJson(rawJSON=source)
        made.prototype = null
        made.prevent_extensions()
        return made

    @static("isRawJSON")
    def is_raw_json(self, value: object = None) -> bool:
        return isinstance(value, RawJson)
