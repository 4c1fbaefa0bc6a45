"""A regular expression, and what matching gives (ECMAScript, 22.2.7 and 22.2.8)."""

from __future__ import annotations

import re
from typing import Any, Final

from hostapi.errors import SyntaxError
from hostapi.instances import JsInstance
from hostapi.regexp_machine import Machine
from hostapi.regexp_parser import parse_pattern
from hostapi.regexp_translate import translate
from runtime.core import utf16
from runtime.core.numerals import WHITE_SPACE
from runtime.core.utf16 import joined, units

FLAGS: Final = "dgimsuvy"
_LINE_ENDS: Final = {"\n": "\\n", "\r": "\\r", "\u2028": "\\u2028", "\u2029": "\\u2029"}

Span = tuple[int, int]


class JsRegExp(JsInstance):
    """A RegExp.

    Args:
        source: the pattern, as ECMAScript writes it.
        flags: of `FLAGS`, each once.

    Attributes:
        source: the pattern.
        flags: the flags, in alphabetical order.
        last_index: where the next match begins, with the flags ``g`` and ``y``: any value.

    Raises:
        SyntaxError: there are no such flags, or the pattern is none, or is not supported here.

    """

    __slots__ = ("_machine", "_native", "flags", "last_index", "names", "source")

    def __init__(self, source: str, flags: str = "") -> None:
        super().__init__()
        if not set(flags) <= set(FLAGS) or len(set(flags)) < len(flags) or {"u", "v"} <= set(flags):
            raise SyntaxError(f"Invalid flags supplied to RegExp constructor '{flags}'")
        pattern = parse_pattern(source, flags)
        self.source = source
        self.flags = "".join(sorted(flags))
        self.names = pattern.names
        self.last_index: Any = 0
        self._native = translate(pattern)
        self._machine = Machine(pattern) if self._native is None else None

    @property
    def unicode(self) -> bool:
        """Whether characters are code points."""
        return "u" in self.flags or "v" in self.flags

    @property
    def shown_source(self) -> str:
        """The pattern as it stands between slashes (ECMAScript, EscapeRegExpPattern)."""
        shown, in_class, escaped = [], False, False
        for each in self.source:
            if each in _LINE_ENDS:
                # The backslash before it is there already.
                shown.append(_LINE_ENDS[each][1 if escaped else 0 :])
            else:
                shown.append("\\/" if each == "/" and not (escaped or in_class) else each)
            in_class = not escaped and (each == "[" or (in_class and each != "]"))
            escaped = each == "\\" and not escaped
        return "".join(shown) or "(?:)"

    def __repr__(self) -> str:
        return f"/{self.shown_source}/{self.flags}"

    def match(self, text: str, start: int, *, sticky: bool) -> list[Span | None] | None:
        """Return where the match and its groups are, in code units; None for no match.

        Args:
            text: what is searched.
            start: the first place, in code units.
            sticky: whether the match must begin there.

        """
        if not self.unicode:
            return self._match(units(text), start, sticky)
        if text.isascii() or utf16.length(text) == len(text):
            return self._match(text, start, sticky)
        # A place in the middle of a pair is where the pair begins.
        before = joined(units(text)[:start])
        place = len(before)
        if not text.startswith(before):
            place -= 1
        spans = self._match(text, place, sticky)
        if spans is None:
            return None
        return [each and (utf16.length(text[: each[0]]), utf16.length(text[: each[1]]))
                for each in spans]  # fmt: skip

    def _match(self, text: str, start: int, sticky: bool) -> list[Span | None] | None:
        if self._machine is not None:
            machine = self._machine
            return machine.match(text, start) if sticky else machine.search(text, start)
        native: Any = self._native
        found: re.Match[str] | None = (native.match if sticky else native.search)(text, start)
        if found is None:
            return None
        return [
            found.span(group) if found.start(group) >= 0 else None
            for group in range(native.groups + 1)
        ]


class MatchArray(list[Any]):
    """What ``exec`` gives: the match and its groups, and where they are.

    Attributes:
        properties: ``index``, ``input``, ``groups`` and perhaps ``indices``.

    """

    __slots__ = ("properties",)

    def __init__(self, items: list[Any], properties: dict[str, Any]) -> None:
        super().__init__(items)
        self.properties = properties


def escape(text: str) -> str:
    """Return ``RegExp.escape(text)`` (ECMAScript, EncodeForRegExpEscape)."""
    return "".join(_escaped(each, first=not at) for at, each in enumerate(text))


def _escaped(character: str, *, first: bool) -> str:
    if first and character.isascii() and character.isalnum():
        return f"\\x{ord(character):02x}"
    if character in "^$\\.*+?()[]{}|/":
        return "\\" + character
    controls = {"\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r"}
    if character in controls:
        return "\\" + controls[character]
    if (
        character in ",-=<>#&!%:;@~'`\""
        or character in WHITE_SPACE
        or "\ud800" <= character <= "\udfff"
    ):
        code = ord(character)
        return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
    return character
