"""What is wrong with a text that is no JSON: V8's words for it, and where.

Positions are those of UTF-16 code units.
"""

from __future__ import annotations

from typing import Final

from hostapi.errors import SyntaxError as JsSyntaxError
from runtime.core.utf16 import joined, units

_CONTEXT: Final = 10
"""So many code units are shown on either side of an unexpected one."""

_SPACE: Final = " \t\n\r"
_DIGITS: Final = "0123456789"
_HEX: Final = "0123456789abcdefABCDEF"
_LITERALS: Final = {"t": "true", "f": "false", "n": "null"}
_NO_TEXTS: Final = ("[object Object]", "NaN", "Infinity", "undefined")
"""What values become that were never meant as JSON."""


class _Found(Exception):
    """Ends the search.

    Args:
        message: what is wrong; None where nothing but the code unit says it.

    """

    def __init__(self, message: str | None = None) -> None:
        self.message = message


class Diagnosis:
    """The search for the first error in a text (ECMA-404).

    Args:
        text: what could not be parsed.

    """

    def __init__(self, text: str) -> None:
        self._units = units(text)
        self._at = 0

    def error(self) -> JsSyntaxError | None:
        """Return the error, or None for a text in which there is none."""
        try:
            self._value()
            self._skip()
            if self._at < len(self._units):
                raise _Found("Unexpected non-whitespace character after JSON")
        except _Found as found:
            if found.message is not None:
                return JsSyntaxError(self._positioned(found.message))
            return JsSyntaxError(self._unexpected())
        return None

    # --- the messages ---------------------------------------------------------------------------

    def _positioned(self, message: str) -> str:
        separator = "" if message.endswith("JSON") else " in JSON"
        return f"{message}{separator} at position {self._at}"

    def _unexpected(self) -> str:
        text, at = self._units, self._at
        if at >= len(text):
            return "Unexpected end of JSON input"
        if text[at] in _DIGITS or text[at] == "-":
            return self._positioned("Unexpected number")
        if text[at] == '"':
            return self._positioned("Unexpected string")
        if text in _NO_TEXTS:
            return f'"{text}" is not valid JSON'
        before = after = ""
        start, end = 0, len(text)
        if len(text) > 2 * _CONTEXT:
            if at >= _CONTEXT:
                before, start = "...", at - _CONTEXT
            if at < _CONTEXT or at < len(text) - _CONTEXT:
                after, end = "...", at + _CONTEXT
        shown = joined(text[start:end])
        return f"Unexpected token '{text[at]}', {before}\"{shown}\"{after} is not valid JSON"

    # --- the grammar ----------------------------------------------------------------------------

    def _peek(self) -> str:
        return self._units[self._at] if self._at < len(self._units) else ""

    def _skip(self) -> None:
        while self._at < len(self._units) and self._units[self._at] in _SPACE:
            self._at += 1

    def _next_is(self, unit: str) -> bool:
        """Skip space, and the code unit if it stands there."""
        self._skip()
        if self._peek() != unit:
            return False
        self._at += 1
        return True

    def _expect(self, unit: str, message: str) -> None:
        if not self._next_is(unit):
            raise _Found(message)

    def _value(self) -> None:
        """Read a value; what is open is kept in a list, so no depth is too deep."""
        closers: list[str] = []
        while True:
            if self._begin(closers):
                continue
            while closers:
                if self._next_is(","):
                    if closers[-1] == "}":
                        self._name("Expected double-quoted property name")
                    break
                if closers[-1] == "}":
                    self._expect("}", "Expected ',' or '}' after property value")
                else:
                    self._expect("]", "Expected ',' or ']' after array element")
                closers.pop()
            else:
                return

    def _begin(self, closers: list[str]) -> bool:
        """Read a primitive or something empty, or enter a value; tell whether one follows."""
        self._skip()
        unit = self._peek()
        if unit == '"':
            self._at += 1
            self._string()
        elif unit and (unit in _DIGITS or unit == "-"):
            self._number()
        elif unit in _LITERALS:
            self._literal(_LITERALS[unit])
        elif unit == "[":
            self._at += 1
            if not self._next_is("]"):
                closers.append("]")
                return True
        elif unit == "{":
            self._at += 1
            if not self._next_is("}"):
                self._name("Expected property name or '}'")
                closers.append("}")
                return True
        else:
            raise _Found
        return False

    def _name(self, message: str) -> None:
        self._expect('"', message)
        self._string()
        self._expect(":", "Expected ':' after property name")

    def _literal(self, literal: str) -> None:
        for unit in literal:
            if self._peek() != unit:
                raise _Found
            self._at += 1

    def _digits(self, message: str) -> None:
        if not self._peek() or self._peek() not in _DIGITS:
            raise _Found(message)
        while self._peek() and self._peek() in _DIGITS:
            self._at += 1

    def _number(self) -> None:
        if self._peek() == "-":
            self._at += 1
            if not self._peek() or self._peek() not in _DIGITS:
                raise _Found("No number after minus sign")
        if self._peek() == "0":
            self._at += 1
            if self._peek() and self._peek() in _DIGITS:
                raise _Found
        else:
            self._digits("No number after minus sign")
        if self._peek() == ".":
            self._at += 1
            self._digits("Unterminated fractional number")
        if self._peek() and self._peek() in "eE":
            self._at += 1
            if self._peek() and self._peek() in "+-":
                self._at += 1
            self._digits("Exponent part is missing a number")

    def _string(self) -> None:
        while (unit := self._peek()) != '"':
            if not unit:
                raise _Found("Unterminated string")
            if unit < " ":
                raise _Found("Bad control character in string literal")
            self._at += 1
            if unit == "\\":
                self._escape()
        self._at += 1

    def _escape(self) -> None:
        unit = self._peek()
        if not unit:
            raise _Found
        if unit not in '"\\/bfnrtu':
            raise _Found("Bad escaped character")
        self._at += 1
        if unit == "u":
            for _ in range(4):
                if not self._peek() or self._peek() not in _HEX:
                    raise _Found("Bad Unicode escape")
                self._at += 1
