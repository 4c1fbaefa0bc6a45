"""What strings do with patterns: ``match``, ``replace``, ``search``, ``split`` (ECMAScript, 22.1).

A pattern is an object that has the method which a symbol names, as RegExp does, or text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from hostapi.interface import method
from hostapi.wrappers import PrimitiveInterface
from runtime.core.utf16 import joined, units
from runtime.core.values import (
    SYMBOL_MATCH,
    SYMBOL_MATCH_ALL,
    SYMBOL_REPLACE,
    SYMBOL_SEARCH,
    SYMBOL_SPLIT,
    Symbol,
    is_falsy,
    null,
    typeof,
)

_DOLLAR: Final = re.compile(r"\$(?:([$&`'])|([0-9]{1,2})|<([^>]*)>)")


def is_object(value: object) -> bool:
    """Tell whether a guest sees an object in a value."""
    return typeof(value) in ("object", "function") and value is not null


def substitution(
    template: str,
    text: str,
    position: int,
    captures: Sequence[str | None],
    named: Callable[[str], str] | None = None,
) -> str:
    """Return what replaces a match (ECMAScript, GetSubstitution).

    Args:
        template: the replacement, in which ``$`` has a meaning; in units, as all of them.
        text: what was searched.
        position: where the match begins.
        captures: the match, and its groups; None for one that took no part.
        named: returns a named group; None if there are no names.

    """
    matched = captures[0] or ""
    around = {
        "$": "$",
        "&": matched,
        "`": text[:position],
        "'": text[position + len(matched) :],
    }

    def replaced(found: re.Match[str]) -> str:
        sign, digits, name = found.groups()
        if sign is not None:
            return around[sign]
        if name is not None:
            return found[0] if named is None else named(name)
        for count in (2, 1):
            index = int(digits[:count])
            if len(digits) >= count and 1 <= index < len(captures):
                return (captures[index] or "") + digits[count:]
        return found[0]

    return _DOLLAR.sub(replaced, template) if "$" in template else template


class Patterns(PrimitiveInterface):
    """The members of String that take a pattern, and what String's members share."""

    _last: tuple[str, str] = ("", "")

    def units_of(self, text: str) -> str:
        """Return a string's units; the last one's are remembered, for loops over an index."""
        if text.isascii():
            return text
        if self._last[0] is not text:
            self._last = text, units(text)
        return self._last[1]

    def text_this(self, this: object, member: str) -> str:
        """Return the receiver as a string.

        Raises:
            TypeError: it is undefined or null.

        """
        if isinstance(this, str):
            return this
        if this is None or this is null:
            raise TypeError(f"String.prototype.{member} called on null or undefined")
        return self.realm.to_string(this)

    def units_this(self, this: object, member: str) -> str:
        """Return the receiver's units; as `text_this` otherwise."""
        return self.units_of(self.text_this(this, member))

    def is_regexp(self, value: Any) -> bool:
        """Tell whether a value is a regular expression (ECMAScript, IsRegExp)."""
        return is_object(value) and not is_falsy(self.realm.get(value, SYMBOL_MATCH))

    def _method_of(self, pattern: Any, symbol: Symbol) -> Any:
        if not is_object(pattern):
            return None
        found = self.realm.get(pattern, symbol)
        return None if found is null else found

    def _require(self, this: object, member: str) -> None:
        if this is None or this is null:
            raise TypeError(f"String.prototype.{member} called on null or undefined")

    def _regexp_call(self, this: object, pattern: Any, symbol: Symbol, flags: str) -> Any:
        """Make a RegExp of a pattern that is none, and call its method."""
        text = self.realm.to_string(this)
        source = "" if pattern is None else pattern
        made = self.realm.interfaces["RegExp"].construct(source, flags)
        return self.realm.call(made, symbol, (text,))

    @method
    def match(self, this: object, pattern: object = None) -> Any:
        self._require(this, "match")
        matcher = self._method_of(pattern, SYMBOL_MATCH)
        if matcher is not None:
            return self.realm.apply(matcher, pattern, (this,))
        return self._regexp_call(this, pattern, SYMBOL_MATCH, "")

    @method
    def matchAll(self, this: object, pattern: object = None) -> Any:
        self._require(this, "matchAll")
        self._require_global(pattern, "matchAll")
        matcher = self._method_of(pattern, SYMBOL_MATCH_ALL)
        if matcher is not None:
            return self.realm.apply(matcher, pattern, (this,))
        return self._regexp_call(this, pattern, SYMBOL_MATCH_ALL, "g")

    def _require_global(self, pattern: Any, member: str) -> None:
        if self.is_regexp(pattern) and "g" not in self.realm.to_string(
            self.realm.get(pattern, "flags")
        ):
            raise TypeError(f"String.prototype.{member} called with a non-global RegExp argument")

    @method
    def search(self, this: object, pattern: object = None) -> Any:
        self._require(this, "search")
        searcher = self._method_of(pattern, SYMBOL_SEARCH)
        if searcher is not None:
            return self.realm.apply(searcher, pattern, (this,))
        return self._regexp_call(this, pattern, SYMBOL_SEARCH, "")

    @method
    def replace(self, this: object, pattern: object = None, replacement: object = None) -> Any:
        self._require(this, "replace")
        replacer = self._method_of(pattern, SYMBOL_REPLACE)
        if replacer is not None:
            return self.realm.apply(replacer, pattern, (this, replacement))
        text, needle = self._operands(this, pattern)
        position = text.find(needle)
        return self._replaced(text, needle, [position] if position >= 0 else [], replacement)

    @method
    def replaceAll(self, this: object, pattern: object = None, replacement: object = None) -> Any:
        self._require(this, "replaceAll")
        self._require_global(pattern, "replaceAll")
        replacer = self._method_of(pattern, SYMBOL_REPLACE)
        if replacer is not None:
            return self.realm.apply(replacer, pattern, (this, replacement))
        text, needle = self._operands(this, pattern)
        positions, position = [], text.find(needle)
        while position >= 0:
            positions.append(position)
            position = text.find(needle, position + (len(needle) or 1))
        return self._replaced(text, needle, positions, replacement)

    def _operands(self, this: object, pattern: object) -> tuple[str, str]:
        return units(self.realm.to_string(this)), units(self.realm.to_string(pattern))

    def _replaced(self, text: str, needle: str, positions: list[int], replacement: Any) -> str:
        template = None if callable(replacement) else units(self.realm.to_string(replacement))
        parts, end = [], 0
        for position in positions:
            parts.append(text[end:position])
            if template is None:
                args = (joined(needle), position, joined(text))
                parts.append(self.realm.to_string(self.realm.apply(replacement, None, args)))
            else:
                parts.append(substitution(template, text, position, [needle]))
            end = position + len(needle)
        return joined("".join([*parts, text[end:]]))

    @method
    def split(self, this: object, separator: object = None, limit: object = None) -> Any:
        self._require(this, "split")
        splitter = self._method_of(separator, SYMBOL_SPLIT)
        if splitter is not None:
            return self.realm.apply(splitter, separator, (this, limit))
        text, between = self._operands(this, separator)
        most = 2**32 - 1 if limit is None else to_uint32(self.realm.to_number(limit))
        if separator is None:
            return [joined(text)][:most]
        parts = text.split(between) if between else list(text)
        return [joined(part) for part in parts[:most]]


def to_uint32(value: float) -> int:
    """Return ToUint32 of a Number."""
    return int(value) & 0xFFFFFFFF if value == value and abs(value) != float("inf") else 0
