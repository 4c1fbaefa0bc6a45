"""Regular expressions for Python's ``re``, where the two languages agree.

They differ in what a repeated group has captured, in empty repetitions, in references to groups
that took no part, and in lookbehind. `hostapi.regexp_machine` runs what ``re`` would run otherwise.
"""

from __future__ import annotations

import re
from typing import Final

from hostapi.regexp_sets import LINE_ENDS, Ranges
from hostapi.regexp_syntax import (
    Alternatives,
    Assertion,
    Backreference,
    Chars,
    Group,
    Look,
    Node,
    Pattern,
    Repeat,
    Sequence,
    fixed_width,
    minimum_width,
)

MOST_REPEATS: Final = 2**31
"""More is without end: no text is that long."""


class _Differs(Exception):
    """``re`` would not do what ECMAScript says."""


def translate(pattern: Pattern) -> re.Pattern[str] | None:
    """Return the pattern for ``re``, None if that differs; groups have ECMAScript's numbers."""
    try:
        return re.compile(_Translation(pattern).text(pattern.body))
    except (_Differs, re.error, RecursionError, OverflowError):
        return None


def _char(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code <= 0xFFFF else (
        f"\\U{code:08x}"
    )  # fmt: skip


def set_text(ranges: Ranges) -> str:
    """Return a set as ``re`` writes it."""
    if not ranges:
        return "(?!)"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return re.escape(chr(ranges[0][0]))
    parts = (_char(low) if low == high else f"{_char(low)}-{_char(high)}" for low, high in ranges)
    return f"[{''.join(parts)}]"


class _Translation:
    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern
        self._word = set_text(pattern.word)
        self._line_ends = set_text(LINE_ENDS)
        self._closed: set[int] = set()

    def text(self, node: Node) -> str:
        """Return a node as ``re`` writes it.

        Raises:
            _Differs: ``re`` would do something else.

        """
        if isinstance(node, Chars):
            return set_text(node.ranges)
        if isinstance(node, Sequence):
            return "".join(map(self.text, node.items))
        if isinstance(node, Alternatives):
            return f"(?:{'|'.join(map(self.text, node.options))})"
        if isinstance(node, Group):
            body = self.text(node.body)
            self._closed.add(node.index)
            return f"({body})"
        if isinstance(node, Repeat):
            return self._repeat(node)
        if isinstance(node, Assertion):
            return self._assertion(node.kind)
        if isinstance(node, Look):
            return self._look(node)
        return self._reference(node)

    def _repeat(self, node: Repeat) -> str:
        many = node.most is None or node.most > 1
        captures = node.end_group > node.first_group
        if not minimum_width(node.body) and (many or node.least == 0):
            raise _Differs
        if many and captures:
            raise _Differs
        if node.least > MOST_REPEATS:
            raise _Differs
        most = "" if node.most is None or node.most > MOST_REPEATS else str(node.most)
        lazy = "" if node.greedy else "?"
        return f"(?:{self.text(node.body)}){{{node.least},{most}}}{lazy}"

    def _assertion(self, kind: str) -> str:
        if kind == "^":
            return f"(?:\\A|(?<={self._line_ends}))" if self._pattern.multiline else "\\A"
        if kind == "$":
            return f"(?:\\Z|(?={self._line_ends}))" if self._pattern.multiline else "\\Z"
        word = self._word
        if kind == "b":
            return f"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
        return f"(?:(?<={word})(?={word})|(?<!{word})(?!{word}))"

    def _look(self, node: Look) -> str:
        captures = node.end_group > node.first_group
        if captures and (node.negative or not node.ahead):
            raise _Differs
        if not node.ahead and fixed_width(node.body) is None:
            raise _Differs
        sign = ("" if node.ahead else "<") + ("!" if node.negative else "=")
        return f"(?{sign}{self.text(node.body)})"

    def _reference(self, node: Backreference) -> str:
        if self._pattern.ignore_case:
            raise _Differs
        if node.index not in self._closed:
            # It has captured nothing yet, which matches nothing.
            return "(?:)"
        return f"(?({node.index})(?:\\{node.index})|)" if node.index < 100 else self._differ()

    @staticmethod
    def _differ() -> str:
        raise _Differs
